// Mistakes in what a short form of a case stands for: states at equal steps, repeated states, the states of a process, a preset of steps.
// The sentence names the key that the user wrote, not one of the long form.

#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// Three elastic layers; the text ends with what is `added` to the case.
    std::string layered_case(const std::string &added)
    {
      return R"(sagitta: 1
package:
  outline: {size: [10 mm, 8 mm]}
  layers:
    - {name: carrier, thickness: 1 mm, material: plain}
    - {name: chips, thickness: 0.1 mm, material: plain}
    - {name: mould, thickness: 0.2 mm, material: plain}
    - {name: rdl, thickness: 20 um, material: plain}
materials:
  plain: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
mesh: {plan: {resolution: 1 mm}}
)" + added;
    }

    const std::string stress_free = "package.stress_free_temperature=150degC", start = "history: {start: {temperature: 25 degC}";

    TEST(WrittenPaths, OfStatesAtEqualStepsAreTheirEnds)
    {
      const auto sentence = [](const std::string &states, const std::string &physics) {
        return sentence_of(layered_case("states: " + states + "\n"), {stress_free, "physics=" + physics});
      };
      EXPECT_EQ(sentence("{from: 25 degC, to: 260 degC, count: 3}", "heat")
                    .find("case.yaml:12: states.from: physics is heat, but the "
                          "temperature of the state at_25_degC is prescribed"),
                0u)
          << sentence("{from: 25 degC, to: 260 degC, count: 3}", "heat");
      EXPECT_EQ(sentence("{from: 25 degC, to: 260 degC, count: 3, duration: 1 h}", "mechanics")
                    .find("case.yaml:12: states.duration: the state at_25_degC has a duration, but every part is elastic"),
                0u)
          << sentence("{from: 25 degC, to: 260 degC, count: 3, duration: 1 h}", "mechanics");
    }

    TEST(WrittenPaths, OfStatesAfterACycleAreThoseOfTheList)
    {
      const std::string cycle = start + ", cycle: {from: hot, to: cold, times: 3}}\nstates:\n";
      const std::string states = R"(  - {name: first, temperature: 25 degC, duration: 1 min}
  - {name: hot, temperature: 125 degC, duration: 1 min}
  - {name: cold, temperature: -40 degC, duration: 1 min}
  - {name: last, temperature: solved, duration: 1 min}
)";
      const std::vector<std::string> mechanics = {stress_free, "physics=mechanics"};
      EXPECT_EQ(sentence_of(layered_case(cycle + states), mechanics)
                    .find("case.yaml:17: states[3].temperature: the state last has temperature: solved, but physics is mechanics"),
                0u)
          << sentence_of(layered_case(cycle + states), mechanics);
      EXPECT_EQ(sentence_of(layered_case(cycle + replaced(states, "first", "hot_2")), mechanics),
                "case.yaml:12: history.cycle: two states are named hot_2; give each its own name");
    }

    TEST(WrittenPaths, OfStatesOfAProcessAreThoseOfItsSteps)
    {
      const std::string steps = start + R"(}
process:
  steps:
    - {step: heat, name: hot_2, temperature: 125 degC, duration: 5 min}
    - step: cycle
      name: hot
      path: [{temperature: 50 degC, duration: 5 min}, {temperature: -40 degC, duration: 5 min}]
)";
      EXPECT_EQ(sentence_of(layered_case(steps)),
                "case.yaml:17: process.steps[1].name: two states are named hot_2; give each its own name");
      EXPECT_EQ(sentence_of(layered_case(replaced(steps, "      name: hot\n", "")), {"physics=heat"})
                    .find("case.yaml:15: process.steps[0].temperature: physics is heat, but"),
                0u);
    }

    TEST(WrittenPaths, OfAPresetAreItsPartsAndChanges)
    {
      const auto sentence = [](const std::string &parts, const std::string &change) {
        return sentence_of(
            layered_case(start + "}\nprocess:\n  preset: chip_first_face_down\n  parts: {" + parts + "}\n  change: {" + change + "}\n"));
      };
      const std::string parts = "carrier: [carrier], dies: [chips], mould: [mould], rdl: [rdl]";
      EXPECT_EQ(sentence(parts, ""), "");
      EXPECT_EQ(
          sentence(replaced(parts, "[mould]", "[mold]"), ""),
          "case.yaml:15: process.parts.mould[0]: there is no part mold; did you mean mould? Parts are carrier, chips, mould and rdl.");
      EXPECT_EQ(sentence(parts, "debond: {leaves: [carier]}"),
                "case.yaml:16: process.change.debond.leaves[0]: there is no part carier; did you mean carrier? Parts are carrier, chips, "
                "mould and rdl.");
      EXPECT_EQ(sentence(parts, "debond: {leaves: [rdl]}"),
                "case.yaml:16: process.change.debond.leaves: rdl is not present in the step debond");
      EXPECT_EQ(sentence(parts, "debond: {name: mould_heat}").find("case.yaml:16: process.change.debond.name: unknown key name"), 0u);
    }
  } // namespace
} // namespace sagitta::tests
