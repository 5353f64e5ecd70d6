#include <solver/cell/bump_solver.h>

#include <materials/homogenise/constituent.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace sagitta::cell
{
  namespace
  {
    using materials::BumpCell;
    using materials::CellPhases;
    using materials::Phase;
    using materials::Ply;

    // Mean heights of elements, shares of the smaller pitch, and how they grow away from the ends of the bumps, where fields are singular:
    // docs/decisions/bump_cell.md.
    constexpr double bump_element = 0.12, neighbour_element = 0.18, growth = 2;
    constexpr unsigned most_elements = 6;

    unsigned count_elements(double thickness, double size)
    {
      return std::clamp(static_cast<unsigned>(std::ceil(thickness / size - 1e-9)), 1u, most_elements);
    }

    /// Heights of elements that grow upwards, and downwards again if both ends are those of bumps. `factor`: every element is divided so.
    std::vector<double> graded(double thickness, unsigned n, unsigned factor, bool is_bump)
    {
      std::vector<double> heights;
      double sum = 0;
      for (unsigned i = 0; i < n; ++i)
        sum += heights.emplace_back(std::pow(growth, is_bump ? std::min({i, n - 1 - i, 1u}) : i));
      std::vector<double> divided;
      for (const double height : heights)
        divided.insert(divided.end(), factor, height * thickness / (sum * factor));
      return divided;
    }

    /// The layers of a cell from bottom to top, as elements. Phases are numbered as in list_phases().
    std::shared_ptr<const meshing::LayerGrid> make_grid(const BumpCell &cell, unsigned factor)
    {
      const double pitch = std::min(cell.pitch[0], cell.pitch[1]);
      auto grid = std::make_shared<meshing::LayerGrid>();
      grid->z.push_back(0);
      const auto add = [&](const std::vector<double> &heights, unsigned layer) {
        for (const double height : heights)
          {
            grid->z.push_back(grid->z.back() + height);
            grid->layer.push_back(layer);
          }
      };
      const unsigned first = 2 * static_cast<unsigned>(cell.pieces.size());
      for (std::size_t i = cell.below.size(); i-- > 0;)
        {
          std::vector<double> heights =
              graded(cell.below[i].thickness, count_elements(cell.below[i].thickness, neighbour_element * pitch), factor, false);
          std::reverse(heights.begin(), heights.end());
          add(heights, first + static_cast<unsigned>(i));
        }
      for (std::size_t i = 0; i < cell.pieces.size(); ++i)
        add(graded(cell.pieces[i].height, count_elements(cell.pieces[i].height, bump_element * pitch), factor, true),
            static_cast<unsigned>(i));
      for (std::size_t i = 0; i < cell.above.size(); ++i)
        add(graded(cell.above[i].thickness, count_elements(cell.above[i].thickness, neighbour_element * pitch), factor, false),
            first + static_cast<unsigned>(cell.below.size() + i));
      return grid;
    }

    /// Radii of the pieces [m], ascending; of those that differ by less than a mesh can show the smallest.
    std::vector<double> find_radii(const BumpCell &cell)
    {
      std::vector<double> radii;
      for (const BumpCell::Piece &piece : cell.pieces)
        {
          if (piece.diameter > materials::widest_bump * std::min(cell.pitch[0], cell.pitch[1]))
            throw std::invalid_argument("the bumps of a cell nearly touch");
          radii.push_back(piece.diameter / 2);
        }
      std::sort(radii.begin(), radii.end());
      radii.erase(std::unique(radii.begin(), radii.end(), [](double a, double b) { return b - a < 2e-3 * b; }), radii.end());
      return radii;
    }

    /// Density and specific heat of the layer: means by volume and by mass.
    void add_capacity(const BumpCell &cell, const CellPhases &phases, Phase &layer)
    {
      double mass = 0, heat = 0;
      const auto add = [&](double share, const Phase &phase) {
        mass += share * phase.density;
        heat += share * phase.density * phase.specific_heat;
      };
      for (std::size_t i = 0; i < cell.pieces.size(); ++i)
        {
          const double share = cell.pieces[i].height / cell.height(), fraction = cell.fraction(cell.pieces[i]);
          add(share * fraction, phases.pieces[i]);
          if (phases.around[i])
            add(share * (1 - fraction), *phases.around[i]);
        }
      layer.density = mass;
      layer.specific_heat = heat / mass;
    }

    /// Liquid bumps without fill from end to end: what a subtraction of the neighbours would leave is rounding.
    bool carries_nothing(const CellPhases &phases)
    {
      for (std::size_t i = 0; i < phases.pieces.size(); ++i)
        if (phases.around[i] || !(phases.pieces[i].stiffness == materials::empty_stiffness()))
          return false;
      return true;
    }
  } // namespace

  std::vector<Phase> list_phases(const CellPhases &phases)
  {
    std::vector<Phase> all = phases.pieces;
    for (const std::optional<Phase> &around : phases.around)
      all.push_back(around ? *around : phases.pieces.front()); // not used where there is nothing
    for (const auto *side : {&phases.below, &phases.above})
      for (const Ply &ply : *side)
        all.push_back(ply.phase);
    return all;
  }

  BumpSolver::BumpSolver(BumpCell cell, const Resolution &resolution) : cell_(std::move(cell))
  {
    const std::vector<double> radii = find_radii(cell_);
    space_.half = {{cell_.pitch[0] / 2, cell_.pitch[1] / 2}};
    space_.plan = std::make_shared<const layered::PlanSpace>(make_quarter_tile({space_.half, radii}, resolution.plan, MPI_COMM_SELF), 2,
                                                             false, MPI_COMM_SELF);
    space_.grid = make_grid(cell_, resolution.heights);
    const unsigned n_pieces = static_cast<unsigned>(cell_.pieces.size());
    for (unsigned c = 0; c < space_.plan->n_cells(); ++c)
      for (const unsigned layer : space_.grid->layer)
        {
          const bool is_around = layer < n_pieces && !is_within(space_.plan->cell(c), cell_.pieces[layer].diameter / 2);
          space_.filling.push_back(!is_around                   ? static_cast<int>(layer)
                                   : cell_.pieces[layer].around ? static_cast<int>(n_pieces + layer)
                                                                : -1);
        }
  }

  Phase BumpSolver::layer(const CellPhases &phases)
  {
    std::vector<materials::OrthotropicStiffness> stiffness;
    std::vector<std::array<double, 3>> strains, conductivity;
    for (const Phase &phase : list_phases(phases))
      {
        stiffness.push_back(phase.stiffness);
        strains.push_back(phase.expansion);
        conductivity.push_back(phase.conductivity);
      }
    if (!elasticity_ || !(stiffness == stiffness_))
      {
        elasticity_ = std::make_unique<CellElasticity>(space_, stiffness);
        stiffness_ = stiffness;
      }
    if (conductivity != conductivity_)
      {
        whole_conductivity_ = find_conductivity(space_, conductivity);
        conductivity_ = conductivity;
      }
    Ply whole{space_.grid->thickness(), {elasticity_->stiffness(), elasticity_->free_strain(strains), whole_conductivity_, 1, 1}};
    std::vector<Ply> neighbours = phases.below;
    neighbours.insert(neighbours.end(), phases.above.begin(), phases.above.end());
    for (Ply &ply : neighbours)
      ply.phase.density = ply.phase.specific_heat = 1;
    Phase layer = materials::peel(whole, neighbours);
    if (carries_nothing(phases))
      {
        layer.stiffness = materials::empty_stiffness();
        layer.expansion = phases.pieces.front().expansion;
      }
    add_capacity(cell_, phases, layer);
    // Without fill nothing conducts in the plane but by way of the neighbours: rounding may leave less than nothing.
    for (unsigned axis = 0; axis < 2; ++axis)
      layer.conductivity[axis] = std::max(layer.conductivity[axis], 1e-4 * layer.conductivity[2]);
    if (!layer.stiffness.is_positive_definite())
      throw std::runtime_error("the layer of bumps that a cell leaves is not stable");
    return layer;
  }
} // namespace sagitta::cell
