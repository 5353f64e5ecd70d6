#pragma once

#include <solver/input/import/skeleton.h>

namespace sagitta::input
{
  // Each makes a case of a file of one format. They throw InputError with the place in the file for a file of another format.

  /// A stack of HotSpot (.lcf): layers bottom to top with their floorplans. Its package and cooling stand in another file.
  Skeleton import_hotspot_stack(const ImportSource &source);

  /// A stack of 3D-ICE (.stk): materials, dies, layers, heat sinks; channels become gaps.
  Skeleton import_ice_stack(const ImportSource &source);

  /// A chiplet in CDXML: its size and terminals. Pins of one name are reported.
  Skeleton import_cdxml(const ImportSource &source);

  /// Chiplets in 3DBlox: definitions (.3dbv), or a stack of them (.3dbx).
  Skeleton import_three_d_blox(const ImportSource &source);

  /// A list of bumps: a table with names and positions, or a bump map of 3DBlox (.bmap).
  Skeleton import_bump_list(const ImportSource &source);
} // namespace sagitta::input
