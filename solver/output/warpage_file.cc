#include <solver/output/warpage_file.h>

#include <solver/hdf5/handle.h>
#include <solver/hdf5/image.h>
#include <solver/output/whole_file.h>
#include <solver/results/warpage.h>

#include <hdf5.h>

#include <string>
#include <vector>

namespace sagitta::output
{
  namespace
  {
    using hdf5::Handle;
    using hdf5::set_attribute;

    void write_map(hid_t group, const results::SurfaceMap &map)
    {
      hdf5::write_numbers(group, "x", map.x, {map.x.size()}, "m");
      hdf5::write_numbers(group, "y", map.y, {map.y.size()}, "m");
      hdf5::write_numbers(group, "w", map.heights, {map.y.size(), map.x.size()}, "m");
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
      set_attribute(group, "name", warpage.name);
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

    void write_states(hid_t file, const std::vector<results::StateResult> &states, const FileInfo &info)
    {
      set_attribute(file, "format", std::string("sagitta warpage"));
      set_attribute(file, "format_version", 1);
      set_attribute(file, "case_name", info.case_name);
      set_attribute(file, "case_hash", info.case_hash);
      set_attribute(file, "version", info.version);
      set_attribute(file, "revision", info.revision);
      for (std::size_t index = 0; index < states.size(); ++index)
        write_state(file, states[index], static_cast<int>(index));
    }
  } // namespace

  void write_warpage_file(const std::filesystem::path &file, const std::vector<results::StateResult> &states, const FileInfo &info,
                          MPI_Comm communicator)
  {
    on_first_rank(communicator, [&]() { write_own_file(file, hdf5::make_image([&](hid_t image) { write_states(image, states, info); })); });
  }
} // namespace sagitta::output
