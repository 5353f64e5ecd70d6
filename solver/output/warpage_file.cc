#include <solver/output/warpage_file.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>
#include <solver/results/warpage.h>

#include <fmt/format.h>

#include <hdf5.h>

#include <string>
#include <utility>

namespace sagitta::output
{
  namespace
  {
    /// HDF5 returns a negative number at an error.
    template <typename Answer>
    Answer checked(Answer answer, const char *what)
    {
      if (answer < 0)
        throw FileError(fmt::format("HDF5 could not {} for the warpage maps; is the memory exhausted?", what));
      return answer;
    }

    /// Owns an HDF5 handle.
    class Handle
    {
    public:
      using Close = herr_t (*)(hid_t);
      Handle(hid_t identifier, Close close, const char *what) : identifier_(checked(identifier, what)), close_(close) {}
      ~Handle() { close_(identifier_); }
      Handle(const Handle &) = delete;
      Handle &operator=(const Handle &) = delete;
      operator hid_t() const { return identifier_; }

    private:
      hid_t identifier_;
      Close close_;
    };

    /// Prevents HDF5 from printing its own stack of errors.
    class QuietErrors
    {
    public:
      QuietErrors()
      {
        H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
      }
      ~QuietErrors() { H5Eset_auto2(H5E_DEFAULT, function_, data_); }
      QuietErrors(const QuietErrors &) = delete;
      QuietErrors &operator=(const QuietErrors &) = delete;

    private:
      H5E_auto2_t function_ = nullptr;
      void *data_ = nullptr;
    };

    void set_attribute(hid_t object, const char *name, const std::string &value)
    {
      const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a type");
      checked(H5Tset_size(type, H5T_VARIABLE), "make a type");
      checked(H5Tset_cset(type, H5T_CSET_UTF8), "make a type");
      const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a space");
      const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
      const char *text = value.c_str();
      checked(H5Awrite(attribute, type, &text), "write an attribute");
    }

    void set_attribute(hid_t object, const char *name, const double *values, hsize_t size)
    {
      const Handle space(size == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, nullptr), H5Sclose, "make a space");
      const Handle attribute(H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
      checked(H5Awrite(attribute, H5T_NATIVE_DOUBLE, values), "write an attribute");
    }

    void set_attribute(hid_t object, const char *name, double value)
    {
      set_attribute(object, name, &value, 1);
    }

    void set_attribute(hid_t object, const char *name, int value)
    {
      const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a space");
      const Handle attribute(H5Acreate2(object, name, H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute");
      checked(H5Awrite(attribute, H5T_NATIVE_INT, &value), "write an attribute");
    }

    void write_dataset(hid_t group, const char *name, const std::vector<double> &values, const std::vector<hsize_t> &sizes)
    {
      const Handle space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose, "make a space");
      const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
      // Without time stamps, so that the same run writes the same bytes.
      checked(H5Pset_obj_track_times(properties, false), "set a property");
      const Handle dataset(H5Dcreate2(group, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, properties, H5P_DEFAULT), H5Dclose,
                           "make a dataset");
      if (!values.empty())
        checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write a dataset");
      set_attribute(dataset, "unit", std::string("m"));
    }

    void write_face(hid_t state, const char *name, const results::Warpage &warpage)
    {
      const Handle group(H5Gcreate2(state, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
      write_dataset(group, "x", warpage.map.x, {warpage.map.x.size()});
      write_dataset(group, "y", warpage.map.y, {warpage.map.y.size()});
      write_dataset(group, "w", warpage.map.heights, {warpage.map.y.size(), warpage.map.x.size()});
      set_attribute(group, "value", warpage.value);
      set_attribute(group, "magnitude", warpage.peak_to_valley);
      set_attribute(group, "diagonals", warpage.diagonals.data(), warpage.diagonals.size());
      if (warpage.limit)
        set_attribute(group, "limit", *warpage.limit);
      set_attribute(group, "unit", std::string("m"));
      set_attribute(group, "shape", results::to_string(warpage.shape));
    }

    void write_state(hid_t file, const results::StateResult &state, int index)
    {
      const Handle group(H5Gcreate2(file, file_stem(state.name).c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
      set_attribute(group, "name", state.name);
      set_attribute(group, "index", index);
      if (state.temperature)
        set_attribute(group, "temperature", *state.temperature);
      set_attribute(group, "temperature_min", state.temperature_min);
      set_attribute(group, "temperature_max", state.temperature_max);
      set_attribute(group, "temperature_unit", std::string("K"));
      write_face(group, "bottom", state.bottom);
      write_face(group, "top", state.top);
    }

    /// The content of the file, made in memory, because HDF5 reports a full disk late and without a clear error.
    std::string make_image(const std::vector<results::StateResult> &states, const FileInfo &info)
    {
      const QuietErrors quiet;
      const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
      checked(H5Pset_fapl_core(access, std::size_t{1} << 20, false), "keep a file in memory");
      const Handle file(H5Fcreate("warpage", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "make a file in memory");
      set_attribute(file, "format", std::string("sagitta warpage"));
      set_attribute(file, "format_version", 1);
      set_attribute(file, "case_name", info.case_name);
      set_attribute(file, "case_hash", info.case_hash);
      set_attribute(file, "version", info.version);
      set_attribute(file, "revision", info.revision);
      for (std::size_t index = 0; index < states.size(); ++index)
        write_state(file, states[index], static_cast<int>(index));
      checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush");
      const ssize_t size = checked(H5Fget_file_image(file, nullptr, 0), "measure a file in memory");
      std::string image(static_cast<std::size_t>(size), '\0');
      checked(H5Fget_file_image(file, image.data(), image.size()), "copy a file in memory");
      return image;
    }
  } // namespace

  void write_warpage_file(const std::filesystem::path &file, const std::vector<results::StateResult> &states, const FileInfo &info,
                          MPI_Comm communicator)
  {
    on_first_rank(communicator, [&]() { write_whole_file(file, make_image(states, info)); });
  }
} // namespace sagitta::output
