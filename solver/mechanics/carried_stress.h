#pragma once

#include <solver/layered/space/layered_space.h>

#include <materials/laws/voigt.h>

#include <array>
#include <vector>

namespace sagitta::mechanics
{
  using materials::Voigt;

  /// Carried stress [Pa]: the part of the stress at the end of a step that stems from its start, at the quadrature points of the cells with
  /// memory; zero in all other cells. A value that refers to the space. Source: docs/theory/history.md, Eq. (4).
  class CarriedStress
  {
  public:
    /// `has_memory`: per [cell][element] of this rank.
    CarriedStress(const layered::LayeredSpace &space, const std::vector<char> &has_memory);

    /// [component][point] of a cell and element, point = q * (layer points) + qz; null where nothing is carried.
    double *values(unsigned cell, unsigned element);
    const double *values(unsigned cell, unsigned element) const;

    /// [block][component][point] of all cells that carry one.
    const std::vector<double> &values() const { return values_; }

    void set_zero();

    /// Stress at plan point q and layer point qz.
    Voigt at(unsigned cell, unsigned element, unsigned q, unsigned qz) const;

    /// Stress at reference coordinates of the plan cell and height z [m], by the polynomial through the quadrature points of the element:
    /// exact for the stress that strains of the space leave in rectangular cells.
    Voigt at_point(unsigned cell, unsigned element, const std::array<double, 2> &reference, double z) const;

  private:
    const layered::LayeredSpace *space_;
    unsigned n_points_;          ///< per cell and element
    std::vector<int> block_;     ///< per [cell][element]; -1: nothing
    std::vector<double> values_; ///< [block][component][point]
  };
} // namespace sagitta::mechanics
