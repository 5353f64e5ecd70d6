#pragma once

#include <meshing/package/package.h>

namespace sagitta::model
{
  /// The larger extent of a package in the plan [m]: what rounding of coordinates is measured by.
  double plan_scale(const meshing::Package &package);

  /// The body that b is mirrored onto by the plane x = centre or y = centre; b itself when there is none.
  unsigned image_in_plane(const meshing::Package &package, unsigned b, bool in_x, double centre, double scale);
} // namespace sagitta::model
