#pragma once

#include <materials/homogenise/effective_table.h>
#include <materials/homogenise/homogenise.h>
#include <materials/material.h>

#include <solver/case/bump_layer.h>
#include <solver/cell/bump_solver.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace sagitta::cell
{
  /// A solve takes a thousand times as long as a closed formula: its tables have fewer points.
  constexpr materials::TableAccuracy solved_accuracy{1e-2, 2e-6, 4};

  /// Constants of the lower and the upper half of a layer: equal except for layers in halves.
  using LayerHalves = std::array<materials::Phase, 2>;

  /// A cell between the neighbours in their whole thickness.
  materials::BumpCell with_plates(const BumpLayer &layer);

  /// The constants of a layer over temperature by solves on this rank. Where only the neighbours conduct differently, as silicon does over
  /// temperature, the conductivity of the layer is interpolated between two temperatures if its values there agree within the tolerance.
  class LayerSolver
  {
  public:
    /// Both outlive this; `materials`: the list that the indices of the layer point into.
    LayerSolver(const BumpLayer &layer, const std::vector<materials::Material> &materials);

    /// Throws as BumpSolver does.
    LayerHalves operator()(double temperature);

  private:
    using Conductivity = std::array<double, 3>;

    /// A solved conductivity, and those of the pieces and of what is around them that it belongs to.
    struct Conduction
    {
      std::vector<Conductivity> own;
      Conductivity layer;
    };

    std::optional<Conductivity> interpolate(double temperature, const std::vector<Conductivity> &own) const;

    const materials::BumpCell &cell_;
    materials::BumpCell plates_;
    const std::vector<materials::Material> &materials_;
    BumpSolver solver_;
    std::optional<materials::BumpCell> in_plane_;
    std::unique_ptr<BumpSolver> in_plane_solver_; ///< of a layer with a cell of its own for its plane
    std::unique_ptr<BumpSolver> plate_solver_;    ///< of a layer in halves
    std::map<double, Conduction> conductivity_;   ///< by temperature
  };
} // namespace sagitta::cell
