"""The verification report says what the result files say: values, failures and programs that left no results."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

PASSED_ON = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" name="AllTests"><testsuite name="BimetalPlate" tests="2">
  <testcase name="BendsAsTimoshenkoSays" status="run" result="completed" time="1" classname="BimetalPlate"><properties>
    <property name="measured" value="{measured}"/><property name="expected" value="0.00130093"/>
    <property name="unit" value="1/mm"/><property name="tolerance" value="1 %"/>
    <property name="oracle" value="closed form | plate"/><property name="source" value="Timoshenko 1925"/>
  </properties></testcase>
  <testcase name="IsFreeOfResultantForces" status="run" result="completed" time="1" classname="BimetalPlate">{failure}</testcase>
</testsuite></testsuites>
"""
RUNS = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux" tests="3">
  <testcase name="verification.ranks_1" classname="verification.ranks_1" time="2.5" status="run"/>
  <testcase name="verification.ranks_2" classname="verification.ranks_2" time="3.5" status="{second}"/>
  <testcase name="crashed" classname="crashed" time="0.1" status="{crashed}"/>
</testsuite>
"""
FAILURE = '<failure message="off" type=""/>'


class VerificationReport(unittest.TestCase):
    def write(self, measured=("0.0013009", "0.0013009"), failure="", second="run", crashed="run"):
        with tempfile.TemporaryDirectory() as directory:
            results = pathlib.Path(directory)
            first = PASSED_ON.format(measured=measured[0], failure="")
            (results / "verification.ranks_1.xml").write_text(first, encoding="utf-8")
            other = PASSED_ON.format(measured=measured[1], failure=failure)
            (results / "verification.ranks_2.xml").write_text(other, encoding="utf-8")
            (results / "ctest_junit.xml").write_text(RUNS.format(second=second, crashed=crashed), encoding="utf-8")
            report = results / "verification.md"
            subprocess.run([sys.executable, ROOT / "scripts/verification_report.py", results, report], check=True, capture_output=True)
            return report.read_text(encoding="utf-8")

    def test_a_comparison_is_one_row_for_all_ranks_that_agree(self):
        self.assertIn(
            "| Bimetal plate: bends as timoshenko says | closed form \\| plate | 0.0013009 1/mm | 0.00130093 1/mm | 1 % "
            "| Timoshenko 1925 | 1, 2 | passed |",
            self.write(),
        )

    def test_ranks_that_disagree_are_shown_one_by_one(self):
        self.assertIn("| 0.0013009 1/mm (1 rank), 0.0014 1/mm (2 ranks) |", self.write(measured=("0.0013009", "0.0014")))

    def test_a_statement_without_a_number_is_listed(self):
        self.assertIn("| Bimetal plate | Is free of resultant forces | 1, 2 | passed |", self.write())

    def test_a_failure_on_one_rank_count_is_listed(self):
        text = self.write(failure=FAILURE, second="fail")
        self.assertIn("| passed (1 rank), FAILED (2 ranks) |", text)
        self.assertIn("**1 of 3 runs did not pass**", text)

    def test_a_program_that_crashed_without_results_counts_as_failed(self):
        text = self.write(crashed="fail")
        self.assertIn("**1 of 3 runs did not pass**", text)
        self.assertIn("| crashed | FAILED | 0.1 s | ", text)

    def test_a_test_that_did_not_run_is_listed_and_is_no_failure(self):
        sys.path.insert(0, str(ROOT / "scripts"))
        import verification_report

        runs = [verification_report.Run("layered", "passed", 2.0), verification_report.Run("input.long", "not run", None)]
        text = verification_report.report([], runs, {})
        self.assertIn("all 1 runs passed, 1 not run", text)
        self.assertIn("| input.long | not run | - | - |", text)

    def test_runs_of_an_earlier_call_stay_with_their_revision_until_they_are_repeated(self):
        sys.path.insert(0, str(ROOT / "scripts"))
        import verification_report

        Run = verification_report.Run
        with tempfile.TemporaryDirectory() as directory:
            kept = pathlib.Path(directory) / "runs.json"
            verification_report.join_earlier_runs([Run("input.long", "passed", 900.0, "old"), Run("layered", "FAILED", 2.0, "old")], kept)
            runs = verification_report.join_earlier_runs([Run("layered", "passed", 2.5, "new")], kept)
        text = verification_report.report([], runs, {})
        self.assertIn("all 2 runs passed", text)
        self.assertIn("| input.long | passed | 900.0 s | old |", text)
        self.assertIn("| layered | passed | 2.5 s | new |", text)

    def test_missing_results_are_an_error(self):
        with tempfile.TemporaryDirectory() as directory:
            run = subprocess.run(
                [sys.executable, ROOT / "scripts/verification_report.py", directory, pathlib.Path(directory) / "report.md"],
                capture_output=True, text=True, check=False,
            )
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("ctest_junit.xml does not exist", run.stderr)


if __name__ == "__main__":
    unittest.main()
