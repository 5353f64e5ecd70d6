#pragma once

#include <solver/case/case.h>
#include <solver/model/model.h>
#include <solver/results/results.h>

namespace sagitta::programme
{
  /// Sizes, volumes and notes of the model of a case for the report, and the memory that solving it is estimated to take. *Collective.*
  results::MeshInfo describe_mesh(const Case &problem, const model::Model &model);
} // namespace sagitta::programme
