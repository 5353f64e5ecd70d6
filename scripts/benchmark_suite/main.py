#!/usr/bin/python3
"""Measures what docs/performance.md states; scripts/benchmark builds the programs and calls this."""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

import measure
import peer_runs
import report
import runner
import sagitta_runs
import targets

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECTIONS = ("machine", "operator", "reference", "ranks", "heat", "single_die", "assembled", "families", "studies", "messages", "peers", "long")
BUSY = 0.3  # load average above which the machine is called busy


def read_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark", description="Measures the speed of Sagitta and writes a JSON file and a report.",
        epilog="example: scripts/benchmark --quick; then docs/user_guide/benchmark.md explains the figures",
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, few repetitions: a few minutes")
    parser.add_argument("--peers", action="store_true", help="also CalculiX and DOLFINx, which are installed if missing")
    parser.add_argument("--long", action="store_true", help="also the run of 50 million unknowns (24 GiB)")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION", help=f"only these sections: {', '.join(SECTIONS)}")
    parser.add_argument("--repetitions", type=int, help="of timed commands (default 3, with --quick 2)")
    parser.add_argument(
        "-o", "--output", type=pathlib.Path, default=pathlib.Path("results/benchmark"), help="folder of benchmark.json, logs and a report"
    )
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md as well")
    path = pathlib.Path
    parser.add_argument("--report-from", type=path, metavar="JSON", help="measure nothing: write docs/performance.md from this file")
    parser.add_argument("--report", type=path, default=ROOT / "docs" / "performance.md", help="a file instead of docs/performance.md")
    parser.add_argument("--programs", type=path, metavar="DIR", help="folder of sagitta and kernel_benchmark; nothing is built")
    return parser.parse_args(arguments)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return os.uname().machine


def first_line(*command):
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()[0].strip()
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def describe_machine(cores):
    words = set(pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    vectors = [flag for flag in ("avx2", "fma", "avx512f", "sve", "asimd") if flag in words]
    return {
        "processor": processor(), "cores": cores, "vector_instructions": vectors,
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
    }


def reason_to_skip(name, arguments):
    """Why a section is left out, or None."""
    if arguments.only and name not in arguments.only:
        return "left out by --only"
    if name == "peers" and not arguments.peers and not (arguments.only and "peers" in arguments.only):
        return "asked for with --peers"
    if name == "long" and not arguments.long and not (arguments.only and "long" in arguments.only):
        return "asked for with --long"
    return None


def save(data, path):
    part = path.with_suffix(".json.part")
    part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    os.replace(part, path)


def print_targets(data):
    print()
    for verdict in targets.evaluate(data):
        word = {True: "met", False: "NOT MET", None: "-"}[verdict.is_met]
        print(f"{verdict.figure:58} {verdict.target:32} {word:8} {verdict.measured}")
    print(flush=True)


def run_sections(arguments):
    """Measures and saves after every section, so that an interruption loses one."""
    arguments.output.mkdir(parents=True, exist_ok=True)
    output = arguments.output.resolve()
    folder = (arguments.programs or ROOT / "build" / "release" / "bin").resolve()
    cores = min(2, len(os.sched_getaffinity(0)))  # the targets are stated for two
    programs = sagitta_runs.Programs(folder / "sagitta", folder / "kernel_benchmark", output / "work", cores)
    load = runner.load_average()
    if load > BUSY:
        print(f"The machine is busy (load average {load:.2f}): times will be worse than they could be.", flush=True)
    data = {
        "format": "sagitta benchmark", "format_version": 1, "mode": "quick" if arguments.quick else "full",
        "date": datetime.date.today().isoformat(), "revision": first_line("git", "describe", "--always", "--dirty", "--abbrev=12"),
        "compiler": first_line("c++", "--version"), "machine": describe_machine(cores), "load_average": {"start": load, "end": load},
        "sections": {},
    }
    repetitions = arguments.repetitions or (2 if arguments.quick else 3)
    benchmark = measure.Benchmark(programs, arguments.quick, repetitions, lambda text: print(text, flush=True))
    for name in SECTIONS:
        reason = reason_to_skip(name, arguments)
        if reason:
            data["sections"][name] = {"not_run": reason}
            continue
        print(f"{name} (load average {runner.load_average():.2f})", flush=True)
        if name == "peers":
            data["sections"][name] = peer_runs.measure(benchmark, runner.Limits())
        else:
            data["sections"][name] = getattr(benchmark, f"measure_{name}")()
        data["load_average"]["end"] = runner.load_average()
        save(data, output / "benchmark.json")
    return data, output


def main():
    arguments = read_arguments(sys.argv[1:])
    remarks = ROOT / "docs" / "performance_remarks.md"
    try:
        if arguments.report_from:
            data = json.loads(arguments.report_from.read_text(encoding="utf-8"))
            report.write(data, arguments.report, remarks)
            print(f"Wrote {arguments.report}.")
            return
        data, output = run_sections(arguments)
        print_targets(data)
        report.write(data, output / "performance.md", remarks)
        print(f"Wrote {output / 'benchmark.json'} and {output / 'performance.md'}.")
        if arguments.write_docs:
            report.write(data, arguments.report, remarks)
            print(f"Wrote {arguments.report}.")
    except targets.MissingFigure as missing:
        sys.exit(f"benchmark: the measurements lack {missing}")
    except (OSError, json.JSONDecodeError) as error:
        sys.exit(f"benchmark: {error}")


if __name__ == "__main__":
    main()
