"""A run that ends early goes on from its checkpoints: after kill -9 at random moments, after a signal, on other ranks; a changed case is
refused with the keys that differ.

    test_resume.py [--kills N] [TEST] PROGRAM MPIEXEC

So many random kills are tried, each with its own seed.
"""

import importlib.machinery
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import numpy

from test_slurm import PATH_CASE as CASE

PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))
import sagitta  # noqa: E402
SETTINGS = {"PROGRAM": "", "MPIEXEC": "", "kills": 1}


def load_comparison():
    """scripts/compare_results as a module."""
    loader = importlib.machinery.SourceFileLoader("compare_results", str(PROJECT / "scripts" / "compare_results"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("compare_results", loader))
    loader.exec_module(module)
    return module


class Resume(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)
        cls.case = cls.place / "path.yaml"
        cls.case.write_text(CASE.replace("[8, 8]", "[4, 4]").replace("1e-5", "3e-5"), encoding="utf-8")
        cls.comparison = load_comparison()
        begin = time.monotonic()
        cls.run_case("whole")
        cls.seconds = time.monotonic() - begin
        cls.expected = cls.figures("whole")

    @classmethod
    def command(cls, directory, *arguments, ranks=1):
        start = [SETTINGS["MPIEXEC"], "--allow-run-as-root", "--oversubscribe", "-np", str(ranks)] if ranks > 1 else []
        return [*start, SETTINGS["PROGRAM"], "run", str(cls.case), "-o", str(cls.place / directory), "--checkpoint-every", "2", *arguments]

    @classmethod
    def run_case(cls, directory, *arguments, ranks=1):
        return subprocess.run(cls.command(directory, *arguments, ranks=ranks), capture_output=True, text=True, check=True, timeout=500).stdout

    @classmethod
    def figures(cls, directory):
        return dict(cls.comparison.numbers(json.loads((cls.place / directory / "results.json").read_text(encoding="utf-8"))))

    @classmethod
    def history(cls, directory):
        return sagitta.Run(cls.place / directory).history()

    def start_until_checkpoint(self, directory, ranks=1):
        """A run that has written a checkpoint."""
        shutil.rmtree(self.place / directory, ignore_errors=True)
        run = subprocess.Popen(self.command(directory, ranks=ranks), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 500
        while not list((self.place / directory / "checkpoints").glob("step_*.h5")):
            self.assertIsNone(run.poll(), "it ended before its first checkpoint")
            self.assertLess(time.monotonic(), end)
            time.sleep(0.005)
        return run

    def test_killed_at_a_random_time_it_resumes_bit_for_bit(self):
        for seed in range(SETTINGS["kills"]):
            with self.subTest(seed=seed):
                with self.start_until_checkpoint("killed") as run:
                    time.sleep(random.Random(seed).uniform(0, self.seconds / 2))
                    run.send_signal(signal.SIGKILL)
                    was_running = run.wait() == -signal.SIGKILL
                said = self.run_case("killed", "--resume")
                self.assertEqual(self.figures("killed"), self.expected)
                self.assertTrue((self.place / "killed" / "history.h5").read_bytes() == (self.place / "whole" / "history.h5").read_bytes())
                if was_running:
                    self.assertRegex(said, r"from (step|state)_\d+\.h5")
                self.assertFalse((self.place / "killed" / "checkpoints").exists())

    def test_after_a_signal_it_resumes_on_another_number_of_ranks(self):
        with self.start_until_checkpoint("stopped", ranks=2) as run:
            run.send_signal(signal.SIGUSR1)  # mpirun hands it on
            said = run.communicate(timeout=500)[1]
        self.assertEqual(run.returncode, 6, said)
        self.assertIn("stopped by SIGUSR1", said)
        self.assertFalse((self.place / "stopped" / "results.json").exists())

        refused = subprocess.run(self.command("stopped", "--resume", "--set", "history.tolerance=1e-4"), capture_output=True, text=True,
                                 check=False, timeout=500)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("history.tolerance: 3e-5, then 1e-4", refused.stderr)

        self.run_case("stopped", "--resume", ranks=3)
        resumed = self.figures("stopped")
        self.assertEqual(resumed.keys(), self.expected.keys())
        for place, value in self.expected.items():
            if re.search(r"/warpage/(bottom|top)/value|/stresses\[\d+\]/von_mises/value", place):
                # Ranks sum in another order, and every solve ends at 1e-8.
                self.assertAlmostEqual(resumed[place] / value, 1, delta=1e-6, msg=place)
        one, other = self.history("whole"), self.history("stopped")
        for part, figures in one["stresses"].items():
            numpy.testing.assert_allclose(other["stresses"][part]["von_mises"], figures["von_mises"], rtol=1e-6)
        numpy.testing.assert_allclose(other["flow"]["film"]["equivalent_strain"], one["flow"]["film"]["equivalent_strain"], rtol=1e-6)
        numpy.testing.assert_array_equal(other["time"], one["time"])

    def test_the_history_is_that_of_results_json(self):
        run = sagitta.Run(self.place / "whole")
        history, units = run.history(), run.history_units()
        self.assertEqual(list(history["states"]), ["cooled", "cold"])
        self.assertEqual(list(history["step_kind"]), ["cool", "cool"])
        numpy.testing.assert_allclose(history["time"], [60, 120], rtol=1e-12)  # durations of the case
        numpy.testing.assert_allclose(history["temperature"], [333.15, 273.15], rtol=1e-12)
        self.assertEqual([units["time"], units["temperature"], units["stresses"]["film"]["mean"]], ["s", "K", "Pa"])
        for i, state in enumerate(history["states"]):
            for path, value in ((f"states.{state}.warpage.bottom.value", history["warpage"]["bottom"]["value"][i]),
                                (f"states.{state}.warpage.top.quadratic.kx", history["warpage"]["top"]["curvature"][i, 0]),
                                (f"states.{state}.stresses.film.von_mises.value", history["stresses"]["film"]["von_mises"][i]),
                                (f"states.{state}.stresses.mould.mean.value", history["stresses"]["mould"]["mean"][i]),
                                (f"states.{state}.history.iterations", history["iterations"][i]),
                                (f"states.{state}.history.solves", history["solves"][i]),
                                (f"states.{state}.history.most_iterations", history["most_iterations"][i])):
                numpy.testing.assert_array_equal(run.value(path), value, path)
            flow = run.results["flow"][i]["parts"][0]
            self.assertEqual((flow["part"], flow["layer"]), ("film", None))
            self.assertEqual(flow["dissipated_energy"]["value"], history["flow"]["film"]["dissipated_energy"][i])


if __name__ == "__main__":
    if "--kills" in sys.argv:
        at = sys.argv.index("--kills")
        SETTINGS["kills"] = int(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    SETTINGS["MPIEXEC"] = sys.argv.pop()
    SETTINGS["PROGRAM"] = sys.argv.pop()
    os.environ.setdefault("OMPI_MCA_rmaps_base_oversubscribe", "1")
    unittest.main(verbosity=2)
