#pragma once

#include <hdf5.h>

#include <functional>
#include <string>
#include <vector>

namespace sagitta::hdf5
{
  /// Adds an array of numbers, the last index fastest, without time stamps, so that the same numbers are the same bytes. `unit`: an
  /// attribute; null: none. Throws FileError.
  void write_numbers(hid_t place, const char *name, const std::vector<double> &values, const std::vector<hsize_t> &sizes,
                     const char *unit = nullptr);

  /// The bytes of a file with the content that `fill` adds to it. It is made in memory, because HDF5 reports a full disk late and without
  /// a clear error. Throws FileError.
  std::string make_image(const std::function<void(hid_t file)> &fill);
} // namespace sagitta::hdf5
