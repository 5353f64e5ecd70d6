#pragma once

#include <solver/case/process.h>
#include <solver/process/births.h>
#include <solver/process/path_solver.h>
#include <solver/process/stage_mesh.h>

#include <optional>
#include <vector>

namespace sagitta::process
{
  /// Throws InputError, naming the step, for parts that hang loose, and for one that leaves or joins between two that lie on each other
  /// before or after. Not collective.
  void check_steps(const ProcessCase &whole);

  /// Takes fields and memories from the layer grid of one stage to that of the next: column by column, without messages, since all stages
  /// share the plan. Theory: docs/theory/process.md.
  class ColumnCopy
  {
  public:
    /// Throws InputError, naming `step`, for a part that leaves or joins between two parts that lie on each other before or after.
    /// The arguments must outlive the copy.
    ColumnCopy(const StageMesh &from, const StageMesh &to, const ProcessStep &step);

    /// The values at the nodes that both stages have, zero at others; complete and ghosted. *Collective.*
    layered::Vector<double> copy(const layered::Vector<double> &field) const;

    /// The instant of the old stage on the new one: where heat conduction is solved, its temperatures and degrees of cure, in contact with
    /// parts that join at the temperature of the surroundings. *Collective.*
    Instant copy_instant(const PathSolver &from_solver, const Instant &from, const PathSolver &to_solver) const;

    /// Gives the nodes of parts that join their displacement: where a column ends it is extended along the chord of its last element, and
    /// between two parts it is linear. With Placement::fill_between the free face of what joins is level. Throws InputError for a
    /// part that would join beside all others. *Collective.*
    void place(layered::Vector<double> &displacement) const;

    /// The numbers of the blocks that both stages have.
    void copy_memory(const PathSolver &from_solver, const std::vector<double> &from, const PathSolver &to_solver,
                     std::vector<double> &to) const;

  private:
    /// Nodes of a column that have no displacement yet, first to last; the nodes next to them that have one.
    struct Run
    {
      unsigned column, first, last;
      std::optional<unsigned> below, above;
    };

    /// f(block of the new stage, the same block of the old one)
    template <typename F>
    void for_each_common_block(const MaterialBlocks &old, const MaterialBlocks &own, const F &f) const;
    bool is_known(unsigned column, unsigned node) const;
    bool is_needed(unsigned column, unsigned node) const;
    std::vector<Run> find_runs() const;
    void fill(const Run &run, layered::Vector<double> &displacement) const;
    /// Makes the free ends of the runs level. *Collective.*
    void level(const std::vector<Run> &runs, layered::Vector<double> &displacement) const;
    double &value(layered::Vector<double> &field, unsigned column, unsigned node, unsigned component) const;

    const StageMesh &from_, &to_;
    const ProcessStep &step_;
    std::vector<int> element_of_; ///< of the old stage, per element of the new one; -1: none
    std::vector<int> node_of_;    ///< the same for z-nodes
  };
} // namespace sagitta::process
