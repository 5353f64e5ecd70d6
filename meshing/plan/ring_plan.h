#pragma once

#include <meshing/package/outline.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::meshing
{
  /// A rectangle of a ring plan around a circle that mesh lines follow: a core square in the middle, cells between it and the circle, and
  /// cells between the circle and the sides of the tile. A mirror plane may cut it along a line through its centre.
  struct RingTile
  {
    std::array<double, 2> center;    ///< [m]
    Rectangle box;                   ///< of the whole tile, what a mirror plane leaves out included [m]
    double radius;                   ///< of the circle [m]
    double block_radius;             ///< columns that are nearer to the centre are smoothed together [m]
    double node_radius;              ///< of the nodes on the circle, so that the area within is that of the circle [m]
    std::array<unsigned, 2> first{}; ///< lattice lines at the lower ends of what is modelled of the tile
    std::array<unsigned, 2> last{};  ///< ... and at the upper ends

    double core_width() const { return 1.04 * radius; } ///< of the core square [m]

    double low(unsigned axis) const { return axis == 0 ? box.x_min : box.y_min; }                           ///< [m]
    double width(unsigned axis) const { return axis == 0 ? box.x_max - box.x_min : box.y_max - box.y_min; } ///< [m]
  };

  /// A lattice of rectangles in which tiles take the place of cells; all cells are refined `levels` times alike.
  struct RingPlan
  {
    std::array<std::vector<double>, 2> lines; ///< of the lattice [m], ascending
    std::vector<RingTile> tiles;
    unsigned levels = 0;
    unsigned degree = 2; ///< of the space: its nodes are moved so that the circles have their area
  };

  /// A circle with a tile of a width around it.
  struct RingPlace
  {
    Disc circle;         ///< [m]
    Rectangle box;       ///< of the tile [m]
    double block_radius; ///< [m]
  };

  /// Puts tiles into a lattice: their sides are lattice lines, or the lattice ends on a line through their centres.
  /// Throws std::invalid_argument with a message when a side is no lattice line, when tiles overlap, or when a circle nearly fills its
  /// tile.
  RingPlan make_ring_plan(const std::array<std::vector<double>, 2> &lines, const std::vector<RingPlace> &places, unsigned levels,
                          unsigned degree);

  /// The discs whose columns a multigrid smooths together: of every tile around its circle, or around what is wider.
  std::vector<Disc> find_bump_blocks(const RingPlan &plan);

  /// Where the cells between the core and the sides of the tiles lie.
  class RingTiles
  {
  public:
    /// The parts of a tile around its core.
    enum class Zone
    {
      inner, ///< between core and circle
      outer  ///< between circle and sides
    };

    /// A quarter of a zone: towards +x, +y, -x or -y.
    struct Sector
    {
      const RingTile *tile;
      Zone zone;
      unsigned quarter_turns;
    };

    explicit RingTiles(const RingPlan &plan);

    /// The tile around a point [m], or none.
    const RingTile *find(const std::array<double, 2> &point) const;

    /// The sector of a zone that holds a point [m] inside a tile; no tile when there is none.
    Sector find_sector(const std::array<double, 2> &point, Zone zone) const;

    /// Point of a sector [m] at xi, 0 at the inner and 1 at the outer end of the zone, and eta, 0 .. 1 counter-clockwise; lines of one eta
    /// are straight. `radius`: of the circle [m].
    static std::array<double, 2> position(const Sector &sector, double radius, const std::array<double, 2> &coordinates);

    /// The inverse.
    static std::array<double, 2> coordinates(const Sector &sector, double radius, const std::array<double, 2> &point);

  private:
    std::array<std::vector<double>, 2> lines_;
    std::vector<RingTile> tiles_;
    std::vector<int> tile_of_; ///< of every lattice cell, or -1
  };
} // namespace sagitta::meshing
