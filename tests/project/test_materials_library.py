"""scripts/check_materials_library and scripts/assumed_sets find what is wrong with a card."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "materials" / "library"


class Library(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name) / "library"
        shutil.copytree(LIBRARY, self.folder)

    def run_script(self, *arguments):
        ended = subprocess.run([sys.executable, *arguments, str(self.folder)], capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout

    def spoil(self, card, right, wrong):
        path = self.folder / f"{card}.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertIn(right, text)
        path.write_text(text.replace(right, wrong, 1), encoding="utf-8")

    def test_faults_of_cure_and_relaxation_are_found(self):
        script = str(ROOT / "scripts" / "check_materials_library")
        self.assertEqual(self.run_script(script)[0], 0)
        for card, right, wrong, words in (
            ("fp4450", "heat: {value: 81 kJ/kg", "heat: {value: 81 kJ/mol", "has the unit 'kJ/mol'"),
            ("fp4450hf", "gel_point: {value: 60 %", "gel_point: {value: 160 %", "outside of the range of solids"),
            ("gr750", "    model: one_step\n", "    model: two_step\n", "cure.kinetics: model must be one of"),
            ("gr750_x1", "    n: {value: 1.5, kind: assumed", "    n: {value: 1.5, kind: guessed", "kind is 'guessed'"),
            ("mg15f_mod2", "    m: {value", "    mm: {value", "cure.kinetics: has the keys"),
            ("lmc_r4507", "    c2: {value: 51.6 K", "    c2: {value: 51.6 GPa", "has the unit 'GPa'"),
            ("mg15f_0140", "  model: assumed\n", "  model: guessed\n", "viscoelasticity: model must be assumed or one of"),
            ("underfill_uf9000ae", "  rubbery:\n", "  rubberly:\n", "viscoelasticity: has the keys"),
            ("moulding_resin", "cure:\n", "curing:\n", "unknown key curing"),
            ("neat_epoxy", "description:", "chile: {model: by_heart}\ndescription:", "chile: model must be one of"),
        ):
            self.spoil(card, right, wrong)
            status, said = self.run_script(script)
            self.assertEqual(status, 1, words)
            fault = [line for line in said.splitlines() if line.startswith(f"{card}.yaml")]
            self.assertTrue(any(words in line for line in fault), f"{words} is not in {fault}")

    def test_a_recalled_value_is_neither_measured_nor_of_a_data_sheet(self):
        script = str(ROOT / "scripts" / "check_materials_library")
        for kind in ("measured", "datasheet"):
            self.spoil("sac305", "kind: handbook\n      source: \"recalled from Schubert", f"kind: {kind}\n      source: \"recalled from Schubert")
            status, said = self.run_script(script)
            self.assertEqual(status, 1)
            self.assertIn(f"sac305.yaml: inelasticity.schubert_2003.rate_factor: is {kind}, but its source was recalled", said)
            self.spoil("sac305", f"kind: {kind}\n      source: \"recalled from Schubert", "kind: handbook\n      source: \"recalled from Schubert")

    def test_a_prony_sum_above_one_and_a_falling_transition_are_found(self):
        script = str(ROOT / "scripts" / "check_materials_library")
        source = 'source: "our own", kind: measured'
        self.folder.joinpath("mine.yaml").write_text(
            "name: mine\ndescription: a card\nviscoelasticity:\n  model: young\n  young:\n"
            f"    instantaneous: {{value: 2 GPa, {source}}}\n    arms: {{table: [[1 s, 60 %], [2 s, 50 %]], {source}}}\n"
            f"  poisson: {{value: 0.3, {source}}}\n  shift: {{model: arrhenius, reference: {{value: 150 degC, {source}}}, "
            f"activation_energy: {{value: 300 kJ/mol, {source}}}}}\n"
            "cure:\n  kinetics: {model: one_step, "
            + ", ".join(f"{key}: {{value: {value}, {source}}}" for key, value in (("rate_factor", "1e7/s"), ("activation_energy", "75 kJ/mol"), ("m", 0.5), ("n", 1.5)))
            + f"}}\n  heat: {{value: 80 kJ/kg, {source}}}\n  initial: {{value: 0 %, {source}}}\n  gel_point: {{value: 60 %, {source}}}\n"
            f"  glass_transition: {{model: table, points: {{table: [[0 %, 50 degC], [100 %, 40 degC]], {source}}}}}\n"
            f"expansion: {{model: tangent, coefficient: {{value: 10 ppm/K, {source}}}}}\n",
            encoding="utf-8",
        )
        status, said = self.run_script(script)
        self.assertEqual(status, 1)
        self.assertIn("mine.yaml: viscoelasticity.young.arms: the shares add up to more than 1", said)
        self.assertIn("mine.yaml: cure.glass_transition.points: do not increase", said)
        self.assertIn("2 faults", said)

    def test_an_assumed_set_that_differs_from_its_recipe_is_found_and_made_again(self):
        script = str(ROOT / "scripts" / "assumed_sets")
        self.assertEqual(self.run_script(script, "--check")[0], 0)
        self.spoil("gr750", "rate_factor: {value: ", "rate_factor: {value: 1")
        status, said = self.run_script(script, "--check")
        self.assertEqual((status, said), (1, "12 cards, 1 differ from their recipes: gr750.yaml\n"))
        self.assertEqual(self.run_script(script)[0], 0)
        self.assertEqual((self.folder / "gr750.yaml").read_bytes(), (LIBRARY / "gr750.yaml").read_bytes())
        # A changed glass transition moves the whole set.
        self.spoil("gr750", "    value: 225 degC", "    value: 215 degC")
        self.assertEqual(self.run_script(script)[0], 0)
        self.assertIn("reference: {value: 215 degC", (self.folder / "gr750.yaml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
