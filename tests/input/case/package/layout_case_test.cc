// `layout` as a material: the bodies and materials that a case gets from it, and the messages about mistakes.

#include <tests/input/gds_writer.h>
#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <variant>

namespace sagitta::tests
{
  namespace
  {
    /// Lines along x, 2 of 5 um, over the left half of a square of 100 um; the right half is empty.
    std::string comb_layout()
    {
      GdsWriter gds;
      gds.begin("line").polygon(31, 0, {{0, 0}, {50000, 0}, {50000, 2000}, {0, 2000}}).end();
      gds.begin("top").array("line", 1, 20, {0, 1000}, 50000, 5000).end();
      return gds.finish();
    }

    std::string layout_case(const std::string &layout)
    {
      return R"(sagitta: 1
package:
  outline: {size: [100 um, 100 um]}
  stress_free_temperature: 200 degC
  layers:
    - {name: lower, thickness: 5 um, material: polyimide_hd4100}
    - {name: rdl, thickness: 4 um, material: {layout: {)" +
             layout + R"(, metal: copper, dielectric: polyimide_hd4100}}}
    - {name: upper, thickness: 5 um, material: polyimide_hd4100}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 10 um}}
)";
    }

    const std::string gds_keys = "file: a.gds, layer: 31/0, origin: [-50 um, -50 um], ";

    Case parse_layout(const std::string &layout)
    {
      static const input::Library library = shipped_library();
      return input::parse_case({"case.yaml", layout_case(layout)}, {}, library, {{"a.gds", {"a.gds", comb_layout()}}});
    }

    std::string layout_refusal(const std::string &layout)
    {
      try
        {
          parse_layout(layout);
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    double rectangle_area(const meshing::Body &body)
    {
      const auto &r = std::get<meshing::Rectangle>(body.outline);
      return (r.x_max - r.x_min) * (r.y_max - r.y_min);
    }

    TEST(LayoutCase, MakesTilesThatKeepTheMetal)
    {
      const Case problem = parse_layout(gds_keys + "tile: 25 um");
      double metal = 0;
      unsigned tiles = 0;
      for (const meshing::Body &body : problem.package.bodies)
        if (const auto &recipe = problem.materials.recipes.at(body.material); body.group == "rdl" && recipe)
          {
            metal += std::get<materials::Mixture>(*recipe).fraction * rectangle_area(body);
            tiles += body.kind == meshing::BodyKind::tile;
          }
      // The layer itself is the empty half or the other: tiles replace the metal of what lies under them.
      const auto base = problem.package.bodies.at(problem.package.find_body("rdl").value());
      if (const auto &recipe = problem.materials.recipes.at(base.material))
        for (const meshing::Body &body : problem.package.bodies)
          if (body.kind == meshing::BodyKind::tile)
            metal -= std::get<materials::Mixture>(*recipe).fraction * rectangle_area(body);
      EXPECT_NEAR(metal, 20 * 50e-6 * 2e-6, 1e-9 * 2e-9);
      EXPECT_LE(tiles, 16u);
      EXPECT_FALSE(problem.materials.bump_layers.empty()); // it is bonded on both sides
    }

    TEST(LayoutCase, ResolvesTraces)
    {
      const Case problem = parse_layout(gds_keys + "step: 1 um");
      double metal = 0;
      for (const meshing::Body &body : problem.package.bodies)
        metal += body.group == "rdl:metal" ? rectangle_area(body) : 0;
      EXPECT_NEAR(metal, 20 * 50e-6 * 2e-6, 1e-9 * 2e-9);
      EXPECT_EQ(problem.package.bodies.size(), 3u + 20u);
      ASSERT_EQ(problem.layouts.size(), 1u);
      EXPECT_EQ(problem.layouts[0].part, "rdl");
      EXPECT_NEAR(problem.layouts[0].area, metal, 1e-9 * metal);
      EXPECT_EQ(std::get<MetalInTraces>(problem.layouts[0].form).rectangles, 20u);
    }

    TEST(LayoutCase, KnowsByHowMuchTilesDifferFromTheirClass)
    {
      // 20 % of metal in two tiles and 60 % in two others, as islands: one class of 40 %.
      GdsWriter gds;
      gds.begin("top");
      for (const int x : {0, 50000})
        for (const int y : {0, 50000})
          gds.polygon(31, 0,
                      {{x + 5000, y + 5000},
                       {x + 45000, y + 5000},
                       {x + 45000, y + (x == 0 ? 17500 : 42500)},
                       {x + 5000, y + (x == 0 ? 17500 : 42500)}});
      gds.end();
      const Case problem = input::parse_case({"case.yaml", layout_case(gds_keys + "tile: 50 um, classes: 1")}, {}, shipped_library(),
                                             {{"a.gds", {"a.gds", gds.finish()}}});
      ASSERT_EQ(problem.layouts.size(), 1u);
      EXPECT_NEAR(problem.layouts[0].area, 4 * .4 * 2500e-12, 1e-9 * 4e-9);
      const auto &tiles = std::get<MetalInTiles>(problem.layouts[0].form);
      EXPECT_EQ(tiles.tiles, 4u);
      EXPECT_EQ(tiles.classes, 1u);
      EXPECT_NEAR(tiles.mean_difference, .2, 1e-9);
      EXPECT_NEAR(tiles.largest_difference, .2, 1e-9);
    }

    TEST(LayoutCase, PlacesMetalBelowTheViasThatTouchIt)
    {
      GdsWriter gds;
      gds.begin("top");
      for (int i = 0; i < 20; ++i)
        {
          const int x = 5000 * i, on_metal = i < 15 ? 0 : 2500;
          gds.polygon(31, 0, {{x, 0}, {x + 2000, 0}, {x + 2000, 100000}, {x, 100000}});
          for (int y = 2000; y < 100000; y += 5000)
            gds.polygon(40, 0, {{x + on_metal, y}, {x + on_metal + 1500, y}, {x + on_metal + 1500, y + 1500}, {x + on_metal, y + 1500}});
        }
      gds.end();
      const std::string level = "material: {layout: {file: a.gds, origin: [-50 um, -50 um], tile: 50 um, metal: copper, dielectric: "
                                "polyimide_hd4100, layer: ",
                        text = R"(sagitta: 1
package:
  outline: {size: [100 um, 100 um]}
  stress_free_temperature: 200 degC
  layers:
    - {name: lower, thickness: 5 um, material: polyimide_hd4100}
    - {name: rdl, thickness: 4 um, )" +
                               level + R"(31/0}}}
    - {name: via, thickness: 4 um, )" +
                               level + R"(40/0}}}
    - {name: upper, thickness: 5 um, material: polyimide_hd4100}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 25 um}}
)";
      static const input::Library library = shipped_library();
      const Case problem = input::parse_case({"case.yaml", text}, {}, library, {{"a.gds", {"a.gds", gds.finish()}}});
      // Three quarters of the vias lie on lines, the others between them. All tiles have one fraction and form: one class, most of whose
      // metal meets lines.
      unsigned on_copper = 0, vias = 0;
      for (const BumpLayer &layer : problem.materials.bump_layers)
        if (layer.cell.name.find("via") == 0)
          {
            ++vias;
            on_copper += problem.materials[layer.cell.below.front().material].name == "copper";
            EXPECT_EQ(problem.materials[layer.cell.above.front().material].name, "polyimide_hd4100");
            // Lines below a via are no sheet across them: in its plane it lies on their tiles.
            ASSERT_TRUE(layer.in_plane);
            EXPECT_EQ(problem.materials[layer.in_plane->below.front().material].name.find("rdl_tiles_"), 0u);
          }
      EXPECT_EQ(vias, 1u);
      EXPECT_EQ(on_copper, 1u);
    }

    TEST(LayoutCase, NamesMistakes)
    {
      EXPECT_NE(layout_refusal("file: a.gds, tile: 25 um").find("a.gds is a GDSII stream, which needs the key layer"), std::string::npos);
      EXPECT_NE(layout_refusal(gds_keys + "tile: 25 um, pixel: 1 um").find("which has no pixel; leave this key out"), std::string::npos);
      EXPECT_NE(layout_refusal("file: a.gds, layer: 32/0, tile: 25 um").find("the layout has nothing on 32/0; it has shapes on 31/0"),
                std::string::npos);
      EXPECT_NE(layout_refusal("file: a.gds, layer: 31/0, origin: [1 mm, 0 mm], tile: 25 um").find("lies in the outline"),
                std::string::npos);
      EXPECT_NE(layout_refusal(gds_keys + "tile: 1 nm").find("tiles are too many"), std::string::npos);
      EXPECT_NE(layout_refusal(gds_keys + "tile: 25 um, step: 1 um"), "");
      EXPECT_NE(layout_refusal("file: a.gds, layer: 31/0"), "");
    }
  } // namespace
} // namespace sagitta::tests
