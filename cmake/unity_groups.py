#!/usr/bin/env python3
"""Says which source files of a target can be compiled together: prints `file=group` for those that share a group with another.

Two files share a group if no name that one keeps to itself (in an anonymous namespace, as a static function or a macro) is used in the
other one. The names are found by their form, on the safe side; what is missed shows as an error of the compiler, never as another program.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = r"[A-Za-z_]\w*"
KEYWORDS = {"bool", "case", "catch", "class", "const", "default", "delete", "do", "double", "else", "final", "for", "if", "int", "noexcept",
            "operator", "override", "struct", "switch", "try", "unsigned", "while"}


def without_comments_and_texts(text):
    text = re.sub(r'R"(\w*)\(.*?\)\1"', '""', text, flags=re.S)
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"(?<![0-9a-fA-F])'(\\.|[^'\\\n])+'", "0", text)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def end_of_block(text, start):
    """The place behind the brace that closes the one at `start`."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)


def outermost(block):
    """The block without what stands in braces and round brackets, each replaced by an empty pair."""
    kept, depth = [], 0
    for letter in block:
        if letter in "}])" and depth > 0:
            depth -= 1
        if depth == 0:
            kept.append(letter)
        if letter in "{[(":
            depth += 1
    return "".join(kept)


def declared_types(block):
    return set(re.findall(rf"\b(?:struct|class|enum)\s+({NAME})", block)) | set(re.findall(rf"\busing\s+({NAME})\s*=", block))


def declared_values(block):
    names = set()
    for values in re.findall(rf"\benum\s+(?!class)(?:{NAME}\s*)?(?::[^{{]*)?{{([^}}]*)}}", block):
        names.update(re.findall(NAME, values))
    for statement in re.split(r"[;}]", outermost(re.sub(r"\b(?:using|return)\b[^;]*;", ";", block))):
        names.update(re.findall(rf"({NAME})\s*$", re.split(r"[=(\[{]", statement)[0]))
    return {name for name in names if name not in KEYWORDS and not name.isupper()}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_headers(text):
    """The text of the headers of tests that a source includes, with what these include: unlike other headers they know names as short as
    those of the sources."""
    found, texts = set(), []
    pending = re.findall(r"#include <(tests/[^>]+)>", text)
    while pending:
        name = pending.pop()
        if name not in found and (ROOT / name).exists():
            found.add(name)
            content = read(ROOT / name)
            texts.append(content)
            pending += re.findall(r"#include <(tests/[^>]+)>", content)
    return without_comments_and_texts("\n".join(texts))


class Source:
    def __init__(self, path):
        whole = read(path)
        text = without_comments_and_texts(whole)
        self.path = path
        self.lines = text.count("\n")
        self.types = set(re.findall(rf"^\s*#\s*define\s+({NAME})", text, flags=re.M))
        self.values = set(re.findall(rf"^ *static\s[^;{{(=]*?({NAME})\s*(?:\(|=|;|{{)", text, flags=re.M))
        for match in re.finditer(r"\bnamespace\s*\{", text):
            block = text[match.end():end_of_block(text, match.end() - 1) - 1]
            self.types |= declared_types(block)
            self.values |= declared_values(block)
        visible = text + test_headers(whole)
        self.used = set(re.findall(rf"(?<!\.)(?<!->)\b{NAME}", visible))
        # A local variable may hide a function of another file; a call would find it.
        self.called = set(re.findall(rf"(?<!\.)(?<!->)\b({NAME})\s*[(<]", visible)) | self.values
        # These reach the files behind it, so all files of a group have the same ones.
        self.directives = set(re.findall(r"\busing\s+namespace\s+([\w:]+)", text))

    def keeps_from(self, other):
        return self.types.isdisjoint(other.used) and self.values.isdisjoint(other.called)

    def agrees_with(self, other):
        return self.directives == other.directives and self.keeps_from(other) and other.keeps_from(self)


def group(sources, most_files, most_lines):
    groups = []
    for source in sources:
        for members in groups:
            fits = len(members) < most_files and sum(m.lines for m in members) + source.lines <= most_lines
            if fits and all(source.agrees_with(m) for m in members):
                members.append(source)
                break
        else:
            groups.append([source])
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--most-files", type=int, default=8)
    parser.add_argument("--most-lines", type=int, default=1600)
    arguments = parser.parse_args()
    number = 0
    for members in group([Source(path) for path in arguments.sources], arguments.most_files, arguments.most_lines):
        if len(members) > 1:
            number += 1
            for member in members:
                sys.stdout.write(f"{member.path}=group_{number}\n")


if __name__ == "__main__":
    main()
