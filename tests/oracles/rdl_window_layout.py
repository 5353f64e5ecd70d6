#!/usr/bin/python3
"""Writes cases/rdl_window/rdl.gds: two levels of redistribution and the vias between them, symmetric about y = 0, of our own making.

    tests/oracles/rdl_window_layout.py [FILE]

Chains of lines and vias of 2 um at two places, under the middle of the die and near its edge; wide lines, a plane with holes and
their vias elsewhere. Lengths in um, GDSII records by this script alone.
"""

import pathlib
import struct
import sys

FILE = pathlib.Path(__file__).resolve().parents[2] / "cases" / "rdl_window" / "rdl.gds"
RDL_1, VIA, RDL_2 = 10, 11, 12
CHAINS = (150, 450)  # x of the vias of a chain
LINES = (-10, -6, -2, 2, 6, 10)  # y of its lines, 2 um wide


def box(layer, x, y, width, height):
    return layer, x - width / 2, x + width / 2, y - height / 2, y + height / 2


def shapes():
    for x in CHAINS:
        for y in LINES:
            yield (RDL_1, x - 30, x + 1, y - 1, y + 1)
            yield box(VIA, x, y, 2, 2)
            yield (RDL_2, x - 1, x + 30, y - 1, y + 1)
    for sign in (-1, 1):
        for j in range(11):  # a plane, with square holes of 20 um between these bars and the bars of arrays()
            yield box(RDL_2, 0, sign * (70 + 40 * j), 960, 20)


def arrays():
    """Shapes with columns, rows and steps along x and y."""
    for y in (-1, 1):
        yield box(RDL_1, -460, y * 270, 10, 400), 24, 1, 40, 40
        yield box(RDL_2, -480, y * 270, 20, 420), 25, 1, 40, 40
        low = 90 if y > 0 else -450
        yield box(VIA, -460, low, 10, 10), 24, 10, 40, 40
        yield box(RDL_2, -460, low, 12, 12), 24, 10, 40, 40  # lands in the holes
        yield box(RDL_2, -470, low, 20, 4), 24, 10, 40, 40  # which join them to the plane


def record(kind, data_type, body):
    body += b"\0" * (len(body) % 2)
    return struct.pack(">HBB", len(body) + 4, kind, data_type) + body


def real(value):
    exponent = 64
    while value < 1 / 16:
        value, exponent = value * 16, exponent - 1
    return bytes([exponent]) + round(value * 2**56).to_bytes(7, "big")


def boundary(layer, x0, x1, y0, y1):
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    points = b"".join(struct.pack(">ii", round(1000 * x), round(1000 * y)) for x, y in corners)
    return record(8, 0, b"") + record(13, 2, struct.pack(">h", layer)) + record(14, 2, struct.pack(">h", 0)) + record(16, 3, points) + record(17, 0, b"")


def structure(name, body):
    return record(5, 2, bytes(24)) + record(6, 6, name) + body + record(7, 0, b"")


def reference(name, columns, rows, step_x, step_y):
    corners = struct.pack(">iiiiii", 0, 0, 1000 * columns * step_x, 0, 0, 1000 * rows * step_y)
    return record(11, 0, b"") + record(18, 6, name) + record(19, 2, struct.pack(">hh", columns, rows)) + record(16, 3, corners) + record(17, 0, b"")


def stream():
    head = record(0, 2, struct.pack(">h", 600)) + record(1, 2, bytes(24)) + record(2, 6, b"RDL") + record(3, 5, real(1e-3) + real(1e-9))
    names = [f"A{i}".encode() for i, _ in enumerate(arrays())]
    cells = b"".join(structure(name, boundary(*array[0])) for name, array in zip(names, arrays()))
    top = b"".join(boundary(*shape) for shape in shapes()) + b"".join(reference(name, *array[1:]) for name, array in zip(names, arrays()))
    return head + cells + structure(b"TOP", top) + record(4, 0, b"")


if __name__ == "__main__":
    (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_bytes(stream())
