#pragma once

#include <solver/input/case/package/package_stack.h>
#include <solver/input/text/value.h>

#include <meshing/package/package.h>

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// The solid parts of a package in their order: parts, bars of frames, lids, areas of bumps, dies. A later one may lie inside an earlier
  /// one, which it replaces there; two that cross, or a later one that leaves nothing of an earlier one, are mistakes unless the later one
  /// says that it `replaces` the other. Layers, gaps, fillets and vias are none of them: they are made to be replaced or to replace.
  class PartOverlaps
  {
  public:
    /// A piece of the part of an entry; all pieces of an entry are added one after another.
    void add(const Value &entry, const meshing::Body &piece);

    /// Throws InputError for two parts that overlap where they may not, with both names, and for a name in `replaces` that a part does not
    /// overlap. Takes about n log n steps for n pieces of which few are above one another along y.
    void check(const PackageStack &stack) const;

  private:
    struct Piece
    {
      std::size_t entry;
      unsigned first_layer, last_layer;
      meshing::Outline outline;
    };

    /// Pairs of pieces of different entries that share a layer and overlap in the plan, the earlier one first.
    std::vector<std::pair<const Piece *, const Piece *>> find_pairs() const;
    [[noreturn]] void refuse(const Piece &earlier, const Piece &later, const PackageStack &stack) const;
    std::string name(std::size_t entry) const { return entries_[entry].at("name").text(); }

    std::vector<Value> entries_;
    std::vector<Piece> pieces_;
  };
} // namespace sagitta::input
