#include <solver/input/case/package/part_overlaps.h>

#include <meshing/package/overlap.h>
#include <solver/base/nearest.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace sagitta::input
{
  namespace
  {
    using meshing::Outline;
    using meshing::Rectangle;

    bool is_inside(const Outline &inner, const Outline &outer)
    {
      return std::visit([&](const auto &shape) { return holds(outer, shape); }, inner);
    }

    std::set<std::string> replaced_by(const Value &entry)
    {
      std::set<std::string> names;
      if (entry.has("replaces"))
        for (const Value &name : entry.at("replaces").items())
          names.insert(name.text());
      return names;
    }
  } // namespace

  void PartOverlaps::add(const Value &entry, const meshing::Body &piece)
  {
    if (piece.kind == meshing::BodyKind::gap)
      return;
    if (entries_.empty() || entries_.back().at("name").text() != entry.at("name").text())
      entries_.push_back(entry);
    pieces_.push_back({entries_.size() - 1, piece.first_layer, piece.last_layer, piece.outline});
  }

  std::vector<std::pair<const PartOverlaps::Piece *, const PartOverlaps::Piece *>> PartOverlaps::find_pairs() const
  {
    std::vector<const Piece *> by_start, open; // `open`: pieces that a line across x meets
    for (const Piece &piece : pieces_)
      by_start.push_back(&piece);
    const auto box = [](const Piece *piece) { return meshing::bounding_box(piece->outline); };
    std::stable_sort(by_start.begin(), by_start.end(), [&](const Piece *a, const Piece *b) { return box(a).x_min < box(b).x_min; });
    std::vector<std::pair<const Piece *, const Piece *>> pairs;
    for (const Piece *piece : by_start)
      {
        open.erase(std::remove_if(open.begin(), open.end(), [&](const Piece *other) { return box(other).x_max <= box(piece).x_min; }),
                   open.end());
        for (const Piece *other : open)
          if (other->entry != piece->entry && other->first_layer <= piece->last_layer && piece->first_layer <= other->last_layer &&
              meshing::overlap(other->outline, piece->outline, meshing::rounded_overlap))
            pairs.emplace_back(std::min(other, piece), std::max(other, piece)); // they stand in one vector
        open.push_back(piece);
      }
    return pairs;
  }

  void PartOverlaps::check(const PackageStack &stack) const
  {
    std::vector<std::set<std::string>> unused; // names in `replaces` that are not overlapped, by entry
    for (const Value &entry : entries_)
      unused.push_back(replaced_by(entry));
    for (const auto &[earlier, later] : find_pairs())
      {
        if (replaced_by(entries_[later->entry]).count(name(earlier->entry)) > 0)
          {
            unused[later->entry].erase(name(earlier->entry));
            continue;
          }
        const bool is_hidden = is_inside(earlier->outline, later->outline) && later->first_layer <= earlier->first_layer &&
                               later->last_layer >= earlier->last_layer;
        if (is_hidden || !is_inside(later->outline, earlier->outline))
          refuse(*earlier, *later, stack);
      }
    for (std::size_t entry = 0; entry < entries_.size(); ++entry)
      if (!unused[entry].empty())
        entries_[entry]
            .at("replaces")
            .fail(fmt::format("{} overlaps no earlier part {}; leave that name out", name(entry), *unused[entry].begin()));
  }

  void PartOverlaps::refuse(const Piece &earlier, const Piece &later, const PackageStack &stack) const
  {
    const Rectangle a = meshing::bounding_box(earlier.outline), b = meshing::bounding_box(later.outline);
    const double x = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min), y = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
    const std::string layer = stack.pieces()[std::max(earlier.first_layer, later.first_layer)].name;
    const std::string first = name(earlier.entry), second = name(later.entry);
    entries_[later.entry].fail(fmt::format(
        "{0} and {1} overlap by {2} x {3} in the layer {4}, where {1} would replace {5} {0}: a part may lie inside an earlier one, but "
        "may neither cross nor cover it; move one of them, or give {1} the key replaces: [{0}] if this is meant",
        first, second, shown_length(x), shown_length(y), layer, is_inside(earlier.outline, later.outline) ? "all of" : "a part of"));
  }
} // namespace sagitta::input
