// Adjoint gradients against central differences of whole runs, and against closed forms.

#include <tests/sensitivity/differentiated_case.h>
#include <tests/verification/plate_theory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A package in which every kind of parameter acts: a homogenised layer, tables over temperature, CTE1/CTE2, an orthotropic part, a film
  /// with a stress, dies with power in their volume through two layers and on a face, films above, below and at the side, supports, a
  /// pressure on a wall, weight. Cells are shared by materials, nodes hang.
  const std::string lopsided = R"(sagitta: 1
package:
  outline: {size: [6 mm, 5 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: rdl, thickness: 30 um, material: {rdl: {copper: 40 %, metal: metal, dielectric: polymer, arrangement: mesh}}}
    - {name: die_zone, thickness: 150 um, material: mould}
    - {name: overmould, thickness: 100 um, material: mould}
    - {name: coat, thickness: 20 um, material: coat, film_stress: {value: 50 MPa, at: 100 degC}}
  dies:
    - {name: chip, material: chip, size: [2 mm, 2.5 mm], position: [1.2 mm, 0.25 mm], layers: [die_zone, overmould], active_face: volume, power: 1 W}
    - {name: block, material: woven, size: [1 mm, 2 mm], position: [-1.5 mm, 0.1 mm], rotation: 90 deg, layers: [die_zone], active_face: bottom, power: 0.5 W}
materials:
  metal: {young: 100 GPa, poisson: 0.34, cte: 17 ppm/K, conductivity: 380 W/mK, density: 8.9 g/cm3}
  polymer: {young: {table: [[25 degC, 3 GPa], [150 degC, 2 GPa]], source: made up, kind: assumed}, poisson: 0.35, cte: 40 ppm/K, conductivity: 0.2 W/mK, density: 1.4 g/cm3}
  mould: {young: {table: [[25 degC, 20 GPa], [150 degC, 15 GPa]], source: made up, kind: assumed}, poisson: 0.3, cte1: 9 ppm/K, cte2: 30 ppm/K, tg: 120 degC, conductivity: {model: isotropic, k: {table: [[25 degC, 1 W/mK], [150 degC, 2 W/mK]], source: made up, kind: assumed}}, density: 2 g/cm3}
  coat: {young: 60 GPa, poisson: 0.3, cte: 20 ppm/K, conductivity: 30 W/mK, density: 3 g/cm3}
  chip: {young: 131 GPa, poisson: 0.28, cte: 2.6 ppm/K, conductivity: {model: isotropic, k: {table: [[25 degC, 150 W/mK], [150 degC, 90 W/mK]], source: made up, kind: assumed}}, density: 2.3 g/cm3}
  woven:
    elasticity: {model: orthotropic, young_x: 25 GPa, young_y: 20 GPa, young_z: 8 GPa, poisson_xy: 0.12, poisson_xz: 0.3, poisson_yz: 0.25, shear_xy: 5 GPa, shear_xz: 3 GPa, shear_yz: 2.5 GPa}
    expansion: {model: tangent, coefficient_x: 13 ppm/K, coefficient_y: 16 ppm/K, coefficient_z: 50 ppm/K}
    conductivity: {model: orthotropic, k_x: 0.9 W/mK, k_y: 0.8 W/mK, k_z: 0.3 W/mK}
    density: 1.9 g/cm3
thermal:
  films:
    - {face: top, film: {coefficient: 900 W/m2K, ambient: 25 degC}}
    - {face: bottom, film: {coefficient: 1500 W/m2K, ambient: 35 degC}}
    - {face: x_max, film: {coefficient: 4000 W/m2K, ambient: 25 degC}}
mechanics:
  supports: [{face: x_min, displacement: {x: 0 um, y: 0 um, z: 0 um}}]
  pressures: [{face: y_max, pressure: 2 MPa}]
  acceleration: [0 m/s2, 0 m/s2, -20000 m/s2]
states: [{name: room, temperature: 25 degC}, {name: operating, temperature: solved}]
warpage: {terminal_zone: {size: [5 mm, 4 mm]}, grid_points: 9}
mesh: {plan: {resolution: 1.5 mm, elsewhere: 3 mm}}
solver: {method: direct, tolerance: 1e-10}
output: {fields: false}
)";

  const std::vector<SensitiveQuantity> every_kind = {SensitiveQuantity::bow, SensitiveQuantity::warpage, SensitiveQuantity::bow_1,
                                                     SensitiveQuantity::kxy, SensitiveQuantity::hotspot};

  /// A parameter and how the case file says another value of it.
  struct Setting
  {
    std::string parameter;
    std::function<std::vector<std::string>(double)> overrides; ///< of a factor
  };

  Setting number(const std::string &parameter, const std::string &key, double value, const std::string &unit)
  {
    return {parameter, [=](double factor) { return std::vector<std::string>{fmt::format("{}={:.17g} {}", key, value * factor, unit)}; }};
  }

  Setting table(const std::string &parameter, const std::string &key, const std::array<double, 2> &values, const std::string &unit)
  {
    return {parameter, [=](double factor) {
              return std::vector<std::string>{
                  fmt::format("{}={{table: [[25 degC, {:.17g} {}], [150 degC, {:.17g} {}]], source: made up, kind: assumed}}", key,
                              values[0] * factor, unit, values[1] * factor, unit)};
            }};
  }

  const results::Gradient &gradient_of(const results::SensitivityResult &run, const std::string &of, const std::string &state)
  {
    return *std::find_if(run.gradients.begin(), run.gradients.end(),
                         [&](const results::Gradient &gradient) { return gradient.of == of && gradient.state == state; });
  }

  double by_factor(const results::SensitivityResult &run, const results::Gradient &gradient, const std::string &parameter)
  {
    const auto &parameters = run.parameters;
    const auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto &p) { return p.name == parameter; });
    EXPECT_NE(found, parameters.end()) << parameter;
    return found == parameters.end() ? NAN : gradient.by_factor[found - parameters.begin()];
  }

  // Cubic terms leave about the square of the step of the derivative; solves to 1e-10 in the energy norm leave 1e-9 of a figure over it.
  constexpr double step = 1e-3, tolerance = 1e-5;

  /// Compares every gradient of a run with the central differences of the same figures by some parameters: relative to the largest effect
  /// that any of the parameters of a test has on the figure.
  double largest_difference(const std::string &text, const std::vector<Setting> &settings)
  {
    const results::SensitivityResult base = differentiate(parse(text), every_kind, true);
    double worst = 0;
    std::vector<double> scales(base.gradients.size(), 0.);
    std::vector<std::vector<double>> differences(scales.size());
    for (const Setting &setting : settings)
      {
        const results::SensitivityResult high = differentiate(parse(text, setting.overrides(1 + step)), every_kind, true),
                                         low = differentiate(parse(text, setting.overrides(1 - step)), every_kind, true);
        for (std::size_t g = 0; g < scales.size(); ++g)
          {
            const results::Gradient &gradient = base.gradients[g];
            const double expected = (high.gradients[g].value - low.gradients[g].value) / (2 * step);
            const double measured = by_factor(base, gradient, setting.parameter);
            scales[g] = std::max(scales[g], std::abs(expected));
            differences[g].push_back(std::abs(measured - expected));
          }
      }
    for (std::size_t g = 0; g < scales.size(); ++g)
      for (std::size_t i = 0; i < settings.size(); ++i)
        {
          worst = std::max(worst, scales[g] > 0 ? differences[g][i] / scales[g] : 0.);
          EXPECT_LE(differences[g][i], tolerance * scales[g])
              << settings[i].parameter << " on " << base.gradients[g].of << ", " << base.gradients[g].state;
        }
    return worst;
  }

  TEST(Gradients, OfConstantsEqualCentralDifferencesOfRuns)
  {
    const double worst = largest_difference(
        lopsided,
        {number("metal.young", "materials.metal.young", 100, "GPa"), table("polymer.young", "materials.polymer.young", {{3, 2}}, "GPa"),
         table("mould.young", "materials.mould.young", {{20, 15}}, "GPa"), number("mould.poisson", "materials.mould.poisson", .3, ""),
         number("coat.young", "materials.coat.young", 60, "GPa"), number("mould.cte1", "materials.mould.cte1", 9, "ppm/K"),
         number("mould.cte2", "materials.mould.cte2", 30, "ppm/K"), number("polymer.cte", "materials.polymer.cte", 40, "ppm/K"),
         number("woven.young_x", "materials.woven.elasticity.young_x", 25, "GPa"),
         number("woven.cte_y", "materials.woven.expansion.coefficient_y", 16, "ppm/K")});
    record({"", worst, 0, "of the largest effect", "1e-5", "central differences of whole runs, step 1e-3", ""});
  }

  TEST(Gradients, OfHeatAndThicknessesEqualCentralDifferencesOfRuns)
  {
    const double worst = largest_difference(lopsided, {table("mould.conductivity", "materials.mould.conductivity.k", {{1, 2}}, "W/mK"),
                                                       table("chip.conductivity", "materials.chip.conductivity.k", {{150, 90}}, "W/mK"),
                                                       number("polymer.conductivity", "materials.polymer.conductivity", .2, "W/mK"),
                                                       number("woven.conductivity_z", "materials.woven.conductivity.k_z", .3, "W/mK"),
                                                       number("films.x_max", "thermal.films[2].film.coefficient", 4000, "W/m2K"),
                                                       number("films.bottom", "thermal.films[1].film.coefficient", 1500, "W/m2K"),
                                                       number("chip.power", "package.dies.chip.power", 1, "W"),
                                                       number("block.power", "package.dies.block.power", .5, "W"),
                                                       number("rdl.thickness", "package.layers.rdl.thickness", 30, "um"),
                                                       number("die_zone.thickness", "package.layers.die_zone.thickness", 150, "um"),
                                                       number("overmould.thickness", "package.layers.overmould.thickness", 100, "um")});
    record({"", worst, 0, "of the largest effect", "1e-5", "central differences of whole runs, step 1e-3", ""});
  }

  TEST(Gradients, OfABimetalPlateAreThoseOfTimoshenkosFormula)
  {
    // A free plate has the curvature of a strip with E / (1 - nu) but for the strips along its edges, which carry no moment: a share of
    // about a tenth of the thickness over its width, 5e-4 here, and more where Poisson's ratios differ.
    const std::string plate = R"(sagitta: 1
package:
  outline: {size: [100 mm, 100 mm]}
  stress_free_temperature: 175 degC
  layers: [{name: lower, thickness: 0.3 mm, material: lower}, {name: upper, thickness: 0.2 mm, material: upper}]
materials: {lower: {young: 130 GPa, poisson: 0.28, cte: 3 ppm/K}, upper: {young: 20 GPa, poisson: 0.35, cte: 10 ppm/K}}
states: [{name: room, temperature: 25 degC}]
warpage: {terminal_zone: {size: [20 mm, 20 mm]}, grid_points: 9}
mesh: {plan: {lattice: [20, 20]}}
output: {fields: false}
)";
    const results::SensitivityResult run = differentiate(parse(plate), {SensitiveQuantity::kx});
    const results::Gradient &gradient = run.gradients.front();
    const auto formula = [](const std::string &parameter, double factor) {
      const auto value = [&](const std::string &name, double number) { return name == parameter ? factor * number : number; };
      // The formula counts a curvature positive when the ends rise, the results when the middle does.
      return -timoshenko_curvature(value("lower.thickness", .3e-3), value("lower.young", 130e9) / (1 - value("lower.poisson", .28)),
                                   value("upper.thickness", .2e-3), value("upper.young", 20e9) / (1 - value("upper.poisson", .35)),
                                   (value("upper.cte", 10e-6) - value("lower.cte", 3e-6)) * -150.);
    };
    const double curvature = formula("", 1);
    EXPECT_NEAR(gradient.value, curvature, 1e-4 * std::abs(curvature));
    double worst = 0;
    for (const std::string parameter :
         {"lower.young", "lower.poisson", "lower.cte", "lower.thickness", "upper.young", "upper.poisson", "upper.cte", "upper.thickness"})
      {
        constexpr double step = 1e-4;
        const double expected = (formula(parameter, 1 + step) - formula(parameter, 1 - step)) / (2 * step),
                     measured = by_factor(run, gradient, parameter);
        EXPECT_NEAR(measured, expected, 5e-4 * std::abs(curvature)) << parameter;
        worst = std::max(worst, std::abs(measured - expected) / std::abs(curvature));
      }
    EXPECT_EQ(run.parameters.size(), 8u);
    record({"", worst, 0, "of the curvature", "5e-4", "Timoshenko's formula with E / (1 - nu), differentiated",
            "J. Opt. Soc. Am. 11 (1925) 233"});
  }

  TEST(Gradients, OfAQuarterAreThoseOfTheWholePackage)
  {
    // In the quarter films at x_min and x_max are one parameter, and so are the powers of four dies.
    const std::string package = R"(sagitta: 1
package:
  outline: {size: [6 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers: [{name: base, thickness: 0.1 mm, material: base}, {name: die_zone, thickness: 0.2 mm, material: mould}]
  dies:
    - {name: a, material: base, size: [1.5 mm, 1.5 mm], position: [1.5 mm, 1.5 mm], layers: [die_zone], active_face: bottom, power: 1 W}
    - {name: b, material: base, size: [1.5 mm, 1.5 mm], position: [-1.5 mm, 1.5 mm], layers: [die_zone], active_face: bottom, power: 1 W}
    - {name: c, material: base, size: [1.5 mm, 1.5 mm], position: [1.5 mm, -1.5 mm], layers: [die_zone], active_face: bottom, power: 1 W}
    - {name: d, material: base, size: [1.5 mm, 1.5 mm], position: [-1.5 mm, -1.5 mm], layers: [die_zone], active_face: bottom, power: 1 W}
materials: {base: {young: 100 GPa, poisson: 0.28, cte: 3 ppm/K, conductivity: 100 W/mK}, mould: {young: 20 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 1 W/mK}}
thermal: {films: [{face: bottom, film: {coefficient: 1500 W/m2K, ambient: 25 degC}}, {face: x_min, film: {coefficient: 4000 W/m2K, ambient: 25 degC}}, {face: x_max, film: {coefficient: 4000 W/m2K, ambient: 25 degC}}]}
states: [{name: operating, temperature: solved}]
warpage: {grid_points: 9}
mesh: {plan: {lattice: [8, 8]}}
solver: {method: direct, tolerance: 1e-10}
output: {fields: false}
)";
    const std::vector<SensitiveQuantity> of = {SensitiveQuantity::bow, SensitiveQuantity::hotspot};
    const results::SensitivityResult quarter = differentiate(parse(package), of),
                                     whole = differentiate(parse(package, {"mesh.symmetry=none"}), of);
    const auto &parameters = quarter.parameters;
    EXPECT_EQ(whole.parameters.size(), parameters.size() + 4);
    for (std::size_t g = 0; g < 2; ++g)
      {
        const results::Gradient &gradient = quarter.gradients[g], &other = whole.gradients[g];
        const double scale = std::abs(gradient.by_factor[quarter.by_effect(gradient).front()]);
        for (std::size_t p = 0; p < parameters.size(); ++p)
          {
            double sum = by_factor(whole, other, parameters[p].name);
            for (const std::string &image : parameters[p].together)
              sum += by_factor(whole, other, image);
            // Two solves of the same discrete problem to 1e-10.
            EXPECT_NEAR(gradient.by_factor[p], sum, 1e-7 * scale) << parameters[p].name << " on " << gradient.of;
          }
      }
    const auto power = std::find_if(parameters.begin(), parameters.end(), [](const auto &p) { return p.name == "a.power"; });
    ASSERT_NE(power, parameters.end());
    EXPECT_EQ(power->together, (std::vector<std::string>{"b.power", "c.power", "d.power"}));
    // Temperatures over one ambient are proportional to the power.
    const results::Gradient &hotspot = gradient_of(quarter, "hotspot", "operating");
    EXPECT_NEAR(by_factor(quarter, hotspot, "a.power"), hotspot.value - 298.15, 1e-7 * hotspot.value);
  }
} // namespace
