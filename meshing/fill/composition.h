#pragma once

#include <meshing/fill/body_index.h>
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

  /// Share of the area of a cell that holds material.
  double filled_fraction(const Composition &composition);

  /// The body with the largest share, the first of equal ones, or -1 for air.
  int main_body(const Composition &composition);

  /// Share of the area of a cell that is not filled as most of it is: 0 where one material fills the cell or nothing does, up to 1 where an
  /// outline that no mesh line follows passes through it and materials (air among them) are averaged by area. Bodies that differ in name
  /// only count as one.
  double averaged_fraction(const Composition &composition, const Package &package);

  /// A cell between a circle that mesh lines follow and the core or the sides of its tile.
  struct RingCell
  {
    Rectangle box;                ///< around the cell [m]
    Disc circle;                  ///< that no part of the cell crosses [m]
    std::array<double, 2> centre; ///< a point of the cell [m]
    /// Point of the cell [m] and area by the reference coordinates of the cell [m2], which are 0 .. 1.
    std::function<std::array<double, 3>(double, double)> at;
  };

  /// What fills plan cells layer by layer; most cells have one of a few compositions, and each is stored once.
  class CompositionTable
  {
  public:
    /// The package must outlive the table.
    explicit CompositionTable(const Package &package);

    /// Where the bodies lie.
    const BodyIndex &bodies() const { return bodies_; }

    /// Index of the composition of an axis-parallel rectangular cell in a layer. Exact: the cell is cut along the edges of
    /// the rectangles in it; discs are sampled.
    unsigned classify(const Rectangle &cell, unsigned layer);

    /// The same for a mapped cell, sampled at n x n points of its reference square.
    unsigned classify(const std::function<std::array<double, 2>(double, double)> &position, double cell_width, unsigned layer);

    /// The same for a cell beside a circle: exact where no other outline crosses it, else sampled.
    unsigned classify(const RingCell &cell, unsigned layer);

    const Composition &operator[](unsigned index) const { return compositions_[index]; }
    unsigned size() const { return static_cast<unsigned>(compositions_.size()); }

  private:
    unsigned index_of(const Composition &composition);

    /// Where the edges of bodies that lie in a strip of a cell cut the cell along an axis; ascending, with both ends of the cell.
    std::vector<double> find_cuts(const Rectangle &strip, const Rectangle &cell, unsigned layer, unsigned axis) const;

    const Package &package_;
    BodyIndex bodies_;
    std::vector<Composition> compositions_;
    std::map<Composition, unsigned> indices_;
  };
} // namespace sagitta::meshing
