#include <solver/cell/cell_problem.h>

#include <solver/cell/constrained_solver.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_points.h>

namespace sagitta::cell
{
  namespace
  {
    using layered::CellPoints;
    using layered::LayeredSpace;
    using layered::Vector;

    constexpr unsigned xx = 0, yy = 1, zz = 2, yz = 3, xz = 4, xy = 5;

    /// Components that are prescribed on the sides x = 0 and x = half a pitch, and on those of y.
    struct SideConditions
    {
      std::array<bool, 3> x, y;
    };

    /// Conditions for a strain. Reflection at x = 0 leaves a strain xx, yy, zz or yz as it is: u_x is odd and vanishes there. It turns the
    /// sign of a shear xz or xy: u_y and u_z are odd in what is left.
    SideConditions side_conditions(unsigned strain)
    {
      constexpr std::array<bool, 3> even_x{{true, false, false}}, odd_x{{false, true, true}}, even_y{{false, true, false}},
          odd_y{{true, false, true}};
      return {strain == xz || strain == xy ? odd_x : even_x, strain == yz || strain == xy ? odd_y : even_y};
    }

    /// Local indices of the unknowns on outer faces (all components) and on sides.
    std::vector<unsigned> find_prescribed(const LayeredSpace &space, const std::array<double, 2> &half, const SideConditions &sides)
    {
      std::vector<unsigned> prescribed;
      const unsigned components = space.n_components();
      for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
        {
          const bool is_x = is_on_side(space.plan().position(dof)[0], half[0]), is_y = is_on_side(space.plan().position(dof)[1], half[1]);
          for (unsigned k = 0; k < space.n_z(); ++k)
            for (unsigned c = 0; c < components; ++c)
              if (k == 0 || k + 1 == space.n_z() || (is_x && sides.x[c]) || (is_y && sides.y[c]))
                prescribed.push_back((dof * space.n_z() + k) * components + c);
        }
      return prescribed;
    }

    /// Mean gradient of component c over an element.
    std::array<double, 3> mean_gradient(const CellPoints &points, const Vector<double> &field, unsigned e, unsigned c)
    {
      const LayeredSpace &space = points.space();
      std::array<double, 3> mean{};
      for (unsigned i = 0; i < points.n_plan(); ++i)
        for (unsigned k = 0; k < points.n_layer(); ++k)
          {
            const std::size_t column = space.plan().cell_dofs(points.cell())[i];
            const double value = field.begin()[column * space.column_size() + (e * space.degree_z() + k) * space.n_components() + c];
            const std::array<double, 3> gradient = points.gradient_integral(e, i, k);
            for (unsigned axis = 0; axis < 3; ++axis)
              mean[axis] += value * gradient[axis] / points.volume(e);
          }
      return mean;
    }

    Strain mean_strain(const CellPoints &points, const Vector<double> &field, unsigned e)
    {
      const std::array<double, 3> u = mean_gradient(points, field, e, 0), v = mean_gradient(points, field, e, 1),
                                  w = mean_gradient(points, field, e, 2);
      return {{u[0], v[1], w[2], v[2] + w[1], u[2] + w[0], u[1] + v[0]}};
    }

    /// x of c x = b for the normal components.
    std::array<double, 3> solve_normal(const materials::OrthotropicStiffness &c, const std::array<double, 3> &b)
    {
      const double i11 = c.c22 * c.c33 - c.c23 * c.c23, i22 = c.c11 * c.c33 - c.c13 * c.c13, i33 = c.c11 * c.c22 - c.c12 * c.c12,
                   i12 = c.c13 * c.c23 - c.c12 * c.c33, i13 = c.c12 * c.c23 - c.c13 * c.c22, i23 = c.c12 * c.c13 - c.c11 * c.c23;
      const double determinant = c.c11 * i11 + c.c12 * i12 + c.c13 * i13;
      return {{(i11 * b[0] + i12 * b[1] + i13 * b[2]) / determinant, (i12 * b[0] + i22 * b[1] + i23 * b[2]) / determinant,
               (i13 * b[0] + i23 * b[1] + i33 * b[2]) / determinant}};
    }
  } // namespace

  CellElasticity::CellElasticity(const CellSpace &space, const std::vector<materials::OrthotropicStiffness> &phases)
      : space_(space), phases_(phases), layered_(space.plan, space.grid, 2, 3)
  {
    for (const std::vector<unsigned> &strains : {std::vector<unsigned>{xx, yy, zz}, {yz}, {xz}, {xy}})
      solve(strains);
  }

  void CellElasticity::solve(const std::vector<unsigned> &strains)
  {
    const ConstrainedSolver solver(layered_, elastic_coefficients(layered_, space_.filling, phases_),
                                   find_prescribed(layered_, space_.half, side_conditions(strains.front())));
    const unsigned n = layered_.n_elements();
    CellPoints points(layered_);
    Vector<double> field;
    layered_.initialise(field);
    for (const unsigned s : strains)
      {
        Strain uniform{};
        uniform[s] = 1;
        field = 0;
        layered::CellLoads loads(points, field);
        for (unsigned cell = 0; cell < space_.plan->n_cells(); ++cell)
          {
            points.enter(cell);
            for (unsigned e = 0; e < n; ++e)
              if (space_.filling[cell * n + e] >= 0)
                loads.subtract_stress(e, phase(cell * n + e).stress(uniform));
          }
        solver.solve(field);
        means_[s].assign(space_.filling.size(), uniform);
        for (unsigned cell = 0; cell < space_.plan->n_cells(); ++cell)
          {
            points.enter(cell);
            for (unsigned e = 0; e < n; ++e)
              {
                const Strain rest = mean_strain(points, field, e);
                for (unsigned i = 0; i < 6; ++i)
                  means_[s][cell * n + e][i] += rest[i];
              }
          }
      }
  }

  materials::OrthotropicStiffness CellElasticity::stiffness() const
  {
    std::array<Strain, 6> stress{};
    for (std::size_t place = 0; place < space_.filling.size(); ++place)
      if (space_.filling[place] >= 0)
        for (unsigned s = 0; s < 6; ++s)
          {
            const double share = volume(place) / space_.volume();
            const Strain local = phase(place).stress(means_[s][place]);
            for (unsigned i = 0; i < 6; ++i)
              stress[s][i] += share * local[i];
          }
    return {stress[xx][xx], stress[yy][yy], stress[zz][zz], stress[xx][yy], stress[xx][zz],
            stress[yy][zz], stress[yz][yz], stress[xz][xz], stress[xy][xy]};
  }

  std::array<double, 3> CellElasticity::free_strain(const std::vector<std::array<double, 3>> &phases) const
  {
    std::array<double, 3> thermal_stress{};
    for (std::size_t place = 0; place < space_.filling.size(); ++place)
      if (space_.filling[place] >= 0)
        {
          const double share = volume(place) / space_.volume();
          const std::array<double, 3> &free = phases[static_cast<std::size_t>(space_.filling[place])];
          const Strain local = phase(place).stress({{free[0], free[1], free[2], 0, 0, 0}});
          for (unsigned s = 0; s < 3; ++s)
            for (unsigned i = 0; i < 3; ++i)
              thermal_stress[s] += share * means_[s][place][i] * local[i];
        }
    return solve_normal(stiffness(), thermal_stress);
  }

  std::array<double, 3> find_conductivity(const CellSpace &space, const std::vector<std::array<double, 3>> &phases)
  {
    const LayeredSpace layered(space.plan, space.grid, 2, 1);
    const layered::Coefficients coefficients = conduction_coefficients(layered, space.filling, phases);
    const unsigned n = layered.n_elements();
    CellPoints points(layered);
    Vector<double> field;
    layered.initialise(field);
    std::array<double, 3> effective{};
    for (unsigned axis = 0; axis < 3; ++axis)
      {
        const SideConditions sides{{{axis == 0, false, false}}, {{axis == 1, false, false}}};
        const ConstrainedSolver solver(layered, coefficients, find_prescribed(layered, space.half, sides));
        field = 0;
        for (unsigned cell = 0; cell < space.plan->n_cells(); ++cell)
          {
            points.enter(cell);
            for (unsigned e = 0; e < n; ++e)
              for (unsigned i = 0; i < points.n_plan(); ++i)
                for (unsigned k = 0; k < points.n_layer(); ++k)
                  field.begin()[std::size_t(space.plan->cell_dofs(cell)[i]) * layered.column_size() + e * layered.degree_z() + k] -=
                      coefficients.at(cell, e)[axis] * points.gradient_integral(e, i, k)[axis];
          }
        solver.solve(field);
        for (unsigned cell = 0; cell < space.plan->n_cells(); ++cell)
          {
            points.enter(cell);
            for (unsigned e = 0; e < n; ++e)
              effective[axis] +=
                  points.volume(e) / space.volume() * coefficients.at(cell, e)[axis] * (1 + mean_gradient(points, field, e, 0)[axis]);
          }
      }
    return effective;
  }
} // namespace sagitta::cell
