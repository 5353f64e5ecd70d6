// 100,000 changed files of each format of layouts: every one is read or refused by a sentence.

#include <tests/input/gds_writer.h>

#include <solver/base/errors.h>
#include <solver/input/layout/gds_flatten.h>
#include <solver/input/layout/layer_map.h>
#include <solver/input/layout/png_picture.h>

#include <gtest/gtest.h>
#include <png.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

namespace sagitta::tests
{
  using namespace input;

  namespace
  {
    constexpr unsigned changed_files = 100'000;

    /// Bytes that are replaced, taken away, doubled or cut off.
    std::string change(std::string bytes, std::mt19937 &random)
    {
      for (unsigned n = 1 + static_cast<unsigned>(random() % 5); n > 0 && !bytes.empty(); --n)
        {
          const std::size_t at = random() % bytes.size(), length = 1 + random() % 8;
          switch (random() % 5)
            {
            case 0:
              bytes.erase(at, length);
              break;
            case 1:
              bytes.insert(at, bytes.substr(at, length));
              break;
            case 2:
              bytes.resize(random() % 20 == 0 ? at : bytes.size());
              break;
            default:
              bytes[at] = static_cast<char>(random());
            }
        }
      return bytes;
    }

    /// How many were read; what throws anything but InputError ends the test.
    unsigned count_read(const std::string &whole, const std::function<void(const std::string &)> &read)
    {
      std::mt19937 random(2024);
      unsigned n_read = 0;
      for (unsigned k = 0; k < changed_files; ++k)
        try
          {
            read(change(whole, random));
            ++n_read;
          }
        catch (const InputError &error)
          {
            EXPECT_NE(std::string(error.what()).find("changed"), std::string::npos); // names the file
          }
      return n_read;
    }

    TEST(LayoutFuzz, GdsStreamsAreReadOrRefused)
    {
      tests::GdsWriter gds;
      gds.begin("a").polygon(7, 0, {{0, 0}, {2000, 0}, {2000, 1000}, {0, 2000}}).path(7, 1, 500, 1, {{0, 0}, {3000, 0}, {3000, 500}}).end();
      gds.begin("top").array("a", 3, 2, {0, 0}, 5000, 4000).reference("a", {0, 9000}, 30, true).end();
      const unsigned n = count_read(gds.finish(), [](const std::string &bytes) {
        const GdsLibrary library = parse_gds("changed.gds", bytes);
        flatten(library, choose_cell(library, "").name, {});
      });
      EXPECT_GT(n, 1000u);
      EXPECT_LT(n, changed_files);
    }

    TEST(LayoutFuzz, PicturesAreReadOrRefused)
    {
      png_image image = {};
      image.version = PNG_IMAGE_VERSION;
      image.width = image.height = 20;
      image.format = PNG_FORMAT_GRAY;
      std::vector<unsigned char> grey;
      for (unsigned i = 0; i < 400; ++i)
        grey.push_back(static_cast<unsigned char>(i * i * 31));
      std::string whole(10'000, '\0');
      png_alloc_size_t size = whole.size();
      ASSERT_NE(png_image_write_to_memory(&image, whole.data(), &size, 0, grey.data(), 0, nullptr), 0);
      whole.resize(size);
      const unsigned n = count_read(whole, [](const std::string &bytes) {
        make_polygons(read_png({"changed.png", bytes}, MetalTone::dark), 1e-6);
      });
      EXPECT_LT(n, changed_files);
    }

    TEST(LayoutFuzz, LayerMapsAreReadOrRefused)
    {
      const unsigned n = count_read("# name purpose layer datatype\nmetal1 drawing 31 50\nvia1 drawing 51 50\n",
                                    [](const std::string &text) { LayerMap("changed.map", text); });
      EXPECT_GT(n, 1000u);
    }
  } // namespace
} // namespace sagitta::tests
