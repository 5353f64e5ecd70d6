"""The report of scripts/benchmark says what its JSON file holds, and refuses a file that lacks a figure."""

import copy
import dataclasses
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITE = ROOT / "scripts" / "benchmark_suite"
sys.path.insert(0, str(SUITE))

import case_families  # noqa: E402
import report  # noqa: E402
import runner  # noqa: E402
import sagitta_runs  # noqa: E402
import scaling  # noqa: E402
import targets  # noqa: E402

SAMPLE = json.loads((pathlib.Path(__file__).parent / "benchmark_sample.json").read_text(encoding="utf-8"))


def sample():
    return copy.deepcopy(SAMPLE)


def verdict(data, key):
    return next(item for item in targets.evaluate(data) if item.key == key)


class Report(unittest.TestCase):
    def write(self, data):
        """The report of `data` by the command, with the names of its pictures: (status, errors, text, pictures)."""
        with tempfile.TemporaryDirectory() as directory:
            folder = pathlib.Path(directory)
            (folder / "benchmark.json").write_text(json.dumps(data), encoding="utf-8")
            run = subprocess.run(
                [sys.executable, SUITE / "main.py", "--report-from", folder / "benchmark.json", "--report", folder / "performance.md"],
                capture_output=True, text=True, check=False,
            )
            written = folder / "performance.md"
            text = written.read_text(encoding="utf-8") if written.exists() else ""
            return run.returncode, run.stderr, text, sorted(path.name for path in folder.glob("pictures/*.png"))

    def test_the_command_writes_report_and_pictures(self):
        status, errors, text, pictures = self.write(sample())
        self.assertEqual(status, 0, errors)
        self.assertEqual(pictures, ["performance_cost.png", "performance_operator.png"])
        for picture in pictures:
            self.assertIn(f"pictures/{picture}", text)
        for key, _, _, _ in targets.TARGETS:
            self.assertTrue(verdict(sample(), key).measured)

    def test_a_missing_figure_is_named_and_no_report_is_written(self):
        data = sample()
        del data["sections"]["reference"]["rows"][1]["iterations"]
        status, errors, text, _ = self.write(data)
        self.assertNotEqual(status, 0)
        self.assertIn("lack iterations", errors)
        self.assertEqual(text, "")

    def test_a_missing_section_needs_a_reason(self):
        data = sample()
        del data["sections"]["peers"]
        with self.assertRaises(targets.MissingFigure):
            targets.evaluate(data)
        data["sections"]["peers"] = {"not_run": "asked for with --peers"}
        self.assertIsNone(verdict(data, "dolfinx_mumps").is_met)
        self.assertIn("asked for with --peers", report.text_of(data, {}))

    def test_a_missing_size_is_refused_unless_the_run_was_quick(self):
        data = sample()
        data["sections"]["reference"]["rows"] = [row for row in data["sections"]["reference"]["rows"] if row["cells"] != 80]
        with self.assertRaises(targets.MissingFigure):
            targets.evaluate(data)
        data["mode"] = "quick"
        self.assertIn("left out by --quick", verdict(data, "solve_rate").measured)

    def test_a_file_of_another_program_is_refused(self):
        status, errors, _, _ = self.write({"format": "something else"})
        self.assertNotEqual(status, 0)
        self.assertIn("not a file of scripts/benchmark", errors)

    def test_rates_on_tiles_are_listed_beside_those_of_rectangles(self):
        data = sample()
        self.assertNotIn("curved columns", report.text_of(data, {}))
        rate = next(r for r in data["sections"]["operator"]["rates"] if (r["degree"], r["components"], r["ranks"]) == (2, 3, 1))
        half = {"best": rate["dofs_per_second"]["best"] / 2, "median": rate["dofs_per_second"]["median"] / 2}
        data["sections"]["operator"]["shapes"] = [{**rate, "cells": "curved columns", "dofs_per_second": half}]
        text = report.text_of(data, {})
        self.assertIn("curved columns", text)
        self.assertIn("50 %", text)

    def test_curved_columns_have_at_least_a_third_of_the_rate_of_rectangles(self):
        data = sample()
        self.assertIsNone(verdict(data, "operator_curved").is_met)
        self.assertIn("before this was measured", verdict(data, "operator_curved").measured)
        straight = [r for r in data["sections"]["operator"]["rates"] if (r["degree"], r["ranks"]) == (2, 1)]
        for share, is_met in ((0.32, False), (0.34, True)):
            data["sections"]["operator"]["shapes"] = [
                {**r, "cells": "curved columns", "dofs_per_second": {key: value * (share if r["components"] == 1 else 0.9) for key, value in r["dofs_per_second"].items()}}
                for r in straight
            ]
            self.assertEqual(verdict(data, "operator_curved").is_met, is_met)
            self.assertIn(f"{100 * share:.0f} % (heat", verdict(data, "operator_curved").measured)

    def test_rates_of_tangents_have_a_target_and_a_roofline_of_their_own(self):
        data = sample()
        self.assertIsNone(verdict(data, "operator_tangents").is_met)
        self.assertIn("before this was measured", verdict(data, "operator_tangents").measured)
        self.assertNotIn("tangent at every", report.operator_section(data)[-1])
        rate = next(r for r in data["sections"]["operator"]["rates"] if (r["degree"], r["components"], r["ranks"], r["number"]) == (2, 3, 1, "double"))
        # 21 numbers at 27 points for the 24 unknowns of an element, besides 3 of the vectors: 8 (3 + 567/24) bytes.
        tangent = {**rate, "coefficients": "a tangent at every quadrature point"}
        self.assertAlmostEqual(report.bytes_per_unknown(tangent), 213)
        for median, is_met in ((39e6, False), (41e6, True)):
            data["sections"]["operator"]["tangents"] = [{**tangent, "dofs_per_second": {"best": 50e6, "median": median}}]
            self.assertEqual(verdict(data, "operator_tangents").is_met, is_met)
        self.assertIn("| 2 | double | 1 | 41.0 |", report.text_of(data, {}))

    def test_targets_are_compared_with_the_median(self):
        # 1,321,971 unknowns: 2 s are 661 kDoF/s, 2.3 s are 575 kDoF/s; 600 are asked for.
        data = sample()
        solve = next(row for row in data["sections"]["reference"]["rows"] if row["cells"] == 80)["displacement"]["solve"]
        solve.update(minimum=1.0, median=2.0)
        self.assertTrue(verdict(data, "solve_rate").is_met)
        solve.update(minimum=1.0, median=2.3)
        self.assertFalse(verdict(data, "solve_rate").is_met)
        self.assertIn("575 kDoF/s", verdict(data, "solve_rate").measured)

    def test_a_solve_without_a_time_of_its_own_is_marked_to_include_the_set_up(self):
        data = sample()
        row = next(row for row in data["sections"]["reference"]["rows"] if row["cells"] == 80)
        row["displacement"]["solve"] = None
        self.assertIn("set-up included", verdict(data, "solve_rate").measured)

    def test_a_peer_beyond_the_limits_does_not_fit(self):
        data = sample()
        row = next(row for row in data["sections"]["peers"]["rows"] if row["tool"].startswith("CalculiX") and row["cells"] == 80)
        row["peer"] = {"dofs": 680000, "does_not_fit": "ended at 20.1 GiB after 400 s, the limit of memory"}
        self.assertTrue(verdict(data, "calculix_80").is_met)
        self.assertIn("*does not fit*", report.text_of(data, {}))

    def test_a_target_that_is_not_met_shows_its_explanation(self):
        data = sample()
        data["sections"]["families"]["rows"][0]["iterations"] = 33
        self.assertIn("33", verdict(data, "family_iterations").measured)
        self.assertIn("No explanation yet.", report.text_of(data, {}))
        self.assertIn("Because of the adhesive.", report.text_of(data, {"family_iterations": "Because of the adhesive."}))

    def test_a_failed_run_is_not_a_met_target(self):
        data = sample()
        data["sections"]["families"]["rows"][0] = {"family": "films", "value": "1", "failed": "exit status 3"}
        self.assertFalse(verdict(data, "family_iterations").is_met)
        self.assertIn("failed: exit status 3", report.text_of(data, {}))


class Roofline(unittest.TestCase):
    rate = {"components": 3, "degree": 2, "number": "double", "ranks": 1}

    def test_bytes_of_quadratic_elasticity_follow_from_counting(self):
        # Source read, result read and written: 24 bytes. A hexahedron has 8 nodes of its own, 24 unknowns, and 9 coefficients:
        # 72 / 24 = 3 bytes.
        self.assertAlmostEqual(report.bytes_per_unknown(self.rate), 27)

    def test_the_smaller_limit_applies(self):
        slow_memory = {"triad": {"one_core": 27e6}, "operations_double": {"one_core": 1e15}}
        self.assertEqual(report.roofline(self.rate, slow_memory)[1], "memory")
        self.assertAlmostEqual(report.roofline(self.rate, slow_memory)[0], 1e6)
        slow_core = {"triad": {"one_core": 1e15}, "operations_double": {"one_core": 1e9}}
        self.assertEqual(report.roofline(self.rate, slow_core)[1], "arithmetic")


class WeakScaling(unittest.TestCase):
    measured = scaling.Measured(160, 5_000_000, 0.5, False, 16, 4e5, 8, 8, 60, 5, 80000)

    def test_two_ranks_are_fully_efficient_and_more_are_less(self):
        shares = [scaling.efficiency(self.measured, ranks) for ranks in (2, 64, 4096)]
        self.assertAlmostEqual(shares[0], 1)
        self.assertTrue(1 > shares[1] > shares[2] > 0, shares)

    def test_terms_add_up_and_reductions_grow_with_the_logarithm(self):
        few, many = (scaling.predict(self.measured, ranks) for ranks in (64, 4096))
        self.assertAlmostEqual(sum(many["terms"].values()), many["seconds"])
        self.assertAlmostEqual(many["terms"]["reductions"] / few["terms"]["reductions"], math.log2(4096) / math.log2(64))

    def test_a_coarsest_level_that_grows_with_the_package_limits_the_scaling(self):
        # 40,000 unknowns per rank in the direct solve: its factor grows a little faster than the number of ranks, and one core reads it.
        growing = dataclasses.replace(scaling.Constants(), largest_bottom=math.inf)
        ranks, term = scaling.find_end(self.measured, growing)
        self.assertLess(ranks, 2**20)
        self.assertIn("bottom", term)

    def test_an_inner_square_has_eight_neighbours_and_four_sides(self):
        # Two halves of n x n cells share n of them; a square of the same area as a half has sides of n / sqrt(2), four of them.
        self.assertEqual([scaling.neighbours(ranks) for ranks in (2, 4, 64)], [1, 3, 8])
        self.assertAlmostEqual(scaling.border(64), 4 / math.sqrt(2))

    def test_without_latency_and_coarsest_level_only_the_bandwidth_limits_the_scaling(self):
        free = dataclasses.replace(scaling.Constants(), latency=0, reduction=0, factor_entries=0)
        terms = scaling.predict(self.measured, 4096, free)["terms"]
        self.assertEqual({name for name, time in terms.items() if time > 0}, {"work", "bytes of messages"})


class Runner(unittest.TestCase):
    def run_limited(self, command, **limits):
        with tempfile.TemporaryDirectory() as directory:
            return runner.run(command, pathlib.Path(directory) / "log", runner.Limits(**limits))

    def test_a_run_that_takes_too_long_is_ended_and_does_not_fit(self):
        outcome = self.run_limited(["sleep", "60"], seconds=0.5)
        self.assertEqual(outcome.status, "too long")
        self.assertFalse(outcome.fits)
        self.assertLess(outcome.seconds, 30)

    def test_a_run_that_takes_too_much_memory_is_ended_with_its_children(self):
        # The shell starts a child that holds 200 MB; 50 MB are allowed.
        program = "import time; block = bytearray(200_000_000); time.sleep(60)"
        outcome = self.run_limited(["sh", "-c", f"{sys.executable} -c '{program}'; true"], seconds=30, bytes=50e6)
        self.assertEqual(outcome.status, "too large")
        self.assertGreaterEqual(outcome.peak_bytes, 50e6)

    def test_the_peak_is_the_largest_memory_over_time(self):
        # 100 MB are taken and given back: the kernel keeps the mark. The interpreter itself needs about 10 MB.
        program = "import time; block = bytearray(100_000_000); del block; time.sleep(1.5)"
        outcome = self.run_limited([sys.executable, "-c", program])
        self.assertEqual(outcome.status, "ok")
        self.assertGreater(outcome.peak_bytes, 100e6)
        self.assertLess(outcome.peak_bytes, 150e6)

    def test_a_failed_command_is_reported_with_its_status_and_last_output(self):
        outcome = self.run_limited(["sh", "-c", "echo no such case; exit 2"])
        self.assertEqual((outcome.status, outcome.exit_status), ("failed", 2))
        self.assertIn("no such case", outcome.reason())

    def test_the_error_of_the_program_is_preferred_to_that_of_the_launcher(self):
        outcome = self.run_limited(["sh", "-c", "echo sagitta: no such key; echo mpirun noticed; exit 2"])
        self.assertEqual(outcome.reason(), "exit status 2: sagitta: no such key")


class Hierarchy(unittest.TestCase):
    def test_levels_and_the_coarsest_one_are_read_from_the_line_of_the_stage(self):
        output = (
            "mesh                     0.20 s      377 MB\n"
            "displacement, cold       2.04 s      442 MB   displacement: 2 plan levels, bottom: plate problem of 4410 unknowns\n"
            "evaluation, cold         0.07 s      442 MB\n  cold   polymer  (0.028175, 3.77817, 0.005) mm\n"
        )
        self.assertEqual(
            sagitta_runs.read_hierarchy(output), {"plan_levels": 2, "bottom": "plate problem", "bottom_unknowns": 4410}
        )

    def test_a_missing_size_of_the_coarsest_level_is_stated_in_the_report(self):
        self.assertIsNone(sagitta_runs.read_hierarchy("displacement, cold 2.04 s 442 MB\n"))
        data = sample()
        for row in data["sections"]["messages"]["rows"]:
            row["multigrid"] = None
        self.assertIn("size of the bottom problem of the multigrid is not known", report.text_of(data, {}))


class Families(unittest.TestCase):
    def test_quick_and_full_have_every_kind_of_package(self):
        for is_quick in (True, False):
            names = " ".join(member.family for member in case_families.families(is_quick))
            for kind in ("film", "all layers", "contrast between", "contrast in the plan", "pillars", "bumps in air", "balls in air"):
                self.assertIn(kind, names)
            for kind in ("resolved round pillars", "resolved round bumps in air", "resolved barrels", "liquid solder"):
                self.assertIn(kind, names)
            for kind in ("wafer on glass", "panel on glass", "moulded wafer", "grid of dies"):
                self.assertIn(kind, names)

    def test_pillars_are_at_their_pitch_within_the_package(self):
        parts = case_families.pillar_parts(8, 2, 400.0, "pillar", ["joint"], "copper")
        places = sorted(float(part["position"][0].split()[0]) for part in parts if part["name"].endswith("_0"))
        self.assertEqual(places, [-175, -75, 25, 125])  # cells of 50 um from -200 um: in the first, third, ... cell
        self.assertEqual(len(parts), 16)


if __name__ == "__main__":
    unittest.main()
