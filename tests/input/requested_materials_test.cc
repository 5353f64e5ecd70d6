// A package names its materials and says what is homogenised of them; the cards are read apart from it.
#include <tests/input/sample_case.h>

#include <materials/homogenise/layer_material.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/case/package_reader.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::test
{
  namespace
  {
    using input::NamedMaterial;

    /// The package of a case; a card that is looked up is not parsed.
    input::PackageDescription package_of(const std::string &text)
    {
      static const input::Library library = shipped_library();
      const input::Node root = input::parse_document(text, "case.yaml");
      input::check(root, *input::case_type(), "");
      const input::TableFiles no_tables;
      return input::read_package(input::Value(root, *input::case_type(), "").at("package"),
                                 input::MaterialNames(library, root.find("materials")), {no_tables});
    }

    std::string name_of(const input::MaterialRequest &request)
    {
      const auto *named = std::get_if<NamedMaterial>(&request);
      return named ? named->name : std::visit([](const auto &recipe) { return recipe.name; }, std::get<materials::LayerRecipe>(request));
    }

    TEST(RequestedMaterials, StandInTheOrderInWhichThePackageNamesThem)
    {
      const input::PackageDescription description = package_of(sample_case());
      std::vector<std::string> names;
      for (const input::MaterialRequest &request : description.materials)
        names.push_back(name_of(request));
      EXPECT_EQ(names,
                (std::vector<std::string>{"pi", "copper", "rdl_homogenised", "mould", "tim", "solder", "balls_bottom_pads_homogenised",
                                          "balls_top_pads_homogenised", "balls_homogenised", "silicon"}));
      const Case problem = parse(sample_case());
      ASSERT_EQ(problem.materials.size(), names.size());
      for (std::size_t m = 0; m < names.size(); ++m)
        EXPECT_EQ(problem.materials[m].name, names[m]);
    }

    TEST(RequestedMaterials, OfAPackageDoNotDependOnWhatIsInTheCards)
    {
      // The card of tim is wrong where it is read only; the geometry is read all the same.
      const std::string wrong = replaced(sample_case(), "young: 10 MPa", "young: {table: [[25 degC, 10 MPa], [20 degC, 5 MPa]]}");
      EXPECT_NE(sentence_of(wrong), "");
      EXPECT_EQ(package_of(wrong).package.bodies.size(), package_of(sample_case()).package.bodies.size());
    }

    TEST(RequestedMaterials, AnAliasAndTheNameOfACardAreOneMaterial)
    {
      const std::string alias = shipped_library().find("copper")->find("aliases")->items.front().text;
      const input::PackageDescription description =
          package_of(replaced(sample_case(), "diameter: 6 mm, material: copper", "diameter: 6 mm, material: " + alias));
      EXPECT_EQ(description.materials.size(), package_of(sample_case()).materials.size());
    }

    TEST(RequestedMaterials, AHomogenisedLayerSaysWhatItIsMadeOf)
    {
      const input::PackageDescription description = package_of(sample_case());
      const auto &rdl = std::get<materials::Mixture>(std::get<materials::LayerRecipe>(description.materials[2]));
      EXPECT_EQ(name_of(description.materials[rdl.inclusion]), "copper");
      EXPECT_EQ(name_of(description.materials[rdl.matrix]), "pi");
      EXPECT_NEAR(rdl.fraction, 0.4, 1e-15);
      EXPECT_NEAR(rdl.stress_free_temperature, 273.15 + 150, 1e-9) << "of the package";
      const auto &balls = std::get<materials::PostArray>(std::get<materials::LayerRecipe>(description.materials[8]));
      EXPECT_EQ(name_of(description.materials[balls.post]), "solder");
      EXPECT_NEAR(balls.height, 180e-6, 1e-12) << "the layer less its two pads";
    }

    /// Conductivity along x of the layer rdl at room temperature.
    double rdl_conductivity(const Case &problem)
    {
      return (*problem.materials[2].conductivity)[0].value(298.15);
    }

    TEST(RequestedMaterials, ThatAreHomogenisedFollowAChangeOfWhatTheyAreMadeOf)
    {
      Case problem = parse(sample_case());
      const double before = rdl_conductivity(problem);
      problem.materials.homogenise();
      EXPECT_EQ(rdl_conductivity(problem), before) << "nothing was changed";
      problem.materials.cards[1].conductivity = materials::Conductivity{
          materials::TemperatureFunction(200), materials::TemperatureFunction(200), materials::TemperatureFunction(200)};
      problem.materials.homogenise();
      const Case changed = parse(replaced(sample_case(), "materials:\n", "materials:\n  copper: {like: copper, conductivity: 200 W/mK}\n"));
      EXPECT_LT(rdl_conductivity(problem), 0.7 * before);
      EXPECT_EQ(rdl_conductivity(problem), rdl_conductivity(changed)) << "as a case file with the changed card";
    }
  } // namespace
} // namespace sagitta::test
