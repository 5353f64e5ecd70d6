#!/usr/bin/python3
"""Draws the warpage maps of a run, contour and both diagonals, and the changes of its gaps to PNG files.

Reads the warpage.h5 that `sagitta run` leaves in its directory (docs/user_guide/results.md) and writes one picture per state and face or gap,
with the outlines of dies and of balls that touch the face from model.json; a sheet of all states with one colour scale per face
(warpage_sheet.png); and the warpage against temperature with its limits (warpage_curve.png).

Examples:
    scripts/plot_warpage.py results/warpage.h5 -o pictures --state room --face bottom
    scripts/plot_warpage.py results --only sheet
"""

import argparse
import json
import pathlib
import re
import sys

import h5py
import matplotlib

matplotlib.use("Agg")  # no display is needed

import matplotlib.patches as patches  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.collections import PatchCollection  # noqa: E402
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


def read_model(directory):
    """model.json of the run; empty for a run that did not write one, or that is not that of the maps."""
    try:
        return json.loads((directory / "model.json").read_text(encoding="utf-8"))
    except OSError:
        return {}


def plane_of(model, face):
    """Height of a face such as 'rdl.bottom', by the first part that holds it; None if the model does not tell."""
    part, _, side = face.split(" ")[0].partition(".")
    for entry in model.get("parts", []):
        if part in entry["names"]:
            return entry["z"]["value"][1 if side.startswith("top") else 0]
    return None


def outlines_of(model, face, is_bottom):
    """Rectangles of dies, and discs of round parts that touch the face from outside, in mm."""
    plane = plane_of(model, face)
    dies, balls = [], []
    for part in model.get("parts", []):
        if part["kind"] == "die":
            dies += part.get("rectangles", {}).get("value", [])
        if plane is not None and abs(part["z"]["value"][1 if is_bottom else 0] - plane) < 1e-9:
            balls += part.get("discs", part.get("bumps", {})).get("value", [])
    return np.reshape(dies, (-1, 4)) / MILLIMETRE, np.reshape(balls, (-1, 3)) / MILLIMETRE


def draw_outlines(axes, outlines):
    dies, balls = outlines
    for x_min, x_max, y_min, y_max in dies:
        for colour, width in (("white", 3), ("#c00000", 1.5)):
            axes.add_patch(patches.Rectangle((x_min, y_min), x_max - x_min, y_max - y_min, fill=False, edgecolor=colour, linewidth=width))
    axes.add_collection(PatchCollection([patches.Circle((x, y), radius) for x, y, radius in balls], facecolor="none", edgecolor="#333333",
                                        linewidth=0.5))


def round_levels(limit):
    """Round numbers, as far below zero as above it: white stays zero."""
    return MaxNLocator(nbins=20, symmetric=True).tick_values(-limit, limit)


def draw_contour(axes, x, y, w, levels=None):
    """Blue is low, red is high, white is zero. Returns what a colour bar needs."""
    if levels is None:
        largest = np.nanmax(np.abs(w))
        levels = round_levels(largest if largest > 0 else 1.0)
    filled = axes.contourf(x, y, np.ma.masked_invalid(w), levels=levels, cmap="RdBu_r")
    lines = axes.contour(x, y, np.ma.masked_invalid(w), levels=levels, colors="black", linewidths=0.4)
    axes.clabel(lines, lines.levels[::2], fmt="%.3g", fontsize=7)
    axes.plot([x[0], x[-1]], [y[0], y[-1]], color="tab:green", linestyle="--", linewidth=1.2)
    axes.plot([x[0], x[-1]], [y[-1], y[0]], color="tab:purple", linestyle=":", linewidth=1.6)
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    axes.set_aspect("equal")
    axes.set_xlabel("x [mm]")
    axes.set_ylabel("y [mm]")
    return filled


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


def draw(state, name, group, model, target):
    """One picture of one face or gap in one state."""
    x, y, w = read_map(group)
    is_gap = "distance" in group.attrs
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 5.6), layout="constrained")
    figure.suptitle(f"{state.file.attrs['case_name']}, {state.attrs['name']} ({temperature_text(state)}), "
                    f"{(gap_title if is_gap else face_title)(name, group)}", wrap=True)
    filled = draw_contour(left, x, y, w)
    left.set_title("change of the gap, + opens" if is_gap else "height over the fitted plane")
    figure.colorbar(filled, ax=left, label="w [µm]", shrink=0.85)
    if not is_gap:
        draw_outlines(left, outlines_of(model, group.attrs["face"], name != "top"))
    draw_diagonals(right, x, y, w, None if is_gap else group.attrs["diagonals"] / MICROMETRE)
    figure.savefig(target, dpi=130)
    plt.close(figure)


def draw_sheet(states, faces, model, target):
    """All states side by side, a row for each face, with one colour scale per face."""
    figure, grid = plt.subplots(len(faces), len(states), figsize=(1.5 + 3.3 * len(states), 0.9 + 3.4 * len(faces)), layout="constrained",
                                squeeze=False)
    figure.suptitle(f"{states[0].file.attrs['case_name']}: height over the fitted plane [µm]")
    for row, name in zip(grid, faces):
        maps = [read_map(maps_of(state)[name]) for state in states]
        largest = max(np.nanmax(np.abs(w)) for _, _, w in maps)
        levels = round_levels(largest if largest > 0 else 1.0)
        for axes, state, (x, y, w) in zip(row, states, maps):
            face = maps_of(state)[name]
            filled = draw_contour(axes, x, y, w, levels)
            draw_outlines(axes, outlines_of(model, face.attrs["face"], name != "top"))
            axes.set_title(f"{state.attrs['name']} ({temperature_text(state)}), {name}\n{face.attrs['value'] / MICROMETRE:+.2f} µm, "
                           f"{face.attrs['shape']}", fontsize=10)
        figure.colorbar(filled, ax=list(row), label=f"{name}: w [µm]", shrink=0.85)
    figure.savefig(target, dpi=130)
    plt.close(figure)


def draw_curve(states, faces, target):
    """Warpage against temperature: the states of uniform temperature in their order, with bows and limits."""
    uniform = [state for state in states if "temperature" in state.attrs]
    temperatures = np.array([state.attrs["temperature"] - 273.15 for state in uniform])
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    width = max(np.ptp(temperatures), 1.0)
    for number, name in enumerate(faces):
        measured = [maps_of(state)[name] for state in uniform]
        axes.plot(temperatures, [face.attrs["value"] / MICROMETRE for face in measured], marker="os^Dv"[number % 5],
                  linestyle=("-", "--", ":", "-.")[number % 4], label=f"{name} ({measured[0].attrs['face']})")
        if number > 0:
            continue
        if all("bows" in face.attrs for face in measured):
            axes.errorbar(temperatures, [np.mean(face.attrs["bows"]) / MICROMETRE for face in measured],
                          yerr=[np.max(face.attrs["bow_uncertainty"]) / MICROMETRE for face in measured], fmt="x", color="grey", capsize=3,
                          label=f"bow, {name}")
        for temperature, face in zip(temperatures, measured):
            if "limit" in face.attrs:
                limit = face.attrs["limit"] / MICROMETRE
                axes.hlines([limit, -limit], temperature - 0.03 * width, temperature + 0.03 * width, color="#c00000", linewidth=2)
                axes.annotate(face.attrs["limit_source"], (temperature, limit), textcoords="offset points", xytext=(0, 4), fontsize=7,
                              ha="center", color="#c00000")
    axes.axhline(0, color="grey", linewidth=0.6)
    axes.grid(alpha=0.3)
    axes.set_xlabel("temperature [°C]")
    axes.set_ylabel("warpage [µm], + convex")
    axes.set_title(states[0].file.attrs["case_name"])
    axes.margins(x=0.08, y=0.12)
    axes.legend(fontsize=9)
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
    parser.add_argument("--only", choices=("maps", "sheet", "curve"), help="one kind of pictures; all three if absent")
    return parser.parse_args()


def chosen_states(file, arguments, source):
    """The states that are asked for, in the order of the case."""
    states = sorted(file.values(), key=lambda state: state.attrs["index"])
    names = [state.attrs["name"] for state in states]
    for name in arguments.state or []:
        if name not in names:
            sys.exit(f"{source} has no state {name!r}; its states are {', '.join(names)}")
    return [state for state in states if not arguments.state or state.attrs["name"] in arguments.state]


def chosen_maps(state, arguments, source):
    """The faces and gaps that are asked for."""
    maps = maps_of(state)
    wanted = {"all": set(maps), "both": {"bottom", "top"}}.get(arguments.face, {arguments.face})
    if not wanted <= maps.keys():
        sys.exit(f"{source} has no face or gap {arguments.face!r}; there are {', '.join(maps)}")
    return [name for name in maps if name in wanted]


def draw_all(file, arguments, source, target):
    """All pictures that are asked for; yields their names."""
    model = read_model(source.parent)
    if model.get("case", {}).get("hash") != file.attrs["case_hash"]:
        model = {}
    states = chosen_states(file, arguments, source)
    names = chosen_maps(states[0], arguments, source)
    for state in states if arguments.only in (None, "maps") else []:
        for name in names:
            picture = target / f"warpage_{stem_of(state.name)}_{stem_of(name)}.png"
            draw(state, name, maps_of(state)[name], model, picture)
            yield picture
    faces = [name for name in names if "distance" not in maps_of(states[0])[name].attrs]
    if faces and (arguments.only == "sheet" or (arguments.only is None and len(states) > 1)):
        draw_sheet(states, faces, model, target / "warpage_sheet.png")
        yield target / "warpage_sheet.png"
    uniform = sum("temperature" in state.attrs for state in states)
    if arguments.only == "curve" and uniform == 0:
        sys.exit(f"{source} has no state with a uniform temperature to draw a curve of")
    if faces and uniform and (arguments.only == "curve" or (arguments.only is None and uniform > 1)):
        draw_curve(states, faces, target / "warpage_curve.png")
        yield target / "warpage_curve.png"


def main():
    arguments = parse_arguments()
    source = arguments.file / "warpage.h5" if arguments.file.is_dir() else arguments.file
    target = arguments.output or source.parent
    try:
        target.mkdir(parents=True, exist_ok=True)
        with h5py.File(source, "r") as file:
            for picture in draw_all(file, arguments, source, target):
                print(picture)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"cannot draw {source}: {error}")


if __name__ == "__main__":
    main()
