"""The pages name what stands in the code: every path exists, every function beside a file occurs in it, every link leads somewhere."""

import pathlib
import re
import tempfile
import unittest

import test_layers

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOP = ("cases", "cmake", "docs", "materials", "meshing", "scripts", "solver", "tests")
# The pages whose paths and tables are held to the code.
MAPPED = ("docs/theory", "docs/decisions", "CONTRIBUTING.md")
# The pages whose paths and links have to exist.
LINKED = MAPPED + ("docs", "README.md", "CHANGELOG.md")

CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(rf"(?:{'|'.join(TOP)})/[\w./*-]*")
BARE_FILE = re.compile(r"\w+\.(?:cc|h|py|yaml)")
NAME = re.compile(r"[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
# FOLDER, NAME and the like stand for a word that the reader puts in.
PLACEHOLDER = re.compile(r"[A-Z]{2,}$")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def pages(root, places):
    """The Markdown files of `places`, files and folders below `root`."""
    found = set()
    for place in places:
        path = root / place
        found |= set(path.rglob("*.md")) if path.is_dir() else {path}
    return sorted(found)


def is_placeholder(path):
    return any(PLACEHOLDER.match(part.split(".")[0]) and part.split(".")[0] not in ("README", "CHANGELOG", "CONTRIBUTING") for part in path.split("/"))


def files_of(root, path):
    """The files that `path` names: itself, all below a folder, or all that match its asterisk; an empty list if there is nothing."""
    if "*" in path:
        return sorted(file for file in root.glob(path) if file.is_file())
    place = root / path
    if place.is_dir():
        return sorted(file for file in place.rglob("*") if file.is_file())
    return [place] if place.is_file() else []


def words(files):
    """The identifiers in the code of `files`, without those of comments."""
    found = set()
    for file in files:
        if file.suffix in (".cc", ".h", ".py"):
            found |= set(re.findall(r"[A-Za-z_]\w*", COMMENT.sub("", file.read_text(encoding="utf-8"))))
    return found


def cells(line):
    """The cells of a row of a table; an escaped bar parts nothing."""
    return re.split(r"(?<!\\)\|", line.strip())[1:-1]


def wrong_paths(root, page):
    """Sentences on the paths between backticks in `page` that do not exist."""
    wrong = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        folder = None
        for code in CODE.findall(line):
            where = f"{page.relative_to(root)}:{number}"
            if PATH.fullmatch(code) and not is_placeholder(code):
                folder = code.rsplit("/", 1)[0]
                if not files_of(root, code):
                    wrong.append(f"{where} names `{code}`, which does not exist")
            elif BARE_FILE.fullmatch(code) and not is_placeholder(code):
                if folder is not None and not (root / folder / code).is_file():
                    wrong.append(f"{where} names `{code}`, which does not lie in {folder}")
                elif folder is None and not any(any((root / top).rglob(code)) for top in TOP if (root / top).is_dir()):
                    wrong.append(f"{where} names `{code}`, which does not exist")
    return wrong


def wrong_names(root, page):
    """Sentences on the functions and classes that a table of `page` names beside a file in whose code they do not occur."""
    wrong = []
    heading = []
    in_table = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("|"):
            in_table = False
            continue
        row = cells(line)
        if not in_table:
            heading, in_table = row, True
            continue
        # Files of the row, or of the heading of a column; names count from the cell of the first file on.
        source, first = row, next((i for i, cell in enumerate(row) if any(PATH.fullmatch(code) for code in CODE.findall(cell))), None)
        if first is None:
            source, first = heading, next((i for i, cell in enumerate(heading) if any(PATH.fullmatch(code) for code in CODE.findall(cell))), None)
        if first is None:
            continue
        files, folder = [], None
        for cell in source[first:]:
            for code in CODE.findall(cell):
                if PATH.fullmatch(code):
                    folder = code.rsplit("/", 1)[0]
                    files += files_of(root, code)
                elif BARE_FILE.fullmatch(code) and folder is not None:
                    files += files_of(root, f"{folder}/{code}")
        if not any(file.suffix in (".cc", ".h", ".py") for file in files):
            continue
        known = words(files)
        for cell in row[first:]:
            for code in CODE.findall(cell):
                if NAME.fullmatch(code) and not set(code.split("::")) <= known:
                    names = ", ".join(file.relative_to(root).as_posix() for file in files[:3])
                    wrong.append(f"{page.relative_to(root)}:{number} names `{code}`, which does not occur in {names}")
    return wrong


def anchors(page):
    """The anchors of the headings of `page`."""
    found = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            title = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def wrong_links(root, page):
    """Sentences on the links of `page` to files and headings of this project that do not exist."""
    wrong = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        for link in LINK.findall(line):
            if "://" in link or link.startswith("mailto:"):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path) if path else page
            if not target.exists():
                wrong.append(f"{page.relative_to(root)}:{number} links to {link}, which does not exist")
            elif anchor and anchor not in anchors(target):
                wrong.append(f"{page.relative_to(root)}:{number} links to {link}, a heading that does not exist")
    return wrong


class Maps(unittest.TestCase):
    maxDiff = None

    def test_every_path_exists(self):
        self.assertEqual([sentence for page in pages(ROOT, LINKED) for sentence in wrong_paths(ROOT, page)], [])

    def test_every_function_and_class_beside_a_file_occurs_in_its_code(self):
        self.assertEqual([sentence for page in pages(ROOT, MAPPED) for sentence in wrong_names(ROOT, page)], [])

    def test_every_link_has_an_existing_file_and_heading(self):
        self.assertEqual([sentence for page in pages(ROOT, LINKED) for sentence in wrong_links(ROOT, page)], [])

    def test_every_page_of_theory_and_every_decision_is_in_the_table_of_its_folder(self):
        for folder in ("docs/theory", "docs/decisions"):
            text = (ROOT / folder / "README.md").read_text(encoding="utf-8")
            names = [page.name for page in (ROOT / folder).glob("*.md") if page.name != "README.md"]
            self.assertEqual([name for name in names if f"]({name})" not in text], [], folder)

    def test_every_page_of_theory_has_a_table_from_equation_to_file(self):
        for page in (ROOT / "docs/theory").glob("*.md"):
            rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
            self.assertTrue(any(PATH.fullmatch(code) for row in rows for code in CODE.findall(row)), page.name)

    def test_contributing_has_a_row_for_every_room(self):
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        rooms = [f"{layer}/{room}" for layer, rooms in test_layers.ROOMS.items() for room in rooms]
        rooms = [room for room in rooms if (ROOT / room).is_dir() and not room.endswith("/.")]  # a row may name a file
        rooms += [f"materials/{folder.name}" for folder in (ROOT / "materials").iterdir() if folder.is_dir()]
        self.assertEqual([room for room in rooms if not re.search(rf"^\| `{room}/` \|", text, re.MULTILINE)], [])


class Mistakes(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.root = pathlib.Path(self.directory.name)
        (self.root / "materials/laws").mkdir(parents=True)
        (self.root / "materials/laws/elastic.cc").write_text("// not_there\ndouble stress(); struct Elastic {};\n", encoding="utf-8")

    def page(self, text):
        page = self.root / "page.md"
        page.write_text(text, encoding="utf-8")
        return page

    def test_a_path_that_does_not_exist_is_found(self):
        page = self.page("`materials/laws/elastic.cc`, `chile.cc`\n`materials/point/`\n`materials/laws/*.cc` `tests/FOLDER/`\n`prony.cc`\n")
        self.assertEqual(
            wrong_paths(self.root, page),
            [
                "page.md:1 names `chile.cc`, which does not lie in materials/laws",
                "page.md:2 names `materials/point/`, which does not exist",
                "page.md:4 names `prony.cc`, which does not exist",
            ],
        )

    def test_a_function_of_a_comment_or_of_another_file_is_found(self):
        page = self.page(
            "| what | file | function |\n|---|---|---|\n"
            "| `law` | `materials/laws/elastic.cc` | `Elastic`, `stress` |\n"
            "| `law` | `materials/laws/elastic.cc` | `Elastic::strain`, `not_there` |\n"
            "\n| what | function in `materials/laws/elastic.cc` |\n|---|---|\n| `law` | `stress`, `strain` |\n"
        )
        self.assertEqual(
            wrong_names(self.root, page),
            [
                "page.md:4 names `Elastic::strain`, which does not occur in materials/laws/elastic.cc",
                "page.md:4 names `not_there`, which does not occur in materials/laws/elastic.cc",
                "page.md:8 names `strain`, which does not occur in materials/laws/elastic.cc",
            ],
        )

    def test_a_broken_link_is_found(self):
        page = self.page("# One heading (and more)\n[a](#one-heading-and-more) [b](#other) [c](missing.md) [d](https://example.org/x)\n")
        self.assertEqual(
            wrong_links(self.root, page),
            ["page.md:2 links to #other, a heading that does not exist", "page.md:2 links to missing.md, which does not exist"],
        )


if __name__ == "__main__":
    unittest.main()
