#include <solver/restore/field_file.h>

#include <solver/base/errors.h>
#include <solver/hdf5/handle.h>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace sagitta::restore
{
  namespace
  {
    using hdf5::checked;
    using hdf5::Handle;

    Handle open_dataset(hid_t file, const std::string &name)
    {
      if (H5Lexists(file, name.c_str(), H5P_DEFAULT) <= 0)
        throw FileError(fmt::format("it has no {}", name));
      return Handle(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open a dataset");
    }

    Handle open_group(hid_t file, const std::string &name)
    {
      if (H5Lexists(file, name.c_str(), H5P_DEFAULT) <= 0)
        throw FileError(fmt::format("it has no {}", name));
      return Handle(H5Gopen2(file, name.c_str(), H5P_DEFAULT), H5Gclose, "open a group");
    }

    /// A dataset as a whole.
    template <typename Number>
    std::vector<Number> read_all(hid_t file, const std::string &name, hid_t type)
    {
      const Handle dataset = open_dataset(file, name);
      const Handle space(H5Dget_space(dataset), H5Sclose, "read a space");
      std::vector<Number> values(static_cast<std::size_t>(checked(H5Sget_simple_extent_npoints(space), "read a space")));
      if (!values.empty() && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        throw FileError(fmt::format("its {} cannot be read", name));
      return values;
    }

    std::vector<double> read_doubles(hid_t file, const std::string &name)
    {
      return read_all<double>(file, name, H5T_NATIVE_DOUBLE);
    }

    meshing::Mirror read_mirror(hid_t file)
    {
      meshing::Mirror mirror;
      if ((mirror.in_x = H5Aexists(file, "mirror_x") > 0))
        mirror.centre_x = hdf5::read_number(file, "mirror_x");
      if ((mirror.in_y = H5Aexists(file, "mirror_y") > 0))
        mirror.centre_y = hdf5::read_number(file, "mirror_y");
      return mirror;
    }

    StoredMesh read_mesh(hid_t file)
    {
      StoredMesh mesh;
      mesh.mirror = read_mirror(file);
      mesh.reference_nodes = read_doubles(file, "plan/reference_nodes");
      mesh.nodes = read_doubles(file, "plan/nodes");
      if (H5Lexists(file, "plan/shifts", H5P_DEFAULT) > 0)
        mesh.shifts = read_doubles(file, "plan/shifts");
      mesh.cells = read_all<std::int64_t>(file, "plan/cells", H5T_NATIVE_INT64);
      mesh.reference_nodes_z = read_doubles(file, "layers/reference_nodes");
      mesh.z = read_doubles(file, "layers/z");
      mesh.parts = read_all<std::int32_t>(file, "parts/cells", H5T_NATIVE_INT32);
      mesh.part_names = hdf5::read_texts(open_group(file, "parts"), "names");
      mesh.part_materials = hdf5::read_texts(open_group(file, "parts"), "materials");
      return mesh;
    }

    /// Names of the groups in /states, in any order.
    std::vector<std::string> list_groups(hid_t file)
    {
      const Handle states = open_group(file, "states");
      std::vector<std::string> names;
      const auto add = [](hid_t, const char *name, const H5L_info_t *, void *list) -> herr_t {
        static_cast<std::vector<std::string> *>(list)->emplace_back(name);
        return 0;
      };
      checked(H5Literate(states, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, add, &names), "list the states");
      return names;
    }

    Handle open_file(const std::filesystem::path &path)
    {
      std::error_code error;
      if (!std::filesystem::exists(path, error))
        throw FileError("there is no such file; a run writes it unless its case has output: {fields: false}");
      const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
      if (file < 0)
        throw FileError("it cannot be opened, or it is not an HDF5 file");
      return Handle(file, H5Fclose, "open a file");
    }

    void check_format(hid_t file)
    {
      if (H5Aexists(file, "format") <= 0 || hdf5::read_text(file, "format") != "sagitta fields")
        throw FileError("it holds no fields of a run");
      const double version = hdf5::read_number(file, "format_version");
      if (version != 1 && version != 2)
        throw FileError(fmt::format("its format has version {:g}, and this program reads the versions 1 and 2 only", version));
    }

    /// Runs `read`; names the file in what it throws.
    template <typename Read>
    void naming(const std::filesystem::path &path, const Read &read)
    {
      try
        {
          const hdf5::QuietErrors quiet;
          read();
        }
      catch (const FileError &error)
        {
          throw FileError(fmt::format("cannot read the fields of {}: {}", path.string(), error.what()));
        }
    }

    /// Reads rows of a dataset, those marked, in their order. `values_per_row`: numbers of a row.
    std::vector<double> read_rows(hid_t file, const std::string &name, const std::vector<char> &is_marked, hsize_t values_per_row)
    {
      const Handle dataset = open_dataset(file, name);
      const Handle space(H5Dget_space(dataset), H5Sclose, "read a space");
      const int rank = checked(H5Sget_simple_extent_ndims(space), "read a space");
      std::vector<hsize_t> sizes(static_cast<std::size_t>(rank)), start(sizes.size(), 0);
      checked(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), "read a space");
      hsize_t per_row = 1;
      for (std::size_t i = 1; i < sizes.size(); ++i)
        per_row *= sizes[i];
      if (rank < 2 || sizes[0] != is_marked.size() || per_row != values_per_row)
        throw FileError(fmt::format("the size of {} does not agree with its plan and layers", name));

      std::vector<double> values;
      values.reserve(static_cast<std::size_t>(std::count(is_marked.begin(), is_marked.end(), 1)) * per_row);
      for (std::size_t first = 0; first < is_marked.size();)
        {
          std::size_t end = first;
          while (end < is_marked.size() && is_marked[end] == is_marked[first])
            ++end;
          if (is_marked[first])
            {
              std::vector<hsize_t> count = sizes;
              count[0] = end - first;
              start[0] = first;
              const Handle memory(H5Screate_simple(rank, count.data(), nullptr), H5Sclose, "make a space");
              checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), "select rows");
              const std::size_t before = values.size();
              values.resize(before + (end - first) * per_row);
              if (H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values.data() + before) < 0)
                throw FileError(fmt::format("its {} cannot be read", name));
            }
          first = end;
        }
      return values;
    }

    /// The images of an area of the package in the modelled part.
    std::vector<meshing::Rectangle> fold(const meshing::Rectangle &area, const meshing::Mirror &mirror)
    {
      std::vector<meshing::Rectangle> images{area};
      for (const meshing::MirrorPlane &plane : mirror.planes())
        for (std::size_t i = images.size(); i > 0; --i)
          images.push_back(plane.reflect(images[i - 1]));
      return images;
    }

    /// The nodes of the cells that touch an area of the package; all without one.
    std::vector<char> mark_nodes(const StoredGrid &grid, const std::optional<meshing::Rectangle> &area)
    {
      std::vector<char> is_marked(grid.n_nodes(), area ? 0 : 1);
      if (area)
        for (const meshing::Rectangle &image : fold(*area, grid.mesh().mirror))
          for (const unsigned cell : grid.find_cells(image))
            for (unsigned i = 0; i < grid.per_cell(); ++i)
              is_marked[static_cast<std::size_t>(grid.cell(cell)[i])] = 1;
      return is_marked;
    }
  } // namespace

  StoredField::StoredField(std::shared_ptr<const StoredGrid> grid, unsigned n_components, std::vector<std::int64_t> column_of_node,
                           std::vector<double> values)
      : grid_(std::move(grid)), n_components_(n_components), column_of_node_(std::move(column_of_node)), values_(std::move(values))
  {
  }

  std::optional<std::array<double, 3>> StoredField::at(const std::array<double, 3> &point) const
  {
    const meshing::Mirror &mirror = grid_->mesh().mirror;
    const meshing::Reflection reflection = mirror.into_model(point);
    const auto place = grid_->find(mirror.reflect(point, reflection));
    if (!place)
      return std::nullopt;
    std::array<double, 3> result{{0, 0, 0}};
    for (unsigned i = 0; i < grid_->per_cell(); ++i)
      {
        const double *values = values_of(*place, i);
        if (values == nullptr)
          return std::nullopt;
        for (std::size_t k = 0; k < place->shapes_z.size(); ++k)
          for (unsigned c = 0; c < n_components_; ++c)
            result[c] += place->shapes[i] * place->shapes_z[k] * values[k * n_components_ + c];
      }
    if (n_components_ == 3)
      for (unsigned c = 0; c < 3; ++c)
        result[c] *= reflection.sign(c);
    return result;
  }

  const double *StoredField::values_of(const StoredGrid::Place &place, unsigned node) const
  {
    const std::int64_t column = column_of_node_[static_cast<std::size_t>(grid_->cell(place.cell)[node])];
    if (column < 0)
      return nullptr;
    return &values_[(static_cast<std::size_t>(column) * grid_->n_z() + place.element * (place.shapes_z.size() - 1)) * n_components_];
  }

  std::optional<std::array<std::array<double, 4>, 3>> StoredField::gradients_at(const std::array<double, 3> &point) const
  {
    const meshing::Mirror &mirror = grid_->mesh().mirror;
    const meshing::Reflection reflection = mirror.into_model(point);
    const auto place = grid_->find(mirror.reflect(point, reflection));
    if (!place)
      return std::nullopt;
    const std::array<std::vector<double>, 2> gradients = grid_->find_gradients(*place);
    const std::array<double, 2> slope = grid_->find_slope(*place);
    const std::vector<double> by_zeta = lagrange_derivatives(grid_->mesh().reference_nodes_z, place->reference[2]);
    const double height = grid_->mesh().z[place->element + 1] - grid_->mesh().z[place->element];
    std::array<std::array<double, 4>, 3> result{};
    for (unsigned i = 0; i < grid_->per_cell(); ++i)
      {
        const double *values = values_of(*place, i);
        if (values == nullptr)
          return std::nullopt;
        for (std::size_t k = 0; k < place->shapes_z.size(); ++k)
          {
            const double shape = place->shapes[i], shape_z = place->shapes_z[k];
            const double dx = gradients[0][i] * shape_z, dy = gradients[1][i] * shape_z;
            const std::array<double, 4> factors{{dx, dy, shape * by_zeta[k] / height - slope[0] * dx - slope[1] * dy, shape * shape_z}};
            for (unsigned c = 0; c < n_components_; ++c)
              for (unsigned a = 0; a < 4; ++a)
                result[c][a] += factors[a] * values[k * n_components_ + c];
          }
      }
    for (unsigned c = 0; c < n_components_; ++c)
      for (unsigned a = 0; a < 4; ++a)
        result[c][a] *= (n_components_ == 3 ? reflection.sign(c) : 1) * (a < 3 ? reflection.sign(a) : 1);
    return result;
  }

  FieldFile::FieldFile(const std::filesystem::path &place) : path_(place)
  {
    std::error_code error;
    if (std::filesystem::is_directory(place, error))
      path_ /= "fields.h5";
    naming(path_, [&]() {
      const Handle file = open_file(path_);
      check_format(file);
      case_name_ = hdf5::read_text(file, "case_name");
      case_hash_ = hdf5::read_text(file, "case_hash");
      version_ = hdf5::read_text(file, "version");
      grid_ = std::make_shared<const StoredGrid>(read_mesh(file));
      const std::vector<std::string> groups = list_groups(file);
      groups_.resize(groups.size());
      states_.resize(groups.size());
      for (const std::string &group : groups)
        {
          const Handle state = open_group(file, "states/" + group);
          const double index = hdf5::read_number(state, "index");
          if (!(index >= 0 && index < static_cast<double>(groups.size())))
            throw FileError("the order of its states is not known");
          StoredState &stored = states_[static_cast<std::size_t>(index)];
          stored.name = hdf5::read_text(state, "name");
          if (H5Aexists(state, "temperature") > 0)
            stored.temperature = hdf5::read_number(state, "temperature");
          stored.has_displacement = H5Lexists(state, "displacement", H5P_DEFAULT) > 0;
          groups_[static_cast<std::size_t>(index)] = group;
        }
    });
  }

  unsigned FieldFile::find_state(const std::string &name) const
  {
    std::string names;
    for (std::size_t i = 0; i < states_.size(); ++i)
      {
        if (states_[i].name == name)
          return static_cast<unsigned>(i);
        names += (i ? ", " : "") + states_[i].name;
      }
    throw InputError(fmt::format("{} has no state {}; its states are {}", path_.string(), name, names));
  }

  StoredField FieldFile::read(unsigned state, Quantity quantity, const std::optional<meshing::Rectangle> &area) const
  {
    const bool is_temperature = quantity == Quantity::temperature;
    const unsigned components = is_temperature ? 1 : 3;
    const std::vector<char> is_marked = mark_nodes(*grid_, area);
    std::vector<std::int64_t> columns(is_marked.size(), -1);
    std::int64_t n_columns = 0;
    for (std::size_t node = 0; node < is_marked.size(); ++node)
      if (is_marked[node])
        columns[node] = n_columns++;
    const std::size_t column_size = std::size_t(grid_->n_z()) * components;
    std::vector<double> values;
    if (is_temperature && states_.at(state).temperature)
      values.assign(static_cast<std::size_t>(n_columns) * column_size, *states_.at(state).temperature);
    else
      naming(path_, [&]() {
        values = read_rows(open_file(path_), "states/" + groups_.at(state) + (is_temperature ? "/temperature" : "/displacement"), is_marked,
                           column_size);
      });
    return StoredField(grid_, components, std::move(columns), std::move(values));
  }
} // namespace sagitta::restore
