// Laws that are not linear in the change of strain, in the mesh: against a material point, closed forms, and the orders that the method
// has.

#include <tests/process/followed_path.h>
#include <tests/process/one_cell.h>
#include <tests/verification/plate_theory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/process/newton_pair.h>
#include <solver/process/path_solver.h>

#include <materials/laws/law_table.h>
#include <materials/point/drive.h>
#include <materials/point/point_material.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <iostream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using Followed = FollowedPath;

    /// Sets of constants, one of each law that flows.
    struct Set
    {
      std::string law, constants;
    };

    const std::vector<Set> sets = {
        {"plastic", "{model: plastic, isotropic: {model: linear, yield: 60 MPa, modulus: 2 GPa}}"},
        {"plastic",
         "{model: plastic, isotropic: {model: voce, yield: {table: [[25 degC, 60 MPa], [250 degC, 40 MPa]]}, range: 40 MPa, rate: "
         "100}, back_stresses: [{modulus: 20 GPa, recovery: 400}]}"},
        {"anand",
         "{model: anand, rate_factor: 3501/s, activation: 9320 K, stress_multiplier: 4, rate_sensitivity: 0.25, initial_resistance: "
         "21 MPa, hardening: 180 GPa, saturation: 30.2 MPa, saturation_exponent: 0.01, hardening_exponent: 1.78}"},
        {"garofalo",
         "{model: garofalo, rate_factor: 277984/s, stress_coefficient: 0.02447/MPa, stress_exponent: 6.41, activation: 6500 K}"}};

    std::string metal(const Set &set)
    {
      return fmt::format("{{law: {}, elasticity: {{model: isotropic, young: {{table: [[25 degC, 50 GPa], [250 degC, 30 GPa]]}}, poisson: "
                         "0.35}}, expansion: {{model: tangent, coefficient: 20 ppm/K}}, inelasticity: {{mine: {}}}}}",
                         set.law, set.constants);
    }

    const std::string thermal_cycle =
        "[{name: hot, temperature: 125 degC, duration: 5 min}, {name: dwell, temperature: 125 degC, duration: "
        "10 min}, {name: cold, temperature: 0 degC, duration: 10 min}]";

    /// A film of one material, constrained in the plan and free across.
    std::string constrained_film(const std::string &material, const std::string &states)
    {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [2 mm, 2 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: film, thickness: 0.1 mm, material: metal}}]
materials:
  metal: {0}
history: {{start: {{temperature: 25 degC}}, tolerance: 1e-3}}
states: {1}
probes: [{{name: inside, at: [0.3 mm, -0.7 mm, 41 um]}}]
mesh: {{plan: {{lattice: [2, 2]}}}}
)",
                         material, states) +
             normal_supports({"x_min", "x_max", "y_min", "y_max", "bottom"});
    }

    TEST(FilmThatFlows, HasTheStressOfTheMaterialPoint)
    {
      for (const Set &set : sets)
        {
          SCOPED_TRACE(set.constants);
          Followed film(constrained_film(metal(set), thermal_cycle));
          const materials::Material &material = film.problem.materials[0];
          materials::PointPath path{298.15, 1, {}};
          for (const auto &[duration, temperature] : {std::make_pair(300., 398.15), {600., 398.15}, {600., 273.15}})
            {
              materials::PathSegment segment{duration, temperature, 1, {}, {}};
              segment.control.fill(materials::Control::strain);
              segment.control[2] = materials::Control::stress;
              path.segments.push_back(segment);
            }
          const auto point =
              materials::drive(materials::make_law(material, "mine"), materials::make_free_strain(material, 298.15), path, {1e-6, 1000000});
          double largest = 0;
          for (unsigned i = 1; i <= 3; ++i)
            largest = std::max(largest, std::abs(point[i].stress[0]));
          for (unsigned i = 0; i < 3; ++i)
            {
              const materials::Voigt found = film.next()[0].stress;
              // Steps of backward Euler whose errors of 1e-3 of the largest stress add up in part.
              EXPECT_NEAR(found[0], point[i + 1].stress[0], 1e-2 * largest) << film.problem.programme.states[i].name;
              EXPECT_NEAR(found[2], 0, 1e-6 * largest);
              record({fmt::format("{}, {}", materials::law_description(material, "mine"), film.problem.programme.states[i].name), found[0],
                      point[i + 1].stress[0], "Pa", "1e-2 of the largest", "the driver of a material point", ""});
            }
        }
    }

    TEST(FilmThatFlows, DoesNotDependOnTheTimesOfTheStates)
    {
      const std::string material = metal(sets[3]);
      Followed once(constrained_film(material, "[{name: hot, temperature: 125 degC, duration: 5 min}, {name: end, temperature: 125 degC, "
                                               "duration: 10 min}]"));
      Followed often(constrained_film(material,
                                      "[{name: a, temperature: 75 degC, duration: 150 s}, {name: b, temperature: 125 degC, duration: "
                                      "150 s}, {name: c, temperature: 125 degC, duration: 7 s}, {name: d, temperature: 125 degC, "
                                      "duration: 193 s}, {name: end, temperature: 125 degC, duration: 400 s}]"));
      double expected = 0, found = 0;
      for (unsigned i = 0; i < 2; ++i)
        expected = once.next()[0].stress[0];
      for (unsigned i = 0; i < 5; ++i)
        found = often.next()[0].stress[0];
      // Each is within a few times its tolerance of 1e-3 of the exact stress.
      EXPECT_NEAR(found, expected, 5e-3 * std::abs(expected));
    }

    TEST(FilmThatFlows, YieldsAsComputedByHand)
    {
      // In an equibiaxial stress s = y + H p, and the strain in the plan is s (1 - nu) / E + p / 2, so that beyond yield
      // s = (y + 2 H e) / (1 + 2 H (1 - nu) / E). Moduli are constant here.
      const std::string material =
          "{law: plastic, elasticity: {model: isotropic, young: 50 GPa, poisson: 0.3}, expansion: {model: tangent, "
          "coefficient: 20 ppm/K}, inelasticity: {mine: " +
          sets[0].constants + "}}";
      Followed film(constrained_film(material,
                                     "[{name: elastic, temperature: 5 degC, duration: 1 min}, {name: yields, temperature: -75 degC, "
                                     "duration: 5 min}, {name: back, temperature: -35 degC, duration: 2 min}]"));
      const double yielded = (60e6 + 2 * 2e9 * 2e-3) / (1 + 2 * 2e9 * .7 / 50e9);
      const std::array<double, 3> expected{{4e-4 * 50e9 / .7, yielded, yielded - 8e-4 * 50e9 / .7}};
      for (const double stress : expected)
        {
          const double found = film.next()[0].stress[0];
          // The return is radial, and exact for any step; Newton ends at 1e-7 of the energy.
          EXPECT_NEAR(found, stress, 1e-6 * yielded);
          record({"equibiaxial stress", found, stress, "Pa", "1e-6 of the largest", "linear hardening, by hand", ""});
        }
    }

    TEST(FilmThatFlows, IsFollowedWhereItYieldsInTheSecondHalfOfAStep)
    {
      // With one back-stress C, g of Armstrong and Frederick in an equibiaxial stress, p the plastic strain across: s = Y + C / g
      // (1 - exp(-g p)), and the strain in the plan is s (1 - nu) / E + p / 2. One step of backward Euler has C p / (1 + g p) instead.
      constexpr double modulus = 50e9 / .7, kinematic = 30e9, recovery = 300, strain = 2e-3;
      for (const double yield : {72e6, 90e6, 100e6}) // at .504, .63 and .7 of the way
        {
          const std::string material =
              fmt::format("{{law: plastic, elasticity: {{model: isotropic, young: 50 GPa, poisson: 0.3}}, expansion: {{model: tangent, "
                          "coefficient: 20 ppm/K}}, inelasticity: {{mine: {{model: plastic, isotropic: {{model: linear, yield: {} "
                          "Pa, modulus: 0 GPa}}, back_stresses: [{{modulus: 30 GPa, recovery: 300}}]}}}}}}",
                          yield);
          Followed film(constrained_film(material, "[{name: cold, temperature: -75 degC, duration: 5 min}]"));
          const auto stress = [&](double plastic) { return yield + kinematic / recovery * (1 - std::exp(-recovery * plastic)); };
          double low = 0, high = 2 * strain;
          for (unsigned i = 0; i < 60; ++i)
            {
              const double plastic = (low + high) / 2;
              (stress(plastic) / modulus + plastic / 2 < strain ? low : high) = plastic;
            }
          const double found = film.next()[0].stress[0], expected = stress(low);
          // Every step, of an error of 1e-3 of the stress at most, makes the stress too small.
          EXPECT_NEAR(found, expected, film.info.history.steps * 1e-3 * expected) << film.info.history.steps << " steps";
          EXPECT_NEAR(found, expected, 5e-3 * expected) << "one step is off by more";
          record({fmt::format("a back-stress that saturates, yield at {:g} of the step", yield / modulus / strain), found, expected, "Pa",
                  "1e-3 of the stress in each step", "closed form", "docs/theory/nonlinear_mechanics.md"});
        }
    }

    TEST(FilmThatFlows, SolidifiesWithoutStress)
    {
      // Constrained in the plan and free across: in the liquid (K 5 GPa, G 10 MPa) from the strain at 217 degC, below it from there again.
      const std::string material =
          "{law: garofalo, solidus: 217 degC, elasticity: {model: isotropic, young: 50 GPa, poisson: 0.3}, "
          "expansion: {model: tangent, coefficient: 20 ppm/K}, inelasticity: {mine: {model: garofalo, rate_factor: "
          "1e-12/s, stress_coefficient: 0.001/MPa, stress_exponent: 3, activation: 1 K}}}";
      Followed film(constrained_film(material,
                                     "[{name: reflow, temperature: 250 degC, duration: 4 min}, {name: cold, temperature: 25 degC, "
                                     "duration: 4 min}]"));
      const double liquid = 9 * 5e9 * 1e7 / (3 * 5e9 + 1e7) / (1 - (3 * 5e9 - 2e7) / (2 * (3 * 5e9 + 1e7)));
      const std::array<double, 2> expected{{-liquid * 20e-6 * 33, 50e9 / .7 * 20e-6 * 192}};
      for (const double stress : expected)
        {
          const double found = film.next()[0].stress[0];
          // Elastic in both phases; Newton ends at 1e-7 of the energy of the solid.
          EXPECT_NEAR(found, stress, 1e-5 * std::abs(stress) + 30);
          record({"film that melts and freezes", found, stress, "Pa", "1e-5 relative + 30 Pa", "elastic from the solidus, by hand", ""});
        }
    }

    /// A film that yields on a plate that stays elastic.
    std::string bimetal(const std::string &states)
    {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [16 mm, 16 mm]}}
  stress_free_temperature: 125 degC
  layers:
    - {{name: plate, thickness: 0.3 mm, material: silicon_like, elements: 1}}
    - {{name: film, thickness: 0.1 mm, material: metal, elements: 3}}
materials:
  silicon_like: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}}
  metal: {{law: plastic, elasticity: {{model: isotropic, young: 100 GPa, poisson: 0.34}}, expansion: {{model: tangent, coefficient: 17 ppm/K}}, inelasticity: {{mine: {{model: plastic, isotropic: {{model: linear, yield: 80 MPa, modulus: 1 GPa}}}}}}}}
history: {{start: {{temperature: 125 degC}}}}
states: {}
probes:
  - {{name: origin, at: [0 mm, 0 mm, 0 mm]}}
  - {{name: on_x, at: [3 mm, 0 mm, 0 mm]}}
mesh: {{plan: {{lattice: [8, 8]}}}}
)",
                         states);
    }

    /// Equibiaxial plate theory of the bimetal at a temperature below the stress-free one: layers integrated with 400 points each, film
    /// with linear hardening, no force and no moment by Newton's method. Monotonic loading.
    double bimetal_curvature(double cooling)
    {
      constexpr unsigned n = 400;
      const double m_plate = 130e9 / .72, m_film = 100e9 / .66, yield = 80e6, hardening = 1e9;
      double e0 = 0, k = 0;
      for (unsigned iteration = 0; iteration < 50; ++iteration)
        {
          std::array<double, 5> sum{}; // N, M, and the moments of the tangent
          for (unsigned i = 0; i < 2 * n; ++i)
            {
              const bool is_film = i >= n;
              const double h = is_film ? .1e-3 : .3e-3, dz = h / n, z = (is_film ? .3e-3 : 0) + (i % n + .5) * dz - .2e-3;
              const double e = e0 + z * k + (is_film ? 17e-6 : 2.6e-6) * cooling;
              double stress = (is_film ? m_film : m_plate) * e, tangent = is_film ? m_film : m_plate;
              if (is_film && std::abs(stress) > yield)
                {
                  tangent = 2 * hardening / (1 + 2 * hardening / m_film);
                  stress = std::copysign((yield + 2 * hardening * std::abs(e)) / (1 + 2 * hardening / m_film), e);
                }
              sum[0] += dz * stress;
              sum[1] += dz * z * stress;
              for (unsigned power = 0; power < 3; ++power)
                sum[2 + power] += dz * std::pow(z, power) * tangent;
            }
          const double determinant = sum[2] * sum[4] - sum[3] * sum[3];
          e0 -= (sum[4] * sum[0] - sum[3] * sum[1]) / determinant;
          k -= (sum[2] * sum[1] - sum[3] * sum[0]) / determinant;
        }
      return -k; // positive where the ends rise
    }

    TEST(PlateWithAFilmThatYields, BendsAsPlateTheorySays)
    {
      EXPECT_NEAR(bimetal_curvature(10), timoshenko_curvature(.3e-3, 130e9 / .72, .1e-3, 100e9 / .66, -14.4e-6 * 10), 1e-5);
      Followed plate(
          bimetal("[{name: first, temperature: 85 degC, duration: 1 min}, {name: cooled, temperature: -25 degC, duration: 10 min}]"));
      for (const double cooling : {40., 150.})
        {
          const std::vector<results::ProbeValue> probes = plate.next();
          const double found = 2 * (probes[1].displacement[2] - probes[0].displacement[2]) / 9e-6, expected = bimetal_curvature(cooling);
          // The free edges, as wide as the plate is thick, carry no moment; the error of the steps is 1e-3 of the largest stress.
          EXPECT_NEAR(found, expected, 4e-3 * std::abs(expected));
          record({fmt::format("cooled by {:g} K", cooling), found, expected, "1/m", "4e-3 relative",
                  "equibiaxial plate theory, film with linear hardening", "docs/theory/nonlinear_mechanics.md"});
          EXPECT_LT(plate.info.solve.iterations, 40u);
        }
    }

    TEST(Newton, ConvergesQuadratically)
    {
      Followed plate(bimetal("[{name: cooled, temperature: -25 degC, duration: 10 min}]"), {"mesh.plan.lattice=[4, 4]"});
      const process::MaterialPath path(plate.problem.package, plate.problem.materials, *plate.problem.programme.path);
      const process::MaterialBlocks blocks(plate.model, plate.mechanics.space(), {0, 1});
      process::NewtonSettings exact;
      exact.tolerance = 1e-11;
      exact.largest_forcing = 1e-10;
      const process::StateLayout states(blocks, path.laws());
      process::NewtonPair pair({plate.model, plate.problem.materials, path, states}, plate.mechanics, exact);
      process::Attempts attempts{{}, {}, plate.state.carried, {}, {}};
      plate.mechanics.space().initialise(attempts.middle_displacement);
      plate.mechanics.space().initialise(attempts.end_displacement);
      plate.state.displacement.update_ghost_values();
      pair.find_equilibrium(plate.state, attempts);
      pair.try_pair(plate.state, attempts, {600, 248.15});
      const std::vector<double> &energies = pair.last_record().energies;
      ASSERT_GE(energies.size(), 4u);
      // e_(n+1) <= C e_n^2 at the end, C of the order of the inverse of the largest energy.
      const std::size_t n = energies.size();
      unsigned squares = 0;
      for (std::size_t i = 1; i < n; ++i)
        if (energies[i - 1] < 1e-2 * energies[0])
          {
            EXPECT_LT(energies[i] / energies[0], std::max(100 * std::pow(energies[i - 1] / energies[0], 2), 1e-10));
            ++squares;
          }
      EXPECT_GE(squares, 1u);
      std::string list;
      for (const double energy : energies)
        list += fmt::format(" {:.1e}", energy / energies[0]);
      std::cout << "corrections:" << list << "\n";
      record({"last correction, energy norm over the first", energies[n - 1] / energies[0], 0, "-",
              "below 100 times the square of the last", "order of Newton's method", ""});
    }
  } // namespace
} // namespace sagitta::tests
