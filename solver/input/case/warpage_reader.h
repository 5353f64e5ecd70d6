#pragma once

#include <solver/case/requests.h>
#include <solver/input/text/value.h>

namespace sagitta::input
{
  /// Reads what a whole checked case measures as warpage; `package` is its package.
  ///
  /// The bottom face is the lowest plane of the package, and with balls the plane that they are on: the lower face of what lies on the
  /// lowest array whose pitch is `ball_pitch`, or at least 0.3 mm when none has this pitch. Finer bumps join dies inside the package.
  /// Throws InputError for faces that do not exist or are not horizontal, and zones beyond the face.
  WarpageRequest read_warpage(const Value &root, const meshing::Package &package);
} // namespace sagitta::input
