#pragma once

#include <solver/process/path_solver.h>

#include <cstddef>
#include <string>
#include <vector>

namespace sagitta::process
{
  /// An accepted state of a path as plain numbers: what is the same everywhere, and what belongs to every plan cell of this rank. It does
  /// not depend on how the cells are shared out among ranks, so that a file of it serves any number of them.
  struct PathRecord
  {
    std::vector<double> shared;           ///< time, temperature, cure, law, step values and counts; the same on every rank
    std::vector<std::size_t> first_value; ///< where the values of each cell begin, and the end
    std::vector<double> values;           ///< cell by cell, see CellLayout
    std::string method = {};              ///< StateInfo's method of solving
  };

  /// How the values of a cell follow each other: displacement, rate and the displacement at every birth of a part at its nodes
  /// [plan node][z-node][component], where heat conduction is solved the temperature there; then per block the memory [value][point], with
  /// heat conduction also the degree of cure and the strain of the moved transition along three axes; then per element with a block the
  /// carried stress [component][point].
  struct CellLayout
  {
    std::size_t n_nodal = 0;                ///< of a displacement
    std::size_t n_fields = 2;               ///< nodal ones
    std::size_t n_temperatures = 0;         ///< at the nodes; 0: the temperature is uniform
    std::vector<std::size_t> memory;        ///< numbers per point of every block; 0: an elastic part that joined
    std::vector<unsigned> block_of_element; ///< the elements of the blocks
    std::vector<unsigned> bodies;           ///< of the blocks
    std::size_t n_carrying = 0;             ///< elements with a block

    bool operator==(const CellLayout &other) const
    {
      return n_nodal == other.n_nodal && n_fields == other.n_fields && n_temperatures == other.n_temperatures && memory == other.memory &&
             block_of_element == other.block_of_element && bodies == other.bodies;
    }
  };

  /// Takes states of the paths of one solver to records and back.
  class PathRecorder
  {
  public:
    /// The solver must outlive the recorder.
    explicit PathRecorder(const PathSolver &solver) : solver_(solver) {}

    /// *Collective.*
    PathRecord record(const PathState &state) const;

    /// The state of a record of the same model, bitwise. Throws std::invalid_argument when the record is of another model.
    /// `at_births`: takes the displacements at the births of the solver's parts; null: they are not wanted. *Collective.*
    PathState restore(const PathRecord &record, std::vector<layered::Vector<double>> *at_births = nullptr) const;

    CellLayout layout(unsigned cell) const;

    /// Numbers of the record that belong to a cell.
    std::size_t n_values(unsigned cell) const;

  private:
    std::vector<double> shared_numbers(const PathState &state) const;
    void set_shared(const std::vector<double> &numbers, PathState &state) const;

    const PathSolver &solver_;
  };
} // namespace sagitta::process
