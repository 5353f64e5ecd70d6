#pragma once

#include <solver/conduction/conduction_law.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>

#include <array>
#include <vector>

namespace sagitta::adaptivity
{
  /// Conductivities that depend on a solved temperature from point to point, less those in the matrix of heat conduction, taken at the mean
  /// temperature of every element. On a space of the model's plan and layer grid of any degree.
  /// Theory: docs/theory/error_estimate.md, Eqs. (10a), (10b) and (13a).
  class PointConductivity
  {
  public:
    /// The difference of a point's temperature from its element's mean: that of the mean over the plan cell at its height, or the rest.
    enum class Part
    {
      thickness,
      plan
    };

    /// `temperature` is complete and ghosted; all must outlive the object.
    PointConductivity(const model::Model &model, const conduction::ConductionLaw &law, const layered::LayeredSpace &space,
                      const layered::Vector<double> &temperature);

    /// Does any conductivity depend on the temperature? Then the others below are zero.
    bool varies() const { return law_.depends_on_temperature(); }

    /// Adds the part that the matrix lacks of the derivative of  integral of grad v . k(T) grad T  by T, transposed and applied to a field
    /// z that is complete and ghosted, to a load that is summed cell by cell (not condensed):
    ///   factor times the integral of  (k(T) - k_K) grad z . grad v + k'(T) (grad T . grad z) v.
    void add_transposed(double factor, const layered::Vector<double> &z, layered::Vector<double> &load) const;

    /// Adds a part of the integral of (k_K - k(T)) grad T . grad v to such a load.
    void add_residual(Part part, layered::Vector<double> &load) const;

    /// The same integrals for one field v = z, [cell][element].
    std::vector<double> residual_against(Part part, const layered::Vector<double> &z) const;

  private:
    class Cell;

    const model::Model &model_;
    const conduction::ConductionLaw &law_;
    const layered::LayeredSpace &space_;
    const layered::Vector<double> &temperature_;
  };
} // namespace sagitta::adaptivity
