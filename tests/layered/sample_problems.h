#pragma once

#include <tests/layered/problem.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  struct NamedProblem
  {
    std::string name;
    ProblemDescription description;
  };

  /// One of each kind that the solver must cope with: free, clamped, symmetric, deep, with hanging nodes, voids, a soft adhesive, heat.
  /// Foils have tests of their own: rounding limits the accuracy of their bending more than the tolerances of the other tests allow.
  std::vector<NamedProblem> sample_problems();
} // namespace sagitta::tests
