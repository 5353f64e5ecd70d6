#pragma once

#include <solver/base/name_table.h>
#include <solver/input/layout/png_picture.h>

namespace sagitta::input
{
  /// Which coordinate of a layout changes its sign.
  enum class LayoutMirror
  {
    none,
    x,
    y
  };

  const NameTable<LayoutMirror> &layout_mirror_names();
  const NameTable<MetalTone> &metal_tone_names();
} // namespace sagitta::input
