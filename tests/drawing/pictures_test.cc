// The pictures as files: what they show is read back from the SVG.

#include <tests/drawing/sample_package.h>
#include <tests/drawing/svg_reader.h>
#include <tests/refusal.h>

#include <solver/base/errors.h>
#include <solver/drawing/draw_case.h>
#include <solver/drawing/fills.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using drawing::Picture;

  Picture find(const std::vector<Picture> &pictures, const std::string &file)
  {
    for (const Picture &picture : pictures)
      if (picture.file == file)
        return picture;
    ADD_FAILURE() << "there is no " << file;
    return {};
  }

  std::vector<Picture> draw(const Case &problem, const drawing::DrawRequest &request = {})
  {
    return drawing::draw_case(problem, request, nullptr);
  }

  /// Areas of the materials in a section [mm2], the drawn thickness of each layer set back to its own.
  std::vector<double> areas_of_materials(const Case &problem, const std::string &svg)
  {
    const std::string tag = tag_of_class(svg, "section");
    const double scale = std::stod(attribute(tag, "data-pixels-per-mm")), stretch = std::stod(attribute(tag, "data-z-stretch"));
    const double bottom = std::stod(attribute(tag, "data-bottom"));
    std::vector<double> drawn{0}, own{0}; // heights of the interfaces [px], [mm]
    for (const meshing::Layer &layer : problem.package.layers)
      {
        own.push_back(own.back() + 1e3 * layer.thickness);
        drawn.push_back(drawn.back() + std::max(5., scale * stretch * 1e3 * layer.thickness)); // thin layers take 5 px
      }
    const auto height = [&](double y) {
      const double above = bottom - y;
      std::size_t i = 1;
      while (i + 1 < drawn.size() && above > drawn[i])
        ++i;
      return own[i - 1] + (own[i] - own[i - 1]) * (above - drawn[i - 1]) / (drawn[i] - drawn[i - 1]);
    };
    std::vector<double> areas(problem.materials.size(), 0);
    for (unsigned m = 0; m < problem.materials.size(); ++m)
      for (std::vector<std::array<double, 2>> &polygon : [&] {
             auto polygons = read_polygons(attribute(tag_of_class(svg, "m" + std::to_string(m)), "d"));
             for (auto &points : polygons)
               for (auto &point : points)
                 point = {point[0] / scale, height(point[1])};
             return polygons;
           }())
        areas[m] += area(polygon);
    return areas;
  }

  TEST(Pictures, OfASectionShowTheAreasOfTheMaterials)
  {
    const Case problem = make_sample();
    drawing::DrawRequest request;
    request.cuts = {drawing::cut_along(problem.package, 0, 0.25e-3)};
    for (const std::optional<double> stretch : {std::optional<double>(), std::optional<double>(3.)})
      {
        request.z_stretch = stretch;
        const std::vector<double> found = areas_of_materials(problem, find(draw(problem, request), "section_1.svg").svg);
        const double half = 1.25, ball = 0.3 * 0.2 * (1 + 0.4 / 3); // mm
        // Coordinates have two decimals of a pixel, of which a millimetre has 200 and the film 5; barrels are polygons.
        EXPECT_NEAR(found[copper], 2 * half * 0.1e-3, 0.005 * 2 * half * 0.1e-3);
        EXPECT_NEAR(found[silicon], 1.3 * half * 0.5, 3e-4);
        EXPECT_NEAR(found[mould], 0.5 * half * 0.5, 3e-4);
        EXPECT_NEAR(found[solder], 4 * ball, 0.002 * 4 * ball);
        EXPECT_NEAR(found[underfill], 2 * half * 0.2 - 4 * ball, 0.002 * 4 * ball);
      }
  }

  TEST(Pictures, OfALayerShowTheBallsAtTheirPlaces)
  {
    const Case problem = make_sample();
    const std::string svg = find(draw(problem), "plan_1_balls_below.svg").svg;
    const std::string tag = tag_of_class(svg, "plan");
    const double scale = std::stod(attribute(tag, "data-pixels-per-mm")), left = std::stod(attribute(tag, "data-left")),
                 top = std::stod(attribute(tag, "data-top"));
    std::set<std::pair<long, long>> expected, found; // um
    for (const std::array<double, 2> &centre : problem.package.rings[0].centers)
      expected.emplace(std::lround(1e6 * centre[0]), std::lround(1e6 * centre[1]));
    const auto circles = read_circles(svg, "m" + std::to_string(solder));
    for (const auto &[x, y, radius] : circles)
      {
        found.emplace(std::lround(1e3 * ((x - left) / scale - 1.25)), std::lround(1e3 * (1.25 - (y - top) / scale)));
        // Half-way up the lower layer s = 1/4.
        EXPECT_NEAR(radius / scale, 0.15 * (1 + 4 * 0.2 * 0.25 * 0.75), 1e-4);
      }
    EXPECT_EQ(circles.size(), 16u);
    EXPECT_EQ(found, expected);
  }

  TEST(Pictures, OfTheTerminalSideAreMirroredAndShowTheWholeBulge)
  {
    Case problem = make_sample();
    problem.package.bodies.erase(problem.package.bodies.begin());     // no underfill: the film is seen
    problem.package.bodies.erase(problem.package.bodies.begin() + 2); // and one ball less, at the lower left
    const std::string svg = find(draw(problem), "terminal_side.svg").svg;
    const std::string tag = tag_of_class(svg, "plan");
    const double scale = std::stod(attribute(tag, "data-pixels-per-mm")), left = std::stod(attribute(tag, "data-left")),
                 top = std::stod(attribute(tag, "data-top"));
    std::set<std::pair<long, long>> found;
    for (const auto &[x, y, radius] : read_circles(svg, "m" + std::to_string(solder)))
      {
        found.emplace(std::lround(1e3 * ((x - left) / scale - 1.25)), std::lround(1e3 * (1.25 - (y - top) / scale)));
        EXPECT_NEAR(radius / scale, 0.15 * 1.2, 1e-4) << "at half the height";
      }
    EXPECT_EQ(found.size(), 15u);
    EXPECT_EQ(found.count({750, -750}), 0u) << "the missing one is at the lower right, seen from below";
    EXPECT_EQ(found.count({-750, -750}), 1u);
    EXPECT_NE(tag_of_class(svg, "m" + std::to_string(copper)), "");
    EXPECT_EQ(tag_of_class(svg, "m" + std::to_string(silicon)), "") << "hidden by the film";
  }

  TEST(Pictures, NameMaterialsPartsSizesAndTheCase)
  {
    const std::vector<Picture> pictures = draw(make_sample());
    EXPECT_EQ(pictures.size(), 1u + 4 + 1 + 2);
    std::set<std::string> files;
    for (const Picture &picture : pictures)
      {
        files.insert(picture.file);
        std::set<std::string> texts;
        for (const TextBox &box : read_texts(picture.svg))
          texts.insert(box.text);
        for (const char *words : {"Balls & <dies>", "case sample, hash 0123456789abcdef"})
          EXPECT_EQ(texts.count(words), 1u) << picture.file << " lacks " << words;
        EXPECT_EQ(picture.svg.find("nan"), std::string::npos) << picture.file;
        EXPECT_EQ(picture.svg.find("inf,"), std::string::npos) << picture.file;
      }
    EXPECT_EQ(files.size(), pictures.size());
    std::set<std::string> texts;
    for (const TextBox &box : read_texts(find(pictures, "section_1.svg").svg))
      texts.insert(box.text);
    for (const char *words : {"solder", "silicon", "mould", "underfill", "copper", "light blue", "orange",  // legend
                              "logic", "balls: 16 of diameter 300 um, 360 um at half height, pitch 500 um", // parts
                              "film, 0.1 um *", "die_zone, 500 um", "2.5 mm", "500 um", "1.625 mm"})        // thickness, widths, pitch
      EXPECT_EQ(texts.count(words), 1u) << words;
  }

  TEST(Pictures, StateTheStretchAndLayersThatAreDrawnThicker)
  {
    const Case problem = make_sample();
    drawing::DrawRequest request;
    request.z_stretch = 2;
    const std::string svg = find(draw(problem, request), "section_1.svg").svg;
    EXPECT_NE(svg.find("z is stretched 2 times."), std::string::npos);
    // 560 px for 2.5 mm, twice that in z: 5 px are 11.2 um.
    EXPECT_NE(svg.find("* Layers thinner than 11.2 um are drawn 11.2 um thick: film."), std::string::npos);
    request.z_stretch = 1e6;
    EXPECT_NE(tests::sentence_of<InputError>([&] { draw(problem, request); }).find("--z-stretch 1e+06: the drawing would be"),
              std::string::npos);
  }

  TEST(Pictures, HaveNoTextsThatOverlap)
  {
    for (const unsigned n : {2u, 4u, 12u})
      for (const Picture &picture : draw(make_sample(n)))
        {
          const std::vector<TextBox> boxes = read_texts(picture.svg);
          EXPECT_GT(boxes.size(), 10u);
          for (std::size_t i = 0; i < boxes.size(); ++i)
            for (std::size_t k = i + 1; k < boxes.size(); ++k)
              EXPECT_FALSE(boxes[i].x_min < boxes[k].x_max && boxes[k].x_min < boxes[i].x_max && boxes[i].y_min < boxes[k].y_max &&
                           boxes[k].y_min < boxes[i].y_max)
                  << picture.file << " of " << n << " x " << n << " balls: \"" << boxes[i].text << "\" and \"" << boxes[k].text << "\"";
        }
  }

  TEST(Pictures, OfTenThousandBallsAreSmallAndComplete)
  {
    const std::vector<Picture> pictures = draw(make_sample(100));
    EXPECT_EQ(read_circles(find(pictures, "plan_1_balls_below.svg").svg, "m" + std::to_string(solder)).size(), 10000u);
    for (const Picture &picture : pictures)
      EXPECT_LT(picture.svg.size(), 800000u) << picture.file;
  }

  TEST(Pictures, RefuseCutsThatMissThePackage)
  {
    const Case problem = make_sample();
    drawing::Cut cut = drawing::cut_along(problem.package, 0, 2e-3);
    cut.words = "y=2mm";
    EXPECT_EQ(tests::sentence_of<InputError>([&] { drawing::check_cuts(problem.package, {cut}); }),
              "--cut y=2mm: the cut misses the package, which reaches from x = -1.25 to 1.25 mm and from y = -1.25 to 1.25 mm");
  }

  TEST(Fills, AreTheSameInAllPicturesAndDifferent)
  {
    Case problem = make_sample();
    for (unsigned i = 0; i < 40; ++i)
      {
        problem.materials.cards.emplace_back();
        problem.materials.cards.back().name = "other_" + std::to_string(i);
      }
    const std::vector<drawing::Fill> fills = drawing::choose_fills(problem.materials);
    for (std::size_t i = 0; i < fills.size(); ++i)
      for (std::size_t k = i + 1; k < fills.size(); ++k)
        EXPECT_FALSE(fills[i] == fills[k]) << i << " and " << k;
    EXPECT_EQ(fills[copper].name, "orange");
    EXPECT_EQ(fills[silicon].name, "light blue");
    EXPECT_EQ(fills[solder].name, "grey, dotted");
  }

  TEST(MeshLinesOfPictures, AreJoinedWhereTheyContinue)
  {
    const std::vector<drawing::Segment> joined = drawing::join_segments(
        {{0, 0, 1, 0}, {2, 0, 1, 0}, {1, 0, 2, 0}, {3, 0, 4, 0}, {0, 1, 0, 2}, {0, 0, 0, 1}, {0, 0, 1, 1}, {1, 1, 0, 0}}, 1e-9);
    EXPECT_EQ(joined, (std::vector<drawing::Segment>{{0, 0, 2, 0}, {3, 0, 4, 0}, {0, 0, 0, 2}, {0, 0, 1, 1}}));
  }
} // namespace
