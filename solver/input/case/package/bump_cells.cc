#include <solver/input/case/package/bump_cells.h>

#include <meshing/families/neighbours.h>
#include <solver/case/names.h>
#include <solver/input/case/package/bump_stack.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// Depth of the neighbours, share of the pitch: docs/decisions/bump_cell.md.
    constexpr double neighbour_depth = 0.5;
    /// Plates below this thickness are thin, share of the pitch: the same page.
    constexpr double thin_plate = 0.5;

    double thickness_of(const std::vector<materials::BumpCell::Neighbour> &plate)
    {
      double thickness = 0;
      for (const materials::BumpCell::Neighbour &neighbour : plate)
        thickness += neighbour.thickness;
      return thickness;
    }

    std::vector<materials::BumpCell::Neighbour> neighbours_of(const std::vector<meshing::Neighbour> &neighbours,
                                                              const meshing::Package &package)
    {
      std::vector<materials::BumpCell::Neighbour> result;
      for (const meshing::Neighbour &neighbour : neighbours)
        {
          const meshing::Body &body = package.bodies[neighbour.body];
          result.push_back({neighbour.thickness, body.material, body.quarter_turns % 2 != 0});
        }
      return result;
    }
  } // namespace

  void BumpCells::begin(const Value &bumps, const meshing::Body &array, double pitch)
  {
    arrays_.push_back({bumps, array, pitch, {}});
  }

  void BumpCells::add(const meshing::BumpBody &part, unsigned post, std::optional<unsigned> around)
  {
    std::vector<Piece> &pieces = arrays_.back().pieces;
    pieces.push_back({part.body.first_layer, {part.height, part.diameter, post, around}, part.body.material});
    std::sort(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) { return a.first_layer < b.first_layer; });
  }

  BumpLayer BumpCells::make_layer(const Array &array, const meshing::Package &package)
  {
    BumpLayer layer;
    layer.cell.name = array.body.name;
    layer.cell.pitch = {{array.pitch, array.pitch}};
    layer.cell.stress_free_temperature = array.body.stress_free_temperature;
    for (const Piece &piece : array.pieces)
      {
        layer.cell.pieces.push_back(piece.piece);
        layer.materials.push_back(piece.homogenised);
      }
    const meshing::Neighbours neighbours = meshing::find_neighbours(package, array.body, neighbour_depth * array.pitch);
    layer.cell.below = neighbours_of(neighbours.below, package);
    layer.cell.above = neighbours_of(neighbours.above, package);
    layer.share = neighbours.share;
    const meshing::Neighbours plates = meshing::find_neighbours(package, array.body, package.interfaces().back());
    layer.plate_below = neighbours_of(plates.below, package);
    layer.plate_above = neighbours_of(plates.above, package);
    return layer;
  }

  std::string BumpCells::find_obstacle(const Array &array, const BumpLayer &layer)
  {
    if (!layer.cell.is_bonded())
      return fmt::format(
          "there is no material {} the bumps {} to which they could be bonded; use homogenisation: formula, or leave homogenisation out",
          layer.cell.below.empty() ? "below" : "above", array.body.name);
    for (const materials::BumpCell::Piece &piece : layer.cell.pieces)
      if (piece.diameter > materials::widest_bump * array.pitch)
        return fmt::format("a diameter of more than {:g} of the pitch leaves no room for a mesh between the bumps {}; use homogenisation: "
                           "formula, or leave homogenisation out",
                           materials::widest_bump, array.body.name);
    return "";
  }

  bool BumpCells::asks_for_formulas(const Array &array)
  {
    return array.bumps.has("homogenisation") &&
           array.bumps.at("homogenisation").choice(bump_method_names()) == materials::BumpMethod::formula;
  }

  std::set<std::string> BumpCells::find_between_thin_plates(const meshing::Package &package) const
  {
    std::set<std::string> names;
    for (const Array &array : arrays_)
      {
        if (array.bumps.has("halves") || asks_for_formulas(array))
          continue;
        const BumpLayer layer = make_layer(array, package);
        const double thinner = std::min(thickness_of(layer.plate_below), thickness_of(layer.plate_above));
        if (find_obstacle(array, layer).empty() && thinner < thin_plate * array.pitch * (1 - 1e-9))
          names.insert(array.body.name);
      }
    return names;
  }

  std::vector<BumpLayer> BumpCells::find_layers(const meshing::Package &package) const
  {
    std::vector<BumpLayer> layers;
    for (const Array &array : arrays_)
      {
        const bool is_asked = array.bumps.has("homogenisation");
        if (asks_for_formulas(array))
          {
            if (is_halved(array.bumps))
              array.bumps.at("halves").fail("homogenisation: formula has no halves; use homogenisation: cell, or leave halves out");
            continue;
          }
        BumpLayer layer = make_layer(array, package);
        const std::string obstacle = find_obstacle(array, layer);
        if (obstacle.empty())
          layers.push_back(std::move(layer));
        else if (is_asked)
          array.bumps.at("homogenisation").fail(obstacle);
      }
    return layers;
  }
} // namespace sagitta::input
