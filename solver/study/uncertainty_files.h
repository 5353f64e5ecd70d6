#pragma once

#include <solver/study/spread_of_outputs.h>

#include <nlohmann/json_fwd.hpp>

#include <ostream>

namespace sagitta::study
{
  /// The entry `uncertainty` of study.json.
  nlohmann::ordered_json describe_uncertainty(const Study &study, const Uncertainty &uncertainty);

  /// Prints, per output, mean, deviations and the effects of the parameters.
  void print_uncertainty(std::ostream &out, const Study &study, const Uncertainty &uncertainty);
} // namespace sagitta::study
