#pragma once

#include <materials/elasticity.h>

#include <array>
#include <functional>
#include <vector>

namespace sagitta::layered
{
  /// One product of a strong form's tensor: test component `row` differentiated along `row_axis` times trial component `column`
  /// differentiated along `column_axis` (0: x, 1: y, 2: z) times coefficient number `coefficient`.
  struct Coupling
  {
    unsigned row, row_axis, column, column_axis, coefficient;
  };

  /// What the coefficients of an operator are.
  enum class CoefficientKind
  {
    constant, ///< in every plan cell and layer element: 3 conductivities or 9 moduli, see couplings()
    tangent   ///< at every quadrature point: the 6 or 21 numbers of a symmetric matrix, see tangent_index()
  };

  /// Numbers per cell and layer element, or per quadrature point.
  constexpr unsigned n_coefficients(unsigned n_components, CoefficientKind kind = CoefficientKind::constant)
  {
    return kind == CoefficientKind::constant ? (n_components == 1 ? 3 : 9) : (n_components == 1 ? 6 : 21);
  }

  /// Place of entry (a, b) of a symmetric matrix of `size` rows among the numbers of a tangent: its upper triangle row by row. Rows are
  /// the axes of a gradient (1 component), or the strains xx, yy, zz and the shear angles yz, xz, xy (3 components).
  constexpr unsigned tangent_index(unsigned a, unsigned b, unsigned size)
  {
    return a <= b ? a * (2 * size - 1 - a) / 2 + b : b * (2 * size - 1 - b) / 2 + a;
  }

  /// Writes the tangents of an element over a plan cell at all quadrature points, [z point][plan point qx + (p + 1) qy][number], and
  /// tells whether there is anything; numbers of an empty element are not read.
  using TangentFunction = std::function<bool(unsigned cell, unsigned element, double *numbers)>;

  /// The couplings of conduction (1 component; kx, ky, kz) or elasticity (3; c11 c22 c33 c12 c13 c23 c44 c55 c66).
  const std::vector<Coupling> &couplings(unsigned n_components);

  std::array<double, 9> pack(const materials::OrthotropicStiffness &stiffness);

  /// Coefficients of an operator: constant in every (plan cell, layer element).
  struct Coefficients
  {
    unsigned n_components = 0;
    unsigned n_elements = 0;
    std::vector<double> volume; ///< [cell][element][coefficient]; all zero where the cell is empty

    /// Film coefficients [W/(m2 K)] (1 component only), empty when there are none:
    std::vector<double> film_level; ///< [cell][element boundary]: on horizontal faces at z-level 0 .. n_elements
    std::vector<double> film_side;  ///< [cell][face 0..3: x0, x1, y0, y1][element]
    /// [cell][element]: heat capacity over a time [W/(m3 K)], of a step of transient conduction; empty when there is none. Where it is not
    /// empty the lists of films are not either.
    std::vector<double> storage;

    const double *at(unsigned cell, unsigned element) const
    {
      return &volume[(std::size_t(cell) * n_elements + element) * n_coefficients(n_components)];
    }
    double *at(unsigned cell, unsigned element)
    {
      return &volume[(std::size_t(cell) * n_elements + element) * n_coefficients(n_components)];
    }

    /// Are there films, or is heat stored? On this rank; false without cells.
    bool has_film() const { return !film_level.empty(); }

    /// Makes room for films and stored heat, none of either.
    void add_storage();

    /// Per [cell][element]: does it hold anything?
    std::vector<char> filled() const;
  };
} // namespace sagitta::layered
