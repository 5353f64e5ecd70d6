#pragma once

#include <solver/base/stage_log.h>
#include <solver/evaluation/evaluation.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/process/material_path.h>
#include <solver/process/memory.h>
#include <solver/process/step_control.h>
#include <solver/results/results.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::process
{
  /// What was found on the way to a state.
  struct Passage
  {
    results::SolveInfo solve; ///< the hardest solve, the times of all
    results::HistoryInfo history;
  };

  /// The states of a case as a path in time, from its start: small strain, materials with memory, one temperature in the whole package.
  /// Theory: docs/theory/history.md.
  class History
  {
  public:
    /// The arguments must outlive the history. Throws InputError when a law's constants have no meaning.
    History(const model::Model &model, const Materials &materials, const Programme &programme, mechanics::MechanicsProblem &mechanics);

    /// Goes on to the next state of the case. Throws ConvergenceError with time, temperature and part when a law fails or no step is short
    /// enough. *Collective.*
    Passage go_on(StageLog &log);

    /// The state that was reached last, valid until go_on() is called again.
    evaluation::SolvedState state() const;

  private:
    /// A pair of steps that has been tried: it has changed nothing but the displacements and the carried stress of trials.
    struct Trial
    {
      double duration; ///< [s]
      Instant middle, end;
      RelaxingSteps first, second;
      mechanics::ThermoelasticLaw middle_law, end_law;
    };

    /// How a trial compares with one straight step, root mean squares over parts with memory.
    struct StepError
    {
      double share = 0;          ///< of the largest stress so far
      unsigned body = 0;         ///< where it is largest
      double largest_stress = 0; ///< so far, the trial's end included [Pa]
    };

    void begin();
    void go_straight(double duration, double temperature, const std::function<void(double)> &report_share);
    /// One attempt; returns whether it was accepted. Sets next_step_.
    bool advance(double duration, double temperature);
    Trial try_pair(double duration, double temperature);
    StepError find_error(const Trial &trial) const;
    void accept(Trial &&trial, const StepError &error);
    void carry(const std::vector<StrainedBody> &strains, const StressForms &forms);
    void solve(const mechanics::ThermoelasticLaw &law, const Instant &at, layered::Vector<double> &displacement);
    bool has_moved_little(const mechanics::ThermoelasticLaw &law, double temperature);
    std::string describe(const LawFailure &failure) const;
    [[noreturn]] void fail(const std::string &what) const;

    const model::Model &model_;
    const Materials &cards_;
    const Programme &programme_;
    mechanics::MechanicsProblem &mechanics_;
    MaterialPath materials_;
    StepControl control_;
    StageLog silent_; ///< a whole way to a state is one stage of the user's log

    // At the last accepted instant.
    Instant now_;
    std::optional<Memory> memory_;
    layered::Vector<double> displacement_;
    std::optional<mechanics::ThermoelasticLaw> law_;
    mechanics::Temperature temperature_;
    double largest_stress_ = 0;    ///< so far [Pa]
    double smallest_stress_ = 0;   ///< that needs a relative accuracy [Pa]
    double next_step_ = 0;         ///< what the error of the last step allows [s]; 0: unknown
    layered::Vector<double> rate_; ///< of the displacement in the last step [m/s]
    bool has_rate_ = false;        ///< it may go on into the next step

    // Of a trial; of the last accepted one when a state is reached.
    layered::Vector<double> middle_displacement_, end_displacement_;
    std::optional<mechanics::CarriedStress> carried_;

    unsigned next_state_ = 0;
    std::vector<materials::OrthotropicStiffness> set_up_; ///< per body, for which the preconditioner was made
    std::string obstacle_;                                ///< why the last trial was rejected
    Passage passage_;
  };
} // namespace sagitta::process
