#pragma once

#include <solver/case/materials.h>
#include <solver/conduction/conduction_law.h>
#include <solver/conduction/power_map.h>
#include <solver/layered/operator/coefficients.h>
#include <solver/model/model.h>

#include <optional>

namespace sagitta::conduction
{
  /// The terms of heat conduction on the spaces of a model: conductivities and films, powers, the heat of films.
  /// Theory: docs/theory/heat.md.
  class HeatEquation
  {
  public:
    /// `model` and `materials` must outlive the equation.
    HeatEquation(const model::Model &model, const Materials &materials);

    /// Takes other cards for the same materials. `materials` must outlive the equation.
    void set_materials(const Materials &materials) { law_.emplace(model_.package(), materials); }

    const ConductionLaw &law() const { return *law_; }

    /// Conductivities at the mean temperature of every element, or at `otherwise` [K] without a field, and films.
    layered::Coefficients make_coefficients(const layered::LayeredSpace &space, const layered::Vector<double> *temperature,
                                            double otherwise) const;

    /// Adds the powers to a load, summed cell by cell (not condensed).
    void add_power(const layered::LayeredSpace &space, layered::Vector<double> &load) const;

    /// Adds the heat that films bring to a body at the temperature `reference` [K]. `surroundings` [K]: of the films that follow a path in
    /// time.
    void add_ambient(const layered::LayeredSpace &space, double reference, double surroundings, layered::Vector<double> &load) const;

  private:
    const model::Model &model_;
    std::optional<ConductionLaw> law_; ///< always there; replaced by set_materials()
    PowerMap power_;
  };
} // namespace sagitta::conduction
