#include <tests/input/sample_case.h>

#include <materials/homogenise/layer_material.h>
#include <solver/input/card/card_reader.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/card/compound_reader.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace sagitta::tests
{
  namespace
  {
    using materials::Material;

    const Material &material(const Case &problem, const std::string &name)
    {
      for (const Material &candidate : problem.materials)
        if (candidate.name == name)
          return candidate;
      throw std::out_of_range("no material " + name);
    }

    TEST(Cards, AllOfTheLibraryCanBeRead)
    {
      const input::Library library = shipped_library();
      EXPECT_GE(library.names().size(), 30u);
      for (const std::string &name : library.names())
        {
          const input::Node *card = library.find(name);
          ASSERT_NE(card, nullptr);
          const Material read = input::read_material(library, name);
          EXPECT_FALSE(read.provenance.empty()) << name;
          for (const materials::Provenance &value : read.provenance)
            EXPECT_FALSE(value.source.empty()) << name << " " << value.property;
        }
    }

    TEST(Cards, AreFoundByAlias)
    {
      const input::Library library = shipped_library();
      EXPECT_EQ(library.name_of("Cu"), "copper");
      EXPECT_EQ(library.find("Cu"), library.find("copper"));
      EXPECT_EQ(library.find("unobtainium"), nullptr);
    }

    TEST(Cards, ALaterDirectoryDoesNotHideAnEarlierCard)
    {
      const std::vector<input::TextFile> cards = {{"mine.yaml", "name: copper\ndescription: mine\n"},
                                                  {"shipped.yaml", "name: copper\ndescription: shipped\n"}};
      const input::Library library(cards);
      EXPECT_EQ(library.find("copper")->find("description")->text, "mine");
    }

    TEST(Cards, AMissingLibraryIsNamedAsTheReason)
    {
      try
        {
          input::parse_case({"case.yaml", sample_case()}, {}, input::Library());
          ADD_FAILURE() << "accepted";
        }
      catch (const InputError &error)
        {
          EXPECT_NE(std::string(error.what()).find("no library of cards was found; give its directory with --library or SAGITTA_LIBRARY"),
                    std::string::npos)
              << error.what();
        }
    }

    TEST(Cards, WithoutASourceAreRefusedInTheLibrary)
    {
      const std::vector<input::TextFile> cards = {
          {"bad.yaml", "name: bad\ndescription: a card without sources\ndensity: {value: 1 g/cm3}\n"}};
      const input::Library library(cards);
      try
        {
          library.find("bad");
          ADD_FAILURE() << "accepted";
        }
      catch (const InputError &error)
        {
          EXPECT_NE(std::string(error.what()).find("bad.yaml:3: density: the key source is missing"), std::string::npos) << error.what();
        }
    }

    // Isotropic E and nu give c11 = E (1 - nu) / ((1 + nu)(1 - 2 nu)) by hand; 1e-12 is rounding.
    TEST(Cards, LikeChangesOnlyTheKeysThatAreWritten)
    {
      const Case problem = parse(sample_case());
      const Material &mould = material(problem, "mould");
      const auto &law = std::get<materials::IsotropicElasticity>(mould.elasticity.value());
      EXPECT_NEAR(law.young.value(300), 22e9, 1e-3);
      EXPECT_NEAR(law.poisson.value(300), 0.3, 1e-15) << "of the card lmc_r4507";
      EXPECT_EQ(mould.glass_transition.value(), std::get<materials::GlassTransitionExpansion>(mould.expansion.value()).glass_transition);
      EXPECT_NEAR(mould.conductivity.value()[2].value(300), 0.8, 1e-15);
    }

    // 5 GPa is softer than the rubbery bulk modulus of the card's assumed relaxation.
    TEST(Cards, AnInheritedRelaxationIsCheckedWhereTheLawUsesIt)
    {
      const std::string from = "mould: {like: lmc_r4507, young: 22 GPa, ";
      for (const char *law : {"", "law: elastic, "})
        {
          const Case problem = parse(replaced(sample_case(), from, std::string("mould: {like: lmc_r4507, young: 5 GPa, ") + law));
          const Material &mould = material(problem, "mould");
          EXPECT_NEAR(std::get<materials::IsotropicElasticity>(mould.elasticity.value()).young.value(300), 5e9, 1e-3);
          EXPECT_FALSE(mould.viscoelasticity);
          EXPECT_EQ(mould.provenance.back().value, "left out") << "of viscoelasticity";
        }
      EXPECT_TRUE(material(parse(replaced(sample_case(), from, "mould: {like: lmc_r4507, ")), "mould").viscoelasticity);
      EXPECT_NE(sentence_of(replaced(sample_case(), from, "mould: {like: lmc_r4507, young: 5 GPa, law: viscoelastic, "))
                    .find("must not be greater in the rubbery state"),
                std::string::npos);
    }

    TEST(Cards, ExpansionMayBeAMeasuredStrain)
    {
      const auto with = [](const std::string &strain) {
        return replaced(sample_case(), "cte1: 100 ppm/K, cte2: 200 ppm/K, tg: 50 degC", "expansion: {model: strain, " + strain + "}");
      };
      const std::string measured = "strain: {table: [[25 degC, 0 %], [75 degC, 0.5 %], [125 degC, 15e-3]]}";
      const Case problem = parse(with(measured));
      const auto strain = materials::thermal_strain(material(problem, "tim").expansion.value(), 298.15, 373.15);
      EXPECT_NEAR(strain[1], .005 + .005, 1e-12);
      EXPECT_NE(sentence_of(with("strain: 0.5 %")).find("a strain dL/L must be a table over temperature with at least two points"),
                std::string::npos);
      EXPECT_NE(
          sentence_of(with("strain: {table: [[25 degC, 0], [30 degC, 0.2]]}")).find("4e+04 ppm/K between 25 and 30 degC, which no solid"),
          std::string::npos)
          << sentence_of(with("strain: {table: [[25 degC, 0], [30 degC, 0.2]]}"));
      EXPECT_NE(sentence_of(with("coefficient: 8 ppm/K")).find("strain does not use the key coefficient"), std::string::npos);
    }

    TEST(Cards, NullRemovesASectionOfAnInheritedCard)
    {
      const std::string from = "mould: {like: lmc_r4507, young: 22 GPa, ";
      const Case problem = parse(replaced(sample_case(), from, "mould: {like: lmc_r4507, viscoelasticity: null, cure: ~, "));
      EXPECT_FALSE(material(problem, "mould").viscoelasticity);
      EXPECT_FALSE(material(problem, "mould").cure);
      EXPECT_TRUE(material(problem, "mould").elasticity);
      EXPECT_NE(sentence_of(replaced(sample_case(), from, "mould: {like: lmc_r4507, young: 22 GPa, inelasticity: null, "))
                    .find("case.yaml:24: materials.mould.inelasticity: the card named by like has no inelasticity to remove"),
                std::string::npos)
          << sentence_of(replaced(sample_case(), from, "mould: {like: lmc_r4507, young: 22 GPa, inelasticity: null, "));
      EXPECT_NE(
          sentence_of(replaced(sample_case(), "tim: {young", "tim: {cure: null, young")).find("there is no `like` here; leave the key out"),
          std::string::npos);
    }

    TEST(Cards, ShorthandsAreTheNestedForm)
    {
      const std::string nested =
          replaced(sample_case(), "young: 10 MPa, poisson: 0.45, cte1: 100 ppm/K, cte2: 200 ppm/K, tg: 50 degC, conductivity: 3 W/mK",
                   "elasticity: {model: isotropic, young: 10 MPa, poisson: 0.45}, expansion: {model: glass_transition, below: 100 ppm/K, "
                   "above: 200 ppm/K, glass_transition: 50 degC}, conductivity: {model: isotropic, k: 3 W/mK}");
      const Case first_case = parse(sample_case()), second_case = parse(nested);
      const Material &first = material(first_case, "tim"), &second = material(second_case, "tim");
      EXPECT_EQ(materials::stiffness(*first.elasticity, 300).c11, materials::stiffness(*second.elasticity, 300).c11);
      EXPECT_EQ(materials::thermal_strain(*first.expansion, 300, 400), materials::thermal_strain(*second.expansion, 300, 400));
      // 100 ppm/K up to 323.15 K, 200 ppm/K above.
      EXPECT_NEAR(materials::thermal_strain(*first.expansion, 300, 400)[0], 100e-6 * 23.15 + 200e-6 * 76.85, 1e-15);
      EXPECT_EQ((*first.conductivity)[0].value(300), (*second.conductivity)[0].value(300));
    }

    TEST(Cards, ValuesOfTheCaseFileHaveItAsTheirSource)
    {
      const Case problem = parse(sample_case());
      std::map<std::string, materials::Provenance> values;
      for (const materials::Provenance &value : material(problem, "mould").provenance)
        values[value.property] = value;
      EXPECT_EQ(values.at("elasticity.young").value, "22 GPa");
      EXPECT_EQ(values.at("elasticity.young").source, "case file");
      EXPECT_NE(values.at("elasticity.poisson").source, "case file") << "of the card lmc_r4507";
    }

    TEST(Cards, SiliconOfTheLibraryIsStifferAlongTheDieEdges)
    {
      // E along <110> of (100) silicon is 169 GPa (Hopcroft, Nix and Kenny 2010): plane-stress modulus from the turned stiffness.
      const Case problem = parse(sample_case());
      const auto c = materials::stiffness(*material(problem, "silicon").elasticity, 300);
      const double a = c.c11 - c.c13 * c.c13 / c.c33, b = c.c12 - c.c13 * c.c13 / c.c33;
      EXPECT_NEAR((a * a - b * b) / a, 169e9, 0.5e9);
    }

    Material post()
    {
      Material solder;
      solder.name = "solder";
      solder.elasticity = materials::IsotropicElasticity{materials::TemperatureFunction(50e9), materials::TemperatureFunction(0.4)};
      solder.expansion = materials::TangentExpansion{
          {materials::TemperatureFunction(22e-6), materials::TemperatureFunction(22e-6), materials::TemperatureFunction(22e-6)}};
      solder.conductivity = materials::Conductivity{materials::TemperatureFunction(58), materials::TemperatureFunction(58),
                                                    materials::TemperatureFunction(58)};
      solder.density = materials::TemperatureFunction(7400);
      return solder;
    }

    // Area fraction pi d^2 / (4 p^2) = 0.30680 for 0.25 and 0.4 mm, by hand.
    TEST(Bumps, WithoutFillHaveAnAxialStiffnessByTheirCrossSection)
    {
      const Material array = materials::homogenised(materials::PostArray{"array", 0, 0.4e-3, 0.25e-3, 0.2e-3, 300}, {post()});
      const double fraction = 0.306796157577128;
      const auto stiffness = materials::stiffness(*array.elasticity, 300);
      EXPECT_NEAR(stiffness.c33, fraction * 50e9, 1e-9 * 50e9);
      EXPECT_TRUE(stiffness.is_positive_definite());
      EXPECT_LT(stiffness.c11, 1e-3 * stiffness.c33);
      EXPECT_NEAR((*array.conductivity)[2].value(300), fraction * 58, 1e-9);
      EXPECT_NEAR(array.density->value(300), fraction * 7400, 1e-6);
      EXPECT_FALSE(array.specific_heat) << "the solder has none";
      EXPECT_NEAR(materials::thermal_strain(*array.expansion, 300, 400)[2], 22e-4, 1e-12);
    }

    TEST(Bumps, WithoutFillShearLikeCantileversWhenSlenderAndLikeTheSolidWhenFlat)
    {
      const double pi = 3.14159265358979323846, pitch = 0.4e-3, d = 0.1e-3;
      // Slender: a clamped-clamped beam has the stiffness 12 E I / h^3; shear adds (E / (kappa G)) (d/h)^2 3/4, below 3 % at h = 10 d.
      const double h = 10 * d;
      const Material slender = materials::homogenised(materials::PostArray{"slender", 0, pitch, d, h, 300}, {post()});
      const double inertia = pi * std::pow(d, 4) / 64;
      EXPECT_NEAR(materials::stiffness(*slender.elasticity, 300).c44 / (12 * 50e9 * inertia / (h * h * pitch * pitch)), 1, 0.03);
      // Flat: only shear is left, kappa f G with kappa = 0.89.
      const Material flat = materials::homogenised(materials::PostArray{"flat", 0, pitch, d, 0.01 * d, 300}, {post()});
      const double shear = 50e9 / 2.8;
      EXPECT_NEAR(materials::stiffness(*flat.elasticity, 300).c44 / (0.89 * pi * d * d / 4 / (pitch * pitch) * shear), 1, 1e-3);
    }

    TEST(Rdl, ExpansionAcrossAGlassTransitionIsKept)
    {
      // Equal phases: the mixture is the material, whatever the arrangement.
      Material polymer = post();
      polymer.expansion = materials::GlassTransitionExpansion{{{20e-6, 20e-6, 20e-6}}, {{70e-6, 70e-6, 70e-6}}, 423.15};
      const Material mixed = materials::homogenised(materials::Mixture{"mixed", 0, 0, 0.3, materials::Arrangement::mesh, 300}, {polymer});
      const double exact = materials::thermal_strain(*polymer.expansion, 298.15, 523.15)[0];
      EXPECT_NEAR(materials::thermal_strain(*mixed.expansion, 298.15, 523.15)[0] / exact, 1, 1e-9);
      EXPECT_NEAR(materials::stiffness(*mixed.elasticity, 300).c11 / materials::stiffness(*polymer.elasticity, 300).c11, 1, 1e-9);
    }
  } // namespace
} // namespace sagitta::tests
