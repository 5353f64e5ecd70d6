// Sections cure and viscoelasticity of a card.
#include <tests/input/sample_case.h>

#include <solver/input/card/card_merge.h>
#include <solver/input/card/card_reader.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/card/compound_reader.h>

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::Material;

    Material card(const std::string &text)
    {
      const input::Node node = input::parse_document(text, "case.yaml");
      input::check(node, *input::case_card_type(), "");
      return input::read_card("mine", input::Value(node, *input::case_card_type(), ""));
    }

    std::string sentence(const std::string &text)
    {
      try
        {
          card(text);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "accepted";
    }

    void expect_sentence(const std::string &text, const std::string &part)
    {
      const std::string said = sentence(text);
      EXPECT_NE(said.find(part), std::string::npos) << said;
      EXPECT_EQ(said.rfind("case.yaml:", 0), 0u) << "the place is missing: " << said;
    }

    const std::string epoxy =
        "cure:\n"
        "  kinetics: {model: kamal_sourour, rate_factor_1: 6e5 1/min, activation_energy_1: 80 kJ/mol, rate_factor_2: 2e4/s, "
        "activation_energy_2: 55 kJ/mol, m: 0.7, n: 1.4}\n"
        "  heat: 0.09 kJ/g\n  initial: 2 %\n  gel_point: 0.6\n"
        "  glass_transition: {model: dibenedetto, uncured: -10 degC, cured: 150 degC, lambda: 0.4}\n"
        "  shrinkage: {volumetric: 1.2 %}\n";

    const std::string relaxing =
        "viscoelasticity:\n  model: shear_and_bulk\n"
        "  shear: {instantaneous: 8 GPa, arms: [[1 ms, 30 %], [1 s, 40 %], [1 h, 0.2]]}\n"
        "  bulk: {equilibrium: 6 GPa, arms: [[1 s, 5 GPa]]}\n"
        "  shift: {model: wlf_arrhenius, reference: 150 degC, c1: 17.44, c2: 51.6 K, junction: 150 degC, activation_energy: 350 kJ/mol";

    TEST(CureCard, IsReadInSi)
    {
      const Material material = card(epoxy);
      const materials::Cure &cure = material.cure.value();
      const auto &kinetics = std::get<materials::KamalSourour>(cure.kinetics.reaction);
      EXPECT_NEAR(kinetics.first.factor, 1e4, 1e-8) << "6e5 per minute";
      EXPECT_NEAR(kinetics.first.energy, 80e3, 1e-8);
      EXPECT_NEAR(kinetics.second.factor, 2e4, 1e-8);
      EXPECT_EQ(kinetics.m, 0.7);
      EXPECT_EQ(kinetics.n, 1.4);
      EXPECT_NEAR(cure.heat, 90e3, 1e-8);
      EXPECT_NEAR(cure.initial, 0.02, 1e-15);
      EXPECT_NEAR(cure.glass_transition->value(0), 263.15, 1e-10);
      EXPECT_NEAR(material.glass_transition.value(), 423.15, 1e-10) << "no expansion says otherwise";
      // 1.2 % of volume are 1 - 0.988^(1/3) = 0.4016108 % of length, by hand.
      EXPECT_NEAR(cure.shrinkage->strain(1), -0.004016108, 1e-9);
      EXPECT_EQ(cure.shrinkage->strain(0.6), 0);
      EXPECT_EQ(material.provenance.size(), 13u) << "every value says where it comes from";
    }

    TEST(CureCard, OtherFormsAreRead)
    {
      const std::string text =
          replaced(replaced(replaced(epoxy,
                                     "kamal_sourour, rate_factor_1: 6e5 1/min, activation_energy_1: 80 kJ/mol, rate_factor_2: 2e4/s, "
                                     "activation_energy_2: 55 kJ/mol",
                                     "one_step, rate_factor: 3.7e22 1/min, activation_energy: 167.4 kJ/mol"),
                            "dibenedetto, uncured: -10 degC, cured: 150 degC, lambda: 0.4",
                            "table, points: [[0, 0 degC], [50 %, 60 degC], [1, 150 degC]]"),
                   "volumetric: 1.2 %", "points: [[0.6, 0 %], [0.8, 0.3 %], [1, 0.4 %]]");
      const materials::Cure cure =
          card(text + "  diffusion: {model: critical_cure, sharpness: 30, critical: {table: [[100 degC, 0.7], [150 "
                      "degC, 1.1]]}}\n")
              .cure.value();
      EXPECT_NEAR(std::get<materials::SingleStep>(cure.kinetics.reaction).constant.factor, 3.7e22 / 60, 1e8);
      EXPECT_NEAR(cure.glass_transition->value(0.75), 273.15 + 105, 1e-10) << "halfway between 60 and 150 degC";
      EXPECT_NEAR(cure.glass_transition->derivative(0.75), 180, 1e-9);
      EXPECT_NEAR(cure.shrinkage->strain(0.7), -0.0015, 1e-15);
      EXPECT_NEAR(std::get<materials::CriticalCure>(cure.kinetics.diffusion).critical.value(398.15), 0.9, 1e-12);
      const materials::Cure volume =
          card(text + "  diffusion: {model: free_volume, rate_factor: 1e12/s, activation_energy: 60 kJ/mol, b: 0.3, "
                      "expansion: 4.8e-4/K, at_transition: 0.025}\n")
              .cure.value();
      EXPECT_NEAR(std::get<materials::FreeVolume>(volume.kinetics.diffusion).glass_transition.value(1), 423.15, 1e-10);
    }

    TEST(CureCard, MistakesAreOneSentenceWithTheirPlace)
    {
      expect_sentence(replaced(epoxy, "heat: 0.09 kJ/g", "heat: -0.09 kJ/g"), "must be zero or greater");
      expect_sentence(replaced(epoxy, "heat: 0.09 kJ/g", "heat: 90 kJ/mol"), "is an energy per amount; an energy per mass");
      expect_sentence(replaced(epoxy, "  heat: 0.09 kJ/g\n", ""), "the key heat is missing");
      expect_sentence(replaced(epoxy, "initial: 2 %", "initial: 120 %"), "at most 1");
      expect_sentence(replaced(epoxy, "gel_point: 0.6", "gel_point: 1"), "less than 1");
      expect_sentence(replaced(epoxy, "n: 1.4", "n: 0"), "greater than zero");
      expect_sentence(replaced(epoxy, "6e5 1/min", "6e5 K"), "cure.kinetics.rate_factor_1");
      expect_sentence(replaced(epoxy, "kamal_sourour", "one_step"), "model: one_step does not use the key rate_factor_1");
      expect_sentence(replaced(epoxy, "cured: 150 degC", "cured: -20 degC"), "must increase with the degree of cure");
      expect_sentence(replaced(epoxy, "m: 0.7", "m: 0"), "order m of x^m must be positive");
      const std::string table = replaced(epoxy, "dibenedetto, uncured: -10 degC, cured: 150 degC, lambda: 0.4", "table, points: [POINTS]");
      expect_sentence(replaced(table, "POINTS", "[0, 0 degC], [0.7, 100 degC], [0.5, 120 degC]"), "must increase from point to point");
      expect_sentence(replaced(table, "POINTS", "[0, 0 degC], [0.5, 120 degC], [1, 100 degC]"),
                      "must not decrease with the degree of cure");
      expect_sentence(replaced(table, "POINTS", "[0, 0 degC], [0.5, 120 MPa]"), "is a pressure");
      expect_sentence(replaced(epoxy, "volumetric: 1.2 %", "points: [[0.5, 0], [1, 0.4 %]]"), "shrinkage begins at x = 0.5");
      expect_sentence(replaced(epoxy, "volumetric: 1.2 %", "points: [[0.6, 0], [1.2, 0.4 %]]"), "must lie between 0 and 1");
      expect_sentence(replaced(epoxy, "volumetric: 1.2 %", "volumetric: 1.2 %, linear: 0.4 %"), "exclude each other");
      const std::string no_transition =
          replaced(epoxy, "  glass_transition: {model: dibenedetto, uncured: -10 degC, cured: 150 degC, lambda: 0.4}\n", "");
      expect_sentence(no_transition + "  diffusion: {model: free_volume, rate_factor: 1e12/s, activation_energy: 60 kJ/mol, b: 0.3, "
                                      "expansion: 4.8e-4/K, at_transition: 0.025}\n",
                      "give cure.glass_transition");
    }

    TEST(ViscoelasticCard, SharesAndModuliDescribeTheSameSeries)
    {
      const materials::ViscoelasticLaw law = card(relaxing + "}\n").viscoelasticity.value();
      EXPECT_NEAR(law.shear.relaxation(0), 8e9, 1);
      EXPECT_NEAR(law.shear.relaxation(1e12), 0.1 * 8e9, 1);
      // 8 GPa (0.1 + 0.3 e^-1000 + 0.4 e^-1 + 0.2 e^(-1/3600)) at 1 s.
      EXPECT_NEAR(law.shear.relaxation(1), 8e9 * (0.1 + 0.4 * std::exp(-1.) + 0.2 * std::exp(-1. / 3600)), 1);
      EXPECT_NEAR(law.bulk.relaxation(0), 11e9, 1);
      EXPECT_NEAR(law.bulk.relaxation(1e12), 6e9, 1);
      for (const std::string same : {"equilibrium: 800 MPa, arms: [[1 ms, 30 %], [1 s, 40 %], [1 h, 20 %]]",
                                     "equilibrium: 800 MPa, arms: [[1 ms, 2.4 GPa], [1 s, 3.2 GPa], [1 h, 1600 MPa]]",
                                     "instantaneous: 8 GPa, arms: [[1 ms, 2.4 GPa], [1 s, 3.2 GPa], [1 h, 1600 MPa]]"})
        {
          const materials::ViscoelasticLaw other =
              card(replaced(relaxing, "instantaneous: 8 GPa, arms: [[1 ms, 30 %], [1 s, 40 %], [1 h, 0.2]]", same) + "}\n")
                  .viscoelasticity.value();
          for (const double time : {0., 1e-3, 1., 100., 1e5})
            EXPECT_NEAR(other.shear.relaxation(time) / law.shear.relaxation(time), 1, 1e-12) << same;
        }
    }

    TEST(ViscoelasticCard, OneYoungsModulusRelaxesAsThePublishedSet)
    {
      // matmodlab's verification: E0 500, nu 0.45, six arms. E(t) / 500 = sum g_i exp(-t / tau_i), G = E / 2.9, K = E / 0.3.
      const materials::ViscoelasticLaw law = card("viscoelasticity:\n  model: young\n  young:\n    instantaneous: 500 Pa\n    arms: "
                                                  "{table: [[600 s, .35], [20 s, .15], [30 s, .25], "
                                                  "[40 s, .05], [50 s, .05], [60 s, .15]], source: matmodlab, kind: handbook}\n  poisson: "
                                                  "0.45\n  shift: {model: wlf, reference: 75 "
                                                  "degC, c1: 35, c2: 50 K}\n")
                                                 .viscoelasticity.value();
      const double weight[6] = {.35, .15, .25, .05, .05, .15}, time[6] = {600, 20, 30, 40, 50, 60};
      for (const double t : {0., 10., 100., 1000.})
        {
          double sum = 0;
          for (unsigned i = 0; i < 6; ++i)
            sum += weight[i] * std::exp(-t / time[i]);
          EXPECT_NEAR(law.shear.relaxation(t), 500 * sum / 2.9, 1e-10);
          EXPECT_NEAR(law.bulk.relaxation(t), 500 * sum / 0.3, 1e-10);
        }
      EXPECT_NEAR(law.shift.log_factor(348.15 + 10, 1), -std::log(10.) * 35 * 10 / 60, 1e-9);
    }

    TEST(ViscoelasticCard, AnAssumedSetTakesItsEndsFromTheElasticityOfTheCard)
    {
      const std::string text =
          "elasticity: {model: isotropic, young: {table: [[140 degC, 20 GPa], [170 degC, 1 GPa]]}, poisson: {table: [[140 degC, "
          "0.3], [170 degC, 0.45]]}}\nviscoelasticity:\n  model: assumed\n  glassy: {temperature: 25 degC}\n  rubbery: "
          "{temperature: 205 degC}\n  spectrum: {centre: 1 s, width: 2.5, shortest: 1e-10 s, longest: 1e10 s, arms: 15}\n  shift: "
          "{model: arrhenius, reference: 155 degC, activation_energy: 400 kJ/mol}\n";
      const materials::ViscoelasticLaw law = card(text).viscoelasticity.value();
      EXPECT_EQ(law.shear.arms.size(), 15u);
      // G = E / (2 (1 + nu)), K = E / (3 (1 - 2 nu)) by hand.
      EXPECT_NEAR(law.shear.relaxation(0) / (20e9 / 2.6), 1, 1e-12);
      EXPECT_NEAR(law.shear.relaxation(1e30) / (1e9 / 2.9), 1, 1e-12);
      EXPECT_NEAR(law.bulk.relaxation(0) / (20e9 / 1.2), 1, 1e-12);
      EXPECT_NEAR(law.bulk.relaxation(1e30) / (1e9 / 0.3), 1, 1e-12);
      const materials::ViscoelasticLaw given =
          card(replaced(text, "glassy: {temperature: 25 degC}", "glassy: {young: 20 GPa, poisson: 0.3}")).viscoelasticity.value();
      EXPECT_EQ(given.shear.relaxation(1), law.shear.relaxation(1));
      expect_sentence(replaced(text, "rubbery: {temperature: 205 degC}", "rubbery: {young: 30 GPa, poisson: 0.3}"),
                      "must not be greater in the rubbery state");
      expect_sentence(text.substr(text.find("viscoelasticity")), "the card has no isotropic elasticity");
      expect_sentence(replaced(text, "arms: 15", "arms: 1"), "at least 2");
      expect_sentence(replaced(text, "longest: 1e10 s", "longest: 10 s"), "two widths to either side");
    }

    TEST(ViscoelasticCard, OfAFilledCompoundTakesItsEndsFromThePrediction)
    {
      const std::string compound =
          "{resin: moulding_resin, fillers: [{material: fused_silica, weight: 73 %, shape: sphere, interface_conductance: "
          "perfect, coupling: perfect}], schemes: {elasticity: mori_tanaka, conductivity: maxwell}, maximum_packing: 70 %, "
          "viscoelasticity: {model: assumed, glassy: {temperature: 25 degC}, rubbery: {temperature: 205 degC}, spectrum: "
          "{centre: 1 s, width: 2.5, shortest: 1e-10 s, longest: 1e10 s}, shift: {model: arrhenius, reference: 155 degC, "
          "activation_energy: 400 kJ/mol, with_cure: moves}}}";
      const auto read = [&](const std::string &text) {
        const Case problem = parse(replaced(sample_case(), "{like: lmc_r4507, young: 22 GPa, conductivity: 0.8 W/mK}", text));
        for (const Material &material : problem.materials)
          if (material.name == "mould")
            return material.viscoelasticity.value();
        throw std::out_of_range("no mould");
      };
      const materials::ViscoelasticLaw silica = read(compound);
      // E = 9 K G / (3 K + G): that of FP4450 from handbook phases, by hand (tests/materials/compound/compound_literature_test.cc).
      const double shear = silica.shear.relaxation(0), bulk = silica.bulk.relaxation(0);
      EXPECT_NEAR(9 * bulk * shear / (3 * bulk + shear), 10.53e9, 0.01e9);
      EXPECT_GT(read(replaced(compound, "fused_silica, weight: 73 %", "alumina, volume: 59.6 %")).shear.relaxation(0), 1.1 * shear);
    }

    TEST(ViscoelasticCard, ShiftAndEquilibriumFollowTheCure)
    {
      const materials::ViscoelasticLaw law =
          card(epoxy + relaxing + ", with_cure: moves}\n  growth_exponent: 2.667\n").viscoelasticity.value();
      ASSERT_TRUE(law.shift.of_cure && law.shear.growth);
      EXPECT_FALSE(law.bulk.growth) << "a liquid has a bulk modulus";
      EXPECT_EQ(law.shear.growth->gel_point, 0.6);
      EXPECT_NEAR(law.shift.log_factor(law.shift.of_cure->value(0.5), 0.5), 0, 1e-10);
      EXPECT_FALSE(card(epoxy + relaxing + ", with_cure: stays}\n").viscoelasticity->shift.of_cure);
    }

    TEST(ViscoelasticCard, MistakesAreOneSentenceWithTheirPlace)
    {
      EXPECT_EQ(sentence(relaxing + "}\n"), "accepted");
      const auto expect = [&](const std::string &right, const std::string &wrong, const std::string &part) {
        expect_sentence(replaced(relaxing, right, wrong) + "}\n", part);
      };
      expect("[1 s, 40 %], [1 h, 0.2]", "[1 s, 40 %], [1 h, 0.31]", "Prony weights that sum up to 1.01");
      expect("instantaneous: 8 GPa", "equilibrium: 1 GPa, arms: [[1 s, 100 %]]}\n  unused: {instantaneous: 8 GPa", "unknown key unused");
      expect("instantaneous: 8 GPa, arms: [[1 ms, 30 %], [1 s, 40 %], [1 h, 0.2]]", "equilibrium: 1 GPa, arms: [[1 s, 60 %], [2 s, 40 %]]",
             "so that the equilibrium modulus is not positive");
      expect("instantaneous: 8 GPa", "instantaneous: -8 GPa", "must be greater than zero");
      expect("[1 ms, 30 %]", "[1 ms, -30 %]", "\"-30 %\" is negative");
      expect("[1 ms, 30 %]", "[0 s, 30 %]", "\"0 s\" is not a relaxation time");
      expect("[1 ms, 30 %]", "[-1 ms, 30 %]", "is not a relaxation time; it must be greater than zero");
      expect("[1 ms, 30 %]", "[1 K, 30 %]", "is a temperature");
      expect("[1 ms, 30 %]", "[1 ms, 3 GPa]", "must be shares, or all moduli");
      expect("[1 ms, 30 %]", "[1 ms, 30 K]", "viscoelasticity.shear.arms[0][1]");
      expect("[[1 s, 5 GPa]]", "[[1 s, 5 GPa, 3]]", "3 entries instead of 2");
      expect("  bulk: {equilibrium: 6 GPa, arms: [[1 s, 5 GPa]]}\n", "", "the key bulk is missing");
      expect("shear_and_bulk", "shear", "is unknown");
      expect("c2: 51.6 K, ", "", "the key c2 is missing");
      expect("junction: 150 degC", "junction: 90 degC", "must lie above the WLF reference minus C2");
      expect("model: wlf_arrhenius, reference: 150 degC, c1: 17.44, c2: 51.6 K, junction: 150 degC, activation_energy: 350 kJ/mol",
             "model: table, log10_factor: {table: [[25 degC, 0], [150 degC, 3]]}", "must not increase with temperature");
      expect_sentence(relaxing + ", with_cure: moves}\n", "give cure.glass_transition");
      expect_sentence(epoxy + relaxing + "}\n", "with_cure is missing");
      expect_sentence(relaxing + "}\n  growth_exponent: 2.7\n", "give the section cure");
      expect_sentence(
          "viscoelasticity:\n  model: young\n  young: {instantaneous: 1 GPa}\n  poisson: 0.5\n  shift: {model: arrhenius, reference: 300 "
          "K, activation_energy: 0 J/mol}\n",
          "less than 0.5");
    }

    TEST(ViscoelasticCard, ACaseChangesSingleValues)
    {
      const input::Node base = input::parse_document(epoxy + relaxing + ", with_cure: moves}\n", "base.yaml");
      const auto merged = [&](const std::string &change) {
        const input::Node node = input::merge_cards(base, input::parse_document(change, "change.yaml"), "materials.changed");
        input::check(node, *input::case_card_type(), "");
        return input::read_card("mine", input::Value(node, *input::case_card_type(), ""));
      };
      const Material material =
          merged("viscoelasticity: {shear: {instantaneous: 9 GPa}, shift: {c1: 15}, growth_exponent: 2}\ncure: {heat: 50 J/g, "
                 "kinetics: {n: 2}, shrinkage: {linear: 0.1 %}}\n");
      EXPECT_NEAR(material.viscoelasticity->shear.relaxation(0), 9e9, 1);
      EXPECT_EQ(material.viscoelasticity->shear.arms.size(), 3u);
      EXPECT_EQ(std::get<materials::WlfArrheniusShift>(material.viscoelasticity->shift.of_temperature).wlf.c1, 15);
      EXPECT_EQ(material.viscoelasticity->shear.growth->exponent, 2);
      EXPECT_NEAR(material.cure->heat, 50e3, 1e-8);
      EXPECT_EQ(std::get<materials::KamalSourour>(material.cure->kinetics.reaction).n, 2);
      EXPECT_EQ(std::get<materials::KamalSourour>(material.cure->kinetics.reaction).m, 0.7);
      EXPECT_NEAR(material.cure->shrinkage->strain(1), -0.001, 1e-15) << "linear takes the place of volumetric";
      // Another model takes the place of the whole.
      EXPECT_THROW(merged("cure: {kinetics: {model: one_step, rate_factor: 1/s}}\n"), InputError);
    }
  } // namespace
} // namespace sagitta::tests
