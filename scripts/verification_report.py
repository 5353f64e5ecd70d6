#!/usr/bin/python3
"""Writes the verification report from the results of the tests.

    scripts/verification_report.py RESULTS REPORT [--build DIRECTORY]

RESULTS is the folder test_results of a build: ctest_junit.xml, which CTest wrote, and one GoogleTest file per program and number of ranks
(NAME.xml, NAME.ranks_2.xml). Runs of earlier calls are kept in runs.json there, so that tests that take hours may run apart from the
others; the report says at which revision each of them ran. A test that compares a number with an oracle records the properties `measured`, `expected`, `tolerance`,
`unit`, `oracle` and `source` (tests/verification_record.h); several comparisons in one test tell themselves apart by a suffix
(`measured.corner`). Nothing in the report is typed by hand. With --build, the report has the
tests of that build: those that did not run get a row that says so, and results of tests that no longer exist are left out.
"""

import argparse
import collections
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PROPERTIES = ("measured", "expected", "tolerance", "unit", "oracle", "source")
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")

#: One test of one program on one number of ranks. `values` maps the suffix of a comparison to its properties.
Outcome = collections.namedtuple("Outcome", "program ranks suite test result values")
#: One entry of CTest.
Run = collections.namedtuple("Run", "name result seconds revision", defaults=("",))


def words(name):
    """'ClampedHotCubeHasStress' or 'clamped_hot_cube' as words; abbreviations in capitals stay."""
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in WORD.findall(name))


def sentence(name):
    text = words(name)
    return text[:1].upper() + text[1:]


def program_and_ranks(file_name):
    """'layered.ranks_2' -> ('layered', 2); a program without ranks runs on one."""
    match = re.fullmatch(r"(.+)\.ranks_(\d+)", file_name)
    return (match.group(1), int(match.group(2))) if match else (file_name, 1)


def read_values(case):
    """The comparisons that a test recorded, by suffix."""
    values = collections.defaultdict(dict)
    for item in case.iter("property"):
        key, _, suffix = item.get("name").partition(".")
        if key in PROPERTIES:
            values[suffix][key] = item.get("value")
    return {suffix: given for suffix, given in values.items() if "measured" in given}


def read_outcomes(path):
    """All tests of one GoogleTest file."""
    program, ranks = program_and_ranks(path.stem)
    outcomes = []
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        for case in suite.iter("testcase"):
            if case.get("status") == "notrun":
                result = "not run"
            elif case.find("failure") is not None:
                result = "FAILED"
            elif case.get("result") == "skipped":
                result = "skipped"
            else:
                result = "passed"
            outcomes.append(Outcome(program, ranks, suite.get("name"), case.get("name"), result, read_values(case)))
    return outcomes


def read_runs(path, revision):
    """CTest's own list of what ran."""
    runs = []
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        result = {"run": "passed", "fail": "FAILED"}.get(case.get("status"), case.get("status"))
        runs.append(Run(case.get("name"), result, float(case.get("time")), revision))
    return sorted(runs)


def join_earlier_runs(runs, path):
    """The runs, with those of earlier calls that were not repeated; the file keeps them all for the next call."""
    earlier = [Run(*entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []
    repeated = {run.name for run in runs}
    joined_runs = sorted(runs + [run for run in earlier if run.name not in repeated])
    path.write_text(json.dumps(joined_runs, indent=1), encoding="utf-8")
    return joined_runs


def names_of_tests(build):
    """The tests of a build directory; the test of the report itself aside."""
    listed = json.loads(command_output("ctest", "--test-dir", str(build), "--show-only=json-v1"))["tests"]
    return {test["name"] for test in listed} - {"project.report_is_current"}


def runs_of_tests(runs, names):
    """The runs of these tests, and an entry for each test that has none. Runs of tests that no longer exist are left out."""
    missing = names - {run.name for run in runs}
    return sorted([run for run in runs if run.name in names] + [Run(name, "not run", None) for name in missing])


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ") or "-"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell(item) for item in row) + " |" for row in rows]
    return lines


def joined(by_ranks):
    """One text if all ranks agree, else every value with its number of ranks."""
    if len(set(by_ranks.values())) == 1:
        return next(iter(by_ranks.values()))
    return ", ".join(f"{value} ({ranks} rank{'s' if ranks > 1 else ''})" for ranks, value in sorted(by_ranks.items()))


def with_unit(number, unit):
    return number if unit in ("", "1", None) or not number else f"{number} {unit}"


def gather(outcomes):
    """The outcomes of each test by its number of ranks, in the order of program, suite and test."""
    tests = collections.defaultdict(dict)
    for outcome in outcomes:
        tests[(outcome.program, outcome.suite, outcome.test)][outcome.ranks] = outcome
    return sorted(tests.items())


def comparison_rows(tests):
    """One row per comparison with an oracle."""
    rows = []
    for (_, suite, test), by_ranks in tests:
        suffixes = sorted({suffix for outcome in by_ranks.values() for suffix in outcome.values})
        for suffix in suffixes:
            having = {ranks: outcome.values[suffix] for ranks, outcome in by_ranks.items() if suffix in outcome.values}
            first = having[min(having)]
            unit = first.get("unit", "")
            rows.append(
                (
                    f"{sentence(suite)}: {words(test)}" + (f" ({suffix})" if suffix else ""),
                    first.get("oracle", ""),
                    joined({ranks: with_unit(given["measured"], unit) for ranks, given in having.items()}),
                    with_unit(first.get("expected", ""), unit),
                    first.get("tolerance", ""),
                    first.get("source", ""),
                    ", ".join(str(ranks) for ranks in sorted(having)),
                    joined({ranks: by_ranks[ranks].result for ranks in having}),
                )
            )
    return rows


def statement_rows(tests):
    """One row per test that states a property instead of comparing one number."""
    rows = []
    for (_, suite, test), by_ranks in tests:
        if not any(outcome.values for outcome in by_ranks.values()):
            ranks = ", ".join(str(number) for number in sorted(by_ranks))
            rows.append((sentence(suite), sentence(test), ranks, joined({n: o.result for n, o in by_ranks.items()})))
    return rows


def command_output(*command):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def present_revision(report):
    """The revision of the sources, marked when files other than the report itself have changed."""
    root = str(pathlib.Path(__file__).resolve().parents[1])
    changed = command_output("git", "-C", root, "status", "--porcelain", "--untracked-files=no", "--", ".", f":!{report}")
    return command_output("git", "-C", root, "rev-parse", "--short=12", "HEAD") + ("-dirty" if changed else "")


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def report(outcomes, runs, origin):
    """The whole text of the report."""
    tests = gather(outcomes)
    waiting = [run for run in runs if run.result == "not run"]
    failed = [run for run in runs if run.result not in ("passed", "not run")]
    comparisons, statements = comparison_rows(tests), statement_rows(tests)
    lines = ["# Verification", "", "Written by `scripts/verify` from the results of the tests; not edited by hand.", ""]
    lines += [f"- {key}: {value}" for key, value in origin.items()]
    n_runs = len(runs) - len(waiting)
    verdict = f"**{len(failed)} of {n_runs} runs did not pass**" if failed else f"all {n_runs} runs passed"
    if waiting:
        verdict += f", {len(waiting)} not run"
    lines += [f"- result: {verdict}; {len(comparisons)} comparisons with an oracle, {len(statements)} further statements", ""]
    lines += ["## Compared with an oracle", ""]
    lines += table(("statement", "oracle", "measured", "expected", "tolerance", "source", "ranks", "result"), comparisons)
    lines += ["", "## Further statements", ""]
    lines += table(("subject", "statement", "ranks", "result"), statements)
    lines += ["", "## Runs", ""]
    rows = [(run.name, run.result, f"{run.seconds:.1f} s" if run.seconds is not None else "-", run.revision) for run in runs]
    lines += table(("run", "result", "time", "revision"), rows)
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Writes the verification report from the results of the tests.")
    parser.add_argument("results", type=pathlib.Path, help="folder with ctest_junit.xml and the GoogleTest files")
    parser.add_argument("report", type=pathlib.Path, help="Markdown file to write")
    parser.add_argument("--build", type=pathlib.Path, help="build directory: its tests that did not run are listed as such")
    arguments = parser.parse_args()

    junit = arguments.results / "ctest_junit.xml"
    if not junit.is_file():
        sys.exit(f"{junit} does not exist: run scripts/verify, which lets CTest write it.")
    names = names_of_tests(arguments.build) if arguments.build else None
    files = sorted(path for path in arguments.results.glob("*.xml") if path != junit and (names is None or path.stem in names))
    outcomes = [outcome for path in files for outcome in read_outcomes(path)]
    revision = present_revision(arguments.report)
    origin = {
        "revision": revision,
        "compiler": command_output("c++", "--version").splitlines()[0],
        "processor": processor(),
    }
    runs = join_earlier_runs(read_runs(junit, revision), arguments.results / "runs.json")
    if names is not None:
        runs = runs_of_tests(runs, names)
    text = report(outcomes, runs, origin)
    junit.unlink()  # what it says is in runs.json now, and must not count as a run of the next call
    whole = arguments.report.with_suffix(".md.part")
    whole.write_text(text, encoding="utf-8")
    os.replace(whole, arguments.report)
    print(f"Wrote {arguments.report}.")


if __name__ == "__main__":
    main()
