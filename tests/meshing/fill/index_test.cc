// The spatial index against the rules it stands for: bodies at points, images in mirror planes, connected parts.

#include <tests/meshing/sample_packages.h>

#include <meshing/fill/body_index.h>
#include <meshing/fill/composition.h>
#include <meshing/fill/connectivity.h>
#include <meshing/fill/outline_index.h>
#include <meshing/fill/symmetry.h>
#include <meshing/package/overlap.h>
#include <meshing/plan/feature_edges.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::meshing;
  using namespace sagitta::tests;

  class Random
  {
  public:
    explicit Random(unsigned seed) : generator_(seed) {}
    double between(double low, double high) { return low + (high - low) * (generator_() / 4294967296.); }
    unsigned below(unsigned n) { return static_cast<unsigned>(generator_() % n); }

  private:
    std::mt19937 generator_;
  };

  /// Parts of random size, shape and layers that overlap one another, a few gaps among them, in a package of 10 x 8 mm.
  Package make_crowded_package(unsigned n, unsigned seed)
  {
    Random random(seed);
    Package package = make_package({-5e-3, 5e-3, -4e-3, 4e-3}, {});
    for (unsigned i = 0; i < n; ++i)
      {
        const double x = random.between(-4.8e-3, 4.8e-3), y = random.between(-3.8e-3, 3.8e-3);
        const double width = random.between(.01e-3, i % 7 == 0 ? 4e-3 : .3e-3), height = random.between(.01e-3, i % 5 == 0 ? 3e-3 : .3e-3);
        const Outline outline =
            i % 3 == 0 ? Outline(Disc{x, y, width / 2}) : Outline(Rectangle{x, std::min(x + width, 5e-3), y, std::min(y + height, 4e-3)});
        const unsigned first = random.below(3), last = first + random.below(3 - first);
        package.bodies.push_back(
            make_body("part_" + std::to_string(i), i % 11 == 0 ? BodyKind::gap : BodyKind::layer, first, last, outline, random.below(4)));
      }
    return package;
  }

  /// n x n bumps on a square pitch between two blanket layers.
  Package make_bump_package(unsigned n)
  {
    Package package = make_package({-5e-3, 5e-3, -4e-3, 4e-3}, {});
    const double pitch_x = 10e-3 / n, pitch_y = 8e-3 / n;
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        {
          const double x = -5e-3 + (i + .5) * pitch_x, y = -4e-3 + (j + .5) * pitch_y;
          package.bodies.push_back(make_body("bump_" + std::to_string(j * n + i), BodyKind::layer, 1, 1,
                                             Rectangle{x - .3 * pitch_x, x + .3 * pitch_x, y - .3 * pitch_y, y + .3 * pitch_y}, 2));
        }
    return package;
  }

  /// The rule: the last body that contains the point holds it, a gap holds air.
  int find_body_without_index(const Package &package, unsigned layer, double x, double y, double tolerance)
  {
    for (int b = static_cast<int>(package.bodies.size()) - 1; b >= 0; --b)
      {
        const Body &body = package.bodies[static_cast<unsigned>(b)];
        if (layer >= body.first_layer && layer <= body.last_layer && contains(body.outline, x, y, tolerance))
          return body.kind == BodyKind::gap ? -1 : b;
      }
    return -1;
  }

  TEST(BodyIndex, FindsTheBodyThatTheRuleFinds)
  {
    for (const unsigned n : {0u, 1u, 20u, 400u})
      {
        const Package package = make_crowded_package(n, 17 + n);
        const BodyIndex index(package);
        Random random(n);
        for (unsigned i = 0; i < 20000; ++i)
          {
            const unsigned layer = random.below(3);
            const double x = random.between(-5.2e-3, 5.2e-3), y = random.between(-4.2e-3, 4.2e-3),
                         tolerance = i % 3 == 0   ? 0.
                                     : i % 3 == 1 ? 1e-9
                                                  : 2e-4;
            ASSERT_EQ(index.body_at(layer, x, y, tolerance), find_body_without_index(package, layer, x, y, tolerance)) << x << " " << y;
          }
        // On edges and corners too, where rounding decides.
        for (const Body &body : package.bodies)
          for (const double tolerance : {0., 1e-12, 1e-9})
            {
              const Rectangle r = bounding_box(body.outline);
              for (const double x : {r.x_min, r.x_max, r.x_min - tolerance, r.x_max + tolerance})
                for (const double y : {r.y_min, r.y_max, r.y_min - tolerance, r.y_max + tolerance})
                  ASSERT_EQ(index.body_at(body.first_layer, x, y, tolerance),
                            find_body_without_index(package, body.first_layer, x, y, tolerance));
            }
      }
  }

  TEST(Overlaps, AreFoundWheneverTwoRectanglesOverlap)
  {
    Random random(21);
    unsigned n_with = 0, n_without = 0;
    for (unsigned round = 0; round < 400; ++round)
      {
        std::vector<Rectangle> rectangles;
        for (unsigned i = 0; i < 12; ++i)
          {
            const double x = random.below(20), y = random.below(20); // on a grid: many touch
            rectangles.push_back({x, x + 1 + random.below(3), y, y + 1 + random.below(3)});
          }
        const auto overlap = [&](std::size_t a, std::size_t b) {
          const Rectangle &p = rectangles[a], &q = rectangles[b];
          return std::min(p.x_max, q.x_max) - std::max(p.x_min, q.x_min) > 1e-9 &&
                 std::min(p.y_max, q.y_max) - std::max(p.y_min, q.y_min) > 1e-9;
        };
        bool is_any = false;
        for (std::size_t a = 0; a < rectangles.size(); ++a)
          for (std::size_t b = 0; b < a; ++b)
            is_any |= overlap(a, b);
        const auto found = find_overlaps(rectangles, 1e-9);
        EXPECT_EQ(!found.empty(), is_any);
        for (const auto &[a, b] : found)
          EXPECT_TRUE(overlap(a, b));
        (is_any ? n_with : n_without) += 1;
      }
    EXPECT_GT(n_with, 50u);
    EXPECT_GT(n_without, 10u);
    std::vector<Rectangle> strips, pile;
    for (unsigned i = 0; i < 100000; ++i)
      {
        strips.push_back({0, 1, i * 1e-5, (i + 1) * 1e-5});
        pile.push_back({0, 1, 0, 1});
      }
    EXPECT_TRUE(find_overlaps(strips, 1e-9).empty());
    EXPECT_EQ(find_overlaps(pile, 1e-9).size(), pile.size() - 1);
  }

  TEST(OutlineIndex, ExaminesFewOfTenThousandOutlines)
  {
    const Package package = make_bump_package(100);
    std::vector<Rectangle> boxes;
    for (const Body &body : package.bodies)
      boxes.push_back(bounding_box(body.outline));
    const OutlineIndex index(boxes);
    Random random(3);
    unsigned long long looks = 0;
    const unsigned points = 10000;
    for (unsigned i = 0; i < points; ++i)
      {
        const double x = random.between(-5e-3, 5e-3), y = random.between(-4e-3, 4e-3);
        const int found = index.find_last({x, x, y, y}, [&](unsigned b) {
          ++looks;
          return contains(boxes[b], x, y, 0.);
        });
        EXPECT_GE(found, 0);
      }
    // The two blanket layers, and the bumps of one bucket.
    EXPECT_LE(looks, 8ull * points) << "10,002 a point without an index";
  }

  TEST(OutlineIndex, FindsAllThatTouchAnArea)
  {
    const Package package = make_crowded_package(300, 5);
    std::vector<Rectangle> boxes;
    for (const Body &body : package.bodies)
      boxes.push_back(bounding_box(body.outline));
    const OutlineIndex index(boxes);
    Random random(8);
    for (unsigned i = 0; i < 500; ++i)
      {
        const double x = random.between(-5e-3, 5e-3), y = random.between(-4e-3, 4e-3), width = random.between(0, 1e-3);
        const Rectangle area{x, x + width, y, y + width};
        const std::vector<unsigned> near = index.find_near(area);
        EXPECT_TRUE(std::is_sorted(near.begin(), near.end()));
        for (unsigned b = 0; b < boxes.size(); ++b)
          {
            const bool touches = boxes[b].x_min <= area.x_max && area.x_min <= boxes[b].x_max && boxes[b].y_min <= area.y_max &&
                                 area.y_min <= boxes[b].y_max;
            EXPECT_TRUE(!touches || std::binary_search(near.begin(), near.end(), b));
          }
      }
  }

  TEST(OutlineIndex, OfNothingFindsNothing)
  {
    const OutlineIndex index(std::vector<Rectangle>{});
    EXPECT_TRUE(index.find_near({-1, 1, -1, 1}).empty());
    EXPECT_EQ(index.find_last({-1, 1, -1, 1}, [](unsigned) { return true; }), -1);
  }

  /// The rule: a cell cut along all edges of all rectangles, one body in each piece. Shares of the bodies.
  std::vector<double> cut_at_all_edges(const Package &package, const Rectangle &cell, unsigned layer)
  {
    std::set<double> x{cell.x_min, cell.x_max}, y{cell.y_min, cell.y_max};
    for (const Body &body : package.bodies)
      {
        const Rectangle r = bounding_box(body.outline);
        for (const double edge : {r.x_min, r.x_max})
          if (edge > cell.x_min && edge < cell.x_max)
            x.insert(edge);
        for (const double edge : {r.y_min, r.y_max})
          if (edge > cell.y_min && edge < cell.y_max)
            y.insert(edge);
      }
    std::vector<double> shares(package.bodies.size(), 0.);
    for (auto i = x.begin(); std::next(i) != x.end(); ++i)
      for (auto j = y.begin(); std::next(j) != y.end(); ++j)
        if (const int b = find_body_without_index(package, layer, (*i + *std::next(i)) / 2, (*j + *std::next(j)) / 2, 0.); b >= 0)
          shares[static_cast<unsigned>(b)] += (*std::next(i) - *i) * (*std::next(j) - *j);
    for (double &share : shares)
      share /= (cell.x_max - cell.x_min) * (cell.y_max - cell.y_min);
    return shares;
  }

  TEST(Composition, OfACellWithManyBodiesIsThatOfItsPieces)
  {
    Package package = make_crowded_package(300, 23);
    for (Body &body : package.bodies)
      body.outline = bounding_box(body.outline); // exact; discs are sampled
    CompositionTable table(package);
    Random random(4);
    for (unsigned i = 0; i < 60; ++i)
      {
        const double x = random.between(-5e-3, 4e-3), y = random.between(-4e-3, 3e-3), size = i % 2 ? .9e-3 : .1e-3;
        const Rectangle cell{x, x + size, y, y + .7 * size};
        const unsigned layer = random.below(3);
        std::vector<double> expected = cut_at_all_edges(package, cell, layer);
        for (const auto &[body, fraction] : table[table.classify(cell, layer)])
          {
            EXPECT_NEAR(fraction, expected[body], 1e-12) << package.bodies[body].name;
            expected[body] = 0;
          }
        for (const double rest : expected)
          EXPECT_LE(rest, 1e-12) << "a body that the table misses";
      }
  }

  TEST(Composition, OfACellOverTenThousandBumpsHasTheirArea)
  {
    const unsigned n = 100;
    const Package package = make_bump_package(n);
    CompositionTable table(package);
    const Composition &composition = table[table.classify(Rectangle{-5e-3, 5e-3, -4e-3, 4e-3}, 1)];
    ASSERT_EQ(composition.size(), n * n + 1);
    EXPECT_EQ(composition.front().first, 1u);
    EXPECT_NEAR(composition.front().second, 1 - .36, 1e-12) << "the mould between them";
    for (std::size_t i = 1; i < composition.size(); ++i)
      EXPECT_NEAR(composition[i].second, .36 / (n * n), 1e-12);
    EXPECT_NEAR(filled_fraction(composition), 1., 1e-11);
    EXPECT_EQ(main_body(composition), 1);
    EXPECT_EQ(main_body({}), -1);
  }

  /// The rule: the first body of the same kind, layers, material and outline that no body before has; a body itself when it has none.
  std::vector<unsigned> find_images_among_all(const Package &package, const MirrorPlane &plane)
  {
    std::vector<unsigned> images;
    std::vector<char> is_taken(package.bodies.size(), 0);
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        const Body &body = package.bodies[b];
        const Rectangle wanted = plane.reflect(bounding_box(body.outline));
        images.push_back(b);
        for (unsigned i = 0; i < package.bodies.size(); ++i)
          {
            const Body &other = package.bodies[i];
            if (!is_taken[i] && other.kind == body.kind && other.first_layer == body.first_layer && other.last_layer == body.last_layer &&
                other.material == body.material && other.outline.index() == body.outline.index() &&
                is_equal(wanted, bounding_box(other.outline), 1e-9 * package.extent()))
              {
                images.back() = i;
                is_taken[i] = 1;
                break;
              }
          }
      }
    return images;
  }

  TEST(Mirror, FindsTheImagesThatTheRuleFinds)
  {
    Package package = make_crowded_package(150, 31);
    // Two images of every third part, the second one a twin that is never used; and mirrored order.
    const MirrorPlane plane{0, 0.};
    for (unsigned b = 2; b < 150; b += 3)
      for (unsigned twin = 0; twin < 2; ++twin)
        {
          Body image = package.bodies[b];
          image.outline = plane.reflect(image.outline);
          package.bodies.push_back(image);
        }
    const BodyImages images(package, {true, true, 0, 0});
    for (const MirrorPlane &p : {plane, MirrorPlane{1, 0.}})
      {
        const std::vector<unsigned> expected = find_images_among_all(package, p);
        unsigned found = 0;
        for (unsigned b = 0; b < package.bodies.size(); ++b)
          {
            EXPECT_EQ(images(b, {p.axis == 0, p.axis == 1}), expected[b]);
            found += expected[b] != b;
          }
        EXPECT_GE(found, p.axis == 0 ? 100u : 0u);
      }
  }

  TEST(Mirror, PairsTenThousandBumps)
  {
    const unsigned n = 100;
    const Package package = make_bump_package(n);
    const auto [mirror, images] = find_symmetry(package);
    EXPECT_EQ(to_string(mirror), "quarter");
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        {
          const unsigned b = 2 + j * n + i;
          ASSERT_EQ(images(b, {true, false}), 2 + j * n + n - 1 - i);
          ASSERT_EQ(images(b, {false, true}), 2 + (n - 1 - j) * n + i);
          ASSERT_EQ(images(b, {true, true}), 2 + (n - 1 - j) * n + n - 1 - i);
        }
    Package changed = package;
    changed.bodies[2 + 37 * n + 12].material = 3;
    EXPECT_EQ(to_string(find_symmetry(changed).mirror), "none");
  }

  TEST(Mirror, PairsAHundredThousandPowerBlocks)
  {
    Package package = make_package({-5e-3, 5e-3, -4e-3, 4e-3}, {{-3.2e-3, 3.2e-3, -3.2e-3, 3.2e-3}});
    const int n = 160;
    Body &die = package.bodies.back();
    for (int j = -n; j < n; ++j)
      for (int i = -n; i < n; ++i)
        die.power.push_back({"block", {i * 2e-5, (i + 1) * 2e-5, j * 2e-5, (j + 1) * 2e-5}, 1e-3 + 1e-6 * std::min(j, -1 - j)});
    EXPECT_EQ(to_string(find_symmetry(package).mirror), "quarter");
    package.bodies.back().power[12345].power *= 1.001;
    EXPECT_EQ(to_string(find_symmetry(package).mirror), "none");
  }

  TEST(Mirror, ReflectsPointsVectorsAndTensors)
  {
    const Mirror quarter{true, true, 1., 2.}, half{true, false, 1., 2.};
    EXPECT_EQ(quarter.reflections().size(), 4u);
    EXPECT_EQ(half.reflections().size(), 2u);
    EXPECT_EQ(Mirror().reflections().size(), 1u);
    const std::array<double, 3> point{{-3, 7, 5}};
    const Reflection into = quarter.into_model(point);
    EXPECT_TRUE(into.in_x);
    EXPECT_FALSE(into.in_y) << "it lies in the modelled half";
    EXPECT_EQ(quarter.reflect(point, into), (std::array<double, 3>{{5, 7, 5}}));
    EXPECT_EQ(quarter.fold(0, -3), 5.);
    EXPECT_EQ(quarter.fold(1, 7), 7.);
    EXPECT_EQ(half.fold(1, -7), -7.);
    // R = diag(-1, 1, 1) turns v into R v and S into R S R'.
    EXPECT_EQ(into.sign(0), -1);
    EXPECT_EQ(into.sign(1), 1);
    EXPECT_EQ(into.sign(2), 1);
    EXPECT_EQ(into.sign(0, 0), 1);
    EXPECT_EQ(into.sign(0, 1), -1);
    EXPECT_EQ(into.sign(0, 2), -1);
    EXPECT_EQ(into.sign(1, 2), 1);
    EXPECT_EQ((Reflection{true, true}.sign(0, 1)), 1);
    EXPECT_EQ((Reflection{true, true}.sign(1, 2)), -1);
  }

  /// The rule: boxes between all edges, each with one body; boxes that share a face are connected. Pairs of body and group.
  std::vector<std::vector<unsigned>> connect_all_boxes(const Package &package)
  {
    const auto lines = [&](bool in_x) {
      std::set<double> values;
      for (const Body &body : package.bodies)
        {
          const Rectangle r = bounding_box(body.outline);
          values.insert(in_x ? r.x_min : r.y_min);
          values.insert(in_x ? r.x_max : r.y_max);
        }
      return std::vector<double>(values.begin(), values.end());
    };
    const std::vector<double> x = lines(true), y = lines(false), z = package.interfaces();
    const std::size_t nx = x.size() - 1, ny = y.size() - 1, nz = z.size() - 1;
    Package boxes = package;
    for (Body &body : boxes.bodies)
      body.outline = bounding_box(body.outline);
    std::vector<int> holder(nx * ny * nz), group(nx * ny * nz, -1);
    for (std::size_t box = 0; box < holder.size(); ++box)
      holder[box] = find_body_without_index(boxes, static_cast<unsigned>(box / nx / ny), (x[box % nx] + x[box % nx + 1]) / 2,
                                            (y[box / nx % ny] + y[box / nx % ny + 1]) / 2, 0.);
    std::vector<std::pair<double, std::vector<unsigned>>> found;
    for (std::size_t start = 0; start < holder.size(); ++start)
      {
        if (holder[start] < 0 || group[start] >= 0)
          continue;
        const int number = static_cast<int>(found.size());
        std::set<unsigned> bodies;
        double volume = 0;
        std::vector<std::size_t> open{start};
        group[start] = number;
        while (!open.empty())
          {
            const std::size_t box = open.back(), i = box % nx, j = box / nx % ny, k = box / nx / ny;
            open.pop_back();
            bodies.insert(static_cast<unsigned>(holder[box]));
            volume += (x[i + 1] - x[i]) * (y[j + 1] - y[j]) * (z[k + 1] - z[k]);
            const auto visit = [&](bool exists, std::size_t other) {
              if (exists && holder[other] >= 0 && group[other] < 0)
                {
                  group[other] = number;
                  open.push_back(other);
                }
            };
            visit(i > 0, box - 1);
            visit(i + 1 < nx, box + 1);
            visit(j > 0, box - nx);
            visit(j + 1 < ny, box + nx);
            visit(k > 0, box - nx * ny);
            visit(k + 1 < nz, box + nx * ny);
          }
        found.emplace_back(volume, std::vector<unsigned>(bodies.begin(), bodies.end()));
      }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<std::vector<unsigned>> groups;
    for (auto &[volume, bodies] : found)
      groups.push_back(bodies);
    return groups;
  }

  TEST(Connectivity, OfRandomPartsIsThatOfTheirBoxes)
  {
    unsigned several = 0;
    for (unsigned seed = 0; seed < 60; ++seed)
      {
        Random random(seed);
        Package package;
        package.layers = {{"a", 10e-6, 1}, {"b", 20e-6, 1}, {"c", 30e-6, 1}, {"d", 15e-6, 1}};
        const unsigned n = 2 + random.below(25);
        for (unsigned i = 0; i < n; ++i)
          {
            // Edges on a coarse grid, so that parts touch along faces and at corners.
            const double x = random.below(10) * 1e-3, y = random.below(10) * 1e-3;
            const Rectangle r{x, x + (1 + random.below(3)) * 1e-3, y, y + (1 + random.below(3)) * 1e-3};
            const unsigned first = random.below(4), last = first + random.below(4 - first) / 2;
            package.bodies.push_back(make_body("part", i > 0 && i % 4 == 0 ? BodyKind::gap : BodyKind::layer, first, last, r, 0));
          }
        auto expected = connect_all_boxes(package), found = find_connected_bodies(package);
        several += expected.size() > 1;
        // Groups of one volume may come in either order.
        std::sort(expected.begin(), expected.end());
        std::sort(found.begin(), found.end());
        EXPECT_EQ(found, expected) << "seed " << seed;
      }
    EXPECT_GE(several, 30u);
  }

  TEST(Connectivity, NamesTheLargestGroupFirst)
  {
    Package package = make_bump_package(100);
    EXPECT_EQ(find_connected_bodies(package).size(), 1u);
    // Air instead of mould between bumps, and no lid: each bump stands on the RDL.
    package.bodies[1].last_layer = package.bodies[1].first_layer = 2;
    EXPECT_EQ(find_connected_bodies(package).size(), 1u) << "the cap joins them";
    package.bodies[0].kind = package.bodies[1].kind = BodyKind::gap;
    EXPECT_EQ(find_connected_bodies(package).size(), 10000u) << "bumps alone";
    package.bodies[0].kind = BodyKind::layer;
    package.bodies.push_back(make_body("loose", BodyKind::layer, 2, 2, Rectangle{-4.98e-3, -4.97e-3, -4.999e-3 + 1e-3, -3.99e-3}, 1));
    const auto groups = find_connected_bodies(package);
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].size(), 10001u);
    EXPECT_EQ(groups[1], (std::vector<unsigned>{10002u}));
  }

  TEST(FeatureEdgeIndex, FindsTheCellsThatTouchAnEdge)
  {
    Random random(12);
    std::vector<FeatureEdge> edges;
    for (unsigned i = 0; i < 60; ++i)
      {
        const double from = random.below(60);
        edges.push_back({random.below(2), double(random.below(65)), from, from + random.between(0, 6), i % 3 != 0});
      }
    const FeatureEdgeIndex index(edges);
    constexpr double tolerance = 1e-6;
    unsigned touched = 0, crossed = 0;
    for (unsigned width = 1; width <= 8; width *= 2)
      for (unsigned j = 0; j < 64; j += width)
        for (unsigned i = 0; i < 64; i += width)
          {
            const std::array<double, 2> low{{double(i), double(j)}}, high{{double(i + width), double(j + width)}};
            const bool expected = std::any_of(edges.begin(), edges.end(), [&](const FeatureEdge &edge) {
              const unsigned o = 1 - edge.axis;
              return edge.position >= low[edge.axis] - tolerance && edge.position <= high[edge.axis] + tolerance &&
                     edge.to >= low[o] - tolerance && edge.from <= high[o] + tolerance;
            });
            EXPECT_EQ(index.touches(low, high, tolerance), expected);
            touched += expected;
            const bool is_cut = std::any_of(edges.begin(), edges.end(), [&](const FeatureEdge &edge) {
              const unsigned o = 1 - edge.axis;
              return edge.is_line && edge.position > low[edge.axis] && edge.position < high[edge.axis] && edge.to > low[o] + tolerance &&
                     edge.from < high[o] - tolerance;
            });
            EXPECT_EQ(index.crosses(low, high, tolerance), is_cut);
            crossed += is_cut;
          }
    EXPECT_GE(touched, 500u);
    EXPECT_GE(crossed, 100u);
  }
} // namespace
