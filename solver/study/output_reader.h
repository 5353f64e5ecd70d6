#pragma once

#include <solver/input/text/value.h>
#include <solver/study/study.h>

#include <vector>

namespace sagitta::study
{
  /// The section `outputs`. Throws InputError.
  std::vector<Output> read_outputs(const input::Value &outputs);

  /// The section `goals`: limits go to the outputs. Throws InputError for names that are not there and for limits that exclude each other.
  std::vector<Goal> read_goals(const input::Value &goals, const std::vector<Parameter> &parameters, std::vector<Output> &outputs);

  /// What properties are to be, by the names of outputs.
  std::vector<Target> read_targets(const input::Value &targets, std::vector<Output> &outputs);

  /// Throws InputError for an output whose limits leave nothing.
  void check_limits(const std::vector<Output> &outputs);
} // namespace sagitta::study
