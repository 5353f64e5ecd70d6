#pragma once

#include <solver/evaluation/evaluation.h>
#include <solver/process/path_solver.h>
#include <tests/verification/solved_case.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A case with a history, followed through all its states on all ranks as the driver does it, without files.
  class FollowedCase
  {
  public:
    explicit FollowedCase(const std::string &text, const std::vector<std::string> &overrides = {});

    std::size_t n_states() const { return states_.size(); }
    const results::HistoryInfo &info(unsigned state) const { return states_.at(state).info.history; }
    const results::ProbeValue &probe(unsigned state, const std::string &name) const;
    const std::vector<results::PartStress> &stresses(unsigned state) const { return states_.at(state).stresses; }

    /// uz(at) - uz(from) of two probes [m].
    double rise(unsigned state, const std::string &at, const std::string &from) const
    {
      return probe(state, at).displacement[2] - probe(state, from).displacement[2];
    }

    /// Accepted and rejected steps of all states together.
    unsigned n_steps() const;
    unsigned n_rejected() const;

  private:
    struct Reached
    {
      process::StateInfo info;
      std::vector<results::ProbeValue> probes;
      std::vector<results::PartStress> stresses;
    };

    std::vector<Reached> states_;
  };
} // namespace sagitta::tests
