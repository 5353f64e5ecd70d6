#!/usr/bin/python3
"""Classical laminate theory of a free plate under a uniform temperature change: curvatures, and stresses at a height.

    {0; 0} = [A B; B D] {e0; k} - {N_T; M_T},   Q = plane-stress stiffness of a layer, e(z) = e0 + z k,   kappa = -d2w/dx2

Independent of Sagitta: numpy only. Printed values stand in cases/bimetal_plate, cases/laminate and the tests of verification.
"""

import numpy as np


def isotropic(young, poisson):
    q = young / (1 - poisson**2)
    return np.array([[q, poisson * q], [poisson * q, q]])


def orthotropic(young_x, young_y, poisson_xy):
    poisson_yx = poisson_xy * young_y / young_x
    d = 1 - poisson_xy * poisson_yx
    return np.array([[young_x, poisson_xy * young_y], [poisson_xy * young_y, young_y]]) / d


def cubic(c11, c12, c44, turned_by_45):
    """Plane-stress stiffness of a (001) plate of a cubic crystal."""
    if turned_by_45:
        a, b = (c11 + c12) / 2 + c44, (c11 + c12) / 2 - c44
    else:
        a, b = c11, c12
    e = c12 * c12 / c11
    return np.array([[a - e, b - e], [b - e, a - e]])


def bend(layers):
    """layers: (thickness, Q, (free strain x, free strain y)) bottom to top, z = 0 at the bottom. Strain at z = 0 and curvatures."""
    stiffness, load, z = np.zeros((4, 4)), np.zeros(4), 0.0
    for thickness, q, free in layers:
        moments = [((z + thickness) ** (n + 1) - z ** (n + 1)) / (n + 1) for n in range(3)]
        stiffness += np.block([[moments[0] * q, moments[1] * q], [moments[1] * q, moments[2] * q]])
        load += np.concatenate([moments[0] * q @ np.array(free), moments[1] * q @ np.array(free)])
        z += thickness
    solution = np.linalg.solve(stiffness, load)
    return solution[:2], solution[2:]


def report(name, layers, distance, stress_heights=()):
    e0, k = bend(layers)
    print(name)
    print(f"  d2w/dx2, d2w/dy2 [1/m]: {-k[0]:.8e} {-k[1]:.8e}")
    print(f"  w({distance * 1e3:g} mm, 0) - w(0, 0), w(0, {distance * 1e3:g} mm) - w(0, 0) [um]: "
          f"{-k[0] * distance**2 / 2 * 1e6:.6f} {-k[1] * distance**2 / 2 * 1e6:.6f}")
    for height in stress_heights:
        z = 0.0
        for thickness, q, free in layers:
            if z <= height <= z + thickness:
                stress = q @ (e0 + height * k - np.array(free))
                print(f"  stress xx, yy at z = {height * 1e6:g} um [MPa]: {stress[0] / 1e6:.6f} {stress[1] / 1e6:.6f}")
            z += thickness


def flat(layers):
    """Strain of layers that are kept flat and free to slide: no resultant force, no curvature."""
    stiffness = sum(thickness * q for thickness, q, _ in layers)
    return np.linalg.solve(stiffness, sum(thickness * q @ np.array(free) for thickness, q, free in layers))


def redistribution_first():
    """cases/process_rdl_first without dies: two films and a mould join a flat glass plate with its release layer at 200, 217 and 125 degC;
    all cool to 25 degC, the glass leaves, and a part of the mould is ground away. A part that joins has its free strain from the strain at
    which it joined."""
    stack = [(1e-3, isotropic(77e9, 0.22), 7.5e-6, 25, 0), (5e-6, isotropic(2e9, 0.35), 60e-6, 25, 0)]

    def free(layers, temperature):
        return [(thickness, q, strain + cte * (temperature - birth) * np.ones(2)) for thickness, q, cte, birth, strain in layers]

    for thickness, young, cte, birth in ((20e-6, 30e9, 20e-6, 200), (30e-6, 30e9, 20e-6, 217), (350e-6, 20e9, 10e-6, 125)):
        stack.append((thickness, isotropic(young, 0.3), cte, birth, flat(free(stack, birth))))
    for name, ground in (("debonded", 0), ("ground", 100e-6)):
        rest = stack[2:4] + [(stack[4][0] - ground, *stack[4][1:])]
        _, k = bend(free(rest, 25))
        print(f"process_rdl_first, {name}: d2w/dx2 [1/m] {-k[0]:.6f}")


if __name__ == "__main__":
    change = -150.0
    report("bimetal_plate", [(0.5e-3, isotropic(130e9, 0.28), (2.6e-6 * change,) * 2), (0.5e-3, isotropic(20e9, 0.30), (10e-6 * change,) * 2)],
           5e-3)
    report("laminate",
           [(50e-6, orthotropic(40e9, 8e9, 0.30), (17e-6 * change, 30e-6 * change)),
            (50e-6, isotropic(3.5e9, 0.33), (35e-6 * change,) * 2),
            (300e-6, cubic(165.7e9, 63.9e9, 79.6e9, True), (2.6e-6 * change,) * 2),
            (200e-6, isotropic(20e9, 0.30), (10e-6 * change,) * 2)],
           5e-3, (399e-6,))
    redistribution_first()
