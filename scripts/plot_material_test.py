#!/usr/bin/python3
"""Draws tables written by `sagitta materials test` as a PNG, several results in one picture.

Usage: scripts/plot_material_test.py TABLE.csv [TABLE.csv ...] -o PICTURE.png [--x COLUMN --y COLUMN [COLUMN ...]] [--log x|y|xy]

Columns are named by the beginning of their heading: --x "strain xx" --y "stress xx". Without --x and --y a dynamic analysis is drawn as
storage and loss modulus against temperature (or frequency, when there is one temperature), everything else as stress xx against strain xx.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402


def read(path):
    """(first comment, headings, rows) of a table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[1:].strip() for line in lines if line.startswith("#")]
    body = [line for line in lines if line and not line.startswith("#")]
    if len(body) < 2:
        sys.exit(f"{path} holds no table")
    rows = np.array([[float(entry) for entry in line.split(",")] for line in body[1:]])
    return (comments[0] if comments else path.stem), body[0].split(","), rows


def column(headings, name, path):
    """Index of the one column whose heading begins with `name`."""
    found = [i for i, heading in enumerate(headings) if heading.startswith(name)]
    if len(found) != 1:
        sys.exit(f"{path}: {len(found)} columns begin with '{name}'; it has {', '.join(headings)}")
    return found[0]


def defaults(headings, rows):
    """(x, [y], logarithmic axes) for a table whose columns were not chosen."""
    if headings[2].startswith("storage"):
        one_temperature = np.ptp(rows[:, 0]) == 0
        return ("frequency", ["storage", "loss"], "xy") if one_temperature else ("temperature", ["storage", "loss"], "y")
    return "strain xx", ["stress xx"], ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", type=pathlib.Path)
    parser.add_argument("-o", "--output", required=True, type=pathlib.Path)
    parser.add_argument("--x")
    parser.add_argument("--y", nargs="+")
    parser.add_argument("--log", choices=["x", "y", "xy"])
    arguments = parser.parse_args()
    if (arguments.x is None) != (arguments.y is None):
        parser.error("give --x and --y together")

    figure, axes = plt.subplots(figsize=(7.5, 5), layout="constrained")
    logarithmic = ""
    for path in arguments.tables:
        title, headings, rows = read(path)
        x, ys, logarithmic = defaults(headings, rows) if arguments.x is None else (arguments.x, arguments.y, "")
        for y in ys:
            label = title if len(ys) == 1 else f"{title}: {y}"
            axes.plot(rows[:, column(headings, x, path)], rows[:, column(headings, y, path)], label=label)
            axes.set_ylabel(headings[column(headings, y, path)])
        axes.set_xlabel(headings[column(headings, x, path)])
    logarithmic = arguments.log or logarithmic
    axes.set_xscale("log" if "x" in logarithmic else "linear")
    axes.set_yscale("log" if "y" in logarithmic else "linear")
    axes.grid(True, color="0.9")
    axes.legend(fontsize="small")
    figure.savefig(arguments.output, dpi=150)


if __name__ == "__main__":
    main()
