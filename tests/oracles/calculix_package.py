#!/usr/bin/python3
"""A second opinion on a fan-out package: CalculiX on a mesh made here, nothing taken from Sagitta but its case file and its cards.

    tests/oracles/calculix_package.py cases/fan_out_single_die [--size 0.2] [--edge 0.05] [--through 2] [--quarter] [--work DIR]

reads case.yaml, or the case file that is named (the keys that the shipped fan-out cases use) and materials/library, meshes the package with 20-node bricks (C3D20, full
integration) on lines through all die edges, graded towards them, solves conduction and thermoelasticity with ccx (SPOOLES), and prints warpage,
hotspots and probes. Redistribution layers are homogenised by its own code from the published formulas (Mori-Tanaka fibres along x or
along y, a mesh as both laminated in equal parts; docs/theory/homogenised_layers.md). The values stand in the expect.yaml of the fan-out cases, with
version and command. It is run by hand; the test suite compares the exported model with ccx by itself.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = {"mm": 1e-3, "um": 1e-6, "GPa": 1e9, "ppm/K": 1e-6, "%": 1e-2, "W": 1.0, "W/(m K)": 1.0, "W/mK": 1.0, "W/m2K": 1.0}


def number(text):
    """SI value of a quantity as the shipped cases write them."""
    if isinstance(text, (int, float)):
        return float(text)
    value, unit = re.fullmatch(r"\s*([-+.\deE]+)\s*(.*)", text).groups()
    if unit == "degC":
        return float(value) + 273.15
    return float(value) * UNITS[unit]


class Curve:
    """A property of temperature: piecewise linear, constant outside."""

    def __init__(self, entry):
        if isinstance(entry, dict) and "table" in entry:
            self.t = np.array([number(t) for t, _ in entry["table"]])
            self.v = np.array([number(v) for _, v in entry["table"]])
        else:
            self.t, self.v = np.array([300.0]), np.array([number(entry["value"] if isinstance(entry, dict) else entry)])

    def at(self, temperature):
        return np.interp(temperature, self.t, self.v)

    def integral(self, low, high, steps=4000):
        x = low + (high - low) * (np.arange(steps) + 0.5) / steps
        return float(np.mean(self.at(x)) * (high - low))


def isotropic_stiffness(young, poisson):
    c = np.zeros((6, 6))
    c[:3, :3] = young * poisson / ((1 + poisson) * (1 - 2 * poisson))
    c[range(3), range(3)] += young / (1 + poisson)
    c[range(3, 6), range(3, 6)] = young / (2 * (1 + poisson))
    return c


class Card:
    """Stiffness (Voigt xx yy zz yz xz xy), free strain and conductivity of a library card."""

    def __init__(self, name):
        with (ROOT / "materials/library" / f"{name}.yaml").open(encoding="utf-8") as file:
            card = yaml.safe_load(file)
        e = card["elasticity"]
        if e["model"] == "isotropic":
            self.stiffness = isotropic_stiffness(Curve(e["young"]).at(300), Curve(e["poisson"]).at(300))
        else:
            c11, c12, c44 = (Curve(e[key]).at(300) for key in ("c11", "c12", "c44"))
            assert e["model"] == "cubic" and e["in_plane_angle"]["value"] == "45 deg"
            a, b = (c11 + c12) / 2 + c44, (c11 + c12) / 2 - c44
            self.stiffness = np.diag([a, a, c11, c44, c44, (c11 - c12) / 2])
            self.stiffness[0, 1] = self.stiffness[1, 0] = b
            self.stiffness[:2, 2] = self.stiffness[2, :2] = c12
        self.expansion = card["expansion"]
        self.k = Curve(card["conductivity"]["k"])

    def free_strain(self, start, end):
        x = self.expansion
        if x["model"] == "glass_transition":
            below, above, tg = (number(x[key]["value"]) for key in ("below", "above", "glass_transition"))
            return np.full(3, below * (min(end, tg) - min(start, tg)) + above * (max(end, tg) - max(start, tg)))
        assert x["model"] == "tangent"
        return np.full(3, Curve(x["coefficient"]).integral(start, end))

    def conduction(self, temperature):
        return np.full(3, self.k.at(temperature))


class RuledMesh:
    """Traces along x and along y in equal parts, or in one of these directions, each direction fibres in a matrix by Mori-Tanaka."""

    PAIRS = [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]

    AXES = {"mesh": (0, 1), "lines_x": (0, 0), "lines_y": (1, 1)}

    def __init__(self, fraction, metal, dielectric, arrangement):
        self.f, self.metal, self.dielectric, self.axes = fraction, metal, dielectric, self.AXES[arrangement]
        self.lines = [self.concentrations(axis) for axis in self.axes]
        self.parts = [self.effective(a) for a in self.lines]
        self.stiffness, _ = self.laminate(self.parts, [np.zeros(6), np.zeros(6)])

    def polarisation(self, axis):
        """Hill's tensor of a fibre along `axis`, as a 6 x 6 matrix from stress to engineering strain."""
        c, p = self.dielectric.stiffness, np.zeros((3, 3, 3, 3))
        index = np.zeros((3, 3), dtype=int)
        for row, (i, j) in enumerate(self.PAIRS):
            index[i, j] = index[j, i] = row
        full = c[index[:, :, None, None], index[None, None, :, :]]
        angles = (np.arange(512) + 0.5) * np.pi / 512
        others = [a for a in range(3) if a != axis]
        for angle in angles:
            n = np.zeros(3)
            n[others[0]], n[others[1]] = np.cos(angle), np.sin(angle)
            inverse = np.linalg.inv(np.einsum("ijkl,j,l->ik", full, n, n))
            p += np.einsum("ik,j,l->ijkl", inverse, n, n) / len(angles)
        p = (p + p.transpose(1, 0, 2, 3)) / 2
        p = (p + p.transpose(0, 1, 3, 2)) / 2
        result = np.zeros((6, 6))
        for row, (i, j) in enumerate(self.PAIRS):
            for column, (k, m) in enumerate(self.PAIRS):
                result[row, column] = p[i, j, k, m] * (2 if row > 2 else 1) * (2 if column > 2 else 1)
        return result

    def concentrations(self, axis):
        d = np.linalg.inv(np.eye(6) + self.polarisation(axis) @ (self.metal.stiffness - self.dielectric.stiffness))
        matrix = np.linalg.inv((1 - self.f) * np.eye(6) + self.f * d)
        return d @ matrix, matrix

    def effective(self, concentration):
        return self.f * self.metal.stiffness @ concentration[0] + (1 - self.f) * self.dielectric.stiffness @ concentration[1]

    @staticmethod
    def laminate(stiffnesses, strains):
        """Two layers in equal parts sharing e_xx, e_yy, e_xy and s_zz, s_yz, s_xz: stiffness and free strain of the pair."""
        inside, across = [0, 1, 5], [2, 3, 4]
        blocks = []
        for c, e in zip(stiffnesses, strains):
            s = -c @ e  # stress at zero strain
            inverse = np.linalg.inv(c[np.ix_(across, across)])
            q = c[np.ix_(inside, inside)] - c[np.ix_(inside, across)] @ inverse @ c[np.ix_(across, inside)]
            r = c[np.ix_(inside, across)] @ inverse
            blocks.append((inverse, q, r, s[inside] - r @ s[across], inverse @ s[across]))
        inverse, q, r, s_in, e_across = (sum(b[i] for b in blocks) / 2 for i in range(5))
        stiff = np.linalg.inv(inverse)
        c = np.zeros((6, 6))
        c[np.ix_(across, across)] = stiff
        c[np.ix_(inside, across)] = r @ stiff
        c[np.ix_(across, inside)] = (r @ stiff).T
        c[np.ix_(inside, inside)] = q + r @ stiff @ r.T
        # Stress at zero mean strain: s_across = stiff e_across, s_in = mean of what each layer then carries.
        s = np.zeros(6)
        s[across] = stiff @ e_across
        s[inside] = s_in + r @ s[across]
        return c, -np.linalg.solve(c, s)

    def free_strain(self, start, end):
        e_i, e_m = (np.concatenate([card.free_strain(start, end), np.zeros(3)]) for card in (self.metal, self.dielectric))
        strains = []
        for (a_i, a_m), c in zip(self.lines, self.parts):
            load = self.f * a_i.T @ self.metal.stiffness @ e_i + (1 - self.f) * a_m.T @ self.dielectric.stiffness @ e_m
            strains.append(np.linalg.solve(c, load))
        return self.laminate(self.parts, strains)[1][:3]

    def conduction(self, temperature):
        k_i, k_m, f = self.metal.conduction(temperature)[0], self.dielectric.conduction(temperature)[0], self.f
        along = f * k_i + (1 - f) * k_m
        d = 1 / (1 + (k_i - k_m) / (2 * k_m))
        across = ((1 - f) * k_m + f * k_i * d) / (1 - f + f * d)
        return np.array([sum(along if a == axis else across for a in self.axes) / 2 for axis in (0, 1)] + [across])


class Package:
    """Layers, dies and the brick mesh."""

    def __init__(self, case, arguments):
        self.case, self.quarter = case, arguments.quarter
        cards = {}

        def material(entry):
            if isinstance(entry, dict):
                rdl = entry["rdl"]
                return RuledMesh(number(rdl["copper"]), material(rdl["metal"]), material(rdl["dielectric"]), rdl["arrangement"])
            return cards.setdefault(entry, Card(entry))

        package = case["package"]
        free = number(package["stress_free_temperature"])
        self.parts = []  # (name, material, stress-free temperature)
        self.layers = []  # (z0, z1, part, element count)
        z = 0.0
        for layer in package["layers"]:
            self.parts.append((layer["name"], material(layer["material"]), number(layer.get("stress_free_temperature", free))))
            thickness = number(layer["thickness"])
            self.layers.append((z, z + thickness, len(self.parts) - 1, layer.get("elements", 1) * arguments.through))
            z += thickness
        names = [layer["name"] for layer in package["layers"]]
        self.boxes = []  # (box, layer index, part) of parts and dies; the later one holds
        for part in package.get("parts", []):
            (w, h), (x, y) = map(number, part["size"]), map(number, part["position"])
            assert len(part["layers"]) == 1
            (columns, rows), (across, along) = part.get("array", [1, 1]), map(number, part.get("pitch", ["0 mm", "0 mm"]))
            self.parts.append((part["name"], material(part["material"]), number(part.get("stress_free_temperature", free))))
            for i in range(columns):
                for j in range(rows):
                    mx, my = x + (i - (columns - 1) / 2) * across, y + (j - (rows - 1) / 2) * along
                    self.boxes.append(((mx - w / 2, mx + w / 2, my - h / 2, my + h / 2), names.index(part["layers"][0]), len(self.parts) - 1))
        self.dies = []  # (box, layer index, part, power)
        for die in package["dies"]:
            (w, h), (x, y) = map(number, die["size"]), map(number, die["position"])
            assert len(die["layers"]) == 1 and die["active_face"] == "bottom"
            self.parts.append((die["name"], material(die["material"]), free))
            self.dies.append(((x - w / 2, x + w / 2, y - h / 2, y + h / 2), names.index(die["layers"][0]), len(self.parts) - 1, number(die["power"])))
        self.boxes += [die[:3] for die in self.dies]
        size = [number(s) for s in package["outline"]["size"]]
        self.lines = [self.grade(axis, size[axis], arguments) for axis in (0, 1)]
        self.z = np.concatenate([np.linspace(a, b, n, endpoint=False) for a, b, _, n in self.layers] + [[z]])
        self.number_nodes()

    def grade(self, axis, size, arguments):
        """Element boundaries: die edges are lines, cells grow from `edge` beside them to `size` away from them."""
        ends = [0.0 if self.quarter else -size / 2, size / 2]
        edges = sorted({round(v, 12) for box, *_ in self.boxes for v in box[2 * axis : 2 * axis + 2] if ends[0] < v < ends[1]} | set(ends))
        lines = [ends[0]]
        for low, high in zip(edges, edges[1:]):
            grows_left, grows_right = not (self.quarter and low == 0.0), True
            half, widths = (high - low) / (2 if grows_left else 1), []
            width = arguments.edge
            while sum(widths) < half:
                widths.append(min(width, arguments.size))
                width *= 1.6
            widths = [w * half / sum(widths) for w in widths]
            pattern = widths + widths[::-1] if grows_left and grows_right else widths[::-1]
            lines += list(low + np.cumsum(pattern))
            lines[-1] = high
        return np.array(lines)

    def number_nodes(self):
        nx, ny, nz = len(self.lines[0]) - 1, len(self.lines[1]) - 1, len(self.z) - 1
        self.shape = (nx, ny, nz)
        full = [np.empty(2 * len(v) - 1) for v in (*self.lines, self.z)]
        for f, v in zip(full, (*self.lines, self.z)):
            f[::2], f[1::2] = v, (v[:-1] + v[1:]) / 2
        i, j, k = np.meshgrid(*(np.arange(len(f)) for f in full), indexing="ij")
        used = (i % 2 + j % 2 + k % 2) <= 1
        self.ids = np.zeros(i.shape, dtype=int)
        self.ids[used] = np.arange(1, used.sum() + 1)
        self.points = np.stack([full[0][i[used]], full[1][j[used]], full[2][k[used]]], axis=1)
        offsets = [(0, 0, 0), (2, 0, 0), (2, 2, 0), (0, 2, 0), (0, 0, 2), (2, 0, 2), (2, 2, 2), (0, 2, 2), (1, 0, 0), (2, 1, 0), (1, 2, 0),
                   (0, 1, 0), (1, 0, 2), (2, 1, 2), (1, 2, 2), (0, 1, 2), (0, 0, 1), (2, 0, 1), (2, 2, 1), (0, 2, 1)]
        self.elements, self.part_of = [], []
        for z in range(nz):
            middle_z = (self.z[z] + self.z[z + 1]) / 2
            layer = next(n for n, (a, b, _, _) in enumerate(self.layers) if a < middle_z < b)
            for y in range(ny):
                for x in range(nx):
                    mx, my = self.lines[0][x : x + 2].mean(), self.lines[1][y : y + 2].mean()
                    part = self.layers[layer][2]
                    for box, box_layer, box_part in self.boxes:
                        if box_layer == layer and box[0] < mx < box[1] and box[2] < my < box[3]:
                            part = box_part
                    self.part_of.append(part)
                    self.elements.append([self.ids[2 * x + a, 2 * y + b, 2 * z + c] for a, b, c in offsets])
        self.part_of = np.array(self.part_of)

    def plane(self, axis, index):
        return [n for n in np.take(self.ids, index, axis=axis).ravel() if n]

    def element(self, x, y, z):
        return z * self.shape[0] * self.shape[1] + y * self.shape[0] + x + 1


def write_list(file, head, ids, per_line=12):
    file.write(head + "\n")
    for start in range(0, len(ids), per_line):
        file.write(", ".join(str(i) for i in ids[start : start + per_line]) + "\n")


def write_mesh(file, package):
    file.write("*NODE, NSET=ALL\n")
    for n, (x, y, z) in enumerate(package.points, 1):
        file.write(f"{n}, {x * 1e3:.12e}, {y * 1e3:.12e}, {z * 1e3:.12e}\n")  # mm, MPa, W, K
    file.write("*ELEMENT, TYPE=C3D20, ELSET=EALL\n")
    for e, nodes in enumerate(package.elements, 1):
        file.write(f"{e}, " + ", ".join(map(str, nodes[:15])) + ",\n" + ", ".join(map(str, nodes[15:])) + "\n")
    for p in range(len(package.parts)):
        ids = np.flatnonzero(package.part_of == p) + 1
        if len(ids):
            write_list(file, f"*ELSET, ELSET=P{p}", ids)


def run(work, name):
    done = subprocess.run(["ccx", "-i", name], cwd=work, capture_output=True, text=True, check=False)
    if done.returncode or "ERROR" in done.stdout:
        sys.exit(done.stdout[-3000:])


def read_table(path, columns):
    """Node values of the last block of a .dat file."""
    blocks = []
    for line in path.read_text().splitlines():
        words = line.split()
        if len(words) == columns + 1 and words[0].isdigit():
            blocks[-1].append([float(w) for w in words])
        elif line.strip():
            blocks.append([])
    table = np.array(blocks[-1])
    return table[np.argsort(table[:, 0]), 1:]


def solve_heat(package, work):
    case = package.case
    ambient = number(case["thermal"]["films"][0]["film"]["ambient"])
    with (work / "heat.inp").open("w") as file:
        write_mesh(file, package)
        for p, (_, material, _) in enumerate(package.parts):
            temperatures = np.arange(223.15, 620, 12.5)
            file.write(f"*MATERIAL, NAME=M{p}\n*CONDUCTIVITY, TYPE=ORTHO\n")
            for t in temperatures:
                file.write(", ".join(f"{k * 1e-3:.8e}" for k in material.conduction(t)) + f", {t}\n")
            if (package.part_of == p).any():
                file.write(f"*SOLID SECTION, ELSET=P{p}, MATERIAL=M{p}\n")
        file.write(f"*INITIAL CONDITIONS, TYPE=TEMPERATURE\nALL, {ambient}\n*STEP, INC=100\n*HEAT TRANSFER, STEADY STATE, DIRECT\n1., 1.\n")
        nx, ny, nz = package.shape
        for film in case["thermal"]["films"]:
            number_of_face, z = ("F1", 0) if film["face"] == "bottom" else ("F2", nz - 1)
            file.write("*FILM\n")
            for y in range(ny):
                for x in range(nx):
                    file.write(f"{package.element(x, y, z)}, {number_of_face}, {ambient}, {number(film['film']['coefficient']) * 1e-6}\n")
        file.write("*DFLUX\n")
        for box, layer, _, power in package.dies:
            z = int(np.argmin(abs(package.z - package.layers[layer][0])))
            area = (box[1] - box[0]) * (box[3] - box[2]) * 1e6
            for y in range(ny):
                for x in range(nx):
                    if box[0] < package.lines[0][x : x + 2].mean() < box[1] and box[2] < package.lines[1][y : y + 2].mean() < box[3]:
                        file.write(f"{package.element(x, y, z)}, S1, {power / area}\n")
        file.write("*NODE PRINT, NSET=ALL\nNT\n*END STEP\n")
    run(work, "heat")
    return read_table(work / "heat.dat", 1)[:, 0]


def solve_displacement(package, work, temperature):
    """`temperature`: a number, or one per node."""
    with (work / "state.inp").open("w") as file:
        write_mesh(file, package)
        for p, (_, material, free) in enumerate(package.parts):
            c = material.stiffness * 1e-6
            file.write(f"*MATERIAL, NAME=M{p}\n*ELASTIC, TYPE=ORTHO\n")
            file.write(", ".join(f"{v:.8e}" for v in (c[0, 0], c[0, 1], c[1, 1], c[0, 2], c[1, 2], c[2, 2], c[5, 5], c[4, 4])) + f",\n{c[3, 3]:.8e}\n")
            # ccx takes the strain at the start off: start all at 0 K with mean coefficients e(T) / T from there, e from the part's own
            # stress-free temperature.
            file.write("*EXPANSION, TYPE=ORTHO, ZERO=0.\n")
            for t in np.unique(np.concatenate([np.arange(283.15, 560, 5.0), [298.15, 533.15]])):
                file.write(", ".join(f"{e / t:.10e}" for e in material.free_strain(free, t)) + f", {t}\n")
            if (package.part_of == p).any():
                file.write(f"*SOLID SECTION, ELSET=P{p}, MATERIAL=M{p}\n")
        file.write("*INITIAL CONDITIONS, TYPE=TEMPERATURE\nALL, 0.\n")
        file.write("*BOUNDARY\n")
        ends = [len(package.lines[a]) * 2 - 2 for a in (0, 1)]
        if package.quarter:
            for n in package.plane(0, 0):
                file.write(f"{n}, 1, 1\n")
            for n in package.plane(1, 0):
                file.write(f"{n}, 2, 2\n")
            file.write(f"{package.ids[0, 0, 0]}, 3, 3\n")
        else:
            a, b, c = package.ids[0, 0, 0], package.ids[ends[0], 0, 0], package.ids[0, ends[1], 0]
            file.write(f"{a}, 1, 3\n{b}, 2, 3\n{c}, 3, 3\n")
        file.write("*STEP\n*STATIC\n*TEMPERATURE\n")
        for n, t in enumerate(np.broadcast_to(temperature, len(package.points)), 1):
            file.write(f"{n}, {t:.10e}\n")
        file.write("*NODE PRINT, NSET=ALL\nU\n*END STEP\n")
    run(work, "state")
    return read_table(work / "state.dat", 3) * 1e-3


def surface(package, z):
    """Nodes of a horizontal face as one array per plan position."""
    on = np.flatnonzero(np.abs(package.points[:, 2] - z) < 1e-12)
    return on, package.points[on, :2]


def warpage(package, u, zone, z):
    """Signed peak to valley over the zone [m] after the least-squares plane (JEITA ED-7306), from nodes within the zone and its rim."""
    from scipy.interpolate import CloughTocher2DInterpolator

    on, places = surface(package, z)
    heights = u[on, 2]
    if package.quarter:
        sides = [(1, 1), (-1, 1), (1, -1), (-1, -1)]
        places = np.concatenate([places * side for side in sides])
        heights = np.tile(heights, 4)
        places, first = np.unique(np.round(places, 12), axis=0, return_index=True)
        heights = heights[first]
    grid = np.linspace(-0.5, 0.5, 101)
    x, y = np.meshgrid(grid * zone[0], grid * zone[1])
    w = CloughTocher2DInterpolator(places, heights, rescale=True)(x, y)
    plane = np.stack([np.ones(x.size), x.ravel(), y.ravel()], axis=1)
    w = w - (plane @ np.linalg.lstsq(plane, w.ravel(), rcond=None)[0]).reshape(w.shape)
    bows = []
    for diagonal in (np.diag(w), np.diag(w[::-1])):
        from_chord = diagonal - np.linspace(diagonal[0], diagonal[-1], len(diagonal))
        bows.append(from_chord.max() + from_chord.min())
    return float(np.ptp(w)) * np.sign(sum(bows)), bows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=pathlib.Path)
    parser.add_argument("--size", type=float, default=0.4, help="largest element in the plan [mm]")
    parser.add_argument("--edge", type=float, default=0.1, help="element beside edges [mm]")
    parser.add_argument("--through", type=int, default=1, help="elements through the thickness: times those of the case")
    parser.add_argument("--quarter", action="store_true", help="the package is symmetric about x = 0 and y = 0")
    arguments = parser.parse_args()
    arguments.size *= 1e-3
    arguments.edge *= 1e-3
    with (arguments.case / "case.yaml" if arguments.case.is_dir() else arguments.case).open(encoding="utf-8") as file:
        case = yaml.safe_load(file)
    package = Package(case, arguments)
    print(f"{len(package.elements)} elements, {len(package.points)} nodes")
    top = package.z[-1]
    zone = [number(v) for v in case["warpage"]["terminal_zone"]["size"]]
    with tempfile.TemporaryDirectory() as scratch:
        work = pathlib.Path(scratch)
        for state in case["states"]:
            solved = state["temperature"] == "solved"
            temperature = solve_heat(package, work) if solved else number(state["temperature"])
            u = solve_displacement(package, work, temperature)
            print(state["name"])
            for name, z in (("bottom", 0.0), ("top", top)):
                value, bows = warpage(package, u, zone, z)
                print(f"  warpage {name} [um]: {value * 1e6:.4f}, diagonals {bows[0] * 1e6:.4f} {bows[1] * 1e6:.4f}")
            if solved:
                for box, layer, part, _ in package.dies:
                    nodes = np.unique(np.array(package.elements)[package.part_of == part]) - 1
                    hottest = nodes[np.argmax(temperature[nodes])]
                    print(f"  hotspot {package.parts[part][0]} [degC]: {temperature[hottest] - 273.15:.4f} at {package.points[hottest] * 1e3}")
                for name, z in (("bottom", 0.0), ("top", top)):
                    print(f"  temperature {name} [degC]: {temperature[surface(package, z)[0]].min() - 273.15:.4f} to "
                          f"{temperature[surface(package, z)[0]].max() - 273.15:.4f}")


if __name__ == "__main__":
    main()
