"""CalculiX and DOLFINx on the reference problem, each next to Sagitta in the same run, whole command to whole command."""

import json
import pathlib
import shutil
import subprocess

import runner
import sagitta_runs
from sagitta_runs import NoFigures, launch

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"
THREADS_OF_CALCULIX = ("OMP_NUM_THREADS", "CCX_NPROC_EQUATION_SOLVER", "CCX_NPROC_STIFFNESS", "CCX_NPROC_RESULTS", "NUMBER_OF_CPUS")
#: tool: sizes (cells along x and y), full and quick
COMPARISONS = {
    "CalculiX, C3D20, SPOOLES": ((40, 80), (20,)),
    "DOLFINx, Q2, MUMPS": ((40,), (20,)),
    "DOLFINx, Q2, CG + GAMG": ((40, 80), (20,)),
}


def missing_programs():
    """Names of the peers that are not there."""
    missing = [] if shutil.which("ccx") else ["CalculiX (ccx)"]
    found = subprocess.run([PYTHON, "-c", "import dolfinx"], capture_output=True, check=False)
    return missing + ([] if found.returncode == 0 else ["DOLFINx (python3-dolfinx)"])


def run_calculix(work, cells, cores, limits):
    """One run of CalculiX; its input is written before and does not count."""
    name = f"calculix_{cells}"
    model = work / f"{name}.inp"
    written = runner.run([PYTHON, HERE / "peers" / "calculix_input.py", cells, model], work / f"{name}.write.log")
    if written.status != "ok":
        raise NoFigures(f"the input of CalculiX: {written.reason()}")
    outcome = runner.run(["ccx", name], work / f"{name}.log", limits, {key: str(cores) for key in THREADS_OF_CALCULIX}, work)
    figures = {"dofs": json.loads(written.output)["dofs"]}
    if outcome.status == "ok":
        rows = [line.split() for line in (work / f"{name}.dat").read_text(encoding="utf-8").splitlines()]
        values = [float(row[3]) for row in rows if len(row) == 4 and row[0].isdigit()]
        if not values:
            raise NoFigures("CalculiX printed no displacement")
        figures["warp"] = 1e-3 * values[-1]
    for path in work.glob(f"{name}.*"):
        if path.suffix not in (".log",):
            path.unlink()
    return outcome, figures


def run_dolfinx(work, cells, cores, limits, method):
    name = f"dolfinx_{method}_{cells}"
    command = [*launch(cores), PYTHON, HERE / "peers" / "dolfinx_reference.py", cells, method]
    outcome = runner.run(command, work / f"{name}.log", limits, {"XDG_CACHE_HOME": str(work / "forms")})
    lines = [line for line in outcome.output.splitlines() if line.startswith("{")]
    return outcome, json.loads(lines[-1]) if lines else {"dofs": 51 * (2 * cells + 1) ** 2}


def run_peer(tool, work, cells, cores, limits):
    if tool.startswith("CalculiX"):
        return run_calculix(work, cells, cores, limits)
    return run_dolfinx(work, cells, cores, limits, "mumps" if "MUMPS" in tool else "gamg")


class PeerRuns:
    """Runs of a peer, one at a time. A run of more than a minute is not repeated, nor is one that failed or does not fit."""

    def __init__(self, tool, work, cells, cores, limits):
        self.arguments = (tool, work, cells, cores, limits)
        self.outcomes, self.figures = [], {}

    def run(self):
        last = self.outcomes[-1] if self.outcomes else None
        if last is None or (last.status == "ok" and last.fits and last.seconds < 60):
            outcome, self.figures = run_peer(*self.arguments)
            self.outcomes.append(outcome)
        return {}

    def summary(self):
        last = self.outcomes[-1]
        if not last.fits:
            return {**self.figures, "does_not_fit": last.reason(), "command_seconds": last.seconds, "peak_bytes": last.peak_bytes}
        if last.status != "ok":
            raise NoFigures(last.reason())
        command = runner.summary([outcome.seconds for outcome in self.outcomes])
        return {**self.figures, "command": command, "peak_bytes": max(outcome.peak_bytes for outcome in self.outcomes)}


class OwnRuns:
    """Runs of Sagitta on the reference problem, one at a time."""

    def __init__(self, benchmark, cells, name, settings=()):
        self.arguments, self.benchmark, self.name = (cells, settings), benchmark, name
        self.runs = []

    def run(self):
        self.runs.append(self.benchmark.run_reference(f"{self.name}.{len(self.runs)}", *self.arguments))
        return {}

    def summary(self):
        return sagitta_runs.summarise(self.runs)


def measure(benchmark, limits):
    """The section `peers`: per tool and size the peer's figures and Sagitta's, without and with field files, measured next to it."""
    missing = missing_programs()
    if missing:
        return {"not_run": f"not installed: {', '.join(missing)}"}
    work = benchmark.programs.work / "peers"
    work.mkdir(parents=True, exist_ok=True)
    cores = benchmark.programs.ranks
    # The first run of DOLFINx compiles its forms; that is no part of a later run.
    for method in ("mumps", "gamg"):
        run_dolfinx(work, 5, cores, limits, method)
    rows = []
    for tool, (full, quick) in COMPARISONS.items():
        for cells in quick if benchmark.is_quick else full:
            benchmark.log(f"  {tool}, n = {cells}")
            # In turn, so that a busy moment of the machine meets them all.
            sources = {
                "sagitta": OwnRuns(benchmark, cells, "beside_peer"),
                "sagitta_with_files": OwnRuns(benchmark, cells, "beside_peer_files", ("output.fields=true",)),
                "peer": PeerRuns(tool, work, cells, cores, limits),
            }
            failed = {}
            for _ in range(benchmark.repetitions):
                for name, source in sources.items():
                    if name not in failed:
                        outcome = benchmark.attempt({}, source.run)
                        if "failed" in outcome:
                            failed[name] = outcome
            figures = {name: failed.get(name) or benchmark.attempt({}, source.summary) for name, source in sources.items()}
            rows.append({"tool": tool, "cells": cells, **figures})
    return {"limits": {"seconds": limits.seconds, "bytes": limits.bytes}, "rows": rows}
