#pragma once

#include <solver/restore/stored_grid.h>

#include <meshing/package/outline.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::restore
{
  /// What fields.h5 keeps of a state at the nodes.
  enum class Quantity
  {
    temperature, ///< [K]
    displacement ///< [m], from the stress-free shape
  };

  struct StoredState
  {
    std::string name;
    std::optional<double> temperature; ///< uniform [K]; absent: a field
    bool has_displacement = true;      ///< false: of heat conduction alone
  };

  /// A field of a state of another run, to be evaluated at points. It is a value: it keeps what it needs of the file.
  ///
  /// It is used for a prescribed temperature (`Quantity::temperature` at the points of another mesh), the boundary of a submodel
  /// (`Quantity::displacement`) and a start from an earlier solution (restore_field.h).
  class StoredField
  {
  public:
    StoredField(std::shared_ptr<const StoredGrid> grid, unsigned n_components, std::vector<std::int64_t> column_of_node,
                std::vector<double> values);

    /// 1: a temperature, 3: a displacement.
    unsigned n_components() const { return n_components_; }

    /// The field at a point of the package [m], the polynomial of the cell that holds it; a scalar is the first entry. Symmetry is undone:
    /// the point may lie in the half that was not modelled. Nothing where the package has no material, or where it was not read;
    /// points beside a face by no more than rounding (1e-9 of a cell) count as inside. Local.
    std::optional<std::array<double, 3>> at(const std::array<double, 3> &point) const;

    /// Gradient and value of every component at a point: [component]{d/dx, d/dy, d/dz, value}; a scalar is the first. Nothing where at()
    /// gives nothing. Local.
    std::optional<std::array<std::array<double, 4>, 3>> gradients_at(const std::array<double, 3> &point) const;

    const StoredGrid &grid() const { return *grid_; }

  private:
    /// The values of a component at the nodes of a cell and an element, column by column; null where they were not read.
    const double *values_of(const StoredGrid::Place &place, unsigned node) const;

    std::shared_ptr<const StoredGrid> grid_;
    unsigned n_components_;
    std::vector<std::int64_t> column_of_node_; ///< place in values_ of the column of every node of the plan; -1: it was not read
    std::vector<double> values_;               ///< [column][z-node][component]
  };

  /// The file fields.h5 of a run (docs/user_guide/results.md): plan, layer grid, parts, and nodal values of every state, of any degree.
  /// It was written on any number of ranks and is read on any: every rank that wants values opens it by itself. Nothing here is
  /// collective, so ranks have to agree on an error (agree_on_error, on_every_rank) before any rank throws it.
  class FieldFile
  {
  public:
    /// Reads everything but the values. `place`: the file, or the directory of the run. Throws FileError with a sentence that names the
    /// file: it is missing, no file of fields, or of another version.
    explicit FieldFile(const std::filesystem::path &place);

    const std::filesystem::path &path() const { return path_; }
    const std::string &case_name() const { return case_name_; }
    const std::string &case_hash() const { return case_hash_; }

    /// Of Sagitta, that wrote the file.
    const std::string &version() const { return version_; }

    /// In the order of the case.
    const std::vector<StoredState> &states() const { return states_; }

    /// Index of the state of this name. Throws InputError with the names that there are.
    unsigned find_state(const std::string &name) const;

    const StoredGrid &grid() const { return *grid_; }

    /// Reads a quantity of a state: of the whole modelled part, or of the columns over an area of the plan of the package [m] and those
    /// of cells that touch it. A uniform temperature becomes a field of this value. Throws FileError.
    StoredField read(unsigned state, Quantity quantity, const std::optional<meshing::Rectangle> &area = std::nullopt) const;

  private:
    std::filesystem::path path_;
    std::string case_name_, case_hash_, version_;
    std::vector<StoredState> states_;
    std::vector<std::string> groups_; ///< of the states in the file
    std::shared_ptr<const StoredGrid> grid_;
  };
} // namespace sagitta::restore
