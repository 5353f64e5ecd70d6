"""The layers of the code point one way: materials <- meshing <- solver, the rooms inside meshing and solver too; tests include all."""

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
# What a room may include of its own layer, besides itself: the order in which to read the code.
CASE = ["base", "case"]
LAYERED = ["layered/space", "layered/operator", "layered/multigrid"]
MODEL = CASE + ["results", "linear"] + LAYERED + ["model"]
TEXT = CASE + ["input/text", "input/card"]
ROOMS = {
    "meshing": {
        "package": [],
        "families": ["package"],
        "fill": ["package"],
        "plan": ["package", "fill"],
    },
    "solver": {
        "base": [],
        "case": ["base"],
        "results": ["base"],
        "linear": ["base"],
        "layered/space": [],
        "layered/operator": ["layered/space", "linear"],
        "layered/multigrid": ["layered/space", "layered/operator", "linear"],
        "model": CASE + ["results", "linear"] + LAYERED,
        "conduction": MODEL,
        "mechanics": MODEL,
        "evaluation": MODEL + ["conduction", "mechanics"],
        "process": MODEL + ["conduction", "mechanics", "evaluation"],
        "adaptivity": MODEL + ["conduction", "mechanics", "evaluation"],
        "output": ["base", "results"],
        "exchange": MODEL + ["conduction", "mechanics", "output"],
        "input/text": ["base"],
        "input/card": CASE + ["input/text"],
        "input/case": TEXT,
        "input/fit": TEXT,
        "input/material_test": ["base", "input/text"],
        "material_tools": TEXT + ["input/case", "input/fit", "input/material_test", "output"],
        "programme": MODEL + ["conduction", "mechanics", "evaluation", "process", "adaptivity", "output"],
        "application": None,  # everything
    },
}
GENERATED = {"solver/revision.h"}
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


def room_of(layer, path):
    """The room that `path` (folders and file below the layer) lies in, or None."""
    return next((room for room in ROOMS[layer] if path.startswith(room + "/") and "/" not in path[len(room) + 1 :]), None)


def wrong_rooms(root):
    """Sentences on files outside the rooms of their layer, and on includes that the room's row does not allow."""
    wrong = []
    for layer, rooms in ROOMS.items():
        for path in sources(root, layer):
            where = path.relative_to(root / layer).as_posix()
            room = room_of(layer, where)
            if room is None:
                wrong.append(f"{layer}/{where} lies in no room of {layer}; tests/project/test_layers.py lists them")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                match = INCLUDE.match(line)
                if not match or not match.group(2).startswith(layer + "/") or match.group(2) in GENERATED:
                    continue
                other = room_of(layer, match.group(2)[len(layer) + 1 :])
                if other != room and rooms[room] is not None and other not in rooms[room]:
                    wrong.append(f"{layer}/{where}:{number} includes <{match.group(2)}>: {room} must not know {other}")
    return wrong


def circles(rooms):
    """Rooms that may include one another in a circle."""

    def reach(room, seen):
        for other in rooms[room] or []:
            if other not in seen:
                seen.add(other)
                reach(other, seen)
        return seen

    return [room for room in rooms if room in reach(room, set())]


class Rooms(unittest.TestCase):
    def test_every_file_lies_in_a_room_and_includes_only_the_rooms_below(self):
        self.assertEqual(wrong_rooms(ROOT), [])

    def test_the_rows_have_no_circle(self):
        for layer, rooms in ROOMS.items():
            self.assertEqual(circles(rooms), [], layer)

    def test_every_room_has_sources(self):
        for layer, rooms in ROOMS.items():
            for room in rooms:
                self.assertTrue(sources(ROOT / layer, room), f"no sources in {layer}/{room}")

    def test_an_include_against_the_rooms_and_a_stray_file_are_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "solver" / "linear").mkdir(parents=True)
            (root / "solver" / "linear" / "solve.cc").write_text("#include <solver/model/model.h>\n", encoding="utf-8")
            (root / "solver" / "stray.cc").write_text("", encoding="utf-8")
            found = wrong_rooms(root)
        self.assertEqual(len(found), 2, found)
        self.assertIn("solver/linear/solve.cc:1 includes <solver/model/model.h>: linear must not know model", found)

    def test_a_circle_is_found(self):
        self.assertEqual(circles({"a": ["b"], "b": ["a"], "c": ["a"]}), ["a", "b"])


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
                "#include <materials/law.h>\n  #  include <meshing/plan/plan.h>\n#include <mpi.h>\n#include \"../solver/case.h\"\n",
                encoding="utf-8",
            )
            found = wrong_includes(root)
        self.assertEqual(len(found), 3, found)
        self.assertIn("materials/law.cc:2 includes <meshing/plan/plan.h>: materials must not know meshing", found)


if __name__ == "__main__":
    unittest.main()
