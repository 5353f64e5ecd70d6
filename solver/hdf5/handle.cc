#include <solver/hdf5/handle.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

namespace sagitta::hdf5
{
  namespace
  {
    /// The type of a text of any length in UTF-8.
    hid_t make_text_type()
    {
      const hid_t type = checked(H5Tcopy(H5T_C_S1), "make a type");
      checked(H5Tset_size(type, H5T_VARIABLE), "make a type");
      checked(H5Tset_cset(type, H5T_CSET_UTF8), "make a type");
      return type;
    }

    [[noreturn]] void miss(const char *name)
    {
      throw FileError(fmt::format("it has no {}", name));
    }

    void require(bool condition, const char *name)
    {
      if (!condition)
        miss(name);
    }

    /// Is there a variable-length text behind an attribute or a dataset?
    bool is_text(hid_t type)
    {
      return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
    }
  } // namespace

  void check(long long answer, const char *what)
  {
    if (answer < 0)
      throw FileError(fmt::format("HDF5 could not {}; is the memory exhausted?", what));
  }

  QuietErrors::QuietErrors()
  {
    H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }

  QuietErrors::~QuietErrors()
  {
    H5Eset_auto2(H5E_DEFAULT, function_, data_);
  }

  void set_attribute(hid_t object, const char *name, const std::string &value)
  {
    const Handle type(make_text_type(), H5Tclose, "make a type");
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a space");
    const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
    const char *text = value.c_str();
    checked(H5Awrite(attribute, type, &text), "write an attribute");
  }

  void set_attribute(hid_t object, const char *name, double value)
  {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a space");
    const Handle attribute(H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
    checked(H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value), "write an attribute");
  }

  void set_attribute(hid_t object, const char *name, int value)
  {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a space");
    const Handle attribute(H5Acreate2(object, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
    checked(H5Awrite(attribute, H5T_NATIVE_INT, &value), "write an attribute");
  }

  void set_attribute(hid_t object, const char *name, const std::vector<double> &values)
  {
    const hsize_t size = values.size();
    const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "make a space");
    const Handle attribute(H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
    checked(H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data()), "write an attribute");
  }

  Handle make_group(hid_t place, const char *name)
  {
    return Handle(H5Gcreate2(place, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
  }

  void write_texts(hid_t place, const char *name, const std::vector<std::string> &texts)
  {
    const Handle type(make_text_type(), H5Tclose, "make a type");
    const hsize_t size = texts.size();
    const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "make a space");
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
    checked(H5Pset_obj_track_times(properties, false), "set a property");
    const Handle dataset(H5Dcreate2(place, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose, "make a dataset");
    std::vector<const char *> pointers;
    for (const std::string &text : texts)
      pointers.push_back(text.c_str());
    if (!texts.empty())
      checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write a dataset");
  }

  std::string read_text(hid_t object, const char *name)
  {
    require(H5Aexists(object, name) > 0, name);
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "open an attribute");
    const Handle stored(H5Aget_type(attribute), H5Tclose, "read a type"), type(make_text_type(), H5Tclose, "make a type");
    require(is_text(stored), name);
    char *text = nullptr;
    require(H5Aread(attribute, type, &text) >= 0 && text, name);
    const std::string result = text;
    H5free_memory(text);
    return result;
  }

  double read_number(hid_t object, const char *name)
  {
    require(H5Aexists(object, name) > 0, name);
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "open an attribute");
    const Handle space(H5Aget_space(attribute), H5Sclose, "read a space");
    double value = 0;
    require(H5Sget_simple_extent_npoints(space) == 1 && H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) >= 0, name);
    return value;
  }

  std::vector<std::string> read_texts(hid_t place, const char *name)
  {
    require(H5Lexists(place, name, H5P_DEFAULT) > 0, name);
    const Handle dataset(H5Dopen2(place, name, H5P_DEFAULT), H5Dclose, "open a dataset");
    const Handle space(H5Dget_space(dataset), H5Sclose, "read a space"), stored(H5Dget_type(dataset), H5Tclose, "read a type"),
        type(make_text_type(), H5Tclose, "make a type");
    const hssize_t size = H5Sget_simple_extent_npoints(space);
    require(size >= 0 && is_text(stored), name);
    std::vector<char *> pointers(static_cast<std::size_t>(size), nullptr);
    if (size > 0)
      require(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) >= 0, name);
    std::vector<std::string> texts;
    for (const char *text : pointers)
      texts.emplace_back(text ? text : "");
    if (size > 0)
      H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
    return texts;
  }
} // namespace sagitta::hdf5
