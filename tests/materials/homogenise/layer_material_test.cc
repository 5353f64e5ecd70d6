// Homogenised layers as tables over temperature, against the formulas at one temperature.

#include <materials/homogenise/effective_table.h>
#include <materials/homogenise/layer_material.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace sagitta::materials;

namespace
{
  constexpr double zero_celsius = 273.15, solidus = zero_celsius + 217, cured = zero_celsius + 165;

  std::array<TemperatureFunction, 3> equal(const TemperatureFunction &function)
  {
    return {function, function, function};
  }

  TemperatureFunction table(std::vector<double> celsius, std::vector<double> values)
  {
    for (double &temperature : celsius)
      temperature += zero_celsius;
    return TemperatureFunction(std::move(celsius), std::move(values));
  }

  /// SAC305 of arXiv 2204.05583.
  Material solder()
  {
    Material material;
    material.name = "solder";
    material.elasticity = IsotropicElasticity{table({-40, 25, 75, 125}, {57.4e9, 46.5e9, 38.2e9, 30.0e9}), TemperatureFunction(0.4)};
    material.expansion = TangentExpansion{equal(TemperatureFunction(22.5e-6))};
    material.conductivity = equal(TemperatureFunction(58));
    material.solidus = solidus;
    return material;
  }

  /// UF9000AE: 13.5 GPa below, 0.136 GPa above its glass transition.
  Material underfill()
  {
    Material material;
    material.name = "underfill";
    material.elasticity = IsotropicElasticity{table({25, 112, 152, 250}, {13.5e9, 13.5e9, 0.136e9, 0.136e9}), TemperatureFunction(0.33)};
    material.expansion = GlassTransitionExpansion{{{23e-6, 23e-6, 23e-6}}, {{85e-6, 85e-6, 85e-6}}, zero_celsius + 112};
    material.conductivity = equal(TemperatureFunction(0.6));
    material.glass_transition = zero_celsius + 112;
    return material;
  }

  const std::vector<Material> bumped = {solder(), underfill()};
  const Mixture bumps = {"bumps", 0, 1, 0.3, Arrangement::posts, cured};

  Phase phase_of(const Material &material, double temperature)
  {
    Phase phase{};
    phase.stiffness = stiffness(*material.elasticity, temperature);
    phase.expansion = thermal_strain(*material.expansion, cured, temperature);
    phase.conductivity = {{(*material.conductivity)[0].value(temperature), (*material.conductivity)[1].value(temperature),
                           (*material.conductivity)[2].value(temperature)}};
    phase.density = phase.specific_heat = 1;
    return phase;
  }

  /// Young's modulus along z [Pa] of a layer that is transversely isotropic.
  double young_z(const OrthotropicStiffness &c)
  {
    return c.c33 - 2 * c.c13 * c.c13 / (c.c11 + c.c12);
  }

  /// In the plane [Pa], likewise.
  double young_x(const OrthotropicStiffness &c)
  {
    const double determinant =
        c.c11 * (c.c22 * c.c33 - c.c23 * c.c23) - c.c12 * (c.c12 * c.c33 - c.c13 * c.c23) + c.c13 * (c.c12 * c.c23 - c.c13 * c.c22);
    return determinant / (c.c22 * c.c33 - c.c23 * c.c23);
  }

  TEST(BumpLayer, AtReflowIsAsSoftAsItsUnderfillWithLiquidSolder)
  {
    const Material layer = homogenised(bumps, bumped);
    const OrthotropicStiffness cold = stiffness(*layer.elasticity, zero_celsius + 25),
                               hot = stiffness(*layer.elasticity, zero_celsius + 260);
    // The layer softens with its underfill: from above 13.5 GPa to the order of 0.136 GPa.
    EXPECT_GT(young_x(cold), 13.5e9);
    EXPECT_LT(young_x(hot), 2 * 0.136e9);
    // Along the posts Hashin and Rosen's composite cylinders are exact: the mean of E, and what the ratios add.
    const double k = 5e9, f = 0.3, gm = 0.136e9 / 2.66, g = 0.03 * gm, km = 0.136e9 / (3 * (1 - 0.66));
    const double young = 9 * k * g / (3 * k + g), ratio = (3 * k - 2 * g) / (2 * (3 * k + g));
    const double plane = k + g / 3, plane_m = km + gm / 3;
    const double expected =
        f * young + (1 - f) * 0.136e9 + 4 * f * (1 - f) * std::pow(ratio - 0.33, 2) / ((1 - f) / plane + f / plane_m + 1 / gm);
    EXPECT_NEAR(young_z(hot), expected, 1e-6 * expected) << "closed form";
    EXPECT_TRUE(hot.is_positive_definite());
  }

  TEST(BumpLayer, MeltsAtTheSolidusOfItsSolderAndNotBefore)
  {
    const Material layer = homogenised(bumps, bumped);
    const double below = young_z(stiffness(*layer.elasticity, solidus)), above = young_z(stiffness(*layer.elasticity, solidus + 0.2));
    EXPECT_GT(below, 0.3 * 30e9) << "the posts carry";
    EXPECT_LT(above, 0.15e9);
  }

  TEST(HomogenisedTable, IsTheFormulaAtEveryTemperature)
  {
    const Material layer = homogenised(bumps, bumped);
    for (double celsius = -80; celsius < 217; celsius += 3.7)
      {
        const double temperature = zero_celsius + celsius;
        const Phase expected = homogenise(phase_of(bumped[0], temperature), phase_of(bumped[1], temperature), 0.3, Arrangement::posts);
        const OrthotropicStiffness c = stiffness(*layer.elasticity, temperature);
        for (const auto modulus :
             {&OrthotropicStiffness::c11, &OrthotropicStiffness::c33, &OrthotropicStiffness::c44, &OrthotropicStiffness::c66})
          EXPECT_NEAR(c.*modulus / (expected.stiffness.*modulus), 1, 3e-3) << celsius; // a table may be off by 2e-3 in its middle
        for (unsigned axis = 0; axis < 3; ++axis)
          {
            EXPECT_NEAR(thermal_strain(*layer.expansion, cured, temperature)[axis], expected.expansion[axis], 3e-7) << celsius;
            EXPECT_NEAR((*layer.conductivity)[axis].value(temperature), expected.conductivity[axis], 1e-6) << celsius;
          }
      }
  }

  TEST(HomogenisedTable, ExpandsBeyondItsPointsAsItsMaterialsDo)
  {
    const Material layer = homogenised({Mixture{"two", 0, 1, 0.4, Arrangement::sheet, cured}}, bumped);
    for (const double temperature : {100., 150., 480.})
      {
        const Phase expected = homogenise(phase_of(bumped[0], temperature), phase_of(bumped[1], temperature), 0.4, Arrangement::sheet);
        for (unsigned axis = 0; axis < 3; ++axis)
          EXPECT_NEAR(thermal_strain(*layer.expansion, cured, temperature)[axis], expected.expansion[axis], 3e-7) << temperature;
      }
  }

  TEST(HomogenisedTable, HasThePointsOfItsMaterialsAndIsAConstantOfConstants)
  {
    const Material layer = homogenised(bumps, bumped);
    const auto &points = std::get<StiffnessElasticity>(*layer.elasticity).temperatures();
    for (const double celsius : {-40, 25, 75, 112, 125, 152, 217, 250})
      EXPECT_TRUE(std::any_of(points.begin(), points.end(), [&](double point) { return std::abs(point - zero_celsius - celsius) < 1e-9; }))
          << celsius;
    EXPECT_LT(points.size(), 200u);
    EXPECT_TRUE(depends_on_temperature(*layer.elasticity));

    std::vector<Material> constant = bumped;
    constant[0].solidus.reset();
    for (Material &material : constant)
      material.elasticity = IsotropicElasticity{TemperatureFunction(20e9), TemperatureFunction(0.3)};
    constant[1].expansion = TangentExpansion{equal(TemperatureFunction(50e-6))};
    const Material simple = homogenised(bumps, constant);
    EXPECT_FALSE(depends_on_temperature(*simple.elasticity));
    EXPECT_TRUE(std::get<TangentExpansion>(*simple.expansion).coefficient[2].is_constant());
    EXPECT_TRUE((*simple.conductivity)[2].is_constant());
  }

  TEST(FreePosts, OfLiquidSolderHaveAnInvertibleStiffness)
  {
    const Material layer = homogenised(PostArray{"balls", 0, 0.4e-3, 0.25e-3, 0.2e-3, cured}, bumped);
    const OrthotropicStiffness solid = stiffness(*layer.elasticity, solidus), liquid = stiffness(*layer.elasticity, solidus + 40);
    EXPECT_TRUE(liquid.is_positive_definite());
    EXPECT_LT(liquid.c33, 3e-3 * solid.c33);
    EXPECT_LT(liquid.c44, 3e-3 * solid.c44);
    EXPECT_NEAR(liquid.c11, solid.c11, 1e-6 * solid.c11) << "what stands for nothing stays as it is";
  }

  TEST(FillSoftness, IsThatOfSolidPostsInAFill)
  {
    const auto at = [](const LayerRecipe &recipe, double celsius) { return fill_softness(recipe, bumped, zero_celsius + celsius); };
    EXPECT_NEAR(*at(bumps, 25), (13.5 / 2.66) / (46.5 / 2.8), 1e-9);
    EXPECT_GT(*at(bumps, 25), softest_fill);
    EXPECT_LT(*at(bumps, 200), softest_fill) << "0.136 GPa around 30 GPa";
    EXPECT_FALSE(at(bumps, 260)) << "the solder is liquid";
    EXPECT_FALSE(at(Mixture{"planes", 0, 1, 0.3, Arrangement::sheet, cured}, 200)) << "exact for any fill";
    EXPECT_FALSE(at(PostArray{"balls", 0, 0.4e-3, 0.25e-3, 0.2e-3, cured}, 200)) << "no fill";
  }

  TEST(StiffnessTable, IsLinearBetweenItsPointsAndConstantOutside)
  {
    const OrthotropicStiffness soft = isotropic_stiffness(1e9, 0.3), stiff = isotropic_stiffness(3e9, 0.3);
    const StiffnessElasticity elasticity({300, 400}, {stiff, soft});
    EXPECT_TRUE(elasticity.value(250) == stiff);
    EXPECT_TRUE(elasticity.value(500) == soft);
    EXPECT_NEAR(elasticity.value(350).c11, (soft.c11 + stiff.c11) / 2, 1e-6);
    EXPECT_THROW(StiffnessElasticity({300, 300}, {stiff, soft}), std::invalid_argument);
    EXPECT_THROW(StiffnessElasticity({300, 400}, {stiff}), std::invalid_argument);
  }

  TEST(EffectiveTable, AcceptsTemperaturesThatAreNearlyEqual)
  {
    // A layer beside a homogenised one has both ends of that one's ramps, and the temperature between them.
    const auto phase = [](double temperature) {
      const double strain = 1e-5 * (temperature - 300) + 2e-5 * std::max(temperature - 350, 0.);
      return Phase{isotropic_stiffness(1e9, 0.3), {{strain, strain, strain}}, {{1, 1, 1}}, 1000, 800};
    };
    Material present;
    present.elasticity = IsotropicElasticity{TemperatureFunction(1e9), TemperatureFunction(0.3)};
    present.expansion = TangentExpansion{equal(TemperatureFunction(1e-5))};
    const Material layer = tabulate("layer", phase, {300, 350 - 1e-4, 350, std::nextafter(350., 400.), 350 + 1e-4, 400}, present);
    for (const double temperature : {320., 350., 380.})
      EXPECT_NEAR(thermal_strain(*layer.expansion, 300, temperature)[0], phase(temperature).expansion[0], 1e-8) << temperature;
  }
} // namespace
