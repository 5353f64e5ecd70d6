// Steady temperatures against exact solutions.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const std::string elastic = "young: 10 GPa, poisson: 0.3, cte: 10 ppm/K";

  TEST(SlabStack, HasItsResistancesInSeries)
  {
    // 2 W over 4 mm2 enter through the bottom of the top layer and leave through the film at the bottom.
    const SolvedCase stack(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [2 mm, 2 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: board, thickness: 0.5 mm, elements: 2, material: poor}}
    - {{name: glue, thickness: 50 um, material: worse}}
    - {{name: silicon, thickness: 0.2 mm, material: good}}
  dies: [{{name: chip, material: good, size: [2 mm, 2 mm], position: [0 mm, 0 mm], layers: [silicon], active_face: bottom, power: 2 W}}]
materials:
  poor: {{{0}, conductivity: 2 W/mK}}
  worse: {{{0}, conductivity: 0.5 W/mK}}
  good: {{{0}, conductivity: 100 W/mK}}
thermal: {{films: [{{face: bottom, film: {{coefficient: 1e4 W/m2K, ambient: 20 degC}}}}]}}
states: [{{name: on, temperature: solved}}]
probes:
  - {{name: bottom, at: [0.3 mm, 0.1 mm, 0 mm]}}
  - {{name: in_board, at: [0.3 mm, 0.1 mm, 0.4 mm]}}
  - {{name: source, at: [0.3 mm, 0.1 mm, 0.55 mm]}}
  - {{name: top, at: [0.3 mm, 0.1 mm, 0.75 mm]}}
mesh: {{plan: {{lattice: [4, 4]}}}}
solver: {{tolerance: 1e-11}}
)",
                                       elastic));
    const double flux = 2 / 4e-6, ambient = 293.15;
    const double film = flux / 1e4, board = flux * .5e-3 / 2, glue = flux * 50e-6 / .5;
    // Piecewise linear in z: it lies in the space.
    EXPECT_NEAR(stack.probe("bottom").temperature, ambient + film, 1e-6);
    EXPECT_NEAR(stack.probe("in_board").temperature, ambient + film + .8 * board, 1e-6);
    EXPECT_NEAR(stack.probe("source").temperature, ambient + film + board + glue, 1e-6);
    EXPECT_NEAR(stack.probe("top").temperature, ambient + film + board + glue, 1e-6);
    ASSERT_EQ(stack.hotspots().size(), 1u);
    EXPECT_NEAR(*stack.hotspots()[0].rise, film + board + glue, 1e-6);
    record({"rise", *stack.hotspots()[0].rise, film + board + glue, "K", "1e-6 K", "resistances in series", "1-D conduction"});
  }

  /// Temperature over that of the base of a fin with films on both sides, base 1, exact in two dimensions:
  ///   theta(x, y) = sum 4 sin(m) / (2 m + sin 2m) cos(m y / b) cosh(m (L - x) / b) / cosh(m L / b),  m tan m = h b / k,
  /// b the half thickness; Carslaw and Jaeger, Conduction of Heat in Solids, section 5.2 (separation of variables).
  double fin(double x, double y, double length, double half, double biot)
  {
    double sum = 0;
    for (unsigned n = 0; n < 60; ++n)
      {
        // m tan m grows from 0 to infinity over the first half of every period.
        double low = n * M_PI, high = low + M_PI / 2;
        for (unsigned i = 0; i < 200; ++i)
          {
            const double m = (low + high) / 2;
            (m * std::tan(m) > biot ? high : low) = m;
          }
        const double m = (low + high) / 2;
        const double decay =
            std::exp(-m * x / half) * (1 + std::exp(-2 * m * (length - x) / half)) / (1 + std::exp(-2 * m * length / half));
        sum += 4 * std::sin(m) / (2 * m + std::sin(2 * m)) * std::cos(m * y / half) * decay;
      }
    return sum;
  }

  TEST(Fin, CooledOnItsSidesHasTheExactTemperature)
  {
    // 10 mm long, 2 mm thick, along x, films on the faces y_min and y_max, base at 100 degC, ambient 0 degC; Biot number 0.5.
    const SolvedCase cooled(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [10 mm, 2 mm], center: [5 mm, 0 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: fin, thickness: 1 mm, material: metal}}]
materials: {{metal: {{{0}, conductivity: 2 W/mK}}}}
thermal:
  films:
    - {{face: y_min, film: {{coefficient: 1000 W/m2K, ambient: 0 degC}}}}
    - {{face: y_max, film: {{coefficient: 1000 W/m2K, ambient: 0 degC}}}}
  fixed_temperatures: [{{face: x_min, temperature: 100 degC}}]
states: [{{name: on, temperature: solved}}]
probes:
  - {{name: axis, at: [1 mm, 0 mm, 0.5 mm]}}
  - {{name: side, at: [1 mm, 1 mm, 0.5 mm]}}
  - {{name: further, at: [3 mm, -0.5 mm, 0.2 mm]}}
mesh: {{plan: {{lattice: [40, 8]}}, degree: 3}}
solver: {{tolerance: 1e-11}}
)",
                                        elastic));
    const auto expected = [](double x, double y) { return 273.15 + 100 * fin(x, y, 10e-3, 1e-3, .5); };
    // Base and film meet at a corner where the exact solution is not smooth: 1e-3 K of 100 K at this mesh.
    EXPECT_NEAR(cooled.probe("axis").temperature, expected(1e-3, 0), 5e-3);
    EXPECT_NEAR(cooled.probe("side").temperature, expected(1e-3, 1e-3), 5e-3);
    EXPECT_NEAR(cooled.probe("further").temperature, expected(3e-3, .5e-3), 5e-3);
    record({"on_the_axis", cooled.probe("axis").temperature, expected(1e-3, 0), "K", "5e-3 K", "separation of variables",
            "Carslaw and Jaeger, Conduction of Heat in Solids"});
    record({"on_the_side", cooled.probe("side").temperature, expected(1e-3, 1e-3), "K", "5e-3 K", "separation of variables",
            "Carslaw and Jaeger, Conduction of Heat in Solids"});
  }

  /// A plate with films of 100 W/(m2 K) to 300 K on both faces, the middle of its top at a prescribed temperature.
  std::string plate_with_a_prescribed_point(double temperature)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [4 mm, 4 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: plate, thickness: 0.5 mm, material: metal}}]
materials: {{metal: {{{0}, conductivity: 2 W/mK}}}}
thermal:
  films:
    - {{face: top, film: {{coefficient: 100 W/m2K, ambient: 300 K}}}}
    - {{face: bottom, film: {{coefficient: 100 W/m2K, ambient: 300 K}}}}
  fixed_temperatures: [{{point: [0 mm, 0 mm, 0.5 mm], temperature: {1} K}}]
states: [{{name: on, temperature: solved}}]
probes:
  - {{name: prescribed, at: [0 mm, 0 mm, 0.5 mm]}}
  - {{name: near, at: [0.4 mm, 0.1 mm, 0.3 mm]}}
  - {{name: image, at: [-0.4 mm, -0.1 mm, 0.3 mm]}}
  - {{name: far, at: [1.9 mm, 1.9 mm, 0.1 mm]}}
mesh: {{plan: {{lattice: [16, 16]}}}}
solver: {{tolerance: 1e-11}}
)",
                       elastic, temperature);
  }

  TEST(PointAtATemperature, HasThatTemperatureAndDeterminesTheField)
  {
    const SolvedCase warm(plate_with_a_prescribed_point(320)), hot(plate_with_a_prescribed_point(380)),
        ambient(plate_with_a_prescribed_point(300));
    EXPECT_NEAR(hot.probe("prescribed").temperature, 380, 1e-6);
    EXPECT_NEAR(ambient.probe("near").temperature, 300, 1e-6);
    EXPECT_NEAR(hot.probe("near").temperature, hot.probe("image").temperature, 1e-6);
    EXPECT_GT(hot.probe("near").temperature, hot.probe("far").temperature + .1);
    EXPECT_GT(hot.probe("far").temperature, 300.1);
    // The field is linear in what the point is above the ambient.
    for (const char *name : {"near", "far"})
      EXPECT_NEAR(hot.probe(name).temperature - 300, 4 * (warm.probe(name).temperature - 300), 1e-6) << name;
  }

  /// Temperature at mid-height of a slab between 300 K and 400 K whose conductivity falls from 100 to 50 W/(m K).
  double middle_of_slab(unsigned elements)
  {
    const SolvedCase slab(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [1 mm, 1 mm]}}
  stress_free_temperature: 25 degC
  layers: [{{name: slab, thickness: 1 mm, elements: {1}, material: metal}}]
materials:
  metal: {{{0}, conductivity: {{model: isotropic, k: {{table: [[300 K, 100 W/mK], [400 K, 50 W/mK]], source: chosen, kind: assumed}}}}}}
thermal: {{fixed_temperatures: [{{face: bottom, temperature: 300 K}}, {{face: top, temperature: 400 K}}]}}
states: [{{name: on, temperature: solved}}]
probes: [{{name: middle, at: [0.2 mm, 0.1 mm, 0.5 mm]}}]
mesh: {{plan: {{lattice: [2, 2]}}}}
solver: {{tolerance: 1e-11}}
)",
                                      elastic, elements));
    return slab.probe("middle").temperature;
  }

  TEST(ConductivityOfTemperature, FollowsKirchhoffsTransform)
  {
    // The integral of k is linear in z: 100 s - s^2 / 4 = 7500 / 2 with s = T - 300 K.
    const double expected = 300 + 2 * (100 - std::sqrt(1e4 - 3750));
    // One conductivity per element, at its mean temperature: of a k that is linear in T that is the exact mean, so the nodes are exact too.
    const double coarse = middle_of_slab(4), fine = middle_of_slab(8);
    EXPECT_NEAR(coarse, expected, 1e-5);
    EXPECT_NEAR(fine, expected, 1e-5);
    record({"middle", fine, expected, "K", "1e-5 K", "Kirchhoff's transform", "1-D conduction"});
  }

  TEST(Power, EqualsTheHeatThroughTheFilms)
  {
    // The mean of h (T - T_ambient) over the cooled face times its area is the power, whatever the field: blocks, hanging nodes, a block
    // that no mesh line follows.
    const std::string text = fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 5 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: die_zone, thickness: 0.2 mm, material: mould}}
    - {{name: cover, thickness: 0.1 mm, material: mould}}
  dies:
    - name: chip
      material: chip
      size: [2.3 mm, 1.7 mm]
      position: [0.4 mm, 0.3 mm]
      layers: [die_zone]
      active_face: top
      power: {{blocks: [{{name: a, size: [0.37 mm, 0.41 mm], position: [0.53 mm, -0.21 mm], power: 0.7 W}}, {{name: b, size: [2 mm, 0.1 mm], position: [0 mm, 0.5 mm], power: 0.3 W}}]}}
materials:
  mould: {{{0}, conductivity: 0.9 W/mK}}
  chip: {{{0}, conductivity: 120 W/mK}}
thermal: {{films: [{{face: bottom, film: {{coefficient: 2000 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: on, temperature: solved}}]
mesh: {{plan: {{resolution: 0.3 mm}}}}
solver: {{tolerance: 1e-11}}
)",
                                         elastic);
    const SolvedCase on(text);
    EXPECT_NEAR(conduction::HeatProblem(on.model(), on.problem().materials).total_power(), 1.0, 1e-12);
    const layered::LayeredSpace &space = *on.heat()->space;
    layered::PlanSpace::CellShapes shapes;
    double outflow = 0;
    const unsigned n = space.plan().dofs_per_cell();
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        space.plan().evaluate_shapes(cell, shapes);
        for (unsigned q = 0; q < n; ++q)
          for (unsigned i = 0; i < n; ++i)
            outflow += 2000 * shapes.weight[q] * shapes.value[q * n + i] *
                       (on.heat()->temperature.begin()[std::size_t(space.plan().cell_dofs(cell)[i]) * space.column_size()] - 298.15);
      }
    outflow = sum_over_ranks(outflow);
    EXPECT_NEAR(outflow, 1.0, 1e-8);
    record({"outflow", outflow, 1, "W", "1e-8 W", "conservation of energy", ""});
  }

  TEST(ThreeDIce, StackHasThePublishedTemperatures)
  {
    const SolvedCase stack(shipped_case("ice_stack"), {"mesh.plan.lattice=[20, 20]"});
    EXPECT_NEAR(stack.probe("die_1_middle").temperature, 307.441, .1);
    EXPECT_NEAR(stack.probe("die_2_corner").temperature, 310.388, .1);
    record({"die_1", stack.probe("die_1_middle").temperature, 307.441, "K", "0.1 K", "3D-ICE, finite volumes",
            "esl-epfl/3d-ice, regression tests"});
    record({"die_2", stack.probe("die_2_corner").temperature, 310.388, "K", "0.1 K", "3D-ICE, finite volumes",
            "esl-epfl/3d-ice, regression tests"});
  }

  TEST(UniformTemperature, FollowsFromOneAmbientWithoutPower)
  {
    const SolvedCase off(shipped_case("fan_out_single_die"), {"package.dies.logic.power=0 W", "mesh.plan.resolution=0.8 mm"}, 3);
    EXPECT_NEAR(off.probe("centre").temperature, 298.15, 1e-9);
    EXPECT_NEAR(off.probe("zone_corner").temperature, 298.15, 1e-9);
  }

  TEST(Films, OnTheSidesOfAPartActOnThatPartAlone)
  {
    // A chip of high conductivity stands on a base that nothing else cools: all power leaves through its four walls and its top, each
    // 1000 W/(m2 K): the mean rise over these faces is P / (h A).
    const SolvedCase chip(fmt::format(R"(sagitta: 1
package:
  outline: {{size: [4 mm, 4 mm]}}
  stress_free_temperature: 25 degC
  layers:
    - {{name: base, thickness: 0.5 mm, material: metal}}
    - {{name: storey, thickness: 1 mm, elements: 2, material: none}}
  dies: [{{name: chip, material: metal, size: [2 mm, 1 mm], position: [0.5 mm, 0.2 mm], layers: [storey], active_face: volume, power: 1 W}}]
materials: {{metal: {{{0}, conductivity: 1e4 W/mK}}}}
thermal:
  films:
    - {{face: chip.x_min, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}
    - {{face: chip.x_max, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}
    - {{face: chip.y_min, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}
    - {{face: chip.y_max, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}
    - {{face: chip.top, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}
states: [{{name: on, temperature: solved}}]
mesh: {{plan: {{lattice: [16, 16]}}}}
solver: {{tolerance: 1e-10}}
)",
                                      elastic));
    const double expected = 1 / (1000 * (2e-6 + 2 * 2e-6 + 2 * 1e-6));
    // At 1e4 W/(m K) the chip is of one temperature to P L / (k A) = 0.05 K of 125 K.
    ASSERT_EQ(chip.hotspots().size(), 1u);
    EXPECT_NEAR(*chip.hotspots()[0].rise, expected, 1e-3 * expected);
  }

  TEST(Refusal, OfPowerWithoutAFilmOrFixedTemperature)
  {
    // The reader already requires a film or a fixed temperature; a film on a face that the package does not have carries no heat.
    EXPECT_THROW(parse(shipped_case("fan_out_single_die"), {"thermal=null"}), InputError);
  }
} // namespace
