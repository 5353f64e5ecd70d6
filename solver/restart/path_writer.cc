// write_path(): the first rank lays the file out, all ranks write their cells at their places in it.

#include <solver/restart/path_file.h>

#include <solver/base/errors.h>
#include <solver/hdf5/allocate_dataset.h>
#include <solver/hdf5/handle.h>
#include <solver/output/open_file.h>
#include <solver/output/whole_file.h>
#include <solver/restart/path_format.h>
#include <solver/restart/stored_cells.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace sagitta::restart
{
  namespace
  {
    using hdf5::Handle;

    /// What this rank writes.
    struct Pieces
    {
      std::vector<double> boxes, values;
      std::vector<unsigned long long> n_parts, parts, n_values, checksums;

      Pieces(const process::PathRecorder &recorder, const layered::PlanSpace &plan, process::PathRecord &record)
      {
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          {
            const process::CellLayout layout = recorder.layout(cell);
            const std::array<double, 4> &box = plan.box(cell);
            std::vector<unsigned long long> own;
            for (std::size_t b = 0; b < layout.memory.size(); ++b)
              own.insert(own.end(), {layout.block_of_element[b], layout.bodies[b], layout.memory[b]});
            const std::vector<double> of_cell(record.values.begin() + static_cast<std::ptrdiff_t>(record.first_value[cell]),
                                              record.values.begin() + static_cast<std::ptrdiff_t>(record.first_value[cell + 1]));
            boxes.insert(boxes.end(), box.begin(), box.end());
            n_parts.push_back(layout.memory.size());
            n_values.push_back(of_cell.size());
            checksums.push_back(checksum(box, own, of_cell));
            parts.insert(parts.end(), own.begin(), own.end());
          }
        values.swap(record.values);
      }

      std::array<unsigned long long, 3> sizes() const { return {n_parts.size(), parts.size(), values.size()}; }
    };

    /// Where the lists begin in the file [bytes].
    struct Places
    {
      std::uint64_t boxes = 0, n_parts = 0, parts = 0, n_values = 0, checksums = 0, values = 0;
    };

    /// Cells, numbers of parts, and values: of the ranks before this one, and of all.
    struct Shares
    {
      std::array<unsigned long long, 3> first = {{0, 0, 0}}, all = {{0, 0, 0}};

      Shares(const std::array<unsigned long long, 3> &own, MPI_Comm communicator)
      {
        MPI_Exscan(own.data(), first.data(), 3, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator);
        int rank = 0;
        MPI_Comm_rank(communicator, &rank);
        if (rank == 0)
          first = {{0, 0, 0}};
        MPI_Allreduce(own.data(), all.data(), 3, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator);
      }

      std::uint64_t bytes() const { return 8 * (7 * all[0] + all[1] + all[2]); }
    };

    /// Makes the file with all that belongs to no cell, and room for the cells.
    Places lay_out(const std::filesystem::path &file, const process::PathRecord &record, const Notes &notes, const Shares &shares)
    {
      const hdf5::QuietErrors quiet;
      const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
      hdf5::check(H5Pset_file_locking(access, false, true), "set a property"); // the WholeFile has the lock
      const Handle handle(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "create the file");
      hdf5::set_attribute(handle, "format", std::string(path_format));
      hdf5::set_attribute(handle, "format_version", path_format_version);
      hdf5::set_attribute(handle, "method", record.method);
      hdf5::set_attribute(handle, "checksum", checksum(record.shared, record.method, notes));
      std::vector<std::string> names, texts;
      for (const auto &[name, text] : notes)
        {
          names.push_back(name);
          texts.push_back(text);
        }
      if (!notes.empty())
        {
          hdf5::write_texts(handle, "notes", names);
          hdf5::write_texts(handle, "texts", texts);
        }
      hdf5::allocate_dataset(handle, "shared", H5T_NATIVE_DOUBLE, {record.shared.size()});
      {
        const Handle dataset(H5Dopen2(handle, "shared", H5P_DEFAULT), H5Dclose, "open a dataset");
        hdf5::check(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, record.shared.data()), "write a dataset");
      }
      const auto make = [&](const char *name, hid_t type, hsize_t size) { return hdf5::allocate_dataset(handle, name, type, {size}); };
      const auto &[cells, parts, values] = shares.all;
      Places places;
      places.boxes = make("boxes", H5T_NATIVE_DOUBLE, 4 * cells);
      places.n_parts = make("parts_of_cell", H5T_NATIVE_ULLONG, cells);
      places.parts = make("parts", H5T_NATIVE_ULLONG, parts);
      places.n_values = make("values_of_cell", H5T_NATIVE_ULLONG, cells);
      places.checksums = make("checksums", H5T_NATIVE_ULLONG, cells);
      places.values = make("values", H5T_NATIVE_DOUBLE, values);
      hdf5::check(H5Fflush(handle, H5F_SCOPE_GLOBAL), "write the layout of the file");
      return places;
    }

    void write(const Pieces &pieces, const Places &places, const Shares &shares, output::OpenFile &file)
    {
      const auto at = [](std::uint64_t begin, unsigned long long numbers) { return begin + 8 * numbers; };
      const auto &[cell, part, value] = shares.first;
      file.write(pieces.boxes, at(places.boxes, 4 * cell));
      file.write(pieces.n_parts, at(places.n_parts, cell));
      file.write(pieces.parts, at(places.parts, part));
      file.write(pieces.n_values, at(places.n_values, cell));
      file.write(pieces.checksums, at(places.checksums, cell));
      file.write(pieces.values, at(places.values, value));
      file.synchronise_and_close();
    }

    /// Reads this rank's cells again. Throws FileError when they are not what was written.
    void check_written(const std::filesystem::path &temporary, const std::filesystem::path &target, const Shares &shares, std::size_t count)
    {
      try
        {
          const hdf5::QuietErrors quiet;
          const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
          hdf5::check(H5Pset_file_locking(access, false, true), "set a property");
          const Handle handle(H5Fopen(temporary.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "open the file");
          const StoredCells cells(handle);
          for (std::size_t done = 0; done < count; done += 1024)
            cells.read(shares.first[0] + done, std::min<std::size_t>(1024, count - done), {});
        }
      catch (const std::exception &error)
        {
          throw FileError(fmt::format("cannot write {}: the file cannot be read back: {}", target.string(), error.what()));
        }
    }
  } // namespace

  void write_path(const std::filesystem::path &file, const process::PathSolver &solver, const process::PathState &state, const Notes &notes)
  {
    const MPI_Comm communicator = solver.model().communicator();
    const process::PathRecorder recorder(solver);
    process::PathRecord record = recorder.record(state);
    const Pieces pieces(recorder, solver.blocks().space().plan(), record);
    const Shares shares(pieces.sizes(), communicator);
    std::optional<output::WholeFile> whole;
    std::filesystem::path temporary = file;
    temporary += ".partial";
    Places places;
    output::on_first_rank(communicator, [&] {
      whole.emplace(file);
      whole->write("");
      constexpr std::uint64_t of_layout = 65536;
      output::OpenFile(temporary, file).reserve(shares.bytes() + of_layout);
      places = lay_out(temporary, record, notes, shares);
      output::OpenFile(temporary, file).reserve(std::filesystem::file_size(temporary));
    });
    MPI_Bcast(&places, static_cast<int>(sizeof places / sizeof(std::uint64_t)), MPI_UINT64_T, 0, communicator);
    output::write_on_every_rank(communicator, [&] {
      output::OpenFile open(temporary, file);
      write(pieces, places, shares, open);
    });
    output::write_on_every_rank(communicator, [&] { check_written(temporary, file, shares, pieces.n_parts.size()); });
    output::on_first_rank(communicator, [&] { whole->commit(); });
  }
} // namespace sagitta::restart
