#!/usr/bin/python3
"""Bow of a board whose copper layers have unequal fractions of copper, as a free laminate, and its bow by IPC-TM-650.

A copper layer is a mesh: fibres of copper along x and along y in resin, in equal parts, as plies one above the other. The constants of a
fibre ply are those of composite cylinders (Hashin, J. Appl. Mech. 46 (1979) 543; Rosen and Hashin, Int. J. Eng. Sci. 8 (1970) 157), with the
lower Hashin bound of the transverse shear modulus. Independent of Sagitta: numpy only. The values stand in cases/board_copper_imbalance.
"""

import numpy as np

from laminate_theory import bend, orthotropic

GPA, PPM, MM, UM = 1e9, 1e-6, 1e-3, 1e-6


def fibre_ply(copper, resin, fraction):
    """(young, poisson, expansion) of fibre and matrix -> E along, E across, nu along-across, expansions along and across."""
    (e_f, nu_f, a_f), (e_m, nu_m, a_m), f, m = copper, resin, fraction, 1 - fraction
    g_f, g_m = e_f / (2 * (1 + nu_f)), e_m / (2 * (1 + nu_m))
    k_f, k_m = g_f / (1 - 2 * nu_f), g_m / (1 - 2 * nu_m)  # plane-strain bulk moduli
    d = m / k_f + f / k_m + 1 / g_m
    along = m * e_m + f * e_f + 4 * m * f * (nu_f - nu_m) ** 2 / d
    nu = m * nu_m + f * nu_f + m * f * (nu_f - nu_m) * (1 / k_m - 1 / k_f) / d
    k = k_m + f / (1 / (k_f - k_m) + m / (k_m + g_m))
    g = g_m + f / (1 / (g_f - g_m) + m * (k_m + 2 * g_m) / (2 * g_m * (k_m + g_m)))
    across = 4 * k * g / (k + g * (1 + 4 * k * nu**2 / along))
    # Levin: the strains of both phases under a stress of the ply fix the expansions; here by the compliances of isotropic phases.
    b_f, b_m = 3 * (1 - 2 * nu_f) / e_f, 3 * (1 - 2 * nu_m) / e_m  # compressibilities
    s_along = (1 - 2 * nu) / along                               # strain along under an equal pressure
    nu_transverse = (k - g * (1 + 4 * k * nu**2 / along)) / (k + g * (1 + 4 * k * nu**2 / along))
    s_across = 1 / across - nu_transverse / across - nu / along
    mean_a, mean_b = f * a_f + m * a_m, f * b_f + m * b_m
    rate = (a_f - a_m) / (b_f / 3 - b_m / 3)
    return along, across, nu, mean_a + rate * (s_along - mean_b / 3), mean_a + rate * (s_across - mean_b / 3)


def mesh_layer(thickness, copper, resin, fraction, change):
    """Both directions in equal parts: the mean of stiffness and load of two plies."""
    along, across, nu, a_along, a_across = fibre_ply(copper, resin, fraction)
    x = orthotropic(along, across, nu)
    y = x[::-1, ::-1]
    load = (x @ [a_along, a_across] + y @ [a_across, a_along]) / 2
    q = (x + y) / 2
    return thickness, q, np.linalg.solve(q, load) * change


if __name__ == "__main__":
    copper, resin = (110 * GPA, 0.34, 17 * PPM), (3.5 * GPA, 0.35, 60 * PPM)
    change, length, width = -150.0, 160 * MM, 100 * MM

    def glass(thickness):
        return thickness, orthotropic(27 * GPA, 25 * GPA, 0.15), np.array([11, 12]) * PPM * change

    def bow(name, bottom, top):
        inner = mesh_layer(18 * UM, copper, resin, 0.60, change)
        _, k = bend([bottom, glass(150 * UM), inner, glass(300 * UM), inner, glass(150 * UM), top])
        # kappa = -d2w/dx2: positive when the middle lies above the edges
        print(f"{name}: bow along x, y [%] {100 * k[0] * length / 8:.5f} {100 * k[1] * width / 8:.5f}; largest deflections of the edges [um] "
              f"{k[0] * length**2 / 8 * 1e6:.2f} {k[1] * width**2 / 8 * 1e6:.2f}")

    def mesh(fraction):
        return mesh_layer(35 * UM, copper, resin, fraction, change)

    def lines(fraction, along_x):
        along, across, nu, a_along, a_across = fibre_ply(copper, resin, fraction)
        q, free = orthotropic(along, across, nu), np.array([a_along, a_across]) * change
        return (35 * UM, q, free) if along_x else (35 * UM, q[::-1, ::-1], free[::-1])

    bow("70 % below, 40 % above", mesh(0.70), mesh(0.40))
    bow("20 % along x below, 20 % along y above", lines(0.20, True), lines(0.20, False))
