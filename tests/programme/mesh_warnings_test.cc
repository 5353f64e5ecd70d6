// Warnings of a run about edges that its mesh does not follow, a mesh too coarse for the package, and powers that overlap.

#include <tests/verification/solved_case.h>

#include <solver/programme/mesh_info.h>
#include <solver/programme/mesh_warnings.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using results::WarningKind;

  /// A package of 8 mm with a lid and a die whose left edges lie 4 um apart, and what `more` adds to its parts.
  std::string package(const std::string &plan, const std::string &parts = "", const std::string &power = "1 W")
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [8 mm, 8 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: lower, thickness: 150 um, material: mould}}
    - {{name: upper, thickness: 60 um, material: mould}}
  parts:
    - {{name: lid, material: silicon, size: [4 mm, 4 mm], position: [0.004 mm, 0 mm], layers: [upper]}}
{1}
  dies:
    - {{name: chip, material: silicon, size: [4 mm, 4 mm], position: [0 mm, 0 mm], layers: [lower], active_face: bottom, power: {2}}}
materials: {{mould: {{young: 10 GPa, poisson: 0.3, cte: 10 ppm/K, conductivity: 1 W/mK}}}}
thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: room, temperature: 25 degC}}, {{name: on, temperature: solved}}]
mesh: {{plan: {0}, symmetry: none}}
)",
                       plan, parts, power);
  }

  struct Described
  {
    explicit Described(const std::string &text) : problem(parse(text))
    {
      const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
      mesh = programme::describe_mesh(problem, model);
      warnings = programme::warn_of_plan(problem, mesh);
    }

    /// The warning of a kind about a part ("": about the package), if there is one.
    const results::Warning *find(WarningKind kind, const std::string &part) const
    {
      const auto found = std::find_if(warnings.begin(), warnings.end(), [&](const results::Warning &warning) {
        return warning.kind == kind && warning.part.value_or("") == part;
      });
      return found == warnings.end() ? nullptr : &*found;
    }

    Case problem;
    results::MeshInfo mesh;
    std::vector<results::Warning> warnings;
  };

  TEST(MeshWarnings, NameTheEdgesThatNoLineFollowsWithTheirDistance)
  {
    const Described described(package("{resolution: 0.2 mm}"));
    ASSERT_EQ(described.mesh.averaged_outlines.size(), 2u) << "left and right edge";
    for (const results::AveragedOutline &outline : described.mesh.averaged_outlines)
      {
        EXPECT_EQ(outline.part, "lid");
        EXPECT_NEAR(outline.distance, 4e-6, 1e-12);
        EXPECT_GT(outline.cell_width, 4e-6);
        EXPECT_LE(outline.cell_width, .2e-3 * (1 + 1e-9));
        // The right edge crosses a cell of which 4 um belong to the lid; the left one the lid's first cell, all but 4 um of it.
        EXPECT_GT(outline.share, 0);
        EXPECT_LE(outline.share, .21e-3 / 4e-3);
      }
    EXPECT_EQ(described.mesh.averaged_outlines[0].edge, "x = -1.996 mm");
    EXPECT_TRUE(described.find(WarningKind::averaged_edge, "lid"));
    EXPECT_EQ(described.warnings.size(), 1u);
    // A tenth of the distance: both edges are mesh lines.
    EXPECT_TRUE(Described(package("{resolution: 40 um, elsewhere: 1 mm}")).warnings.empty());
  }

  TEST(MeshWarnings, NameAPackageInTwoCellsAndPartsNarrowerThanACell)
  {
    const Described whole(package("{resolution: 50 mm}"));
    EXPECT_TRUE(whole.find(WarningKind::coarse_mesh, ""));
    const std::string slot = "    - {name: slot, material: none, size: [0.1 mm, 2 mm], position: [3.05 mm, 0 mm], layers: [upper]}";
    const Described coarse(package("{lattice: [16, 16]}", slot));
    EXPECT_FALSE(coarse.find(WarningKind::coarse_mesh, ""));
    EXPECT_TRUE(coarse.find(WarningKind::coarse_mesh, "slot")) << "half a millimetre wide cells average a slot of 0.1 mm";
    EXPECT_FALSE(Described(package("{lattice: [160, 160]}", slot)).find(WarningKind::coarse_mesh, "slot"));
  }

  TEST(MeshWarnings, AreNotMadeOfASliceInPlaneStrain)
  {
    const auto slice = [](const std::string &face) {
      return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [20 mm, 0.2 mm]}}
  stress_free_temperature: 150 degC
  layers: [{{name: board, thickness: 300 um, material: m}}]
materials: {{m: {{young: 25 GPa, poisson: 0.3, cte: 16 ppm/K}}}}
mechanics: {{supports: [{{face: y_min, displacement: {{y: 0 um}}}}, {{face: {}, displacement: {{y: 0 um}}}}]}}
states: [{{name: room, temperature: 25 degC}}]
mesh: {{plan: {{lattice: [100, 2]}}}}
)",
                         face);
    };
    EXPECT_FALSE(Described(slice("y_max")).find(WarningKind::coarse_mesh, ""));
    EXPECT_TRUE(Described(slice("x_max")).find(WarningKind::coarse_mesh, "")) << "it can bend along y";
  }

  TEST(MeshWarnings, NameDiesAcrossWhichOneCellLies)
  {
    // Two dies of 0.9 mm: the warpage with cells of 1 mm is 7.7 % below that with cells of 0.2 mm and degree 3.
    const std::string bar = "    - {name: bar, material: silicon, size: [0.9 mm, 2 mm], position: [3 mm, 0 mm], layers: [lower]}";
    std::string text = package("{resolution: 1 mm}");
    text.insert(text.find("materials:"), bar + "\n");
    const Described coarse(text);
    const results::Warning *found = coarse.find(WarningKind::coarse_mesh, "");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text, "one plan cell of 1 mm lies across bar, which may change the warpage by a tenth; set mesh.plan.resolution to "
                           "450 um or less");
    text.replace(text.find("resolution: 1 mm"), 16, "resolution: 0.4 mm");
    EXPECT_FALSE(Described(text).find(WarningKind::coarse_mesh, ""));
  }

  TEST(MeshWarnings, NameARoundPartUntilCellsAreAnEighthOfIt)
  {
    const std::string plug = "    - {name: plug, material: silicon, diameter: 1 mm, position: [3 mm, 3 mm], layers: [upper]}";
    EXPECT_TRUE(Described(package("{resolution: 0.4 mm}", plug)).find(WarningKind::averaged_edge, "plug"));
    EXPECT_TRUE(Described(package("{lattice: [4, 4]}", plug)).find(WarningKind::coarse_mesh, "plug"));
    const Described fine(package("{resolution: 60 um, elsewhere: 1 mm}", plug));
    EXPECT_FALSE(fine.find(WarningKind::averaged_edge, "plug"));
    ASSERT_FALSE(fine.mesh.averaged_outlines.empty()) << "the figures are there all the same";
    EXPECT_EQ(fine.mesh.averaged_outlines.back().edge, "round");
    EXPECT_LT(fine.mesh.averaged_outlines.back().share, .3);
  }

  TEST(MeshWarnings, NamePowerBlocksNarrowerThanTheirCells)
  {
    const std::string block = "{blocks: [{name: core, size: [0.5 mm, 0.5 mm], position: [0.3 mm, 0.4 mm], power: 5 W}, "
                              "{name: cache, size: [1 mm, 4 mm], position: [-1.5 mm, 0 mm], power: 1 W}]}";
    const Described coarse(package("{resolution: 2 mm}", "", block));
    ASSERT_EQ(coarse.mesh.spread_power.size(), 1u);
    const results::SpreadPower &power = coarse.mesh.spread_power.front();
    EXPECT_EQ(power.block, "core");
    EXPECT_EQ(power.blocks, 1u) << "the power per area of the cache is a small part of that of the core";
    EXPECT_DOUBLE_EQ(power.width, .5e-3);
    // A quarter of a square millimetre in cells of one to two millimetres.
    EXPECT_LT(power.share, .3);
    const results::Warning *warning = coarse.find(WarningKind::coarse_mesh, "chip");
    ASSERT_TRUE(warning);
    EXPECT_NE(warning->text.find("block core, which is 500 um wide"), std::string::npos) << warning->text;
    // Where its sides are mesh lines it keeps its power per area.
    EXPECT_TRUE(Described(package("{resolution: 0.25 mm, elsewhere: 2 mm}", "", block)).mesh.spread_power.empty());
  }

  /// Resolved bumps of 0.2 mm with pads of another diameter.
  std::string bumps_on_pads(const std::string &pad)
  {
    return R"(sagitta: 1
package:
  outline: {size: [2 mm, 2 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 0.4 mm, material: solid}
    - {name: joints, thickness: 0.2 mm, material: none}
    - {name: chip, thickness: 0.3 mm, material: solid}
  bumps:
    - {name: balls, layer: joints, kind: copper_post, material: solid, fill: solid, pitch: 0.5 mm, diameter: 0.2 mm, array: [4, 4], model: resolved,
       pads: {diameter: )" +
           pad + R"(, thickness: 20 um, material: solid, sides: bottom}}
materials: {solid: {young: 10 GPa, poisson: 0.3, cte: 10 ppm/K}}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 0.5 mm}}
)";
  }

  TEST(MeshWarnings, NameRoundPartsOverResolvedBumpsWithAnotherCircle)
  {
    const Described followed(bumps_on_pads("0.2 mm"));
    EXPECT_TRUE(followed.warnings.empty()) << followed.warnings.front().text;
    EXPECT_TRUE(followed.mesh.averaged_outlines.empty());
    const Described wider(bumps_on_pads("0.26 mm"));
    const results::Warning *found = wider.find(WarningKind::averaged_edge, "balls_A1_bottom_pad");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text.find("its round outline (16 alike in balls_bottom_pad) is in plan cells up to "), 0u) << found->text;
    ASSERT_EQ(wider.mesh.averaged_outlines.size(), 1u) << "one for the array";
    // The ring between the circles of 0.2 and 0.26 mm is 41 % of the pad; the cells that the rim crosses hold that and no more.
    EXPECT_NEAR(wider.mesh.averaged_outlines[0].share, 1 - .2 * .2 / (.26 * .26), 2e-3);
  }

  TEST(MeshWarnings, NamePowerBlocksThatOverlap)
  {
    const auto blocks = [](double second) {
      return fmt::format("{{blocks: [{{name: core, size: [1 mm, 1 mm], position: [0 mm, 0 mm], power: 1 W}}, "
                         "{{name: cache, size: [1 mm, 2 mm], position: [{} mm, 0.2 mm], power: 2 W}}]}}",
                         second);
    };
    EXPECT_TRUE(programme::warn_of_power(parse(package("{lattice: [16, 16]}", "", blocks(1))).package).empty()) << "they touch";
    EXPECT_TRUE(programme::warn_of_power(parse(package("{lattice: [16, 16]}", "", blocks(.999999))).package).empty())
        << "edges that are each rounded to 1 nm overlap by up to 2 nm";
    const auto warnings = programme::warn_of_power(parse(package("{lattice: [16, 16]}", "", blocks(.9))).package);
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].part, "chip");
    EXPECT_NE(warnings[0].text.find("core and cache overlap"), std::string::npos) << warnings[0].text;
  }
} // namespace
