#include <solver/restart/path_file.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/hdf5/handle.h>
#include <solver/restart/moved_cell.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::restart
{
  namespace
  {
    using hdf5::check;
    using hdf5::checked;
    using hdf5::Handle;

    constexpr int format_version = 1;

    /// The numbers of this rank's cells among those of all.
    struct Share
    {
      unsigned long long first = 0, all = 0;

      Share(unsigned long long own, MPI_Comm communicator)
      {
        MPI_Exscan(&own, &first, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator);
        int rank = 0;
        MPI_Comm_rank(communicator, &rank);
        if (rank == 0)
          first = 0;
        MPI_Allreduce(&own, &all, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator);
      }
    };

    hid_t type_of(const std::vector<double> &)
    {
      return H5T_NATIVE_DOUBLE;
    }

    hid_t type_of(const std::vector<unsigned long long> &)
    {
      return H5T_NATIVE_ULLONG;
    }

    /// Writes a list of which every rank has a piece. *Collective.*
    template <typename T>
    void write_pieces(hid_t file, const char *name, const std::vector<T> &piece, MPI_Comm communicator)
    {
      const Share share(piece.size(), communicator);
      const hsize_t size = share.all, first = share.first, count = piece.size();
      const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose, "make a space");
      const Handle dataset(H5Dcreate2(file, name, type_of(piece), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose,
                           "make a dataset");
      const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a space");
      if (count > 0)
        check(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "select a piece");
      else
        check(H5Sselect_none(space), "select a piece");
      const Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "make a property list");
      check(H5Pset_dxpl_mpio(transfer, H5FD_MPIO_COLLECTIVE), "set a property");
      check(H5Dwrite(dataset, type_of(piece), memory, space, transfer, piece.data()), "write a dataset");
    }

    /// Reads a piece of a list.
    template <typename T>
    std::vector<T> read_piece(hid_t file, const char *name, hsize_t first, hsize_t count)
    {
      std::vector<T> piece(count);
      if (count == 0)
        return piece;
      const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const Handle space(H5Dget_space(dataset), H5Sclose, "open a space"),
          memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a space");
      check(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "select a piece");
      check(H5Dread(dataset, type_of(piece), memory, space, H5P_DEFAULT, piece.data()), "read a dataset");
      return piece;
    }

    template <typename T>
    std::vector<T> read_all(hid_t file, const char *name)
    {
      const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open a dataset");
      const Handle space(H5Dget_space(dataset), H5Sclose, "open a space");
      return read_piece<T>(file, name, 0, static_cast<hsize_t>(checked(H5Sget_simple_extent_npoints(space), "measure a dataset")));
    }

    /// The cells of a file: their boxes, and where their parts and values lie.
    struct Directory
    {
      std::vector<double> boxes;
      std::vector<unsigned long long> n_parts, n_values, first_part, first_value;

      explicit Directory(hid_t file)
          : boxes(read_all<double>(file, "boxes")), n_parts(read_all<unsigned long long>(file, "parts_of_cell")),
            n_values(read_all<unsigned long long>(file, "values_of_cell"))
      {
        if (boxes.size() != 4 * n_parts.size() || n_values.size() != n_parts.size())
          throw std::invalid_argument("the lists of its cells differ in length");
        for (const auto &[counts, first] : {std::make_pair(&n_parts, &first_part), std::make_pair(&n_values, &first_value)})
          {
            first->push_back(0);
            for (const unsigned long long count : *counts)
              first->push_back(first->back() + count);
          }
      }

      /// The cells that meet a box; of one that is the same box only that.
      std::vector<std::size_t> find(const std::array<double, 4> &box) const
      {
        std::vector<std::size_t> met;
        for (std::size_t cell = 0; cell < n_parts.size(); ++cell)
          if (std::equal(box.begin(), box.end(), &boxes[4 * cell]))
            return {cell};
          else if (meets(cell, box))
            met.push_back(cell);
        return met;
      }

      bool meets(std::size_t cell, const std::array<double, 4> &box) const
      {
        const double *own = &boxes[4 * cell], tolerance = 1e-9 * (box[2] - box[0] + box[3] - box[1]);
        return own[0] < box[2] + tolerance && own[2] > box[0] - tolerance && own[1] < box[3] + tolerance && own[3] > box[1] - tolerance;
      }
    };

    StoredCell read_cell(hid_t file, const Directory &directory, std::size_t cell, std::size_t n_nodal)
    {
      StoredCell stored;
      std::copy_n(directory.boxes.begin() + static_cast<std::ptrdiff_t>(4 * cell), 4, stored.box.begin());
      stored.layout.n_nodal = n_nodal;
      const auto parts = read_piece<unsigned long long>(file, "parts", 3 * directory.first_part[cell], 3 * directory.n_parts[cell]);
      for (std::size_t i = 0; i < parts.size(); i += 3)
        {
          stored.layout.block_of_element.push_back(static_cast<unsigned>(parts[i]));
          stored.layout.bodies.push_back(static_cast<unsigned>(parts[i + 1]));
          stored.layout.memory.push_back(parts[i + 2]);
        }
      stored.values = read_piece<double>(file, "values", directory.first_value[cell], directory.n_values[cell]);
      return stored;
    }

    /// The record of this rank's cells. Reads every stored cell that one of them meets.
    process::PathRecord read_record(hid_t file, const process::PathSolver &solver)
    {
      if (hdf5::read_text(file, "format") != "sagitta path" ||
          static_cast<int>(hdf5::read_number(file, "format_version")) != format_version)
        throw std::invalid_argument("it is not a state of a path in the format of this program");
      const process::PathRecorder recorder(solver);
      const layered::LayeredSpace &space = solver.blocks().space();
      const Directory directory(file);
      process::PathRecord record{read_all<double>(file, "shared"), {0}, {}};
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        {
          const process::CellLayout layout = recorder.layout(cell);
          const std::array<double, 4> &box = space.plan().box(cell);
          std::vector<StoredCell> met;
          for (const std::size_t c : directory.find(box))
            met.push_back(read_cell(file, directory, c, layout.n_nodal));
          std::vector<const StoredCell *> pointers;
          for (const StoredCell &stored : met)
            pointers.push_back(&stored);
          const std::vector<double> values = MovedCell(space, pointers).values(box, layout);
          record.values.insert(record.values.end(), values.begin(), values.end());
          record.first_value.push_back(record.values.size());
        }
      return record;
    }

    Handle open_parallel(const std::filesystem::path &file, MPI_Comm communicator)
    {
      const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
      check(H5Pset_fapl_mpio(access, communicator, MPI_INFO_NULL), "set a property");
      return {H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "create the file"};
    }
  } // namespace

  void write_path(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state)
  {
    const MPI_Comm communicator = solver.model().communicator();
    const process::PathRecorder recorder(solver);
    const process::PathRecord record = recorder.record(state);
    const layered::PlanSpace &plan = solver.blocks().space().plan();
    std::vector<double> boxes;
    std::vector<unsigned long long> n_parts, parts, n_values;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const process::CellLayout layout = recorder.layout(cell);
        boxes.insert(boxes.end(), plan.box(cell).begin(), plan.box(cell).end());
        n_parts.push_back(layout.memory.size());
        for (std::size_t b = 0; b < layout.memory.size(); ++b)
          parts.insert(parts.end(), {layout.block_of_element[b], layout.bodies[b], layout.memory[b]});
        n_values.push_back(record.first_value[cell + 1] - record.first_value[cell]);
      }
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    const hdf5::QuietErrors quiet;
    const Handle handle = open_parallel(file, communicator);
    hdf5::set_attribute(handle, "format", std::string("sagitta path"));
    hdf5::set_attribute(handle, "format_version", format_version);
    write_pieces(handle, "shared", rank == 0 ? record.shared : std::vector<double>(), communicator);
    write_pieces(handle, "boxes", boxes, communicator);
    write_pieces(handle, "parts_of_cell", n_parts, communicator);
    write_pieces(handle, "parts", parts, communicator);
    write_pieces(handle, "values_of_cell", n_values, communicator);
    write_pieces(handle, "values", record.values, communicator);
  }

  process::PathState read_path(const std::filesystem::path &file, const process::PathSolver &solver)
  {
    const hdf5::QuietErrors quiet;
    const auto failure = [&](const std::string &what) {
      return FileError(fmt::format("cannot read the state of a path in {}: {}", file.string(), what));
    };
    process::PathRecord record;
    const auto first = find_first_failure(solver.model().communicator(), [&]() {
      const Handle handle(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file");
      record = read_record(handle, solver);
    });
    if (first)
      throw failure(*first);
    try
      {
        return process::PathRecorder(solver).restore(record);
      }
    catch (const std::invalid_argument &error) // of the numbers that all ranks share
      {
        throw failure(error.what());
      }
  }
} // namespace sagitta::restart
