"""Every kind of case that scripts/benchmark makes is one that `sagitta check` accepts. The program's path is in SAGITTA_PROGRAM.

The full benchmark has more and larger members of the same families, and checks each before it runs it.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "benchmark_suite"))

import case_families  # noqa: E402

PROGRAM = os.environ["SAGITTA_PROGRAM"]


class Cases(unittest.TestCase):
    def assert_accepted(self, name, case, said=""):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "case.yaml"
            path.write_text(yaml.safe_dump(case, sort_keys=False), encoding="utf-8")
            checked = subprocess.run([PROGRAM, "check", path], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, f"{name}: {checked.stderr}")
        self.assertIn(said, checked.stdout, name)

    def test_all_members_of_the_quick_families_are_accepted(self):
        for member in case_families.families(is_quick=True):
            with self.subTest(family=member.family, value=member.value):
                self.assert_accepted(member.family, member.case)

    def test_bumps_in_air_fill_every_fourth_cell_of_their_layer(self):
        # 8 x 8 plan cells in 5 elements; in one of them only the 4 x 4 pillars: 4 x 64 + 16 cells.
        self.assert_accepted("bumps in air", case_families.bumps_in_air(8, 2), "272 filled cells")

    def test_the_reference_problem_can_be_one_of_heat(self):
        reference = yaml.safe_load((ROOT / "cases/bench_a/case.yaml").read_text(encoding="utf-8"))
        self.assert_accepted("heat", case_families.heat_case(reference))


if __name__ == "__main__":
    unittest.main()
