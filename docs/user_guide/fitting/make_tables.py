#!/usr/bin/env python3
"""Writes the tables of the example of docs/user_guide/fitting.md: SYNTHETIC data of a compound that does not exist.

    python3 docs/user_guide/fitting/make_tables.py

The constants below are what `sagitta materials fit` is to find again. They are of the size that filled epoxies have; they belong to none.
Noise is normal, from fixed seeds.
"""

import math
import pathlib
import random

FOLDER = pathlib.Path(__file__).resolve().parent
GAS = 8.31446261815324
NOTE = "# SYNTHETIC data, written by make_tables.py: of no existing material\n"


def write(name, columns, rows):
    lines = [",".join(columns)] + [",".join(f"{value:.6g}" for value in row) for row in rows]
    (FOLDER / name).write_text(NOTE + "\n".join(lines) + "\n", encoding="utf-8")


# Relaxation of Young's modulus: 60 Maxwell elements between 1e-12 and 100 s at 150 degC; WLF above, Arrhenius below.
TIMES = [10 ** (-12 + 14 * i / 59) for i in range(60)]
GLASSY, RUBBERY = 20e9, 0.8e9
C1, C2, ENERGY, REFERENCE = 25.0, 80.0, 300e3, 150.0


def bell(time):
    z = (math.log10(time) + 3.5) / 2.6
    return math.exp(-z * z) * (1 + 0.8 * math.tanh(z))


WHOLE = sum(bell(time) for time in TIMES)
WEIGHTS = [(GLASSY - RUBBERY) * bell(time) / WHOLE for time in TIMES]


def shift(celsius):
    if celsius >= REFERENCE:
        return 10 ** (-C1 * (celsius - REFERENCE) / (C2 + celsius - REFERENCE))
    return math.exp(ENERGY / GAS * (1 / (celsius + 273.15) - 1 / (REFERENCE + 273.15)))


def dynamic_modulus(frequency, celsius):
    omega = 2j * math.pi * frequency * shift(celsius)
    return RUBBERY + sum(w * omega * t / (1 + omega * t) for w, t in zip(WEIGHTS, TIMES))


def dma():
    noise = random.Random(1)
    rows = []
    for celsius in range(120, 191, 10):
        for step in range(13):
            frequency = 0.1 * 10 ** (step / 4)
            modulus = dynamic_modulus(frequency, celsius)
            storage = modulus.real * (1 + 0.01 * noise.gauss(0, 1))
            loss = modulus.imag + 0.03 * max(modulus.imag, 0.001 * modulus.real) * noise.gauss(0, 1)
            rows.append((celsius, frequency, storage * 1e-6, loss * 1e-6))
    write("dma.csv", ("temperature [degC]", "frequency [Hz]", "storage modulus [MPa]", "loss modulus [MPa]"), rows)


# Expansion: 9 ppm/K below and 31 ppm/K above 155 degC, with a transition of 6 K.
def tma():
    noise = random.Random(2)
    rows = []
    for celsius in range(30, 251, 2):
        x = (celsius - 155) / 6
        ramp = 6 * (math.log1p(math.exp(-abs(x))) + max(x, 0))
        rows.append((celsius, 9e-6 * (celsius - 155) + 22e-6 * ramp + 1e-5 * noise.gauss(0, 1)))
    write("tma.csv", ("temperature [degC]", "strain [-]"), rows)


# Cure: Kamal and Sourour, 60 J/g per mass of the compound, 0.1 % cured at the start.
def cure_rate(x, kelvin):
    k1 = 2e5 * math.exp(-75e3 / (GAS * kelvin))
    k2 = 4e5 * math.exp(-65e3 / (GAS * kelvin))
    return (k1 + k2 * x**0.8) * max(1 - x, 0) ** 1.4


def dsc():
    noise = random.Random(3)
    for heating in (5, 10, 20):
        duration, points, substeps = 230 * 60 / heating, 93, 60

        def kelvin(t, heating=heating):
            return 303.15 + heating / 60 * t

        step = duration / (points - 1) / substeps
        x, t, rows = 0.001, 0.0, []
        for _ in range(points):
            rows.append([t, kelvin(t) - 273.15, 60 * cure_rate(x, kelvin(t))])
            for _ in range(substeps):
                a = cure_rate(x, kelvin(t))
                b = cure_rate(x + step / 2 * a, kelvin(t + step / 2))
                c = cure_rate(x + step / 2 * b, kelvin(t + step / 2))
                d = cure_rate(x + step * c, kelvin(t + step))
                x, t = min(x + step / 6 * (a + 2 * b + 2 * c + d), 1.0), t + step
        largest = max(row[2] for row in rows)
        for row in rows:
            row[2] += 0.01 * largest * noise.gauss(0, 1)
        write(f"dsc_{heating}.csv", ("time [s]", "temperature [degC]", "heat flow [W/g]"), rows)


# Glass transition over the degree of cure: DiBenedetto, -10 to 155 degC, lambda 0.4.
def glass_transition():
    noise = random.Random(4)
    cures = (0, 0.15, 0.3, 0.45, 0.55, 0.65, 0.75, 0.82, 0.88, 0.93, 0.97, 1)
    rows = [(x, -10 + 165 * 0.4 * x / (1 - 0.6 * x) + 1.5 * noise.gauss(0, 1)) for x in cures]
    write("glass_transition.csv", ("degree of cure [-]", "glass transition [degC]"), rows)


# A metal: Young's modulus, yield stress, Voce's range and rate, cold and hot.
def tension():
    noise = random.Random(5)
    for celsius, young, yield_stress in ((25, 115e9, 140e6), (125, 105e9, 115e6)):
        rows = []
        for strain in [1e-4 * i for i in range(1, 13)] + [1.2e-3 + 1e-3 * i for i in range(1, 61)]:
            low, high = 0.0, young * strain
            for _ in range(100):
                stress = (low + high) / 2
                plastic = strain - stress / young
                if stress < yield_stress + 60e6 * (1 - math.exp(-25 * plastic)):
                    low = stress
                else:
                    high = stress
            rows.append((strain, low * 1e-6 + 1.0 * noise.gauss(0, 1)))
        write(f"tension_{celsius}.csv", ("strain [-]", "stress [MPa]"), rows)


if __name__ == "__main__":
    for make in (dma, tma, dsc, glass_transition, tension):
        make()
