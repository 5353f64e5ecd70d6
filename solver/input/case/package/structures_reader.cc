#include <solver/input/case/package/structures_reader.h>

#include <solver/base/nearest.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace sagitta::input
{
  using meshing::Body;
  using meshing::Rectangle;

  namespace
  {
    std::vector<Value> items(const Value &package, const std::string &key)
    {
      return package.has(key) ? package.at(key).items() : std::vector<Value>();
    }

    /// Claims the name of a body that is made of `part`.
    void claim(const Body &body, const Value &part, PartNames &names)
    {
      if (!names.claim(body.name, part.place()))
        part.fail(
            fmt::format("a part of {} is called {}, but that name is taken; rename the other part", part.at("name").text(), body.name));
    }

    /// A body called as `part` through the layers that are listed in `layers`, with the outline of `part`.
    Body make_body(const Value &part, const Value &layers, const PackageStack &stack)
    {
      Body body;
      body.name = part.at("name").text();
      const std::vector<const FileLayer *> through = stack.find_all(layers);
      body.first_layer = through.front()->first;
      body.last_layer = through.back()->last;
      body.outline = rectangle(read_pair(part, "position"), read_pair(part, "size"));
      return body;
    }

    /// The bars of a ring; `ring` has the width and is part of `part`, or `part` itself.
    void add_bars(std::vector<Structure> &result, const Body &body, const Value &part, const Value &ring, PartNames &names)
    {
      const double width = ring.at("width").number();
      const auto &outer = std::get<Rectangle>(body.outline);
      const double side = std::min(outer.x_max - outer.x_min, outer.y_max - outer.y_min);
      if (width > side / 2 * (1 - 1e-6))
        ring.at("width").fail(fmt::format("a width of {} leaves no opening in {}, which is {} wide; use a part with a size for a plate",
                                          ring.at("width").text(), part.at("name").text(), shown_length(side)));
      for (const Body &bar : meshing::make_ring(body, width))
        {
          claim(bar, part, names);
          result.push_back({bar, part});
        }
    }

    void add_lid(std::vector<Structure> &result, const Value &lid, const PackageStack &stack, PartNames &names)
    {
      names.claim(lid.at("name"));
      const Body plate = make_body(lid, lid.at("layers"), stack);
      result.push_back({plate, lid});
      if (!lid.has("foot"))
        return;
      const Value foot = lid.at("foot");
      Body ring = make_body(lid, foot.at("layers"), stack);
      if (ring.last_layer >= plate.first_layer && ring.first_layer <= plate.last_layer)
        foot.at("layers").fail(
            fmt::format("the foot of {} and its plate share a layer; the foot must be in the layers below the plate", plate.name));
      ring.name += "_foot";
      add_bars(result, ring, lid, foot, names);
    }

    /// The outline of the die that a fillet is around.
    Rectangle find_die(const Value &fillet, const Value &package)
    {
      const Value around = fillet.at("around");
      std::vector<std::string> known;
      for (const Value &die : items(package, "dies"))
        {
          known.push_back(die.at("name").text());
          if (known.back() == around.text())
            return rectangle(read_pair(die, "position"), turned_size(read_pair(die, "size"), read_quarter_turns(die)));
        }
      around.fail(fmt::format("there is no die {}{}{}", around.text(),
                              nearest(around.text(), known).empty() ? "." : did_you_mean(around.text(), known),
                              known.empty() ? "" : fmt::format(" Dies: {}.", enumerate(known, "and"))));
    }

    void add_fillet(std::vector<Structure> &result, const Value &value, const Value &package, const PackageStack &stack, PartNames &names)
    {
      names.claim(value.at("name"));
      Body body;
      body.name = value.at("name").text();
      body.first_layer = stack.find(value.at("from")).first;
      meshing::Fillet fillet = read_fillet(value);
      fillet.around = find_die(value, package);
      const Rectangle &r = fillet.around;
      const meshing::Outline outline = read_outline(package.at("outline"), "center");
      if (!holds(outline, {r.x_min - fillet.width, r.x_max + fillet.width, r.y_min - fillet.width, r.y_max + fillet.width}))
        value.at("width").fail(fmt::format("a fillet of {} around {} reaches beyond the package's outline", value.at("width").text(),
                                           value.at("around").text()));
      for (const Body &step : meshing::make_fillet(body, fillet, stack.pieces()))
        {
          claim(step, value, names);
          result.push_back({step, value});
        }
    }
  } // namespace

  std::vector<Body> read_copies(const Value &part, const Body &body, PartNames &names)
  {
    if (!part.has("array") && !part.has("pitch") && !part.has("within"))
      return {body};
    for (const char *key : {"array", "pitch"})
      if (!part.has(key))
        part.fail(fmt::format("{} is missing; copies of a part need array and pitch", key));
    const std::vector<Value> counts = part.at("array").items();
    const auto pitch = read_pair(part, "pitch");
    const std::array<unsigned, 2> count = {{counts[0].count(), counts[1].count()}};
    const std::array<double, 2> distance = {{pitch.first, pitch.second}};
    const Rectangle box = bounding_box(body.outline);
    const std::array<double, 2> size = {{box.x_max - box.x_min, box.y_max - box.y_min}};
    for (unsigned axis = 0; axis < 2; ++axis)
      if (count[axis] > 1 && distance[axis] < size[axis] * (1 - 1e-9))
        part.at("pitch").fail(fmt::format("copies of {} at a distance of {} along {} overlap: a copy is {} wide", body.name,
                                          shown_length(distance[axis]), axis == 0 ? "x" : "y", shown_length(size[axis])));
    std::vector<Body> copies;
    for (Body &copy : meshing::make_copies(body, count, distance))
      if (!part.has("within") || holds(read_outline(part.at("within"), "center"), bounding_box(copy.outline)))
        {
          claim(copy, part, names);
          copy.group = body.name;
          copies.push_back(std::move(copy));
        }
    if (copies.empty())
      part.at("within").fail(fmt::format("no copy of {} lies within it", body.name));
    return copies;
  }

  std::vector<Structure> read_structures(const Value &package, const PackageStack &stack, PartNames &names)
  {
    std::vector<Structure> result;
    for (const Value &frame : items(package, "frames"))
      {
        names.claim(frame.at("name"));
        add_bars(result, make_body(frame, frame.at("layers"), stack), frame, frame, names);
      }
    for (const Value &lid : items(package, "lids"))
      add_lid(result, lid, stack, names);
    for (const Value &fillet : items(package, "fillets"))
      add_fillet(result, fillet, package, stack, names);
    return result;
  }
} // namespace sagitta::input
