#!/usr/bin/python3
"""Writes the reference problem as an input file of CalculiX: 20-node bricks on the lattice that Sagitta uses.

    calculix_input.py CELLS FILE.inp

Lengths in mm, stresses in MPa. The model is that of cases/bench_a: symmetry planes x = 0 and y = 0, the origin held along z, cooled by
150 K.
Only the displacements of the corner are printed (`.dat`), no field file is asked for.
"""

import argparse
import itertools

WIDTH, DIE = 5.0, 4.0
LEVELS = [0.0, 0.01, 0.02, 0.07, 0.12, 0.17, 0.22, 0.27, 0.32]
#: name: (Young's modulus, Poisson's ratio, expansion)
MATERIALS = {
    "POLYMER": (3500.0, 0.30, 35e-6), "RDL": (60000.0, 0.30, 20e-6), "SILICON": (131000.0, 0.28, 2.6e-6), "MOULD": (22000.0, 0.30, 8e-6),
}
#: Nodes of a brick in the order of CalculiX, in half cells from its lowest corner.
CORNERS = [(0, 0), (2, 0), (2, 2), (0, 2)]
MIDDLES = [(1, 0), (2, 1), (1, 2), (0, 1)]
BRICK = (
    [(i, j, 0) for i, j in CORNERS] + [(i, j, 2) for i, j in CORNERS] + [(i, j, 0) for i, j in MIDDLES] + [(i, j, 2) for i, j in MIDDLES]
    + [(i, j, 1) for i, j in CORNERS]
)


def material_of(x, y, element):
    if element < 2:
        return ("POLYMER", "RDL")[element]
    return "SILICON" if element < 6 and x < DIE and y < DIE else "MOULD"


def number_nodes(cells):
    """Node numbers by half-cell indices: corners and middles of edges, none in faces or volumes."""
    numbers = {}
    points = itertools.product(range(2 * len(LEVELS) - 1), range(2 * cells + 1), range(2 * cells + 1))
    for k, j, i in points:
        if i % 2 + j % 2 + k % 2 <= 1:
            numbers[i, j, k] = len(numbers) + 1
    return numbers


def heights():
    middles = [0.5 * (low + high) for low, high in zip(LEVELS, LEVELS[1:])]
    return [height for pair in zip(LEVELS, middles) for height in pair] + [LEVELS[-1]]


def write_mesh(file, cells, numbers):
    half, z = WIDTH / cells / 2, heights()
    file.write("*NODE, NSET=ALL\n")
    for (i, j, k), number in numbers.items():
        file.write(f"{number}, {i * half:.12g}, {j * half:.12g}, {z[k]:.12g}\n")
    bricks = {name: [] for name in MATERIALS}
    for e, j, i in itertools.product(range(len(LEVELS) - 1), range(cells), range(cells)):
        bricks[material_of((2 * i + 1) * half, (2 * j + 1) * half, e)].append((i, j, e))
    count = 0
    for name, members in bricks.items():
        file.write(f"*ELEMENT, TYPE=C3D20, ELSET={name}\n")
        for i, j, e in members:
            count += 1
            nodes = [str(numbers[2 * i + di, 2 * j + dj, 2 * e + dk]) for di, dj, dk in BRICK]
            file.write(f"{count}, " + ", ".join(nodes[:10]) + ",\n" + ", ".join(nodes[10:]) + "\n")


def write_set(file, name, nodes):
    file.write(f"*NSET, NSET={name}\n" + ",\n".join(str(node) for node in nodes) + "\n")


def write_model(file, cells):
    numbers = number_nodes(cells)
    write_mesh(file, cells, numbers)
    write_set(file, "AT_X0", [number for (i, _, _), number in numbers.items() if i == 0])
    write_set(file, "AT_Y0", [number for (_, j, _), number in numbers.items() if j == 0])
    write_set(file, "ORIGIN", [numbers[0, 0, 0]])
    write_set(file, "CORNER", [numbers[2 * cells, 2 * cells, 0]])
    for name, (young, poisson, expansion) in MATERIALS.items():
        file.write(f"*MATERIAL, NAME={name}\n*ELASTIC\n{young}, {poisson}\n*EXPANSION, ZERO=0\n{expansion}\n")
        file.write(f"*SOLID SECTION, ELSET={name}, MATERIAL={name}\n")
    file.write("*INITIAL CONDITIONS, TYPE=TEMPERATURE\nALL, 0\n")
    file.write("*BOUNDARY\nAT_X0, 1, 1\nAT_Y0, 2, 2\nORIGIN, 3, 3\n")
    file.write("*STEP\n*STATIC, SOLVER=SPOOLES\n*TEMPERATURE\nALL, -150\n*NODE PRINT, NSET=CORNER\nU\n*END STEP\n")
    return 3 * len(numbers)


def read_corner(path):
    """uz of the corner [m] from the `.dat` file."""
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file]
    values = [row for row in rows if len(row) == 4 and row[0].isdigit()]
    if not values:
        raise ValueError(f"{path} holds no displacement")
    return 1e-3 * float(values[-1][3])


def main():
    parser = argparse.ArgumentParser(description="Writes the reference problem for CalculiX.")
    parser.add_argument("cells", type=int, help="cells along x and y, a multiple of 5")
    parser.add_argument("file")
    arguments = parser.parse_args()
    if arguments.cells % 5:
        parser.error("the edge of the die is at four fifths of the width: CELLS must be a multiple of 5")
    with open(arguments.file, "w", encoding="utf-8") as file:
        print(f'{{"dofs": {write_model(file, arguments.cells)}}}')


if __name__ == "__main__":
    main()
