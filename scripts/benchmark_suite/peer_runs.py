"""CalculiX and DOLFINx on the reference problem, each next to Sagitta in the same run, whole command to whole command."""

import json
import pathlib
import shutil
import subprocess

import runner
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


def measure_peer(tool, work, cells, cores, limits, repetitions):
    """Figures of a peer. A run of more than a minute is not repeated."""
    times, peaks, figures = [], [], {}
    while len(times) < repetitions and (not times or times[0] < 60):
        outcome, figures = run_peer(tool, work, cells, cores, limits)
        if not outcome.fits:
            return {**figures, "does_not_fit": outcome.reason(), "command_seconds": outcome.seconds, "peak_bytes": outcome.peak_bytes}
        if outcome.status != "ok":
            raise NoFigures(outcome.reason())
        times.append(outcome.seconds)
        peaks.append(outcome.peak_bytes)
    return {**figures, "command": runner.summary(times), "peak_bytes": max(peaks)}


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
            row = {"tool": tool, "cells": cells}
            row["sagitta"] = benchmark.attempt({}, lambda: benchmark.reference(cells, "beside_peer"))
            files = {"settings": ("output.fields=true",)}
            row["sagitta_with_files"] = benchmark.attempt({}, lambda: benchmark.reference(cells, "beside_peer_files", **files))
            row["peer"] = benchmark.attempt({}, lambda: measure_peer(tool, work, cells, cores, limits, benchmark.repetitions))
            rows.append(row)
    return {"limits": {"seconds": limits.seconds, "bytes": limits.bytes}, "rows": rows}
