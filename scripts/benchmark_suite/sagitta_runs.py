"""Runs `sagitta` on a case and reads the figures of the run from its results.json."""

import dataclasses
import json
import pathlib
import re
import shutil

import yaml

import runner

#: In the line of the stage, such as "2 plan levels, bottom: plate problem of 4410 unknowns".
HIERARCHY = re.compile(r"(\d+) plan levels?\b.*?bottom: ([^;\n]*?)(?: of (\d+) unknowns)?[ \t]*(?:;|$)", re.MULTILINE)


class NoFigures(Exception):
    """A run gave no figures; the sentence says why."""


@dataclasses.dataclass(frozen=True)
class Programs:
    sagitta: pathlib.Path
    kernels: pathlib.Path
    work: pathlib.Path  # folder for cases, results and logs
    ranks: int  # that the machine has cores for


def launch(ranks, *preloaded):
    """The launcher; a single rank is started by it as well, so that both pay for it."""
    return ["mpirun", "-np", str(ranks), "--bind-to", "core" if ranks > 1 else "none", *preloaded]


def quantity(place, *path):
    """The number at a path of results.json in its unit, or None."""
    for key in path:
        if not isinstance(place, dict) or key not in place:
            return None
        place = place[key]
    return place["value"] if isinstance(place, dict) else place


def find_times(results, field):
    """Seconds of set-up, of the solve, and of both together, of 'displacement' or 'temperature'.

    solver.FIELD.time has `set_up` and `solve`. Without them only the stage is known, which also forms the load.
    """
    time = results["solver"].get(field, {}).get("time", {})
    set_up, solve = quantity(time, "set_up"), quantity(time, "solve")
    stages = {name: cost["value"] for name, cost in results["time"]["stages"].items()}
    whole = sum(seconds for name, seconds in stages.items() if name.startswith(field))
    both = set_up + solve if set_up is not None and solve is not None else whole
    return {"set_up": set_up, "solve": solve, "set_up_and_solve": both, "stage": whole}


def read_results(path):
    """The figures of one finished run."""
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    figures = {
        "dofs": results["mesh"]["dofs"],
        "dofs_temperature": results["mesh"]["dofs_temperature"],
        "ranks": results["ranks"],
        "method": results["solver"]["displacement"]["method"],
        "iterations": results["solver"]["displacement"]["iterations"],
        "relative_residual": results["solver"]["displacement"]["relative_residual"],
        "states": len(results["states"]),
        "displacement": find_times(results, "displacement"),
        "stages": {name: cost["value"] for name, cost in results["time"]["stages"].items()},
        "total_seconds": results["time"]["total"]["value"],
        "own_peak_bytes": results["memory"]["peak"]["value"],
        "revision": results["revision"],
    }
    if "temperature" in results["solver"]:
        figures["temperature"] = {
            **find_times(results, "temperature"),
            "iterations": results["solver"]["temperature"]["iterations"],
            "relative_residual": results["solver"]["temperature"]["relative_residual"],
        }
    probes = {probe["name"]: probe for state in results["states"] for probe in state["probes"]}
    if {"corner", "origin"} <= set(probes):
        figures["warp"] = probes["corner"]["displacement"]["value"][2] - probes["origin"]["displacement"]["value"][2]
    return figures


def read_hierarchy(output):
    """Plan levels and bottom of the multigrid, as the program prints them; None when it does not."""
    found = HIERARCHY.search(output)
    if not found:
        return None
    return {"plan_levels": int(found[1]), "bottom": found[2].strip(), "bottom_unknowns": int(found[3]) if found[3] else None}


def run(programs, case, name, settings=(), ranks=None, limits=runner.Limits(), launcher=None, environment=None,
        petsc=()):
    """One run of a case (a path, or a dictionary that is written first), with options for PETSc. Returns its figures.

    Raises NoFigures when the run failed or went beyond the limits.
    """
    ranks = ranks or programs.ranks
    directory = programs.work / name
    if isinstance(case, dict):
        path = programs.work / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(case, sort_keys=False), encoding="utf-8")
    else:
        path = pathlib.Path(case)
    command = [*(launcher or launch(ranks)), programs.sagitta, "run", path, "-o", directory]
    for setting in settings:
        command += ["--set", setting]
    if petsc:
        command += ["--petsc", *petsc]
    outcome = runner.run(command, programs.work / f"{name}.log", limits, environment)
    if outcome.status != "ok":
        raise NoFigures(outcome.reason())
    try:
        figures = read_results(directory / "results.json")
    except (OSError, ValueError, KeyError) as error:
        raise NoFigures(f"results.json cannot be read: {error!r}") from error
    figures["command_seconds"] = outcome.seconds
    figures["peak_bytes"] = outcome.peak_bytes
    figures["multigrid"] = read_hierarchy(outcome.output)
    shutil.rmtree(directory, ignore_errors=True)
    return figures


def repeat(programs, case, name, repetitions, **options):
    """The same run several times: the figures of the median run by whole command, with all times."""
    return summarise([run(programs, case, f"{name}.{index}", **options) for index in range(repetitions)])


def alternate(programs, case, name, repetitions, variants):
    """`repeat` for several variants (options of `run`) that are compared: each in turn, so that a busy moment of the machine meets all."""
    runs = [[] for _ in variants]
    for index in range(repetitions):
        for number, options in enumerate(variants):
            runs[number].append(run(programs, case, f"{name}.{number}.{index}", **options))
    return [summarise(those) for those in runs]


def summarise(runs):
    """The figures of the median run by whole command, with all times."""
    runs.sort(key=lambda figures: figures["command_seconds"])
    middle = dict(runs[(len(runs) - 1) // 2])
    middle["command"] = runner.summary([figures["command_seconds"] for figures in runs])
    for field in ("displacement", "temperature"):
        if field in middle:
            middle[field] = {
                kind: runner.summary([figures[field][kind] for figures in runs])
                if isinstance(middle[field][kind], float) and kind != "relative_residual" else middle[field][kind]
                for kind in middle[field]
            }
    del middle["command_seconds"]
    return middle


def check(programs, case, name):
    """`sagitta check` of a case: None, or why it is refused."""
    path = programs.work / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(case, sort_keys=False), encoding="utf-8")
    outcome = runner.run([programs.sagitta, "check", path], programs.work / f"{name}.check.log")
    return None if outcome.status == "ok" else outcome.reason()
