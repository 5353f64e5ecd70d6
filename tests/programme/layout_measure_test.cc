// The metal of resolved traces in the cells of a plan against closed forms: steps beside oblique and curved edges, cells that average,
// parts that cover traces, mirror images.

#include <tests/input/gds_writer.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <materials/pi.h>
#include <solver/model/model.h>
#include <solver/programme/mesh_info.h>
#include <solver/programme/mesh_warnings.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using results::TracedMetal;
  using results::WarningKind;
  using Points = std::vector<GdsWriter::Point>; // [nm]

  std::string one_polygon(const Points &points)
  {
    GdsWriter gds;
    gds.begin("top").polygon(31, 0, points).end();
    return gds.finish();
  }

  /// A regular polygon about the origin.
  Points disc(unsigned corners, double radius)
  {
    Points points;
    for (unsigned i = 0; i < corners; ++i)
      {
        const double angle = 2 * materials::pi * i / corners;
        points.emplace_back(std::lround(radius * std::cos(angle)), std::lround(radius * std::sin(angle)));
      }
    return points;
  }

  /// A level of 16 x 16 um between two films, its metal resolved by steps.
  std::string package(const std::string &step, unsigned cells, const std::string &parts = "")
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [16 um, 16 um]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: lower, thickness: 5 um, material: polyimide_hd4100}}
    - {{name: rdl, thickness: 4 um, material: {{layout: {{file: a.gds, layer: 31/0, step: {}, metal: copper, dielectric: polyimide_hd4100}}}}}}
    - {{name: upper, thickness: 5 um, material: polyimide_hd4100}}
{}
states: [{{name: room, temperature: 25 degC}}]
mesh: {{plan: {{lattice: [{}, {}]}}, degree: 1, degree_z: 1, symmetry: {}}}
)",
                       step, parts.empty() ? "" : "  parts:\n" + parts, cells, cells, cells == 1 ? "none" : "auto");
  }

  struct Measured
  {
    Measured(const std::string &text, const std::string &gds)
        : problem(input::parse_case({"case.yaml", text}, {},
                                    input::read_library({std::string(SAGITTA_SOURCE_DIR) + "/materials/library"}, MPI_COMM_WORLD),
                                    {{"a.gds", {"a.gds", gds}}}))
    {
      const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
      mesh = programme::describe_mesh(problem, model);
      for (const results::Warning &warning : programme::warn_of_plan(problem, mesh))
        if (warning.kind == WarningKind::misplaced_metal)
          warnings.push_back(warning.text);
    }

    const TracedMetal &metal() const { return mesh.layouts.traced.at(0); }

    Case problem;
    results::MeshInfo mesh;
    std::vector<std::string> warnings;
  };

  constexpr double um2 = 1e-12;

  TEST(MetalInTheMesh, OfAnObliqueLineIsMisplacedByItsStepsAlone)
  {
    // At 45 degrees over the whole level, 4 um wide along x; steps of 1 um, whose edges lie on lines of the plan.
    const std::string line = one_polygon({{-8000, -8000}, {-4000, -8000}, {8000, 4000}, {8000, 8000}, {4000, 8000}, {-8000, -4000}});
    const Measured measured(package("1 um", 32), line);
    const double area = (16 * 16 - 12 * 12) * um2; // of two triangles less
    const TracedMetal &metal = measured.metal();
    EXPECT_NEAR(metal.area, area, 1e-9 * area);
    EXPECT_NEAR(metal.mesh_area, area, 1e-9 * area);
    const double expected = 2 * 12 * 1 / 8. * um2; // two edges 12 um high: triangles of half a step by half a step
    EXPECT_NEAR(metal.misplaced, expected, 1e-9 * expected);
    EXPECT_NEAR(metal.steps, expected, 1e-9 * expected);
    EXPECT_EQ(metal.covered, 0);
    EXPECT_TRUE(measured.warnings.empty()) << "it is " << 100 * expected / area << " %";
    record({"oblique line", metal.misplaced, expected, "m2", "1e-9 relative: rounding", "triangles of half a step", ""});
  }

  TEST(MetalInTheMesh, IsThatOfTheWholePackageWhereSymmetryCutsIt)
  {
    // A square on its corner, 8 um from the middle to a corner: a quarter is modelled.
    const Measured measured(package("1 um", 32), one_polygon({{8000, 0}, {0, 8000}, {-8000, 0}, {0, -8000}}));
    EXPECT_EQ(measured.mesh.symmetry, "quarter");
    const TracedMetal &metal = measured.metal();
    EXPECT_NEAR(metal.area, 128 * um2, 1e-9 * 128 * um2);
    const double expected = 4 * 8 / 8. * um2; // four edges 8 um high
    EXPECT_NEAR(metal.misplaced, expected, 1e-9 * expected);
    EXPECT_NEAR(metal.steps, expected, 1e-9 * expected);
  }

  TEST(MetalInTheMesh, OfADiscIsSpreadOverTheCellsThatAverageIt)
  {
    // One cell: the share of the cell that the disc does not fill has metal outside of it.
    constexpr unsigned corners = 360;
    const Measured measured(package("0.5 um", 1), one_polygon(disc(corners, 6000)));
    const double area = corners / 2. * 36 * std::sin(2 * materials::pi / corners) * um2, whole = 256 * um2;
    const TracedMetal &metal = measured.metal();
    EXPECT_NEAR(metal.area, area, 1e-4 * area); // corners of the stream are multiples of a nanometre
    EXPECT_NEAR(metal.mesh_area, metal.area, 1e-9 * area);
    const double expected = area * (1 - area / whole);
    EXPECT_NEAR(metal.misplaced, expected, 2e-4 * expected);
    // Corners closer than a step make the strips: an edge misplaces an eighth of its height times its width, all edges r^2 d / 4, d their
    // angle.
    const double steps = 36 * 2 * materials::pi / corners / 4 * um2;
    EXPECT_NEAR(metal.steps, steps, .05 * steps); // edges are 100 nm long, their corners within half a nanometre
    ASSERT_EQ(measured.warnings.size(), 1u);
    EXPECT_NE(measured.warnings[0].find("average them with the dielectric"), std::string::npos) << measured.warnings[0];
    record({"disc in wide cells", metal.misplaced, expected, "m2", "2e-4 relative: corners in nanometres", "closed form", ""});
  }

  TEST(MetalInTheMesh, IsNotComparedWhereALaterPartCoversIt)
  {
    // Lines of 1 um at a pitch of 2 um; a part of plain dielectric lies over the right half of them.
    GdsWriter gds;
    gds.begin("line").polygon(31, 0, {{-8000, 0}, {8000, 0}, {8000, 1000}, {-8000, 1000}}).end();
    gds.begin("top").array("line", 1, 8, {0, -8000}, 16000, 2000).end();
    const std::string comb = gds.finish();
    const Measured alone(package("1 um", 16), comb);
    EXPECT_NEAR(alone.metal().area, 128 * um2, 1e-9 * 128 * um2);
    EXPECT_EQ(alone.metal().misplaced, 0);
    EXPECT_TRUE(alone.warnings.empty());
    const Measured covered(
        package("1 um", 16, "    - {name: cover, layers: [rdl], material: polyimide_hd4100, size: [8 um, 16 um], position: [4 um, 0 um]}"),
        comb);
    EXPECT_NEAR(covered.metal().area, 64 * um2, 1e-9 * 64 * um2);
    EXPECT_NEAR(covered.metal().covered, 64 * um2, 1e-9 * 64 * um2);
    EXPECT_EQ(covered.metal().misplaced, 0);
  }
} // namespace
