#include <solver/input/layout/png_picture.h>

#include <solver/base/errors.h>

#include <fmt/format.h>
#include <png.h>

#include <cstddef>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// libpng's description of a picture, freed at the end.
    struct Image : png_image
    {
      Image() : png_image{} { version = PNG_IMAGE_VERSION; }
      ~Image() { png_image_free(this); }
      Image(const Image &) = delete;
      Image &operator=(const Image &) = delete;
    };

    /// Metal between two columns that began in a row.
    struct Run
    {
      unsigned first, end, row;
    };

    bool is_same(const Run &a, const Run &b)
    {
      return a.first == b.first && a.end == b.end;
    }

    std::vector<Run> find_runs(const Picture &picture, unsigned row)
    {
      std::vector<Run> runs;
      const std::uint8_t *pixels = picture.is_metal.data() + std::size_t(row) * picture.width;
      for (unsigned i = 0; i < picture.width; ++i)
        if (pixels[i] != 0)
          {
            if (i == 0 || pixels[i - 1] == 0)
              runs.push_back({i, i, row});
            runs.back().end = i + 1;
          }
      return runs;
    }
  } // namespace

  Picture read_png(const TextFile &file, MetalTone metal)
  {
    Image image;
    const auto check = [&](int is_good) {
      if (is_good == 0)
        throw sagitta::input_error({file.source, ""},
                                   fmt::format("the picture cannot be read: {}; it is damaged or incomplete", image.message));
    };
    check(png_image_begin_read_from_memory(&image, file.text.data(), file.text.size()));
    if (std::uint64_t(image.width) * image.height > most_pixels)
      throw sagitta::input_error({file.source, ""},
                                 fmt::format("the picture has {} x {} pixels; more than {} are refused: cut or shrink it", image.width,
                                             image.height, most_pixels));
    image.format = PNG_FORMAT_GRAY;
    Picture picture{image.width, image.height, std::vector<std::uint8_t>(std::size_t(image.width) * image.height)};
    const png_color white = {255, 255, 255};
    // A negative row length: the first row in memory is the lowest.
    check(png_image_finish_read(&image, &white, picture.is_metal.data(), -static_cast<png_int_32>(image.width), nullptr));
    constexpr std::uint8_t middle = 128;
    for (std::uint8_t &pixel : picture.is_metal)
      pixel = (pixel < middle) == (metal == MetalTone::dark) ? 1 : 0;
    return picture;
  }

  std::vector<meshing::Polygon> make_polygons(const Picture &picture, double pixel)
  {
    std::vector<meshing::Polygon> polygons;
    std::vector<Run> open;
    const auto close = [&](const Run &run, unsigned row) {
      polygons.push_back(meshing::make_polygon({run.first * pixel, run.end * pixel, run.row * pixel, row * pixel}));
    };
    for (unsigned row = 0; row <= picture.height; ++row)
      {
        std::vector<Run> runs = row < picture.height ? find_runs(picture, row) : std::vector<Run>();
        // Both lists ascend: a run goes on where the row below has the same.
        std::size_t below = 0;
        for (Run &run : runs)
          {
            for (; below < open.size() && open[below].first < run.first; ++below)
              close(open[below], row);
            if (below < open.size() && is_same(open[below], run))
              run.row = open[below++].row;
          }
        for (; below < open.size(); ++below)
          close(open[below], row);
        open = std::move(runs);
      }
    return polygons;
  }
} // namespace sagitta::input
