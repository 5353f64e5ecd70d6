// The moduli of cards for the law chile, whether their glass transitions agree, and what a run reports of sets it does not use.
#include <tests/input/sample_case.h>

#include <materials/laws/law_table.h>
#include <solver/case/unused_laws.h>
#include <solver/input/card/compound_reader.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::Material;
    using materials::MechanicalLaw;

    const std::string sample_mould = "{like: lmc_r4507, young: 22 GPa, conductivity: 0.8 W/mK}";

    const std::string growing =
        "chile: {model: by_cure, uncured: 10 MPa, cured: {table: [[25 degC, 20 GPa], [150 degC, 10 GPa]]}, poisson: "
        "0.35, begins: 60 %, ends: 95 %, curvature: 0.2}";

    Case with_mould(const std::string &mould)
    {
      return parse(replaced(sample_case(), sample_mould, mould));
    }

    std::string said(const std::string &mould)
    {
      return sentence_of(replaced(sample_case(), sample_mould, mould));
    }

    Material mould(const Case &problem)
    {
      return *std::find_if(problem.materials.begin(), problem.materials.end(), [](const Material &m) { return m.name == "mould"; });
    }

    void expect_message(const std::string &text, const std::string &words)
    {
      const std::string sentence = said(text);
      EXPECT_EQ(sentence.rfind("case.yaml:", 0), 0u) << text << "\nread: " << sentence;
      EXPECT_NE(sentence.find(words), std::string::npos) << text << "\nread: " << sentence << "\nwant: " << words;
      EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    }

    TEST(ChileCard, HasModuliThatGrowWithTheCure)
    {
      const Material material = mould(with_mould("{like: lmc_r4507, conductivity: 0.8 W/mK, " + growing + "}"));
      ASSERT_TRUE(material.chile);
      EXPECT_EQ(materials::find_missing(material, MechanicalLaw::chile), "");
      const auto law = materials::make_law(material, "chile");
      // At 87.5 degC E1 is 15 GPa. x = 77.5 % is half way: 0.5 (10 MPa + 15 GPa) + 0.2/4 (15 GPa - 10 MPa); G = E / 2.7.
      const auto shear = [&](double cure) { return law.relaxing_step({1, {360.65, 360.65}, {cure, cure}, {}}).shear_modulus(); };
      EXPECT_NEAR(shear(0.5), 10e6 / 2.7, 1e-3);
      EXPECT_NEAR(shear(0.775), (0.5 * 15.01e9 + 0.05 * 14.99e9) / 2.7, 10);
      EXPECT_NEAR(shear(1), 15e9 / 2.7, 10);
    }

    TEST(ChileCard, MistakesAreOneSentenceWithTheirPlace)
    {
      const auto expect = [](const std::string &right, const std::string &wrong, const std::string &words) {
        expect_message("{like: lmc_r4507, " + replaced(growing, right, wrong) + "}", words);
      };
      expect("by_cure", "by_heart", "\"by_heart\" is unknown");
      expect("uncured: 10 MPa, ", "", "the key uncured is missing");
      expect("uncured: 10 MPa", "uncured: -10 MPa", "must be greater than zero");
      expect("uncured: 10 MPa", "uncured: 10 mm", "is a length");
      expect("ends: 95 %", "ends: 50 %", "hardening must begin at a degree of cure below the one at which it ends");
      expect("ends: 95 %", "ends: 150 %", "at most 1");
      expect("curvature: 0.2", "curvature: 2", "at most 1");
      expect(", curvature: 0.2", "", "the key curvature is missing");
      expect("poisson: 0.35", "poisson: 0.5", "less than 0.5");
      expect_message("{young: 20 GPa, poisson: 0.3, cte: 10 ppm/K, " + growing + "}",
                     "the moduli depend on the degree of cure; give the section cure");
    }

    TEST(ChileCard, NeedsMoreThanOneModulus)
    {
      const input::Library library = shipped_library();
      for (const std::string name : {"lmc_r4507", "fp4450", "fp4450hf", "emc_g845", "emc_g208"})
        {
          const Material material = input::read_material(library, name);
          const std::vector<std::string> names = materials::law_names(material);
          EXPECT_EQ(std::count(names.begin(), names.end(), "chile"), 0) << name;
          EXPECT_EQ(std::count(names.begin(), names.end(), "viscoelastic"), 1) << name;
          EXPECT_THROW(materials::make_law(material, "chile"), std::invalid_argument) << name;
        }
      for (const std::string name : {"gr750_low_cte", "lmc_silica_85", "moulding_resin"})
        EXPECT_EQ(materials::find_missing(input::read_material(library, name), MechanicalLaw::chile), "") << name;
      expect_message("{like: lmc_r4507, conductivity: 0.8 W/mK, law: chile}",
                     "the material mould of die_zone has no section chile (and no elasticity.young above the glass transition, which can "
                     "replace the section), which its law chile needs");
      // A table that ends in the glass gives no more information than one value.
      expect_message("{like: lmc_r4507, conductivity: 0.8 W/mK, law: chile, young: {table: [[25 degC, 19 GPa], [140 degC, 17 GPa]]}}",
                     "has no section chile");
    }

    TEST(GlassTransition, OfOneMaterialIsTheSameInAllItsLaws)
    {
      expect_message("{like: lmc_r4507, conductivity: 0.8 W/mK, tg: 200 degC}",
                     "the glass transition is 200 degC in tg but 150 degC in cure.glass_transition (at full cure)");
      expect_message("{like: moulding_resin, tg: 120 degC}", "120 degC in tg but 155 degC in cure.glass_transition");
      const std::string cured = "cure: {glass_transition: {cured: 200 degC}}",
                        junction = "viscoelasticity: {shift: {reference: 200 degC, junction: 200 degC}}";
      // An elastic mould does not use the relaxation; one that relaxes does.
      EXPECT_EQ(said("{like: lmc_r4507, conductivity: 0.8 W/mK, tg: 200 degC, " + cured + "}"), "");
      expect_message("{like: lmc_r4507, law: viscoelastic, conductivity: 0.8 W/mK, tg: 200 degC, " + cured + "}",
                     "200 degC in tg but 150 degC in viscoelasticity.shift.junction");
      EXPECT_EQ(said("{like: lmc_r4507, conductivity: 0.8 W/mK, tg: 200 degC, " + cured + ", " + junction + "}"), "");
      // What TMA and DMA find of one compound: 15 K apart.
      EXPECT_EQ(said("{like: lmc_r4507, conductivity: 0.8 W/mK, tg: 165 degC}"), "");
    }

    TEST(Inelasticity, ThatARunDoesNotUseIsReported)
    {
      const std::vector<std::string> solder = unused_laws(parse(sample_case()).materials);
      ASSERT_EQ(solder.size(), 1u) << "also of what is mixed into a homogenised layer";
      EXPECT_EQ(solder[0].rfind("solder neither yields nor creeps: its inelasticity (motalab_2012, mysore_2009 and schubert_2003)", 0), 0u)
          << solder[0];
      const std::vector<std::string> sentences = unused_laws(
          with_mould("{like: lmc_r4507, conductivity: 0.8 W/mK, inelasticity: {mine: {model: plastic, isotropic: {model: linear, yield: 50 "
                     "MPa, modulus: 0 MPa}}}}")
              .materials);
      EXPECT_EQ(
          std::count(sentences.begin(), sentences.end(),
                     "mould neither yields nor creeps: its inelasticity (mine) is used only with law: plastic, anand or garofalo, but its "
                     "law is elastic"),
          1);
    }
  } // namespace
} // namespace sagitta::tests
