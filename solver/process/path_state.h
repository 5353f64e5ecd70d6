#pragma once

#include <solver/layered/space/layered_space.h>
#include <solver/mechanics/carried_stress.h>
#include <solver/mechanics/temperature.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/process/material_path.h>
#include <solver/results/results.h>

#include <optional>
#include <vector>

namespace sagitta::process
{
  /// A law at a temperature [K]: what a multigrid is set up for.
  struct LawAt
  {
    mechanics::ThermoelasticLaw law;
    double temperature;
  };

  /// How the next step is to be taken: values that no result is read from, but that decide which steps follow.
  struct StepValues
  {
    double largest_stress = 0;   ///< so far [Pa]
    double smallest_stress = 0;  ///< that needs a relative accuracy [Pa]
    double next_step = 0;        ///< duration that the error of the last step allows [s]; 0: unknown
    double largest_energy = 0;   ///< of a displacement so far, in the energy norm [sqrt(J)]: what Newton's tolerance refers to
    bool has_rate = false;       ///< may the rate of the displacement start the next step?
    std::optional<LawAt> set_up; ///< what the multigrid is set up for
  };

  /// How a state of the case was reached.
  struct StateInfo
  {
    results::SolveInfo solve; ///< the solve with most iterations, the times of all
    results::HistoryInfo history;
  };

  /// Progress in the segment to the next state of the case. Its kinks follow from where it began.
  struct SegmentProgress
  {
    bool has_begun = false;
    Instant start;      ///< where it began
    unsigned piece = 0; ///< between two kinks
    double done = 0;    ///< of the piece [s]
  };

  /// A package at an accepted instant of its path in time. A value: it can be copied, compared and written; from equal states the path
  /// continues identically to the last bit. It refers to the package, its materials and the space of its displacement.
  struct PathState
  {
    unsigned next_state = 0;            ///< of the case, that the path leads to
    bool is_in_equilibrium = false;     ///< false before the first solve, at the start
    Instant now;                        ///< time, temperature and cure
    mechanics::Temperature temperature; ///< of the package, as evaluation uses it
    mechanics::ThermoelasticLaw law;    ///< of the step that ends here
    layered::Vector<double> displacement;
    layered::Vector<double> rate;     ///< of the displacement in the last step [m/s]
    std::vector<double> memory;       ///< as StateLayout says
    mechanics::CarriedStress carried; ///< into the step that ends here, where a state of the case is reached
    StepValues step;
    unsigned long long steps = 0; ///< accepted since the start
    SegmentProgress segment;
    StateInfo info; ///< of the segment that has begun, or of the one that ended here
  };

  /// All numbers of this rank's part of a state in a fixed order, to compare and to write it.
  std::vector<double> numbers(const PathState &state);

  /// Are all numbers of this rank's part equal to the last bit?
  bool operator==(const PathState &a, const PathState &b);
} // namespace sagitta::process
