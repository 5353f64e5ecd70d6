#include <solver/cell/layer_solver.h>

#include <materials/homogenise/bump_cell.h>
#include <materials/homogenise/halves.h>
#include <materials/homogenise/laminate.h>

#include <solver/cell/plate_cell.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace sagitta::cell
{
  namespace
  {
    using materials::BumpCell;
    using materials::CellPhases;
    using materials::Material;
    using materials::Phase;

    std::vector<std::array<double, 3>> own_conductivities(const CellPhases &phases)
    {
      std::vector<std::array<double, 3>> own;
      for (const Phase &piece : phases.pieces)
        own.push_back(piece.conductivity);
      for (const std::optional<Phase> &around : phases.around)
        if (around)
          own.push_back(around->conductivity);
      return own;
    }
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN(); // of cards without a conductivity

    bool all_conduct(const CellPhases &phases)
    {
      const std::vector<Phase> all = list_phases(phases);
      return std::all_of(all.begin(), all.end(), [](const Phase &phase) { return std::isfinite(phase.conductivity[2]); });
    }
  } // namespace

  BumpCell with_plates(const BumpLayer &layer)
  {
    BumpCell whole = layer.cell;
    whole.below = layer.plate_below;
    whole.above = layer.plate_above;
    return whole;
  }

  LayerSolver::LayerSolver(const BumpLayer &layer, const std::vector<Material> &materials)
      : cell_(layer.cell), plates_(with_plates(layer)), materials_(materials), solver_(layer.cell), in_plane_(layer.in_plane)
  {
    if (in_plane_)
      in_plane_solver_ = std::make_unique<BumpSolver>(*in_plane_);
    if (find_middle(cell_))
      plate_solver_ = std::make_unique<BumpSolver>(plates_);
  }

  LayerHalves LayerSolver::operator()(double temperature)
  {
    const CellPhases cell_phases = phases_at(cell_, materials_, temperature);
    const std::vector<Conductivity> own = own_conductivities(cell_phases);
    const std::optional<Conductivity> known =
        all_conduct(cell_phases) ? interpolate(temperature, own) : Conductivity{{unknown, unknown, unknown}};
    Phase layer = solver_.layer(cell_phases, known);
    if (!known)
      conductivity_[temperature] = {own, layer.conductivity};
    if (in_plane_solver_)
      {
        const CellPhases phases = phases_at(*in_plane_, materials_, temperature);
        const std::optional<Conductivity> none = Conductivity{{unknown, unknown, unknown}};
        layer = materials::combine(in_plane_solver_->layer(phases, all_conduct(phases) ? std::nullopt : none), layer);
      }
    if (!plate_solver_)
      return {{layer, layer}};
    const CellPhases phases = phases_at(plates_, materials_, temperature);
    return materials::halve({cell_.height(), layer}, solve_plate(plate_solver_->space(), list_phases(phases)), phases.below, phases.above);
  }

  std::optional<LayerSolver::Conductivity> LayerSolver::interpolate(double temperature, const std::vector<Conductivity> &own) const
  {
    const auto upper = conductivity_.lower_bound(temperature);
    if (upper == conductivity_.end() || upper == conductivity_.begin())
      return std::nullopt;
    const auto lower = std::prev(upper);
    const Conductivity &a = lower->second.layer, &b = upper->second.layer;
    const double share = (temperature - lower->first) / (upper->first - lower->first);
    Conductivity between{};
    for (unsigned axis = 0; axis < 3; ++axis)
      {
        if (std::abs(b[axis] - a[axis]) > solved_accuracy.relative * std::min(a[axis], b[axis]))
          return std::nullopt;
        between[axis] = a[axis] + share * (b[axis] - a[axis]);
      }
    return lower->second.own == own && upper->second.own == own ? std::optional(between) : std::nullopt;
  }
} // namespace sagitta::cell
