"""The layers of the code point one way: materials <- meshing <- solver, and tests are included by tests only."""

import pathlib
import re
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What a folder may include of this project, and which libraries it must not know.
MAY_INCLUDE = {
    "materials": {"materials"},
    "meshing": {"materials", "meshing"},
    "solver": {"materials", "meshing", "solver"},
    "tests": {"materials", "meshing", "solver", "tests"},
}
MUST_NOT_KNOW = {
    "materials": ("mpi.h", "deal.II/", "petsc", "yaml-cpp/", "vtk", "hdf5"),
    "meshing": ("yaml-cpp/", "petsc", "vtk", "hdf5"),
    "solver": (),
    "tests": (),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(root, folder):
    """Every C++ file below root/folder."""
    return sorted(path for path in (root / folder).rglob("*") if path.suffix in (".h", ".cc"))


def wrong_includes(root):
    """Sentences on the includes below `root` that point against the layers."""
    wrong = []
    for folder, allowed in MAY_INCLUDE.items():
        for path in sources(root, folder):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                where = f"{path.relative_to(root)}:{number}"
                quote, included = match.groups()
                if quote == '"':
                    wrong.append(f'{where} includes "{included}" by a relative path; write <folder/file.h>')
                    continue
                layer = included.split("/")[0]
                if "/" in included and layer in MAY_INCLUDE and layer not in allowed:
                    wrong.append(f"{where} includes <{included}>: {folder} must not know {layer}")
                for library in MUST_NOT_KNOW[folder]:
                    if included.startswith(library):
                        wrong.append(f"{where} includes <{included}>: {folder} must not know {library.rstrip('/')}")
    return wrong


class Layers(unittest.TestCase):
    def test_every_layer_includes_only_itself_and_the_layers_below(self):
        self.assertEqual(wrong_includes(ROOT), [])

    def test_every_layer_has_sources_to_look_at(self):
        for folder in MAY_INCLUDE:
            self.assertTrue(sources(ROOT, folder), f"no sources in {folder}")

    def test_an_include_against_the_layers_is_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "materials").mkdir()
            (root / "materials" / "law.cc").write_text(
                "#include <materials/law.h>\n  #  include <meshing/plan.h>\n#include <mpi.h>\n#include \"../solver/case.h\"\n",
                encoding="utf-8",
            )
            found = wrong_includes(root)
        self.assertEqual(len(found), 3, found)
        self.assertIn("materials/law.cc:2 includes <meshing/plan.h>: materials must not know meshing", found)


if __name__ == "__main__":
    unittest.main()
