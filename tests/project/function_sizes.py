"""Lengths and numbers of parameters of the C++ functions in a source file, read from the text.

The text is expected as scripts/format leaves it. Lambdas belong to the function that they stand in; declarations are not looked at.
"""

import collections
import re

#: One function with a body. `line` is that of its opening brace, `lines` counts from there to the closing one.
Function = collections.namedtuple("Function", "name line lines parameters")

NO_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'  # comments, strings
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"  # characters, but not 10'000
    r"|^[ \t]*#(?:\\\n|[^\n])*",  # the preprocessor
    flags=re.DOTALL | re.MULTILINE,
)
SCOPE = re.compile(r"(inline\s+)?namespace\b|extern\s*$|(class|struct|union)\b[^(]*$")
ASSIGNED = re.compile(r"[^(]*[^=<>!]=[^=]")  # braces of a value, not of a body
NAME = re.compile(r"(operator\s*\S+|[\w:~]+)\s*(<[^<>]*>)?\s*$")
CALL_OPERATOR = re.compile(r"operator\s*\(\s*\)\s*(?=\()")


def without_comments(text):
    """The text with blanks in place of all that is not code; every place stays."""
    return NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def closing(code, begin):
    """Where the bracket that opens at `begin` closes."""
    opening, depth = code[begin], 0
    end = {"(": ")", "{": "}", "<": ">"}[opening]
    for place in range(begin, len(code)):
        depth += {opening: 1, end: -1}.get(code[place], 0)
        if depth == 0:
            return place
    return len(code)


def declarator(head):
    """What stands before a brace, without template parameters and access specifiers."""
    head = re.sub(r"\b(public|protected|private):", "", head).strip()
    while re.match(r"template\s*<", head):
        head = head[closing(head, head.index("<")) + 1 :].strip()
    return head


def name_and_parameters(head):
    """Name of a function and how many parameters it has."""
    call = CALL_OPERATOR.search(head)
    begin = call.end() if call else head.index("(")
    inner = head[begin + 1 : closing(head, begin)].strip()
    depth, commas = 0, 0
    for character in inner:
        depth += {"(": 1, "<": 1, "[": 1, "{": 1, ")": -1, ">": -1, "]": -1, "}": -1}.get(character, 0)
        commas += character == "," and depth == 0
    name = "operator()" if call else NAME.search(head[:begin]).group(1)
    return name, commas + 1 if inner else 0


def is_member_value(head, line_before):
    """Is the brace after `head` the value of a member in a constructor's list, not the body?"""
    after_parameters = head[closing(head, head.index("(")) + 1 :]
    return ":" in after_parameters and re.search(r"\w$", line_before) is not None


def find_functions(text):
    """All functions with a body."""
    code, found = without_comments(text), []
    start = place = 0  # start: of the declaration that `place` is in
    while place < len(code):
        character = code[place]
        if character in ";}":
            start = place + 1
        elif character == "(":
            place = closing(code, place)
        elif character == "{":
            head, end = declarator(code[start:place]), closing(code, place)
            if SCOPE.match(head):
                start = place + 1
            elif "(" not in head or ASSIGNED.match(head):
                place = end
            elif is_member_value(head, code[code.rfind("\n", 0, place) + 1 : place].rstrip()):
                place = end
            else:
                name, parameters = name_and_parameters(head)
                found.append(Function(name, code.count("\n", 0, place) + 1, code.count("\n", place, end) + 1, parameters))
                place, start = end, end + 1
        place += 1
    return found
