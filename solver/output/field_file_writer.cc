#include <solver/output/field_file_writer.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/hdf5/allocate_dataset.h>
#include <solver/hdf5/handle.h>
#include <solver/output/open_file.h>

namespace sagitta::output
{
  namespace
  {
    using hdf5::allocate_dataset;
    using hdf5::checked;
    using hdf5::Handle;
    using hdf5::set_attribute;

    void write_list(hid_t place, const char *name, const std::vector<double> &values, const char *unit)
    {
      allocate_dataset(place, name, H5T_NATIVE_DOUBLE, {values.size()}, unit);
      const Handle dataset(H5Dopen2(place, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      checked(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write a dataset");
    }

    void describe_run(hid_t file, const results::NodalGrid &grid, const FileInfo &info)
    {
      set_attribute(file, "format", std::string("sagitta fields"));
      set_attribute(file, "format_version", grid.is_curved ? 2 : 1);
      set_attribute(file, "case_name", info.case_name);
      set_attribute(file, "case_hash", info.case_hash);
      set_attribute(file, "version", info.version);
      set_attribute(file, "revision", info.revision);
      if (grid.mirror_x)
        set_attribute(file, "mirror_x", *grid.mirror_x);
      if (grid.mirror_y)
        set_attribute(file, "mirror_y", *grid.mirror_y);
      set_attribute(file, "unit", std::string("m"));
    }

    /// Bytes of the file: its rows, and some for the metadata of HDF5.
    std::uint64_t estimate_size(const results::NodalGrid &grid, const std::vector<NodalState> &states)
    {
      constexpr std::uint64_t notes = 32768, notes_of_a_state = 4096;
      std::uint64_t per_node = 2 * sizeof(double) * (grid.is_curved ? 1 + grid.n_z() : 1), size = notes;
      for (const NodalState &state : states)
        {
          per_node += ((state.has_displacement ? 3 : 0) + (state.temperature ? 0 : 1)) * grid.n_z() * sizeof(double);
          size += notes_of_a_state;
        }
      const std::uint64_t per_cell =
          grid.reference_nodes.size() * grid.reference_nodes.size() * sizeof(std::int64_t) + (grid.z.size() - 1) * sizeof(std::int32_t);
      return size + per_node * grid.n_nodes + per_cell * grid.n_cells;
    }
  } // namespace

  FieldFileWriter::FieldFileWriter(const std::filesystem::path &file, const results::NodalGrid &grid, const std::vector<NodalState> &states,
                                   const FileInfo &info, MPI_Comm communicator)
      : communicator_(communicator), target_(file), first_row_(grid.first_node), column_size_(grid.n_z())
  {
    places_.displacement.resize(states.size());
    places_.temperature.resize(states.size());
    on_first_rank(communicator_, [&]() {
      file_.emplace(target_);
      file_->write("");
      temporary_ = file_->temporary();
      OpenFile(temporary_, target_).reserve(estimate_size(grid, states));
      lay_out(grid, states, info);
      OpenFile(temporary_, target_).reserve(std::filesystem::file_size(temporary_));
    });
    share_places();
    write_on_every_rank(communicator_, [&]() {
      OpenFile open(temporary_, target_);
      open.write(grid.nodes, places_.nodes + first_row_ * 2 * sizeof(double));
      open.write(grid.shifts, places_.shifts + first_row_ * column_size_ * 2 * sizeof(double));
      const std::uint64_t per_cell = grid.reference_nodes.size() * grid.reference_nodes.size();
      open.write(grid.cells, places_.cells + grid.first_cell * per_cell * sizeof(std::int64_t));
      open.write(grid.parts, places_.parts + grid.first_cell * (grid.z.size() - 1) * sizeof(std::int32_t));
      open.synchronise_and_close();
    });
  }

  void FieldFileWriter::lay_out(const results::NodalGrid &grid, const std::vector<NodalState> &states, const FileInfo &info)
  {
    const hdf5::QuietErrors quiet;
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
    checked(H5Pset_file_locking(access, false, true), "set a property"); // the WholeFile has the lock
    const Handle file(H5Fcreate(temporary_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "make the file of fields");
    describe_run(file, grid, info);
    {
      const Handle plan = hdf5::make_group(file, "plan");
      const hsize_t per_cell = grid.reference_nodes.size() * grid.reference_nodes.size();
      write_list(plan, "reference_nodes", grid.reference_nodes, nullptr);
      places_.nodes = allocate_dataset(plan, "nodes", H5T_NATIVE_DOUBLE, {grid.n_nodes, 2}, "m");
      if (grid.is_curved)
        places_.shifts = allocate_dataset(plan, "shifts", H5T_NATIVE_DOUBLE, {grid.n_nodes, column_size_, 2}, "m");
      places_.cells = allocate_dataset(plan, "cells", H5T_NATIVE_INT64, {grid.n_cells, per_cell}, nullptr);
    }
    {
      const Handle layers = hdf5::make_group(file, "layers");
      write_list(layers, "reference_nodes", grid.reference_nodes_z, nullptr);
      write_list(layers, "z", grid.z, "m");
    }
    {
      const Handle parts = hdf5::make_group(file, "parts");
      hdf5::write_texts(parts, "names", grid.part_names);
      hdf5::write_texts(parts, "materials", grid.part_materials);
      places_.parts = allocate_dataset(parts, "cells", H5T_NATIVE_INT32, {grid.n_cells, grid.z.size() - 1}, nullptr);
    }
    const Handle list = hdf5::make_group(file, "states");
    for (std::size_t index = 0; index < states.size(); ++index)
      {
        const Handle state = hdf5::make_group(list, file_stem(states[index].name).c_str());
        set_attribute(state, "name", states[index].name);
        set_attribute(state, "index", static_cast<int>(index));
        set_attribute(state, "temperature_unit", std::string("K"));
        if (states[index].has_displacement)
          places_.displacement[index] = allocate_dataset(state, "displacement", H5T_NATIVE_DOUBLE, {grid.n_nodes, column_size_, 3}, "m");
        if (states[index].temperature)
          set_attribute(state, "temperature", *states[index].temperature);
        else
          places_.temperature[index] = allocate_dataset(state, "temperature", H5T_NATIVE_DOUBLE, {grid.n_nodes, column_size_}, "K");
      }
    checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the layout of the file of fields");
  }

  void FieldFileWriter::share_places()
  {
    std::string name = temporary_.string();
    broadcast(name, 0, communicator_);
    temporary_ = name;
    for (std::uint64_t *place : {&places_.nodes, &places_.shifts, &places_.cells, &places_.parts})
      MPI_Bcast(place, 1, MPI_UINT64_T, 0, communicator_);
    for (std::vector<std::uint64_t> *list : {&places_.displacement, &places_.temperature})
      MPI_Bcast(list->data(), static_cast<int>(list->size()), MPI_UINT64_T, 0, communicator_);
  }

  void FieldFileWriter::write(unsigned state, const results::NodalValues &values)
  {
    write_on_every_rank(communicator_, [&]() {
      OpenFile open(temporary_, target_);
      const std::uint64_t before = first_row_ * column_size_ * sizeof(double);
      open.write(values.displacement, places_.displacement.at(state) + 3 * before);
      open.write(values.temperature, places_.temperature.at(state) + before);
      open.synchronise_and_close();
    });
  }

  void FieldFileWriter::commit()
  {
    on_first_rank(communicator_, [&]() { file_->commit(); });
  }
} // namespace sagitta::output
