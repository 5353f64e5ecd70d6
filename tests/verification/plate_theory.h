#pragma once

#include <array>
#include <vector>

namespace sagitta::tests
{
  /// Curvature of a bimetal strip, layer 1 below layer 2 [1/m], positive when the ends rise; Timoshenko, J. Opt. Soc. Am. 11 (1925) 233:
  ///   k = 6 (a2 - a1) dT (1+m)^2 / {h [3 (1+m)^2 + (1 + m n) (m^2 + 1/(m n))]}, m = h1/h2, n = E1/E2, h = h1 + h2.
  /// For a plate put E / (1 - nu) in place of E. `misfit` is (a2 - a1) dT.
  double timoshenko_curvature(double h1, double e1, double h2, double e2, double misfit);

  /// Curvature of a film (thickness h_f, biaxial modulus m_f, misfit strain e_m) on a substrate of any thickness [1/m]:
  ///   k = (6 e_m / h_s) h m (1+h) / (1 + 4 h m + 6 h^2 m + 4 h^3 m + h^4 m^2), h = h_f/h_s, m = M_f/M_s; Freund, Floro and Chason,
  /// Appl. Phys. Lett. 74 (1999) 1987.
  double thick_film_curvature(double h_s, double m_s, double h_f, double m_f, double misfit);

  /// A layer of classical laminate theory: plane-stress stiffness Q11, Q12, Q22 [Pa] and free strains along x, y.
  struct PlateLayer
  {
    double thickness, q11, q12, q22, free_x, free_y;
  };

  PlateLayer isotropic_layer(double thickness, double young, double poisson, double free_strain);

  /// (d2w/dx2, d2w/dy2) of a free laminate [1/m], layers bottom to top: {0; 0} = [A B; B D] {e0; k} - {N_T; M_T}.
  std::array<double, 2> laminate_curvatures(const std::vector<PlateLayer> &layers);
} // namespace sagitta::tests
