#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/homogenise/laminate.h>
#include <materials/material.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// How a layer of bumps is homogenised.
  enum class BumpMethod
  {
    cell,   ///< by the solve of one bump between its neighbours, solver/cell
    formula ///< by closed formulas of posts without ends, materials/homogenise/layer_material.h
  };

  /// One bump of an array, or one trace of a pattern, in its pitch, with what it is bonded to: what one solve homogenises. Materials are
  /// given by their indices in a list of materials.
  struct BumpCell
  {
    /// The plan of a piece.
    enum class Shape
    {
      round,
      block,  ///< a rectangle with the same gap to its neighbours along x and y
      line_x, ///< along x from cell to cell
      line_y
    };

    /// A cylinder through a part of the height: a pad, under-bump metal, the bump; or of another shape: a trace, a hole in a plane.
    struct Piece
    {
      double height, diameter; ///< [m]; a block has its side along x in the place of the diameter, a line its width
      unsigned material;
      std::optional<unsigned> around; ///< what is between the bumps there; absent: nothing
      Shape shape = Shape::round;
    };

    /// A plain layer below or above the bumps.
    struct Neighbour
    {
      double thickness; ///< [m]
      unsigned material;
      bool is_turned; ///< the material's x lies along y of the plan
    };

    std::string name;                    ///< of the array
    std::array<double, 2> pitch;         ///< along x and y [m]
    std::vector<Piece> pieces;           ///< bottom to top
    std::vector<Neighbour> below, above; ///< from the bumps outwards, half a pitch of each
    double stress_free_temperature;      ///< [K], of the pieces and what is around them

    /// Height of the pieces together [m].
    double height() const;

    /// Is there something solid at both ends of the bumps?
    bool is_bonded() const { return !below.empty() && !above.empty(); }

    /// Extents of a piece that is not round along x and y [m]; a line has the whole pitch along its length.
    std::array<double, 2> sides(const Piece &piece) const;

    /// Volume fraction of a piece in its part of the height [-].
    double fraction(const Piece &piece) const;
  };

  /// Are two cells equal? Names are not compared.
  bool is_equal(const BumpCell &a, const BumpCell &b);

  /// Bumps of this share of the pitch and less are solved: closer ones leave no room for the mesh between them.
  constexpr double widest_bump = 0.97;

  /// Constants of all that fills the cell at one temperature; free strains since the stress-free temperature replace the coefficients.
  /// Neighbours are free of strain: they do not change that of the layer.
  struct CellPhases
  {
    std::vector<Phase> pieces;
    std::vector<std::optional<Phase>> around; ///< per piece
    std::vector<Ply> below, above;
  };

  /// Constants in a cell whose indices point into `materials`. Solder above its solidus: docs/theory/bump_layers.md, Eq. (5).
  CellPhases phases_at(const BumpCell &cell, const std::vector<Material> &materials, double temperature);

  /// Those of elasticity, expansion, conductivity, density and specific heat that all pieces and what is around them have, and the name
  /// of the bumps. Without elasticity or conductivity of a neighbour that of the layer is absent too.
  Material common_properties(const BumpCell &cell, const std::vector<Material> &materials);

  /// The temperatures [K] at which the constants of the pieces and what is around them change their slope, or jump, and the stress-free
  /// one.
  std::set<double> table_temperatures(const BumpCell &cell, const std::vector<Material> &materials);

  /// "40 % solder in underfill between board and silicon".
  std::string describe(const BumpCell &cell, const std::vector<Material> &materials);
} // namespace sagitta::materials
