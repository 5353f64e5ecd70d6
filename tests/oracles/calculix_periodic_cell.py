#!/usr/bin/python3
"""Curvature of a plate whose bottom layer has square inclusions in a square array: one quarter of a cell by CalculiX.

    tests/oracles/calculix_periodic_cell.py [--pitch 10] [--die 8] [--heights 0.3 0.2] [--cells 10] [--work DIR]

A free plate that repeats itself along x and y takes u_x = (e + k z) x, u_y = (e + k z) y on the planes x = 0, p/2 and y = 0, p/2 of its
cells, which are planes of symmetry before and planes after bending; e and k are unknown and free of forces. 20-node bricks (C3D20),
two unknowns for e and k by *EQUATION, solved by ccx (SPOOLES). Printed: the curvature for a change of 1 K and what bow a wafer has with it,
k R^2 / 2. Nothing is taken from Sagitta; materials are arguments. Run by hand; the values stand in cases/wafer_300mm/expect.yaml.
"""

import argparse
import pathlib
import subprocess
import tempfile

import numpy as np


def lines_between(low, middle, high, cells):
    """Mesh lines [mm], graded towards `middle`."""
    s = np.linspace(0, 1, cells + 1)
    below = middle - (middle - low) * (1 - s) ** 1.5
    above = middle + (high - middle) * s[1:] ** 1.5
    return np.concatenate([below, above])


class Brick:
    """Nodes of 20-node bricks on a tensor grid: those of a grid of half the spacing with at most one odd index."""

    def __init__(self, x, y, z):
        self.half = [np.sort(np.concatenate([a, (a[1:] + a[:-1]) / 2])) for a in (x, y, z)]
        self.n = [len(a) - 1 for a in (x, y, z)]
        self.ids = {}
        for i in range(2 * self.n[0] + 1):
            for j in range(2 * self.n[1] + 1):
                for k in range(2 * self.n[2] + 1):
                    if i % 2 + j % 2 + k % 2 <= 1:
                        self.ids[i, j, k] = len(self.ids) + 1

    def nodes(self):
        return [(number, *(self.half[a][index[a]] for a in range(3))) for index, number in self.ids.items()]

    def elements(self):
        corners = [(0, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0), (0, 0, 2), (2, 0, 2), (2, 2, 2), (0, 2, 2)]
        edges = [(1, 0, 0), (2, 1, 0), (1, 2, 0), (0, 1, 0), (1, 0, 2), (2, 1, 2), (1, 2, 2), (0, 1, 2), (0, 0, 1), (2, 0, 1), (2, 2, 1), (0, 2, 1)]
        for i in range(self.n[0]):
            for j in range(self.n[1]):
                for k in range(self.n[2]):
                    centre = [self.half[a][2 * m + 1] for a, m in enumerate((i, j, k))]
                    yield centre, [self.ids[2 * i + a, 2 * j + b, 2 * k + c] for a, b, c in corners + edges]


def write(path, arguments):
    half, inner, heights = arguments.pitch / 2, arguments.die / 2, arguments.heights
    plan = lines_between(0, inner, half, arguments.cells)
    z = np.concatenate([np.linspace(0, heights[0], 5), heights[0] + np.linspace(0, heights[1], 5)[1:]])
    brick = Brick(plan, plan, z)
    reference = len(brick.ids) + 1  # u_x of it is e, u_y is k, of the unit 1/mm
    die, mould = [], []
    with path.open("w") as file:
        file.write("*NODE, NSET=ALL\n")
        for node in brick.nodes():
            file.write("%d, %.12g, %.12g, %.12g\n" % node)
        file.write(f"{reference}, 0, 0, 0\n*ELEMENT, TYPE=C3D20\n")
        for number, (centre, nodes) in enumerate(brick.elements(), start=1):
            (die if centre[0] < inner and centre[1] < inner and centre[2] < heights[0] else mould).append(number)
            file.write(f"{number}, " + ", ".join(map(str, nodes[:15])) + ",\n" + ", ".join(map(str, nodes[15:])) + "\n")
        for name, members in (("DIE", die), ("MOULD", mould)):
            file.write(f"*ELSET, ELSET={name}\n" + "".join(f"{m},\n" for m in members))
        for name, values in (("DIE", arguments.inclusion), ("MOULD", arguments.matrix)):
            young, poisson, expansion = values
            file.write(f"*MATERIAL, NAME={name}\n*ELASTIC\n{1e3 * young:.9g}, {poisson:.9g}\n*EXPANSION, ZERO=0\n{1e-6 * expansion:.9g}\n"
                       f"*SOLID SECTION, ELSET={name}, MATERIAL={name}\n")
        file.write("*BOUNDARY\n")
        last = [2 * n for n in brick.n]
        for index, number in brick.ids.items():
            for axis in (0, 1):
                if index[axis] == 0:
                    file.write(f"{number}, {axis + 1}\n")
        file.write(f"{brick.ids[0, 0, 0]}, 3\n")
        for index, number in brick.ids.items():
            for axis in (0, 1):
                if index[axis] == last[axis]:
                    height = brick.half[2][index[2]]
                    if index[2] == 0:
                        file.write(f"*EQUATION\n2\n{number}, {axis + 1}, 1, {reference}, 1, {-half}\n")
                    else:
                        file.write(f"*EQUATION\n3\n{number}, {axis + 1}, 1, {reference}, 1, {-half}, {reference}, 2, {-half * height:.12g}\n")
        file.write("*INITIAL CONDITIONS, TYPE=TEMPERATURE\nALL, 0\n*STEP\n*STATIC\n*TEMPERATURE\nALL, 1\n")
        file.write(f"*NSET, NSET=REF\n{reference}\n*NODE PRINT, NSET=REF\nU\n*END STEP\n")
    return reference


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pitch", type=float, default=10, help="mm")
    parser.add_argument("--die", type=float, default=8, help="mm")
    parser.add_argument("--heights", type=float, nargs=2, default=[0.3, 0.2], help="of the layer with dies and of the one above, mm")
    parser.add_argument("--inclusion", type=float, nargs=3, default=[130, 0.28, 2.6], help="GPa, -, ppm/K")
    parser.add_argument("--matrix", type=float, nargs=3, default=[20, 0.30, 10], help="GPa, -, ppm/K")
    parser.add_argument("--cells", type=int, default=10, help="on either side of the die's edge")
    parser.add_argument("--change", type=float, default=-125, help="of temperature, K")
    parser.add_argument("--radius", type=float, default=150, help="of the wafer, mm")
    parser.add_argument("--work", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = arguments.work or pathlib.Path(scratch)
        write(work / "cell.inp", arguments)
        subprocess.run(["ccx", "cell"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        values = [line.split() for line in (work / "cell.dat").read_text().splitlines() if len(line.split()) == 4][-1]
    strain, curvature = float(values[1]), float(values[2])
    print(f"per K: strain at the bottom {strain:.6g}, curvature {1e3 * curvature:.6g} 1/m (positive: the bottom is shorter)")
    print(f"{arguments.change:g} K: curvature {1e3 * curvature * arguments.change:.6g} 1/m, bow {curvature * arguments.change * arguments.radius**2 / 2:.6g} mm at {arguments.radius:g} mm")


if __name__ == "__main__":
    main()
