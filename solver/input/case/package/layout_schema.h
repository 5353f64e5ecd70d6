#pragma once

#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// `layout` of a material: a layer whose metal is read from a layout and homogenised in tiles.
  TypePointer layout_type();
} // namespace sagitta::input
