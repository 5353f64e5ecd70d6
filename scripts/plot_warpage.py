#!/usr/bin/python3
"""Draws the warpage maps of a run, contour and both diagonals, and the changes of its gaps to PNG files.

Reads the warpage.h5 that `sagitta run` leaves in its directory (docs/user_guide/results.md) and writes one picture per state and face or gap.

Example:
    scripts/plot_warpage.py results/warpage.h5 -o pictures --state room --face bottom
"""

import argparse
import pathlib
import re
import sys

import h5py
import matplotlib

matplotlib.use("Agg")  # no display is needed

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402

MICROMETRE = 1e-6
MILLIMETRE = 1e-3


def unit_is_metre(item):
    return item.attrs["unit"] == "m"


def temperature_text(state):
    """'25 degC', or the range of a solved field."""
    def celsius(name):
        return state.attrs[name] - 273.15

    if "temperature" in state.attrs:
        return f"{celsius('temperature'):.4g} °C"
    return f"{celsius('temperature_min'):.1f} to {celsius('temperature_max'):.1f} °C"


def interpolate(x, y, w, at_x, at_y):
    """Bilinear heights; NaN where a point that counts has none."""
    column = np.clip(np.searchsorted(x, at_x, side="right") - 1, 0, len(x) - 2)
    row = np.clip(np.searchsorted(y, at_y, side="right") - 1, 0, len(y) - 2)
    share_x = (at_x - x[column]) / (x[column + 1] - x[column])
    share_y = (at_y - y[row]) / (y[row + 1] - y[row])
    result = np.zeros(len(at_x))
    for step_y, weight_y in ((0, 1 - share_y), (1, share_y)):
        for step_x, weight_x in ((0, 1 - share_x), (1, share_x)):
            weight = weight_x * weight_y
            # A neighbour that does not count must not bring its NaN in.
            result += np.where(weight > 1e-9, weight * w[row + step_y, column + step_x], 0)
    return result


def diagonal(x, y, w, rises):
    """Distance from the middle of the zone and height along one diagonal."""
    points = max(len(x), len(y)) | 1
    share = np.linspace(0, 1, points)
    share_y = share if rises else 1 - share
    heights = interpolate(x, y, w, x[0] + share * (x[-1] - x[0]), y[0] + share_y * (y[-1] - y[0]))
    length = np.hypot(x[-1] - x[0], y[-1] - y[0])
    return (share - 0.5) * length, heights


def draw_contour(figure, axes, x, y, w, zero):
    """Blue is low, red is high, white is `zero`."""
    limit = np.nanmax(np.abs(w))
    limit = limit if limit > 0 else 1.0
    # Round numbers, as far below zero as above it: white stays zero.
    levels = MaxNLocator(nbins=20, symmetric=True).tick_values(-limit, limit)
    filled = axes.contourf(x, y, np.ma.masked_invalid(w), levels=levels, cmap="RdBu_r")
    lines = axes.contour(x, y, np.ma.masked_invalid(w), levels=levels, colors="black", linewidths=0.4)
    axes.clabel(lines, lines.levels[::2], fmt="%.3g", fontsize=7)
    axes.plot([x[0], x[-1]], [y[0], y[-1]], color="tab:green", linestyle="--", linewidth=1.2)
    axes.plot([x[0], x[-1]], [y[-1], y[0]], color="tab:purple", linestyle=":", linewidth=1.6)
    axes.set_aspect("equal")
    axes.set_xlabel("x [mm]")
    axes.set_ylabel("y [mm]")
    axes.set_title(zero)
    figure.colorbar(filled, ax=axes, label="w [µm]", shrink=0.85)


def draw_diagonals(axes, x, y, w, sagittas):
    for rises, colour, style, name, sagitta in (
        (True, "tab:green", "--", "lower left to upper right", 0),
        (False, "tab:purple", ":", "upper left to lower right", 1),
    ):
        place, height = diagonal(x, y, w, rises)
        label = name if sagittas is None else f"{name}: {sagittas[sagitta]:+.3g} µm"
        axes.plot(place, height, color=colour, linestyle=style, linewidth=2, label=label)
    axes.axhline(0, color="grey", linewidth=0.6)
    axes.grid(alpha=0.3)
    axes.set_xlabel("distance from the middle along the diagonal [mm]")
    axes.set_ylabel("w [µm]")
    axes.set_title("diagonals" if sagittas is None else "diagonals and their sagittas")
    axes.margins(y=0.25)
    axes.legend(loc="best", fontsize=9)


def read_map(group):
    """x, y in mm and w in um."""
    if not all(unit_is_metre(item) for item in (group, group["x"], group["y"], group["w"])):
        raise ValueError(f"{group.name} is not in metres")
    return group["x"][:] / MILLIMETRE, group["y"][:] / MILLIMETRE, group["w"][:] / MICROMETRE


def face_title(name, face):
    value, magnitude = face.attrs["value"] / MICROMETRE, face.attrs["magnitude"] / MICROMETRE
    mark = "" if face.attrs["sign_is_certain"] else " (sign uncertain)"
    title = f"{name} ({face.attrs['face']}): warpage {value:+.2f} µm{mark}, {face.attrs['shape']} (peak to valley {magnitude:.2f} µm"
    if "bows" in face.attrs:
        title += f", bow {np.mean(face.attrs['bows']) / MICROMETRE:+.2f} µm"
    title += ")"
    if "limit" in face.attrs:
        limit = face.attrs["limit"] / MICROMETRE
        title += f"; {face.attrs['limit_source']}: {limit:.0f} µm, {'pass' if abs(value) <= limit else 'FAIL'}"
    return title


def gap_title(name, gap):
    smallest, largest = gap.attrs["smallest"] / MICROMETRE, gap.attrs["largest"] / MICROMETRE
    return (f"gap {name} between {gap.attrs['upper']} and {gap.attrs['lower']}: {gap.attrs['distance'] / MICROMETRE:.2f} µm"
            f" changes by {smallest:+.2f} to {largest:+.2f} µm")


def draw(state, name, group, target):
    """One picture of one face or gap in one state."""
    x, y, w = read_map(group)
    is_gap = "distance" in group.attrs
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5.6), layout="constrained")
    figure.suptitle(f"{state.attrs['name']} ({temperature_text(state)}), {(gap_title if is_gap else face_title)(name, group)}", wrap=True)
    draw_contour(figure, left, x, y, w, "change of the gap, + opens" if is_gap else "height over the fitted plane")
    draw_diagonals(right, x, y, w, None if is_gap else group.attrs["diagonals"] / MICROMETRE)
    figure.savefig(target, dpi=130)
    plt.close(figure)


def maps_of(state):
    """Every map of a state by name."""
    maps = {"bottom": state["bottom"], "top": state["top"]}
    for kind in ("faces", "gaps"):
        maps.update(state.get(kind, {}))
    return maps


def stem_of(name):
    return re.sub(r"[^\w%+.-]", "_", name.strip("/"))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path, help="warpage.h5 of a run, or its directory")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="directory of the pictures; beside the file if absent")
    parser.add_argument("--state", action="append", help="name of a state; may be repeated; all if absent")
    parser.add_argument("--face", default="all", help="bottom, top, both of them, the name of a face or a gap, or all (default)")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    source = arguments.file / "warpage.h5" if arguments.file.is_dir() else arguments.file
    target = arguments.output or source.parent
    wanted = {"bottom", "top"} if arguments.face == "both" else {arguments.face}
    try:
        target.mkdir(parents=True, exist_ok=True)
        with h5py.File(source, "r") as file:
            states = sorted(file.values(), key=lambda state: state.attrs["index"])
            names = [state.attrs["name"] for state in states]
            for name in arguments.state or []:
                if name not in names:
                    sys.exit(f"{source} has no state {name!r}; its states are {', '.join(names)}")
            for state in states:
                if arguments.state and state.attrs["name"] not in arguments.state:
                    continue
                maps = maps_of(state)
                if arguments.face != "all" and not wanted <= maps.keys():
                    sys.exit(f"{source} has no face or gap {arguments.face!r}; there are {', '.join(maps)}")
                for name, group in maps.items():
                    if arguments.face != "all" and name not in wanted:
                        continue
                    picture = target / f"warpage_{stem_of(state.name)}_{stem_of(name)}.png"
                    draw(state, name, group, picture)
                    print(picture)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"cannot draw {source}: {error}")


if __name__ == "__main__":
    main()
