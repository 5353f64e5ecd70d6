#!/usr/bin/python3
"""Cure and temperature of a slab that heats itself, by Chebyshev collocation in space and SciPy's Radau method in time.

Independent of the program: other unknowns in space (values at Chebyshev points, even about the middle), another integrator, all equations
written out here. The constants are those of the glass-polyester slab of T. A. Bogetti and J. W. Gillespie, J. Compos. Mater. 25
(1991) 239: dx/dt = A exp(-E / (R T)) x^0.524 (1 - x)^1.476 with A per minute, 25.4 mm thick, heated on both faces. The degree of cure
starts from zero; y = x^(1 - m) makes that start regular. The temperature of the faces is ours (ramp and dwell as given below).

Prints the figures that tests/materials/cure/cure_slab_test.cc compares with.
"""

import numpy
from scipy.integrate import solve_ivp

FACTOR = 3.7e22 / 60  # 1/s
ENERGY = 1.674e5  # J/mol
GAS = 8.31446261815324
M, N = 0.524, 1.476
DENSITY, HEAT_CAPACITY, CONDUCTIVITY, REACTION_HEAT = 1890.0, 1260.0, 0.2163, 77.5e3
THICKNESS = 25.4e-3
START, DWELL, RAMP = 293.15, 363.15, 2.0 / 60  # K, K, K/s
TIMES = (3000.0, 4200.0, 5000.0, 5400.0, 6000.0, 8000.0)  # s


def face_temperature(time):
    return min(DWELL, START + RAMP * time)


def chebyshev(points):
    """Points on [-1, 1] and the matrix of derivatives at them."""
    index = numpy.arange(points + 1)
    x = numpy.cos(numpy.pi * index / points)
    weight = numpy.where((index == 0) | (index == points), 2.0, 1.0) * (-1.0) ** index
    difference = x[:, None] - x[None, :] + numpy.eye(points + 1)
    matrix = weight[:, None] / weight[None, :] / difference
    matrix -= numpy.diag(matrix.sum(axis=1))
    return x, matrix


def solve(points):
    """Times, temperature in the middle and at a quarter, cure in the middle and at the face, and the peak in the middle."""
    x, derivative = chebyshev(points)
    second = derivative @ derivative * (2 / THICKNESS) ** 2
    inner = slice(1, points)
    middle = points // 2

    weights = numpy.where((numpy.arange(points + 1) % points) == 0, 0.5, 1.0) * (-1.0) ** numpy.arange(points + 1)

    def at(position, values):
        difference = position - x
        hit = numpy.isclose(difference, 0, atol=1e-14)
        if hit.any():
            return float(values[hit][0])
        share = weights / difference
        return float(share @ values / share.sum())

    def rates(time, unknowns):
        temperature = numpy.empty(points + 1)
        temperature[[0, points]] = face_temperature(time)
        temperature[inner] = unknowns[: points - 1]
        y = numpy.clip(unknowns[points - 1 :], 0, 1)
        cure = y ** (1 / (1 - M))
        constant = FACTOR * numpy.exp(-ENERGY / (GAS * temperature))
        growth = (1 - M) * constant * (1 - cure) ** N
        reaction = constant * cure**M * (1 - cure) ** N
        heating = (CONDUCTIVITY * (second @ temperature) + DENSITY * REACTION_HEAT * reaction) / (DENSITY * HEAT_CAPACITY)
        return numpy.concatenate([heating[inner], growth])

    start = numpy.concatenate([numpy.full(points - 1, START), numpy.zeros(points + 1)])
    end_of_ramp = (DWELL - START) / RAMP
    pieces = []
    for begin, end in ((0, end_of_ramp), (end_of_ramp, 10800)):
        result = solve_ivp(rates, (begin, end), start, method="Radau", rtol=1e-9, atol=1e-11, dense_output=True)
        start = result.y[:, -1]
        pieces.append((end, result.sol))

    def state(time):
        unknowns = next(solution for end, solution in pieces if time <= end)(time)
        temperature = numpy.empty(points + 1)
        temperature[[0, points]] = face_temperature(time)
        temperature[inner] = unknowns[: points - 1]
        return temperature, numpy.clip(unknowns[points - 1 :], 0, 1) ** (1 / (1 - M))

    figures = []
    for time in TIMES:
        temperature, cure = state(time)
        figures.append((time, temperature[middle], at(0.5, temperature), cure[middle], cure[0]))
    fine = numpy.arange(0, 10800, 0.5)
    middle_temperature = numpy.array([state(time)[0][middle] for time in fine])
    peak = int(middle_temperature.argmax())
    # A parabola through the three highest samples.
    left, top, right = middle_temperature[peak - 1 : peak + 2]
    offset = 0.5 * (left - right) / (left - 2 * top + right)
    return figures, fine[peak] + 0.5 * offset, top - 0.25 * (left - right) * offset


if __name__ == "__main__":
    for points in (32, 48):
        figures, peak_time, peak_temperature = solve(points)
        print(f"{points + 1} points: peak in the middle {peak_temperature:.4f} K at {peak_time:.2f} s")
        for row in figures:
            print("  {:.0f} s: middle {:.4f} K, quarter {:.4f} K, cure middle {:.6f}, cure face {:.6f}".format(*row))
