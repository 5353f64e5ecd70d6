#include <solver/hdf5/image.h>

#include <solver/hdf5/handle.h>

#include <cstddef>
#include <string>

namespace sagitta::hdf5
{
  void write_numbers(hid_t place, const char *name, const std::vector<double> &values, const std::vector<hsize_t> &sizes, const char *unit)
  {
    const Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, "make a space");
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
    checked(H5Pset_obj_track_times(properties, false), "set a property");
    const Handle dataset(H5Dcreate2(place, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose, "make a dataset");
    if (!values.empty())
      checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write a dataset");
    if (unit)
      set_attribute(dataset, "unit", std::string(unit));
  }

  std::string make_image(const std::function<void(hid_t file)> &fill)
  {
    const QuietErrors quiet;
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
    checked(H5Pset_fapl_core(access, std::size_t{1} << 20, false), "keep a file in memory");
    const Handle file(H5Fcreate("image", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "make a file in memory");
    fill(file);
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush");
    const ssize_t size = checked(H5Fget_file_image(file, nullptr, 0), "measure a file in memory");
    std::string image(static_cast<std::size_t>(size), '\0');
    checked(H5Fget_file_image(file, image.data(), image.size()), "copy a file in memory");
    return image;
  }
} // namespace sagitta::hdf5
