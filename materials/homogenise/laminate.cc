#include <materials/homogenise/laminate.h>

#include <array>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// What adds up over the plies of a laminate, times the thickness. Shears of orthotropic plies are not coupled.
    struct Sums
    {
      double thickness = 0;
      double a_zz = 0, a_yz = 0, a_xz = 0;              // A
      double b_x = 0, b_y = 0;                          // B, column zz
      double d_xx = 0, d_yy = 0, d_xy = 0, d_shear = 0; // D
      double t_x = 0, t_y = 0, e = 0;                   // d and e
      double k_x = 0, k_y = 0, resistance = 0;
      double density = 0, heat_capacity = 0;
    };

    void add(const Ply &ply, double sign, Sums &sums)
    {
      const OrthotropicStiffness &c = ply.phase.stiffness;
      const std::array<double, 3> &alpha = ply.phase.expansion;
      const double h = sign * ply.thickness, b_x = c.c13 / c.c33, b_y = c.c23 / c.c33;
      const double d_xx = c.c11 - b_x * c.c13, d_yy = c.c22 - b_y * c.c23, d_xy = c.c12 - b_x * c.c23;
      sums.thickness += h;
      sums.a_zz += h / c.c33;
      sums.a_yz += h / c.c44;
      sums.a_xz += h / c.c55;
      sums.b_x += h * b_x;
      sums.b_y += h * b_y;
      sums.d_xx += h * d_xx;
      sums.d_yy += h * d_yy;
      sums.d_xy += h * d_xy;
      sums.d_shear += h * c.c66;
      sums.t_x += h * (d_xx * alpha[0] + d_xy * alpha[1]);
      sums.t_y += h * (d_xy * alpha[0] + d_yy * alpha[1]);
      sums.e += h * (alpha[2] + b_x * alpha[0] + b_y * alpha[1]);
      sums.k_x += h * ply.phase.conductivity[0];
      sums.k_y += h * ply.phase.conductivity[1];
      sums.resistance += h / ply.phase.conductivity[2];
      sums.density += h * ply.phase.density;
      sums.heat_capacity += h * ply.phase.density * ply.phase.specific_heat;
    }

    /// Of one metre of a phase.
    Sums sums_of(const Phase &phase)
    {
      Sums sums;
      add({1, phase}, 1, sums);
      return sums;
    }

    Phase phase_of(const Sums &sums)
    {
      const double h = sums.thickness, b_x = sums.b_x / h, b_y = sums.b_y / h;
      Phase phase{};
      OrthotropicStiffness &c = phase.stiffness;
      c.c33 = h / sums.a_zz;
      c.c44 = h / sums.a_yz;
      c.c55 = h / sums.a_xz;
      c.c66 = sums.d_shear / h;
      c.c13 = b_x * c.c33;
      c.c23 = b_y * c.c33;
      c.c11 = sums.d_xx / h + b_x * c.c13;
      c.c22 = sums.d_yy / h + b_y * c.c23;
      c.c12 = sums.d_xy / h + b_x * c.c23;
      const double determinant = sums.d_xx * sums.d_yy - sums.d_xy * sums.d_xy;
      phase.expansion[0] = (sums.d_yy * sums.t_x - sums.d_xy * sums.t_y) / determinant;
      phase.expansion[1] = (sums.d_xx * sums.t_y - sums.d_xy * sums.t_x) / determinant;
      phase.expansion[2] = sums.e / h - b_x * phase.expansion[0] - b_y * phase.expansion[1];
      phase.conductivity = {{sums.k_x / h, sums.k_y / h, h / sums.resistance}};
      phase.density = sums.density / h;
      phase.specific_heat = sums.heat_capacity / sums.density;
      return phase;
    }
  } // namespace

  Phase laminate(const std::vector<Ply> &plies)
  {
    if (plies.empty())
      throw std::invalid_argument("a laminate needs at least one ply");
    Sums sums;
    for (const Ply &ply : plies)
      add(ply, 1, sums);
    return phase_of(sums);
  }

  Phase remaining_ply(const Ply &whole, const std::vector<Ply> &others)
  {
    Sums sums;
    add(whole, 1, sums);
    for (const Ply &ply : others)
      add(ply, -1, sums);
    if (!(sums.thickness > 0))
      throw std::invalid_argument("a laminate must be thicker than the plies that are removed from it");
    return phase_of(sums);
  }

  Phase combine(const Phase &in_plane, const Phase &across)
  {
    const Sums plane = sums_of(in_plane);
    Sums sums = sums_of(across);
    sums.d_xx = plane.d_xx;
    sums.d_yy = plane.d_yy;
    sums.d_xy = plane.d_xy;
    sums.d_shear = plane.d_shear;
    sums.t_x = plane.t_x;
    sums.t_y = plane.t_y;
    sums.e = across.expansion[2] + sums.b_x * in_plane.expansion[0] + sums.b_y * in_plane.expansion[1];
    sums.k_x = plane.k_x;
    sums.k_y = plane.k_y;
    return phase_of(sums);
  }
} // namespace sagitta::materials
