// A field of resolved vias against the sum of the fields of concentric cylinders.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <materials/pi.h>

#include <gtest/gtest.h>

#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double copper_young = 110e9, copper_poisson = 0.34, silicon_young = 130e9, silicon_poisson = 0.28;
  constexpr double via_radius = 5e-6, via_pitch = 50e-6;
  constexpr double via_shrinkage = (17e-6 - 2.6e-6) * 250; // of the copper against the silicon, when cooled

  /// 8 x 8 vias, of which the inner 4 x 4 are resolved.
  std::string via_field()
  {
    return R"(sagitta: 1
package:
  outline: {size: [400 um, 400 um]}
  stress_free_temperature: 275 degC
  layers: [{name: interposer, thickness: 100 um, elements: 6, material: silicon}]
  vias: [{name: tsv, layers: [interposer], material: copper, diameter: 10 um, pitch: 50 um, array: [8, 8], model: mixed, window: {size: [200 um, 200 um]}}]
materials:
  silicon: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  copper: {young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}
states: [{name: room, temperature: 25 degC}]
probes:
  - {name: in_via, at: [25 um, 25 um, 50 um]}
  - {name: between_two, at: [25 um, 0 um, 50 um]}
  - {name: between_four, at: [0 um, 0 um, 50 um]}
mesh: {plan: {resolution: 5 um, elsewhere: 25 um}}
)";
  }

  /// A via in its share of the silicon: core and shell with a free outer rim under one axial strain, without net axial force.
  ///   core: s_r = s_t = P;  shell: s_r = A + B/r^2, s_t = A - B/r^2 with s_r(b) = 0, s_r(a) = P
  struct ConcentricCylinders
  {
    double core, core_axial, uniform, decaying; ///< P, axial stress of the core, A [Pa], B [N]

    ConcentricCylinders()
    {
      const double a2 = via_radius * via_radius, b2 = via_pitch * via_pitch / materials::pi,
                   share = a2 / (b2 - a2); // A = -share P, B = P a^2 (1 + share)
      // Axial force: a^2 (E1 (e + f) + 2 v1 P) + (b^2 - a^2) (E2 e - 2 v2 share P) = 0, f the free strain by which the via shrinks.
      // Hoop strain at the rim: ((1 - v1) P - v1 s_z1) / E1 - f = (-P (1 + 2 share) - v2 (P + s_z2)) / E2, s_z = E e_el + v (s_r + s_t).
      const double p1 = 2 * copper_poisson, p2 = -2 * silicon_poisson * share; // of P in the axial stresses
      const double force_e = a2 * copper_young + (b2 - a2) * silicon_young, force_p = a2 * p1 + (b2 - a2) * p2,
                   force = -a2 * copper_young * via_shrinkage;
      const double hoop_e = -copper_poisson + silicon_poisson,
                   hoop_p = ((1 - copper_poisson) - copper_poisson * p1) / copper_young +
                            ((1 + 2 * share) + silicon_poisson * (1 + p2)) / silicon_young,
                   hoop = via_shrinkage * (1 + copper_poisson);
      const double determinant = force_e * hoop_p - force_p * hoop_e;
      core = (force_e * hoop - hoop_e * force) / determinant;
      const double axial = (force * hoop_p - force_p * hoop) / determinant;
      core_axial = copper_young * (axial + via_shrinkage) + p1 * core;
      uniform = -share * core;
      decaying = core * a2 * (1 + share);
    }

    /// Radial part of the sum of B / r^2 over the field at a point [Pa]: xx of the sum; yy is its negative.
    double sum_xx(double x, double y) const
    {
      double sum = 0;
      for (int i = -4; i < 4; ++i)
        for (int j = -4; j < 4; ++j)
          {
            const double dx = x - (i + .5) * via_pitch, dy = y - (j + .5) * via_pitch, r2 = dx * dx + dy * dy;
            sum += decaying * (dx * dx - dy * dy) / (r2 * r2);
          }
      return sum;
    }
  };

  TEST(ViaField, IsTheSumOfConcentricCylinders)
  {
    const ConcentricCylinders lame;
    EXPECT_NEAR(1e-6 * lame.core, 339.17, 0.01) << "the constants of cases/tsv_window";
    EXPECT_NEAR(1e-6 * lame.core_axial, 614.97, 0.01);
    EXPECT_NEAR(1e-6 * lame.uniform, -11.00, 0.01);
    const SolvedCase solved(via_field());
    const auto expect = [&](const std::string &probe, unsigned component, double expected, double tolerance, const std::string &reason) {
      const double stress = solved.probe(probe).stress[component];
      EXPECT_NEAR(stress, expected, tolerance) << probe << " " << component;
      record({probe + (component == 0   ? ", xx"
                       : component == 1 ? ", yy"
                                        : ", zz"),
              1e-6 * stress, 1e-6 * expected, "MPa", reason, "Lame and superposition", "docs/theory/ring_plan.md"});
    };
    const std::string in_via = "2 %: two cells between rim and side of the tile", beside = "1 % of the stress at the rim of a via";
    expect("in_via", 0, lame.core, .02 * lame.core, in_via);
    expect("in_via", 2, lame.core_axial, .02 * lame.core_axial, in_via);
    const double rim = .01 * lame.decaying / (via_radius * via_radius);
    expect("between_two", 0, lame.uniform + lame.sum_xx(25e-6, 0), rim, beside);
    expect("between_two", 1, lame.uniform - lame.sum_xx(25e-6, 0), rim, beside);
    expect("between_four", 0, lame.uniform, rim, beside);
    expect("between_four", 1, lame.uniform, rim, beside);
  }
} // namespace
