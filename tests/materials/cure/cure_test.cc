#include <materials/cure/cure.h>
#include <materials/cure/modulus_growth.h>

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
  /// A reaction whose rate constant does not depend on temperature, so that closed forms hold.
  CureKinetics isothermal(double k, double m, double n)
  {
    return {SingleStep{{k, 0}, m, n}, NoDiffusionControl{}};
  }

  const CureInterval &interval_of(double seconds)
  {
    static CureInterval interval;
    interval = {seconds, {{400, 400}}};
    return interval;
  }

  const DiBenedetto epoxy_transition{250, 430, 0.4};

  /// An epoxy with the orders of magnitude of the literature (Kamal-Sourour: 1/s, kJ/mol).
  CureKinetics epoxy(const DiffusionControl &diffusion = NoDiffusionControl{})
  {
    return {KamalSourour{{2e6, 80e3}, {4e5, 62e3}, 0.8, 1.7}, diffusion};
  }

  const CriticalCure critical_cure{30, TemperatureFunction({300, 500}, {0.4, 1.2})};
  const FreeVolume free_volume{{1e14, 20e3}, 0.35, 4.8e-4, 0.025, epoxy_transition};

  /// The same rate written out again, for the oracles below.
  double epoxy_rate(double x, double temperature, const DiffusionControl &diffusion)
  {
    const double r = 8.31446261815324;
    double chemical = 2e6 * std::exp(-80e3 / (r * temperature)) + 4e5 * std::exp(-62e3 / (r * temperature)) * std::pow(x, 0.8);
    double factor = 1;
    if (std::holds_alternative<CriticalCure>(diffusion))
      factor = 1 / (1 + std::exp(30 * (x - (0.4 + (temperature - 300) * 0.8 / 200))));
    if (std::holds_alternative<FreeVolume>(diffusion))
      {
        const double transition = 250 + 180 * 0.4 * x / (1 - 0.6 * x);
        const double volume = 4.8e-4 * (temperature - transition) + 0.025;
        const double diffusion_rate = volume > 0 ? 1e14 * std::exp(-20e3 / (r * temperature)) * std::exp(-0.35 / volume) : 0;
        chemical = 1 / (1 / chemical + 1 / diffusion_rate);
      }
    return chemical * factor * std::pow(1 - x, 1.7);
  }

  /// Explicit Runge-Kutta of order four with many equal steps: slow, simple, independent.
  double integrate(const std::function<double(double, double)> &rate, double x, double duration, double from, double to, unsigned steps)
  {
    const double h = duration / steps;
    for (unsigned i = 0; i < steps; ++i)
      {
        const auto temperature = [&](double share) { return from + (to - from) * (i + share) / steps; };
        const double k1 = rate(x, temperature(0));
        const double k2 = rate(x + h / 2 * k1, temperature(0.5));
        const double k3 = rate(x + h / 2 * k2, temperature(0.5));
        const double k4 = rate(x + h * k3, temperature(1));
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
      }
    return x;
  }

  /// Derivative of f(steps) at 0 by the symmetric difference of order four.
  double central_difference(const std::function<double(double)> &f)
  {
    return (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / 12;
  }
} // namespace

TEST(CureKinetics, FirstOrderFollowsTheExponentialForStepsOfAnySize)
{
  // The tolerance is the default one per substep, 1e-9, times some tens of substeps.
  for (const double time : {1e-6, 1e-2, 0.7, 3., 20., 1e3, 1e9, 1e15})
    EXPECT_NEAR(advance_cure(isothermal(1, 0, 1), 0, interval_of(time)).cure, -std::expm1(-time), 3e-8) << time;
}

TEST(CureKinetics, SecondOrderFollowsItsClosedForm)
{
  for (const double time : {1e-3, 1., 50., 1e4, 1e8})
    EXPECT_NEAR(advance_cure(isothermal(2, 0, 2), 0.1, interval_of(time)).cure, 1 - 0.9 / (1 + 0.9 * 2 * time), 3e-8) << time;
}

TEST(CureKinetics, OrderBelowOneEndsInFiniteTime)
{
  // n = 1/2: 1 - x = (1 - k t / 2)^2 until k t = 2.
  for (const double time : {0.1, 1., 1.9, 1.99, 2.01, 100.})
    {
      const double rest = std::max(0., 1 - time / 2);
      EXPECT_NEAR(advance_cure(isothermal(1, 0, 0.5), 0, interval_of(time)).cure, 1 - rest * rest, 1e-7) << time;
    }
}

TEST(CureKinetics, OrdersOfOneHalfStartFromZeroCureAndFollowTheSine)
{
  // x^(1/2) (1 - x)^(1/2): x = sin^2(k t / 2), complete at k t = pi. The other solution is x = 0 for all times.
  const double pi = std::acos(-1.);
  for (const double time : {1e-3, 0.1, 1., 2.5, 3.1, 3.5})
    {
      const double sine = std::sin(std::min(time, pi) / 2);
      EXPECT_NEAR(advance_cure(isothermal(1, 0.5, 0.5), 0, interval_of(time)).cure, sine * sine, 1e-7) << time;
    }
}

TEST(CureKinetics, LogisticGrowthFromATinyCureIsResolved)
{
  // m = n = 1: x = x0 e^t / (1 - x0 + x0 e^t). One implicit step without limits would converge to the far end at once.
  const double seed = 1e-8;
  for (const double time : {1., 5., 15., 18.4, 25., 1e4})
    {
      const double grown = seed * std::exp(std::min(time, 500.));
      EXPECT_NEAR(advance_cure(isothermal(1, 1, 1), seed, interval_of(time)).cure, grown / (1 - seed + grown), 1e-6) << time;
    }
}

TEST(CureKinetics, EpoxyRampsAgreeWithAnIndependentIntegration)
{
  // Oracle: 40,000 explicit steps; its error, estimated by halving the number of steps, is below 1e-10.
  for (const DiffusionControl &diffusion : std::vector<DiffusionControl>{NoDiffusionControl{}, critical_cure, free_volume})
    for (const auto &[from, to, duration] : std::vector<std::array<double, 3>>{
             {{300, 430, 7800}}, {{398, 398, 600}}, {{398, 423, 3600}}, {{450, 300, 3000}}, {{380, 380, 14400}}})
      {
        const auto rate = [&](double x, double temperature) { return epoxy_rate(x, temperature, diffusion); };
        const double oracle = integrate(rate, 0.01, duration, from, to, 40000);
        EXPECT_NEAR(integrate(rate, 0.01, duration, from, to, 20000), oracle, 1e-9);
        EXPECT_NEAR(advance_cure(epoxy(diffusion), 0.01, {duration, {{from, to}}}).cure, oracle, 1e-7)
            << "control " << diffusion.index() << ", " << from << " to " << to << " K";
      }
}

TEST(CureKinetics, OneStepEqualsManySteps)
{
  for (const DiffusionControl &diffusion : std::vector<DiffusionControl>{NoDiffusionControl{}, critical_cure, free_volume})
    {
      const double whole = advance_cure(epoxy(diffusion), 0.02, {5400, {{320, 440}}}).cure;
      double x = 0.02;
      const unsigned parts = 300;
      for (unsigned i = 0; i < parts; ++i)
        x = advance_cure(epoxy(diffusion), x, {5400. / parts, {{320 + 120. * i / parts, 320 + 120. * (i + 1) / parts}}}).cure;
      EXPECT_NEAR(x, whole, 1e-7) << "control " << diffusion.index();
    }
}

TEST(CureKinetics, ErrorFallsWithTheTolerance)
{
  const CureInterval ramp{7800, {{300, 430}}};
  const double exact = advance_cure(epoxy(), 0.01, ramp, 1e-13).cure;
  double coarse = std::abs(advance_cure(epoxy(), 0.01, ramp, 1e-5).cure - exact);
  double fine = std::abs(advance_cure(epoxy(), 0.01, ramp, 1e-9).cure - exact);
  EXPECT_LT(coarse, 1e-3);
  EXPECT_LT(fine, 1e-2 * coarse);
}

TEST(CureKinetics, DerivativesOfTheRateAgreeWithDifferences)
{
  // Relative steps of 1e-5; where free volume almost stops the reaction its logarithm changes by 1e-2 in such a step, and the
  // error of order four is 1e-8. 1e-6 is what a Newton method needs.
  std::mt19937 random(7);
  std::uniform_real_distribution<double> any_cure(0.02, 0.95), any_temperature(310, 490);
  std::vector<CureKinetics> all;
  for (const DiffusionControl &diffusion : std::vector<DiffusionControl>{NoDiffusionControl{}, critical_cure, free_volume})
    {
      all.push_back(epoxy(diffusion));
      all.push_back({SingleStep{{3e6, 70e3}, 0.5, 1.4}, diffusion});
      all.push_back({SingleStep{{3e6, 70e3}, 1.3, 0.8}, diffusion});
      all.push_back({SingleStep{{3e6, 70e3}, 0, 2}, diffusion});
    }
  for (const CureKinetics &kinetics : all)
    for (unsigned i = 0; i < 200; ++i)
      {
        const double x = any_cure(random), temperature = any_temperature(random);
        const CureRate rate = cure_rate(kinetics, x, temperature);
        const double dx = 1e-5 * x, dt = 1e-5 * temperature;
        const auto along_cure = [&](double steps) { return cure_rate(kinetics, x + steps * dx, temperature).value; };
        const auto along_temperature = [&](double steps) { return cure_rate(kinetics, x, temperature + steps * dt).value; };
        if (rate.value < 1e-30) // frozen by lack of free volume
          continue;
        const double by_cure = central_difference(along_cure) / dx;
        const double by_temperature = central_difference(along_temperature) / dt;
        EXPECT_NEAR(by_cure, rate.by_cure, 1e-6 * (std::abs(rate.by_cure) + rate.value)) << x << ' ' << temperature;
        EXPECT_NEAR(by_temperature, rate.by_temperature, 1e-6 * (std::abs(rate.by_temperature) + 0.01 * rate.value));
      }
}

TEST(CureKinetics, DerivativeByTheEndTemperatureAgreesWithDifferences)
{
  // The differenced steps are taken with a tighter tolerance, since their substeps may change from one to the other.
  std::mt19937 random(11);
  std::uniform_real_distribution<double> any_cure(0.0, 0.8), any_temperature(330, 450), any_exponent(0, 4);
  for (const CureKinetics &kinetics :
       {epoxy(), epoxy(critical_cure), epoxy(free_volume), CureKinetics{SingleStep{{3e6, 70e3}, 0.5, 1.4}, NoDiffusionControl{}}})
    for (unsigned i = 0; i < 25; ++i)
      {
        const double x = any_cure(random), from = any_temperature(random), to = any_temperature(random);
        const double duration = std::pow(10., any_exponent(random));
        const auto end = [&](double temperature) { return advance_cure(kinetics, x, {duration, {{from, temperature}}}, 1e-12).cure; };
        const double h = 0.02; // [K]
        const double difference = central_difference([&](double steps) { return end(to + steps * h); }) / h;
        const double derivative = advance_cure(kinetics, x, {duration, {{from, to}}}, 1e-11).by_end_temperature;
        // Of order 0.01 per kelvin. Corners: the table of x_c(T) has its knots outside the range.
        EXPECT_NEAR(derivative, difference, 1e-6 * std::abs(difference) + 2e-9) << from << " to " << to << " K in " << duration << " s";
      }
}

TEST(CureKinetics, StaysWithinItsBoundsForRandomConstantsAndSteps)
{
  std::mt19937 random(3);
  std::uniform_real_distribution<double> share(0, 1);
  unsigned most = 0;
  for (unsigned i = 0; i < 4000; ++i)
    {
      const double m = 0.1 + 2 * share(random), n = 0.3 + 2 * share(random);
      const RateConstant first{std::pow(10., 2 + 8 * share(random)), 2e4 + 8e4 * share(random)};
      const RateConstant second{std::pow(10., 2 + 8 * share(random)), 2e4 + 8e4 * share(random)};
      CureKinetics kinetics{KamalSourour{first, second, m, n}, NoDiffusionControl{}};
      if (i % 4 == 1)
        kinetics.reaction = SingleStep{first, m, n};
      if (i % 3 == 1)
        kinetics.diffusion = CriticalCure{5 + 60 * share(random), TemperatureFunction({300, 500}, {0.3, 0.6 + share(random)})};
      if (i % 3 == 2)
        kinetics.diffusion = free_volume;
      const double start = i % 5 == 0 && (i % 4 != 1 || m < 1) ? 0 : share(random);
      const CureInterval interval{std::pow(10., -4 + 12 * share(random)), {{220 + 300 * share(random), 220 + 300 * share(random)}}};
      const CureAdvance advance = advance_cure(kinetics, start, interval);
      EXPECT_GE(advance.cure, start);
      EXPECT_LE(advance.cure, 1);
      EXPECT_TRUE(std::isfinite(advance.by_end_temperature));
      most = std::max(most, advance.substeps);
    }
  // Eight powers of ten in the rate take some hundred substeps at the default tolerance; many thousands would mean that substeps do
  // not grow back.
  EXPECT_LT(most, 5000u);
}

TEST(CureKinetics, VitrificationStopsTheCureBelowTheTransition)
{
  // With free volume the reaction at 350 K dies out where Tg(x) has risen some tens of kelvin above the temperature of curing
  // (f = 0 at Tg = T + 52 K); without diffusion control it would be complete. Oracle: 1e7 s is a third of a year.
  const CureInterval dwell{1e7, {{350, 350}}};
  const double x = advance_cure(epoxy(free_volume), 0, dwell).cure;
  EXPECT_GT(epoxy_transition.value(x), 350);
  EXPECT_LT(epoxy_transition.value(x), 350 + 0.025 / 4.8e-4);
  EXPECT_GT(advance_cure(epoxy(), 0, dwell).cure, 0.999);
}

TEST(GlassTransition, FollowsDiBenedetto)
{
  EXPECT_DOUBLE_EQ(epoxy_transition.value(0), 250);
  EXPECT_NEAR(epoxy_transition.value(1), 430, 1e-12);
  EXPECT_NEAR(epoxy_transition.value(0.5), 250 + 180 * 0.4 * 0.5 / 0.7, 1e-12);
  for (const double x : {0.1, 0.5, 0.9})
    EXPECT_NEAR(epoxy_transition.derivative(x), (epoxy_transition.value(x + 1e-5) - epoxy_transition.value(x - 1e-5)) / 2e-5, 1e-5);
  const DiBenedetto straight{250, 430, 1};
  EXPECT_NEAR(straight.value(0.3), 250 + 180 * 0.3, 1e-12);
}

TEST(NetworkShrinkage, BeginsAtTheGelPoint)
{
  const NetworkShrinkage shrinkage(0.6, 0.004);
  EXPECT_EQ(shrinkage.strain(0.3), 0);
  EXPECT_EQ(shrinkage.strain(0.6), 0);
  EXPECT_NEAR(shrinkage.strain(0.8), -0.002, 1e-15);
  EXPECT_NEAR(shrinkage.strain(1), -0.004, 1e-15);
  EXPECT_NEAR(shrinkage.slope(0.8), -0.01, 1e-15);
  EXPECT_EQ(shrinkage.slope(0.5), 0);
  const NetworkShrinkage table({0.5, 0.7, 0.9}, {0, 0.003, 0.0035});
  EXPECT_NEAR(table.strain(0.6), -0.0015, 1e-15);
  EXPECT_NEAR(table.strain(1), -0.0035, 1e-15);
}

TEST(NetworkShrinkage, OfAVolumeIsThatOfACube)
{
  for (const double volumetric : {0., 1e-9, 0.01, 0.06, 0.5})
    EXPECT_NEAR(std::pow(1 - linear_shrinkage(volumetric), 3), 1 - volumetric, 1e-15);
}

TEST(ModulusGrowth, StartsAtTheGelPointAndEndsAtOne)
{
  const ModulusGrowth growth{0.6, 8. / 3};
  EXPECT_EQ(growth.value(0.6), 0);
  EXPECT_NEAR(growth.value(1), 1, 1e-15);
  EXPECT_NEAR(growth.value(0.8), std::pow(0.28 / 0.64, 8. / 3), 1e-15);
  // The mean against the midpoint rule with 200,000 cells (error of order 1e-11 for this smooth function).
  for (const auto &[from, to] : std::vector<std::array<double, 2>>{{{0, 1}}, {{0.2, 0.61}}, {{0.7, 0.9}}, {{0.1, 0.5}}, {{0.8, 0.8}}})
    {
      double sum = 0;
      for (unsigned i = 0; i < 200000; ++i)
        sum += growth.value(from + (to - from) * (i + 0.5) / 200000);
      EXPECT_NEAR(growth.mean(from, to), sum / 200000, 1e-8);
    }
}

TEST(Cure, ReleasesHeatInProportionToItsIncrement)
{
  const Cure cure{epoxy(), 250e3, 0.05, 0.6, epoxy_transition, NetworkShrinkage(0.6, 0.004)};
  cure.check();
  const CureAdvance advance = advance_cure(cure.kinetics, cure.initial, {600, {{400, 410}}});
  const CureHeat heat = heat_release(cure, cure.initial, advance);
  EXPECT_NEAR(heat.released, 250e3 * (advance.cure - 0.05), 1e-6);
  EXPECT_NEAR(heat.by_end_temperature, 250e3 * advance.by_end_temperature, 1e-6);
}

TEST(Cure, RefusesInvalidConstantsWithAMessage)
{
  const Cure good{epoxy(), 250e3, 0.05, 0.6, epoxy_transition, NetworkShrinkage(0.6, 0.004)};
  EXPECT_NO_THROW(good.check());
  const auto refused = [&](const std::function<void(Cure &)> &spoil) {
    Cure bad = good;
    spoil(bad);
    return refusal([&] { bad.check(); });
  };
  EXPECT_NE(refused([](Cure &c) { c.heat = -1; }).find("reaction heat"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) { c.initial = 1.2; }).find("initial degree of cure"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) { c.gel_point = 1; }).find("gel point"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) { c.gel_point = 0.5; }).find("shrinkage begins"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) {
              c.glass_transition = DiBenedetto{250, 200, 0.4};
            }).find("must increase with the degree of cure: the uncured one, -23.15 degC"),
            std::string::npos);
  EXPECT_NE(refused([](Cure &c) { c.glass_transition = DiBenedetto{250, 430, 1.5}; }).find("lambda"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) { std::get<KamalSourour>(c.kinetics.reaction).first.factor = 0; }).find("k1"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) { std::get<KamalSourour>(c.kinetics.reaction).n = 0; }).find("order n"), std::string::npos);
  EXPECT_NE(refused([](Cure &c) {
              c.kinetics.diffusion = CriticalCure{0, TemperatureFunction(0.8)};
            }).find("sharpness"),
            std::string::npos);
  EXPECT_NE(refused([](Cure &c) {
              c.kinetics.reaction = SingleStep{{1, 0}, 1, 1};
              c.initial = 0;
            }).find("never starts"),
            std::string::npos);
  EXPECT_NE(refusal([] { NetworkShrinkage({0.6, 0.5}, {0, 0.1}); }).find("increase"), std::string::npos);
  EXPECT_NE(refusal([] { NetworkShrinkage({0.6, 0.8}, {0.1, 0.1}); }).find("first point"), std::string::npos);
  EXPECT_NE(refusal([] { NetworkShrinkage({0.6, 0.8, 0.9}, {0, 0.1, 0.05}); }).find("must not decrease"), std::string::npos);
  EXPECT_NE(refusal([] { linear_shrinkage(1.1); }).find("volumetric"), std::string::npos);
  EXPECT_NE(refusal([] { advance_cure(epoxy(), -0.1, {1, {{400, 400}}}); }).find("degree of cure"), std::string::npos);
  EXPECT_NE(refusal([] { advance_cure(epoxy(), 0.1, {1, {{400, -5}}}); }).find("temperature"), std::string::npos);
  EXPECT_NE(refusal([] { advance_cure(isothermal(1, 1, 1), 0, interval_of(1)); }).find("never starts"), std::string::npos);
}
