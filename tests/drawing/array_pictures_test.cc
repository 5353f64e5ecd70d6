// Arrays of bumps in pictures: their circles where they are homogenised, and what their labels say.

#include <tests/drawing/svg_reader.h>
#include <tests/input/sample_case.h>

#include <solver/drawing/draw_case.h>
#include <solver/drawing/subject.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  Case bumped(const std::string &bumps)
  {
    return parse(R"(sagitta: 1
package:
  outline: {size: [6 mm, 8 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 1 mm, material: board}
    - {name: joints, thickness: 0.2 mm, material: none}
    - {name: chip, thickness: 0.4 mm, material: board}
  bumps:
    - {name: balls, layer: joints, kind: solder_ball, material: solder, fill: fill, pitch: 0.5 mm, )" +
                 bumps + R"(}
materials:
  board: {young: 25 GPa, poisson: 0.3, cte: 15 ppm/K}
  solder: {young: 40 GPa, poisson: 0.36, cte: 22 ppm/K}
  fill: {young: 8 GPa, poisson: 0.36, cte: 22 ppm/K}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 0.5 mm}}
)");
  }

  /// The label of the group with a body.
  std::string label_of(const Case &problem, const std::string &body)
  {
    const drawing::Subject subject = drawing::make_subject(problem);
    return subject.groups[subject.group_of[problem.package.find_body(body).value()]].label;
  }

  /// Circles of homogenised bumps in all bodies of the array.
  std::vector<meshing::Disc> circles(const Case &problem)
  {
    const drawing::Subject subject = drawing::make_subject(problem);
    std::vector<meshing::Disc> all;
    for (const meshing::Body &body : problem.package.bodies)
      for (const meshing::Disc &disc : drawing::homogenised_bumps(subject, body))
        all.push_back(disc);
    return all;
  }

  TEST(ArrayPictures, ShowEveryHomogenisedBumpWhateverTheArrangementAndMethod)
  {
    for (const auto &[bumps, n] : std::vector<std::pair<std::string, std::size_t>>{
             {"diameter: 0.3 mm, array: [10, 12]", 120},
             {"diameter: 0.3 mm, array: [10, 12], homogenisation: formula", 120},
             {"diameter: 0.3 mm, staggered: {array: [10, 12]}", 114},
             {"diameter: 0.3 mm, perimeter: {array: [10, 12], rows: 2}", 72},
             {"diameter: 0.3 mm, array: [10, 12], model: mixed, window: {size: [1.2 mm, 1.2 mm], center: [1.75 mm, 1.75 mm]}", 111}})
      {
        const std::vector<meshing::Disc> found = circles(bumped(bumps));
        EXPECT_EQ(found.size(), n) << bumps;
        for (const meshing::Disc &disc : found)
          EXPECT_NEAR(disc.radius, 150e-6, 1e-12);
      }
    const auto staggered = circles(bumped("diameter: 0.3 mm, staggered: {array: [10, 12]}"));
    EXPECT_TRUE(std::any_of(staggered.begin(), staggered.end(), [](const auto &d) { return std::abs(d.x - 2e-3) < 1e-9; }))
        << "rows with one bump fewer stand half a pitch aside";
    EXPECT_TRUE(circles(bumped("diameter: 0.3 mm, area: {size: [4.1 mm, 3.2 mm]}")).empty()) << "an area has no positions";
  }

  TEST(ArrayPictures, StateTheSizesOfAllAreasAndThePitchOfTheCase)
  {
    EXPECT_EQ(label_of(bumped("diameter: 0.3 mm, perimeter: {array: [10, 12], rows: 2}"), "balls_area_1"),
              "balls: 2 of 5 mm x 1 mm, 2 of 1 mm x 4 mm: homogenised, diameter 300 um, pitch 500 um");
    EXPECT_EQ(label_of(bumped("diameter: 0.3 mm, staggered: {array: [10, 12]}"), "balls"),
              "balls: homogenised, diameter 300 um, pitch 500 um");
  }

  TEST(ArrayPictures, StateBothDiametersOfABarrel)
  {
    const Case problem = bumped(
        "shape: barrel, diameter: 0.3 mm, end_diameter: 0.24 mm, array: [4, 4], model: resolved, pads: {diameter: 0.26 mm, thickness: "
        "20 um, material: board}");
    EXPECT_EQ(label_of(problem, "balls_A1"), "balls: 16 of diameter 240 um, 300 um at half height, pitch 500 um");
    EXPECT_EQ(label_of(problem, "balls_A1_top_pad"), "balls_top_pad: 16 of diameter 260 um, pitch 500 um");
  }
} // namespace
