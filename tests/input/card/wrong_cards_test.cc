// The wrong cards that a user is most likely to write, as cards of the library and as materials of a case: each is refused by one sentence
// that names place, key and what belongs there.
#include <tests/input/sample_case.h>

#include <solver/input/card/compound_reader.h>

#include <gtest/gtest.h>

#include <string>

namespace sagitta::tests
{
  namespace
  {
    /// A value of a library card.
    std::string value(const std::string &quantity)
    {
      return "{value: " + quantity + ", source: \"our own test\", kind: measured}";
    }

    std::string isotropic(const std::string &young, const std::string &poisson)
    {
      return "elasticity: {model: isotropic, young: " + value(young) + ", poisson: " + value(poisson) + "}\n";
    }

    /// What the program says of a card of the library.
    std::string message_of_card(const std::string &content)
    {
      std::vector<input::TextFile> cards;
      for (const std::string name : {"moulding_resin", "fused_silica"})
        cards.push_back(input::read_text_file(SAGITTA_SOURCE_DIR "/materials/library/" + name + ".yaml"));
      cards.push_back({"mine.yaml", "name: mine\ndescription: a card\n" + content});
      try
        {
          input::read_material(input::Library(cards), "mine");
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "accepted";
    }

    /// What the program says of a case whose mould is this material.
    std::string message_of_case(const std::string &mould)
    {
      try
        {
          parse(replaced(sample_case(), "{like: lmc_r4507, young: 22 GPa, conductivity: 0.8 W/mK}", "{" + mould + "}"));
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "accepted";
    }

    void expect(const std::string &said, const std::string &place, const std::string &words)
    {
      EXPECT_EQ(said.rfind(place, 0), 0u) << said;
      EXPECT_NE(said.find(words), std::string::npos) << words << " is not in: " << said;
      EXPECT_EQ(said.find('\n'), std::string::npos) << "more than a line: " << said;
    }

    const std::string rest = "expansion: {model: tangent, coefficient: 10 ppm/K}, conductivity: 0.8 W/mK, density: 2 g/cm3";

    TEST(WrongCards, WithANegativeModulusAreRefused)
    {
      EXPECT_EQ(message_of_card(isotropic("20 GPa", "0.3")), "accepted");
      expect(message_of_card(isotropic("-20 GPa", "0.3")), "mine.yaml:3: elasticity.young.value",
             "\"-20 GPa\" must be at least 100 and at most 1e+14 Pa");
      EXPECT_EQ(message_of_case("young: 20 GPa, poisson: 0.3, " + rest), "accepted");
      expect(message_of_case("young: -20 GPa, poisson: 0.3, " + rest),
             "case.yaml:", "materials.mould.young: \"-20 GPa\" must be at least 100 and at most 1e+14 Pa");
      expect(message_of_case("young: 20 GPa, poisson: 0.3, cte: 1e4 ppm/K, conductivity: 0.8 W/mK, density: 2 g/cm3"),
             "case.yaml:", "materials.mould.cte: \"1e4 ppm/K\" must be at least -0.001 and at most 0.002 1/K");
    }

    TEST(WrongCards, WithAPoissonsRatioOfAHalfOrMoreAreRefused)
    {
      for (const std::string ratio : {"0.5", "0.6"})
        {
          expect(message_of_card(isotropic("20 GPa", ratio)), "mine.yaml:3: elasticity.poisson.value",
                 "must be greater than -1 and less than 0.5");
          expect(message_of_case("young: 20 GPa, poisson: " + ratio + ", " + rest),
                 "case.yaml:", "must be greater than -1 and less than 0.5");
        }
      expect(message_of_card("elasticity: {model: isotropic, young: " + value("20 GPa") +
                             ", poisson: {table: [[25 degC, 0.3], [200 degC, 0.5]], source: \"our own\", kind: measured}}\n"),
             "mine.yaml:3: elasticity.poisson.table[1][1]", "out of range");
    }

    std::string relaxing(const std::string &last)
    {
      return "model: young, young: {instantaneous: 20 GPa, arms: [[1 s, 60 %], [100 s, " + last +
             "]]}, poisson: 0.3, shift: {model: arrhenius, reference: 150 degC, activation_energy: 300 kJ/mol}";
    }

    TEST(WrongCards, WithAPronySumAboveOneAreRefused)
    {
      const std::string elastic = "young: 20 GPa, poisson: 0.3, " + rest + ", viscoelasticity: {";
      EXPECT_EQ(message_of_case(elastic + relaxing("40 %") + "}"), "accepted");
      expect(message_of_case(elastic + relaxing("41 %") + "}"), "case.yaml:", "Prony weights that sum up to 1.01");
      const std::string card =
          "viscoelasticity:\n  model: young\n  young:\n    instantaneous: " + value("20 GPa") +
          "\n    arms: {table: [[1 s, 60 %], [100 s, 41 %]], source: \"our own\", kind: measured}\n  poisson: " + value("0.3") +
          "\n  shift: {model: arrhenius, reference: " + value("150 degC") + ", activation_energy: " + value("300 kJ/mol") + "}\n";
      expect(message_of_card(card), "mine.yaml:6: viscoelasticity.young",
             "they are shares of the instantaneous modulus and must not exceed 1");
      EXPECT_EQ(message_of_card(replaced(card, "41 %", "40 %")), "accepted");
    }

    TEST(WrongCards, WithATransitionTableOutOfOrderAreRefused)
    {
      const std::string cure =
          "cure: {kinetics: {model: one_step, rate_factor: 1e7/s, activation_energy: 75 kJ/mol, m: 0.5, n: 1.5}, heat: 50 kJ/kg, "
          "initial: 0, gel_point: 0.6, glass_transition: {model: table, points: [[0, -30 degC], [0.6, 50 degC], [1, 150 degC]]}}";
      const std::string elastic = "young: 20 GPa, poisson: 0.3, " + rest + ", ";
      EXPECT_EQ(message_of_case(elastic + cure), "accepted");
      expect(message_of_case(elastic + replaced(cure, "[0.6, 50 degC]", "[0.6, 160 degC]")),
             "case.yaml:", "must not decrease with the degree of cure, but 150 degC follows 160 degC");
      expect(message_of_case(elastic + replaced(cure, "[0.6, 50 degC]", "[1.1, 50 degC]")),
             "case.yaml:", "must increase from point to point");
      // The modulus over temperature, through the transition, as well.
      expect(message_of_case(replaced(elastic, "20 GPa", "{table: [[150 degC, 20 GPa], [140 degC, 1 GPa]]}")),
             "case.yaml:", "the temperatures of a table must increase");
    }

    std::string filled(const std::string &weight)
    {
      return "resin: moulding_resin, fillers: [{material: fused_silica, weight: " + weight +
             ", shape: sphere, sizes: [{median: 12 um, geometric_deviation: 1, share: 1}], interface_conductance: perfect, coupling: "
             "perfect}], "
             "schemes: {elasticity: mori_tanaka, conductivity: maxwell}, maximum_packing: from_sizes";
    }

    TEST(WrongCards, FilledAboveTheirPackingAreRefused)
    {
      // Equal spheres pack to 64.4 %: 73 wt% silica fill 59.6 %, 80 wt% 68.6 %.
      EXPECT_EQ(message_of_case(filled("73 %")), "accepted");
      expect(message_of_case(filled("80 %")),
             "case.yaml:", "the fillers occupy 68.5 % of the volume; the maximum packing of their sizes is 64.3");
      const std::string unsourced = filled("80 %");
      const std::string flow = replaced(replaced(unsourced, "median: 12 um", "median: " + value("12 um")), "geometric_deviation: 1",
                                        "geometric_deviation: " + value("1"));
      std::string card;
      for (const std::string key : {"resin", "fillers", "schemes", "maximum_packing"})
        {
          const std::size_t at = flow.find(key + ": ");
          const std::size_t next = key == "resin"     ? flow.find(", fillers")
                                   : key == "fillers" ? flow.find(", schemes")
                                   : key == "schemes" ? flow.find(", maximum_packing")
                                                      : flow.size();
          card += flow.substr(at, next - at) + "\n";
        }
      expect(message_of_card(card), "mine.yaml:1", "the maximum packing of their sizes is");
      // The source of sizes is required in cards of the library like that of all other values.
      expect(message_of_card(replaced(card, value("12 um"), "12 um")), "mine.yaml:4: fillers[0].sizes[0].median",
             "a map with the keys value, source, kind and note belongs here");
    }

    TEST(WrongCards, WithoutExpansionAreRefusedWhereItIsNeeded)
    {
      const std::string elastic = "young: 20 GPa, poisson: 0.3, conductivity: 0.8 W/mK";
      expect(message_of_case(elastic), "case.yaml:", "has no expansion, which the displacement of every state needs");
      expect(message_of_case(elastic + ", cte1: 10 ppm/K, tg: 150 degC"),
             "case.yaml:", "materials.mould: cte2 is missing; it is needed with cte1 and tg");
      // A filler with a stiffness but without an expansion.
      expect(message_of_case(replaced(filled("73 %"), "fused_silica", "stiff") +
                             "}\n  stiff: {young: 72 GPa, poisson: 0.17, density: 2.2 g/cm3"),
             "case.yaml:", "has elasticity but no expansion");
    }
  } // namespace
} // namespace sagitta::tests
