#include <solver/cell/bump_solver.h>

#include <materials/homogenise/constituent.h>

#include <algorithm>
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

    /// Liquid bumps without fill from end to end: subtracting the neighbours would leave rounding errors only.
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

  BumpSolver::BumpSolver(BumpCell cell, const Resolution &resolution)
      : cell_(std::move(cell)), resolution_(resolution), space_(make_space(cell_, Purpose::stress, resolution))
  {
  }

  Phase BumpSolver::layer(const CellPhases &phases, const std::optional<std::array<double, 3>> &known)
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
    if (!known && conductivity != conductivity_)
      {
        whole_conductivity_ = find_conductivity(make_space(cell_, Purpose::heat, resolution_), conductivity);
        conductivity_ = conductivity;
      }
    Ply whole{space_.grid->thickness(),
              {elasticity_->stiffness(), elasticity_->free_strain(strains), known ? *known : whole_conductivity_, 1, 1}};
    std::vector<Ply> neighbours = phases.below;
    neighbours.insert(neighbours.end(), phases.above.begin(), phases.above.end());
    for (Ply &ply : neighbours)
      ply.phase.density = ply.phase.specific_heat = 1;
    Phase layer = materials::remaining_ply(whole, neighbours);
    if (carries_nothing(phases))
      {
        layer.stiffness = materials::empty_stiffness();
        layer.expansion = phases.pieces.front().expansion;
      }
    if (known)
      layer.conductivity = *known;
    add_capacity(cell_, phases, layer);
    // Without fill heat flows in the plane through the neighbours only: rounding may leave a negative conductivity.
    for (unsigned axis = 0; axis < 2; ++axis)
      layer.conductivity[axis] = std::max(layer.conductivity[axis], 1e-4 * layer.conductivity[2]);
    if (!layer.stiffness.is_positive_definite())
      throw std::runtime_error("the effective stiffness of the layer of bumps is not positive definite");
    return layer;
  }
} // namespace sagitta::cell
