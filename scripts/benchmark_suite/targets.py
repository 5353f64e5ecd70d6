"""The targets of the solver and how the measured figures compare with them."""

import dataclasses
import functools


class MissingFigure(Exception):
    """The measurements lack a figure that the report has to state."""


@dataclasses.dataclass
class Verdict:
    key: str  # names the paragraph of docs/performance_remarks.md on it
    figure: str
    target: str
    measured: str
    is_met: bool  # None: there is no figure, `measured` says why


class NoFigure(Exception):
    """A figure is absent for a stated reason."""


def section(data, name):
    """A section that holds figures. Raises NoFigure with the stated reason, MissingFigure when nothing is stated."""
    if name not in data["sections"]:
        raise MissingFigure(f"section {name}")
    found = data["sections"][name]
    if "not_run" in found:
        raise NoFigure(f"not run: {found['not_run']}")
    if "failed" in found:
        raise NoFigure(f"failed: {found['failed']}")
    return found


def find_row(data, name, **wanted):
    """The row of a section with these values."""
    for row in section(data, name)["rows"]:
        if all(row.get(key) == value for key, value in wanted.items()):
            return stated(row)
    sought = ", ".join(f"{key} {value}" for key, value in wanted.items())
    if data["mode"] == "quick":
        raise NoFigure(f"left out by --quick ({sought})")
    raise MissingFigure(f"section {name}: {sought}")


def stated(row):
    if "failed" in row:
        raise NoFigure(f"failed: {row['failed']}")
    return row


def number(place, *path):
    for key in path:
        if not isinstance(place, dict) or place.get(key) is None:
            raise MissingFigure(" / ".join(str(part) for part in path))
        place = place[key]
    return place


def seconds_of_solve(times):
    """(median seconds, is the set-up part of them?)"""
    if times.get("solve") is not None:
        return number(times, "solve", "median"), False
    return number(times, "set_up_and_solve", "median"), True


def reference_iterations(data):
    rows = [stated(row) for row in section(data, "reference")["rows"]]
    sizes, counts = [number(row, "cells") for row in rows], [number(row, "iterations") for row in rows]
    return ", ".join(f"{count} (n = {size})" for size, count in zip(sizes, counts)), max(counts) <= 10


def family_iterations(data):
    rows = section(data, "families")["rows"]
    failed = [row for row in rows if "failed" in row]
    worst = max((row for row in rows if "failed" not in row), key=lambda row: number(row, "iterations"))
    above = [row for row in rows if "failed" not in row and row["iterations"] > 20]
    within = len(rows) - len(failed) - len(above)
    text = f"{within} of {len(rows)} within; largest {worst['iterations']} ({worst['family']} {worst['value']})"
    return text + (f"; {len(failed)} failed" if failed else ""), not failed and not above


def operator_rate(data, kind, target):
    for rate in section(data, "operator")["rates"]:
        if (rate["components"], rate["degree"], rate["number"], rate["ranks"]) == (3, 2, kind, 1):
            best, median = number(rate, "dofs_per_second", "best"), number(rate, "dofs_per_second", "median")
            return f"{median / 1e6:.0f} MDoF/s (best {best / 1e6:.0f})", median >= target
    raise MissingFigure(f"section operator: 3 components, degree 2, {kind}, one core")


def tangent_rate(data, target):
    for rate in section(data, "operator").get("tangents", []):
        if (rate["number"], rate["ranks"]) == ("double", 1):
            best, median = number(rate, "dofs_per_second", "best"), number(rate, "dofs_per_second", "median")
            return f"{median / 1e6:.0f} MDoF/s (best {best / 1e6:.0f})", median >= target
    raise NoFigure("the file is from before this was measured")


def curved_share(data, target):
    """The smallest rate on curved columns over that of rectangles, of both operators and precisions, one core."""
    operator = section(data, "operator")
    straight = {
        (rate["components"], rate["number"]): number(rate, "dofs_per_second", "median")
        for rate in operator["rates"] if (rate["degree"], rate["ranks"]) == (2, 1)
    }
    shares = []
    for rate in operator.get("shapes", []):
        if (rate["cells"], rate["ranks"]) == ("curved columns", 1):
            share = number(rate, "dofs_per_second", "median") / straight[rate["components"], rate["number"]]
            shares.append((share, "elasticity" if rate["components"] == 3 else "heat", rate["number"]))
    if not shares:
        raise NoFigure("the file is from before this was measured")
    share, kind, precision = min(shares)
    return f"{100 * share:.0f} % ({kind}, {precision})", share >= target


def rate_text(dofs, times, target):
    seconds, has_set_up = seconds_of_solve(times)
    text = f"{dofs / seconds / 1e3:.0f} kDoF/s" + (" (set-up included: the solve alone is not known)" if has_set_up else "")
    return text, dofs / seconds >= target


def solve_rate(data, target):
    row = find_row(data, "reference", cells=80)
    return rate_text(number(row, "dofs"), number(row, "displacement"), target)


def heat_rate(data, target):
    row = stated(section(data, "heat")["rows"][-1])
    text, is_met = rate_text(number(row, "dofs_temperature"), number(row, "temperature"), target)
    return f"{text}, n = {row['cells']}", is_met


def peer_ratio(data, tool, cells, target, may_not_fit=False):
    row = find_row(data, "peers", tool=tool, cells=cells)
    peer, own, files = stated(row["peer"]), stated(row["sagitta"]), stated(row["sagitta_with_files"])
    if "does_not_fit" in peer:
        return f"*does not fit* ({peer['does_not_fit']})", True if may_not_fit else None
    ratios = [number(peer, "command", "median") / number(run, "command", "median") for run in (own, files)]
    return f"{ratios[0]:.1f} times; with VTU {ratios[1]:.1f} times", ratios[0] >= target


def assembled_ratio(data, method, target):
    cells = section(data, "assembled")["cells"]
    own = number(find_row(data, "assembled", solver="column_multigrid"), "displacement", "set_up_and_solve", "median")
    other = number(find_row(data, "assembled", solver=method), "displacement", "set_up_and_solve", "median")
    if cells != 40:
        raise NoFigure(f"{other / own:.1f} times at n = {cells}; n = 40 is left out by --quick")
    return f"{other / own:.1f} times", other / own >= target


def memory_per_unknown(data):
    row = find_row(data, "reference", cells=160)
    per, own = number(row, "peak_bytes") / number(row, "dofs"), number(row, "own_peak_bytes") / number(row, "dofs")
    return f"{max(per, own):.0f} B per DoF (results.json {own:.0f}, from outside {per:.0f})", max(per, own) <= 300


def long_run(data):
    row = section(data, "long")
    gibibytes, seconds = number(row, "peak_bytes") / 2**30, number(row, "command", "median")
    return f"{number(row, 'dofs') / 1e6:.1f} million DoF in {gibibytes:.1f} GiB, {seconds:.0f} s", gibibytes <= 24


def rank_ratio(data):
    rows = [stated(row) for row in section(data, "ranks")["rows"]]
    if len(rows) < 2:
        raise NoFigure("one core only")

    def gain(*path):
        return number(rows[0], *path, "median") / number(rows[-1], *path, "median")

    ratio = gain("displacement", "set_up_and_solve")
    texts = [f"{ratio:.2f} (set-up and solve)", f"{gain('command'):.2f} (whole command)"]
    if rows[0]["displacement"].get("solve"):
        ratio = gain("displacement", "solve")
        texts.insert(0, f"{ratio:.2f} (solve)")
    return ", ".join(texts) + f", n = {section(data, 'ranks')['cells']}", ratio >= 1.7


def single_die_seconds(data):
    rows = [stated(row) for row in section(data, "single_die")["rows"] if row["field_files"]]
    row = min(rows, key=lambda row: number(row, "command", "median"))
    return f"{row['command']['median']:.2f} s on {row['ranks']} rank(s), field files included", row["command"]["median"] <= 3


def hundred_candidates(data, seconds="study_seconds", most=30):
    row = find_row(data, "studies", what="hundred_candidates")
    ratio = number(row, seconds) / number(row, "cold_seconds")
    text = f"{ratio:.1f} cold runs of {row['cold_seconds']:.1f} s for {row['candidates']} candidates, {row['solved']} of them solved"
    return text, ratio * 100 / row["candidates"] <= most


def ten_thousand_queries(data):
    row = find_row(data, "studies", what="ten_thousand_queries")
    seconds = number(row, "evaluate_seconds")
    return f"{seconds:.1f} s for {row['queries']} queries", seconds * 10000 / row["queries"] < 10


def adjoint_gradient(data):
    row = find_row(data, "studies", what="adjoint_gradient")
    ratio = number(row, "with_gradient_seconds") / number(row, "run_seconds")
    return f"{ratio:.2f} times with {row['parameters']} parameters", ratio <= 2


def page_seconds(data):
    seconds = number(find_row(data, "studies", what="page"), "page_seconds")
    return f"{seconds:.1f} s", seconds < 5


def versus(tool, cells, target, **options):
    return functools.partial(peer_ratio, tool=tool, cells=cells, target=target, **options)


CALCULIX, MUMPS, GAMG = "CalculiX, C3D20, SPOOLES", "DOLFINx, Q2, MUMPS", "DOLFINx, Q2, CG + GAMG"
OWN = "own assembled matrix, n = 40"

#: (key, figure, target, how it is measured)
TARGETS = (
    ("reference_iterations", "CG iterations to 1e-8, reference problem", "<= 10, flat", reference_iterations),
    ("family_iterations", "CG iterations, hard families", "<= 20 each", family_iterations),
    (
        "operator_double", "elasticity operator, Q2, per core, double", ">= 45 MDoF/s",
        functools.partial(operator_rate, kind="double", target=45e6),
    ),
    (
        "operator_single", "elasticity operator, Q2, per core, single", ">= 80 MDoF/s",
        functools.partial(operator_rate, kind="single", target=80e6),
    ),
    (
        "operator_tangents", "elasticity operator, Q2, a tangent at every point, per core, double", ">= 40 MDoF/s",
        functools.partial(tangent_rate, target=40e6),
    ),
    (
        "operator_curved", "operators, Q2, on barrels against rectangles, per core", ">= a third",
        functools.partial(curved_share, target=1 / 3),
    ),
    ("solve_rate", "solve, reference problem n = 80", ">= 600 kDoF/s", functools.partial(solve_rate, target=600e3)),
    ("dolfinx_mumps", "whole command against DOLFINx + MUMPS, n = 40", ">= 40 times", versus(MUMPS, 40, 40)),
    ("dolfinx_gamg", "whole command against DOLFINx + CG/GAMG, n = 80", ">= 60 times", versus(GAMG, 80, 60)),
    (
        "assembled_mumps", f"solve with set-up against MUMPS, {OWN}", ">= 50 times",
        functools.partial(assembled_ratio, method="direct", target=50),
    ),
    (
        "assembled_gamg", f"solve with set-up against CG + GAMG, {OWN}", ">= 50 times",
        functools.partial(assembled_ratio, method="gamg", target=50),
    ),
    ("calculix_40", "whole command against CalculiX, n = 40", ">= 30 times", versus(CALCULIX, 40, 30)),
    (
        "calculix_80", "whole command against CalculiX, n = 80", ">= 100 times, or it does not fit",
        versus(CALCULIX, 80, 100, may_not_fit=True),
    ),
    ("memory", "peak memory, whole run, n = 160", "<= 300 B per DoF", memory_per_unknown),
    ("long", "a package of 50 million DoF", "in 24 GiB", long_run),
    ("heat", "heat solve", ">= 2000 kDoF/s", functools.partial(heat_rate, target=2e6)),
    ("ranks", "1 -> 2 ranks", ">= 1.7 times", rank_ratio),
    ("single_die", "whole command of fan_out_single_die", "<= 3 s", single_die_seconds),
    ("hundred_candidates", "a hundred candidates of study_lmc_filler", "<= 30 cold runs", hundred_candidates),
    (
        "hundred_candidates_reduced", "the same with reduced models, made in the study", "<= 15 cold runs",
        functools.partial(hundred_candidates, seconds="reduced_seconds", most=15),
    ),
    ("ten_thousand_queries", "10,000 queries of a finished reduced model", "< 10 s", ten_thousand_queries),
    ("adjoint_gradient", "a run with the gradient of a bow by all constants", "<= 2 times the run", adjoint_gradient),
    ("page", "the page of a run with twelve states", "< 5 s", page_seconds),
)


def evaluate(data):
    """All verdicts. Raises MissingFigure when a figure is neither there nor accounted for."""
    verdicts = []
    for key, figure, target, measure in TARGETS:
        try:
            text, is_met = measure(data)
        except NoFigure as reason:
            text, is_met = str(reason), None
        verdicts.append(Verdict(key, figure, target, text, is_met))
    return verdicts
