"""`sagitta import` from a file of another program to a solved case, and floorplans of every form on 1, 2 and 3 ranks.

    test_import.py PROGRAM MPIEXEC

tests/input proves what each format becomes; here the whole program runs in an empty directory, as the guide shows it.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, MPIEXEC = "", ""
BAD_INPUT = 2
KELVIN = 273.15

LCF = """# a die under its interface material
0
Y
Y
1.75e6
0.01
0.00015
a.flp

1
Y
N
4e6
0.25
2.0e-05
a.flp
"""
FILES = {
    "two.lcf": LCF,
    "a.flp": "left 0.002 0.004 0 0\nright 0.006 0.004 0.002 0\n",
    "a.ptrace": "left right\n1 2\n3 5\n",
    "ice.flp": "left : position 0, 0 ; dimension 2000, 4000 ; power values 1, 3 ;\nright : position 2000, 0 ; dimension 6000, 4000 ; power values 2, 5 ;\n",
    "blocks.csv": "name,x_min [mm],x_max [mm],y_min [mm],y_max [mm],power [W]\nleft,-4,-2,-2,2,2\nright,-2,4,-2,2,3.5\n",
}
VALUES = {
    "mean, or the number": "mean",
    "(.ptrace)": "a.ptrace",
    "film coefficient": "2e3 W/m2K",
    "temperature of the surroundings": "25 degC",
}
DIE = """sagitta: 1
physics: heat
package:
  outline: {size: [8 mm, 4 mm]}
  layers: [{name: layer, thickness: 150 um, material: none}]
  dies: [{name: die, material: chip, layers: [layer], size: [8 mm, 4 mm], position: [0 mm, 0 mm], active_face: bottom, power: POWER}]
materials: {chip: {conductivity: 100 W/mK}}
thermal: {films: [{face: top, film: {coefficient: 2e3 W/m2K, ambient: 25 degC}}]}
states: [{name: steady, temperature: solved}]
mesh: {plan: {resolution: 1 mm}}
output: {fields: false}
"""
FORMS = {
    "HotSpot": "{floorplan: {file: a.flp, trace: a.ptrace, instant: mean}}",
    "3D-ICE": "{floorplan: {file: ice.flp, instant: mean}}",
    "CSV": "{table: blocks.csv}",
}


class Import(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.work = pathlib.Path(directory.name)
        for name, text in FILES.items():
            (self.work / name).write_text(text, encoding="utf-8")

    def sagitta(self, *words, ranks=1):
        launcher = [MPIEXEC, "--allow-run-as-root", "--oversubscribe", "-np", str(ranks)] if ranks > 1 else []
        return subprocess.run([*launcher, PROGRAM, *words], cwd=self.work, capture_output=True, text=True, check=False, timeout=120)

    def state(self, directory):
        return json.loads((self.work / directory / "results.json").read_text(encoding="utf-8"))["states"][0]

    def test_a_stack_is_imported_completed_and_solved_in_three_commands(self):
        said = self.sagitta("import", "two.lcf", "-o", "stack.yaml")
        self.assertEqual(said.returncode, 0, said.stderr)
        self.assertIn("Missing (4), to be completed in stack.yaml", said.stdout)
        refused = self.sagitta("check", "stack.yaml")
        self.assertEqual(refused.returncode, BAD_INPUT)
        text = (self.work / "stack.yaml").read_text(encoding="utf-8")
        for gap in re.findall(r'"missing: ([^"]*)"', text):
            self.assertIn(gap, refused.stderr, "every gap is named")
            text = text.replace(f'"missing: {gap}"', next(value for words, value in VALUES.items() if words in gap))
        (self.work / "stack.yaml").write_text(text, encoding="utf-8")
        drawn = self.sagitta("check", "stack.yaml", "--draw", "pictures")
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertTrue((self.work / "pictures" / "overview.svg").is_file())
        solved = self.sagitta("run", "stack.yaml", "-o", "results")
        self.assertEqual(solved.returncode, 0, solved.stderr)
        state = self.state("results")
        means = {entry["block"]: entry["mean"]["value"] for entry in state["temperatures"] if "block" in entry}
        # Means over the plan obey conduction in one dimension: 5.5 W, the mean of both instants, through a film of 2 kW/m2K on 32 mm2, 20 um of
        # 4 W/mK, and the die of 150 um and 100 W/mK, heated in its volume.
        flux = 5.5 / 32e-6
        expected = 25 + flux * (1 / 2e3 + 20e-6 / 4 + 150e-6 / (3 * 100))
        mean = (means["left"] * 8 + means["right"] * 24) / 32 - KELVIN
        self.assertAlmostEqual(mean, expected, delta=0.02, msg="digits of the printed powers and the mesh")

    def test_an_existing_file_is_not_replaced(self):
        (self.work / "stack.yaml").write_text("mine", encoding="utf-8")
        said = self.sagitta("import", "two.lcf", "-o", "stack.yaml")
        self.assertEqual(said.returncode, BAD_INPUT)
        self.assertIn("stack.yaml exists already and is not overwritten; name another file, or remove it", said.stderr)
        self.assertEqual((self.work / "stack.yaml").read_text(encoding="utf-8"), "mine")

    def test_a_format_is_recognised_by_the_suffix_or_chosen_by_name(self):
        (self.work / "two.lcf").rename(self.work / "two.txt")
        self.assertEqual(self.sagitta("import", "two.txt", "--format", "lcf", "-o", "stack.yaml").returncode, 0)
        for words in (["two.txt", "--format", "nothing"], ["absent.lcf"]):
            said = self.sagitta("import", *words, "-o", "other.yaml")
            self.assertEqual(said.returncode, BAD_INPUT, said.stderr)
            self.assertEqual(said.stderr.count("sagitta: "), 1, said.stderr)
        self.assertFalse((self.work / "other.yaml").exists())

    def test_floorplans_of_every_form_give_one_temperature_on_any_ranks(self):
        expected = None
        for form, power in FORMS.items():
            (self.work / "die.yaml").write_text(DIE.replace("POWER", power), encoding="utf-8")
            for ranks in (1, 2, 3):
                solved = self.sagitta("run", "die.yaml", "-o", f"{form}_{ranks}", ranks=ranks)
                self.assertEqual(solved.returncode, 0, solved.stderr)
                state = self.state(f"{form}_{ranks}")
                found = {entry["block"]: entry["mean"]["value"] for entry in state["temperatures"] if "block" in entry}
                expected = expected or found
                self.assertEqual(found.keys(), expected.keys(), form)
                for block, value in found.items():
                    self.assertAlmostEqual(value, expected[block], delta=1e-6, msg=f"{form}, {ranks} ranks, {block}")


if __name__ == "__main__":
    PROGRAM, MPIEXEC = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
