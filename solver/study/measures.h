#pragma once

#include <materials/estimate.h>
#include <solver/case/case.h>
#include <solver/input/card/library.h>
#include <solver/input/text/files.h>
#include <solver/results/results.h>
#include <solver/study/study.h>

#include <string>
#include <vector>

namespace sagitta::study
{
  /// Gives every output the name of the state that it means. Throws InputError for states, faces and parts that the case does not have.
  void resolve_outputs(const Case &problem, std::vector<Output> &outputs);

  /// Does an output need stresses?
  bool needs_stresses(const std::vector<Output> &outputs);

  /// The properties of materials among the outputs with the bounds of predicted ones, SI; no_number for all other outputs. Throws
  /// InputError when a material cannot be made, or does not have the property.
  std::vector<materials::Estimate> estimate_materials(const std::vector<Output> &outputs, const input::TextFile &case_file,
                                                      const std::vector<std::string> &overrides, const input::Library &library);

  /// The same without bounds.
  std::vector<double> measure_materials(const std::vector<Output> &outputs, const input::TextFile &case_file,
                                        const std::vector<std::string> &overrides, const input::Library &library);

  /// An output of a solved case, SI. Throws InputError when the results do not have it.
  double measure(const Output &output, const results::RunResult &result);
} // namespace sagitta::study
