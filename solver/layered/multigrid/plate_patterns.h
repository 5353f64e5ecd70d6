#pragma once

#include <solver/layered/multigrid/plate_functions.h>
#include <solver/layered/space/layered_space.h>

#include <map>
#include <vector>

namespace sagitta::layered
{
  /// Combinations of the column functions that a kind of column may use: zero at constrained z-nodes, and none a combination of others on
  /// the active nodes.
  struct ColumnPattern
  {
    std::vector<double> combination; ///< T, n_functions x n_functions: used function = sum over original functions
    std::vector<double> values;      ///< B T, column_size x n_functions; zero columns for functions that are not used
    std::vector<char> is_used;       ///< per function
    bool is_plain;                   ///< T is the identity up to unused functions
  };

  /// The patterns of all local columns; columns with the same constrained unknowns share one.
  class ColumnPatterns
  {
  public:
    ColumnPatterns(const LayeredSpace &space, const ConstrainedUnknowns &constrained, const std::vector<ColumnFunction> &functions);

    /// The pattern of a local plan DoF.
    const ColumnPattern &operator[](unsigned dof) const { return patterns_[pattern_of_[dof]]; }

  private:
    std::map<std::vector<char>, unsigned> index_;
    std::vector<ColumnPattern> patterns_;
    std::vector<unsigned> pattern_of_;
  };
} // namespace sagitta::layered
