// What the section `sensitivities` asks for.

#include <tests/input/sample_case.h>

#include <solver/case/parameters.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace
{
  using namespace sagitta;
  using tests::parse;
  using tests::sample_case;
  using tests::sentence_of;

  SensitivityRequest request_of(const std::string &section)
  {
    return *parse(sample_case(), {"sensitivities=" + section}).requests.sensitivities;
  }

  void expect_message(const std::string &section, const std::string &said)
  {
    const std::string sentence = sentence_of(sample_case(), {"sensitivities=" + section});
    EXPECT_NE(sentence.find(said), std::string::npos) << sentence;
  }

  TEST(Sensitivities, AreOfTheNamedResultsAndStates)
  {
    EXPECT_FALSE(parse(sample_case()).requests.sensitivities);
    const SensitivityRequest all = request_of("{of: bow}");
    EXPECT_EQ(all.of, std::vector<SensitiveQuantity>{SensitiveQuantity::bow});
    EXPECT_EQ(all.states, (std::vector<unsigned>{0, 1}));
    EXPECT_DOUBLE_EQ(all.change, .1);
    EXPECT_FALSE(all.by_component);
    const SensitivityRequest some = request_of("{of: [hotspot, kx], states: [operating], by_component: true, change: 5 %, "
                                               "standard_deviations: {mould.young: 8 %, die_zone.thickness: 3 um}}");
    EXPECT_EQ(some.of, (std::vector<SensitiveQuantity>{SensitiveQuantity::hotspot, SensitiveQuantity::kx}));
    EXPECT_EQ(some.states, std::vector<unsigned>{1});
    EXPECT_TRUE(some.by_component);
    EXPECT_DOUBLE_EQ(some.change, .05);
    ASSERT_EQ(some.deviations.size(), 2u);
    EXPECT_TRUE(some.deviations[0].is_relative);
    EXPECT_DOUBLE_EQ(some.deviations[0].value, .08);
    EXPECT_FALSE(some.deviations[1].is_relative);
    EXPECT_DOUBLE_EQ(some.deviations[1].value, 3e-6);
  }

  TEST(Sensitivities, MistakesAreNamed)
  {
    expect_message("{of: bows}", "bow");
    expect_message("{of: [bow, bow]}", "is listed twice");
    expect_message("{of: bow, states: [rom]}", "there is no state rom; did you mean room?");
    expect_message("{of: hotspot, states: [room]}", "temperature: solved");
    expect_message("{of: bow, standard_deviations: {mold.young: 5 %}}",
                   "mold.young is not a parameter of this case; did you mean mould.young?");
    expect_message("{of: bow, standard_deviations: {mould.young: 5 um}}", "is not a thickness");
    const std::string heat =
        sentence_of(sample_case(), {"physics=heat", "states=[{name: hot, temperature: solved}]", "sensitivities={of: bow}"});
    EXPECT_NE(heat.find("physics: heat computes no warpage"), std::string::npos) << heat;
    const std::string path = sentence_of(sample_case(), {"materials.mould.law=viscoelastic", "sensitivities={of: bow}"});
    EXPECT_FALSE(path.empty());
  }

  TEST(Parameters, AreThoseOfTheCardsBehindHomogenisedOnes)
  {
    const Case problem = parse(sample_case());
    std::vector<std::string> names;
    for (const Parameter &parameter : find_parameters(problem, false))
      names.push_back(parameter.name);
    for (const char *name : {"mould.young", "mould.poisson", "pi.young", "copper.conductivity", "tim.cte1", "tim.cte2", "silicon.moduli",
                             "films.lid.top", "logic.power", "rdl.thickness"})
      EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
    EXPECT_EQ(std::count_if(names.begin(), names.end(), [](const std::string &name) { return name.find("silicon.poisson") == 0; }), 0);
  }

  TEST(Parameters, ScaleTheirCardAndWhatIsMadeOfIt)
  {
    const Case problem = parse(sample_case());
    const std::vector<Parameter> parameters = find_parameters(problem, false);
    const auto copper = std::find_if(parameters.begin(), parameters.end(), [](const Parameter &p) { return p.name == "copper.young"; });
    ASSERT_NE(copper, parameters.end());
    const auto cards = scaled_cards(problem.materials, *copper, 1.1);
    ASSERT_GT(cards.size(), 1u) << "copper and at least the redistribution layer";
    for (const auto &[material, card] : cards)
      {
        const double before = materials::stiffness(*problem.materials[material].elasticity, 298.15).c11,
                     after = materials::stiffness(*card.elasticity, 298.15).c11;
        EXPECT_GT(after, before) << card.name;
        if (material == copper->index)
          EXPECT_NEAR(after, 1.1 * before, 1e-12 * before);
        else if (card.name.find("rdl") != std::string::npos)
          EXPECT_LT(after, 1.1 * before) << card.name << " has a dielectric that stays";
        else // pads in air
          EXPECT_LT(after, 1.1 * before * (1 + 1e-9)) << card.name;
      }
  }
} // namespace
