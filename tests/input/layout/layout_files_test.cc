// Files of layouts: what GDSII streams, pictures and layer maps hold, and the sentence that a damaged one gives.

#include <tests/input/gds_writer.h>

#include <meshing/layout/metal_map.h>
#include <solver/base/errors.h>
#include <solver/input/layout/gds_flatten.h>
#include <solver/input/layout/layer_map.h>
#include <solver/input/layout/layout_file.h>
#include <solver/input/layout/png_picture.h>

#include <gtest/gtest.h>
#include <png.h>

#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::tests
{
  using namespace input;

  namespace
  {
    using tests::GdsWriter;

    std::string refusal_of(const std::function<void()> &read)
    {
      try
        {
          read();
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    std::string refusal_of(const std::string &bytes)
    {
      return refusal_of([&] {
        const GdsLibrary library = parse_gds("a.gds", bytes);
        flatten(library, choose_cell(library, "").name, {});
      });
    }

    /// Area of the union [um2].
    double area_of(const std::vector<meshing::Polygon> &polygons)
    {
      const meshing::Rectangle box = meshing::bounding_box(polygons);
      return 1e12 * meshing::make_metal_map(polygons, {box, 3, 2}).area;
    }

    /// An L of 3 um2 with its corner at the origin, arms along x and y; a path; arrays of both.
    std::string sample()
    {
      GdsWriter gds;
      gds.begin("ell").polygon(7, 0, {{0, 0}, {2000, 0}, {2000, 1000}, {1000, 1000}, {1000, 2000}, {0, 2000}}).end();
      gds.begin("line").path(7, 1, 500, 2, {{0, 0}, {3000, 0}}).end();
      gds.begin("top");
      gds.array("ell", 3, 2, {0, 0}, 5000, 4000);
      gds.reference("ell", {0, 20000}, 90, false);
      gds.reference("ell", {10000, 20000}, 0, true);
      gds.reference("line", {0, 30000}, 45, false);
      return gds.end().finish();
    }

    TEST(Gds, ReadsPolygonsPathsReferencesAndArrays)
    {
      const GdsLibrary library = parse_gds("a.gds", sample());
      EXPECT_NEAR(library.database_unit, 1e-9, 1e-21);
      EXPECT_EQ(choose_cell(library, "").name, "top");
      LayerPolygons layers = flatten(library, "top", {});
      ASSERT_EQ(layers.size(), 2u);
      EXPECT_EQ((layers[{7, 0}].size()), 8u);
      EXPECT_NEAR((area_of(layers[{7, 0}])), 8 * 3, 1e-9);
      EXPECT_NEAR((area_of(layers[{7, 1}])), .5 * 3.5, 1e-9); // ends of half a width
      const meshing::Rectangle turned = meshing::bounding_box(layers[{7, 0}][6]), mirrored = meshing::bounding_box(layers[{7, 0}][7]);
      EXPECT_NEAR(turned.x_min, -2e-6, 1e-15);
      EXPECT_NEAR(turned.y_max, 22e-6, 1e-15);
      EXPECT_NEAR(mirrored.y_min, 18e-6, 1e-15);
      EXPECT_NEAR(mirrored.x_max, 12e-6, 1e-15);
    }

    TEST(Gds, IsRefusedWhereverItIsTruncated)
    {
      const std::string whole = sample();
      for (std::size_t n = 1; n < whole.size(); ++n)
        {
          const std::string sentence = refusal_of(whole.substr(0, n));
          EXPECT_EQ(sentence.compare(0, 6, "a.gds:"), 0) << n << ": " << sentence;
        }
    }

    TEST(Gds, WithCorruptedBytesIsReadOrRefused)
    {
      std::mt19937 random(11);
      const std::string whole = sample();
      for (unsigned k = 0; k < 3000; ++k)
        {
          std::string bytes = whole;
          for (unsigned changes = 1 + static_cast<unsigned>(random() % 4); changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<char>(random());
          refusal_of(bytes); // reads or throws InputError; anything else ends the test
        }
    }

    TEST(Gds, RefusesLoopsAndMissingStructures)
    {
      GdsWriter loop;
      loop.begin("top").reference("a", {0, 0}, 0, false).end();
      loop.begin("a").reference("b", {0, 0}, 0, false).end();
      loop.begin("b").reference("a", {0, 0}, 0, false).end();
      EXPECT_EQ(refusal_of(loop.finish()), "a.gds: the structure a refers to itself in a loop: a -> b -> a; break the loop");
      GdsWriter missing;
      missing.begin("top").reference("a", {0, 0}, 0, false).end();
      EXPECT_EQ(refusal_of(missing.finish()), "a.gds: the structure top refers to a, which is not in the file");
    }

    TEST(Gds, RefusesNestedArraysThatWouldFillTheMemory)
    {
      GdsWriter gds;
      gds.begin("a").polygon(1, 0, {{0, 0}, {1, 0}, {0, 1}}).end();
      for (const auto &[outer, inner] : {std::pair{"b", "a"}, std::pair{"c", "b"}, std::pair{"d", "c"}})
        gds.begin(outer).array(inner, 30000, 30000, {0, 0}, 2, 2).end();
      EXPECT_NE(refusal_of(gds.finish()).find("more than 2e+07 are refused"), std::string::npos);
    }

    TEST(Gds, NamesTheLayersThatItHas)
    {
      const TextFile file{"a.gds", sample()};
      const auto sentence_of = [&](const std::string &layer, const LayerMap &map) {
        try
          {
            read_gds_layer(file, {"", layer}, map);
          }
        catch (const std::invalid_argument &wrong)
          {
            return std::string(wrong.what());
          }
        return std::string();
      };
      const LayerMap map("a.map", "# name purpose layer datatype\nrdl drawing 7 0\nrdl drawing 9 0\nvia drawing 8 0\n");
      EXPECT_EQ(sentence_of("9/0", map), "the layout has nothing on 9/0; it has shapes on 7/0 and 7/1");
      EXPECT_EQ(sentence_of("via", map), "the layout has nothing on via; it has shapes on 7/0 and 7/1");
      EXPECT_NE(sentence_of("rd1", map).find("no layer has the name rd1"), std::string::npos);
      EXPECT_EQ(read_gds_layer(file, {"", "rdl"}, map).size(), 8u);
      EXPECT_EQ(read_gds_layer(file, {"", "7"}, {}).size(), 9u);
      EXPECT_EQ(refusal_of([] { LayerMap("a.map", "rdl drawing 7\n"); }).compare(0, 8, "a.map:1:"), 0);
    }

    /// A grey picture, the first row at the top.
    std::string picture(unsigned width, unsigned height, const std::vector<unsigned char> &grey)
    {
      png_image image = {};
      image.version = PNG_IMAGE_VERSION;
      image.width = width;
      image.height = height;
      image.format = PNG_FORMAT_GRAY;
      std::string bytes(10'000, '\0');
      png_alloc_size_t size = bytes.size();
      png_image_write_to_memory(&image, bytes.data(), &size, 0, grey.data(), 0, nullptr);
      return bytes.substr(0, size);
    }

    TEST(Png, GivesItsMetalFromTheLowerLeftCorner)
    {
      const std::string bytes = picture(3, 2, {0, 255, 255, 0, 0, 255});
      const std::vector<meshing::Polygon> dark = make_polygons(read_png({"a.png", bytes}, MetalTone::dark), 2e-6);
      EXPECT_NEAR(area_of(dark), 3 * 4, 1e-9);
      const meshing::Rectangle box = meshing::bounding_box(dark);
      EXPECT_NEAR(box.x_max, 4e-6, 1e-15);
      EXPECT_NEAR(box.y_max, 4e-6, 1e-15);
      EXPECT_NEAR(meshing::bounding_box(dark.front()).y_max, 2e-6, 1e-15); // the row of two is the lower one
      EXPECT_NEAR(area_of(make_polygons(read_png({"a.png", bytes}, MetalTone::light), 2e-6)), 3 * 4, 1e-9);
      for (std::size_t n = 8; n + 13 < bytes.size(); ++n)
        EXPECT_NE(refusal_of([&] { read_png({"a.png", bytes.substr(0, n)}, MetalTone::dark); }), "") << n;
    }
  } // namespace
} // namespace sagitta::tests
