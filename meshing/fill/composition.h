#pragma once

#include <meshing/package/package.h>

#include <array>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace sagitta::meshing
{
  /// What fills one plan cell in one layer: bodies with their area fractions, in order of the body index. Fractions of air are left
  /// out, so the sum may be below 1; an empty list is air.
  using Composition = std::vector<std::pair<unsigned, double>>;

  /// The body that holds a point of a layer: the last one in Package::bodies, or -1 for air.
  int body_at(const Package &package, unsigned layer, double x, double y, double tolerance);

  /// Fills plan cells layer by layer, remembering what it has seen: most cells have one of a few compositions.
  class CompositionTable
  {
  public:
    explicit CompositionTable(const Package &package);

    /// Index of the composition of an axis-parallel rectangular cell in a layer. Exact: the cell is cut along every edge of
    /// a rectangle that crosses it; discs are sampled.
    unsigned classify(const Rectangle &cell, unsigned layer);

    /// The same for a mapped cell, sampled at n x n points of its reference square.
    unsigned classify(const std::function<std::array<double, 2>(double, double)> &position, double cell_width, unsigned layer);

    const Composition &operator[](unsigned index) const { return compositions_[index]; }
    unsigned size() const { return static_cast<unsigned>(compositions_.size()); }

  private:
    unsigned index_of(const Composition &composition);

    const Package &package_;
    std::vector<std::vector<unsigned>> bodies_of_layer_;
    std::vector<Composition> compositions_;
    std::map<Composition, unsigned> indices_;
  };
} // namespace sagitta::meshing
