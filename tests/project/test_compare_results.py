"""scripts/compare_results finds figures that differ, and passes over what a run may change."""

import copy
import json
import pathlib
import subprocess
import tempfile
import unittest

import h5py
import numpy

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/compare_results"
RESULT = {
    "revision": "abc",
    "states": [
        {
            "name": "room",
            "warpage": {"bottom": {"value": {"value": 1e-5, "unit": "m"}}},
            "stresses": [{"part": "die", "von_mises": {"value": 2e8, "unit": "Pa"}}, {"part": "film", "von_mises": {"value": 1e3, "unit": "Pa"}}],
            "solver": {"iterations": 4, "solve_seconds": 0.5},
        }
    ],
}


def write(folder, result, height=1e-5):
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps(result), encoding="utf-8")
    with h5py.File(folder / "warpage.h5", "w") as file:
        file["room/bottom/w"] = numpy.array([[0.0, height], [numpy.nan, -1e-5]])


class CompareResults(unittest.TestCase):
    def compare(self, change, height=1e-5):
        """Exit status and output of the script for RESULT against a changed copy."""
        with tempfile.TemporaryDirectory() as directory:
            changed = copy.deepcopy(RESULT)
            change(changed["states"][0], changed)
            write(pathlib.Path(directory, "before/case"), RESULT)
            write(pathlib.Path(directory, "after/case"), changed, height)
            run = subprocess.run([SCRIPT, f"{directory}/before", f"{directory}/after"], capture_output=True, text=True, check=False)
            return run.returncode, run.stdout + run.stderr

    def test_times_iterations_and_revision_may_differ(self):
        def change(state, result):
            state["solver"] = {"iterations": 5, "solve_seconds": 9.0}
            result["revision"] = "def"

        self.assertEqual(self.compare(change)[0], 0)

    def test_a_warpage_that_moves_by_a_millionth_is_found(self):
        def change(state, _):
            state["warpage"]["bottom"]["value"]["value"] *= 1 + 1e-6

        status, text = self.compare(change)
        self.assertEqual(status, 1, text)
        self.assertIn("warpage/bottom", text)

    def test_a_small_stress_is_compared_relative_to_the_largest_of_its_kind(self):
        def change(state, _):
            state["stresses"][1]["von_mises"]["value"] += 100  # half a millionth of the largest

        self.assertEqual(self.compare(change)[0], 0)

    def test_a_map_that_moves_and_a_figure_that_is_missing_are_found(self):
        self.assertEqual(self.compare(lambda *_: None, height=1.1e-5)[0], 1)
        status, text = self.compare(lambda state, _: state.pop("stresses"))
        self.assertEqual(status, 1)
        self.assertIn("in one of the runs only", text)

    def test_missing_results_are_reported(self):
        with tempfile.TemporaryDirectory() as directory:
            write(pathlib.Path(directory, "before/case"), RESULT)
            pathlib.Path(directory, "after").mkdir()
            run = subprocess.run([SCRIPT, f"{directory}/before", f"{directory}/after"], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn("no results", run.stdout)


if __name__ == "__main__":
    unittest.main()
