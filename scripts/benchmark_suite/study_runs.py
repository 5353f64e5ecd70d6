"""What studies, adjoint gradients and pages cost beside the runs that they belong to. Processor times: one process each, so that a busy machine
disturbs little."""

import json
import os
import pathlib
import shutil
import subprocess

from sagitta_runs import NoFigures

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILLERS = ROOT / "cases" / "study_lmc_filler"
MULTI_DIE = ROOT / "cases" / "fan_out_multi_die" / "case.yaml"
SINGLE_DIE = ROOT / "cases" / "fan_out_single_die" / "case.yaml"
NO_FILES = "output.fields=false"


def processor_seconds(command, log):
    """Processor time of a command and its children [s]. Raises NoFigures with its last line when it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w", encoding="utf-8") as file:
        process = subprocess.Popen([str(word) for word in command], stdout=file, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise NoFigures(f"{command[1]} ended with {process.returncode}: {log.read_text(encoding='utf-8').strip().splitlines()[-1:]}")
    return usage.ru_utime + usage.ru_stime


def settings(changes):
    return [word for change in changes for word in ("--set", change)]


class StudyRuns:
    def __init__(self, programs, is_quick):
        self.program, self.work, self.is_quick = programs.sagitta, programs.work / "studies", is_quick

    def run(self, name, case, changes=()):
        """Processor seconds of a run, and its results."""
        seconds = processor_seconds([self.program, "run", case, "-o", self.work / name, *settings([NO_FILES, *changes])], self.work / f"{name}.log")
        return seconds, json.loads((self.work / name / "results.json").read_text(encoding="utf-8"))

    def study_of_fillers(self, name, changes):
        """Processor seconds of a study of a hundred candidates, four fillers and 25 loadings, and what it writes."""
        shutil.rmtree(self.work / name, ignore_errors=True)  # a study goes on from its ledger
        changes = ["parameters.loading.range.count=25", "mesh_error=false", "report=false", *changes]
        seconds = processor_seconds([self.program, "study", FILLERS, "-o", self.work / name, "--quiet", *settings(changes)], self.work / f"{name}.log")
        return seconds, json.loads((self.work / name / "study.json").read_text(encoding="utf-8"))

    def hundred_candidates(self):
        """A cold run of the base case, and the study by full solves and with reduced models."""
        coarse = ["mesh.plan={resolution: 1 mm}"] if self.is_quick else []
        cold, _ = self.run("cold", FILLERS / "base.yaml", coarse)
        changes = [f'set=["{coarse[0]}"]'] if coarse else []
        seconds, study = self.study_of_fillers("fillers", changes)
        reduced, _ = self.study_of_fillers("fillers_reduced", ["reduced_model=true", *changes])
        solved = sum(candidate["status"] == "solved" for candidate in study["candidates"][1:])
        return {"cold_seconds": cold, "study_seconds": seconds, "reduced_seconds": reduced, "candidates": len(study["candidates"]) - 1,
                "solved": solved}

    def ten_thousand_queries(self):
        """Ten thousand moduli and expansions of a finished reduced model, reading the table and writing the answers included."""
        model, table = self.work / "room.h5", self.work / "queries.csv"
        compound = "lmc_r4507"
        ranges = [f"{compound}.young=5GPa..30GPa", f"{compound}.poisson=0.25..0.4", f"{compound}.cte=0.5..1.5"]
        made = processor_seconds([self.program, "reduce", SINGLE_DIE, "--state", "room", *(word for one in ranges for word in ("--range", one)), "-o", model],
                                 self.work / "reduce.log")
        rows = [f"{5.5 + 24 * i / 100} GPa,{0.55 + 0.9 * k / 100}" for i in range(100) for k in range(100)]
        table.write_text("\n".join([f"{compound}.young,{compound}.cte", *rows]) + "\n", encoding="utf-8")
        answered = processor_seconds([self.program, "evaluate", model, "--table", table, "-o", self.work / "answers.csv"], self.work / "evaluate.log")
        return {"reduce_seconds": made, "evaluate_seconds": answered, "queries": len(rows)}

    def adjoint_gradient(self):
        """A run, and the same with the gradient of one bow by all constants, component by component."""
        request = "sensitivities={of: [bow], states: [room], by_component: true}"
        alone, _ = self.run("without_gradient", MULTI_DIE)
        both, results = self.run("with_gradient", MULTI_DIE, [request])
        return {"run_seconds": alone, "with_gradient_seconds": both, "parameters": len(results["sensitivities"]["parameters"])}

    def page(self):
        """The page of a run with twelve states, fields and the 3-D view included."""
        states = ", ".join(f"{{name: t{i}, temperature: {20 * (i + 1)} degC}}" for i in range(11))
        directory = self.work / "twelve_states"
        command = [self.program, "run", SINGLE_DIE, "-o", directory, *settings([f"states=[{states}, {{name: operating, temperature: solved}}]", "output.fields=true"])]
        processor_seconds(command, self.work / "twelve_states.log")
        return {"page_seconds": processor_seconds([self.program, "report", directory, "-o", self.work / "page.html"], self.work / "page.log")}
