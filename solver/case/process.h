#pragma once

#include <solver/base/name_table.h>
#include <solver/case/conditions.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta
{
  /// Where the nodes of a part lie at the instant at which it joins.
  enum class Placement
  {
    continue_columns, ///< it lies with its nominal thickness on the surface that it joins, however that is warped
    fill_between      ///< it fills the space up to the surface opposite, or up to a flat cavity
  };

  const NameTable<Placement> &placement_names();

  /// One step of a process. First parts leave, others join, supports and loads change: the package finds its equilibrium; then it follows
  /// its states in time.
  struct ProcessStep
  {
    std::string name;
    unsigned first_state = 0;                      ///< of Programme::states; its last one is before the first of the next step
    std::vector<unsigned> joins = {}, leaves = {}; ///< bodies
    Placement placement = Placement::continue_columns;
    std::optional<std::vector<Support>> supports = {};      ///< z = 0 at the bottom of what is there then; absent: as before
    std::string hold = {};                                  ///< how these supports are reported: "free", "carrier"
    std::vector<Pressure> pressures = {};                   ///< in this step only
    std::optional<std::array<double, 3>> acceleration = {}; ///< [m/s2], in this step only; absent: that of the case
    std::string kind = {};                                  ///< as the case file calls it: "mould", "debond"
    Source source = {};
  };

  /// A process: steps in the order of time. What no step joins is there from the start.
  struct Process
  {
    std::vector<ProcessStep> steps;
  };

  /// Which bodies, of `n_bodies`, are there in a step.
  std::vector<char> bodies_in_step(const Process &process, std::size_t n_bodies, std::size_t step);

  /// Does a step change parts, supports or loads? The first one does: it begins the path.
  bool changes_package(const Process &process, std::size_t step);

  /// The first state after which no part joins or leaves any more.
  unsigned last_change_of_parts(const Process &process);
} // namespace sagitta
