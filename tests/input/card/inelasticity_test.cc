#include <tests/input/sample_case.h>

#include <materials/laws/law_table.h>
#include <solver/input/card/card_merge.h>
#include <solver/input/card/card_reader.h>
#include <solver/input/card/card_schema.h>

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace sagitta::tests
{
  namespace
  {
    using materials::AnandConstants;
    using materials::Material;

    Material card(const std::string &name)
    {
      static const input::Library library = shipped_library();
      return input::read_card(name, input::Value(*library.find(name), *input::library_card_type(), ""));
    }

    /// A card of a case file with this section `inelasticity`.
    Material case_card(const std::string &section)
    {
      const input::Node node =
          input::parse_document("elasticity: {model: isotropic, young: 110 GPa, poisson: 0.34}\ninelasticity:\n" + section, "case.yaml");
      input::check(node, *input::case_card_type(), "");
      return input::read_card("mine", input::Value(node, *input::case_card_type(), ""));
    }

    std::string sentence(const std::string &section)
    {
      try
        {
          case_card(section);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "accepted";
    }

    TEST(Inelasticity, CardsOfSolderHaveThePublishedSets)
    {
      // s0 [MPa], Q/R [K], A [1/s], xi, m, h0 [MPa], s^ [MPa], n, a, as their papers print them.
      struct Row
      {
        std::string card, set;
        std::array<double, 9> printed;
      };
      for (const Row &row : std::vector<Row>{{"sac305", "motalab_2012", {21.0, 9320, 3501, 4.0, .25, 180000, 30.2, .01, 1.78}},
                                             {"sac305", "mysore_2009", {2.15, 9970, 17.994, .35, .153, 1526, 2.536, .028, 1.69}},
                                             {"sn3p5ag", "wang_2001", {39.09, 8900, 2.23e4, 6, .182, 3321.15, 73.81, .018, 1.82}},
                                             {"sn62pb36ag2", "anand_62sn36pb2ag", {12.41, 9400, 4.0e6, 1.5, .303, 1379, 13.79, .07, 1.3}}})
        {
          const Material material = card(row.card);
          const auto &c = std::get<AnandConstants>(material.inelasticity.at(row.set));
          const std::array<double, 9> read = {c.initial_resistance / 1e6, c.activation,          c.rate,
                                              c.stress_multiplier,        c.rate_sensitivity,    c.hardening / 1e6,
                                              c.saturation / 1e6,         c.saturation_exponent, c.hardening_exponent};
          for (unsigned i = 0; i < 9; ++i)
            EXPECT_NEAR(read[i] / row.printed[i], 1, 1e-12) << row.set << " constant " << i;
          EXPECT_NE(materials::law_description(material, row.set).find(row.set), std::string::npos) << "a result names its set";
        }
    }

    TEST(Inelasticity, EveryLawOfEveryCardCanBeMade)
    {
      const input::Library library = shipped_library();
      for (const std::string &name : library.names())
        {
          const Material material = card(name);
          for (const std::string &law : materials::law_names(material))
            EXPECT_NO_THROW(materials::make_law(material, law)) << name << " " << law;
        }
    }

    TEST(Inelasticity, PlasticSetsOfACaseAreRead)
    {
      const Material material = case_card("  bath:\n    model: plastic\n    isotropic: {model: voce, yield: {table: [[25 degC, 140 MPa], "
                                          "[125 degC, 110 MPa]]}, range: 60 MPa, rate: 25}\n    back_stresses:\n      - {modulus: 20 "
                                          "GPa, recovery: 300}\n      - {modulus: 1 GPa, recovery: 0}\n");
      const auto &constants = std::get<materials::PlasticConstants>(material.inelasticity.at("bath"));
      EXPECT_NEAR(materials::yield_stress(constants.isotropic, 0, 348.15).first, 125e6, 1);
      ASSERT_EQ(constants.back_stresses.size(), 2u);
      EXPECT_EQ(constants.back_stresses[0].modulus.value(300), 20e9);
      const Material table = case_card("  t:\n    model: plastic\n    isotropic: {model: table, points: [{strain: 0, yield: 100 MPa}, "
                                       "{strain: 1 %, yield: 150 MPa}]}\n");
      EXPECT_NEAR(materials::yield_stress(std::get<materials::PlasticConstants>(table.inelasticity.at("t")).isotropic, 0.005, 300).first,
                  125e6, 1);
    }

    TEST(Inelasticity, WrongConstantsAreRefusedWithAMessage)
    {
      const std::string garofalo = "  c: {model: garofalo, rate_factor: 1e5 1/s, stress_coefficient: 0.02 1/MPa, stress_exponent: 6";
      EXPECT_EQ(sentence(garofalo + ", activation: 6500 K}"), "accepted");
      EXPECT_NE(sentence(garofalo + "}").find("activation"), std::string::npos) << sentence(garofalo + "}");
      EXPECT_NE(sentence(garofalo + ", activation: 54 kJ}").find("is an energy"), std::string::npos);
      EXPECT_NE(sentence(garofalo + ", activation: 6500 K, hardening: 1 MPa}").find("hardening"), std::string::npos)
          << "a key that the model does not use";
      EXPECT_NE(sentence("  elastic: {model: plastic, isotropic: {model: linear, yield: 1 MPa, modulus: 0 MPa}}").find("another name"),
                std::string::npos);
      EXPECT_NE(sentence("  p: {model: plastic, isotropic: {model: linear, yield: -1 MPa, modulus: 0 MPa}}").find("yield"),
                std::string::npos);
      EXPECT_NE(sentence("  p: {model: plastic, isotropic: {model: table, points: [{strain: 0, yield: 2 MPa}, {strain: 1 %, yield: 1 "
                         "MPa}]}}")
                    .find("softening"),
                std::string::npos);
      EXPECT_NE(sentence("  a: {model: anand, rate_factor: 3501 1/s, activation: 9320 K, stress_multiplier: 4, rate_sensitivity: 0.25, "
                         "initial_resistance: 21 MPa, hardening: 180 GPa, hardening_exponent: 0.5, saturation: 30.2 MPa, "
                         "saturation_exponent: 0.01}")
                    .find("at least 1"),
                std::string::npos);
    }

    TEST(Inelasticity, ACaseAddsASetToACardOfTheLibrary)
    {
      const input::Node base = input::parse_document("name: x\ninelasticity: {one: {model: plastic}}", "card.yaml");
      const input::Node change = input::parse_document("inelasticity: {two: {model: plastic}}", "case.yaml");
      const input::Node merged = input::merge_cards(base, change, "materials.changed");
      EXPECT_NE(merged.find("inelasticity")->find("one"), nullptr);
      EXPECT_NE(merged.find("inelasticity")->find("two"), nullptr);
    }

    TEST(InelasticSets, AreRemovedByNull)
    {
      const input::Library library = shipped_library();
      const auto merged = [&](const std::string &change) {
        return input::merge_cards(*library.find("sac305"), input::parse_document(change, "case.yaml"), "materials.solder");
      };
      const input::Node one = merged("inelasticity: {mysore_2009: null, schubert_2003: null}");
      const Material card = input::read_card("solder", input::Value(one, *input::case_card_type(), ""));
      ASSERT_EQ(card.inelasticity.size(), 1u);
      EXPECT_EQ(card.inelasticity.begin()->first, "motalab_2012");
      EXPECT_THROW(merged("inelasticity: {mysore: null}"), InputError);
    }
  } // namespace
} // namespace sagitta::tests
