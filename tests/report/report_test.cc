// The parts of a report page that compute: contours, agreement with measured values, decimation, encoding.

#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/report/contour.h>
#include <solver/report/html.h>
#include <solver/report/measured_curve.h>
#include <solver/report/report.h>
#include <solver/report/scene.h>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

namespace
{
  using namespace sagitta;
  using namespace sagitta::report;

  /// Does `act` refuse its input in a sentence with these words?
  template <typename Act>
  void expect_refusal(const Act &act, const std::string &words)
  {
    const std::string sentence = tests::sentence_of<InputError>(act);
    EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
  }

  HeightMap make_map(unsigned points, double (*height)(double, double))
  {
    HeightMap map;
    for (unsigned i = 0; i < points; ++i)
      map.x.push_back(-1 + 2. * i / (points - 1));
    map.y = map.x;
    for (const double y : map.y)
      for (const double x : map.x)
        map.w.push_back(height(x, y));
    return map;
  }

  /// Area inside a closed loop.
  double area(const Polyline &loop)
  {
    double twice = 0;
    for (std::size_t i = 0; i + 1 < loop.size(); ++i)
      twice += loop[i][0] * loop[i + 1][1] - loop[i + 1][0] * loop[i][1];
    return std::abs(twice) / 2;
  }

  double length(const Polyline &line)
  {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
      sum += std::hypot(line[i + 1][0] - line[i][0], line[i + 1][1] - line[i][1]);
    return sum;
  }

  double cone(double x, double y)
  {
    return 1 - std::hypot(x, y);
  }

  double ring_without_material(double x, double y)
  {
    return std::hypot(x, y) > 0.9 ? std::numeric_limits<double>::quiet_NaN() : 1;
  }

  TEST(Contour, OfAConeIsACircle)
  {
    const std::vector<Polyline> regions = filled_region(make_map(201, cone), 0.5);
    ASSERT_EQ(regions.size(), 1u);
    EXPECT_EQ(regions[0].front(), regions[0].back());
    // Linear interpolation in cells of a hundredth errs by the square of that.
    EXPECT_NEAR(area(regions[0]), M_PI / 4, 1e-4);
    const std::vector<Polyline> lines = level_lines(make_map(201, cone), 0.5);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NEAR(length(lines[0]), M_PI, 1e-3);
  }

  TEST(Contour, ARegionEndsAtTheRimAndALineDoesNotFollowIt)
  {
    // The whole square lies above the level: the region is the square, and there is no line.
    const HeightMap high = make_map(11, [](double, double) { return 2.; });
    const std::vector<Polyline> regions = filled_region(high, 1);
    ASSERT_EQ(regions.size(), 1u);
    EXPECT_NEAR(area(regions[0]), 4, 1e-12);
    EXPECT_TRUE(level_lines(high, 1).empty());

    // Points beyond a round rim have no material: the region reaches to the last points that have.
    const std::vector<Polyline> round = filled_region(make_map(201, ring_without_material), 0.5);
    ASSERT_EQ(round.size(), 1u);
    EXPECT_NEAR(area(round[0]), M_PI * 0.81, 0.03); // within a cell at the rim
    EXPECT_TRUE(level_lines(make_map(201, ring_without_material), 0.5).empty());
  }

  TEST(Contour, OfASaddleHasTwoBranches)
  {
    // x y = 1/4 in the square [-1, 1]^2 are two hyperbolas of equal length.
    const std::vector<Polyline> lines = level_lines(make_map(101, [](double x, double y) { return x * y; }), 0.25);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_NEAR(length(lines[0]), length(lines[1]), 1e-9);
  }

  TEST(Contour, SimplificationKeepsWithinItsTolerance)
  {
    const Polyline circle = filled_region(make_map(201, cone), 0.5)[0], kept = simplify(circle, 1e-3);
    EXPECT_LT(kept.size(), circle.size() / 4);
    EXPECT_NEAR(area(kept), area(circle), 1e-3 * length(circle));
  }

  StoredRun make_run()
  {
    StoredRun run;
    run.label = "made";
    run.results = {{"states", Json::array()}};
    const auto add = [&](const char *name, double celsius, double um) {
      run.results["states"].push_back({{"name", name},
                                       {"temperature", {{"value", celsius + 273.15}, {"unit", "K"}}},
                                       {"warpage", {{"bottom", {{"value", um * 1e-6}, {"unit", "m"}}}}}});
    };
    add("cold", 20, 10);
    add("hot", 120, -40);
    return run;
  }

  std::filesystem::path write(const std::string &name, const std::string &text)
  {
    const std::filesystem::path file = std::filesystem::temp_directory_path() / ("sagitta_report_" + name);
    std::ofstream(file) << text;
    return file;
  }

  TEST(MeasuredWarpage, IsComparedLinearlyBetweenTheStates)
  {
    const std::filesystem::path file =
        write("curve.csv", "temperature [degC],warpage [um],uncertainty [um]\n20,12,3\n70,-15,1\n120,-44,1\n200,-90,1\n");
    const MeasuredCurve measured = read_measured(file.string());
    std::filesystem::remove(file);
    const Agreement agreement = compare(measured, make_run());
    // By hand: computed 10, -15, -40; differences -2, 0, +4; the row at 200 degC lies beyond the states.
    EXPECT_EQ(agreement.compared, 3u);
    EXPECT_FALSE(agreement.differences[3].has_value());
    EXPECT_NEAR(agreement.root_mean_square, 1e-6 * std::sqrt(20. / 3), 1e-12);
    EXPECT_NEAR(agreement.mean, 1e-6 * 2 / 3, 1e-12);
    EXPECT_NEAR(agreement.largest, 4e-6, 1e-12);
    EXPECT_EQ(agreement.within, 2u);
  }

  TEST(MeasuredWarpage, NamesStatesWhereATemperatureIsPassedTwice)
  {
    StoredRun run = make_run();
    run.results["states"].push_back(run.results["states"][0]);
    run.results["states"][2]["name"] = "cold again";
    run.results["states"][2]["warpage"]["bottom"]["value"] = 30e-6;
    const MeasuredCurve plain{"table.csv", {293.15}, {12e-6}, {}, {}};
    expect_refusal([&] { compare(plain, run); }, "passes 20 degC more than once; add a column state");
    const MeasuredCurve named{"table.csv", {293.15}, {12e-6}, {}, {"cold again"}};
    EXPECT_NEAR(compare(named, run).root_mean_square, 18e-6, 1e-12);
    const MeasuredCurve wrong{"table.csv", {293.15}, {12e-6}, {}, {"warm"}};
    expect_refusal([&] { compare(wrong, run); }, "has no state warm with a warpage; its states are cold, hot, cold again");
  }

  /// n x n x n cubes of unit size; those with x < n / 2 are part 0, the others part 1.
  Scene make_block(unsigned n)
  {
    Scene scene;
    scene.parts = {"left", "right"};
    scene.materials = {"one"};
    const auto node = [&](unsigned i, unsigned j, unsigned k) { return (k * (n + 1) + j) * (n + 1) + i; };
    for (unsigned k = 0; k <= n; ++k)
      for (unsigned j = 0; j <= n; ++j)
        for (unsigned i = 0; i <= n; ++i)
          scene.nodes.push_back({{1. * i, 1. * j, 1. * k}});
    scene.states.resize(1);
    for (unsigned k = 0; k < n; ++k)
      for (unsigned j = 0; j < n; ++j)
        for (unsigned i = 0; i < n; ++i)
          {
            scene.cells.push_back({{{node(i, j, k), node(i + 1, j, k), node(i + 1, j + 1, k), node(i, j + 1, k), node(i, j, k + 1),
                                     node(i + 1, j, k + 1), node(i + 1, j + 1, k + 1), node(i, j + 1, k + 1)}},
                                   static_cast<std::uint16_t>(i < n / 2 ? 0 : 1),
                                   0});
            scene.states[0].von_mises.push_back(static_cast<float>(i + 10 * j + 100 * k));
          }
    scene.states[0].first_principal = scene.states[0].von_mises;
    for (const auto &at : scene.nodes)
      {
        scene.states[0].temperature.push_back(static_cast<float>(300 + at[0]));
        scene.states[0].displacement.push_back({{0, 0, static_cast<float>(at[0])}});
      }
    scene.n_cells_of_mesh = scene.cells.size();
    return scene;
  }

  TEST(Decimation, MergesCellsOfOnePartAndKeepsMeansAndOutlines)
  {
    Scene scene = make_block(4);
    EXPECT_FALSE(decimate(scene, 1)); // one byte is too small for any scene: as many cells as possible are joined
    ASSERT_EQ(scene.cells.size(), 2u);
    EXPECT_EQ(scene.nodes.size(), 12u);
    std::array<double, 2> stress{};
    for (std::size_t c = 0; c < 2; ++c)
      stress[scene.cells[c].part] = scene.states[0].von_mises[c];
    // Means of i + 10 j + 100 k over the halves: 0.5 and 2.5 along x, 1.5 along y and z.
    EXPECT_NEAR(stress[0], 165.5, 1e-3);
    EXPECT_NEAR(stress[1], 167.5, 1e-3);
    for (std::size_t i = 0; i < scene.nodes.size(); ++i)
      EXPECT_EQ(scene.states[0].displacement[i][2], static_cast<float>(scene.nodes[i][0]));
  }

  TEST(Decimation, StopsWhenTheSceneFits)
  {
    Scene scene = make_block(4);
    const double whole = size_in_page(scene);
    EXPECT_TRUE(decimate(scene, whole));
    EXPECT_EQ(scene.cells.size(), 64u);
    EXPECT_TRUE(decimate(scene, 0.7 * whole));
    EXPECT_EQ(scene.cells.size(), 32u); // along z once
    EXPECT_LE(size_in_page(scene), 0.7 * whole);
  }

  TEST(Page, TextsAreEncoded)
  {
    // Test vectors of RFC 4648.
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    Table table("<b>", "lr", {"a&b", "c"});
    table.add({"x", "1"});
    EXPECT_NE(table.to_html().find("&lt;b&gt;"), std::string::npos);
    EXPECT_NE(table.to_html().find("a&amp;b"), std::string::npos);
    EXPECT_EQ(micrometres(-1e-10), "+0.00"); // no minus sign in front of zero
  }

  TEST(Page, RefusesADirectoryWithoutAFinishedRun)
  {
    const std::filesystem::path empty = std::filesystem::temp_directory_path() / "sagitta_report_empty";
    std::filesystem::create_directories(empty);
    expect_refusal([&] { make_report({{empty.string()}}); }, "there is no results.json, so that no run has finished in this directory");
    std::ofstream(empty / "results.json") << R"({"format": "sagitta results", "format_version": 1})";
    EXPECT_THROW(make_report({{empty.string()}}), FileError);
    expect_refusal([&] { make_report({{empty.string(), empty.string() + "/"}}); }, "is named twice");
    std::filesystem::remove_all(empty);
  }
} // namespace
