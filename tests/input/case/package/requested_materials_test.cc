// A package names its materials and says what is homogenised of them; the cards are read apart from it.
#include <tests/input/sample_case.h>

#include <materials/homogenise/layer_material.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/case/package/package_reader.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::tests
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

    TEST(RequestedMaterials, AreInTheOrderInWhichThePackageNamesThem)
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

    /// A die on bumps with pads on a substrate; `more`: of the bumps.
    std::string bonded(const std::string &more)
    {
      return R"(sagitta: 1
package:
  outline: {size: [4 mm, 4 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: substrate, thickness: 0.5 mm, material: organic}
    - {name: bump_layer, thickness: 80 um, material: none}
    - {name: die, thickness: 50 um, material: silicon}
    - {name: mould, thickness: 0.3 mm, material: organic}
  bumps:
    - {name: bumps, layer: bump_layer, kind: c4, material: copper, fill: underfill, pitch: 0.2 mm, diameter: 0.1 mm, array: [20, 20],
       pads: {diameter: 0.12 mm, thickness: 10 um, material: copper})" +
             more + R"(}
materials:
  organic: {young: 20 GPa, poisson: 0.3, cte: 15 ppm/K}
  underfill: {young: 8 GPa, poisson: 0.3, cte: 30 ppm/K}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 0.4 mm}}
)";
    }

    TEST(BumpLayers, AreSolvedWhereTheyAreBondedAtBothEnds)
    {
      EXPECT_TRUE(parse(sample_case()).materials.bump_layers.empty()) << "nothing is below the balls";
      const Case problem = parse(bonded(""));
      ASSERT_EQ(problem.materials.bump_layers.size(), 1u);
      const BumpLayer &layer = problem.materials.bump_layers[0];
      const materials::BumpCell &cell = layer.cell;
      const auto name = [&](unsigned material) { return problem.materials[material].name; };
      ASSERT_EQ(cell.pieces.size(), 3u);
      const double heights[] = {10e-6, 60e-6, 10e-6}, diameters[] = {0.12e-3, 0.1e-3, 0.12e-3};
      const char *homogenised[] = {"bumps_bottom_pads_homogenised", "bumps_homogenised", "bumps_top_pads_homogenised"};
      for (unsigned i = 0; i < 3; ++i)
        {
          EXPECT_NEAR(cell.pieces[i].height, heights[i], 1e-15);
          EXPECT_NEAR(cell.pieces[i].diameter, diameters[i], 1e-15);
          EXPECT_EQ(name(cell.pieces[i].material), "copper");
          EXPECT_EQ(name(*cell.pieces[i].around), "underfill");
          EXPECT_EQ(name(layer.materials[i]), homogenised[i]);
        }
      ASSERT_EQ(cell.below.size(), 1u);
      EXPECT_EQ(name(cell.below[0].material), "organic");
      EXPECT_NEAR(cell.below[0].thickness, 0.1e-3, 1e-15);
      ASSERT_EQ(cell.above.size(), 2u);
      EXPECT_EQ(name(cell.above[0].material), "silicon");
      EXPECT_NEAR(cell.above[0].thickness, 50e-6, 1e-15);
      EXPECT_EQ(name(cell.above[1].material), "organic");
      EXPECT_EQ(layer.share, 1);
      EXPECT_TRUE(layer.is_open());
    }

    TEST(BumpLayers, AreComputedByFormulasWhereTheCaseRequestsThem)
    {
      EXPECT_TRUE(parse(bonded(", homogenisation: formula")).materials.bump_layers.empty());
      EXPECT_EQ(parse(bonded(", homogenisation: cell")).materials.bump_layers.size(), 1u);
      EXPECT_TRUE(parse(replaced(bonded(""), "diameter: 0.1 mm", "diameter: 0.199 mm")).materials.bump_layers.empty());
    }

    TEST(BumpLayers, ThatMustBeSolvedButCannotBeAreRefused)
    {
      const std::string lonely =
          sentence_of(replaced(sample_case(), "diameter: 0.25 mm, array", "diameter: 0.25 mm, homogenisation: cell, array"));
      EXPECT_NE(lonely.find("there is no material below the bumps balls"), std::string::npos) << lonely;
      const std::string wide = sentence_of(replaced(bonded(", homogenisation: cell"), "diameter: 0.1 mm", "diameter: 0.199 mm"));
      EXPECT_NE(wide.find("leaves no room for a mesh between the bumps"), std::string::npos) << wide;
      const std::string word = sentence_of(bonded(", homogenisation: cells"));
      EXPECT_NE(word.find("cells"), std::string::npos) << word;
    }
  } // namespace
} // namespace sagitta::tests
