#pragma once

#include <meshing/fill/mirror.h>
#include <meshing/package/package.h>

#include <optional>
#include <vector>

namespace sagitta::meshing
{
  /// The bodies that the reflections of a mirror map each body onto. A body has the first image that no body before it has: of the same
  /// kind, layers, material, stress-free temperature, outline and power. One without any, in a part of a symmetric package, is its own.
  class BodyImages
  {
  public:
    BodyImages() = default;
    BodyImages(const Package &package, const Mirror &mirror);

    /// The image of a body; `reflection` is one of Mirror::reflections().
    unsigned operator()(unsigned body, const Reflection &reflection) const;

    /// Takes the images across the plane of an axis, per body.
    void set(unsigned axis, const std::vector<std::optional<unsigned>> &images);

  private:
    std::vector<unsigned> in_x_, in_y_;
  };

  /// The mirror planes of a package, and the images of its bodies by which it has them.
  struct Symmetry
  {
    Mirror mirror;
    BodyImages images;
  };

  /// The mirror symmetries of the bodies (outlines, layers, materials, stress-free temperatures, power) about the centre of the
  /// package. The caller checks the boundary conditions.
  Symmetry find_symmetry(const Package &package);
} // namespace sagitta::meshing
