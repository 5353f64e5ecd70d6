// The steps of a process: the states, parts and temperatures that they define, and mistakes.
#include <tests/input/sample_case.h>

#include <solver/case/process.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    std::string process_case(const std::string &steps)
    {
      return R"(sagitta: 1
package:
  outline: {size: [10 mm, 8 mm]}
  layers:
    - {name: carrier, thickness: 1 mm, material: plain}
    - {name: coat, thickness: 20 um, material: plain}
    - {name: mould, thickness: 0.2 mm, material: plain}
materials:
  plain: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
history: {start: {temperature: 25 degC}}
process:
  steps:
)" + steps + "mesh: {plan: {resolution: 1 mm}}\n";
    }

    const std::string all_steps = R"(    - {step: attach, joins: [carrier], supports: carrier}
    - {step: heat, temperature: 125 degC, duration: 5 min, reports: [50 degC, 100 degC]}
    - {step: mould, joins: [mould], pressure: 5 MPa}
    - {step: debond, leaves: [carrier], supports: free}
    - {step: deposit, joins: [coat], temperature: 25 degC, duration: 10 min}
    - step: cycle
      path: [{temperature: 125 degC, duration: 5 min}, {temperature: -40 degC, duration: 5 min}]
      repeat: 2
)";

    TEST(Process, IsReadAsStatesAndParts)
    {
      const Case problem = parse(process_case(all_steps));
      ASSERT_TRUE(problem.programme.process && problem.programme.path);
      const std::vector<ProcessStep> &steps = problem.programme.process->steps;
      ASSERT_EQ(steps.size(), 6u);
      std::string names;
      for (const State &state : problem.programme.states)
        names += state.name + " ";
      EXPECT_EQ(names, "attach heat_1 heat_2 heat_3 mould debond deposit cycle_1 cycle_2 cycle_3 cycle_4 ");
      EXPECT_EQ(steps[2].first_state, 4u);
      EXPECT_EQ(steps[5].first_state, 7u);
      EXPECT_NEAR(*problem.programme.states[1].temperature, 323.15, 1e-9);
      EXPECT_NEAR(*problem.programme.states[1].duration, 75, 1e-9);
      EXPECT_EQ(*problem.programme.states[4].duration, 0) << "the mould joins at once";
      EXPECT_EQ(steps[2].placement, Placement::fill_between) << "a mould fills a cavity";
      EXPECT_EQ(steps[4].placement, Placement::continue_columns);
      EXPECT_EQ(steps[3].leaves, std::vector<unsigned>{0});
      ASSERT_EQ(steps[0].supports->size(), 1u);
      EXPECT_TRUE(steps[3].supports->empty());
      EXPECT_EQ(steps[2].pressures.at(0).pressure, 5e6);
      for (const meshing::Body &body : problem.package.bodies)
        EXPECT_NEAR(body.stress_free_temperature, body.name == "carrier" ? 298.15 : 398.15, 1e-9) << body.name;
      const std::vector<char> at_mould = {1, 0, 1}, at_end = {0, 1, 1};
      EXPECT_EQ(bodies_in_step(*problem.programme.process, 3, 2), at_mould);
      EXPECT_EQ(bodies_in_step(*problem.programme.process, 3, 5), at_end);
    }

    TEST(Process, OfPartsThatJoinApartHasNoSymmetry)
    {
      // Two equal dies: with the board alone and one of them the package has no mirror plane between them.
      const auto with = [](const std::string &steps) {
        return parse(R"(sagitta: 1
package:
  outline: {size: [10 mm, 6 mm]}
  layers: [{name: board, thickness: 200 um, material: plain}, {name: dies, thickness: 100 um, material: none}]
  dies:
    - {name: left, material: plain, size: [3 mm, 3 mm], position: [-2.5 mm, 0 mm], layers: [dies]}
    - {name: right, material: plain, size: [3 mm, 3 mm], position: [2.5 mm, 0 mm], layers: [dies]}
materials:
  plain: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
history: {start: {temperature: 150 degC}}
process:
  steps:
)" + steps + "mesh: {plan: {resolution: 1 mm}}\n")
            .numerics.mesh.symmetry;
      };
      const std::string first = "    - {step: attach, joins: [board, left";
      EXPECT_EQ(with(first + "]}\n    - {step: attach, name: second, joins: [right]}\n"), meshing::SymmetryRequest::none);
      EXPECT_EQ(with(first + ", right]}\n    - {step: debond, leaves: [left]}\n"), meshing::SymmetryRequest::none);
      EXPECT_EQ(with(first + ", right]}\n    - {step: debond, leaves: [left, right]}\n"), meshing::SymmetryRequest::automatic);
    }

    TEST(Process, MistakesAreNamed)
    {
      const std::string start = "    - {step: attach, joins: [carrier]}\n", at = "case.yaml:14: process.steps[1]";
      const auto sentence = [&](const std::string &step) { return sentence_of(process_case(start + "    - " + step + "\n")); };
      EXPECT_EQ(sentence("{step: mould}"), at + ": the step mould adds parts; name them: joins: [PART]");
      EXPECT_EQ(sentence("{step: debond, joins: [mould]}"), at + ": the step debond removes parts; name them: leaves: [PART]");
      EXPECT_EQ(sentence("{step: reflow}"),
                at + ": the step reflow is a path in temperature and time; give temperature and duration, or path");
      EXPECT_EQ(sentence("{step: mould, joins: [mold]}"),
                at + ".joins[0]: there is no part mold; did you mean mould? Parts are carrier, coat and mould.");
      EXPECT_EQ(sentence("{step: debond, leaves: [carrier]}\n    - {step: grind, leaves: [carrier]}"),
                "case.yaml:15: process.steps[2].leaves: carrier is not present in the step grind");
      EXPECT_EQ(sentence("{step: attach, joins: [mould]}"), at + ": two steps are called attach; give one of them another name");
      std::string text = process_case(start);
      text.replace(text.find("  layers:"), 9, "  stress_free_temperature: 25 degC\n  layers:");
      EXPECT_EQ(sentence_of(text), "case.yaml:4: package.stress_free_temperature: in a process a part is free of stress at the temperature "
                                   "at which it joins; leave this out");
      text = process_case(start);
      text.erase(text.find("process:"), text.find("mesh:") - text.find("process:"));
      EXPECT_EQ(sentence_of(text),
                "case.yaml:1: the key states is missing: give the states to report, or a process, whose steps define the states");
    }
  } // namespace
} // namespace sagitta::tests
