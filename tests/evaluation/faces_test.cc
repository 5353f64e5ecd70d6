// Which points a measured face has: those of one plane, evaluated from the inside of the part.

#include <tests/verification/solved_case.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using evaluation::Face;

  /// A lid on a post on a base: the lid is as wide as the zone, and its edges are lines of the mesh.
  const std::string lid_on_post = R"(sagitta: 1
package:
  outline: {size: [10 mm, 10 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: base, thickness: 0.5 mm, material: organic}
    - {name: post_layer, thickness: 0.3 mm, material: none}
    - {name: lid_layer, thickness: 0.3 mm, material: none}
  parts:
    - {name: post, layers: [post_layer], size: [1 mm, 1 mm], material: organic}
    - {name: lid, layers: [lid_layer], size: [6 mm, 6 mm], material: metal}
materials:
  organic: {young: 20 GPa, poisson: 0.3, cte: 10 ppm/K}
  metal: {young: 110 GPa, poisson: 0.34, cte: 17 ppm/K}
states: [{name: room, temperature: 25 degC}]
warpage: {terminal_zone: {size: [6 mm, 6 mm]}}
mesh: {plan: {resolution: 0.5 mm}}
)";

  std::string zone_of(const std::string &side)
  {
    return "warpage={terminal_zone: {size: [" + side + ", " + side + "]}}";
  }

  TEST(MeasuredFace, EndsAtTheEdgeOfItsPart)
  {
    // What lies beside the lid, 0.6 mm lower, is not on its face: a zone that ends on the edge measures the same as one that ends a
    // micrometre before it (the points move by 0.5 um of 3 mm), and no point is lost.
    const SolvedCase at_edge(lid_on_post), inside(lid_on_post, {zone_of("5.999 mm")});
    const results::Warpage top = at_edge.warpage(Face::top);
    EXPECT_NEAR(top.value, inside.warpage(Face::top).value, 1e-3 * std::abs(top.value));
    EXPECT_TRUE(std::all_of(top.map.heights.begin(), top.map.heights.end(), [](double height) { return std::isfinite(height); }));
    EXPECT_EQ(top.face, "lid.top");
    EXPECT_EQ(at_edge.warpage(Face::bottom).face, "base.bottom");
  }

  TEST(MeasuredFace, OfTheTopIsThePartThatReachesTheTopPlane)
  {
    // Over the whole package the base lies beside the lid; it is not mixed in.
    const SolvedCase whole(lid_on_post, {"warpage={}"}), edge(lid_on_post);
    const results::Warpage top = whole.warpage(Face::top);
    EXPECT_DOUBLE_EQ(top.map.x.back(), 3e-3);
    EXPECT_NEAR(top.value, edge.warpage(Face::top).value, 1e-7 * std::abs(top.value)) << "two solves, each to 1e-8";
    EXPECT_DOUBLE_EQ(whole.warpage(Face::bottom).map.x.back(), 5e-3) << "the base is as wide as the package";
  }

  TEST(MeasuredFace, OfAPartMayLieInsideThePackage)
  {
    // The base's top is covered by the post in the middle: the face goes on there, as a plane between two parts.
    const SolvedCase solved(lid_on_post,
                            {"warpage=[{name: under_lid, face: lid.bottom}, {name: base_top, face: base.top, zone: {size: [8 mm, "
                             "8 mm]}, grid_points: 41}, {name: lid_top, face: lid.top}, {name: again, face: lid.bottom, zone: "
                             "{size: [2 mm, 2 mm]}}]"});
    const WarpageRequest &request = solved.problem().requests.warpage;
    ASSERT_TRUE(request.bottom && request.top);
    EXPECT_EQ(request.bottom->name, "under_lid");
    EXPECT_EQ(request.top->name, "base_top");
    ASSERT_EQ(request.further.size(), 2u);
    const results::Warpage under = solved.warpage(Face::bottom), base = solved.warpage(Face::top);
    EXPECT_EQ(under.face, "lid.bottom");
    EXPECT_EQ(base.face, "base.top");
    EXPECT_EQ(base.map.heights.size(), 41u * 41u);
    EXPECT_TRUE(std::isfinite(base.map.heights[41 * 20 + 20]));
    // Both faces of the lid bend together, away from the post by less than a hundredth.
    const results::Warpage top = evaluation::measure_warpage(solved.state(), request.further[0]);
    EXPECT_NEAR(under.value, top.value, .3 * std::abs(top.value));
    EXPECT_NO_THROW(evaluation::check_faces(solved.model(), request));
  }

  TEST(MeasuredFace, ThatAnotherPartCoversIsRefused)
  {
    // The later part takes the place of the whole lid.
    std::string text = lid_on_post;
    text.insert(
        text.find("materials:"),
        "  dies: [{name: die, material: metal, size: [6 mm, 6 mm], position: [0 mm, 0 mm], layers: [lid_layer], replaces: [lid]}]\n");
    const Case problem = parse(text, {"warpage={face: lid.bottom}"});
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    EXPECT_THROW(evaluation::check_faces(model, problem.requests.warpage), InputError);
  }

  /// Balls between a board and a package; all of one material, so that the free expansion is exact.
  std::string on_board(const std::string &warpage, const std::string &board_cte)
  {
    return R"(sagitta: 1
package:
  outline: {size: [12 mm, 12 mm]}
  stress_free_temperature: 25 degC
  layers:
    - {name: board, thickness: 1 mm, material: board_like}
    - {name: ball_layer, thickness: 0.2 mm, material: none}
    - {name: substrate, thickness: 0.4 mm, material: m, outline: {size: [8 mm, 8 mm]}}
    - {name: mould, thickness: 0.4 mm, material: m, outline: {size: [8 mm, 8 mm]}}
  bumps:
    - {name: balls, layer: ball_layer, material: m, fill: none, pitch: 0.8 mm, diameter: 0.4 mm, array: [8, 8],
       pads: {diameter: 0.4 mm, thickness: 20 um, material: m}}
materials:
  m: {young: 20 GPa, poisson: 0.3, cte: 10 ppm/K}
  board_like: {young: 20 GPa, poisson: 0.3, cte: )" +
           board_cte + R"(}
states: [{name: hot, temperature: 245 degC}]
warpage: )" +
           warpage + R"(
mesh: {plan: {lattice: [30, 30]}}
)";
  }

  TEST(MeasuredFace, ByDefaultIsTheFaceWithTheBalls)
  {
    const SolvedCase solved(on_board("{ball_pitch: 0.8 mm}", "18 ppm/K"));
    const SolvedCase underside(on_board("{face: board.bottom}", "18 ppm/K"));
    const SolvedCase named(on_board("{face: substrate.bottom, zone: {size: [8 mm, 8 mm]}}", "18 ppm/K"));
    const results::Warpage bottom = solved.warpage(Face::bottom);
    EXPECT_EQ(bottom.face, "substrate.bottom");
    EXPECT_DOUBLE_EQ(bottom.map.x.back(), 4e-3);
    EXPECT_DOUBLE_EQ(bottom.value, named.warpage(Face::bottom).value);
    EXPECT_EQ(underside.warpage(Face::bottom).face, "board.bottom");
    EXPECT_GT(std::abs(underside.warpage(Face::bottom).value / bottom.value - 1), .2) << "another face, another figure";
  }

  TEST(MeasuredGap, OfAFreeExpansionIsThatOfTheBalls)
  {
    // One material, heated by 220 K: every distance grows by 10 ppm/K x 220 K = 0.22 %. The balls and pads are homogenised from the same
    // material and air, which leaves their expansion as it is.
    const SolvedCase solved(on_board("[{name: standoff, gap: [board.top, substrate.bottom], zone: {size: [6 mm, 6 mm]}}]", "10 ppm/K"));
    ASSERT_EQ(solved.problem().requests.warpage.gaps.size(), 1u);
    const results::Gap gap = evaluation::measure_gap(solved.state(), solved.problem().requests.warpage.gaps[0]);
    EXPECT_EQ(gap.faces[0], "substrate.bottom");
    EXPECT_EQ(gap.faces[1], "board.top");
    EXPECT_NEAR(gap.distance, 0.2e-3, 1e-15);
    const double expected = 0.2e-3 * 10e-6 * 220;
    EXPECT_NEAR(gap.mean, expected, 1e-3 * expected); // the residual of the solve over an opening of 0.4 um
    EXPECT_NEAR(gap.smallest, gap.largest, 2e-3 * expected);
  }

  std::optional<meshing::Rectangle> gap_zone(const SolvedCase &solved)
  {
    return solved.problem().requests.warpage.gaps.at(0).zone;
  }

  TEST(MeasuredGap, OpensWhereTheBoardBendsAway)
  {
    // The board expands more: the assembly arches, and the gap changes from place to place.
    const SolvedCase solved(on_board("[{name: standoff, gap: [board.top, substrate.bottom]}]", "18 ppm/K"));
    const results::Gap gap = evaluation::measure_gap(solved.state(), solved.problem().requests.warpage.gaps[0]);
    EXPECT_EQ(gap.change.heights.size(), 101u * 101u);
    EXPECT_GT(gap.largest - gap.smallest, .1 * 0.2e-3 * 10e-6 * 220);
    // Point by point the difference of the two faces.
    const FaceRequest upper{"", {Side::bottom, solved.problem().package.find_body("substrate")}, gap_zone(solved)},
        lower{"", {Side::top, solved.problem().package.find_body("board")}, gap_zone(solved)};
    const results::SurfaceMap a = evaluation::sample_surface(solved.state(), upper), b = evaluation::sample_surface(solved.state(), lower);
    for (const std::size_t point : {0u, 5050u, 7777u})
      EXPECT_DOUBLE_EQ(gap.change.heights[point], a.heights[point] - b.heights[point]);
  }

  /// The shipped fan-out package on a coarse mesh, with a mould whose expansion is chosen.
  results::Warpage fan_out_bottom(const std::string &expansion)
  {
    const SolvedCase solved(shipped_case("fan_out_single_die"),
                            {"materials={mould: {like: lmc_r4507, cte1: " + expansion + ", cte2: 41 ppm/K, tg: 150 degC}}",
                             "package.layers.die_zone.material=mould", "package.layers.overmould.material=mould",
                             "mesh={plan: {resolution: 0.6 mm}}"});
    return solved.warpage(Face::bottom);
  }

  TEST(QuadraticFigures, AreLinearInTheExpansionWhereTheSignChanges)
  {
    // The displacement is linear in the expansion of the mould, and so are curvature and bow; the signed peak to valley jumps.
    const results::Warpage warpage[] = {fan_out_bottom("8.5 ppm/K"), fan_out_bottom("9.25 ppm/K"), fan_out_bottom("10 ppm/K")};
    EXPECT_GT(warpage[0].value, 4e-6);
    EXPECT_LT(warpage[2].value, -4e-6);
    const auto step = [&](unsigned i, const auto &figure) { return figure(*warpage[i + 1].quadratic) - figure(*warpage[i].quadratic); };
    const auto bow = [](const results::Quadratic &quadratic) { return quadratic.mean_bow.value; };
    const auto curvature = [](const results::Quadratic &quadratic) { return quadratic.kx.value; };
    EXPECT_LT(step(0, bow), 0);
    EXPECT_NEAR(step(1, bow), step(0, bow), 1e-4 * std::abs(step(0, bow))); // the tolerance of three solves, 1e-8, on the displacement
    EXPECT_NEAR(step(1, curvature), step(0, curvature), 1e-4 * std::abs(step(0, curvature)));
    // The jump exceeds the change of the bow, the change of the face itself.
    EXPECT_GT(std::abs(warpage[2].value - warpage[0].value), 1.2 * std::abs(bow(*warpage[2].quadratic) - bow(*warpage[0].quadratic)));
    EXPECT_FALSE(warpage[1].sign_is_certain);
  }
} // namespace
