"""Writes docs/performance.md and its plots from the JSON file of a benchmark. No number is typed by hand."""

import dataclasses
import math
import os
import pathlib
import re
import textwrap

import scaling
import targets
from targets import MissingFigure, NoFigure, number

MEGABYTE = 1e6


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ") or "-"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(cell(item) for item in row) + " |" for row in rows] + [""]


def paragraph(*sentences):
    return [*textwrap.wrap(" ".join(sentences), width=140, break_long_words=False, break_on_hyphens=False), ""]


def absent(head, reason):
    return [f"## {head}", "", f"*{str(reason)[:1].upper()}{str(reason)[1:]}.*", ""]


def seconds(times):
    """Median, and the fastest where there was more than one run."""
    if times is None:
        return "-"
    median, minimum = number(times, "median"), number(times, "minimum")
    return f"{median:.2f} s" + (f" (min {minimum:.2f})" if len(times["all"]) > 1 else "")


def rows_of(data, name):
    return targets.section(data, name)["rows"]


def read_remarks(path):
    """Paragraphs on targets that are not met, by key: `## key` and text."""
    if not path.is_file():
        return {}
    parts = re.split(r"^## +(\w+) *$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {key: text.strip() for key, text in zip(parts[1::2], parts[2::2])}


# ---- the limits of the operator ----

def bytes_per_unknown(rate):
    """The least that one application must move: source read, result read and written, coefficients of a cell or of its points read once."""
    size = 8 if rate["number"] == "double" else 4
    coefficients = 9 if rate["components"] == 3 else 3
    if "tangent" in rate.get("coefficients", ""):
        coefficients = (21 if rate["components"] == 3 else 6) * (rate["degree"] + 1) ** 3
    return size * (3 + coefficients / (rate["components"] * rate["degree"] ** 3))


def operations_per_unknown(rate):
    """Operations of sum factorisation on one hexahedron of degree p, n = p + 1 points per direction, over its p^3 c unknowns.

    In the plan: p planes of nodes per element (the shared one is kept), 5 n^3 multiply-adds each for value and two derivatives, there
    and back.
    Through the thickness: 3 n^2 multiply-adds per plan point for value and derivative, there and back. At a point: strain, law and scaling.
    """
    p, components = rate["degree"], rate["components"]
    n = p + 1
    in_plan, through = 2 * p * 5 * n**3, 2 * n**2 * 3 * n**2
    at_point = 42 if components == 3 else 12
    return (2 * components * (in_plan + through) + n**3 * at_point) / (components * p**3)


def roofline(rate, machine):
    """(DoF/s that the machine allows, what sets the limit)."""
    place = "one_core" if rate["ranks"] == 1 else "all_cores"
    by_memory = number(machine, "triad", place) / bytes_per_unknown(rate)
    by_arithmetic = number(machine, f"operations_{rate['number']}", place) / operations_per_unknown(rate)
    return min((by_memory, "memory"), (by_arithmetic, "arithmetic"))


# ---- the sections ----

def head_section(data):
    machine, load = number(data, "machine"), number(data, "load_average")
    is_busy = number(data, "load_average", "start") > 0.3
    lines = ["# Performance", ""]
    lines += paragraph("Written by `scripts/benchmark` from what it measured; not edited by hand.",
                       "How to run it: [user_guide/benchmark.md](user_guide/benchmark.md).")
    lines += [f"- date: {number(data, 'date')}, revision {number(data, 'revision')}, mode: {number(data, 'mode')}"]
    gibibytes = number(machine, "memory_bytes") / 2**30
    vectors = ", ".join(number(machine, "vector_instructions"))
    lines += [f"- machine: {number(machine, 'processor')}, {number(machine, 'cores')} cores used, {gibibytes:.0f} GiB, {vectors}"]
    lines += [f"- compiler: {number(data, 'compiler')}"]
    lines += [f"- load average at the start {load['start']:.2f}, at the end {number(load, 'end'):.2f}"]
    lines += [""]
    if is_busy:
        lines += paragraph("**The machine was busy with other work when this was measured: times and rates are worse than they would be.**")
    return lines + paragraph(
        "Times are wall times of whole commands unless it says otherwise: the median of the repetitions, in brackets the fastest.",
        "Every comparison is a ratio of runs beside each other. \"True residual\" is |b - A x| / |b|.",
        "The reference problem is cases/bench_a on n x n plan cells.",
    )


def targets_section(data, remarks):
    verdicts = targets.evaluate(data)
    words = {True: "met", False: "**not met**", None: "-"}
    lines = ["## Targets", ""]
    lines += table(("figure", "target", "measured", ""), [(v.figure, v.target, v.measured, words[v.is_met]) for v in verdicts])
    for verdict in verdicts:
        if verdict.is_met is False:
            text = remarks.get(verdict.key, "No explanation yet.")
            lines += [f"### Not met: {verdict.figure}", "", text, ""]
    return lines


def machine_section(data):
    try:
        machine = targets.section(data, "machine")
    except NoFigure as reason:
        return absent("The machine", reason)
    rows = []
    for name, key, scale, unit in (
        ("memory bandwidth (triad)", "triad", 1e9, "GB/s"),
        ("multiply-adds, double", "operations_double", 1e9, "GFLOP/s"),
        ("multiply-adds, single", "operations_single", 1e9, "GFLOP/s"),
    ):
        rows.append((name, *(f"{number(machine, key, place) / scale:.1f} {unit}" for place in ("one_core", "all_cores"))))
    return ["## The machine", ""] + table(("limit", "one core", f"{machine['cores']} cores"), rows)


def operator_section(data):
    try:
        operator, machine = targets.section(data, "operator"), targets.section(data, "machine")
    except NoFigure as reason:
        return absent("The operator", reason)
    rows = []
    for rate in operator["rates"]:
        limit, by = roofline(rate, machine)
        median = number(rate, "dofs_per_second", "median")
        rows.append((
            "elasticity" if rate["components"] == 3 else "heat", rate["degree"], rate["number"], rate["ranks"], f"{median / 1e6:.1f}",
            f"{rate['dofs_per_second']['best'] / 1e6:.1f}", f"{limit / 1e6:.0f} ({by})", f"{100 * median / limit:.0f} %",
        ))
    lines = ["## The operator", ""] + paragraph(
        "One application in MDoF/s, ghosts exchanged, constant coefficients per cell and layer;",
        f"{operator['lanes']['double']} lanes in double, {operator['lanes']['single']} in single precision.",
        "The roofline is the smaller of bandwidth over the bytes that must move (source read, result read and written, coefficients read",
        "once) and arithmetic over the operations of sum factorisation (`operations_per_unknown` in scripts/benchmark_suite/report.py).",
    )
    lines += ["![Operator](pictures/performance_operator.png)", ""]
    lines += table(("operator", "degree", "number", "ranks", "median", "best", "roofline", "share reached"), rows)
    return lines + shape_table(operator) + tangent_table(operator, machine)


def shape_table(operator):
    """Rates where cells are no rectangles, beside those of rectangles; nothing in files from before there were such rates."""
    rectangles = {
        (rate["components"], rate["number"], rate["ranks"]): number(rate, "dofs_per_second", "median")
        for rate in operator["rates"] if rate["degree"] == 2
    }
    rows = []
    for rate in operator.get("shapes", []):
        median = number(rate, "dofs_per_second", "median")
        of_rectangles = rectangles[rate["components"], rate["number"], rate["ranks"]]
        rows.append((
            "elasticity" if rate["components"] == 3 else "heat", rate["cells"], rate["number"], rate["ranks"], f"{median / 1e6:.1f}",
            f"{100 * median / of_rectangles:.0f} %",
        ))
    if not rows:
        return []
    lines = paragraph("Degree 2 on ring tiles around round parts: with straight columns, and with barrels through the whole body.")
    return lines + table(("operator", "cells", "number", "ranks", "median", "of rectangles"), rows)


def tangent_table(operator, machine):
    """Rates with a tangent at every quadrature point; nothing in files from before there were such rates."""
    rows = []
    for rate in operator.get("tangents", []):
        limit, by = roofline(rate, machine)
        median = number(rate, "dofs_per_second", "median")
        rows.append((rate["degree"], rate["number"], rate["ranks"], f"{median / 1e6:.1f}", f"{limit / 1e6:.0f} ({by})", f"{100 * median / limit:.0f} %"))
    if not rows:
        return []
    lines = paragraph("Elasticity with the 21 numbers of a tangent at every quadrature point, as Newton's method for parts that yield or creep has them.")
    return lines + table(("degree", "number", "ranks", "median", "roofline", "share reached"), rows)


def reference_section(data):
    try:
        rows = rows_of(data, "reference")
    except NoFigure as reason:
        return absent("The reference problem", reason)
    lines = ["## The reference problem", "", "![Cost against unknowns](pictures/performance_cost.png)", ""]
    body = []
    for row in rows:
        if "failed" in row:
            body.append((row["cells"], "-", "-", f"failed: {row['failed']}", "", "", "", ""))
            continue
        solve, has_set_up = targets.seconds_of_solve(number(row, "displacement"))
        body.append((
            row["cells"], f"{number(row, 'dofs'):,}", number(row, "iterations"), f"{number(row, 'relative_residual'):.1e}",
            seconds(number(row, "command")), seconds(row["displacement"]["set_up_and_solve"]),
            f"{row['dofs'] / solve / 1e3:.0f}" + (" *" if has_set_up else ""),
            f"{number(row, 'peak_bytes') / MEGABYTE:.0f} MB ({row['peak_bytes'] / row['dofs']:.0f} B/DoF)",
        ))
    lines += table(("n", "DoF", "iterations", "true residual", "whole command", "set-up and solve", "solve kDoF/s", "peak memory"), body)
    if any("*" in str(row[6]) for row in body):
        lines += ["\\* set-up included.", ""]
    stages = [row for row in rows if "stages" in row]
    if stages:
        names = list(dict.fromkeys(name for row in stages for name in row["stages"]))
        lines += paragraph(
            "Where the time goes; \"start and end\" is what the whole command takes beside its stages: loading, MPI, reading the case."
        )
        body = []
        for row in stages:
            outside = number(row, "command", "median") - number(row, "total_seconds")
            body.append((row["cells"], *(f"{row['stages'].get(name, math.nan):.2f} s" for name in names), f"{outside:.2f} s"))
        lines += table(("n", *names, "start and end"), body)
    return lines


def families_section(data):
    try:
        rows = rows_of(data, "families")
    except NoFigure as reason:
        return absent("Hard families", reason)
    body = []
    for row in rows:
        name = (row["family"], row["value"])
        if "failed" in row:
            body.append((*name, "-", "-", f"failed: {row['failed'][:300]}", "-"))
        else:
            residual, time = f"{row['relative_residual']:.1e}", f"{row['command_seconds']:.2f} s"
            body.append((*name, f"{row['dofs']:,}", number(row, "iterations"), residual, time))
    return ["## Hard families", ""] + table(("family", "value", "DoF", "iterations", "true residual", "whole command"), body)


def peers_section(data):
    try:
        peers = targets.section(data, "peers")
    except NoFigure as reason:
        return absent("Other programs", reason)
    body = []
    for row in peers["rows"]:
        peer, own, files = row["peer"], row["sagitta"], row["sagitta_with_files"]
        if "failed" in peer:
            time, memory, warp = f"failed: {peer['failed'][:200]}", "-", "-"
        elif "does_not_fit" in peer:
            time, memory, warp = f"*does not fit*: {peer['does_not_fit']}", "-", "-"
        else:
            time, warp = seconds(number(peer, "command")), f"{1e6 * number(peer, 'warp'):.5f}"
            memory = f"{number(peer, 'peak_bytes') / MEGABYTE:.0f} MB"
        ratios = []
        for run in (own, files):
            has_both = "command" in peer and "command" in run
            ratios.append(f"{peer['command']['median'] / run['command']['median']:.1f}" if has_both else "-")
        body.append((
            row["tool"], row["cells"], f"{peer['dofs']:,}" if "dofs" in peer else "-", time, memory, warp,
            seconds(own.get("command")), f"{own['peak_bytes'] / MEGABYTE:.0f} MB" if "peak_bytes" in own else "-",
            f"{1e6 * own['warp']:.5f}" if "warp" in own else "-", seconds(files.get("command")), *ratios,
        ))
    limits = number(peers, "limits")
    lines = ["## Other programs", ""] + paragraph(
        f"Limits of a run: {limits['seconds'] / 60:.0f} minutes and {limits['bytes'] / 2**30:.0f} GiB.",
        "\"uz\" is the difference of the corner's and the origin's displacement [um]; CalculiX has another element (20 nodes), the others",
        "solve the same discrete problem.",
    )
    head = ("program", "n", "its DoF", "whole command", "peak memory", "uz")
    return lines + table((*head, "Sagitta", "its memory", "uz", "Sagitta with VTU", "ratio", "ratio with VTU"), body)


def assembled_section(data):
    try:
        assembled = targets.section(data, "assembled")
    except NoFigure as reason:
        return absent("Our own assembled matrix", reason)
    own = next((row for row in assembled["rows"] if row["solver"] == "column_multigrid"), {})
    body = []
    for row in assembled["rows"]:
        if "failed" in row:
            body.append((row["solver"], "-", f"failed: {row['failed'][:300]}", "-", "-"))
            continue
        time = number(row, "displacement", "set_up_and_solve", "median")
        ratio = f"{time / own['displacement']['set_up_and_solve']['median']:.1f}" if "displacement" in own else "-"
        memory = f"{row['peak_bytes'] / MEGABYTE:.0f} MB"
        body.append((row["solver"], row["iterations"], seconds(row["displacement"]["set_up_and_solve"]), memory, ratio))
    lines = [f"## Our own assembled matrix, n = {assembled['cells']}", ""]
    lines += paragraph("Set-up (with assembly) and solve within Sagitta, by `solver.method`:")
    return lines + table(("method", "iterations", "set-up and solve", "peak memory", "times column_multigrid"), body)


def label_of_run(row):
    """What tells a run of these sections from its neighbours."""
    words = [f"n = {row['cells']}"] if "cells" in row else []
    words.append(f"{row['ranks']} rank{'s' if row['ranks'] > 1 else ''}")
    if "field_files" in row:
        words.append("with VTU" if row["field_files"] else "without VTU")
    return ", ".join(words)


def other_runs_section(data):
    lines = ["## One rank and several, heat, the shipped case", ""]
    body = []
    for title, name, label, field, unknowns in (
        ("reference problem", "ranks", label_of_run, "displacement", "dofs"),
        ("heat", "heat", label_of_run, "temperature", "dofs_temperature"),
        ("fan_out_single_die", "single_die", label_of_run, "displacement", "dofs"),
    ):
        try:
            rows = rows_of(data, name)
        except NoFigure as reason:
            body.append((title, "-", str(reason), "-", "-", "-", "-"))
            continue
        for row in rows:
            if "failed" in row:
                body.append((title, label(row), f"failed: {row['failed'][:300]}", "-", "-", "-", "-"))
                continue
            times = number(row, field)
            iterations = row["iterations"] if field == "displacement" else number(times, "iterations")
            solve, both = seconds(times["solve"]), seconds(times["set_up_and_solve"])
            body.append((title, label(row), f"{number(row, unknowns):,}", iterations, both, solve, seconds(row["command"])))
    return lines + table(("problem", "run", "DoF", "iterations", "set-up and solve", "solve", "whole command"), body)


def long_section(data):
    try:
        row = targets.section(data, "long")
    except NoFigure as reason:
        return absent("Fifty million unknowns", reason)
    lines = ["## Fifty million unknowns", ""] + paragraph("The reference problem on 480 x 480 cells with one layer element more.")
    memory = f"{row['peak_bytes'] / 2**30:.1f} GiB ({row['peak_bytes'] / row['dofs']:.0f} B/DoF)"
    times = seconds(row["command"]), seconds(row["displacement"]["set_up_and_solve"])
    body = [(f"{row['dofs']:,}", row["iterations"], f"{row['relative_residual']:.1e}", *times, memory)]
    return lines + table(("DoF", "iterations", "true residual", "whole command", "set-up and solve", "peak memory"), body)


def message_text(entry):
    return f"{entry['calls']['largest']:.1f} / {entry['bytes']['largest'] / 1e3:.1f} kB"


def messages_section(data):
    try:
        rows = rows_of(data, "messages")
    except NoFigure as reason:
        return absent("Messages and many ranks", reason)
    lines = ["## Messages and many ranks", ""] + paragraph(
        "Calls and bytes that a rank sends per iteration (largest over the ranks): the difference of two runs that differ in their",
        "tolerance only. \"Direct\" are the calls of the direct solver at the bottom of the multigrid, which is written in Fortran.",
    )
    body, usable = [], []
    for row in rows:
        if "failed" in row:
            body.append((row["cells"], row["ranks"], f"failed: {row['failed'][:200]}", "-", "-", "-", "-"))
            continue
        ours, direct = number(row, "per_iteration", "c"), number(row, "per_iteration", "fortran")
        grid = row["multigrid"] or {}
        body.append((
            row["cells"], row["ranks"], grid.get("plan_levels", "-"), f"{grid.get('bottom_unknowns') or '-'}",
            message_text(ours["point_to_point"]), message_text(ours["reduction"]), message_text(direct["point_to_point"]),
            f"{direct['reduction']['calls']['largest'] + direct['broadcast']['calls']['largest']:.1f}",
        ))
        usable += [row] if row["ranks"] == 2 else []
    head = ("n", "ranks", "plan levels", "unknowns at the bottom", "messages", "reductions")
    lines += table((*head, "direct: messages", "direct: reductions and broadcasts"), body)
    return lines + (scaling_lines(scaling.from_row(usable[-1])) if usable else ["No run on two ranks gave counts: no model.", ""])


def scaling_lines(measured):
    constants = scaling.Constants()
    note = ", with its share of the set-up" if measured.has_set_up else ""
    lines = ["### Weak scaling on paper", ""] + paragraph(
        f"From the counts of n = {measured.cells} on two ranks, {measured.dofs / 2e3:.0f} thousand unknowns per rank throughout.",
        f"Measured here: the work of an iteration ({1e3 * measured.seconds:.1f} ms{note}), counts and bytes of its messages.",
        f"**Assumed**: latency {1e6 * constants.latency:g} us, {1e6 * constants.reduction:g} us per step of a reduction,",
        f"{constants.bandwidth / 1e9:.2f} GB/s of the network per rank (64 ranks share 200 Gbit/s),",
        f"{constants.core_bandwidth / 1e9:g} GB/s per core for reading a factor of {constants.factor_entries:g} log2(N) entries per",
        f"unknown; a bottom of more than {constants.largest_bottom:,.0f} unknowns is coarsened once more.",
        "`scripts/benchmark_suite/scaling.py` has the formula. The number of iterations is assumed constant.",
    )
    if not measured.bottom_unknowns:
        lines += paragraph("**The size of the bottom problem of the multigrid is not known: its growth is not in the table.**")
    predictions = [scaling.predict(measured, ranks, constants) for ranks in (2, 64, 4096)]
    names = list(predictions[0]["terms"])
    body = []
    for p in predictions:
        terms = [f"{1e3 * p['terms'][name]:.2f}" for name in names]
        share = f"{100 * predictions[0]['seconds'] / p['seconds']:.0f} %"
        size = f"{p['dofs'] / 1e6:,.1f} million"
        body.append((f"{p['ranks']:,}", size, f"{p['bottom_unknowns']:,.0f}", *terms, f"{1e3 * p['seconds']:.2f}", share))
    lines += table(("ranks", "DoF", "bottom", *(f"{name} [ms]" for name in names), "iteration [ms]", "efficiency"), body)
    end = scaling.find_end(measured, constants)
    growing = scaling.find_end(measured, dataclasses.replace(constants, largest_bottom=math.inf))
    return lines + paragraph(
        f"Where it would stop: the efficiency {end_text(end)}. Without coarsening of the bottom, it {end_text(growing)}.",
    )


def end_text(end):
    if not end:
        return "would stay above half that of two ranks up to 2^24 ranks"
    return f"would fall below half that of two ranks at {end[0]:,} ranks, mostly by this term: {end[1]}"


# ---- plots ----

def draw(data, pictures):
    """Cost against unknowns and the operator against its roofline, as PNG."""
    import matplotlib

    matplotlib.use("Agg")  # no display is needed
    import matplotlib.pyplot as plt

    pictures.mkdir(parents=True, exist_ok=True)
    draw_cost(data, pictures / "performance_cost.png", plt)
    draw_operator(data, pictures / "performance_operator.png", plt)


def series_of_cost(data):
    """name: [(unknowns, seconds of the whole command, bytes)]"""
    series = {}
    try:
        rows = rows_of(data, "reference")
        series["Sagitta"] = [(row["dofs"], row["command"]["median"], row["peak_bytes"]) for row in rows if "failed" not in row]
    except NoFigure:
        pass
    try:
        for row in rows_of(data, "peers"):
            peer = row["peer"]
            if "command" in peer:
                series.setdefault(row["tool"], []).append((peer["dofs"], peer["command"]["median"], peer["peak_bytes"]))
    except NoFigure:
        pass
    return {name: sorted(points) for name, points in series.items() if points}


def draw_cost(data, path, plt):
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), constrained_layout=True)
    for name, points in series_of_cost(data).items():
        unknowns = [point[0] for point in points]
        axes[0].loglog(unknowns, [point[1] for point in points], "o-", label=name)
        axes[1].loglog(unknowns, [point[2] / 1e9 for point in points], "o-", label=name)
    axes[0].set(xlabel="unknowns", ylabel="whole command [s]", title="Time")
    axes[1].set(xlabel="unknowns", ylabel="peak memory [GB]", title="Memory")
    for axis in axes:
        axis.grid(True, which="both", alpha=0.3)
    if axes[0].lines:
        axes[0].legend()
    save(figure, path, plt)


def draw_operator(data, path, plt):
    figure, axes = plt.subplots(figsize=(7, 4), constrained_layout=True)
    try:
        operator, machine = targets.section(data, "operator"), targets.section(data, "machine")
        for index, kind in enumerate(("double", "single")):
            rates = [rate for rate in operator["rates"] if (rate["components"], rate["number"], rate["ranks"]) == (3, kind, 1)]
            places = [rate["degree"] + 0.36 * (index - 0.5) for rate in rates]
            axes.bar(places, [rate["dofs_per_second"]["median"] / 1e6 for rate in rates], 0.34, label=kind)
            limits = [roofline(rate, machine)[0] / 1e6 for rate in rates]
            axes.hlines(limits, [place - 0.17 for place in places], [place + 0.17 for place in places], colors="black")
        axes.plot([], [], color="black", label="roofline")
        axes.legend()
    except NoFigure:
        axes.text(0.5, 0.5, "not run", ha="center", transform=axes.transAxes)
    axes.set(xlabel="degree", ylabel="MDoF/s of one core", title="Elasticity operator")
    axes.set_xticks([1, 2, 3, 4])
    save(figure, path, plt)


def save(figure, path, plt):
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


# ---- the report ----

def check_format(data):
    if data.get("format") != "sagitta benchmark" or data.get("format_version") != 1:
        raise MissingFigure("format: this is not a file of scripts/benchmark")


def text_of(data, remarks):
    """The whole report. Raises MissingFigure when a figure is neither there nor accounted for."""
    check_format(data)
    lines = head_section(data) + targets_section(data, remarks)
    for section in (
        machine_section, operator_section, reference_section, families_section, peers_section, assembled_section, other_runs_section,
        long_section, messages_section,
    ):
        lines += section(data)
    return "\n".join(lines).rstrip() + "\n"


def write(data, path, remarks_path):
    """Report and pictures; a picture stands in `pictures` beside the report."""
    path = pathlib.Path(path)
    text = text_of(data, read_remarks(pathlib.Path(remarks_path)))
    draw(data, path.parent / "pictures")
    whole = path.with_suffix(".md.part")
    whole.write_text(text, encoding="utf-8")
    os.replace(whole, path)
