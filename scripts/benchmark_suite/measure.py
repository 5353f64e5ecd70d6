"""The rows of the benchmark: each function measures one section and returns what is written to the JSON file.

A section that was not asked for, or could not run, holds `not_run` with the reason; a single run that gave no figure holds `failed`.
"""

import functools
import json
import pathlib
import shutil
import subprocess

import yaml

import case_families
import runner
import sagitta_runs
import study_runs
from sagitta_runs import NoFigures

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
REFERENCE = ROOT / "cases" / "bench_a" / "case.yaml"
SINGLE_DIE = ROOT / "cases" / "fan_out_single_die" / "case.yaml"
NO_FILES = "output.fields=false"
#: Where iterations are counted, no other method may be chosen for a small model.
ITERATE = "solver.method=column_multigrid"
#: Plan cells of the reference problem: 4/5 of them lie over the die.
SIZES = (20, 40, 80, 160)
QUICK_SIZES = (20, 40, 80)


#: What is kept of a member of a family.
FAMILY_FIGURES = ("dofs", "iterations", "relative_residual", "command_seconds", "peak_bytes", "displacement")


def compile_c(source, program, *compiler):
    """Compiles a C file of this folder; None, or why that failed."""
    done = subprocess.run([*compiler, HERE / source, "-o", program], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"{source} does not compile: {done.stderr.strip()}"


def lattice(cells):
    return f"mesh.plan.lattice=[{cells}, {cells}]"


class Benchmark:
    """What all sections share: the programs, how often a timed command is repeated, the limits of a single run."""

    def __init__(self, programs, is_quick, repetitions, log=print):
        self.programs, self.is_quick, self.repetitions, self.log = programs, is_quick, repetitions, log
        self.limits = runner.Limits()

    def reference(self, cells, name, repetitions=None, settings=(), **options):
        """The reference problem on its lattice, no field files unless `settings` says so."""
        self.log(f"  reference problem, n = {cells}{' ' if settings else ''}{' '.join(settings)}")
        options = {"settings": self.reference_settings(cells, settings), **options}
        return sagitta_runs.repeat(self.programs, REFERENCE, f"{name}_{cells}", repetitions or self.repetitions, **options)

    def run_reference(self, name, cells, settings=()):
        """A single run of it."""
        return sagitta_runs.run(self.programs, REFERENCE, f"{name}_{cells}", self.reference_settings(cells, settings), limits=self.limits)

    @staticmethod
    def reference_settings(cells, settings):
        files = () if any(setting.startswith("output.fields") for setting in settings) else (NO_FILES,)
        return (lattice(cells), *files, *settings)

    def attempt(self, row, measure):
        """`row` with the figures of `measure()`, or with the reason why there are none."""
        try:
            return {**row, **measure()}
        except NoFigures as error:
            self.log(f"    {error}")
            return {**row, "failed": str(error)}

    # ---- Sagitta by itself ----

    def measure_machine(self):
        """Limits of the machine: triad bandwidth and multiply-adds, per core and of all cores."""
        program = self.programs.work / "machine_limits"
        program.parent.mkdir(parents=True, exist_ok=True)
        reason = compile_c("machine_limits.c", program, "gcc", "-O3", "-march=native", "-fopenmp", "-ffast-math")
        if reason:
            return {"not_run": reason}
        environment = {"OMP_PROC_BIND": "spread", "OMP_PLACES": "cores"}
        outcome = runner.run([program, self.programs.ranks], self.programs.work / "machine_limits.log", environment=environment)
        return json.loads(outcome.output) if outcome.status == "ok" else {"not_run": outcome.reason()}

    def measure_reference(self):
        """Iterations, times and memory of the reference problem over its sizes."""
        sizes = QUICK_SIZES if self.is_quick else SIZES
        rows = []
        for cells in sizes:
            repetitions = self.repetitions if cells < 160 else min(2, self.repetitions)
            rows.append(self.attempt({"cells": cells}, lambda: self.reference(cells, "reference", repetitions, (ITERATE,))))
        return {"rows": rows}

    def measure_families(self):
        """Iterations of the packages that are hard for a solver. Each case is checked before it is run."""
        rows = []
        for index, member in enumerate(case_families.families(self.is_quick)):
            self.log(f"  {member.family} {member.value}")
            name = f"families/{index:02d}"
            row = {"family": member.family, "value": member.value}
            refused = sagitta_runs.check(self.programs, member.case, name)
            if refused:
                rows.append({**row, "failed": f"refused: {refused}"})
                continue

            def figures(case=member.case, name=name):
                whole = sagitta_runs.run(self.programs, case, name, (ITERATE,), limits=self.limits)
                return {key: whole[key] for key in FAMILY_FIGURES}

            rows.append(self.attempt(row, figures))
        return {"rows": rows}

    def measure_studies(self):
        """A hundred candidates, an adjoint gradient and a page, beside the runs that they belong to."""
        runs = study_runs.StudyRuns(self.programs, self.is_quick)
        return {"rows": [self.attempt({"what": what}, getattr(runs, what)) for what in ("hundred_candidates", "ten_thousand_queries", "adjoint_gradient", "page")]}

    def measure_operator(self):
        """Rates of the matrix-free operator on one core and on all."""
        cells, seconds = (40, 0.3) if self.is_quick else (160, 2)  # 160: vectors larger than the caches
        result = {"cells": cells, "rates": [], "shapes": [], "tangents": []}
        for ranks in sorted({1, self.programs.ranks}):
            self.log(f"  operator, {ranks} rank(s)")
            command = [*sagitta_runs.launch(ranks), self.programs.kernels, "--cells", cells, "--seconds", seconds]
            log = self.programs.work / f"kernels_{ranks}.log"
            outcome = runner.run(command, log, self.limits)
            if outcome.status != "ok":
                return {"not_run": outcome.reason()}
            measured = json.loads(outcome.output[outcome.output.index("{"):])
            result["lanes"] = measured["lanes"]
            result["rates"] += measured["rates"]
            result["shapes"] += measured["shapes"]
            result["tangents"] += measured.get("tangents", [])
        return result

    def measure_ranks(self):
        """The same problem on one rank and on all, in alternation."""
        cells = 40 if self.is_quick else 80
        self.log(f"  reference problem, n = {cells}, on 1 rank and on {self.programs.ranks}")
        counts = sorted({1, self.programs.ranks})
        variants = [{"settings": (lattice(cells), NO_FILES, ITERATE), "ranks": ranks, "limits": self.limits} for ranks in counts]
        try:
            found = sagitta_runs.alternate(self.programs, REFERENCE, f"ranks_{cells}", self.repetitions + 2, variants)
        except NoFigures as error:
            self.log(f"    {error}")
            found = [{"failed": str(error)} for _ in counts]
        return {"cells": cells, "rows": [{"ranks": ranks, **figures} for ranks, figures in zip(counts, found)]}

    def measure_heat(self):
        """The reference problem with power and films: the temperature solve."""
        reference = yaml.safe_load(REFERENCE.read_text(encoding="utf-8"))
        case = case_families.heat_case(reference)
        rows = []
        for cells in (40, 80) if self.is_quick else (40, 80, 160):
            self.log(f"  heat, n = {cells}")
            rows.append(self.attempt({"cells": cells}, lambda cells=cells: sagitta_runs.repeat(
                self.programs, case, f"heat_{cells}", min(2, self.repetitions), settings=(lattice(cells), NO_FILES), limits=self.limits)))
        return {"rows": rows}

    def measure_single_die(self):
        """The whole command of the shipped case, as shipped and without field files."""
        rows = []
        for fields in (True, False):
            for ranks in sorted({1, self.programs.ranks}):
                self.log(f"  fan_out_single_die, {'with' if fields else 'without'} field files, {ranks} rank(s)")
                rows.append(self.attempt({"field_files": fields, "ranks": ranks}, lambda fields=fields, ranks=ranks: sagitta_runs.repeat(
                    self.programs, SINGLE_DIE, f"single_die_{fields}_{ranks}", self.repetitions, ranks=ranks,
                    settings=() if fields else (NO_FILES,))))
        return {"rows": rows}

    def measure_assembled(self):
        """Solve with its set-up: column multigrid beside MUMPS and CG + GAMG on our own assembled matrix."""
        cells = 20 if self.is_quick else 40
        rows = []
        for method in ("column_multigrid", "direct", "gamg"):
            is_gamg = method == "gamg"
            # PETSc's aggregation takes the place of the factors.
            settings = ["solver.method=direct", "solver.max_iterations=2000"] if is_gamg else [f"solver.method={method}"]
            options = {"petsc": ("-displacement_pc_type", "gamg")} if is_gamg else {}
            repetitions = self.repetitions if method == "column_multigrid" else 1
            measure = functools.partial(self.reference, cells, f"assembled_{method}", repetitions, settings, **options)
            rows.append(self.attempt({"solver": method}, measure))
        return {"cells": cells, "rows": rows}

    def measure_messages(self):
        """Messages and bytes of one iteration and of the set-up: the difference of two runs that differ in their tolerance only."""
        library = self.programs.work / "message_counter.so"
        reason = compile_c("message_counter.c", library, "mpicc", "-O2", "-shared", "-fPIC")
        if reason:
            return {"not_run": reason}
        rows = []
        for cells in (20, 40) if self.is_quick else (40, 80, 160):
            for ranks in (2, 3):
                self.log(f"  messages, n = {cells}, {ranks} ranks")
                rows.append(self.attempt({"cells": cells, "ranks": ranks}, lambda c=cells, r=ranks: self.count_messages(library, c, r)))
        return {"rows": rows}

    def count_messages(self, library, cells, ranks):
        counted = {}
        for kind, tolerance in (("loose", 1e-2), ("tight", 1e-9)):
            directory = self.programs.work / "messages" / f"{cells}_{ranks}_{kind}"
            shutil.rmtree(directory, ignore_errors=True)
            directory.mkdir(parents=True)
            launcher = sagitta_runs.launch(ranks, "-x", f"LD_PRELOAD={library}", "-x", f"MESSAGE_COUNTS={directory}")
            launcher[launcher.index("--bind-to") + 1] = "none"
            settings = (lattice(cells), NO_FILES, ITERATE, f"solver.tolerance={tolerance}")
            name = f"messages_{cells}_{ranks}_{kind}"
            figures = sagitta_runs.run(self.programs, REFERENCE, name, settings, ranks=ranks, launcher=launcher, limits=self.limits)
            reports = [json.loads((directory / f"messages.{rank}.json").read_text(encoding="utf-8")) for rank in range(ranks)]
            counted[kind] = (figures, reports)
        return difference_of_messages(*counted["loose"], *counted["tight"])

    def measure_long(self):
        """A package of 50 million unknowns: the reference problem on 480 x 480 cells with one layer element more."""
        settings = (lattice(480), NO_FILES, "package.layers.overmould.elements=3")
        limits = runner.Limits(seconds=3 * 3600, bytes=24 * runner.GIBIBYTE)
        self.log("  50 million unknowns")
        return self.attempt({"cells": 480}, lambda: sagitta_runs.repeat(
            self.programs, REFERENCE, "long_480", 1, settings=settings, limits=limits))


def difference_of_messages(loose, loose_reports, tight, tight_reports):
    """Per iteration and for the rest of the run, per rank: largest and mean over the ranks, by language and kind of call."""
    steps = tight["iterations"] - loose["iterations"]
    if steps <= 0:
        raise NoFigures("both tolerances needed the same number of iterations, so that there is no difference")
    result = {
        "dofs": tight["dofs"], "iterations": [loose["iterations"], tight["iterations"]], "multigrid": tight.get("multigrid"),
        "set_up_and_solve_seconds": tight["displacement"]["set_up_and_solve"], "solve_seconds": tight["displacement"]["solve"],
        "per_iteration": {}, "rest": {},
    }
    for language in ("c", "fortran"):
        for kind in tight_reports[0][language]:
            for what in ("calls", "bytes"):
                late = [report[language][kind][what] for report in tight_reports]
                slopes = [(end - report[language][kind][what]) / steps for end, report in zip(late, loose_reports)]
                rest = [end - slope * tight["iterations"] for end, slope in zip(late, slopes)]
                for place, values in (("per_iteration", slopes), ("rest", rest)):
                    entry = result[place].setdefault(language, {}).setdefault(kind, {})
                    entry[what] = {"mean": sum(values) / len(values), "largest": max(values)}
    return result
