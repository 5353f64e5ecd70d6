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

    def hundred_candidates(self):
        """A cold run of the base case, and a study of a hundred candidates: four fillers, 25 loadings."""
        coarse = ["mesh.plan={resolution: 1 mm}"] if self.is_quick else []
        cold, _ = self.run("cold", FILLERS / "base.yaml", coarse)
        shutil.rmtree(self.work / "fillers", ignore_errors=True)  # a study goes on from its ledger
        changes = ["parameters.loading.range.count=25", "mesh_error=false", "report=false"]
        if coarse:
            changes.append(f'set=["{coarse[0]}"]')
        seconds = processor_seconds([self.program, "study", FILLERS, "-o", self.work / "fillers", "--quiet", *settings(changes)], self.work / "fillers.log")
        study = json.loads((self.work / "fillers" / "study.json").read_text(encoding="utf-8"))
        solved = sum(candidate["status"] == "solved" for candidate in study["candidates"][1:])
        return {"cold_seconds": cold, "study_seconds": seconds, "candidates": len(study["candidates"]) - 1, "solved": solved}

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
