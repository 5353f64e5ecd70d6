#pragma once

#include <solver/case/parameters.h>
#include <solver/model/model.h>

#include <vector>

namespace sagitta::sensitivity
{
  /// The parameters in groups that vary together: a model that mirror planes cut gives only the joint effect of the powers and films of a
  /// part and its images. Each group begins with its first parameter; most have one.
  std::vector<std::vector<unsigned>> group_mirrored(const std::vector<Parameter> &parameters, const model::Model &model);
} // namespace sagitta::sensitivity
