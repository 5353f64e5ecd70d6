// Frames, lids, fillets and copies of parts in the case file: what is read, and the messages about mistakes.

#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    const meshing::Body &body(const Case &problem, const std::string &name)
    {
      return problem.package.bodies.at(problem.package.find_body(name).value());
    }

    std::string lidded()
    {
      return R"(sagitta: 1
package:
  outline: {size: [20 mm, 16 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: substrate, thickness: 1 mm, material: fr4}
    - {name: gap, thickness: 80 um, material: none}
    - {name: die_zone, thickness: 0.7 mm, material: none}
    - {name: lid_zone, thickness: 1 mm, material: none}
  parts:
    - {name: capacitor, layers: [gap, die_zone], material: alumina, size: [0.6 mm, 0.3 mm], position: [6 mm, 0 mm], array: [2, 3], pitch: [1 mm, 1.5 mm]}
  frames:
    - {name: stiffener, layers: [gap], material: copper, size: [20 mm, 16 mm], width: 1 mm, stress_free_temperature: 100 degC}
  lids:
    - {name: lid, layers: [lid_zone], material: copper, size: [20 mm, 16 mm], foot: {layers: [die_zone], width: 2 mm}}
  fillets:
    - {name: fillet, around: logic, from: gap, width: 0.9 mm, height: 0.6 mm, steps: 2, material: underfill_uf9000ae}
  dies:
    - {name: logic, material: silicon, size: [4 mm, 8 mm], position: [-1 mm, 0 mm], rotation: 90 deg, layers: [gap, die_zone]}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 1 mm}}
)";
    }

    std::string sentence_with(const std::string &from, const std::string &to)
    {
      return sentence_of(replaced(lidded(), from, to));
    }

    TEST(Structures, AreOrderedBetweenPartsAndDies)
    {
      const Case problem = parse(lidded());
      std::vector<std::string> names;
      for (const meshing::Body &b : problem.package.bodies)
        names.push_back(b.name);
      EXPECT_EQ(names,
                (std::vector<std::string>{"substrate",       "capacitor_1_1", "capacitor_2_1",   "capacitor_1_2",   "capacitor_2_2",
                                          "capacitor_1_3",   "capacitor_2_3", "stiffener_x_min", "stiffener_x_max", "stiffener_y_min",
                                          "stiffener_y_max", "lid",           "lid_foot_x_min",  "lid_foot_x_max",  "lid_foot_y_min",
                                          "lid_foot_y_max",  "fillet_1",      "fillet_2",        "fillet_3",        "logic"}));
    }

    TEST(Structures, CutTheLayersWhereAFilletEndsItsSteps)
    {
      const Case problem = parse(lidded());
      const std::vector<double> z = problem.package.interfaces();
      const std::vector<double> expected = {0, 1e-3, 1.08e-3, 1.3e-3, 1.6e-3, 1.78e-3, 2.78e-3};
      ASSERT_EQ(z.size(), expected.size());
      for (std::size_t i = 0; i < z.size(); ++i)
        EXPECT_NEAR(z[i], expected[i], 1e-12);
      const meshing::Body &step = body(problem, "fillet_2"), &foot = body(problem, "lid_foot_x_min");
      EXPECT_EQ(step.first_layer, 2u);
      EXPECT_EQ(step.last_layer, 2u);
      EXPECT_EQ(foot.first_layer, 2u) << "all pieces of its layer";
      EXPECT_EQ(foot.last_layer, 4u);
    }

    TEST(Structures, HaveTheMaterialAndStressFreeTemperatureOfTheirDescription)
    {
      const Case problem = parse(lidded());
      EXPECT_EQ(problem.materials[body(problem, "lid_foot_y_max").material].name, "copper");
      EXPECT_EQ(problem.materials[body(problem, "fillet_3").material].name, "underfill_uf9000ae");
      EXPECT_DOUBLE_EQ(body(problem, "stiffener_y_min").stress_free_temperature, 373.15);
      EXPECT_DOUBLE_EQ(body(problem, "lid").stress_free_temperature, 423.15);
    }

    TEST(Structures, FilletSurroundsTheRotatedDie)
    {
      const Case problem = parse(lidded());
      const auto &step = std::get<meshing::Rectangle>(body(problem, "fillet_1").outline);
      EXPECT_GT(step.x_max, 3e-3);
      EXPECT_LT(step.x_max, 3.9e-3);
      EXPECT_NEAR(step.x_max - 3e-3, step.y_max - 2e-3, 1e-15);
      EXPECT_NEAR(step.x_min + 5e-3, -(step.x_max - 3e-3), 1e-15);
    }

    TEST(Structures, CopiesMayBeThoseWithinAnOutline)
    {
      const Case problem =
          parse(replaced(lidded(), "pitch: [1 mm, 1.5 mm]", "pitch: [1 mm, 1.5 mm], within: {diameter: 3 mm, center: [6 mm, 0 mm]}"));
      std::size_t copies = 0;
      for (const meshing::Body &b : problem.package.bodies)
        copies += b.name.rfind("capacitor_", 0) == 0;
      EXPECT_EQ(copies, 2u) << "the middle row; the corners of the others lie beyond the circle";
      EXPECT_EQ(body(problem, "capacitor_2_2").name, "capacitor_2_2");
    }

    TEST(Structures, MistakesAreNamed)
    {
      const auto expect = [](const std::string &from, const std::string &to, const std::string &sentence) {
        const std::string found = sentence_with(from, to);
        EXPECT_NE(found.find(sentence), std::string::npos) << found;
        EXPECT_EQ(found.find('\n'), std::string::npos) << found;
      };
      expect("around: logic", "around: logik", "package.fillets[0].around: there is no die logik; did you mean logic? Dies: logic.");
      expect("width: 0.9 mm", "width: 7 mm",
             "package.fillets[0].width: a fillet of 7 mm around logic reaches beyond the package's outline");
      expect("height: 0.6 mm", "height: 2 mm",
             "package.fillets[0].height: the fillet is 2 mm high, but the layers from gap up are 1.78 mm");
      expect("width: 1 mm", "width: 8 mm", "package.frames[0].width: a width of 8 mm leaves no opening in stiffener, which is 16 mm wide");
      expect("foot: {layers: [die_zone]", "foot: {layers: [lid_zone]",
             "package.lids[0].foot.layers: the foot of lid and its plate share a layer");
      expect("pitch: [1 mm, 1.5 mm]", "pitch: [0.5 mm, 1.5 mm]",
             "copies of capacitor at a distance of 0.5 mm along x overlap: a copy is 0.6 mm wide");
      expect(", pitch: [1 mm, 1.5 mm]", "", "package.parts[0]: pitch is missing; copies of a part need array and pitch");
      expect("array: [2, 3], ", "", "package.parts[0]: array is missing; copies of a part need array and pitch");
      expect("pitch: [1 mm, 1.5 mm]", "pitch: [1 mm, 1.5 mm], within: {diameter: 0.1 mm}",
             "package.parts[0].within: no copy of capacitor lies within it");
      expect("name: logic", "name: fillet_2", "package.fillets[0].around: there is no die logic");
      expect("name: substrate", "name: lid_foot_x_min", "package.lids[0]: a part of lid is called lid_foot_x_min, but that name is taken");
      expect("steps: 2", "steps: 0", "package.fillets[0].steps");
    }
  } // namespace
} // namespace sagitta::tests
