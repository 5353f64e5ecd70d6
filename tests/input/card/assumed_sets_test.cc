// The assumed sets of the library's compounds do what their recipes say. How they are made again is scripts/assumed_sets.
#include <tests/input/sample_case.h>

#include <materials/cure/cure_step.h>
#include <solver/input/case/chosen_materials.h>

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::Material;

    constexpr double celsius = 273.15;

    const input::ChosenMaterial &chosen(const std::string &name)
    {
      static const input::Library library = shipped_library();
      static std::map<std::string, input::ChosenMaterial> read;
      if (!read.count(name))
        read.emplace(name, input::choose_materials({name}, library, std::nullopt, {}).front());
      return read.at(name);
    }

    /// Storage modulus in tension [Pa] at a temperature [degC] and 1 Hz: E* = 9 K* G* / (3 K* + G*).
    double storage(const materials::ViscoelasticLaw &law, double temperature)
    {
      const double frequency = 2 * 3.14159265358979323846 * std::exp(law.shift.log_factor(temperature + celsius, 1));
      const std::complex<double> shear(law.shear.storage(frequency), law.shear.loss(frequency)),
          bulk(law.bulk.storage(frequency), law.bulk.loss(frequency));
      return (9. * bulk * shear / (3. * bulk + shear)).real();
    }

    double young(const Material &material, double temperature)
    {
      return std::get<materials::IsotropicElasticity>(*material.elasticity).young.value(temperature + celsius);
    }

    /// Cards with an assumed set; modulus and temperature [GPa, degC] of their data sheets above the glass transition, and that.
    struct Row
    {
      std::string card;
      double hot, at, transition;
    };

    const std::vector<Row> known_hot = {{"mg15f_mod2", 6.49, 260, 242},
                                        {"mg15f_0140", 1.88, 260, 195},
                                        {"gr750", 1.66, 260, 225},
                                        {"gr750_x1", 1.71, 260, 202},
                                        {"underfill_uf9000ae", 0.136, 250, 112}};

    TEST(AssumedSets, HaveTheGlassyAndRubberyModuliOfTheDataSheets)
    {
      for (const Row &row : known_hot)
        {
          const Material &material = chosen(row.card).material;
          const materials::ViscoelasticLaw &law = material.viscoelasticity.value();
          EXPECT_NEAR(storage(law, 25) / young(material, 25), 1, 1e-3) << row.card;
          // 18 to 138 K above the transition the last 5 % of the way may be left at 1 Hz.
          EXPECT_GE(storage(law, row.at), row.hot * 1e9 * (1 - 1e-6)) << row.card;
          EXPECT_LE(storage(law, row.at), row.hot * 1e9 + 0.05 * (young(material, 25) - row.hot * 1e9)) << row.card;
          // Half of the way at the glass transition, by the choice of the centre. Of the shear modulus exactly; of E, to which the bulk
          // modulus adds, within 5 %.
          EXPECT_NEAR((storage(law, row.transition) - row.hot * 1e9) / (young(material, 25) - row.hot * 1e9), 0.5, 0.05) << row.card;
        }
    }

    TEST(AssumedSets, OfOtherCompoundsHaveTheModuliThatTheirPhasesPredict)
    {
      const materials::Compound silica(chosen("lmc_silica_85").recipe.value());
      const auto predicted = [&](double weight) {
        return materials::Compound(materials::with_loading(silica, weight, true)).young(205 + celsius).value;
      };
      // The cards give two or three digits.
      EXPECT_NEAR(storage(chosen("lmc_r4507").material.viscoelasticity.value(), 300) / predicted(0.85), 1, 0.005);
      EXPECT_NEAR(storage(chosen("fp4450").material.viscoelasticity.value(), 300) / predicted(0.73), 1, 0.005);
      EXPECT_NEAR(storage(chosen("fp4450hf").material.viscoelasticity.value(), 300) / predicted(0.73), 1, 0.005);
      for (const std::string name : {"lmc_r4507", "fp4450", "fp4450hf"})
        EXPECT_NEAR(storage(chosen(name).material.viscoelasticity.value(), 25) / young(chosen(name).material, 25), 1, 1e-3) << name;
      for (const std::string name : {"lmc_silica_85", "lmc_alumina_90", "lmc_aln_85"})
        {
          const Material &material = chosen(name).material;
          EXPECT_NEAR(storage(material.viscoelasticity.value(), 25) / young(material, 25), 1, 1e-3) << name;
          EXPECT_NEAR(storage(material.viscoelasticity.value(), 300) / young(material, 205), 1, 1e-3) << name;
        }
    }

    TEST(AssumedSets, ReachNinetyPercentCureAtTheirCuringTime)
    {
      // x = 0.9 after the anchor's time at its temperature; the rate factor has four digits, x moves by 0.1 of that.
      struct Anchor
      {
        std::string card;
        double temperature, time;
      };
      for (const Anchor &anchor : std::vector<Anchor>{{"lmc_r4507", 125, 600},
                                                      {"moulding_resin", 125, 600},
                                                      {"lmc_silica_85", 125, 600},
                                                      {"fp4450", 125, 1800},
                                                      {"fp4450hf", 125, 1800},
                                                      {"mg15f_mod2", 175, 120},
                                                      {"mg15f_0140", 175, 120},
                                                      {"gr750", 175, 120},
                                                      {"gr750_x1", 175, 120},
                                                      {"underfill_uf9000ae", 150, 1800}})
        {
          const materials::Cure &cure = chosen(anchor.card).material.cure.value();
          const double t = anchor.temperature + celsius;
          EXPECT_NEAR(materials::advance_cure(cure.kinetics, cure.initial, {anchor.time, {{t, t}}}).cure, 0.9, 1e-4) << anchor.card;
          EXPECT_NEAR(cure.glass_transition->cured(), chosen(anchor.card).material.glass_transition.value(), 1e-9) << anchor.card;
        }
      // FP4450's whole cure, 125 degC 30 min and 165 degC 90 min: done.
      const materials::Cure &cure = chosen("fp4450").material.cure.value();
      const double first = materials::advance_cure(cure.kinetics, 0, {1800, {{398.15, 398.15}}}).cure;
      EXPECT_GT(materials::advance_cure(cure.kinetics, first, {5400, {{438.15, 438.15}}}).cure, 0.99);
    }

    TEST(AssumedSets, SayThatTheyAreAssumed)
    {
      for (const std::string name :
           {"lmc_r4507", "fp4450", "fp4450hf", "mg15f_mod2", "mg15f_0140", "gr750", "gr750_x1", "underfill_uf9000ae"})
        {
          unsigned assumed = 0;
          for (const materials::Provenance &value : chosen(name).material.provenance)
            if (value.property.rfind("cure.", 0) == 0 || value.property.rfind("viscoelasticity.", 0) == 0)
              {
                ++assumed;
                EXPECT_FALSE(value.source.empty());
                const bool is_known = value.property == "viscoelasticity.rubbery.young"; // of a data sheet or predicted
                EXPECT_TRUE(is_known || value.evidence == materials::Evidence::assumed) << name << " " << value.property;
              }
          EXPECT_GT(assumed, 20u) << name;
        }
    }
  } // namespace
} // namespace sagitta::tests
