#include <solver/cell/plate_cell.h>

#include <solver/cell/constrained_solver.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_points.h>

#include <array>

namespace sagitta::cell
{
  namespace
  {
    using layered::CellPoints;
    using layered::LayeredSpace;
    using layered::Vector;
    using materials::Phase;

    constexpr unsigned n_fields = 4; // exx, eyy, kxx, kyy

    /// The strain of a field without its periodic part at a height above the middle.
    Strain uniform_strain(unsigned field, double z)
    {
      Strain strain{};
      strain[field % 2] = field < 2 ? 1 : z;
      return strain;
    }

    /// The normal components on the sides of the quarter, and one along z.
    std::vector<unsigned> find_symmetric(const LayeredSpace &space, const std::array<double, 2> &half)
    {
      std::vector<unsigned> prescribed = {2};
      for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
        for (unsigned k = 0; k < space.n_z(); ++k)
          for (unsigned axis = 0; axis < 2; ++axis)
            if (is_on_side(space.plan().position(dof)[axis], half[axis]))
              prescribed.push_back((dof * space.n_z() + k) * 3 + axis);
      return prescribed;
    }

    Strain strain_at(const CellPoints &points, const Vector<double> &field, unsigned e, const std::array<unsigned, 2> &point)
    {
      const LayeredSpace &space = points.space();
      std::array<std::array<double, 3>, 3> gradient{};
      for (unsigned i = 0; i < points.n_plan(); ++i)
        for (unsigned k = 0; k < points.n_layer(); ++k)
          {
            const std::array<double, 3> shape = points.gradient(e, i, k, point[0], point[1]);
            const double *u = field.begin() + std::size_t(space.plan().cell_dofs(points.cell())[i]) * space.column_size() +
                              (e * space.degree_z() + k) * 3;
            for (unsigned c = 0; c < 3; ++c)
              for (unsigned axis = 0; axis < 3; ++axis)
                gradient[c][axis] += u[c] * shape[axis];
          }
      return {{gradient[0][0], gradient[1][1], gradient[2][2], gradient[1][2] + gradient[2][1], gradient[0][2] + gradient[2][0],
               gradient[0][1] + gradient[1][0]}};
    }

    double product(const Strain &a, const Strain &b)
    {
      double sum = 0;
      for (unsigned i = 0; i < 6; ++i)
        sum += a[i] * b[i];
      return sum;
    }

    /// Calls f(element, plan point and layer point, height above the middle) for all points of filled elements of a plan cell.
    template <typename Function>
    void for_all_points(const CellSpace &space, const CellPoints &points, const Function &f)
    {
      for (unsigned e = 0; e < space.grid->n_elements(); ++e)
        if (space.filling[points.cell() * space.grid->n_elements() + e] >= 0)
          for (unsigned q = 0; q < points.n_plan(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              f(e, std::array<unsigned, 2>{{q, qz}}, points.position(e, q, qz)[2] - space.grid->thickness() / 2);
    }
  } // namespace

  materials::Plate solve_plate(const CellSpace &space, const std::vector<Phase> &phases)
  {
    const LayeredSpace layered(space.plan, space.grid, 2, 3);
    const auto phase = [&](unsigned cell, unsigned e) -> const Phase & {
      return phases[static_cast<std::size_t>(space.filling[cell * layered.n_elements() + e])];
    };
    std::vector<materials::OrthotropicStiffness> stiffness;
    for (const Phase &each : phases)
      stiffness.push_back(each.stiffness);
    const ConstrainedSolver solver(layered, elastic_coefficients(layered, space.filling, stiffness), find_symmetric(layered, space.half));

    CellPoints points(layered);
    std::array<Vector<double>, n_fields> fields;
    for (unsigned f = 0; f < n_fields; ++f)
      {
        layered.initialise(fields[f]);
        layered::CellLoads loads(points, fields[f]);
        std::vector<Strain> stress(points.n_points());
        for (unsigned cell = 0; cell < space.plan->n_cells(); ++cell)
          {
            points.enter(cell);
            for_all_points(space, points, [&](unsigned e, const std::array<unsigned, 2> &point, double z) {
              stress[points.index(point[0], point[1])] = phase(cell, e).stiffness.stress(uniform_strain(f, z));
              if (point[0] + 1 == points.n_plan() && point[1] + 1 == points.n_layer())
                loads.subtract_stress(e, stress);
            });
          }
        solver.solve(fields[f]);
      }

    materials::Plate plate{};
    const double area = space.half[0] * space.half[1];
    for (unsigned cell = 0; cell < space.plan->n_cells(); ++cell)
      {
        points.enter(cell);
        for_all_points(space, points, [&](unsigned e, const std::array<unsigned, 2> &point, double z) {
          const double weight = points.jxw(e, point[0], point[1]) / area;
          const std::array<double, 3> &free = phase(cell, e).expansion;
          for (unsigned f = 0; f < n_fields; ++f)
            {
              Strain strain = strain_at(points, fields[f], e, point);
              strain[f % 2] += uniform_strain(f, z)[f % 2];
              const Strain stress = phase(cell, e).stiffness.stress(strain);
              for (unsigned other = 0; other < n_fields; ++other)
                plate.stiffness[other][f] += weight * product(uniform_strain(other, z), stress);
              plate.thermal[f] += weight * product(stress, {{free[0], free[1], free[2], 0, 0, 0}});
            }
        });
      }
    return plate;
  }
} // namespace sagitta::cell
