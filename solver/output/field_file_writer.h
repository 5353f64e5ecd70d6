#pragma once

#include <solver/output/vtu.h>
#include <solver/output/whole_file.h>
#include <solver/results/nodal_fields.h>

#include <mpi.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::output
{
  /// A state in the file of nodal fields.
  struct NodalState
  {
    std::string name;
    std::optional<double> temperature; ///< uniform [K]; absent: a field
    bool has_displacement = true;      ///< false: heat conduction alone
  };

  /// Writes fields.h5 as docs/user_guide/results.md describes it: plan, layer grid and parts once, then the values of one state after
  /// another. solver/restore reads it.
  ///
  /// Rank 0 lays the file out with HDF5, all datasets at their full size; then every rank writes its own rows at their place in the file,
  /// all ranks at once, with the system's own calls: docs/decisions/nodal_fields.md. Values are in the byte order of the machine, which the
  /// file states. It gets its final name when it is complete.
  class FieldFileWriter
  {
  public:
    /// Lays the file out and writes everything but the values. Throws FileError, the same on every rank. *Collective.*
    FieldFileWriter(const std::filesystem::path &file, const results::NodalGrid &grid, const std::vector<NodalState> &states,
                    const FileInfo &info, MPI_Comm communicator);

    /// Writes the values of a state. Throws FileError, the same on every rank. *Collective.*
    void write(unsigned state, const results::NodalValues &values);

    /// Gives the file its final name. Throws FileError, the same on every rank. *Collective.*
    void commit();

  private:
    /// Where a dataset begins in the file [bytes].
    struct Places
    {
      std::uint64_t nodes = 0, shifts = 0, cells = 0, parts = 0;
      std::vector<std::uint64_t> displacement, temperature; ///< per state
    };

    void lay_out(const results::NodalGrid &grid, const std::vector<NodalState> &states, const FileInfo &info);
    void share_places();

    MPI_Comm communicator_;
    std::optional<WholeFile> file_; ///< on rank 0
    std::filesystem::path target_, temporary_;
    Places places_;
    std::uint64_t first_row_, column_size_; ///< the first node of this rank; nodes of a column
  };
} // namespace sagitta::output
