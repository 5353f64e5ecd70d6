#pragma once

#include <solver/linear/direct_solver.h>

#include <petscvec.h>

#include <vector>

namespace sagitta::tests
{
  /// A x over the owned rows. *Collective.*
  inline std::vector<double> multiply(const linear::SparseMatrix &matrix, const std::vector<double> &x)
  {
    std::vector<double> y(x.size());
    Vec src = nullptr, dst = nullptr;
    MatCreateVecs(matrix.get(), &src, &dst);
    VecPlaceArray(src, x.data());
    VecPlaceArray(dst, y.data());
    MatMult(matrix.get(), src, dst);
    VecResetArray(src);
    VecResetArray(dst);
    VecDestroy(&src);
    VecDestroy(&dst);
    return y;
  }
} // namespace sagitta::tests
