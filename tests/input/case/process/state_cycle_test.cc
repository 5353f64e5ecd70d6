// States that a history repeats.

#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/input/case/process/state_sweep.h>

#include <gtest/gtest.h>

#include <string>

namespace sagitta::tests
{
  namespace
  {
    std::string names_of_states(const std::string &cycle)
    {
      input::Node root = input::parse_document("history: {start: {temperature: 25 degC}, cycle: " + cycle + R"(}
states:
  - {name: first, temperature: 25 degC, duration: 1 min}
  - {name: hot, temperature: 125 degC, duration: 1 min}
  - {name: cold, temperature: -40 degC, duration: 1 min}
  - {name: last, temperature: 25 degC, duration: 1 min}
)",
                                               "case.yaml");
      input::expand_states(root);
      std::string names;
      for (const input::Node &state : root.find("states")->items)
        names += (names.empty() ? "" : " ") + state.find("name")->text;
      return names;
    }

    TEST(RepeatedStates, FollowTheLastOfTheirCycle)
    {
      EXPECT_EQ(names_of_states("{from: hot, to: cold, times: 3}"), "first hot cold hot_2 cold_2 hot_3 cold_3 last");
      EXPECT_EQ(names_of_states("{from: cold, to: cold, times: 2}"), "first hot cold cold_2 last");
      EXPECT_EQ(names_of_states("{from: hot, to: cold, times: 1}"), "first hot cold last");
    }

    TEST(RepeatedStates, AreNamedInTheirOrder)
    {
      const auto refusal_of = [](const std::string &cycle) { return sentence_of<InputError>([&] { names_of_states(cycle); }); };
      EXPECT_NE(refusal_of("{from: hto, to: cold, times: 2}").find("history.cycle.from: there is no state hto; did you mean hot?"),
                std::string::npos)
          << refusal_of("{from: hto, to: cold, times: 2}");
      EXPECT_NE(refusal_of("{from: cold, to: hot, times: 2}").find("the state hot comes before cold"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
