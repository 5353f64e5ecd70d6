"""`sagitta study` as a user meets it: what it refuses, what it resumes, that it agrees with single runs, and scripts/sagitta.py.

Usage: test_study.py PROGRAM MPIEXEC
"""

import csv
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))
import sagitta  # noqa: E402  the module under test

BAD_INPUT, IO_FAILURE = 2, 4

# Three layers, the outer ones of one material: symmetric, and so flat, where they are equally thick.
BASE = """sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: below, thickness: 60 um, material: mould}
    - {name: core, thickness: 200 um, material: silicon_isotropic}
    - {name: above, thickness: 60 um, material: mould}
materials:
  mould:
    resin: moulding_resin
    fillers: [{material: fused_silica, weight: 80 %, shape: sphere, sizes: [{median: 12 um, geometric_deviation: 2.7, share: 100 %}], interface_conductance: perfect, coupling: perfect}]
    schemes: {elasticity: generalised_self_consistent, conductivity: bruggeman}
    maximum_packing: from_sizes
    flow: {viscosity: 0.5 Pa s, reference: 50 degC, temperature: {model: arrhenius, activation_energy: 50 kJ/mol}, shear: {model: newtonian}, intrinsic: 2.5}
  unused: {like: silicon}
states: [{name: room, temperature: 25 degC}, {name: hot, temperature: 200 degC}]
mesh: {plan: {lattice: [4, 4]}}
"""
THICKNESS = "package.layers.above.thickness"
STUDY = """sagitta_study: 1
base: base.yaml
parameters:
  above: {key: package.layers.above.thickness, range: {from: 40 um, to: 100 um, count: 3}}
  loading: {key: "materials.mould.fillers[0].weight", values: [70 %, 80 %, 90 %]}
outputs:
  bow: {measure: bow, state: room}
  warpage_hot: {measure: warpage, state: 200 degC}
  viscosity: {measure: viscosity, material: mould, temperature: 50 degC}
goals:
  zero_of: {bow: above}
  minimise: [warpage_hot]
"""


class Studies(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        (self.directory / "base.yaml").write_text(BASE, encoding="utf-8")
        self.file = self.directory / "study.yaml"
        self.file.write_text(STUDY, encoding="utf-8")
        self.output = self.directory / "out"

    def study(self, *arguments, ranks=1, expected=0):
        command = [PROGRAM, "study", str(self.file), "-o", str(self.output), *arguments]
        if ranks > 1:
            command = [MPIEXEC, "--allow-run-as-root", "--oversubscribe", "-np", str(ranks), *command]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual(ended.returncode, expected, ended.stderr)
        return ended

    def rows(self):
        with open(self.output / "ledger.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def solved_now(self, said):
        return int(said.split(" solved now.")[0].split()[-1])

    def test_every_candidate_agrees_with_a_single_run(self):
        self.study("--quiet")
        study = sagitta.Study(self.output)
        self.assertEqual(list(study.status), ["solved"] * 3 + ["rejected", "solved", "solved", "rejected", "solved", "solved", "rejected"])
        for candidate in (1, 5, 8):
            run = sagitta.run(self.directory / "base.yaml", self.directory / "single", study.overrides(candidate) + ["output.fields=false"], PROGRAM)
            single = run.value("states.room.warpage.bottom.quadratic.bow")
            # Both are solved to 1e-8 in the energy norm; the bow is a difference of heights.
            self.assertAlmostEqual(study.outputs["bow"][candidate] / single, 1, delta=1e-5)
        # Packed beyond what their sizes allow, by random close packing of 80 vol%: 90 wt% of silica are 83 vol%.
        self.assertIn("packing", study.sentences[3])

    def test_a_reduced_model_agrees_with_solves(self):
        loadings = "parameters.loading.values=[%s]" % ", ".join(f"{70 + i} %" for i in range(14))
        one = ["--quiet", "--set", "parameters.above.range={from: 90 um, to: 100 um, count: 2}", "--set", loadings]
        self.study(*one)
        solved = sagitta.Study(self.output).outputs
        self.output = self.directory / "reduced"
        said = self.study(*one[1:], "--set", "reduced_model=true", "--set", "report=true").stdout
        self.assertIn("Reduced model of the state room", said)
        study = sagitta.Study(self.output)
        reduced = study.outputs
        self.files_state_what_models_gave(study, said)
        journal = "".join(path.read_text(encoding="utf-8") for path in (self.output / "journal").iterdir())
        self.assertGreater(journal.count("bound of bow"), 20)  # two thicknesses with a model each; the base case has another mesh
        for name in ("bow", "warpage_hot"):
            # What the bound promises: the larger one of 1 % and 0.5 um.
            difference = numpy.abs(reduced[name] - solved[name])
            self.assertTrue(numpy.all((difference <= numpy.maximum(0.01 * numpy.abs(solved[name]), 0.5e-6)) | numpy.isnan(difference)))
        # One model for both thicknesses, with a table of constants.
        self.output = self.directory / "thicknesses"
        said = self.study(*one[1:], "--set", "reduced_model=true", "--set", "reduced_thicknesses=true").stdout
        self.assertIn("tabulated thicknesses", said)
        study = sagitta.Study(self.output)
        use = study.summary["reduced_models"]
        self.assertIn("if no constant between tabulated thicknesses", use["sentence"])
        self.assertGreater(use["by_model"], 20)
        self.assertEqual(use["models"][0]["tabulated"], 9)
        self.assertEqual(len(use["models"]), len({model["state"] for model in use["models"]}))
        difference = numpy.abs(study.outputs["bow"] - solved["bow"])
        self.assertTrue(numpy.all((difference <= numpy.maximum(0.01 * numpy.abs(solved["bow"]), 0.5e-6)) | numpy.isnan(difference)))
        self.assertIn("set reduced_model: true", self.study("--set", "reduced_thicknesses=true", expected=2).stderr)

    def files_state_what_models_gave(self, study, said):
        use = study.summary["reduced_models"]
        self.assertEqual(use["by_model"] + use["fell_back"], use["cases"])
        self.assertGreater(use["by_model"], 20)
        self.assertGreaterEqual(use["fell_back"], 1, "the base case has a thickness of its own, and so no model")
        # At most 1e-9 for every norm: of 28 cases in two states each with some hundred norms, and of the points.
        self.assertTrue(0 < use["failure"] < 1e-4, use["failure"])
        self.assertAlmostEqual(use["failure"], sum(model["failure"] for model in use["models"]), delta=1e-15)
        page = (self.output / "report.html").read_text(encoding="utf-8")
        for text in (page, said):
            self.assertIn(use["sentence"], text)
        with h5py.File(self.output / "ledger.h5") as ledger:
            bounds, values = ledger["bounds/bow"][:], ledger["outputs/bow"][:]
        column = [float(row["bound of bow [um]"] or "nan") for row in self.rows()]
        numpy.testing.assert_allclose(column, 1e6 * bounds, rtol=1e-8)
        self.assertEqual(numpy.count_nonzero(numpy.isfinite(bounds)), use["outputs"]["bow"]["by_model"])
        has_bound = numpy.isfinite(bounds)
        self.assertTrue(numpy.all(bounds[has_bound] <= numpy.maximum(0.01 * numpy.abs(values[has_bound]), 0.5e-6)))

    def test_the_zero_is_where_the_package_is_symmetric(self):
        self.study("--quiet", "--set", "parameters.loading.values=[70 %]", "--set", "parameters.above.range.count=4")
        (zero,) = sagitta.Study(self.output).zeros
        # Bow is nearly linear in the thickness; the cubic through values 20 um apart is off by far less than a tenth of that.
        self.assertAlmostEqual(zero["at"], 60, delta=0.5)
        self.study("--quiet", "--set", "parameters.loading.values=[70 %]")
        self.assertEqual(len(sagitta.Study(self.output).zeros), 1)

    def test_a_repeated_study_computes_only_missing_candidates(self):
        first = self.study("--set", "parameters.above.range.count=2")
        self.assertEqual(self.solved_now(first.stdout), 5)  # two thicknesses by two loadings, and the base case
        self.assertEqual(self.solved_now(self.study("--set", "parameters.above.range.count=2").stdout), 0)
        self.assertEqual(self.solved_now(self.study().stdout), 2)  # 70 um with either loading
        table = (self.output / "ledger.csv").read_text(encoding="utf-8")
        self.study("--set", "outputs.stress={measure: stress, state: room, part: core}")
        self.assertNotEqual(table, (self.output / "ledger.csv").read_text(encoding="utf-8"))

    def test_results_do_not_depend_on_ranks_and_groups(self):
        fewer = ["--quiet", "--set", "parameters.above.range.count=2", "--set", "parameters.loading.values=[70 %, 90 %]"]
        self.study(*fewer)
        one = sagitta.Study(self.output)
        for ranks, groups in ((2, 1), (3, 1), (3, 2)):
            self.output = self.directory / f"out_{ranks}_{groups}"
            self.study(*fewer, "--at-once", str(groups), ranks=ranks)
            other = sagitta.Study(self.output)
            self.assertEqual(list(other.status), list(one.status))
            for name, values in one.outputs.items():
                # The order of summation and the start of the iteration differ; each solve ends at 1e-8 in the energy norm.
                numpy.testing.assert_allclose(other.outputs[name], values, rtol=1e-5, atol=1e-11, err_msg=name)

    def test_shards_together_equal_the_study(self):
        self.study("--quiet")
        whole = sagitta.Study(self.output)
        self.output = self.directory / "sharded"
        for shard in ("1/2", "2/2"):
            self.study("--shard", shard, "--quiet")
        merge = [PROGRAM, "study", "merge", str(self.file), "-o", str(self.output), "--quiet"]
        self.assertEqual(subprocess.run(merge, check=False).returncode, 0)
        merged = sagitta.Study(self.output)
        self.assertEqual(list(merged.status), list(whole.status))
        self.assertEqual(list(merged.rank), list(whole.rank))
        numpy.testing.assert_allclose(merged.outputs["bow"], whole.outputs["bow"], rtol=1e-5, atol=1e-11)

    def test_a_killed_study_loses_only_the_candidate_in_progress(self):
        many = ["--set", "parameters.above.range.count=60", "--set", "parameters.loading.values=[70 %]"]
        command = [PROGRAM, "study", str(self.file), "-o", str(self.output), *many]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            printed = [process.stdout.readline() for _ in range(5)]
            os.kill(process.pid, signal.SIGKILL)
        self.assertTrue(all("60" in line or "61" in line for line in printed), printed)
        journal = next((self.output / "journal").glob("*.jsonl"))
        with open(journal, "a", encoding="utf-8") as file:
            file.write('{"hash": "cut sho')  # as a kill within a write leaves it
        again = self.study(*many)
        self.assertLessEqual(self.solved_now(again.stdout), 61 - 5)
        self.assertGreater(self.solved_now(again.stdout), 0)
        self.assertEqual(set(sagitta.Study(self.output).status), {"solved"})

    def test_a_second_writer_is_refused(self):
        many = ["--set", "parameters.above.range.count=200", "--set", "parameters.loading.values=[70 %]"]
        command = [PROGRAM, "study", str(self.file), "-o", str(self.output), *many]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                process.stdout.readline()  # it is solving, and has the lock
                # One process knows of the other before it looks at a candidate, of which 201 take longer than the other one needs to solve them.
                refused = self.study(*many, expected=IO_FAILURE)
            finally:
                process.kill()
        self.assertIn("another run", refused.stderr)

    def test_a_failing_candidate_does_not_stop_the_study(self):
        said = self.study("--set", "parameters.steps={key: solver.max_iterations, values: [1, 200]}", "--set",
                          "set=[\"solver.method=column_multigrid\"]", "--set", "parameters.loading.values=[70 %]")
        rows = self.rows()
        self.assertEqual(sorted({row["status"] for row in rows[1:]}), ["failed", "solved"], said.stdout)
        for row in rows[1:]:
            self.assertEqual(row["status"], "failed" if row["steps"] == "1" else "solved")
        self.assertIn("iterations", next(row["sentence"] for row in rows if row["status"] == "failed"))

    def test_a_limit_that_is_violated_before_the_solve_avoids_it(self):
        self.study("--quiet", "--set", "goals.keep_below={viscosity: 10 Pa s}")
        for row in self.rows()[1:]:
            if row["status"] == "rejected":
                self.assertTrue("above the limit of 10 Pa s" in row["sentence"] or "packing" in row["sentence"], row)
            else:
                self.assertLess(float(row["viscosity [Pa s]"]), 10)
        self.assertEqual({row["status"] for row in self.rows()[1:]}, {"solved", "rejected"})

    def test_samples_are_reproducible(self):
        sampled = ["--set", "sampling={method: latin_hypercube, count: 4, seed: 3}", "--set",
                   "parameters={above: {key: package.layers.above.thickness, normal: {mean: 60 um, deviation: 5 um}}, modulus: {key: "
                   "package.layers.core.thickness, uniform: {from: 180 um, to: 220 um}}}", "--set", "goals={minimise: [warpage_hot]}"]
        self.study("--quiet", *sampled)
        first = sagitta.Study(self.output).parameters
        self.output = self.directory / "again"
        self.study("--quiet", *sampled)
        for name, values in sagitta.Study(self.output).parameters.items():
            numpy.testing.assert_array_equal(values, first[name])

    def test_files_are_consistent(self):
        self.study()
        summary = json.loads((self.output / "study.json").read_text(encoding="utf-8"))
        with h5py.File(self.output / "ledger.h5") as ledger:
            numbers = ledger["outputs/bow"][:]
            self.assertEqual(ledger["outputs/bow"].attrs["unit"], "m")
        for row, entry, number in zip(self.rows(), summary["candidates"], numbers):
            self.assertEqual(row["status"], entry["status"])
            if entry["status"] == "solved":
                self.assertEqual(entry["outputs"]["bow"], number)
                self.assertAlmostEqual(float(row["bow [um]"]), 1e6 * number, delta=1e-6 * abs(1e6 * number))
        for name in ("response_above.svg", "response_loading.svg", "goals.svg", "ranking.csv"):
            self.assertTrue((self.output / name).exists(), name)

    def test_the_page_has_the_decision_and_the_trade_offs(self):
        self.study("--quiet", "--set", "report=true")
        study = sagitta.Study(self.output)
        page = (self.output / "report.html").read_text(encoding="utf-8")
        candidates = study.summary["candidates"]
        best = ", ".join(f"{name} {label}" for name, label in candidates[study.best]["parameters"].items())
        self.assertTrue(f"Take <strong>{best}</strong>" in page, best)
        decision = study.summary["decision"]
        self.assertEqual(decision["best"], study.best)
        # The score by the guide's formula, here, with the magnitudes of both goals.
        solved = [c for c in study.summary["ranking"] if study.within_limits[c]]
        costs = numpy.array([[abs(study.outputs[name][c]) for name in ("warpage_hot", "bow")] for c in solved])
        shares = (costs - costs.min(axis=0)) / (costs.max(axis=0) - costs.min(axis=0))
        numpy.testing.assert_allclose(study.score[solved], shares.sum(axis=1), rtol=1e-12, atol=1e-12)
        # The second one overtakes where the scores are equal; of two goals, the first one is the best at an interval of weights.
        lead = study.score[solved[1]] - study.score[solved[0]]
        numpy.testing.assert_allclose(decision["margins"], lead * (costs.max(axis=0) - costs.min(axis=0)), rtol=1e-9)
        weights = (numpy.arange(20000) + 0.5) / 20000
        first = numpy.argmin(numpy.outer(weights, shares[:, 0]) + numpy.outer(1 - weights, shares[:, 1]), axis=1)
        for place, candidate in enumerate(solved):
            # Ten thousand weightings at random: half of a per cent is the deviation at most, and three of them are allowed.
            self.assertAlmostEqual(candidates[candidate]["first_share"], numpy.mean(first == place), delta=0.015)
        for candidate in candidates:
            if candidate["status"] == "rejected":
                self.assertTrue(candidate["sentence"][:40] in page, candidate["sentence"])
        again = self.directory / "again.html"
        self.assertEqual(subprocess.run([PROGRAM, "report", str(self.output), "-o", str(again)], check=False, capture_output=True).returncode, 0)
        self.assertTrue(again.read_text(encoding="utf-8") == page, "a page can be made again")
        both = subprocess.run([PROGRAM, "report", str(self.output), str(self.output), "-o", str(again)], check=False, capture_output=True, text=True)
        self.assertEqual(both.returncode, BAD_INPUT, both.stderr)

    def test_uncertain_inputs_give_the_first_order_deviations_of_the_outputs(self):
        said = self.study("--set", "sampling={method: sobol_indices, count: 8}", "--set",
                   "parameters={above: {key: package.layers.above.thickness, normal: {mean: 90 um, deviation: 1 um}}, core: {key: "
                   "package.layers.core.thickness, normal: {mean: 200 um, deviation: 1 um}}}", "--set", "goals={minimise: [warpage_hot]}", "--set",
                   "outputs={bow: {measure: bow, state: room}, warpage_hot: {measure: warpage, state: 200 degC}, k: {measure: conductivity, "
                   "material: mould, temperature: 25 degC}}").stdout
        study = sagitta.Study(self.output)
        self.assertEqual(len(study.status), 1 + 8 * 4)
        *varying, constant = study.summary["uncertainty"]["outputs"]
        self.assertTrue(constant["hardly_varies"])
        self.assertEqual(constant["indices"], [])
        self.assertEqual(said.count("hardly varies"), 1)
        for output in varying:
            self.assertFalse(output["hardly_varies"])
            self.assertEqual(len(output["indices"]), 2)
            self.assertTrue(output["is_by_adjoint"])
            for effect in output["effects"]:
                # Over a deviation of 1 % of the thickness the bow is linear to about that; the slopes come from adjoints and from samples.
                self.assertAlmostEqual(effect["slope_by_adjoint"] / effect["slope_fitted"], 1, delta=0.03)
            # Sixteen samples of a sequence of Sobol.
            self.assertAlmostEqual(output["deviation_first_order"] / output["deviation"]["value"], 1, delta=0.15)

    def test_mixes_reach_their_target(self):
        target = ["--quiet", "--set", "parameters={filler: {choices: {silica: [\"materials.mould.fillers[0].material=fused_silica\"], alumina: "
                  "[\"materials.mould.fillers[0].material=alumina\"]}}, loading: {key: \"materials.mould.fillers[0].weight\", range: {from: 60 %, to: 90 %}}}",
                  "--set", "outputs.k={measure: conductivity, material: mould, temperature: 25 degC}", "--set", "goals={minimise: [warpage_hot]}"]
        self.study(*target, "--set", "target={k: 1 W/mK, viscosity: at most 200 Pa s}")
        study = sagitta.Study(self.output)
        alumina = study.parameters["filler"] == "alumina"
        numpy.testing.assert_allclose(study.outputs["k"][alumina], 1, rtol=1e-3)
        for candidate in study.summary["candidates"][1:]:
            if candidate["status"] == "solved":
                self.assertLessEqual(candidate["outputs"]["viscosity"], 200)
                low, high = candidate["bounds"]["k"]
                self.assertTrue(low <= candidate["outputs"]["k"] <= high, candidate["bounds"])
        self.output = self.directory / "beyond"
        self.study(*target, "--set", "target={k: at least 20 W/mK}")
        self.assertEqual(list(sagitta.Study(self.output).status), ["solved", "rejected", "rejected"])
        self.output = self.directory / "refused"
        self.refused(["property of a material"], *target, "--set", "target={bow: 1 um}")
        self.refused(["chooses its candidates"], *target, "--set", "target={k: 1 W/mK}", "--set", "sampling={method: sobol, count: 4}")

    def refused(self, words, *arguments):
        said = self.study(*arguments, expected=BAD_INPUT)
        self.assertEqual(said.stdout, "")
        self.assertEqual(said.stderr.count("\n"), 1, said.stderr)
        for word in words:
            self.assertIn(word, said.stderr)
        self.assertFalse(self.output.exists(), "nothing is written")

    def test_invalid_studies_are_refused_with_one_message(self):
        above = "parameters.above"
        self.refused(["is empty"], "--set", f"{above}.range={{from: 100 um, to: 40 um, count: 3}}")
        self.refused(["one unit"], "--set", f"{above}.range={{from: 40 um, to: 0.1 mm, count: 3}}")
        self.refused(["thicknes"], "--set", f"{above}.key=package.layers.above.thicknes")
        self.refused(["no entry of this list is named abve"], "--set", f"{above}.key=package.layers.abve.thickness")
        self.refused(["length"], "--set", f"{above}={{key: {THICKNESS}, values: [40 degC, 60 degC]}}")
        self.refused(["contradict"], "--set", "outputs.bow.limit={at_least: 20 um, at_most: 10 um}")
        self.refused(["nothing depends"], "--set", "parameters.unused={key: materials.unused.density, values: [1 g/cm3, 2 g/cm3]}")
        self.refused(["no state"], "--set", "outputs.bow.state=roam")
        self.refused(["pressure"], "--set", "outputs.stress={measure: stress, state: room, part: core, limit: {at_most: 3 um}}")
        self.refused(["outputs.viscosity.material: there is no material mold; did you mean mould?"], "--set", "outputs.viscosity.material=mold")
        self.refused(["no part"], "--set", "outputs.stress={measure: stress, state: room, part: cor}")
        self.refused(["there is no output"], "--set", "goals.minimise=[warpag_hot]")
        self.refused(["unknown key"], "--set", "parameter={}")
        self.refused(["no distributions"], "--set", f"{above}={{key: {THICKNESS}, normal: {{mean: 60 um, deviation: 5 um}}}}")
        self.refused(["is not a quantity"], "--set", "parameters.filler={choices: {a: [\"title=one\"], b: [\"title=two\"]}}", "--set", "goals.zero_of={bow: filler}")
        self.refused(["has no distribution"], "--set", "sampling={method: sobol_indices, count: 4}", "--set", "parameters.above.range={from: 40 um, to: 50 um}", "--set", "parameters.loading.values=[70 %, 80 %]")
        self.refused(["at_most, at_least or both"], "--set", "outputs.viscosity.limit={}")
        self.refused(["contradicts its limit"], "--set", "goals={zero_of: {bow: above}, keep_above: {bow: 5 um}}")
        self.refused(["already set for all candidates"], "--set", f'set=["{THICKNESS}=50 um"]')
        self.refused(["already varied by the parameter above"], "--set", f'parameters.kind={{choices: {{thin: ["{THICKNESS}=50 um"], named: ["title=one"]}}}}')
        self.refused(["one unit"], "--set", f"{above}={{key: {THICKNESS}, values: [40 um, 0.05 mm]}}")
        self.refused(["--shard"], "--shard", "3/2")

    def test_python_raises_the_error_of_the_program(self):
        with self.assertRaises(sagitta.SagittaError) as caught:
            sagitta.study(self.file, self.output, {"outputs.bow.state": "roam"}, PROGRAM)
        self.assertEqual(caught.exception.status, BAD_INPUT)

    def test_python_reads_maps_and_fields(self):
        run = sagitta.run(self.directory / "base.yaml", self.directory / "run", {THICKNESS: "80 um"}, PROGRAM)
        self.assertEqual(run.states, ["room", "hot"])
        x, y, heights = run.warpage("room")
        self.assertEqual(heights.shape, (len(y), len(x)))
        self.assertAlmostEqual(numpy.nanmax(heights) - numpy.nanmin(heights), run.value("states.room.warpage.bottom.peak_to_valley"), delta=1e-15)
        fields = run.fields("room")
        self.assertEqual(fields["displacement"].shape, (len(fields["nodes"]), len(fields["heights"]), 3))
        self.assertAlmostEqual(fields["heights"][-1], 340e-6, delta=1e-12)
        self.assertAlmostEqual(fields["temperature"], 298.15)


class ShippedStudies(unittest.TestCase):
    """Coarse variants: they take seconds."""

    def run_study(self, name, *changes):
        with tempfile.TemporaryDirectory() as directory:
            return sagitta.study(PROJECT / "cases" / name, pathlib.Path(directory) / "out", changes, PROGRAM)

    def test_study_lmc_filler(self):
        study = self.run_study("study_lmc_filler", "set=[\"mesh.plan={resolution: 2 mm}\"]", "parameters.loading.range.count=3", "mesh_error=false")
        filler, status = study.parameters["filler"], study.status
        # Its moduli are not known: no warpage can be computed, and the sentence says so.
        self.assertEqual(set(status[filler == "boron_nitride"]), {"rejected"})
        # By volume, of phases with 2200 and 1200 kg/m3: 90 wt% of silica are 83 %, more than the 80 % of close packing.
        self.assertEqual(list(status[filler == "silica"]), ["solved", "solved", "rejected"])
        # Alumina conducts better than silica at equal weight, so that the die is cooler.
        hotspot = study.outputs["hotspot"]
        loading = study.parameters["loading"]
        for weight in (70, 80):
            here = (loading == weight) & (status == "solved")
            self.assertLess(hotspot[here & (filler == "alumina")][0], hotspot[here & (filler == "silica")][0])

    def test_study_thickness(self):
        study = self.run_study("study_thickness", "set=[\"mesh.plan={resolution: 1 mm}\"]", "parameters.die.values=[150 um]", "mesh_error=false")
        self.assertEqual(set(study.status), {"solved"})
        bows = study.outputs["bow_room"][1:]
        # More mould shrinks more on the far side of the die: the bow falls throughout.
        self.assertTrue(numpy.all(numpy.diff(bows) < 0) or numpy.all(numpy.diff(bows) > 0), bows)


if __name__ == "__main__":
    PROGRAM, MPIEXEC = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
