#!/usr/bin/python3
"""Temperatures of a plate whose bottom takes the powers of a floorplan of HotSpot and whose top has a film: an exact series.

    T(x, y, 0) = T_film + sum_mn q_mn Z_mn cos(m pi x / a) cos(n pi y / b),
    Z = (k g + h tanh(g t)) / (k g (k g tanh(g t) + h)),   g = pi sqrt((m/a)^2 + (n/b)^2),   Z_00 = 1/h + t/k,

with q_mn the cosine coefficients of the power per area and adiabatic sides. Independent of Sagitta: it reads the files itself, numpy only.
The values stand in cases/floorplan_trace.
"""

import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "cases" / "floorplan_trace"
A, B, THICKNESS, CONDUCTIVITY, FILM, AMBIENT, MODES = 0.010, 0.008, 0.3e-3, 120.0, 2e4, 45.0, 2000


def read():
    units = {}
    for line in (FOLDER / "cores.flp").read_text().splitlines():
        words = line.split("#")[0].split()
        if words:
            units[words[0]] = [float(word) for word in words[1:5]]
    rows = [line.split() for line in (FOLDER / "cores.ptrace").read_text().splitlines()]
    return units, rows[0], np.array([[float(word) for word in row] for row in rows[1:]])


def integral(low, high, length):
    """Of cos(m pi x / length) from low to high."""
    m = np.arange(MODES) * np.pi / length
    return np.concatenate([[high - low], (np.sin(m[1:] * high) - np.sin(m[1:] * low)) / m[1:]])


def report(name, units, names, powers):
    q = np.zeros((MODES, MODES))
    for unit, power in zip(names, powers):
        width, height, left, bottom = units[unit]
        q += power / (width * height) * np.outer(integral(left, left + width, A), integral(bottom, bottom + height, B))
    half = np.where(np.arange(MODES) == 0, 1.0, 0.5)
    q /= np.outer(A * half, B * half)
    g = np.hypot(*np.meshgrid(np.arange(MODES) * np.pi / A, np.arange(MODES) * np.pi / B, indexing="ij"))
    g[0, 0] = 1
    t = np.tanh(g * THICKNESS)
    z = (CONDUCTIVITY * g + FILM * t) / (CONDUCTIVITY * g * (CONDUCTIVITY * g * t + FILM))
    z[0, 0] = 1 / FILM + THICKNESS / CONDUCTIVITY
    print(f"{name}: {sum(powers):.6g} W")
    for unit in ("cache", "core_1", "core_4", "clock"):
        width, height, left, bottom = units[unit]
        x, y = left + width / 2, bottom + height / 2
        modes = np.arange(MODES) * np.pi
        print(f"  middle of {unit}: {AMBIENT + np.cos(modes * x / A) @ (q * z) @ np.cos(modes * y / B):.4f} degC")


if __name__ == "__main__":
    units, names, powers = read()
    report("mean", units, names, powers.mean(axis=0))
    report("second instant", units, names, powers[1])
