// Packages with a memory: viscoelastic, CHILE and elastic materials along a path in time, against closed forms and hereditary integrals.

#include <tests/output/scratch_directory.h>
#include <tests/verification/followed_case.h>
#include <tests/verification/plate_theory.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>
#include <solver/programme/driver.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A film of one material, constrained in the plan and free across: no strain in the plan, so that the stress there follows from the free
  /// strain alone, whatever the mesh.
  std::string constrained_film(const std::string &material, const std::string &history, const std::string &states)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [4 mm, 4 mm]}}
  stress_free_temperature: 125 degC
  layers: [{{name: film, thickness: 0.1 mm, material: film_like}}]
materials:
  film_like: {0}
{1}states: {2}
probes: [{{name: inside, at: [0.3 mm, -0.7 mm, 41 um]}}]
mesh: {{plan: {{lattice: [2, 2]}}}}
solver: {{tolerance: 1e-12}}
)",
                       material, history, states) +
           normal_supports({"x_min", "x_max", "y_min", "y_max", "bottom"});
  }

  const std::string from_125 = "history: {start: {temperature: 125 degC}}\n";

  /// The stress in the plan of a constrained film, and what must be true beside it.
  double film_stress(const FollowedCase &film, unsigned state)
  {
    const results::ProbeValue &probe = film.probe(state, "inside");
    EXPECT_NEAR(probe.stress[1], probe.stress[0], 1e-6 * std::abs(probe.stress[0]) + 1);
    EXPECT_NEAR(probe.stress[2], 0, 1e-6 * std::abs(probe.stress[0]) + 1);
    // The survey computes the same stress in another way: at the quadrature points, not between them.
    EXPECT_NEAR(film.stresses(state).front().von_mises, std::abs(probe.stress[0]), 1e-6 * std::abs(probe.stress[0]) + 1);
    return probe.stress[0];
  }

  // ----------------------------------------------------------------------------------------------------------------- CHILE and elastic

  const std::string falling =
      "elasticity: {model: isotropic, young: {table: [[25 degC, 20 GPa], [125 degC, 10 GPa], [180 degC, 1 GPa]]}, poisson: 0.25}, "
      "expansion: {model: tangent, coefficient: 10 ppm/K}";
  const std::string transition = "glass_transition: {model: dibenedetto, uncured: -10 degC, cured: 150 degC, lambda: 0.4}";
  const std::string kinetics = "kinetics: {model: one_step, rate_factor: 1e-3/s, activation_energy: 0 kJ/mol, m: 0, n: 1}, heat: 90 kJ/kg, "
                               "initial: 0, gel_point: 0.5";

  TEST(ConstrainedFilm, OfChileIntegratesItsModulusOverTheTemperature)
  {
    // From 125 to 25 degC E is 15 GPa in the mean: 15 GPa / 0.75 * 1e-5/K * 100 K = 20 MPa. From 25 to 75 degC it is 17.5 GPa in the mean
    // and takes 17.5 / 0.75 * 1e-5 * 50 = 11.6667 MPa back.
    const std::string states =
        "[{name: cold, temperature: 25 degC, duration: 10 min}, {name: warm, temperature: 75 degC, duration: 5 min}]";
    const FollowedCase film(constrained_film(fmt::format("{{law: chile, {}, cure: {{{}, {}}}}}", falling, kinetics, transition),
                                             "history: {start: {temperature: 125 degC, cure: {film_like: 1}}}\n", states));
    const double expected[2] = {20e6, 20e6 - 35e6 / 3};
    for (unsigned i = 0; i < 2; ++i)
      {
        // The iteration's tolerance of 1e-12 is far below; nothing else is approximate.
        EXPECT_NEAR(film_stress(film, i), expected[i], 1e-8 * expected[i]);
        record({i == 0 ? "25 degC" : "then 75 degC", film_stress(film, i), expected[i], "Pa", "1e-8 relative",
                "mean modulus times free strain, by hand", ""});
      }
    EXPECT_EQ(film.info(1).time, 900);
  }

  TEST(ConstrainedFilm, OfTheElasticLawIsIndependentOfItsPath)
  {
    // The same moduli in total form: 20 GPa / 0.75 * 1e-3 and 15 GPa / 0.75 * 5e-4, whatever came before.
    const std::string material = fmt::format("{{law: elastic, {}}}", falling);
    EXPECT_NEAR(SolvedCase(constrained_film(material, "", "[{name: cold, temperature: 25 degC}]")).probe("inside").stress[0], 80e6 / 3, 1);
    EXPECT_NEAR(SolvedCase(constrained_film(material, "", "[{name: cold, temperature: 75 degC}]")).probe("inside").stress[0], 10e6, 1);
  }

  // ---------------------------------------------------------------------------------------------------------------------- relaxation

  constexpr double gas = 8.31446261815324;

  /// A straight piece of the path.
  struct Ramp
  {
    double from, to; ///< [K]
    double duration; ///< [s]
  };

  /// Stress [Pa] of a constrained film at the end of a path, by the hereditary integral
  ///   s = - integral of M(xi(t) - xi(t')) a T'(t') dt',   M(xi) = M_0 (1 - sum g + sum g exp(-xi / tau)),
  /// with the trapezoidal rule on so many points of every ramp that halving them changes 2e-5 of the result.
  double hereditary_stress(const std::vector<Ramp> &path, double m0, const std::vector<std::array<double, 2>> &arms, double expansion,
                           const std::function<double(double)> &log_shift)
  {
    constexpr unsigned n = 40000;
    std::vector<double> reduced = {0}, change = {0};
    for (const Ramp &ramp : path)
      for (unsigned i = 0; i < n; ++i)
        {
          const double middle = ramp.from + (ramp.to - ramp.from) * (i + .5) / n;
          reduced.push_back(reduced.back() + ramp.duration / n * std::exp(-log_shift(middle)));
          change.push_back(expansion * (ramp.to - ramp.from) / n);
        }
    double sum_g = 0;
    for (const auto &[time, weight] : arms)
      sum_g += weight;
    const auto modulus = [&](double xi) {
      double relative = 1 - sum_g;
      for (const auto &[time, weight] : arms)
        relative += weight * std::exp(-xi / time);
      return m0 * relative;
    };
    double stress = 0;
    for (std::size_t i = 1; i < reduced.size(); ++i)
      stress -= (modulus(reduced.back() - reduced[i - 1]) + modulus(reduced.back() - reduced[i])) / 2 * change[i];
    return stress;
  }

  TEST(ConstrainedFilm, RelaxesByTheHereditaryIntegralThroughTheGlassTransition)
  {
    const std::string material =
        "{law: viscoelastic, expansion: {model: tangent, coefficient: 30 ppm/K}, viscoelasticity: {model: young, young: {instantaneous: 3 "
        "GPa, arms: [[1 ms, 20 %], [1 s, 50 %], [1 h, 0.25]]}, poisson: 0.4, shift: {model: wlf_arrhenius, reference: 100 degC, c1: 17.44, "
        "c2: 51.6 K, junction: 100 degC, activation_energy: 300 kJ/mol}}}";
    const FollowedCase film(
        constrained_film(material, from_125,
                         "[{name: cold, temperature: 25 degC, duration: 20 min}, {name: warm, temperature: 90 degC, duration: "
                         "10 min}, {name: dwell, temperature: 90 degC, duration: 2 h}]"));
    const auto log_shift = [](double temperature) {
      const double above = temperature - 373.15;
      return above >= 0 ? -std::log(10.) * 17.44 * above / (51.6 + above) : 300e3 / gas * (1 / temperature - 1 / 373.15);
    };
    std::vector<Ramp> path;
    unsigned state = 0;
    for (const Ramp &ramp : {Ramp{398.15, 298.15, 1200}, Ramp{298.15, 363.15, 600}, Ramp{363.15, 363.15, 7200}})
      {
        path.push_back(ramp);
        const double expected = hereditary_stress(path, 3e9 / 0.6, {{{1e-3, .2}}, {{1, .5}}, {{3600, .25}}}, 30e-6, log_shift);
        const double found = film_stress(film, state);
        // 1e-4 of the largest stress: the oracle's rule (2e-5) and the law's cubic in reduced time (1e-6 of the strain of a step).
        EXPECT_NEAR(found, expected, 1e-4 * 9e6) << state;
        record({fmt::format("{:g} degC after {:g} s", ramp.to - 273.15, film.info(state).time), found, expected, "Pa",
                "1e-4 of the largest stress", "hereditary integral over the whole path", "docs/theory/history.md"});
        ++state;
      }
    // Free strain and temperature are known functions of time, and all strains are linear in time: no step is ever too long.
    EXPECT_EQ(film.n_rejected(), 0u);
  }

  TEST(Viscoelastic, WithoutArmsIsElastic)
  {
    const std::string common = "expansion: {model: glass_transition, below: 10 ppm/K, above: 35 ppm/K, glass_transition: 80 degC}";
    const std::string relaxing = fmt::format(
        "{{law: viscoelastic, {}, viscoelasticity: {{model: young, young: {{instantaneous: 15 GPa}}, poisson: 0.3, shift: {{model: "
        "arrhenius, reference: 100 degC, activation_energy: 300 kJ/mol}}}}}}",
        common);
    const auto text = [](const std::string &material, const std::string &history, const std::string &duration) {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 4 mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: base, thickness: 0.2 mm, material: silicon}}, {{name: die_zone, thickness: 0.1 mm, material: mould}}]
  dies: [{{name: chip, material: silicon, size: [2.2 mm, 1.7 mm], position: [0.9 mm, 0.3 mm], layers: [die_zone]}}]
materials: {{mould: {0}}}
{1}states: [{{name: cold, temperature: 25 degC{2}}}]
probes: [{{name: origin, at: [0 mm, 0 mm, 0 mm]}}, {{name: corner, at: [3 mm, 2 mm, 0 mm]}}, {{name: p, at: [-1.3 mm, 1.1 mm, 260 um]}}]
mesh: {{plan: {{resolution: 0.7 mm}}}}
solver: {{tolerance: 1e-12}}
)",
                         material, history, duration);
    };
    const FollowedCase followed(text(relaxing, "history: {start: {temperature: 150 degC}}\n", ", duration: 1 h"));
    const SolvedCase solved(text(fmt::format("{{young: 15 GPa, poisson: 0.3, {}}}", common), "", ""));
    // Two ways to the solution of one problem to a residual of 1e-12, its condition number amplifies that.
    EXPECT_NEAR(followed.rise(0, "corner", "origin"), solved.rise("corner", "origin"), 1e-7 * std::abs(solved.rise("corner", "origin")));
    for (unsigned c = 0; c < 6; ++c)
      EXPECT_NEAR(followed.probe(0, "p").stress[c], solved.probe("p").stress[c], 1e-6 * std::abs(solved.probe("p").stress[0])) << c;
  }

  // ----------------------------------------------------------------------------------------------------------------------------- cure

  TEST(ConstrainedFilm, OfChileIsStressedByTheShrinkageOfTheCure)
  {
    // At 125 degC the rate is 1e-3 (1 - x) 1/s: x = 1 - 0.9 exp(-t / 1000 s) from 10 %. Shrinkage begins at the gel point of 50 % and ends
    // at 0.4 %; the modulus follows T - Tg(x) + Tg(1).
    const std::string table =
        "elasticity: {model: isotropic, young: {table: [[125 degC, 10 GPa], [150 degC, 8 GPa], [180 degC, 0.5 GPa]]}, "
        "poisson: 0.25}, expansion: {model: tangent, coefficient: 10 ppm/K}";
    const FollowedCase film(constrained_film(
        fmt::format("{{law: chile, {}, cure: {{{}, {}, shrinkage: {{linear: 0.4 %}}}}}}", table, kinetics, transition),
        "history: {start: {temperature: 125 degC, cure: {film_like: 10 %}}}\n",
        "[{name: gelled, temperature: 125 degC, duration: 20 min}, {name: cured, temperature: 125 degC, duration: 60 min}]"));
    const auto transition_at = [](double x) { return -10 + 160 * 0.4 * x / (1 - 0.6 * x); };
    const auto young = [](double t) {
      return t <= 125 ? 10e9 : t <= 150 ? 10e9 - 2e9 * (t - 125) / 25 : t <= 180 ? 8e9 - 7.5e9 * (t - 150) / 30 : 0.5e9;
    };
    unsigned state = 0;
    for (const double time : {1200., 4800.})
      {
        const double cure = 1 - 0.9 * std::exp(-time / 1000);
        constexpr unsigned n = 20000;
        double expected = 0;
        for (unsigned i = 0; i < n; ++i)
          {
            const double x = 0.5 + (cure - 0.5) * (i + .5) / n;
            expected += young(125 - transition_at(x) + 150) / 0.75 * 0.004 / 0.5 * (cure - 0.5) / n;
          }
        ASSERT_EQ(film.info(state).cure.size(), 1u);
        EXPECT_NEAR(film.info(state).cure[0].degree, cure, 1e-6);
        const double found = film_stress(film, state);
        // The steps' tolerance of 1e-3 is not limiting, strains are linear in time; the kinetics are integrated to 1e-8, as the oracle is,
        // the mean moduli over kinks of the table to 1e-4.
        EXPECT_NEAR(found, expected, 5e-4 * expected) << state;
        record({fmt::format("after {:g} s", time), found, expected, "Pa", "5e-4 relative", "integral of the modulus over the shrinkage",
                "docs/theory/history.md"});
        ++state;
      }
  }

  TEST(ConstrainedFilm, ExpandsByTheGlassTransitionOfItsCure)
  {
    // Ten GPa at every temperature: the stress is 13.33 GPa times the free strain. At 125 degC and 60 % the transition is at 50 degC and
    // rises while the film cools for ten minutes and is heated for twenty; it is passed once on either way.
    const std::string material = fmt::format(
        "{{law: chile, elasticity: {{model: isotropic, young: {{table: [[25 degC, 10 GPa], [200 degC, 10 GPa]]}}, poisson: 0.25}}, "
        "expansion: {{model: glass_transition, below: 10 ppm/K, above: 40 ppm/K, glass_transition: 150 degC}}, cure: {{{}, {}}}}}",
        kinetics, transition);
    const FollowedCase film(constrained_film(material, "history: {start: {temperature: 125 degC, cure: {film_like: 60 %}}}\n",
                                             "[{name: cold, temperature: 25 degC, duration: 10 min}, {name: hot, temperature: 175 degC, "
                                             "duration: 20 min}]"));
    const auto cure = [](double t) { return 1 - .4 * std::exp(-t / 1000); };
    const auto transition_at = [](double x) { return -10 + 160 * 0.4 * x / (1 - 0.6 * x); };
    const auto strain = [&](double from, double to, double begin, double duration) {
      constexpr unsigned n = 100000;
      double sum = 0;
      for (unsigned i = 0; i < n; ++i)
        {
          const double share = (i + .5) / n;
          sum += (from + share * (to - from) < transition_at(cure(begin + share * duration)) ? 10e-6 : 40e-6) * (to - from) / n;
        }
      return sum;
    };
    const double cold = strain(125, 25, 0, 600), expected[2] = {-10e9 / .75 * cold, -10e9 / .75 * (cold + strain(25, 175, 600, 1200))};
    for (unsigned i = 0; i < 2; ++i)
      {
        // Within a piece of a step the transition is taken to move in a straight line.
        EXPECT_NEAR(film_stress(film, i), expected[i], 1e-4 * std::abs(expected[i]));
        record({i == 0 ? "cooled while curing" : "heated while curing", film_stress(film, i), expected[i], "Pa", "1e-4 relative",
                "integral of CTE1/CTE2 about Tg(x)", "docs/theory/history.md"});
      }
  }

  TEST(ConstrainedFilm, OfALiquidThatGelsIsStressedByTheNetworkAlone)
  {
    // The arms relax in a microsecond; what remains is the network, E_inf h(x) with Poisson's ratio 0.4 and h(x) = ((x^2 - 1/4) / (3/4))^2,
    // the bulk modulus complete from the gel point on: in the plan M = 18 K G / (3 K + 4 G).
    const std::string material = fmt::format(
        "{{law: viscoelastic, expansion: {{model: tangent, coefficient: 10 ppm/K}}, viscoelasticity: {{model: shear_and_bulk, "
        "shear: {{equilibrium: 30 MPa, arms: [[1e-6 s, 1 GPa]]}}, bulk: {{equilibrium: 3 GPa}}, shift: {{model: arrhenius, "
        "reference: 100 degC, activation_energy: 0 kJ/mol}}, growth_exponent: 2}}, cure: {{{}, shrinkage: {{linear: 0.4 %}}}}}}",
        kinetics);
    const FollowedCase film(
        constrained_film(material, "history: {start: {temperature: 125 degC, cure: {film_like: 10 %}}}\n",
                         "[{name: liquid, temperature: 125 degC, duration: 5 min}, {name: cured, temperature: 125 degC, "
                         "duration: 80 min}]"));
    const double cure = 1 - 0.9 * std::exp(-5.1);
    constexpr unsigned n = 20000;
    double expected = 0;
    for (unsigned i = 0; i < n; ++i)
      {
        const double x = 0.5 + (cure - 0.5) * (i + .5) / n, h = std::pow((x * x - .25) / .75, 2), g = 30e6 * h, k = 3e9;
        expected += 18 * k * g / (3 * k + 4 * g) * 0.004 / 0.5 * (cure - 0.5) / n;
      }
    EXPECT_NEAR(film.info(0).cure[0].degree, 1 - 0.9 * std::exp(-.3), 1e-6);
    EXPECT_LT(std::abs(film_stress(film, 0)), 1e-5 * expected) << "a liquid with a free surface carries no stress";
    // The bulk modulus is 1,000 shear moduli at most while the network grows (docs/theory/history.md, Eq. (9)): 4 G / (3 K) = 1.3e-3 of the
    // stress of that time.
    EXPECT_NEAR(film_stress(film, 1), expected, 2e-3 * expected);
    record({"", film_stress(film, 1), expected, "Pa", "2e-3 relative", "integral of the network's modulus over the shrinkage",
            "docs/theory/history.md"});
  }

  // -------------------------------------------------------------------------------------------------------------------------- bimetal

  /// Curvature of a bimetal plate of which layer 2 has one Maxwell arm and a constant Poisson's ratio, when the misfit grows linearly in
  /// `rise_time` and then stays: by the elastic-viscoelastic correspondence. Timoshenko's formula is
  ///   k = A M2 / (a + b M2 + c M2^2)
  /// in the biaxial modulus of layer 2; with s times the transform of M2(t) = M0 (1 - g + g exp(-t/tau)),
  ///   M2(s) = M0 (p + z) / (1 + z),   p = 1 - g,   z = s tau,
  /// the answer to a unit step is N(z) / (z D(z)) with quadratic N and D: two decaying exponentials and a constant. A ramp is the mean of
  /// steps.
  class BimetalWithOneArm
  {
  public:
    BimetalWithOneArm(double h1, double m1, double h2, double m0, double weight, double time) : time_(time)
    {
      // With m = h1/h2, n = m1/M2: 3 (1+m)^2 + (1 + m n) (m^2 + 1/(m n)) times M2 is c M2^2 + b M2 + a.
      const double m = h1 / h2, p = 1 - weight;
      const double factor = 6 * (1 + m) * (1 + m) / (h1 + h2);
      const double a = m * m * m * m1, b = 3 * (1 + m) * (1 + m) + m * m + 1, c = 1 / (m * m1);
      // N = factor M0 (p + z) (1 + z), D = a (1+z)^2 + b M0 (p+z) (1+z) + c M0^2 (p+z)^2.
      const auto numerator = [&](double z) { return factor * m0 * (p + z) * (1 + z); };
      const double d2 = a + b * m0 + c * m0 * m0, d1 = 2 * a + b * m0 * (1 + p) + 2 * c * m0 * m0 * p,
                   d0 = a + b * m0 * p + c * m0 * m0 * p * p;
      const double root = std::sqrt(d1 * d1 - 4 * d2 * d0);
      limit_ = numerator(0) / d0;
      for (const double sign : {-1., 1.})
        {
          const double z = (-d1 + sign * root) / (2 * d2);
          terms_.push_back({{z, numerator(z) / (z * (2 * d2 * z + d1))}});
        }
    }

    /// [1/m] at a time after the start of the ramp to `misfit`.
    double after_ramp(double misfit, double rise_time, double t) const
    {
      const double end = std::min(t, rise_time);
      double sum = limit_ * end;
      for (const auto &[z, amplitude] : terms_) // integral of exp(z (t - t') / tau) over t' from 0 to the end of the ramp
        sum += amplitude * time_ / -z * (std::exp(z * (t - end) / time_) - std::exp(z * t / time_));
      return misfit / rise_time * sum;
    }

    double step(double t) const
    {
      double sum = limit_;
      for (const auto &[z, amplitude] : terms_)
        sum += amplitude * std::exp(z * t / time_);
      return sum;
    }

  private:
    double time_, limit_;
    std::vector<std::array<double, 2>> terms_; ///< z, amplitude
  };

  const BimetalWithOneArm bimetal_theory(0.5e-3, 130e9 / 0.72, 0.5e-3, 20e9 / 0.7, 0.8, 600);
  constexpr double bimetal_misfit = 7.4e-6 * 150; // the mould on top shrinks more

  const std::string three_states =
      "[{name: cooled, temperature: 25 degC, duration: 5 min}, {name: early, temperature: 25 degC, duration: 10 "
      "min}, {name: late, temperature: 25 degC, duration: 1 h}]";

  /// Silicon under a mould with one Maxwell arm, cooled in five minutes and left alone.
  std::string bimetal(const std::string &states = three_states)
  {
    return mould_on_silicon("40 mm", "[[10 min, 80 %]]", "0 kJ/mol") + fmt::format(R"(states: {0}
probes: [{{name: origin, at: [0 mm, 0 mm, 0 mm]}}, {{name: on_x, at: [5 mm, 0 mm, 0 mm]}}]
warpage: {{terminal_zone: {{size: [10 mm, 10 mm]}}, grid_points: 11}}
mesh: {{plan: {{lattice: [16, 16]}}}}
solver: {{tolerance: 1e-10}}
output: {{fields: false}}
)",
                                                                                   states);
  }

  double bimetal_curvature(const FollowedCase &plate, unsigned state)
  {
    return 2 * plate.rise(state, "on_x", "origin") / 25e-6;
  }

  TEST(BimetalWithOneMaxwellArm, TheoryIsTimoshenkosAtBothEnds)
  {
    const auto elastic = [](double m2) { return timoshenko_curvature(0.5e-3, 130e9 / 0.72, 0.5e-3, m2, -1); };
    EXPECT_NEAR(bimetal_theory.step(0), elastic(20e9 / 0.7), 1e-10 * elastic(20e9 / 0.7));
    EXPECT_NEAR(bimetal_theory.step(1e6), elastic(4e9 / 0.7), 1e-10 * elastic(4e9 / 0.7));
  }

  TEST(BimetalWithOneMaxwellArm, BendsByTheCorrespondence)
  {
    const FollowedCase plate(bimetal());
    unsigned state = 0;
    for (const double time : {300., 900., 4500.})
      {
        const double expected = bimetal_theory.after_ramp(bimetal_misfit, 300, time), found = bimetal_curvature(plate, state);
        // The strips along the free edges, about as wide as the plate is thick, carry no moment: 2e-4 in the elastic case
        // (cases/bimetal_plate); the steps' tolerance of 1e-3 of the largest stress limits the sum of their errors only loosely.
        EXPECT_NEAR(found, expected, 1e-3 * expected) << state;
        record({fmt::format("after {:g} s", time), found, expected, "1/m", "1e-3 relative",
                "Timoshenko's bimetal with one Maxwell arm by the elastic-viscoelastic correspondence", "docs/theory/history.md"});
        ++state;
      }
  }

  TEST(BimetalWithOneMaxwellArm, ErrorFallsWithTheTolerance)
  {
    // Steps against steps on one mesh, so that the edges do not matter.
    const FollowedCase exact(bimetal(), {"history.tolerance=1e-6", "mesh.plan.lattice=[4, 4]"});
    double last = 1;
    for (const double tolerance : {3e-2, 1e-3, 3e-5})
      {
        const FollowedCase plate(bimetal(), {fmt::format("history.tolerance={}", tolerance), "mesh.plan.lattice=[4, 4]"});
        double largest = 0;
        for (unsigned i = 0; i < 3; ++i)
          largest = std::max(largest, std::abs(bimetal_curvature(plate, i) / bimetal_curvature(exact, i) - 1));
        EXPECT_LT(largest, 2 * tolerance);
        EXPECT_LT(largest, last);
        EXPECT_LT(plate.n_steps(), exact.n_steps());
        last = largest;
        record({fmt::format("tolerance {:g}", tolerance), largest, 0, "1", "below twice the tolerance",
                "the same path with history.tolerance 1e-6", ""});
      }
  }

  TEST(BimetalWithOneMaxwellArm, DoesNotDependOnTheTimesOfTheStates)
  {
    const std::vector<std::string> small = {"mesh.plan.lattice=[4, 4]"};
    const FollowedCase coarse(bimetal(), small);
    const FollowedCase fine(
        bimetal("[{name: half, temperature: 100 degC, duration: 150 s}, {name: cooled, temperature: 25 degC, duration: 150 "
                "s}, {name: a, temperature: 25 degC, duration: 1 s}, {name: b, temperature: 25 degC, duration: 59 s}, "
                "{name: early, temperature: 25 degC, duration: 9 min}, {name: c, temperature: 25 degC, duration: 20 min}, "
                "{name: late, temperature: 25 degC, duration: 40 min}]"),
        small);
    const unsigned same[3] = {1, 4, 6};
    for (unsigned i = 0; i < 3; ++i)
      // Each is within its tolerance of 1e-3 of the exact result.
      EXPECT_NEAR(bimetal_curvature(fine, same[i]), bimetal_curvature(coarse, i), 2e-3 * std::abs(bimetal_curvature(coarse, i))) << i;
    EXPECT_NEAR(fine.info(6).time, coarse.info(2).time, 1e-9);
  }

  TEST(BimetalWithOneMaxwellArm, SkipsArmsThatRelaxFarBelowTheTimeOfTheState)
  {
    // Silicon that is stressed from the start, arms that relax in a picosecond and a nanosecond: what is left is the equilibrium.
    const FollowedCase plate(bimetal("[{name: dwell, temperature: 175 degC, duration: 10 min}]"),
                             {"history.tolerance=1e-5", "package.layers.silicon.stress_free_temperature=275 degC",
                              "materials.mould_like.viscoelasticity.young.arms=[[1e-12 s, 40 %], [1e-9 s, 40 %]]"});
    const double expected = timoshenko_curvature(0.5e-3, 130e9 / 0.72, 0.5e-3, 4e9 / 0.7, 2.6e-6 * 100);
    // The strips along the free edges, as above.
    EXPECT_NEAR(bimetal_curvature(plate, 0), expected, 1e-3 * std::abs(expected));
  }

  // ------------------------------------------------------------------------------------------------------------------------- a driver

  results::RunResult run_all(const Case &problem, const std::filesystem::path &directory)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory, world, log);
  }

  TEST(PathInTime, GivesTheSameWithAndWithoutFiles)
  {
    const tests::ScratchDirectory scratch(world);
    const std::vector<std::string> small = {"mesh.plan.lattice=[4, 4]"};
    const results::RunResult without = run_all(parse(bimetal(), small), scratch.path() / "without");
    const results::RunResult with = run_all(parse(bimetal(), {small[0], "output.fields=true"}), scratch.path() / "with");
    ASSERT_EQ(without.states.size(), 3u);
    for (unsigned i = 0; i < 3; ++i)
      {
        EXPECT_EQ(with.states[i].bottom.value, without.states[i].bottom.value) << "not a bit may depend on what is written";
        EXPECT_EQ(with.states[i].stresses[1].von_mises, without.states[i].stresses[1].von_mises);
        ASSERT_TRUE(with.states[i].history);
        EXPECT_EQ(with.states[i].history->steps, without.states[i].history->steps);
      }
    ASSERT_EQ(with.materials.size(), 2u);
    EXPECT_EQ(with.materials[0].name, "silicon_like");
    EXPECT_EQ(with.materials[0].law, "elastic");
    EXPECT_EQ(with.materials[1].name, "mould_like");
    EXPECT_EQ(with.materials[1].law, "viscoelastic");
  }

  TEST(PathInTime, StopsWithAMessageWhereALawFails)
  {
    // WLF alone ends at the reference less C2: 48.4 degC here.
    const std::string material =
        "{law: viscoelastic, expansion: {model: tangent, coefficient: 30 ppm/K}, viscoelasticity: {model: young, "
        "young: {instantaneous: 3 GPa, arms: [[1 s, 50 %]]}, poisson: 0.4, shift: {model: wlf, reference: 100 degC, "
        "c1: 17.44, c2: 51.6 K}}}";
    const std::string text = constrained_film(material, from_125, "[{name: cold, temperature: 25 degC, duration: 20 min}]");
    try
      {
        const FollowedCase film(text);
        ADD_FAILURE() << "followed beyond the end of the law";
      }
    catch (const ConvergenceError &error)
      {
        EXPECT_NE(std::string(error.what()).find("on the way to the state cold: the law of film_like (part film): "), std::string::npos)
            << error.what();
      }
  }
} // namespace
