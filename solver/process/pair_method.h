#pragma once

#include <solver/process/path_state.h>
#include <solver/results/results.h>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::process
{
  /// Adds a linear solve: the one with most iterations stays, times and iterations are summed.
  void add_solve(const results::SolveInfo &info, StateInfo &to);

  /// Trial values on the way from one state of the case to the next, and the record of the attempts.
  struct Attempts
  {
    layered::Vector<double> middle_displacement, end_displacement;
    mechanics::CarriedStress carried;
    StateInfo info;
    std::string obstacle; ///< why the last pair of steps was rejected
  };

  /// A change of temperature that is linear in time.
  struct TemperatureRamp
  {
    double duration;    ///< [s]
    double temperature; ///< at its end [K]
  };

  /// How a trial compares with one straight step, root mean squares over parts with memory.
  struct StepError
  {
    double share = 0;              ///< of the largest stress so far
    unsigned body = 0;             ///< where it is largest
    double largest_stress = 0;     ///< so far, the trial's end included [Pa]
    double most_growth = HUGE_VAL; ///< of the next step, by the effort of this one
    bool is_of_heat = false;       ///< the share is that of temperature or cure
  };

  /// Sums of squared stresses over the parts with memory, of which a StepError is made.
  class StepErrorSums
  {
  public:
    explicit StepErrorSums(std::size_t n_bodies) : sums_(3 * n_bodies, 0.) {}

    /// The points of one body: stresses [component][point], weights [m3].
    void add(unsigned body, const double *error, const double *stress, const std::vector<double> &weights);

    /// *Collective.*
    StepError find(const StepValues &before, MPI_Comm communicator);

  private:
    std::vector<double> sums_; ///< per body: of squared errors, squared stresses, volumes
  };

  /// An iteration did not find the equilibrium of a step; a shorter step may succeed.
  class StepFailure : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// to = a x + b y on the owned unknowns.
  void combine(layered::Vector<double> &to, double a, const layered::Vector<double> &x, double b, const layered::Vector<double> &y);

  /// How a package takes a pair of steps of equal duration: a trial, its error, its commit. The laws of its materials decide which one.
  class PairMethod
  {
  public:
    virtual ~PairMethod() = default;

    /// Order of the error of a pair by its duration.
    virtual unsigned error_order() const = 0;

    /// Called before the first pair of a segment, which leads to a state of the case. What a method keeps of earlier segments must not
    /// change the results.
    virtual void begin_segment() {}

    /// An instantaneous change to equilibrium: from no displacement at the start of a path, or after parts, supports or loads have changed.
    /// Throws LawFailure. *Collective.*
    virtual void find_equilibrium(PathState &state, Attempts &attempts) = 0;

    /// Tries a pair of steps. Of the state it changes StepValues only. Throws LawFailure and StepFailure. *Collective.*
    virtual StepError try_pair(PathState &state, Attempts &attempts, const TemperatureRamp &pair) = 0;

    /// Makes what try_pair() found last the state.
    virtual void accept(PathState &state, Attempts &attempts, const StepError &error) = 0;
  };
} // namespace sagitta::process
