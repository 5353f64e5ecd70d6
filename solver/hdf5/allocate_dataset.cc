#include <solver/hdf5/allocate_dataset.h>

#include <solver/hdf5/handle.h>

#include <string>

namespace sagitta::hdf5
{
  std::uint64_t allocate_dataset(hid_t place, const char *name, hid_t type, const std::vector<hsize_t> &sizes, const char *unit)
  {
    const Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, "make a space");
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
    checked(H5Pset_obj_track_times(properties, false), "set a property"); // the same run writes the same bytes
    checked(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY), "set a property");
    checked(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), "set a property");
    const Handle dataset(H5Dcreate2(place, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose, "make a dataset");
    if (unit)
      set_attribute(dataset, "unit", std::string(unit));
    const haddr_t offset = H5Dget_offset(dataset);
    return offset == HADDR_UNDEF ? 0 : offset;
  }
} // namespace sagitta::hdf5
