#pragma once

#include <solver/layered/space/layered_space.h>

#include <vector>

namespace sagitta::layered
{
  /// Per local (plan DoF, z-node) of a space: does the node touch a filled cell? Hanging nodes count like others.
  /// `is_filled[cell * n_elements + element]`. *Collective.*
  std::vector<char> find_used_nodes(const LayeredSpace &space, const std::vector<char> &is_filled);
} // namespace sagitta::layered
