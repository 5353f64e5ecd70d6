#pragma once

#include <meshing/families/bump_array.h>
#include <meshing/package/package.h>
#include <solver/case/bump_layer.h>
#include <solver/input/text/value.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The arrays of bumps of a package and what each is bonded to, which is known when all parts have been read.
  class BumpCells
  {
  public:
    /// The next array. `bumps`: the section of the case file; `array`: the bumps as a body through all of their layer.
    void begin(const Value &bumps, const meshing::Body &array, double pitch);

    /// A part of the array that was begun last, in any order; the body has the homogenised material.
    /// @param post its metal; @param around material between the bumps there, if there is one
    void add(const meshing::BumpBody &part, unsigned post, std::optional<unsigned> around);

    /// The layers that are homogenised by the solve of a cell: where the case file asks for it, and where it asks for nothing if the bumps
    /// are bonded at both ends and leave room between them. Throws InputError where the case asks for a solve that is impossible.
    std::vector<BumpLayer> find_layers(const meshing::Package &package) const;

    /// The arrays that are bonded to a plate thinner than half a pitch, homogenised by the solve of a cell, without a choice of halves:
    /// one layer would bend up to 3 % too much, docs/decisions/bump_cell.md.
    std::set<std::string> find_between_thin_plates(const meshing::Package &package) const;

  private:
    struct Piece
    {
      unsigned first_layer;
      materials::BumpCell::Piece piece;
      unsigned homogenised;
    };
    struct Array
    {
      Value bumps;
      meshing::Body body;
      double pitch;
      std::vector<Piece> pieces;
    };

    static bool asks_for_formulas(const Array &array);
    static BumpLayer make_layer(const Array &array, const meshing::Package &package);

    /// Why an array cannot be solved, and what to do; empty if it can.
    static std::string find_obstacle(const Array &array, const BumpLayer &layer);

    std::vector<Array> arrays_;
  };
} // namespace sagitta::input
