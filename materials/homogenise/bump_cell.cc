#include <materials/homogenise/bump_cell.h>

#include <materials/homogenise/constituent.h>
#include <materials/homogenise/effective_table.h>
#include <materials/pi.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    std::vector<Ply> plies_of(const std::vector<BumpCell::Neighbour> &neighbours, const std::vector<Material> &materials,
                              double temperature)
    {
      std::vector<Ply> plies;
      for (const BumpCell::Neighbour &neighbour : neighbours)
        {
          Phase phase = phase_at(materials.at(neighbour.material), temperature, temperature);
          phase.expansion = {{0, 0, 0}};
          if (neighbour.is_turned)
            {
              phase.stiffness = phase.stiffness.quarter_turned();
              std::swap(phase.conductivity[0], phase.conductivity[1]);
            }
          plies.push_back({neighbour.thickness, phase});
        }
      return plies;
    }
  } // namespace

  double BumpCell::height() const
  {
    double sum = 0;
    for (const Piece &piece : pieces)
      sum += piece.height;
    return sum;
  }

  std::array<double, 2> BumpCell::sides(const Piece &piece) const
  {
    switch (piece.shape)
      {
      case Shape::line_x:
        return {{pitch[0], piece.diameter}};
      case Shape::line_y:
        return {{piece.diameter, pitch[1]}};
      default:
        return {{piece.diameter, pitch[1] - (pitch[0] - piece.diameter)}};
      }
  }

  double BumpCell::fraction(const Piece &piece) const
  {
    if (piece.shape != Shape::round)
      return sides(piece)[0] * sides(piece)[1] / (pitch[0] * pitch[1]);
    return pi * piece.diameter * piece.diameter / (4 * pitch[0] * pitch[1]);
  }

  bool is_equal(const BumpCell &a, const BumpCell &b)
  {
    const auto equal_pieces = [](const BumpCell::Piece &p, const BumpCell::Piece &q) {
      return p.height == q.height && p.diameter == q.diameter && p.material == q.material && p.around == q.around && p.shape == q.shape;
    };
    const auto equal_neighbours = [](const BumpCell::Neighbour &p, const BumpCell::Neighbour &q) {
      return p.thickness == q.thickness && p.material == q.material && p.is_turned == q.is_turned;
    };
    return a.pitch == b.pitch && a.stress_free_temperature == b.stress_free_temperature &&
           std::equal(a.pieces.begin(), a.pieces.end(), b.pieces.begin(), b.pieces.end(), equal_pieces) &&
           std::equal(a.below.begin(), a.below.end(), b.below.begin(), b.below.end(), equal_neighbours) &&
           std::equal(a.above.begin(), a.above.end(), b.above.begin(), b.above.end(), equal_neighbours);
  }

  CellPhases phases_at(const BumpCell &cell, const std::vector<Material> &materials, double temperature)
  {
    CellPhases phases;
    for (const BumpCell::Piece &piece : cell.pieces)
      {
        phases.around.emplace_back();
        if (piece.around)
          {
            const Material &around = materials.at(*piece.around);
            Phase &phase = phases.around.back().emplace(phase_at(around, temperature, cell.stress_free_temperature));
            if (is_liquid(around, temperature))
              phase.stiffness = liquid_stiffness(phase.stiffness, lonely_liquid_shear);
          }
        const Material &material = materials.at(piece.material);
        Phase &phase = phases.pieces.emplace_back(phase_at(material, temperature, cell.stress_free_temperature));
        if (is_liquid(material, temperature))
          phase.stiffness = piece.around
                                ? liquid_stiffness(phase.stiffness, liquid_shear_share * smallest_shear(phases.around.back()->stiffness))
                                : empty_stiffness();
      }
    phases.below = plies_of(cell.below, materials, temperature);
    phases.above = plies_of(cell.above, materials, temperature);
    return phases;
  }

  Material common_properties(const BumpCell &cell, const std::vector<Material> &materials)
  {
    Material common = materials.at(cell.pieces.front().material);
    for (const BumpCell::Piece &piece : cell.pieces)
      {
        common = common_properties(common, materials.at(piece.material));
        if (piece.around)
          common = common_properties(common, materials.at(*piece.around));
      }
    for (const auto *side : {&cell.below, &cell.above})
      for (const BumpCell::Neighbour &neighbour : *side)
        {
          const Material &material = materials.at(neighbour.material);
          if (!material.elasticity)
            common.elasticity.reset();
          if (!material.conductivity)
            common.conductivity.reset();
        }
    common.name = cell.name;
    return common;
  }

  std::set<double> table_temperatures(const BumpCell &cell, const std::vector<Material> &materials)
  {
    std::set<double> temperatures = {cell.stress_free_temperature};
    for (const BumpCell::Piece &piece : cell.pieces)
      {
        collect_temperatures(materials.at(piece.material), temperatures);
        if (piece.around)
          collect_temperatures(materials.at(*piece.around), temperatures);
      }
    // Of the properties of the neighbours that matter here only the ends of the tables; points between them are added where needed.
    std::set<double> of_neighbours;
    for (const auto *side : {&cell.below, &cell.above})
      for (const BumpCell::Neighbour &neighbour : *side)
        {
          Material constants;
          constants.elasticity = materials.at(neighbour.material).elasticity;
          constants.conductivity = materials.at(neighbour.material).conductivity;
          collect_temperatures(constants, of_neighbours);
        }
    if (!of_neighbours.empty())
      temperatures.insert({*of_neighbours.begin(), *of_neighbours.rbegin()});
    return temperatures;
  }

  std::string describe(const BumpCell &cell, const std::vector<Material> &materials)
  {
    std::string text;
    double last = -1;
    for (const BumpCell::Piece &piece : cell.pieces)
      {
        char share[32];
        std::snprintf(share, sizeof share, "%.4g %% ", 100 * cell.fraction(piece));
        const std::string &name = materials.at(piece.material).name;
        text += (text.empty() ? "" : ", ") + (cell.fraction(piece) == last ? "" : std::string(share)) + name;
        last = cell.fraction(piece);
      }
    const auto &highest =
        *std::max_element(cell.pieces.begin(), cell.pieces.end(), [](const auto &a, const auto &b) { return a.height < b.height; });
    text += highest.around ? " in " + materials.at(*highest.around).name : " without fill";
    return text + " between " + materials.at(cell.below.front().material).name + " and " + materials.at(cell.above.front().material).name;
  }
} // namespace sagitta::materials
