#include <solver/input/card/compound_reader.h>
#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <cmath>
#include <variant>

namespace sagitta::tests
{
  namespace
  {
    const std::string filler = "{material: fused_silica, weight: 73 %, shape: sphere, sizes: [{median: 12 um, geometric_deviation: 2.7, "
                               "share: 1}], interface_conductance: perfect, coupling: perfect}";

    /// The sample case with a compound as its mould, by the text of its keys.
    std::string with_mould(const std::string &keys)
    {
      return replaced(sample_case(), "mould: {like: lmc_r4507, young: 22 GPa, conductivity: 0.8 W/mK}", "mould: {" + keys + "}");
    }

    std::string keys(const std::string &fillers = filler)
    {
      return "resin: moulding_resin, fillers: [" + fillers +
             "], schemes: {elasticity: mori_tanaka, conductivity: maxwell}, maximum_packing: from_sizes";
    }

    materials::Material mould(const Case &problem)
    {
      for (const materials::Material &material : problem.materials)
        if (material.name == "mould")
          return material;
      throw std::logic_error("the sample has no mould");
    }

    void expect_refusal(const std::string &mould_keys, const std::string &words)
    {
      const std::string sentence = sentence_of(with_mould(mould_keys));
      EXPECT_NE(sentence.find(words), std::string::npos) << words << " is not in: " << sentence;
      EXPECT_NE(sentence.find("case.yaml:"), std::string::npos) << sentence;
    }

    TEST(CompoundInput, ResinAndFillersAreAMaterialOfACase)
    {
      const Case problem = parse(with_mould(keys()));
      const materials::Material material = mould(problem);
      // Figures of FP4450 from handbook phases, by hand: see tests/materials/compound/compound_literature_test.cc.
      EXPECT_NEAR(std::get<materials::IsotropicElasticity>(*material.elasticity).young.value(298.15), 10.53e9, 0.01e9);
      EXPECT_NEAR(std::get<materials::TangentExpansion>(*material.expansion).coefficient[0].value(298.15), 21.67e-6, 0.02e-6);
      EXPECT_NEAR((*material.conductivity)[2].value(298.15), 0.592, 0.001);
      EXPECT_NEAR(material.density->value(298.15), 1795.9, 0.1);
      EXPECT_NEAR(material.glass_transition.value(), 428.15, 1e-9);
      EXPECT_FALSE(material.estimates.empty());
    }

    TEST(CompoundInput, OneWordChangesTheFillerAndValuesOfTheCardStay)
    {
      const std::string text = with_mould(keys() + ", density: 1770 kg/m3");
      EXPECT_EQ(mould(parse(text)).density->value(298.15), 1770);
      const Case other = parse(text, {"materials.mould.fillers[0].material=alumina"});
      EXPECT_EQ(mould(other).density->value(298.15), 1770);
      // Maxwell with v = 0.4497: 0.2 (33.4 + 2 v 32.8) / (33.4 - v 32.8).
      EXPECT_NEAR((*mould(other).conductivity)[0].value(298.15), 0.6746, 0.0005);
      EXPECT_NE(other.hash, parse(text).hash);
    }

    TEST(CompoundInput, CardsOfTheLibraryMayBeCompounds)
    {
      const Case problem = parse(with_mould("like: lmc_silica_85, maximum_packing: 79 %"));
      EXPECT_NEAR(mould(problem).density->value(298.15), 1955.556, 0.001);
      const Case plain =
          parse(replaced(sample_case(), "material: mould}\n    - {name: overmould", "material: lmc_silica_85}\n    - {name: overmould"));
      EXPECT_FALSE(plain.materials.cards.empty());
    }

    TEST(CompoundInput, SeveralFillersPlatesInterfacesAndCouplingsAreRead)
    {
      const std::string plates =
          "{material: alumina, weight: 10 %, shape: plate, aspect_ratio: 20, sizes: [{median: 5 um, geometric_deviation: 1, share: "
          "1}], interface_conductance: 1e7 W/(m2 K), coupling: perfect}";
      std::string coupled = replaced(filler, "coupling: perfect", "coupling: {modulus: 1 GPa, thickness: 10 nm}");
      const std::string text = with_mould(replaced(keys(coupled + ", " + plates), "from_sizes", "80 %"));
      const materials::Material stiffer = mould(parse(replaced(text, "coupling: {modulus: 1 GPa, thickness: 10 nm}", "coupling: perfect")));
      const Case problem = parse(text);
      EXPECT_LT(std::get<materials::IsotropicElasticity>(*mould(problem).elasticity).young.value(298.15),
                std::get<materials::IsotropicElasticity>(*stiffer.elasticity).young.value(298.15));
    }

    TEST(CompoundInput, AResinKnownBelowItsGlassTransitionOnlyIsRefusedAbove)
    {
      // neat_epoxy gives one modulus, and its glass transition is 155 degC; the sample is asked at 25 degC and free of stress at 150 degC.
      const std::string text = with_mould(replaced(keys(), "moulding_resin", "neat_epoxy"));
      EXPECT_EQ(sentence_of(text), "");
      const std::vector<std::string> hot = {"states[0].temperature=260degC"};
      const std::string sentence = sentence_of(text, hot);
      for (const std::string words : {"the material mould of", "neat_epoxy", "no modulus above its glass transition, 155 degC",
                                      "the state room is at 260 degC", "moulding_resin"})
        EXPECT_NE(sentence.find(words), std::string::npos) << words << " is not in: " << sentence;
      EXPECT_NE(sentence_of(text, {"package.stress_free_temperature=170degC"}).find("its stress-free temperature is 170 degC"),
                std::string::npos);
      EXPECT_EQ(sentence_of(with_mould(keys()), hot), "") << "moulding_resin is known above";
      const std::string table = replaced(
          text, "  pi: {like", "  neat_epoxy: {like: neat_epoxy, young: {table: [[140 degC, 3 GPa], [170 degC, 20 MPa]]}}\n  pi: {like");
      EXPECT_EQ(sentence_of(table, hot), "");
      for (const materials::ReportedEstimate &estimate : mould(parse(text)).estimates)
        EXPECT_NE(estimate.name, "young_above");
    }

    TEST(CompoundInput, APhaseWithAMissingPropertyIsNamed)
    {
      const std::string plates =
          "{material: boron_nitride_h, weight: 20 %, shape: plate, aspect_ratio: 20, interface_conductance: perfect, "
          "coupling: perfect}";
      const std::string sentence = sentence_of(with_mould(replaced(keys(plates), "from_sizes", "60 %")));
      EXPECT_NE(sentence.find("because boron_nitride_h in it gives none"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("{boron_nitride_h: {like: boron_nitride_h, elasticity: ...}}"), std::string::npos) << sentence;
    }

    TEST(CompoundInput, ValuesOfTheCardAreReportedToReplaceThePrediction)
    {
      const materials::Material material = mould(parse(with_mould(keys() + ", young: 12 GPa, poisson: 0.3")));
      const auto note = [&](const std::string &property) {
        for (const materials::Provenance &entry : material.provenance)
          if (entry.property == property && entry.evidence == materials::Evidence::predicted)
            return entry.note;
        return std::string("nothing is predicted");
      };
      EXPECT_NE(note("elasticity.young").find("replaced by the value that the card gives"), std::string::npos) << note("elasticity.young");
      EXPECT_EQ(note("expansion.coefficient").find("replaced"), std::string::npos);
    }

    TEST(CompoundInput, MistakesAreOneSentenceWithTheirPlace)
    {
      expect_refusal("resin: moulding_resin", "fillers is missing");
      expect_refusal(replaced(keys(), "moulding_resin", "moulding_rasin"), "did you mean moulding_resin");
      expect_refusal(replaced(keys(), "moulding_resin", "mould"), "contains itself");
      expect_refusal(replaced(keys(), "weight: 73 %", "weight: 99 %"), "the maximum packing of their sizes is");
      expect_refusal(replaced(keys(), "weight: 73 %", "weight: 110 %"), "less than 1");
      expect_refusal(keys(filler + ", " + filler), "nothing is left for the resin");
      expect_refusal(replaced(keys(), "share: 1", "share: 60 %"), "the sum of the shares of the sizes is 0.6");
      expect_refusal(keys(filler + ", " + replaced(filler, "weight: 73 %", "volume: 1 %")), "by weight, or of all by volume");
      expect_refusal(replaced(keys(), "mori_tanaka", "mori"), "is unknown");
      expect_refusal(replaced(keys(), "shape: sphere", "shape: plate"), "aspect_ratio");
      expect_refusal(replaced(keys(), "coupling: perfect", "coupling: {modulus: -1 GPa, thickness: 1 nm}"), "greater than zero");
      expect_refusal(replaced(keys(), "resin: moulding_resin", "resin: copper"), "no glass transition");
      expect_refusal(keys() + "}\n  unused: {like: fused_silica, poisson: 0.5", "less than 0.5");
    }
  } // namespace
} // namespace sagitta::tests
