#pragma once

#include <solver/layered/space/cell_points.h>

#include <array>
#include <vector>

namespace sagitta::layered
{
  /// Adds integrals of shapes over the elements of the plan cell that its points are in to a load, which is summed cell by cell and not
  /// condensed: the transpose of CellValues. Stresses are (xx, yy, zz, yz, xz, xy).
  class CellLoads
  {
  public:
    /// Points and load are on one space and must outlive this.
    CellLoads(const CellPoints &points, Vector<double> &load);

    /// Adds the integral of N f over an element, of a density f that is uniform there, to component c.
    void add_uniform(unsigned e, unsigned c, double density);

    /// The same of a density at the points, [CellPoints::index]; one component.
    void add(unsigned e, const std::vector<double> &density);

    /// Adds the integral of N f over the plan cell on an element boundary b, 0 .. n_elements(), to component c.
    void add_on_boundary(unsigned b, unsigned c, double density);

    /// The same on the vertical face of an element above a side of the cell.
    void add_on_side(unsigned e, unsigned side, unsigned c, double density);

    /// Adds the integral of grad N . f over an element, of a vector f at the points, [CellPoints::index]; one component.
    void add_flux(unsigned e, const std::vector<std::array<double, 3>> &flux);

    /// Subtracts the integral of B' s over an element, of a stress s that is uniform there: the internal forces of the element.
    /// 3 components.
    void subtract_stress(unsigned e, const std::array<double, 6> &stress);

    /// The same of a stress at the points, [CellPoints::index].
    void subtract_stress(unsigned e, const std::vector<std::array<double, 6>> &stress);

  private:
    /// Where the load holds the first component at a plan node i and z-node k of an element.
    double *entry(unsigned e, unsigned i, unsigned k);

    /// subtract_stress() in an element with curved columns.
    void subtract_curved_stress(unsigned e, const std::vector<std::array<double, 6>> &stress);

    const CellPoints &points_;
    Vector<double> &load_;
    std::vector<std::array<double, 6>> through_, through_derivative_; ///< [plan point][z-node]: stresses integrated through the element
  };
} // namespace sagitta::layered
