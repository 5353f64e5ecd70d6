"""The complete cases of the user guide are cases: each is checked, and those that need no other file are solved.

    test_guide_cases.py PROGRAM
"""

import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "user_guide"
PROGRAM = ""


def complete_cases():
    """[(page, number on the page, text)] of the YAML blocks that begin a case file."""
    found = []
    for page in sorted(GUIDE.glob("*.md")):
        blocks = re.findall(r"^```yaml\n(sagitta: 1.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        found += [(page.stem, number, text) for number, text in enumerate(blocks, 1)]
    return found


def write_picture(path, size=200):
    """A picture of dark lines, 8 bit grey: the file that the page on layouts asks for."""
    rows = b"".join(b"\0" + bytes(0 if y // 5 % 2 else 255 for _ in range(size)) for y in range(size))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class GuideCases(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.directory = pathlib.Path(self.temporary.name) / "guide"
        self.directory.mkdir()
        (self.directory.parent / "fan_in_3x3").symlink_to(ROOT / "cases" / "fan_in_3x3")
        write_picture(self.directory / "level.png")

    def call(self, *arguments):
        ended = subprocess.run([PROGRAM, *arguments], cwd=self.directory, capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(ended.returncode, 0, ended.stderr + ended.stdout)
        return ended.stdout

    def write(self, page, number, text):
        path = self.directory / f"{page}_{number}.yaml"
        path.write_text(text, encoding="utf-8")
        return path.name

    def test_there_are_cases_in_the_guide(self):
        self.assertGreaterEqual(len(complete_cases()), 6)

    def test_every_complete_case_is_accepted(self):
        for page, number, text in complete_cases():
            with self.subTest(page=page, number=number):
                self.call("check", self.write(page, number, text))

    def test_every_recipe_is_solved_without_a_warning_of_its_mesh(self):
        for page, number, text in complete_cases():
            if page not in ("recipes", "case_file"):
                continue
            with self.subTest(page=page, number=number):
                self.call("run", self.write(page, number, text), "-o", f"{page}_{number}", "--quiet")
                results = json.loads((self.directory / f"{page}_{number}" / "results.json").read_text(encoding="utf-8"))
                self.assertEqual([w["text"] for w in results["warnings"] if w["kind"] == "coarse_mesh"], [])

    def test_the_slice_in_plane_strain_has_the_warpage_that_the_guide_states(self):
        text = next(text for page, _, text in complete_cases() if page == "recipes" and "[20 mm, 0.2 mm]" in text)
        stated = float(re.search(r"The warpage over 10 mm is \+([0-9.]+) um", (GUIDE / "recipes.md").read_text(encoding="utf-8"))[1])
        self.call("run", self.write("slice", 1, text), "-o", "slice", "--quiet")
        state = json.loads((self.directory / "slice" / "results.json").read_text(encoding="utf-8"))["states"][0]
        # The guide rounds to 10 nm.
        self.assertAlmostEqual(1e6 * state["warpage"]["bottom"]["value"], stated, delta=0.006)


if __name__ == "__main__":
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
