#include <materials/eigenstrain.h>
#include <materials/expansion.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace sagitta::materials;

namespace
{
  /// Instantaneous expansion of silicon [1/K], Okada and Tokumaru (1984).
  double silicon(double temperature)
  {
    return 1e-6 * (3.725 * (1 - std::exp(-5.88e-3 * (temperature - 124))) + 5.548e-4 * temperature);
  }

  /// Its antiderivative [-].
  double silicon_integral(double temperature)
  {
    return 1e-6 * (3.725 * (temperature + std::exp(-5.88e-3 * (temperature - 124)) / 5.88e-3) + 5.548e-4 * temperature * temperature / 2);
  }

  TemperatureFunction tabulated(double (*function)(double), double from, double to, unsigned points)
  {
    std::vector<double> temperatures, values;
    for (unsigned i = 0; i < points; ++i)
      {
        temperatures.push_back(from + i * (to - from) / (points - 1));
        values.push_back(function(temperatures.back()));
      }
    return TemperatureFunction(temperatures, values);
  }

  std::array<TemperatureFunction, 3> on_all_axes(const TemperatureFunction &function)
  {
    return {{function, function, function}};
  }
} // namespace

TEST(TangentExpansion, ConstantCoefficientTimesTemperatureChange)
{
  const TangentExpansion expansion{{{TemperatureFunction(11e-6), TemperatureFunction(12e-6), TemperatureFunction(25e-6)}}};
  const auto strain = thermal_strain(expansion, 423.15, 298.15);
  EXPECT_NEAR(strain[0], -11e-6 * 125, 1e-17);
  EXPECT_NEAR(strain[1], -12e-6 * 125, 1e-17);
  EXPECT_NEAR(strain[2], -25e-6 * 125, 1e-17);
}

TEST(TangentExpansion, OfTabulatedSiliconIntegratesTheFormula)
{
  // The chord over h = 25 K differs from the formula by at most alpha'' h^2 / 8, alpha'' <= 3.725e-6 * 5.88e-3^2 * exp(-0.58).
  const TangentExpansion expansion{on_all_axes(tabulated(silicon, 223.15, 673.15, 19))};
  const double chord = 3.725e-6 * 5.88e-3 * 5.88e-3 * 0.56 * 25 * 25 / 8;
  for (const double from : {423.15, 250., 533.15})
    for (const double to : {298.15, 423.15, 301., 660.})
      EXPECT_NEAR(thermal_strain(expansion, from, to)[1], silicon_integral(to) - silicon_integral(from),
                  chord * std::abs(to - from) + 1e-17)
          << from << " to " << to;
}

TEST(SecantExpansion, IsMeasuredFromItsReferenceAndNotFromTheStressFreeTemperature)
{
  // 10 ppm/K at 300 K and 14 ppm/K at 400 K, both from 293 K.
  const SecantExpansion expansion{on_all_axes(TemperatureFunction({300, 400}, {10e-6, 14e-6})), 293};
  EXPECT_NEAR(thermal_strain(expansion, 293, 400)[0], 14e-6 * 107, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 400, 293)[0], -14e-6 * 107, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 400, 300)[2], 10e-6 * 7 - 14e-6 * 107, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 350, 350)[0], 0, 1e-18);
}

TEST(SecantExpansion, EqualsTheTangentOneWhoseMeanItIs)
{
  // Tangent a + b (T - T0) has the mean a + b (T - T0) / 2 from T0; both are linear, so the tables are exact.
  const double a = 8e-6, b = 2e-8, reference = 273.15;
  const SecantExpansion secant{on_all_axes(TemperatureFunction({reference, 573.15}, {a, a + b * 300 / 2})), reference};
  const TangentExpansion tangent{on_all_axes(TemperatureFunction({reference, 573.15}, {a, a + b * 300}))};
  for (const double from : {280., 423.15, 533.15})
    for (const double to : {298.15, 350., 573.})
      EXPECT_NEAR(thermal_strain(secant, from, to)[0], thermal_strain(tangent, from, to)[0], 1e-17);
}

TEST(GlassTransitionExpansion, UsesEachCoefficientOnItsSideOfTheTransition)
{
  const GlassTransitionExpansion expansion{{{10e-6, 11e-6, 12e-6}}, {{41e-6, 42e-6, 43e-6}}, 423.15};
  EXPECT_NEAR(thermal_strain(expansion, 298.15, 398.15)[0], 10e-6 * 100, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 433.15, 533.15)[1], 42e-6 * 100, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 298.15, 533.15)[2], 12e-6 * 125 + 43e-6 * 110, 1e-17);
  EXPECT_NEAR(thermal_strain(expansion, 533.15, 298.15)[2], -12e-6 * 125 - 43e-6 * 110, 1e-17);
}

TEST(GlassTransitionExpansion, OfAMovedTransitionIsThatOfACardThatHasItThere)
{
  const GlassTransitionExpansion card{{{10e-6, 11e-6, 12e-6}}, {{40e-6, 45e-6, 50e-6}}, 420};
  for (const double shift : {-80., -20., 0., 15.})
    {
      GlassTransitionExpansion moved = card;
      moved.glass_transition += shift;
      for (const auto &[from, to] : {std::pair(300., 450.), std::pair(450., 300.), std::pair(300., 330.), std::pair(430., 460.)})
        {
          const std::array<double, 3> added = strain_of_moved_transition(card, {{from, to}}, {{shift, shift}}),
                                      plain = thermal_strain(card, from, to), expected = thermal_strain(moved, from, to);
          for (unsigned axis = 0; axis < 3; ++axis)
            EXPECT_NEAR(plain[axis] + added[axis], expected[axis], 1e-15) << shift << " K, " << from << " to " << to;
        }
    }
}

TEST(GlassTransitionExpansion, OfATransitionThatMovesIsTheIntegralOfItsSlope)
{
  const GlassTransitionExpansion card{{{10e-6, 10e-6, 10e-6}}, {{40e-6, 40e-6, 40e-6}}, 420};
  const auto integral = [&](double from, double to, double first, double last) {
    constexpr unsigned n = 100000; // a point that falls on the wrong side of the kink counts 30e-6 * 150 / n
    double sum = 0;
    for (unsigned i = 0; i < n; ++i)
      {
        const double share = (i + .5) / n, temperature = from + share * (to - from), transition = 420 + first + share * (last - first);
        sum += (temperature < transition ? 10e-6 : 40e-6) * (to - from) / n;
      }
    return sum;
  };
  // Overtaken on the way up, overtaking, and met on the way down.
  for (const auto &[from, to, first, last] : {std::array<double, 4>{{320, 450, -80, -10}}, std::array<double, 4>{{350, 380, -90, -10}},
                                              std::array<double, 4>{{450, 310, -60, -20}}})
    EXPECT_NEAR(thermal_strain(card, from, to)[0] + strain_of_moved_transition(card, {{from, to}}, {{first, last}})[0],
                integral(from, to, first, last), 1e-7);
}

TEST(ExpansionCoefficient, IsTheSlopeOfTheStrain)
{
  const SecantExpansion secant{on_all_axes(TemperatureFunction({250, 350, 450}, {8e-6, 9e-6, 12e-6})), 300};
  const TangentExpansion tangent{on_all_axes(TemperatureFunction({250, 350}, {8e-6, 9e-6}))};
  const GlassTransitionExpansion transition{{{10e-6, 11e-6, 12e-6}}, {{41e-6, 42e-6, 43e-6}}, 423.15};
  // Secant, by hand: d/dT of (9 + 0.03 (T - 350)) (T - 300) at 400 K is 10.5 + 0.03 * 100.
  EXPECT_NEAR(expansion_coefficient(secant, 400)[0], 13.5e-6, 1e-14);
  EXPECT_NEAR(expansion_coefficient(tangent, 300)[1], 8.5e-6, 1e-15);
  EXPECT_EQ(expansion_coefficient(transition, 423)[1], 11e-6);
  EXPECT_EQ(expansion_coefficient(transition, 423.15)[2], 43e-6);
}

TEST(GlassTransitionExpansion, IsTheLimitOfATangentTableWithASteepStep)
{
  const double transition = 423.15, width = 1e-6;
  const GlassTransitionExpansion expansion{{{10e-6, 10e-6, 10e-6}}, {{41e-6, 41e-6, 41e-6}}, transition};
  const TangentExpansion steep{on_all_axes(TemperatureFunction({transition - width, transition + width}, {10e-6, 41e-6}))};
  for (const double from : {298.15, 423.15, 450.})
    for (const double to : {250., 423.15, 533.15})
      EXPECT_NEAR(thermal_strain(expansion, from, to)[0], thermal_strain(steep, from, to)[0], 31e-6 * width);
}

// What a dilatometer would measure of a material whose slope is known gives that material's strain: exact at the points, and between them
// wrong by h^2/8 times the second derivative of the strain.
TEST(StrainExpansion, OfAMeasuredLengthIsTheIntegralOfTheSlope)
{
  constexpr unsigned points = 91;
  constexpr double step = 450. / (points - 1);
  std::vector<double> temperatures, strains;
  for (unsigned i = 0; i < points; ++i)
    {
      temperatures.push_back(223.15 + i * step);
      strains.push_back(silicon_integral(temperatures.back()) - silicon_integral(293.15)); // from room temperature
    }
  const StrainExpansion measured{on_all_axes(TemperatureFunction(temperatures, strains))};
  const double curvature = (silicon(228.15) - silicon(223.15)) / 5;
  for (const double from : {223.15, 301., 448.15})
    for (const double to : {250., 398.15, 673.15})
      EXPECT_NEAR(thermal_strain(measured, from, to)[0], silicon_integral(to) - silicon_integral(from), 2 * curvature * step * step / 8);
  EXPECT_NEAR(expansion_coefficient(measured, 425.65)[2], silicon(425.65), curvature * step / 2);
  EXPECT_EQ(expansion_kinks(measured).size(), 3u * (points - 2));
}

TEST(StrainExpansion, ContinuesWithItsLastSlopeBeyondItsTable)
{
  const StrainExpansion measured{on_all_axes(TemperatureFunction({300, 350, 400}, {0, 5e-4, 2.5e-3}))};
  EXPECT_NEAR(thermal_strain(measured, 300, 450)[1], 2.5e-3 + 50 * 40e-6, 1e-15);
  EXPECT_NEAR(thermal_strain(measured, 300, 200)[1], -100 * 10e-6, 1e-15);
  EXPECT_EQ(expansion_coefficient(measured, 350)[0], (2.5e-3 - 5e-4) / 50) << "the slope above a kink";
}

// The stress of the mechanical strain that is left where the film cannot strain in its plane, by the stiffness itself.
TEST(FilmStrain, GivesTheFilmItsStressInThePlaneAndNoneAcrossIt)
{
  const OrthotropicElasticity laminate{TemperatureFunction(40e9), TemperatureFunction(25e9), TemperatureFunction(8e9),
                                       TemperatureFunction(.2),   TemperatureFunction(.3),   TemperatureFunction(.25),
                                       TemperatureFunction(9e9),  TemperatureFunction(3e9),  TemperatureFunction(3e9)};
  for (const bool is_turned : {false, true})
    {
      const std::array<double, 3> free = film_strain(laminate, 300, {{200e6, -50e6}}, is_turned);
      const auto stress = stiffness(laminate, 300).stress({{-free[0], -free[1], -free[2], 0, 0, 0}});
      EXPECT_NEAR(stress[is_turned ? 1 : 0], 200e6, 1e-6 * 200e6);
      EXPECT_NEAR(stress[is_turned ? 0 : 1], -50e6, 1e-6 * 200e6);
      EXPECT_NEAR(stress[2], 0, 1e-6 * 200e6);
    }
  const std::array<double, 3> equal =
      film_strain(IsotropicElasticity{TemperatureFunction(100e9), TemperatureFunction(.25)}, 300, {{200e6, 200e6}}, false);
  EXPECT_NEAR(equal[0], -200e6 * .75 / 100e9, 1e-15) << "- s / M, M = E / (1 - nu)";
}
