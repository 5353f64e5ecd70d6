#pragma once

#include <meshing/layout/polygon.h>
#include <solver/input/text/files.h>

#include <cstdint>
#include <vector>

namespace sagitta::input
{
  /// Pixels beyond which a picture is refused.
  constexpr std::uint64_t most_pixels = 200'000'000;

  /// Which pixels of a picture are metal: those darker, or lighter, than the middle of the range.
  enum class MetalTone
  {
    dark,
    light
  };

  /// A picture in two tones, from the lower left corner.
  struct Picture
  {
    unsigned width = 0, height = 0;     ///< pixels
    std::vector<std::uint8_t> is_metal; ///< [width * row + column]
  };

  /// Reads a PNG of any colours; what is transparent counts as white. Throws InputError for a damaged file and for more than most_pixels.
  Picture read_png(const TextFile &file, MetalTone metal);

  /// The metal as rectangles that do not overlap, in units of `pixel` [m], the lower left corner of the picture at the origin.
  std::vector<meshing::Polygon> make_polygons(const Picture &picture, double pixel);
} // namespace sagitta::input
