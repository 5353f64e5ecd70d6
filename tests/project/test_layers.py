"""The layers of the code point one way: materials <- meshing <- solver, and the rooms inside each of them too; tests include all.
Files and functions are short, and functions have few parameters."""

import pathlib
import re
import tempfile
import unittest

from function_sizes import find_functions

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
CASE_FILE = ["input/case/process", "input/case/package"]
ROOMS = {
    # "." is the layer's own folder; a file with a row of its own is a room without its folder.
    "materials": {
        ".": [],
        "cure": ["."],
        "laws": [".", "cure"],
        "material": [".", "cure", "laws"],
        "eigenstrain": ["laws", "material"],
        "laws/law_table": [".", "cure", "laws", "material"],
        "compound": [".", "cure", "material"],
        "homogenise": [".", "laws", "material"],
        "life": [],
        "point": [".", "laws", "material", "eigenstrain"],
        "fit": [".", "cure", "laws"],
        "comparison": [".", "material", "compound"],
    },
    "meshing": {
        "package": [],
        "fill": ["package"],
        "families": ["package", "fill"],
        "plan": ["package", "fill"],
        "layout": ["package", "fill"],
    },
    "solver": {
        "base": [],
        "case": ["base"],
        "results": ["base"],
        "hdf5": ["base"],
        "linear": ["base"],
        "layered/space": [],
        "restore": ["base", "hdf5", "layered/space"],
        "layered/operator": ["layered/space", "linear"],
        "layered/multigrid": ["layered/space", "layered/operator", "linear"],
        "cell": CASE + ["linear"] + LAYERED,
        "model": CASE + ["results", "linear"] + LAYERED,
        "conduction": MODEL,
        "mechanics": MODEL,
        "evaluation": MODEL + ["conduction", "mechanics"],
        "submodel": MODEL + ["conduction", "mechanics", "evaluation", "restore"],
        "process": MODEL + ["conduction", "mechanics", "evaluation"],
        "restart": MODEL + ["conduction", "mechanics", "evaluation", "process", "hdf5", "output"],
        "adaptivity": MODEL + ["conduction", "mechanics", "evaluation"],
        "reduced": MODEL + ["conduction", "mechanics", "evaluation", "hdf5", "output"],
        "sensitivity": MODEL + ["conduction", "mechanics", "evaluation"],
        "output": ["base", "results", "hdf5"],
        "drawing": CASE + ["output"],
        "exchange": MODEL + ["conduction", "mechanics", "evaluation", "output"],
        "input/text": ["base"],
        "input/card": CASE + ["input/text"],
        "input/floorplan": ["base", "input/text", "input/fit"],
        "input/case/process": TEXT,
        "input/case/package": TEXT + ["input/fit", "input/floorplan", "input/layout", "input/case/process"],
        "input/case": TEXT + ["input/fit"] + CASE_FILE,
        "input/import": ["base", "input/text", "input/fit", "input/floorplan", "input/case"] + CASE_FILE,
        "input/fit": TEXT,
        "input/layout": ["base", "input/text"],
        "input/point_path": ["base", "input/text"],
        "material_tools": TEXT + CASE_FILE + ["input/case", "input/fit", "input/point_path", "output"],
        "programme": MODEL + ["conduction", "mechanics", "evaluation", "process", "restart", "adaptivity", "output", "drawing", "restore", "cell", "submodel", "sensitivity"],
        "report": ["base", "hdf5", "output", "input/text", "input/fit"],
        "life": ["base", "input/text", "output"],
        "study_report": ["base", "output", "report"],
        "study": TEXT + CASE_FILE + ["input/case", "results", "hdf5", "output", "programme", "reduced"],
        "application": None,  # everything
    },
}
LARGEST = {"lines": 60, "parameters": 5}
LARGEST_FILE = 440  # lines: about 400, with room for a last addition before the file is split by subject
# Functions that may have more of one of these, each with its reason.
EXCEPTIONS = {
    "lines": {"solver/layered/operator/cell_kernel_modal.h integrate_modes": "a split changes the machine code of the innermost loop"},
    "parameters": {
        "solver/layered/operator/cell_kernel_implementation.h climb": "a type changes the machine code of the kernel",
        "solver/linear/petsc_errors.cc keep_message": "PETSc calls it and prescribes them",
    },
}
ADVICE = {"lines": "split it", "parameters": "find the type that is missing"}
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
    file = path.rpartition(".")[0]
    folder = path.rpartition("/")[0] or "."
    return next((room for room in (file, folder) if room in ROOMS[layer]), None)


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


def rooms_without_tests(root):
    """The rooms with a folder for which the folder of the same name below tests/ has no test; that of solver/linear is tests/linear."""
    missing = []
    for layer, rooms in ROOMS.items():
        for room in rooms:
            mirror = root / "tests" / (room if layer == "solver" else f"{layer}/{room}")
            if room != "." and (root / layer / room).is_dir() and not list(mirror.glob("*_test.cc")):
                missing.append(f"{layer}/{room}")
    return sorted(missing)


def circles(rooms):
    """Rooms that may include one another in a circle."""

    def reach(room, seen):
        for other in rooms[room] or []:
            if other not in seen:
                seen.add(other)
                reach(other, seen)
        return seen

    return [room for room in rooms if room in reach(room, set())]


def large_functions(root):
    """Sentences on functions below `root` that have too many lines or parameters."""
    wrong = []
    for layer in MUST_NOT_KNOW:
        for path in sources(root, layer) if layer != "tests" else []:
            where = path.relative_to(root).as_posix()
            for function in find_functions(path.read_text(encoding="utf-8")):
                for what, largest in LARGEST.items():
                    number = getattr(function, what)
                    if number > largest and f"{where} {function.name}" not in EXCEPTIONS[what]:
                        wrong.append(f"{where}:{function.line} {function.name} has {number} {what}; {ADVICE[what]}")
    return wrong


def large_files(root):
    """Sentences on files below `root` that have too many lines."""
    wrong = []
    for layer in MUST_NOT_KNOW:
        for path in sources(root, layer) if layer != "tests" else []:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LARGEST_FILE:
                wrong.append(f"{path.relative_to(root).as_posix()} has {lines} lines; split it by subject")
    return wrong


def foreign_namespaces(root):
    """Sentences on tests in a named namespace of their own: what tests share is in sagitta::tests, or in a namespace inside it."""
    wrong = []
    for path in sources(root, "tests"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            match = re.match(r"(?:inline )?namespace (\w\S*)", line)
            if match and match.group(1) != "sagitta::tests":
                wrong.append(f"{path.relative_to(root).as_posix()}:{number} opens {match.group(1)}; tests share sagitta::tests")
    return wrong


class Files(unittest.TestCase):
    def test_no_file_has_too_many_lines(self):
        self.assertEqual(large_files(ROOT), [])

    def test_tests_share_one_namespace(self):
        self.assertEqual(foreign_namespaces(ROOT), [])

    def test_a_long_file_and_another_namespace_are_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "solver").mkdir()
            (root / "solver" / "long.cc").write_text("\n" * (LARGEST_FILE + 1), encoding="utf-8")
            (root / "tests").mkdir()
            (root / "tests" / "other.h").write_text("namespace sagitta::mesh\n{\n} // namespace sagitta::mesh\n", encoding="utf-8")
            self.assertEqual(large_files(root), [f"solver/long.cc has {LARGEST_FILE + 1} lines; split it by subject"])
            self.assertEqual(foreign_namespaces(root), ["tests/other.h:1 opens sagitta::mesh; tests share sagitta::tests"])


class Functions(unittest.TestCase):
    def test_no_function_has_too_many_lines_or_parameters(self):
        self.assertEqual(large_functions(ROOT), [])

    def test_every_exception_is_still_needed(self):
        for what, exceptions in EXCEPTIONS.items():
            for exception in exceptions:
                path, name = exception.split()
                functions = find_functions((ROOT / path).read_text(encoding="utf-8"))
                self.assertTrue([f for f in functions if f.name == name and getattr(f, what) > LARGEST[what]], exception)

    def test_functions_of_every_form_are_found(self):
        text = """#define f(a, b, c, d, e, f) { (
namespace a
{
  template <typename T, int n = 2>
  class Table : public Base<T>
  {
  public:
    Table(int a, std::map<int, std::vector<T>> b) : a_{a}, b_(b)
    {
    }
    bool operator()(int a, int b) const { return a_ < 10'000 && b > 0; }
    bool operator==(const Table &other) const;
    static constexpr int many[] = {1, 2};

  private:
    int a_ = 1, b_{2};
  };
  struct Point
  {
    double x = f(1), y;
  };
  enum class Kind
  {
    one
  };
  const std::vector<int> list = make({1, 2, 3});
  std::array<int, 3> Table::make(int a, double (&b)[3], std::pair<int, int> c = {1, 2}, // a comment (with {
                                 char d = '{') noexcept
  {
    const auto g = [&](int a, int b, int c, int d, int e, int f) { return "{"; };
    return {1, 2, 3};
  }
} // namespace a
"""
        self.assertEqual(
            [(f.name, f.lines, f.parameters) for f in find_functions(text)],
            [("Table", 2, 2), ("operator()", 1, 2), ("Table::make", 4, 4)],
        )

    def test_a_long_function_and_one_of_many_parameters_are_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "materials").mkdir()
            (root / "materials" / "law.cc").write_text(
                "void f()\n{\n" + "  g();\n" * 59 + "}\nvoid h(int a, int b, int c, int d, int e, int f)\n{\n}\n", encoding="utf-8"
            )
            found = large_functions(root)
        self.assertEqual(len(found), 2, found)
        self.assertEqual(found[0], "materials/law.cc:2 f has 61 lines; split it")


class Rooms(unittest.TestCase):
    def test_every_file_is_in_a_room_and_includes_only_the_rooms_below(self):
        self.assertEqual(wrong_rooms(ROOT), [])

    def test_the_rows_have_no_circle(self):
        for layer, rooms in ROOMS.items():
            self.assertEqual(circles(rooms), [], layer)

    def test_every_room_has_sources(self):
        for layer, rooms in ROOMS.items():
            for room in rooms:
                found = sources(ROOT / layer, room) or list((ROOT / layer).glob(f"{room}.*"))
                self.assertTrue(found, f"no sources in {layer}/{room}")

    def test_every_room_has_tests_in_the_folder_that_mirrors_it(self):
        self.assertEqual(rooms_without_tests(ROOT), [])

    def test_a_room_without_tests_is_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            for room in ("solver/life", "solver/linear", "materials/laws"):
                (root / room).mkdir(parents=True)
            for folder in ("tests/linear", "tests/materials/laws"):
                (root / folder).mkdir(parents=True)
            (root / "tests/linear/solve_test.cc").write_text("", encoding="utf-8")
            self.assertEqual(rooms_without_tests(root), ["materials/laws", "solver/life"])

    def test_an_include_against_the_rooms_and_a_stray_file_are_found(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "solver" / "linear").mkdir(parents=True)
            (root / "solver" / "linear" / "solve.cc").write_text("#include <solver/model/model.h>\n", encoding="utf-8")
            (root / "solver" / "stray.cc").write_text("", encoding="utf-8")
            found = wrong_rooms(root)
        self.assertEqual(len(found), 2, found)
        self.assertIn("solver/linear/solve.cc:1 includes <solver/model/model.h>: linear must not know model", found)

    def test_a_file_with_a_row_of_its_own_is_a_room(self):
        self.assertEqual(room_of("materials", "material.h"), "material")
        self.assertEqual(room_of("materials", "elasticity.cc"), ".")
        self.assertEqual(room_of("materials", "laws/law_table.cc"), "laws/law_table")
        self.assertEqual(room_of("materials", "laws/plasticity.cc"), "laws")

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
