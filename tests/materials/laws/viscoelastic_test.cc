#include <materials/laws/viscoelastic.h>

#include <materials/elasticity.h>
#include <materials/isotropic_moduli.h>

#include <tests/materials/law_paths.h>
#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace sagitta::materials;
using namespace sagitta::tests;

namespace
{
  const double celsius = 273.15;

  /// The published set of the verification of matmodlab: E_0 500, nu 0.45, six arms that leave nothing, WLF 75 degC, 35, 50 K.
  ViscoelasticLaw published()
  {
    const std::vector<PronyArm> arms = {{0.35, 600}, {0.15, 20}, {0.25, 30}, {0.05, 40}, {0.05, 50}, {0.15, 60}};
    const IsotropicModuli moduli = isotropic_moduli(500, 0.45);
    return {{moduli.shear, arms, std::nullopt}, {moduli.bulk, arms, std::nullopt}, {WlfShift{75 + celsius, 35, 50}, std::nullopt}};
  }

  /// A moulding compound in outline: 14 arms, glass transition at 423 K, rubber at a tenth of the glassy shear modulus.
  ViscoelasticLaw compound(bool cures)
  {
    std::vector<PronyArm> shear, bulk;
    for (int i = 0; i < 14; ++i)
      {
        shear.push_back({0.9 / 14, std::pow(10., -6 + i)});
        bulk.push_back({0.5 / 14, std::pow(10., -7 + i)});
      }
    const WlfShift wlf{423, 17.44, 51.6};
    ViscoelasticLaw law{{8e9, shear, std::nullopt}, {13e9, bulk, std::nullopt}, {WlfArrheniusShift{wlf, 423, 350e3}, std::nullopt}};
    if (cures)
      {
        law.shear.growth = ModulusGrowth{0.6, 8. / 3};
        law.shift.of_cure = DiBenedetto{260, 423, 0.4};
      }
    return law;
  }

  /// One arm of modulus G with a shift of one, bulk elastic.
  ViscoelasticLaw one_arm(double shear, double equilibrium, double bulk, double time)
  {
    return {{shear + equilibrium, {{shear / (shear + equilibrium), time}}, std::nullopt},
            {bulk, {}, std::nullopt},
            {ArrheniusShift{300, 0}, std::nullopt}};
  }

} // namespace

TEST(Shift, OfWlfAndArrheniusMeetAtTheJunction)
{
  const Shift shift{WlfArrheniusShift{{423, 17.44, 51.6}, 423, 350e3}, std::nullopt};
  EXPECT_NEAR(shift.log_factor(423, 1), 0, 1e-15);
  EXPECT_NEAR(shift.log_factor(423 - 1e-9, 1), shift.log_factor(423 + 1e-9, 1), 1e-8);
  EXPECT_NEAR(shift.log_factor(453, 1) / std::log(10.), -17.44 * 30 / 81.6, 1e-12);
  EXPECT_NEAR(shift.log_factor(300, 1), 350e3 / 8.31446261815324 * (1. / 300 - 1. / 423), 1e-9);
  // A junction elsewhere is continuous too.
  const Shift below{WlfArrheniusShift{{423, 17.44, 51.6}, 400, 350e3}, std::nullopt};
  EXPECT_NEAR(below.log_factor(400 - 1e-9, 1), below.log_factor(400 + 1e-9, 1), 1e-8);
  // The energy that makes the slope continuous.
  const double energy = smooth_activation_energy({423, 17.44, 51.6}, 400);
  const Shift smooth{WlfArrheniusShift{{423, 17.44, 51.6}, 400, energy}, std::nullopt};
  const double h = 1e-3;
  EXPECT_NEAR(smooth.log_factor(400 + h, 1) - smooth.log_factor(400, 1), smooth.log_factor(400, 1) - smooth.log_factor(400 - h, 1), 1e-6);
}

TEST(Shift, OfTheUniversalConstantsIsSeventeenDecadesFarAboveTheTransition)
{
  const Shift shift{WlfShift{373, 17.44, 51.6}, std::nullopt};
  EXPECT_NEAR(shift.log_factor(373 + 51.6, 1) / std::log(10.), -17.44 / 2, 1e-12);
  EXPECT_NEAR(shift.log_factor(1e9, 1) / std::log(10.), -17.44, 1e-5);
}

TEST(Shift, MovesWithTheGlassTransitionDuringTheCure)
{
  const DiBenedetto transition{260, 423, 0.4};
  const WlfArrheniusShift function{{423, 17.44, 51.6}, 423, 350e3};
  const Shift fixed{function, std::nullopt}, moving{function, transition};
  for (const double x : {0., 0.4, 0.8, 1.})
    {
      EXPECT_NEAR(moving.log_factor(transition.value(x), x), 0, 1e-12);
      EXPECT_NEAR(moving.log_factor(transition.value(x) + 20, x), fixed.log_factor(443, 1), 1e-12);
    }
  EXPECT_LT(moving.log_factor(400, 0.5), moving.log_factor(400, 0.9));
}

TEST(RelaxingModulus, HasTheStorageAndLossOfItsRelaxation)
{
  // G' + i G'' = i w times the one-sided Fourier transform of G(t), of one arm with equilibrium: textbook figures at w tau = 1.
  const RelaxingModulus modulus{1000, {{0.6, 2}}, std::nullopt};
  EXPECT_NEAR(modulus.relaxation(0), 1000, 1e-12);
  EXPECT_NEAR(modulus.relaxation(2), 400 + 600 / std::exp(1.), 1e-12);
  EXPECT_NEAR(modulus.storage(0.5), 400 + 300, 1e-12);
  EXPECT_NEAR(modulus.loss(0.5), 300, 1e-12);
  EXPECT_NEAR(modulus.storage(1e9), 1000, 1e-6);
}

TEST(Viscoelasticity, RelaxesAsThePublishedSetAtSeveralTemperatures)
{
  // Against sum g_i exp(-t / (a_T tau_i)) with the WLF factor written out. The strain is applied in 1e-9 of the shortest shifted time; the
  // error of that is of the same size.
  const ViscoelasticLaw law = published();
  for (const double temperature : {75., 80., 95., 60.})
    {
      const double shift = std::pow(10., -35 * (temperature - 75) / (50 + temperature - 75));
      Path path(law, temperature + celsius, 1);
      Voigt strain{};
      strain[0] = 0.01;
      strain[5] = 0.02;
      path.go(1e-9 * 20 * shift, temperature + celsius, 1, strain);
      const Voigt start = path.stress();
      double time = 0;
      for (const double to : {0.5, 10., 60., 400., 3000.})
        {
          path.go((to - time) * shift, temperature + celsius, 1, strain);
          time = to;
          double left = 0;
          const double weight[6] = {0.35, 0.15, 0.25, 0.05, 0.05, 0.15}, tau[6] = {600, 20, 30, 40, 50, 60};
          for (unsigned i = 0; i < 6; ++i)
            left += weight[i] * std::exp(-to / tau[i]);
          for (const unsigned c : {0u, 1u, 5u})
            EXPECT_NEAR(path.stress()[c], left * start[c], 1e-8 * std::abs(start[c])) << temperature << " degC, " << to << " s";
        }
    }
}

TEST(Viscoelasticity, AnInstantStrainGivesTheInstantaneousStress)
{
  const ViscoelasticLaw law = published();
  Path path(law, 75 + celsius, 1);
  const Voigt strain{{1e-3, -2e-4, 3e-4, 4e-4, -5e-4, 6e-4}};
  path.go(1e-9, 75 + celsius, 1, strain);
  const OrthotropicStiffness elastic = isotropic_stiffness(500, 0.45);
  for (unsigned i = 0; i < 6; ++i)
    EXPECT_NEAR(path.stress()[i], elastic.stress(strain)[i], 1e-9);
}

TEST(Viscoelasticity, CreepsUnderConstantShearAsTheStandardSolid)
{
  // Arm G with equilibrium G_inf: gamma = s (1/G_inf - G / (G_inf (G + G_inf)) exp(-t / tau_c)), tau_c = tau (G + G_inf) / G_inf.
  // The stress is prescribed at the ends of the steps by the tangent; strain between them is linear, an error of second order in the step.
  const double arm = 3e9, rubber = 1e9, tau = 10, stress = 1e6;
  const ViscoelasticLaw law = one_arm(arm, rubber, 1e10, tau);
  const auto error = [&](unsigned steps) {
    Path path(law, 300, 1);
    Voigt prescribed{};
    prescribed[5] = stress;
    path.drive(1e-9, 300, 1, prescribed);
    double largest = 0;
    const double duration = 100;
    for (unsigned i = 1; i <= steps; ++i)
      {
        path.drive(duration / steps, 300, 1, prescribed);
        const double time = duration * i / steps;
        const double exact = stress * (1 / rubber - arm / (rubber * (arm + rubber)) * std::exp(-time * rubber / (tau * (arm + rubber))));
        largest = std::max(largest, std::abs(path.strain()[5] / exact - 1));
      }
    return largest;
  };
  EXPECT_LT(error(400), 1e-5);
  EXPECT_LT(error(400), 0.3 * error(200));
}

TEST(Viscoelasticity, IsExactForAConstantStrainRateWhateverTheStep)
{
  const ViscoelasticLaw law = compound(false);
  const Voigt end{{2e-3, -1e-3, 5e-4, 1e-3, 0, -2e-3}};
  for (const double temperature : {350., 423., 460.})
    {
      Path whole(law, temperature, 1), parts(law, temperature, 1);
      whole.go(100, temperature, 1, end);
      double dissipated = 0;
      for (unsigned i = 1; i <= 37; ++i)
        {
          Voigt strain = end;
          for (double &component : strain)
            component *= i / 37.;
          parts.go(100. / 37, temperature, 1, strain);
          dissipated += parts.response().dissipation;
        }
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(parts.stress()[i], whole.stress()[i], 1e-11 * 2e7);
      EXPECT_NEAR(dissipated, whole.response().dissipation, 1e-10 * dissipated);
    }
}

TEST(Viscoelasticity, IsIndependentOfTheStepOnARampThroughTheTransition)
{
  // The strain, the temperature and the cure change at constant rates; the tolerance is that of the panels, 1e-6 of the glassy stress.
  for (const bool cures : {false, true})
    {
      const ViscoelasticLaw law = compound(cures);
      const Voigt end{{2e-3, -1e-3, 5e-4, 1e-3, 0, -2e-3}};
      Path whole(law, 480, 0.5), parts(law, 480, 0.5);
      whole.go(600, 380, 0.95, end);
      const unsigned steps = 400;
      for (unsigned i = 1; i <= steps; ++i)
        {
          const double share = static_cast<double>(i) / steps;
          Voigt strain = end;
          for (double &component : strain)
            component *= share;
          parts.go(600. / steps, 480 - 100 * share, 0.5 + 0.45 * share, strain);
        }
      for (unsigned i = 0; i < 6; ++i)
        EXPECT_NEAR(parts.stress()[i], whole.stress()[i], 2e-6 * 8e9 * 4e-3);
      EXPECT_GT(std::abs(whole.stress()[0]), 1e5);
    }
}

TEST(Viscoelasticity, ReducedTimeOfARampIsItsIntegral)
{
  // Oracle: the trapezoidal rule with a million cells for the integral of 1/a; constant rate in reduced time in each for the gain of an
  // arm. Their errors are of the order of (38 / 1e6)^2: ln a changes by 38.
  const Shift shift{WlfArrheniusShift{{423, 17.44, 51.6}, 423, 350e3}, std::nullopt};
  PointStep step{};
  step.duration = 300;
  step.temperature = {{405, 445}};
  step.cure = {{1, 1}};
  const unsigned cells = 1000000;
  std::vector<double> until(cells + 1, 0.);
  const auto rate = [&](unsigned i) {
    const double temperature = 405 + 40. * i / cells;
    const double wlf = std::pow(10., 17.44 * (temperature - 423) / (51.6 + temperature - 423));
    return 300 * (temperature > 423 ? wlf : std::exp(-350e3 / 8.31446261815324 * (1 / temperature - 1. / 423)));
  };
  for (unsigned i = 1; i <= cells; ++i)
    until[i] = until[i - 1] + 0.5 * (rate(i - 1) + rate(i)) / cells;
  double reduced = 0;
  const std::vector<ShiftPanel> path = shift_path(shift, step, 1e-2);
  for (const ShiftPanel &panel : path)
    reduced += panel.reduced;
  EXPECT_NEAR(reduced, until[cells], 1e-8 * reduced);
  for (const double time : {1e-2, 1., 100., 1e4, 1e8})
    {
      double gain = 0;
      for (unsigned i = 0; i < cells; ++i)
        {
          const double x = (until[i + 1] - until[i]) / time;
          gain += std::exp((until[i + 1] - until[cells]) / time) * (-std::expm1(-x) / x) / cells;
        }
      EXPECT_NEAR(step_arm(path, time).gain, gain, 2e-6) << time;
      EXPECT_NEAR(step_arm(path, time).gain / gain, 1, 1e-4) << time;
    }
}

TEST(Viscoelasticity, TangentIsTheDerivativeOfTheStress)
{
  // The law is linear in the change of strain, so differences of any size are exact; rounding leaves about 1e-9.
  const ViscoelasticLaw law = compound(true);
  RandomJourney random(5);
  for (unsigned i = 0; i < 200; ++i)
    {
      Path path(law, 440, 0.3);
      path.go(random.step_from(path));
      path.go(random.step_from(path));
      EXPECT_LT(tangent_error(law, path.state(), random.step_from(path), 1e-4), 1e-8);
    }
}

TEST(Viscoelasticity, TheWorkIsDissipatedOrStored)
{
  // One arm at constant temperature: work = stored + dissipated, where the work of a step follows by many small steps.
  const ViscoelasticLaw law = one_arm(3e9, 0, 1e10, 7);
  const std::vector<Voigt> corners = {{{1e-3, 0, 0, 2e-3, 0, 0}}, {{-1e-3, 1e-3, 0, 0, 0, 1e-3}}, {{0, 0, 0, 0, 0, 0}}};
  Path coarse(law, 300, 1), fine(law, 300, 1);
  double dissipated = 0, work = 0;
  Voigt last{};
  for (const Voigt &corner : corners)
    {
      coarse.go(5, 300, 1, corner);
      dissipated += coarse.response().dissipation;
      const unsigned steps = 4000;
      for (unsigned i = 1; i <= steps; ++i)
        {
          Voigt strain;
          for (unsigned c = 0; c < 6; ++c)
            strain[c] = last[c] + (corner[c] - last[c]) * i / steps;
          const Voigt before = fine.stress();
          const Voigt old_strain = fine.strain();
          fine.go(5. / steps, 300, 1, strain);
          for (unsigned c = 0; c < 6; ++c)
            work += 0.5 * (before[c] + fine.stress()[c]) * (strain[c] - old_strain[c]);
        }
      last = corner;
    }
  // The elastic bulk returns its work. The trapezoidal rule of the work errs by 1e-7 with these steps.
  EXPECT_NEAR(work, law.stored_in_arms(coarse.state().data()) + dissipated, 1e-6 * work);
  EXPECT_GT(dissipated, 0);
}

TEST(Viscoelasticity, NeverHasANegativeDissipationAlongRandomPaths)
{
  // 1000 paths of 12 steps; every closed-form part is a sum of squares, so that not even rounding is allowed below zero.
  RandomJourney random(17);
  for (unsigned i = 0; i < 1000; ++i)
    {
      const ViscoelasticLaw law = compound(i % 2 == 0);
      Path path(law, 440, 0.05);
      for (unsigned j = 0; j < 12; ++j)
        {
          path.go(random.step_from(path));
          ASSERT_GE(path.response().dissipation, 0) << i << ' ' << j;
          ASSERT_TRUE(std::isfinite(path.response().dissipation));
        }
    }
}

TEST(Viscoelasticity, ClosedStrainCyclesNeedPositiveWork)
{
  // At constant temperature, from rest: the work of a closed cycle is not negative (second law). At constant cure it is what the arms still
  // hold and what was dissipated, for the equilibrium part returns all of its work; a growing network may keep some besides.
  RandomJourney random(23);
  for (unsigned i = 0; i < 500; ++i)
    {
      const ViscoelasticLaw law = compound(true);
      const double temperature = random.between(300, 500), cure = random.between(0, 1), grown = i % 2 == 0 ? cure : random.between(cure, 1),
                   duration = std::pow(10., random.between(-3, 4));
      Path path(law, temperature, cure);
      double work = 0, dissipated = 0, scale = 0;
      const unsigned corners = 4, steps = 50;
      std::vector<Voigt> strains(corners, Voigt{});
      for (unsigned c = 0; c + 1 < corners; ++c)
        for (double &component : strains[c])
          component = random.between(-1e-2, 1e-2);
      Voigt last{};
      unsigned done = 0;
      for (const Voigt &corner : strains)
        {
          for (unsigned s = 1; s <= steps; ++s)
            {
              ++done;
              Voigt strain;
              for (unsigned k = 0; k < 6; ++k)
                strain[k] = last[k] + (corner[k] - last[k]) * s / steps;
              const Voigt before = path.stress(), old_strain = path.strain();
              path.go(duration / steps, temperature, cure + (grown - cure) * done / (corners * steps), strain);
              dissipated += path.response().dissipation;
              for (unsigned k = 0; k < 6; ++k)
                {
                  const double part = 0.5 * (before[k] + path.stress()[k]) * (strain[k] - old_strain[k]);
                  work += part;
                  scale += std::abs(part);
                }
            }
          last = corner;
        }
      const double stored = law.stored_in_arms(path.state().data());
      EXPECT_GT(work, -1e-3 * scale);
      // Arms much faster than a step relax within it, where the trapezoidal rule of the work sees only their steady stress.
      if (grown == cure)
        {
          EXPECT_NEAR(work, stored + dissipated, 0.02 * scale) << temperature << ' ' << cure << ' ' << duration;
        }
    }
}

TEST(Viscoelasticity, RotatedStrainGivesRotatedStress)
{
  RandomJourney random(31);
  for (unsigned i = 0; i < 1000; ++i)
    {
      const ViscoelasticLaw law = compound(true);
      const Rotation rotation = random.rotation();
      Path path(law, 440, 0.2), turned(law, 440, 0.2);
      for (unsigned j = 0; j < 3; ++j)
        {
          PointStep step = random.step_from(path);
          path.go(step);
          for (Voigt &strain : step.strain)
            strain = rotation.strain(strain);
          turned.go(step);
        }
      const Voigt expected = rotation.stress(path.stress());
      double scale = 0;
      for (const double component : path.stress())
        scale = std::max(scale, std::abs(component));
      for (unsigned k = 0; k < 6; ++k)
        EXPECT_NEAR(turned.stress()[k], expected[k], 1e-11 * scale);
      EXPECT_NEAR(turned.response().dissipation, path.response().dissipation, 1e-9 * path.response().dissipation + 1e-12);
    }
}

TEST(Viscoelasticity, NetworkThatFormsAtConstantStrainAddsNoStress)
{
  // Strain applied before the gel point relaxes; curing at that strain must not cause any stress. Later strain stresses the network.
  const ViscoelasticLaw law = compound(true);
  Path path(law, 500, 0.3);
  Voigt strain{};
  strain[5] = 1e-2;
  path.go(1e4, 500, 0.3, strain);
  EXPECT_NEAR(path.stress()[5], 0, 1e-3);
  path.go(1e6, 500, 1, strain);
  EXPECT_NEAR(path.stress()[5], 0, 1e-3);
  strain[5] = 2e-2;
  path.go(1e6, 500, 1, strain);
  path.go(1e6, 500, 1, strain);
  EXPECT_NEAR(path.stress()[5], 0.1 * 8e9 * 1e-2, 1e-3 * 8e6);
}

TEST(Viscoelasticity, NetworkThatFormsAtAConstantStrainRateHasTheIntegralOfItsModulus)
{
  // Far above the transition the arms carry no stress: s = integral of G_inf(x) d(gamma) = gamma times the mean of the growth.
  const ViscoelasticLaw law = compound(true);
  Path path(law, 600, 0.4);
  Voigt strain{};
  strain[5] = 1e-2;
  path.go(1e8, 600, 1, strain);
  double mean = 0;
  for (unsigned i = 0; i < 100000; ++i)
    {
      const double x = 0.4 + 0.6 * (i + 0.5) / 100000;
      mean += x > 0.6 ? std::pow((x * x - 0.36) / 0.64, 8. / 3) / 100000 : 0;
    }
  EXPECT_NEAR(path.stress()[5], 0.1 * 8e9 * 1e-2 * mean, 1e-6 * 8e6);
}

TEST(Viscoelasticity, BimetalWithOneMaxwellArmBendsByCorrespondence)
{
  // Two strips of equal thickness h, strip 1 elastic E, strip 2 one Maxwell arm (E2 exp(-t/tau)), both uniaxial, a misfit strain m at t =
  // 0. Elastic curvature (Timoshenko, equal thickness): k = 12 m n / (h (1 + 14 n + n^2)) with n = E2 / E1, h the thickness of one strip.
  // Correspondence: n -> n s/(s + 1/tau); k(s) = m/s k(n(s)) has two poles and k(t) = 12 m / h * (A exp(-p t) + B exp(-q t)).
  const double young = 100e9, arm = 20e9, tau = 50, h = 1e-3, misfit = 1e-3, n = arm / young;
  const double a = 1 + 14 * n + n * n, b = (2 + 14 * n) / tau, c = 1 / (tau * tau);
  // n(s)/(1 + 14 n(s) + n(s)^2) / s = n (s + 1/tau) / (a s^2 + b s + c).
  const double root = std::sqrt(b * b - 4 * a * c);
  const double p = (b - root) / (2 * a), q = (b + root) / (2 * a);
  const auto exact = [&](double time) {
    const double first = n * (1 / tau - p) / (a * (q - p)), second = n * (1 / tau - q) / (a * (p - q));
    return 12 * misfit / h * (first * std::exp(-p * time) + second * std::exp(-q * time));
  };

  // Strip 2 in fibres at Gauss points; with nu = 0 (G = E/2 and K = E/3, both with tau) s_xx = E(t) e_xx without any strain across.
  const ViscoelasticLaw law{
      {arm / 2, {{1, tau}}, std::nullopt}, {arm / 3, {{1, tau}}, std::nullopt}, {ArrheniusShift{300, 0}, std::nullopt}};
  const double points[2] = {0.5 - std::sqrt(1. / 12), 0.5 + std::sqrt(1. / 12)};
  std::vector<Path<ViscoelasticLaw>> fibres(2, Path(law, 300, 1));
  double stretch = 0,
         curvature = 0; // of the interface; strain = stretch + z curvature, strip 1 below, strip 2 above (its free strain is m)
  const auto advance = [&](double duration) {
    // Force and moment are linear in the two unknowns: one Newton step with the tangents.
    double matrix[2][2] = {{young * h, -young * h * h / 2}, {-young * h * h / 2, young * h * h * h / 3}};
    double load[2] = {matrix[0][0] * stretch + matrix[0][1] * curvature, matrix[1][0] * stretch + matrix[1][1] * curvature};
    for (unsigned i = 0; i < 2; ++i)
      {
        const double z = points[i] * h;
        Voigt strain{};
        strain[0] = stretch + z * curvature - misfit;
        const PointResponse tried = fibres[i].try_step(duration, 300, 1, strain);
        load[0] += h / 2 * tried.stress[0];
        load[1] += h / 2 * z * tried.stress[0];
        const double tangent = sagitta::materials::matrix(tried.tangent)[0][0];
        matrix[0][0] += h / 2 * tangent;
        matrix[0][1] += h / 2 * z * tangent;
        matrix[1][0] += h / 2 * z * tangent;
        matrix[1][1] += h / 2 * z * z * tangent;
      }
    const double determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0];
    stretch -= (matrix[1][1] * load[0] - matrix[0][1] * load[1]) / determinant;
    curvature -= (matrix[0][0] * load[1] - matrix[1][0] * load[0]) / determinant;
    for (unsigned i = 0; i < 2; ++i)
      {
        Voigt strain{};
        strain[0] = stretch + points[i] * h * curvature - misfit;
        fibres[i].go(duration, 300, 1, strain);
      }
  };
  advance(1e-9);
  EXPECT_NEAR(std::abs(curvature), exact(0), 1e-6 * exact(0));
  const unsigned steps = 1000;
  for (unsigned i = 1; i <= steps; ++i)
    {
      advance(0.2);
      // Strains between the steps are linear in time instead of exponential: (0.2 / 50)^2 / 12 per unit.
      EXPECT_NEAR(std::abs(curvature), exact(0.2 * i), 1e-5 * exact(0));
    }
  EXPECT_LT(exact(0.2 * steps), 0.5 * exact(0));
}

TEST(Viscoelasticity, RefusesInvalidConstantsWithAMessage)
{
  const auto refused = [](const std::function<void(ViscoelasticLaw &)> &spoil) {
    ViscoelasticLaw law = published();
    spoil(law);
    std::vector<double> state(law.state_size());
    return refusal([&] { law.initialise(300, 1, state.data()); });
  };
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shear.arms[0].weight = 0.5; }).find("must not exceed 1"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.bulk.instantaneous = -1; }).find("bulk modulus must be positive"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shear.arms[2].weight = -0.1; }).find("weights must not be negative"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shear.arms[2].time = 0; }).find("relaxation time"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shear.growth = ModulusGrowth{1.2, 2}; }).find("gel point"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shift.of_temperature = WlfShift{300, -1, 50}; }).find("C1"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) { l.shift.of_temperature = ArrheniusShift{300, -1}; }).find("energy"), std::string::npos);
  EXPECT_NE(refused([](ViscoelasticLaw &l) {
              l.shift.of_temperature = TabulatedShift{TemperatureFunction({300, 310}, {0, 1})};
            }).find("must not increase"),
            std::string::npos);
  EXPECT_NE(refusal([] { isotropic_moduli(1e9, 0.5); }).find("Poisson"), std::string::npos);
  EXPECT_NE(refusal([] { TemperatureFunction({400, 300}, {1, 2}); }).find("increase"), std::string::npos);

  const ViscoelasticLaw law = published();
  const auto step_refused = [&](const std::function<void(PointStep &)> &spoil) {
    PointStep step{1, {{350, 350}}, {{1, 1}}, {}};
    spoil(step);
    std::vector<double> old_state(law.state_size(), 0.), new_state(law.state_size());
    return refusal([&] { law.advance(step, old_state.data(), new_state.data()); });
  };
  EXPECT_EQ(step_refused([](PointStep &) {}), "");
  EXPECT_NE(step_refused([](PointStep &s) { s.temperature[1] = 290; }).find("WLF"), std::string::npos);
  EXPECT_NE(step_refused([](PointStep &s) { s.duration = 0; }).find("must last"), std::string::npos);
  EXPECT_NE(step_refused([](PointStep &s) { s.cure = {{0.5, 0.4}}; }).find("must not decrease"), std::string::npos);
  EXPECT_NE(step_refused([](PointStep &s) { s.strain[1][0] = NAN; }).find("finite"), std::string::npos);
}
