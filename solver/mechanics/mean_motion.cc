#include <solver/mechanics/mean_motion.h>

#include <mpi.h>

namespace sagitta::mechanics
{
  MeanMotion::MeanMotion(const model::Model &model, const layered::LayeredSpace &space, const layered::RigidModes &modes)
      : model_(model), space_(space), motions_(modes.motions()), centre_(modes.centre())
  {
    for (layered::RigidMotion &motion : motions_)
      for (unsigned i = 3; i < 6; ++i)
        motion[i] /= modes.scale();
    for (const layered::RigidMotion &motion : motions_)
      // Motions are linear, so that their interpolation at the nodes is exact.
      matrix_.push_back(products(integrate([&](unsigned dof, unsigned k, unsigned c) { return displacement(motion, dof, k)[c]; })));
  }

  template <typename Field>
  MeanMotion::Moments MeanMotion::integrate(const Field &field) const
  {
    const layered::PlanSpace &plan = space_.plan();
    const layered::ReferenceElement &z = space_.element_z();
    const unsigned n = plan.dofs_per_cell();
    std::vector<double> layer_value(z.n, 0.), layer_height(z.n, 0.); // integrals of the shapes, and of the shapes times z, on [0, 1]
    for (unsigned k = 0; k < z.n; ++k)
      for (unsigned q = 0; q < z.n; ++q)
        {
          layer_value[k] += z.weights[q] * z.values[q * z.n + k];
          layer_height[k] += z.weights[q] * z.values[q * z.n + k] * z.points[q];
        }
    Moments moments{};
    layered::PlanSpace::CellShapes shapes;
    std::vector<std::array<double, 2>> points(n);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        plan.evaluate_shapes(cell, shapes);
        for (unsigned q = 0; q < n; ++q)
          {
            points[q] = {{-centre_[0], -centre_[1]}};
            for (unsigned i = 0; i < n; ++i)
              for (unsigned a = 0; a < 2; ++a)
                points[q][a] += shapes.value[q * n + i] * plan.position(plan.cell_dofs(cell)[i])[a];
          }
        for (unsigned i = 0; i < n; ++i)
          {
            const unsigned dof = plan.cell_dofs(cell)[i];
            std::array<double, 3> through{}, through_height{};
            for (unsigned e = 0; e < space_.n_elements(); ++e)
              if (!model_.composition(cell, e).empty())
                {
                  const double height = space_.grid().height(e), bottom = space_.grid().z[e] - centre_[2];
                  for (unsigned k = 0; k < z.n; ++k)
                    for (unsigned c = 0; c < 3; ++c)
                      {
                        const double value = height * field(dof, e * z.degree + k, c);
                        through[c] += layer_value[k] * value;
                        through_height[c] += (layer_value[k] * bottom + layer_height[k] * height) * value;
                      }
                }
            std::array<double, 3> plane{}; // integrals of the plan shape times 1, x, y
            for (unsigned q = 0; q < n; ++q)
              {
                const double weight = shapes.weight[q] * shapes.value[q * n + i];
                plane[0] += weight;
                plane[1] += weight * points[q][0];
                plane[2] += weight * points[q][1];
              }
            for (unsigned c = 0; c < 3; ++c)
              {
                for (unsigned a = 0; a < 3; ++a)
                  moments[c][a] += plane[a] * through[c];
                moments[c][3] += plane[0] * through_height[c];
              }
          }
      }
    MPI_Allreduce(MPI_IN_PLACE, moments.data(), 12, MPI_DOUBLE, MPI_SUM, space_.communicator());
    return moments;
  }

  std::vector<double> MeanMotion::products(const Moments &m) const
  {
    // (r x x) . u = r . (x x u)
    const std::array<double, 6> sums{{m[0][0], m[1][0], m[2][0], m[2][2] - m[1][3], m[0][3] - m[2][1], m[1][1] - m[0][2]}};
    std::vector<double> result(motions_.size(), 0.);
    for (std::size_t k = 0; k < motions_.size(); ++k)
      for (unsigned i = 0; i < 6; ++i)
        result[k] += motions_[k][i] * sums[i];
    return result;
  }

  std::array<double, 3> MeanMotion::displacement(const layered::RigidMotion &motion, unsigned dof, unsigned z_node) const
  {
    const auto &at = space_.plan().position(dof);
    const double x = at[0] - centre_[0], y = at[1] - centre_[1], z = space_.z_nodes()[z_node] - centre_[2];
    return {
        {motion[0] + motion[4] * z - motion[5] * y, motion[1] + motion[5] * x - motion[3] * z, motion[2] + motion[3] * y - motion[4] * x}};
  }

  void MeanMotion::remove_from(layered::Vector<double> &displacement) const
  {
    const std::size_t n = motions_.size();
    if (n == 0)
      return;
    const unsigned column_size = space_.column_size();
    std::vector<double> right = products(
        integrate([&](unsigned dof, unsigned k, unsigned c) { return displacement.begin()[std::size_t(dof) * column_size + k * 3 + c]; }));

    // Positive definite: elimination without pivoting.
    std::vector<std::vector<double>> matrix = matrix_;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t row = 0; row < n; ++row)
        if (row != p)
          {
            const double factor = matrix[row][p] / matrix[p][p];
            for (std::size_t column = 0; column < n; ++column)
              matrix[row][column] -= factor * matrix[p][column];
            right[row] -= factor * right[p];
          }
    layered::RigidMotion motion{};
    for (std::size_t m = 0; m < n; ++m)
      for (unsigned i = 0; i < 6; ++i)
        motion[i] += right[m] / matrix[m][m] * motions_[m][i];
    for (unsigned dof = 0; dof < space_.plan().n_local(); ++dof)
      for (unsigned k = 0; k < space_.n_z(); ++k)
        {
          const auto moved = this->displacement(motion, dof, k);
          for (unsigned c = 0; c < 3; ++c)
            displacement.begin()[std::size_t(dof) * column_size + k * 3 + c] -= moved[c];
        }
  }
} // namespace sagitta::mechanics
