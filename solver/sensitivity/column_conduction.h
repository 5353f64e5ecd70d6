#pragma once

#include <solver/conduction/conduction_law.h>
#include <solver/layered/space/cell_values.h>
#include <solver/model/model.h>

#include <array>
#include <vector>

namespace sagitta::sensitivity
{
  /// Conductivities [W/(m K)] of the elements over one plan cell, as the heat problem takes them.
  class ColumnConduction
  {
  public:
    using Conductivities = std::vector<std::array<double, 3>>; ///< [element][axis]

    ColumnConduction(const model::Model &model, const layered::LayeredSpace &space) : model_(model), space_(space) {}

    /// Goes to a cell with the mean temperatures of its elements.
    void load(const conduction::ConductionLaw &law, unsigned cell, const std::vector<double> &means);

    const Conductivities &by_area() const { return by_area_; } ///< without the contact at rims
    const Conductivities &taken() const { return taken_; }

    /// Does a rim lower a conductivity of the cell?
    bool has_rim() const { return by_area_ != taken_; }

    /// The conductivities with another law or other temperatures.
    Conductivities find(const conduction::ConductionLaw &law, const std::vector<double> &means) const;

  private:
    Conductivities find_by_area(const conduction::ConductionLaw &law, const std::vector<double> &means) const;
    void limit(Conductivities &conductivities) const;

    const model::Model &model_;
    const layered::LayeredSpace &space_;
    unsigned cell_ = 0;
    Conductivities by_area_, taken_;
  };

  /// Integrals over an element of the products of two temperature gradients, by axis.
  std::array<double, 3> gradient_products(const layered::CellValues &a, const layered::CellValues &b, unsigned e);

  inline double product(const std::array<double, 3> &a, const std::array<double, 3> &b)
  {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }
} // namespace sagitta::sensitivity
