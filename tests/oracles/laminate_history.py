#!/usr/bin/python3
"""A free laminate under a path of temperature and cure in time, layers elastic, CHILE or viscoelastic: equibiaxial plate theory with memory.

Strain in the plane e(z) = e0 + z k, the same along x and y; no force and no moment; no stress across. Every layer is integrated at two Gauss
points through its thickness (stresses are linear in z). Many short steps in time, each with the shift and the moduli of its middle: of second
order in the step, and run with two step numbers so that the rest is seen. Independent of Sagitta: numpy only. The printed values stand in
cases/mould_cure.
"""

import math

import numpy as np

GAS = 8.31446261815324


class Reaction:
    """dx/dt = A exp(-E / (R T)) (1 - x), by Runge and Kutta's rule of fourth order."""

    def __init__(self, factor, energy):
        self.factor, self.energy = factor, energy

    def advance(self, cure, duration, before, after):
        def rate(x, t):
            return self.factor * math.exp(-self.energy / (GAS * t)) * (1 - x)
        middle, h = 0.5 * (before + after), duration
        k1 = rate(cure, before)
        k2 = rate(cure + h * k1 / 2, middle)
        k3 = rate(cure + h * k2 / 2, middle)
        k4 = rate(cure + h * k3, after)
        return cure + h * (k1 + 2 * k2 + 2 * k3 + k4) / 6


def dibenedetto(uncured, cured, factor):
    return lambda cure: uncured + (cured - uncured) * factor * cure / (1 - (1 - factor) * cure)


def wlf_arrhenius(reference, c1, c2, energy, transition):
    """log a(T, x): WLF at and above the reference, Arrhenius below it; the reference moves with Tg(x) - Tg(1). Temperatures in kelvin."""
    def log_shift(temperature, cure):
        junction = reference + transition(cure) - transition(1.0)
        if temperature >= junction:
            return -math.log(10) * c1 * (temperature - junction) / (c2 + temperature - junction)
        return energy / GAS * (1 / temperature - 1 / junction)
    return log_shift


def cte12(below, above, transition):
    """Free strain between two temperatures at a degree of cure, which says where the transition is."""
    def integral(start, end, cure):
        passed = transition(cure)
        return below * (min(end, passed) - min(start, passed)) + above * (max(end, passed) - max(start, passed))
    return integral


def linear(coefficient):
    return lambda temperature: coefficient * temperature


def linear_shrinkage(gel, complete):
    """Free strain by cure."""
    return lambda cure: -complete * max(cure - gel, 0.0) / (1 - gel)


class Elastic:
    """Equibiaxial modulus E / (1 - nu), total form."""

    def __init__(self, young, poisson, expansion, stress_free):
        self.modulus, self.expansion, self.stress_free = young / (1 - poisson), expansion, stress_free

    def start(self, temperature, cure):
        pass

    def step(self, duration, before, after):
        """Stress at the end of a step as offset + tangent * strain there; instants are (temperature, cure)."""
        return np.full(2, -self.modulus * (self.expansion(after[0]) - self.expansion(self.stress_free))), self.modulus

    def commit(self, strain):
        pass


class Curing:
    """What both laws with memory share: the free strain, thermal and by cure, none at the start."""

    def __init__(self, expansion, shrinkage):
        self.expansion, self.shrinkage = expansion, shrinkage

    def start(self, temperature, cure):
        self.free = 0.0

    def grow(self, before, after):
        """The change of the free strain in a step."""
        return self.expansion(before[0], after[0], 0.5 * (before[1] + after[1])) + self.shrinkage(after[1]) - self.shrinkage(before[1])


class Chile(Curing):
    """stress' = M(T, x) (strain - free)', M = E / (1 - nu)."""

    def __init__(self, modulus, expansion, shrinkage):
        super().__init__(expansion, shrinkage)
        self.modulus = modulus

    def start(self, temperature, cure):
        super().start(temperature, cure)
        self.stress, self.strain = np.zeros(2), np.zeros(2)

    def step(self, duration, before, after):
        m = self.modulus(0.5 * (before[0] + after[0]), 0.5 * (before[1] + after[1]))
        self.pending = (m, self.grow(before, after))
        return self.stress - m * (self.strain + self.pending[1]), m

    def commit(self, strain):
        m, change = self.pending
        self.stress = self.stress + m * (strain - self.strain - change)
        self.strain = strain


class Viscoelastic(Curing):
    """Generalised Maxwell in shear and bulk, the equilibrium shear modulus grows with the cure; stress across vanishes, which gives the
    strain across."""

    def __init__(self, shear, bulk, log_shift, growth, expansion, shrinkage):
        super().__init__(expansion, shrinkage)
        self.shear, self.bulk = shear, bulk  # (instantaneous, [(time, weight), ...])
        self.log_shift, self.growth = log_shift, growth

    def start(self, temperature, cure):
        super().start(temperature, cure)
        self.in_plane, self.across = np.zeros(2), np.zeros(2)  # mechanical strains
        self.deviators = [np.zeros(2) for _ in range(1 + len(self.shear[1]))]  # xx of each, equilibrium first; zz is -2 xx
        self.means = [np.zeros(2) for _ in range(1 + len(self.bulk[1]))]

    @staticmethod
    def factors(modulus, duration, log_shift, grown):
        instantaneous, arms = modulus
        result = [(1.0, instantaneous * (1 - sum(w for _, w in arms)) * grown)]
        for time, weight in arms:
            x = duration * math.exp(-log_shift) / time
            result.append((math.exp(-x), instantaneous * weight * (-math.expm1(-x) / x if x > 0 else 1.0)))
        return result

    def step(self, duration, before, after):
        temperature, cure = 0.5 * (before[0] + after[0]), 0.5 * (before[1] + after[1])
        shift = self.log_shift(temperature, cure)
        self.g = self.factors(self.shear, duration, shift, self.growth(cure))
        self.k = self.factors(self.bulk, duration, shift, 1.0)
        self.free_now = self.free + self.grow(before, after)
        g, k = sum(g for _, g in self.g), sum(k for _, k in self.k)
        q = sum(d * q for (d, _), q in zip(self.g, self.deviators))
        p = sum(d * p for (d, _), p in zip(self.k, self.means))
        # With changes m in the plane and a across: dev xx = (m - a) / 3, volume 2 m + a, zz: p + K v - 2 (q + 2 G dev) = 0.
        self.by_m = (4 * g / 3 - 2 * k) / (k + 4 * g / 3)
        self.rest = (2 * q - p) / (k + 4 * g / 3)
        # xx: q + 2 G (m - a) / 3 + p + K (2 m + a), a = by_m m + rest
        tangent = 2 * g / 3 * (1 - self.by_m) + k * (2 + self.by_m)
        offset = q + p + (k - 2 * g / 3) * self.rest
        return offset - tangent * (self.in_plane + self.free_now), tangent

    def commit(self, strain):
        m = strain - self.free_now - self.in_plane
        a = self.by_m * m + self.rest
        self.deviators = [d * q + 2 * g * (m - a) / 3 for (d, g), q in zip(self.g, self.deviators)]
        self.means = [d * p + k * (2 * m + a) for (d, k), p in zip(self.k, self.means)]
        self.in_plane, self.free = self.in_plane + m, self.free_now


GAUSS = (0.5 - math.sqrt(1 / 12), 0.5 + math.sqrt(1 / 12))


def follow(layers, reaction, start, states, steps):
    """layers: (thickness, material) bottom to top, z = 0 at the bottom; start: (temperature [K], cure); states: (temperature, duration [s]).
    Curvature d2w/dx2 [1/m] and degree of cure at every state, `steps` steps to each."""
    placed, z = [], 0.0
    for thickness, material in layers:
        placed.append((thickness, z + thickness * np.array(GAUSS), material))
        material.start(*start)
        z += thickness
    found, (temperature, cure) = [], start
    for target, duration in states:
        for i in range(steps):
            before = (temperature + (target - temperature) * i / steps, cure)
            later = temperature + (target - temperature) * (i + 1) / steps
            after = (later, reaction.advance(cure, duration / steps, before[0], later))
            matrix, load = np.zeros((2, 2)), np.zeros(2)
            for thickness, points, material in placed:
                offset, tangent = material.step(duration / steps, before, after)
                for n in range(2):
                    load[n] -= thickness / 2 * np.sum(offset * points**n)
                    for m in range(2):
                        matrix[n, m] += thickness / 2 * tangent * np.sum(points ** (n + m))
            strain = np.linalg.solve(matrix, load)
            for _, points, material in placed:
                material.commit(strain[0] + points * strain[1])
            cure = after[1]
        temperature = target
        found.append((-strain[1], cure))
    return found


def mould_cure(law):
    """The layers of cases/mould_cure with one of the laws for the mould."""
    kelvin = 273.15
    transition = dibenedetto(kelvin, kelvin + 150, 0.4)
    expansion, shrinkage = cte12(10e-6, 40e-6, transition), linear_shrinkage(0.6, 0.3e-2)
    points = ([kelvin + t for t in (25, 120, 150, 180)], [20e9, 16e9, 8e9, 0.3e9])
    if law == "elastic":
        class TotalForm(Elastic):
            def step(self, duration, before, after):
                self.modulus = np.interp(after[0], *points) / (1 - 0.3)
                return super().step(duration, before, after)
        mould = TotalForm(20e9, 0.3, lambda t: expansion(kelvin, t, 1.0), kelvin + 125)
    elif law == "chile":
        # Up to the gel point a liquid with a free surface, which carries nothing.
        mould = Chile(lambda temperature, cure: (cure > 0.6) * np.interp(temperature - transition(cure) + transition(1.0), *points) / (1 - 0.3),
                      expansion, shrinkage)
    else:
        def growth(cure):
            return ((cure**2 - 0.6**2) / (1 - 0.6**2)) ** (8 / 3) if cure > 0.6 else 0.0
        shear = (8e9, [(1e-3, 0.15), (0.1, 0.25), (10.0, 0.30), (1e3, 0.20), (1e5, 0.08)])
        bulk = (16e9, [(10.0, 0.5)])
        mould = Viscoelastic(shear, bulk, wlf_arrhenius(kelvin + 150, 17.44, 51.6, 350e3, transition), growth, expansion, shrinkage)
    return [(0.3e-3, Elastic(130e9, 0.28, linear(2.6e-6), kelvin + 125)), (0.2e-3, mould)]


def reflow():
    """The layers of cases/reflow_warpage_curve without its die, with an elastic film for the redistribution; the mould has cured."""
    kelvin = 273.15
    def transition(cure):
        return kelvin + 150
    mould = Viscoelastic((8e9, [(1e-3, 0.15), (0.1, 0.25), (10.0, 0.30), (1e3, 0.20), (1e5, 0.08)]), (16e9, [(10.0, 0.5)]),
                         wlf_arrhenius(kelvin + 150, 17.44, 51.6, 350e3, transition), lambda cure: 1.0,
                         cte12(10e-6, 40e-6, transition), lambda cure: 0.0)
    return [(30e-6, Elastic(30e9, 0.3, linear(20e-6), kelvin + 175)), (0.35e-3, mould)]


# Temperature [degC] and duration [s].
REFLOW = (("cured", 175, 60), ("room", 25, 1800), ("up_50", 50, 25), ("up_100", 100, 50), ("up_125", 125, 25), ("up_150", 150, 25),
          ("up_183", 183, 33), ("up_217", 217, 34), ("peak", 260, 43), ("down_217", 217, 43), ("down_183", 183, 34), ("down_150", 150, 33),
          ("down_125", 125, 25), ("down_100", 100, 25), ("down_50", 50, 50), ("again", 25, 25))


if __name__ == "__main__":
    STATES = (("moulded", 125, 600), ("heated", 150, 600), ("cured", 150, 3600), ("room", 25, 1800), ("reflow", 240, 300),
              ("again", 25, 600))
    for law in ("viscoelastic", "chile", "elastic"):
        print(f"mould_cure, {law}: uz(5 mm, 0) - uz(0, 0) [um] and degree of cure, with 1000 and 4000 steps to every state")
        results = [follow(mould_cure(law), Reaction(2.0e6, 70e3), (273.15 + 125, 0.02),
                          [(273.15 + t, d) for _, t, d in STATES], steps) for steps in (1000, 4000)]
        for (name, _, _), coarse, fine in zip(STATES, *results):
            print(f"  {name:8} {coarse[0] * 12.5:12.6f} {fine[0] * 12.5:12.6f}   {fine[1]:.6f}")
    print("reflow_warpage_curve without its die: d2w/dx2 [1/m], with 1000 and 4000 steps to every state")
    results = [follow(reflow(), Reaction(0.0, 0.0), (273.15 + 175, 1.0), [(273.15 + t, d) for _, t, d in REFLOW], steps)
               for steps in (1000, 4000)]
    for (name, _, _), coarse, fine in zip(REFLOW, *results):
        print(f"  {name:8} {coarse[0]:12.6f} {fine[0]:12.6f}")
