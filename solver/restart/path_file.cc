#include <solver/restart/path_file.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/hdf5/handle.h>
#include <solver/restart/moved_cell.h>
#include <solver/restart/path_format.h>
#include <solver/restart/stored_cells.h>

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
    using hdf5::Handle;

    // Consecutive cells that are read at a time.
    constexpr std::size_t most_at_once = 512;

    Notes notes_of(hid_t file)
    {
      if (H5Lexists(file, "notes", H5P_DEFAULT) <= 0)
        return {};
      const std::vector<std::string> names = hdf5::read_texts(file, "notes"), texts = hdf5::read_texts(file, "texts");
      if (names.size() != texts.size())
        throw std::invalid_argument("the lists of its notes differ in length");
      Notes notes;
      for (std::size_t i = 0; i < names.size(); ++i)
        notes.emplace_back(names[i], texts[i]);
      return notes;
    }

    /// What belongs to no cell. Throws std::invalid_argument when it is not in this format, or damaged.
    process::PathRecord read_shared(hid_t file, Notes &notes)
    {
      if (hdf5::read_text(file, "format") != path_format ||
          static_cast<int>(hdf5::read_number(file, "format_version")) != path_format_version)
        throw std::invalid_argument("it is not a state of a path in the format of this program");
      process::PathRecord record{read_numbers(file, "shared"), {0}, {}, hdf5::read_text(file, "method")};
      notes = notes_of(file);
      if (hdf5::read_text(file, "checksum") != checksum(record.shared, record.method, notes))
        throw std::invalid_argument("its numbers do not have the checksum that was written with them: the file is damaged");
      return record;
    }

    /// Where the values of the plan's cells come from: the stored cells that each of them meets.
    class RecordReader
    {
    public:
      RecordReader(hid_t file, const process::PathSolver &solver) : solver_(solver), recorder_(solver), stored_(file)
      {
        const layered::PlanSpace &plan = solver.blocks().space().plan();
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          met_.push_back(stored_.find(plan.box(cell)));
      }

      void read(process::PathRecord &record) const
      {
        for (std::size_t cell = 0; cell < met_.size();)
          {
            const std::size_t n = length_of_run(cell);
            if (n > 1)
              for (const StoredCell &stored : stored_.read(met_[cell].front(), n, layout(cell)))
                append(cell++, {&stored}, record);
            else
              append_from_all(cell++, record);
          }
      }

    private:
      process::CellLayout layout(std::size_t cell) const { return recorder_.layout(static_cast<unsigned>(cell)); }

      /// The cells from this one on that meet one stored cell each, if these are consecutive.
      std::size_t length_of_run(std::size_t cell) const
      {
        std::size_t n = 0;
        while (n < most_at_once && cell + n < met_.size() && met_[cell + n].size() == 1 && met_[cell + n].front() == met_[cell].front() + n)
          ++n;
        return n;
      }

      void append(std::size_t cell, const std::vector<const StoredCell *> &stored, process::PathRecord &record) const
      {
        const layered::LayeredSpace &space = solver_.blocks().space();
        const auto index = static_cast<unsigned>(cell);
        const std::vector<double> values = MovedCell(space, stored).values(space.plan().box(index), recorder_.layout(index));
        record.values.insert(record.values.end(), values.begin(), values.end());
        record.first_value.push_back(record.values.size());
      }

      void append_from_all(std::size_t cell, process::PathRecord &record) const
      {
        std::vector<StoredCell> stored;
        for (const std::size_t c : met_[cell])
          stored.push_back(std::move(stored_.read(c, 1, layout(cell)).front()));
        std::vector<const StoredCell *> pointers;
        for (const StoredCell &one : stored)
          pointers.push_back(&one);
        append(cell, pointers, record);
      }

      const process::PathSolver &solver_;
      process::PathRecorder recorder_;
      StoredCells stored_;
      std::vector<std::vector<std::size_t>> met_; ///< per plan cell of this rank
    };

    /// The record of this rank's cells.
    process::PathRecord read_record(hid_t file, const process::PathSolver &solver)
    {
      Notes notes;
      process::PathRecord record = read_shared(file, notes);
      RecordReader(file, solver).read(record);
      return record;
    }
  } // namespace

  Notes read_notes(const std::filesystem::path &file)
  {
    try
      {
        const hdf5::QuietErrors quiet;
        const Handle handle(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file");
        Notes notes;
        read_shared(handle, notes);
        return notes;
      }
    catch (const std::exception &error)
      {
        throw FileError(fmt::format("cannot read the state of a path in {}: {}", file.string(), error.what()));
      }
  }

  process::PathState read_path(const std::filesystem::path &file, const process::PathSolver &solver,
                               std::vector<layered::Vector<double>> *at_births)
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
        return process::PathRecorder(solver).restore(record, at_births);
      }
    catch (const std::invalid_argument &error) // of the numbers that all ranks share
      {
        throw failure(error.what());
      }
  }
} // namespace sagitta::restart
