#!/usr/bin/python3
"""Stresses of parts of an exported model by CalculiX: means over their volume, and what 95 % and 99 % of it stay below.

    sagitta export cases/rdl_window/case.yaml --set 'mesh={plan: {resolution: 2 um, elsewhere: 50 um}}' --format inp -o window.inp
    tests/oracles/calculix_window.py window.inp [PART ...]

adds *EL PRINT of the sets of the parts to the last step, runs ccx (SPOOLES, 20-node bricks with 27 Gauss points) and prints, of every part
and its first state, the mean of the six stresses xx, yy, zz, xy, xz, yz, of the von Mises stress and of the first principal stress, by
Gauss weights and the volumes of the bricks; the shares count bricks by their means, as Sagitta counts cells. A part is the name of a set
without its number and `E_`, in small letters, and stands for all sets that begin with it and a number: vias -> VIAS_1 to VIAS_6; `vias=` is the set
VIAS alone. Run by hand; the values stand in cases/rdl_window/expect.yaml.
"""

import argparse
import pathlib
import re
import subprocess

import numpy as np

WEIGHTS = np.array([5 / 9, 8 / 9, 5 / 9])
WEIGHTS = (WEIGHTS[:, None, None] * WEIGHTS[None, :, None] * WEIGHTS[None, None, :]).ravel() / 8


def read_model(path):
    """Nodes, the corners of the bricks, the bricks of each set."""
    nodes, bricks, sets, mode = {}, {}, {}, None
    with path.open(encoding="utf-8") as file:
        pending = []
        for line in file:
            if line.startswith("*"):
                element = re.match(r"\*ELEMENT.*ELSET=(\S+)", line)
                mode = "node" if line.startswith("*NODE\n") or line.startswith("*NODE,") else "element" if element else None
                if element:
                    sets[element.group(1)] = []
                    name = element.group(1)
                pending = []
            elif mode == "node":
                number, *at = line.split(",")
                nodes[int(number)] = [float(v) for v in at]
            elif mode == "element":
                pending += [int(v) for v in line.split(",") if v.strip()]
                if len(pending) == 21:
                    bricks[pending[0]] = pending[1:9]
                    sets[name].append(pending[0])
                    pending = []
    return nodes, bricks, sets


def chosen_sets(sets, part):
    name = part.rstrip("=").upper()
    pattern = rf"E_\d+_{re.escape(name)}" + ("" if part.endswith("=") else r"_\d+")
    return [s for s in sets if re.fullmatch(pattern, s)]


def with_prints(path, names):
    text = path.read_text(encoding="utf-8")
    prints = "".join(f"*EL PRINT, ELSET={name}\nS\n" for name in names)
    text = re.sub(r"\*NODE FILE\n.*\n\*EL FILE\n.*\n", "", text)
    result = path.with_name(path.stem + "_print.inp")
    result.write_text(text.replace("*END STEP", prints + "*END STEP", 1), encoding="utf-8")
    return result


def read_stresses(path):
    """Brick -> 27 x 6 stresses xx, yy, zz, xy, xz, yz of the first step [Pa]."""
    stresses = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) == 8 and words[0].isdigit() and words[1].isdigit():
            stresses.setdefault(int(words[0]), []).append([float(w) for w in words[2:]])
    return stresses


def scalars(s):
    """Von Mises and first principal stress of rows xx, yy, zz, xy, xz, yz."""
    xx, yy, zz, xy, xz, yz = s.T
    mises = np.sqrt(((xx - yy) ** 2 + (yy - zz) ** 2 + (zz - xx) ** 2) / 2 + 3 * (xy**2 + xz**2 + yz**2))
    tensors = np.stack([np.stack([xx, xy, xz], -1), np.stack([xy, yy, yz], -1), np.stack([xz, yz, zz], -1)], -2)
    return mises, np.linalg.eigvalsh(tensors)[:, -1]


def below(values, volumes, share):
    order = np.argsort(values)
    return values[order][np.searchsorted(np.cumsum(volumes[order]), share * volumes.sum() * (1 - 1e-9))]


def report(part, bricks, model, stresses):
    nodes, corners, _ = model
    volumes, means, mises, principal = [], [], [], []
    for brick in bricks:
        at = np.array([nodes[n] for n in corners[brick]])
        volumes.append(np.prod(at.max(0) - at.min(0)))
        s = np.array(stresses[brick])
        means.append(WEIGHTS @ s)
        by_point = scalars(s)
        mises.append(WEIGHTS @ by_point[0])
        principal.append(WEIGHTS @ by_point[1])
    volumes = np.array(volumes)
    share = volumes / volumes.sum()
    print(f"{part}: {len(bricks)} bricks, {1e18 * volumes.sum():.6g} um3")
    print("  mean xx yy zz xy xz yz [MPa]", *(f"{v:.4f}" for v in 1e-6 * (share @ np.array(means))))
    for name, values in (("von Mises", np.array(mises)), ("first principal", np.array(principal))):
        print(f"  {name} [MPa]: mean {1e-6 * (share @ values):.4f}, 95 % below {1e-6 * below(values, volumes, .95):.4f}, 99 % below {1e-6 * below(values, volumes, .99):.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("parts", nargs="*", default=["lines_1", "lines_1=", "vias", "vias=", "lines_2", "lines_2="])
    arguments = parser.parse_args()
    model = read_model(arguments.model)
    names = {part: chosen_sets(model[2], part) for part in arguments.parts}
    printed = with_prints(arguments.model, sorted({name for group in names.values() for name in group}))
    subprocess.run(["ccx", printed.stem], cwd=printed.parent, check=True, stdout=subprocess.DEVNULL)
    stresses = read_stresses(printed.with_suffix(".dat"))
    for part, group in names.items():
        report(part, [brick for name in group for brick in model[2][name]], model, stresses)
        if len(group) > 1:
            for name in group:
                report(name, model[2][name], model, stresses)


if __name__ == "__main__":
    main()
