#pragma once

#include <algorithm>
#include <vector>

namespace sagitta::meshing
{
  /// Things by their indices, and the sets into which they are joined.
  class JoinedSets
  {
  public:
    /// A thing of its own.
    unsigned add()
    {
      parent_.push_back(static_cast<unsigned>(parent_.size()));
      return parent_.back();
    }

    unsigned size() const { return static_cast<unsigned>(parent_.size()); }

    /// The thing that stands for the set of a thing: the first of them.
    unsigned root(unsigned i)
    {
      while (parent_[i] != i)
        i = parent_[i] = parent_[parent_[i]];
      return i;
    }

    /// Joins the sets of two things; returns the root of both.
    unsigned join(unsigned a, unsigned b)
    {
      const unsigned first = root(a), second = root(b);
      return parent_[std::max(first, second)] = std::min(first, second);
    }

  private:
    std::vector<unsigned> parent_;
  };
} // namespace sagitta::meshing
