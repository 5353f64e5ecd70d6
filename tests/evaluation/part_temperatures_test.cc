// Temperatures of parts and power blocks where the field is known.

#include <tests/verification/solved_case.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// 0 to 100 degC along x over 10 mm in one material, so that the temperature is linear in x and lies in the space: rounding and the
  /// solver's tolerance are left.
  constexpr double tolerance = 1e-5; // [K]

  const char *package = R"(sagitta: 1
package:
  outline: {size: [10 mm, 6 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: base, thickness: 0.2 mm, material: m}
    - {name: die_zone, thickness: 0.1 mm, elements: 2, material: m}
  dies:
    - {name: chip, material: m, size: [4 mm, 2 mm], position: [1 mm, 0 mm], layers: [die_zone], active_face: bottom,
       power: {blocks: [{name: left, size: [1.3 mm, 0.7 mm], position: [-1 mm, 0 mm], power: 0 W},
                        {name: right, size: [0.5 mm, 2 mm], position: [1.75 mm, 0 mm], power: 0 W}]}}
materials: {m: {young: 10 GPa, poisson: 0.3, cte: 0 ppm/K, conductivity: 2 W/mK}}
thermal: {fixed_temperatures: [{face: x_min, temperature: 0 degC}, {face: x_max, temperature: 100 degC}]}
states: [{name: operating, temperature: solved}]
mesh: {plan: {lattice: [12, 6]}}
solver: {tolerance: 1e-10}
)";

  double celsius(double x) // x in mm
  {
    return 273.15 + 10 * (x + 5);
  }

  const results::PartTemperature &find(const std::vector<results::PartTemperature> &all, const std::string &part, const std::string &block)
  {
    for (const results::PartTemperature &one : all)
      if (one.part == part && one.block.value_or("") == block)
        return one;
    throw std::out_of_range("no " + part + " " + block);
  }

  TEST(PartTemperatures, AreThoseOfALinearField)
  {
    for (const std::string symmetry : {"auto", "none"})
      {
        const SolvedCase solved(package, {"mesh.symmetry=" + symmetry});
        const auto all = evaluation::measure_part_temperatures(solved.model(), solved.state().temperature);
        ASSERT_EQ(all.size(), 5u) << "three parts, two blocks";
        const auto expect = [&](const std::string &part, const std::string &block, double from, double to) {
          const results::PartTemperature &one = find(all, part, block);
          EXPECT_NEAR(one.minimum, celsius(from), tolerance) << part << " " << block;
          EXPECT_NEAR(one.mean, celsius((from + to) / 2), tolerance) << part << " " << block;
          EXPECT_NEAR(one.maximum, celsius(to), tolerance) << part << " " << block;
        };
        expect("base", "", -5, 5);
        expect("chip", "", -1, 3);
        expect("chip", "left", -.65, .65); // its edges are no mesh lines
        expect("chip", "right", 2.5, 3);
        // The layer without its die: the mean of what is left.
        EXPECT_NEAR(find(all, "die_zone", "").mean, (60 * celsius(0) - 8 * celsius(1)) / 52, tolerance);
      }
  }

  TEST(PartTemperatures, OfBlocksInTheVolumeAreMeansOverTheHeightOfTheDie)
  {
    // Linear in z: 0 degC at the bottom, 30 degC at the top of 0.3 mm; the die reaches from 0.2 mm to the top.
    const std::vector<std::string> upright = {
        "thermal={fixed_temperatures: [{face: bottom, temperature: 0 degC}, {face: top, temperature: 30 degC}]}"};
    const auto means = [&](const std::string &place) {
      const SolvedCase solved(package, {upright[0], "package.dies.chip.active_face=" + place});
      return find(evaluation::measure_part_temperatures(solved.model(), solved.state().temperature), "chip", "left").mean - 273.15;
    };
    EXPECT_NEAR(means("bottom"), 20, tolerance);
    EXPECT_NEAR(means("top"), 30, tolerance);
    EXPECT_NEAR(means("volume"), 25, tolerance);
  }

  TEST(PartTemperatures, OfAUniformStateAreNotListed)
  {
    const SolvedCase solved(package, {"thermal=null", "package.dies.chip.power=null", "states=[{name: room, temperature: 25 degC}]"});
    EXPECT_TRUE(evaluation::measure_part_temperatures(solved.model(), solved.state().temperature).empty());
  }
} // namespace
