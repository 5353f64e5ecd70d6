#pragma once

#include <gtest/gtest.h>

#include <hdf5.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::tests
{
  // Attributes and datasets of a file, read by HDF5 itself and not by the code that is tested.

  inline std::string read_text_attribute(hid_t file, const char *object, const char *name)
  {
    const hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t type = H5Aget_type(attribute);
    char *text = nullptr;
    EXPECT_GE(H5Aread(attribute, type, &text), 0);
    const std::string result = text ? text : "";
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
    return result;
  }

  inline double read_number_attribute(hid_t file, const char *object, const char *name)
  {
    double value = 0;
    const hid_t attribute = H5Aopen_by_name(file, object, name, H5P_DEFAULT, H5P_DEFAULT);
    EXPECT_GE(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), 0);
    H5Aclose(attribute);
    return value;
  }

  inline std::vector<double> read_dataset(hid_t file, const char *name, std::vector<hsize_t> &sizes)
  {
    const hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    const hid_t space = H5Dget_space(dataset);
    sizes.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
    std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
    EXPECT_GE(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    H5Sclose(space);
    H5Dclose(dataset);
    return values;
  }
} // namespace sagitta::tests
