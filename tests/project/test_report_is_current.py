"""docs/verification.md has a row for every test program and every case: a new one calls for scripts/verify.

    test_report_is_current.py CTEST BUILD_DIRECTORY
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

REPORT = pathlib.Path(__file__).resolve().parents[2] / "docs/verification.md"
ITSELF = "project.report_is_current"  # scripts/verify leaves it out: it looks at the report before
CTEST, BUILD = "", ""


class Report(unittest.TestCase):
    def test_has_a_row_for_every_test(self):
        listed = subprocess.run([CTEST, "--test-dir", BUILD, "--show-only=json-v1"], capture_output=True, check=True).stdout
        tests = {test["name"] for test in json.loads(listed)["tests"]} - {ITSELF}
        runs = REPORT.read_text(encoding="utf-8").split("## Runs", 1)[1]
        rows = set(re.findall(r"^\| (\S+) \| \w+", runs, flags=re.MULTILINE)) - {"run"}
        self.assertGreater(len(tests), 40)
        self.assertEqual(tests - rows, set(), "not in docs/verification.md; run scripts/verify")
        self.assertEqual(rows - tests, set(), "in docs/verification.md only; run scripts/verify")


if __name__ == "__main__":
    CTEST, BUILD = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
