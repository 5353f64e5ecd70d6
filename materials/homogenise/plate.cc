#include <materials/homogenise/plate.h>

namespace sagitta::materials
{
  std::array<double, 4> Plate::free_deformation() const
  {
    // Gauss elimination, without a choice of pivots: the matrix is positive definite.
    std::array<std::array<double, 5>, 4> rows;
    for (unsigned i = 0; i < 4; ++i)
      {
        for (unsigned j = 0; j < 4; ++j)
          rows[i][j] = stiffness[i][j];
        rows[i][4] = thermal[i];
      }
    for (unsigned pivot = 0; pivot < 4; ++pivot)
      for (unsigned i = pivot + 1; i < 4; ++i)
        {
          const double factor = rows[i][pivot] / rows[pivot][pivot];
          for (unsigned j = pivot; j < 5; ++j)
            rows[i][j] -= factor * rows[pivot][j];
        }
    std::array<double, 4> solution{};
    for (unsigned i = 4; i-- > 0;)
      {
        solution[i] = rows[i][4];
        for (unsigned j = i + 1; j < 4; ++j)
          solution[i] -= rows[i][j] * solution[j];
        solution[i] /= rows[i][i];
      }
    return solution;
  }

  Plate plate_of(const std::vector<Ply> &plies)
  {
    double thickness = 0;
    for (const Ply &ply : plies)
      thickness += ply.thickness;
    Plate plate{};
    double bottom = -thickness / 2;
    for (const Ply &ply : plies)
      {
        const OrthotropicStiffness &c = ply.phase.stiffness;
        const double h = ply.thickness, z = bottom + h / 2;
        const double q_xx = c.c11 - c.c13 * c.c13 / c.c33, q_yy = c.c22 - c.c23 * c.c23 / c.c33, q_xy = c.c12 - c.c13 * c.c23 / c.c33;
        const std::array<std::array<double, 2>, 2> q{{{{q_xx, q_xy}}, {{q_xy, q_yy}}}};
        const std::array<double, 3> moments{{h, h * z, h * (h * h / 12 + z * z)}};
        for (unsigned i = 0; i < 4; ++i)
          {
            const double arm = i < 2 ? h : h * z;
            for (unsigned j = 0; j < 4; ++j)
              plate.stiffness[i][j] += q[i % 2][j % 2] * moments[i / 2 + j / 2];
            plate.thermal[i] += arm * (q[i % 2][0] * ply.phase.expansion[0] + q[i % 2][1] * ply.phase.expansion[1]);
          }
        for (unsigned i = 0; i < 2; ++i)
          for (unsigned j = 0; j < 2; ++j)
            plate.shear[i][j] += c.c66 * moments[i + j];
        bottom += h;
      }
    return plate;
  }
} // namespace sagitta::materials
