#!/usr/bin/python3
"""A free laminate under a path of temperature in time, layers elastic, CHILE or viscoelastic: equibiaxial plate theory with memory.

Strain in the plane e(z) = e0 + z k, the same along x and y; no force and no moment; no stress across. Every layer is integrated at two Gauss
points through its thickness (stresses are linear in z). Many short steps in time, each with the shift and the moduli of its middle: of second
order in the step, and run with two step numbers so that the rest is seen. Independent of Sagitta: numpy only. Printed values stand in
tests/verification/history_test.cc and in cases/.
"""

import math

import numpy as np

GAS = 8.31446261815324


def wlf_arrhenius(reference, c1, c2, energy):
    """log a(T): WLF at and above the reference, Arrhenius below it; temperatures in kelvin."""
    def log_shift(temperature):
        if temperature >= reference:
            return -math.log(10) * c1 * (temperature - reference) / (c2 + temperature - reference)
        return energy / GAS * (1 / temperature - 1 / reference)
    return log_shift


def cte12(below, above, transition, free):
    """Free strain from the stress-free temperature."""
    def strain(temperature):
        def integral(t):
            return below * min(t, transition) + above * max(t - transition, 0.0)
        return integral(temperature) - integral(free)
    return strain


class Elastic:
    """Equibiaxial modulus E / (1 - nu), total form."""

    def __init__(self, young, poisson, free_strain):
        self.modulus, self.free = young / (1 - poisson), free_strain

    def start(self):
        pass

    def step(self, duration, before, after):
        """Stress at the end of a step as offset + tangent * strain there."""
        return np.full(2, -self.modulus * self.free(after)), self.modulus

    def commit(self, strain):
        pass


class Chile:
    """stress' = M(T) (strain - free)', M(T) = E(T) / (1 - nu)."""

    def __init__(self, modulus, free_strain):
        self.modulus, self.free = modulus, free_strain

    def start(self):
        self.stress, self.strain, self.last = np.zeros(2), np.zeros(2), None

    def step(self, duration, before, after):
        m = self.modulus(0.5 * (before + after))
        change = self.free(after) - self.free(before)
        self.pending = (m, change)
        return self.stress - m * (self.strain + change), m

    def commit(self, strain):
        m, change = self.pending
        self.stress = self.stress + m * (strain - self.strain - change)
        self.strain = strain


class Viscoelastic:
    """Generalised Maxwell in shear and bulk; stress across vanishes, which gives the strain across."""

    def __init__(self, shear, bulk, log_shift, free_strain):
        self.shear, self.bulk = shear, bulk  # (instantaneous, [(time, weight), ...])
        self.log_shift, self.free = log_shift, free_strain

    def start(self):
        self.in_plane, self.across = np.zeros(2), np.zeros(2)  # mechanical strains
        self.deviators = [np.zeros(2) for _ in range(1 + len(self.shear[1]))]  # xx of each, equilibrium first; zz is -2 xx
        self.means = [np.zeros(2) for _ in range(1 + len(self.bulk[1]))]

    @staticmethod
    def factors(modulus, duration, log_shift):
        instantaneous, arms = modulus
        result = [(1.0, instantaneous * (1 - sum(w for _, w in arms)))]
        for time, weight in arms:
            x = duration * math.exp(-log_shift) / time
            result.append((math.exp(-x), instantaneous * weight * (-math.expm1(-x) / x if x > 0 else 1.0)))
        return result

    def step(self, duration, before, after):
        shift = self.log_shift(0.5 * (before + after))
        self.g = self.factors(self.shear, duration, shift)
        self.k = self.factors(self.bulk, duration, shift)
        self.free_now = self.free(after)  # none at the start: the layer is free of stress there
        self.sum_g, self.sum_k = sum(g for _, g in self.g), sum(k for _, k in self.k)
        self.q = sum(d * q for (d, _), q in zip(self.g, self.deviators))
        self.p = sum(d * p for (d, _), p in zip(self.k, self.means))
        # With changes m in the plane and a across: dev xx = (m - a) / 3, volume 2 m + a, zz: p + K v - 2 (q + 2 G dev) = 0.
        g, k = self.sum_g, self.sum_k
        self.by_m = (4 * g / 3 - 2 * k) / (k + 4 * g / 3)
        self.rest = (2 * self.q - self.p) / (k + 4 * g / 3)
        # xx: q + 2 G (m - a) / 3 + p + K (2 m + a), a = by_m m + rest
        tangent = 2 * g / 3 * (1 - self.by_m) + k * (2 + self.by_m)
        offset = self.q + self.p + (k - 2 * g / 3) * self.rest
        return offset - tangent * (self.in_plane + self.free_now), tangent

    def commit(self, strain):
        m = strain - self.free_now - self.in_plane
        a = self.by_m * m + self.rest
        self.deviators = [d * q + 2 * g * (m - a) / 3 for (d, g), q in zip(self.g, self.deviators)]
        self.means = [d * p + k * (2 * m + a) for (d, k), p in zip(self.k, self.means)]
        self.in_plane = self.in_plane + m


GAUSS = (0.5 - math.sqrt(1 / 12), 0.5 + math.sqrt(1 / 12))


class Laminate:
    """layers: (thickness, material) bottom to top; z = 0 at the bottom."""

    def __init__(self, layers):
        self.layers, z = [], 0.0
        for thickness, material in layers:
            self.layers.append((thickness, z + thickness * np.array(GAUSS), material))
            z += thickness

    def go(self, start, states, steps):
        """Curvature d2w/dx2 [1/m] at every state (temperature [K], duration [s]); `steps` per state."""
        for _, _, material in self.layers:
            material.start()
        curvatures, temperature = [], start
        for target, duration in states:
            for i in range(steps):
                before = temperature + (target - temperature) * i / steps
                after = temperature + (target - temperature) * (i + 1) / steps
                matrix, load = np.zeros((2, 2)), np.zeros(2)
                for thickness, z, material in self.layers:
                    offset, tangent = material.step(duration / steps, before, after)
                    w = thickness / 2
                    for n in range(2):
                        load[n] -= w * np.sum(offset * z**n)
                        for m in range(2):
                            matrix[n, m] += w * tangent * np.sum(z ** (n + m))
                strain = np.linalg.solve(matrix, load)
                for _, z, material in self.layers:
                    material.commit(strain[0] + z * strain[1])
            temperature = target
            curvatures.append(-strain[1])
        return curvatures
