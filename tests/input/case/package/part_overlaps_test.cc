// Which parts of a package may overlap.

#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <string>

namespace sagitta::tests
{
  namespace
  {
    /// Two layers of mould with `entries`, sections of package.
    std::string package_with(const std::string &entries)
    {
      return R"(sagitta: 1
package:
  outline: {size: [10 mm, 10 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: base, thickness: 100 um, material: solid}
    - {name: lower, thickness: 100 um, material: solid}
    - {name: upper, thickness: 100 um, material: solid}
)" + entries +
             R"(materials: {solid: {young: 20 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 1 mm}}
)";
    }

    const std::string die =
        "  dies: [{name: logic, material: solid, size: [4 mm, 4 mm], position: [0 mm, 0 mm], layers: [lower, upper]REPLACES}]\n";

    std::string die_that(const std::string &replaces)
    {
      return replaced(die, "REPLACES", replaces);
    }

    std::string part(const std::string &name, const std::string &geometry, const std::string &layers = "[lower, upper]")
    {
      return "    - {name: " + name + ", layers: " + layers + ", material: solid, " + geometry + "}\n";
    }

    TEST(PartOverlaps, NamesBothParts)
    {
      const std::string crossing = "  parts:\n" + part("decap", "size: [1 mm, 2 mm], position: [2 mm, 0 mm]", "[upper]");
      const std::string sentence = sentence_of(package_with(crossing + die_that("")));
      EXPECT_NE(sentence.find("decap and logic overlap by 0.5 mm x 2 mm in the layer upper, where logic would replace a part of decap"),
                std::string::npos)
          << sentence;
      EXPECT_NE(sentence.find("give logic the key replaces: [decap]"), std::string::npos) << sentence;
      EXPECT_EQ(sentence_of(package_with(crossing + die_that(", replaces: [decap]"))), "");
    }

    TEST(PartOverlaps, RefusesAPartOfWhichNothingIsLeft)
    {
      const std::string inside = "  parts:\n" + part("decap", "diameter: 1 mm");
      EXPECT_NE(sentence_of(package_with(inside + die_that(""))).find("logic would replace all of decap"), std::string::npos)
          << sentence_of(package_with(inside + die_that("")));
      EXPECT_EQ(sentence_of(package_with(inside + die_that(", replaces: [decap]"))), "");
    }

    TEST(PartOverlaps, AllowsAPartInsideAnEarlierOne)
    {
      EXPECT_EQ(sentence_of(package_with("  parts:\n" + part("block", "size: [6 mm, 6 mm]", "[lower]") + die_that(""))), "");
      EXPECT_EQ(sentence_of(package_with("  parts:\n" + part("block", "diameter: 6 mm") + part("post", "diameter: 1 mm"))), "");
      EXPECT_EQ(sentence_of(package_with("  parts:\n" + part("block", "size: [4 mm, 4 mm]", "[base, lower]") + die_that(""))), "")
          << "of equal outline, but block is left in the base";
    }

    TEST(PartOverlaps, AllowsGapsAndPartsThatTouch)
    {
      EXPECT_EQ(sentence_of(package_with("  parts:\n" + part("beside", "size: [2 mm, 2 mm], position: [3 mm, 0 mm]") +
                                         "    - {name: slot, layers: [lower], material: none, size: [8 mm, 0.5 mm]}\n" + die_that(""))),
                "");
      // Edges that a layout of 1 nm rounds towards each other.
      EXPECT_EQ(
          sentence_of(package_with("  parts:\n" + part("beside", "size: [2 mm, 2 mm], position: [2.999999 mm, 0 mm]") + die_that(""))), "");
      EXPECT_NE(sentence_of(package_with("  parts:\n" + part("beside", "size: [2 mm, 2 mm], position: [2.99999 mm, 0 mm]") + die_that(""))),
                "");
    }

    TEST(PartOverlaps, IncludesRingsRoundPartsAndBumps)
    {
      const std::string ring = "  frames: [{name: ring, layers: [upper], material: solid, size: [5 mm, 5 mm], width: 1 mm}]\n";
      EXPECT_NE(sentence_of(package_with(ring + die_that(""))).find("ring and logic overlap by 0.5 mm x 3 mm in the layer upper"),
                std::string::npos)
          << sentence_of(package_with(ring + die_that("")));
      // A circle whose box overlaps, but not the circle.
      EXPECT_EQ(sentence_of(package_with("  parts:\n" + part("round", "diameter: 2 mm, position: [2.8 mm, 2.8 mm]") + die_that(""))), "");
      const std::string bumps =
          "  bumps: [{name: balls, layer: upper, material: solid, fill: none, pitch: 0.5 mm, diameter: 0.2 mm, array: [4, 4]}]\n";
      EXPECT_NE(sentence_of(package_with("  parts:\n" + part("passive", "size: [1 mm, 0.5 mm], position: [1 mm, 0 mm]") + bumps))
                    .find("passive and balls overlap"),
                std::string::npos);
    }

    TEST(PartOverlaps, RefusesANameThatIsNotOverlapped)
    {
      const std::string sentence =
          sentence_of(package_with("  parts:\n" + part("far", "diameter: 1 mm, position: [4 mm, 0 mm]") + die_that(", replaces: [far]")));
      EXPECT_NE(sentence.find("package.dies[0].replaces: logic overlaps no earlier part far; leave that name out"), std::string::npos)
          << sentence;
    }
  } // namespace
} // namespace sagitta::tests
