#pragma once

#include <solver/case/case.h>
#include <solver/results/results.h>
#include <solver/results/warnings.h>

#include <vector>

namespace sagitta::programme
{
  /// Features of a package that a plan cannot resolve: parts narrower than its cells, outlines that no mesh line follows, a package in a
  /// few cells, jumps of power in wide cells.
  std::vector<results::Warning> warn_of_plan(const Case &problem, const results::MeshInfo &mesh);

  /// Power blocks of a part that overlap, by name.
  std::vector<results::Warning> warn_of_power(const meshing::Package &package);
} // namespace sagitta::programme
