#pragma once

#include <vector>

namespace sagitta::layered
{
  /// The 1-D element of ReferenceElement in modes phi_k, multiples of the Legendre polynomials of [0, 1]. Their products integrate to a
  /// diagonal mass matrix m_k, a derivative of a mode has lower modes of the other parity only, and mirrored nodes enter a mode alike
  /// but for the sign of odd ones: few factors are left of an element integral with a constant coefficient.
  ///
  /// The multiples are such that the last node enters every mode with the factor 1.
  struct ModalElement
  {
    explicit ModalElement(unsigned degree);

    unsigned n;                     ///< modes: degree + 1
    std::vector<double> forward;    ///< [k * n + i]: factor of node i in mode k of a polynomial
    std::vector<double> derivative; ///< [k * n + l]: factor of mode l in mode k of the derivative; zero unless l - k = 1, 3, ...
    double mass;                    ///< of mode 0, m_0

    // The transpose, for integrals against all shapes: fluxes are tested with the modes' derivatives, then with the nodes' shapes.
    // All is divided by the masses on the way, so that r of a mode counts in units of m_k, and by m_0 at the end.
    std::vector<double> test_derivative; ///< [l * n + k]: derivative[k * n + l] m_k / m_l
    std::vector<double> backward;        ///< [i * n + k]: forward[k * n + i] m_k / m_0
  };
} // namespace sagitta::layered
