#include <solver/output/warpage_file.h>

#include <solver/hdf5/handle.h>
#include <solver/output/whole_file.h>
#include <solver/results/warpage.h>

#include <hdf5.h>

#include <string>
#include <vector>

namespace sagitta::output
{
  namespace
  {
    using hdf5::checked;
    using hdf5::Handle;
    using hdf5::set_attribute;

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

    void write_map(hid_t group, const results::SurfaceMap &map)
    {
      write_dataset(group, "x", map.x, {map.x.size()});
      write_dataset(group, "y", map.y, {map.y.size()});
      write_dataset(group, "w", map.heights, {map.y.size(), map.x.size()});
      set_attribute(group, "unit", std::string("m"));
    }

    void write_quadratic(hid_t group, const results::Quadratic &quadratic)
    {
      const std::vector<double> curvature = {quadratic.kx.value, quadratic.ky.value, quadratic.kxy.value};
      const std::vector<double> uncertainty = {quadratic.kx.uncertainty, quadratic.ky.uncertainty, quadratic.kxy.uncertainty};
      const std::vector<double> bows = {quadratic.bows[0].value, quadratic.bows[1].value};
      set_attribute(group, "curvature", curvature);
      set_attribute(group, "curvature_uncertainty", uncertainty);
      set_attribute(group, "curvature_unit", std::string("1/m"));
      set_attribute(group, "bows", bows);
      set_attribute(group, "bow_uncertainty", quadratic.bows[0].uncertainty);
      set_attribute(group, "quadratic_shape", quadratic.shape);
    }

    void write_face(hid_t parent, const std::string &name, const results::Warpage &warpage)
    {
      const Handle group(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
      write_map(group, warpage.map);
      set_attribute(group, "face", warpage.face);
      set_attribute(group, "value", warpage.value);
      set_attribute(group, "magnitude", warpage.peak_to_valley);
      set_attribute(group, "diagonals", std::vector<double>(warpage.diagonals.begin(), warpage.diagonals.end()));
      set_attribute(group, "sign_is_certain", warpage.sign_is_certain ? 1 : 0);
      if (warpage.quadratic)
        write_quadratic(group, *warpage.quadratic);
      if (warpage.limit)
        {
          set_attribute(group, "limit", warpage.limit->value);
          set_attribute(group, "limit_source", warpage.limit->source);
        }
      set_attribute(group, "shape", results::to_string(warpage.shape));
    }

    void write_gap(hid_t parent, const results::Gap &gap)
    {
      const Handle group(H5Gcreate2(parent, file_stem(gap.name).c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
      write_map(group, gap.change);
      set_attribute(group, "name", gap.name);
      set_attribute(group, "upper", gap.faces[0]);
      set_attribute(group, "lower", gap.faces[1]);
      set_attribute(group, "distance", gap.distance);
      set_attribute(group, "smallest", gap.smallest);
      set_attribute(group, "largest", gap.largest);
      set_attribute(group, "mean", gap.mean);
    }

    /// What the case measures besides bottom and top, in the groups `faces` and `gaps`.
    void write_further(hid_t state_group, const results::StateResult &state)
    {
      if (!state.faces.empty())
        {
          const Handle faces(H5Gcreate2(state_group, "faces", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
          for (const results::NamedWarpage &face : state.faces)
            write_face(faces, file_stem(face.name), face.warpage);
        }
      if (!state.gaps.empty())
        {
          const Handle gaps(H5Gcreate2(state_group, "gaps", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "make a group");
          for (const results::Gap &gap : state.gaps)
            write_gap(gaps, gap);
        }
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
      write_further(group, state);
    }

    /// The content of the file, made in memory, because HDF5 reports a full disk late and without a clear error.
    std::string make_image(const std::vector<results::StateResult> &states, const FileInfo &info)
    {
      const hdf5::QuietErrors quiet;
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
    on_first_rank(communicator, [&]() { write_own_file(file, make_image(states, info)); });
  }
} // namespace sagitta::output
