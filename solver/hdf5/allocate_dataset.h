#pragma once

#include <hdf5.h>

#include <cstdint>
#include <vector>

namespace sagitta::hdf5
{
  /// Makes a dataset whose space in the file is allocated at once, so that several processes can each write their part; returns where it
  /// begins [bytes], 0 for an empty one. `unit`: an attribute; null: none. Throws FileError.
  std::uint64_t allocate_dataset(hid_t place, const char *name, hid_t type, const std::vector<hsize_t> &sizes, const char *unit = nullptr);
} // namespace sagitta::hdf5
