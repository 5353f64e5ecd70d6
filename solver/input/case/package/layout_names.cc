#include <solver/input/case/package/layout_names.h>

namespace sagitta::input
{
  const NameTable<LayoutMirror> &layout_mirror_names()
  {
    static const NameTable<LayoutMirror> names = {
        {LayoutMirror::none, "none", "as it is"}, {LayoutMirror::x, "x", "x becomes -x"}, {LayoutMirror::y, "y", "y becomes -y"}};
    return names;
  }

  const NameTable<MetalTone> &metal_tone_names()
  {
    static const NameTable<MetalTone> names = {{MetalTone::dark, "dark", "dark pixels"}, {MetalTone::light, "light", "light pixels"}};
    return names;
  }
} // namespace sagitta::input
