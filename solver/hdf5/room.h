#pragma once

#include <hdf5.h>

#include <cstdint>
#include <vector>

namespace sagitta::hdf5
{
  /// Makes a dataset whose room in the file is there at once, for several processes to write it at its place; returns where it begins
  /// [bytes]. An empty one begins nowhere: 0. `unit`: an attribute; null: none. Throws FileError.
  std::uint64_t make_room(hid_t place, const char *name, hid_t type, const std::vector<hsize_t> &sizes, const char *unit = nullptr);
} // namespace sagitta::hdf5
