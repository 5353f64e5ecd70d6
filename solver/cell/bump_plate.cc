#include <solver/cell/bump_plate.h>

#include <materials/homogenise/halves.h>
#include <materials/homogenise/plate.h>
#include <materials/homogenise/relaxed_elasticity.h>

#include <solver/cell/bump_solver.h>
#include <solver/cell/plate_cell.h>

#include <array>
#include <cmath>
#include <exception>
#include <utility>

namespace sagitta::cell
{
  namespace
  {
    using materials::BumpCell;
    using materials::CellPhases;
    using materials::Material;
    using materials::Phase;
    using materials::Ply;

    /// A plate counts as flat if its curvature times its thickness is at most this share of its strain.
    constexpr double smallest_bending = 1e-3;

    bool has_all(const BumpCell &cell, const std::vector<Material> &materials)
    {
      const auto has = [&](unsigned m) { return materials.at(m).elasticity && materials.at(m).expansion; };
      bool all = true;
      for (const BumpCell::Piece &piece : cell.pieces)
        all = all && has(piece.material) && (!piece.around || has(*piece.around));
      for (const auto *side : {&cell.below, &cell.above})
        for (const BumpCell::Neighbour &neighbour : *side)
          all = all && has(neighbour.material);
      return all;
    }

    /// The phases with expansion coefficients in the place of free strains.
    CellPhases expanding_phases(const BumpCell &cell, const std::vector<Material> &materials, double temperature)
    {
      CellPhases phases = phases_at(cell, materials, temperature);
      const auto coefficient = [&](unsigned m) { return materials::expansion_coefficient(*materials.at(m).expansion, temperature); };
      for (std::size_t i = 0; i < cell.pieces.size(); ++i)
        {
          phases.pieces[i].expansion = coefficient(cell.pieces[i].material);
          if (cell.pieces[i].around)
            phases.around[i]->expansion = coefficient(*cell.pieces[i].around);
        }
      const auto set = [&](const std::vector<BumpCell::Neighbour> &neighbours, std::vector<Ply> &plies) {
        for (std::size_t i = 0; i < neighbours.size(); ++i)
          {
            plies[i].phase.expansion = coefficient(neighbours[i].material);
            if (neighbours[i].is_turned)
              std::swap(plies[i].phase.expansion[0], plies[i].phase.expansion[1]);
          }
      };
      set(cell.below, phases.below);
      set(cell.above, phases.above);
      return phases;
    }

    /// The plies of a layer on the plates, from bottom to top.
    std::vector<Ply> plies_of(const CellPhases &plates, const std::vector<Ply> &layer)
    {
      std::vector<Ply> plies(plates.below.rbegin(), plates.below.rend());
      plies.insert(plies.end(), layer.begin(), layer.end());
      plies.insert(plies.end(), plates.above.begin(), plates.above.end());
      return plies;
    }

    double compare(const BumpLayer &layer, const std::vector<Material> &materials, double temperature)
    {
      BumpCell whole = layer.cell;
      whole.below = layer.plate_below;
      whole.above = layer.plate_above;
      const CellPhases plates = expanding_phases(whole, materials, temperature);
      const materials::Plate plate = solve_plate(BumpSolver(whole).space(), list_phases(plates));
      const std::array<double, 4> bumps = plate.free_deformation();
      CellPhases near = plates;
      const CellPhases cell = phases_at(layer.cell, materials, temperature);
      near.below = cell.below;
      near.above = cell.above;
      std::vector<Ply> homogeneous = {{whole.height(), BumpSolver(layer.cell).layer(near)}};
      if (materials::find_middle(whole))
        {
          const std::array<Phase, 2> halves = materials::halve(homogeneous.front(), plate, plates.below, plates.above);
          homogeneous = {{whole.height() / 2, halves[0]}, {whole.height() / 2, halves[1]}};
        }
      const std::vector<Ply> plies = plies_of(plates, homogeneous);
      const std::array<double, 4> homogenised = materials::plate_of(plies).free_deformation();
      double thickness = 0;
      for (const Ply &ply : plies)
        thickness += ply.thickness;
      double error = 0;
      for (unsigned axis = 0; axis < 2; ++axis)
        if (std::abs(bumps[2 + axis]) * thickness > smallest_bending * std::abs(bumps[axis]))
          if (const double difference = homogenised[2 + axis] / bumps[2 + axis] - 1; std::abs(difference) > std::abs(error))
            error = difference;
      return error;
    }
  } // namespace

  std::optional<double> find_plate_error(const BumpLayer &layer, const std::vector<Material> &materials, double temperature,
                                         MPI_Comm communicator)
  {
    BumpCell whole = layer.cell;
    whole.below = layer.plate_below;
    whole.above = layer.plate_above;
    std::vector<Material> cards = materials;
    complete_neighbours(whole, cards);
    if (!layer.formula || !has_all(whole, cards))
      return std::nullopt;
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    double error = 0;
    if (rank == 0)
      try
        {
          error = compare(layer, cards, temperature);
        }
      catch (const std::exception &)
        {
          error = std::nan("");
        }
    MPI_Bcast(&error, 1, MPI_DOUBLE, 0, communicator);
    return std::isfinite(error) && error != 0 ? std::optional<double>(error) : std::nullopt;
  }
} // namespace sagitta::cell
