#include <solver/cell/plate_cell.h>

#include <solver/cell/constrained_solver.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/layered/space/cell_values.h>

#include <array>
#include <vector>

namespace sagitta::cell
{
  namespace
  {
    using layered::CellPoints;
    using layered::LayeredSpace;
    using layered::Vector;
    using materials::Phase;

    constexpr unsigned n_symmetric = 4, n_fields = 6; // exx, eyy, kxx, kyy; exy, kxy

    /// The component of the strain of a field, and whether it grows with the height.
    constexpr std::array<unsigned, n_fields> component{{0, 1, 0, 1, 5, 5}};
    constexpr std::array<bool, n_fields> is_curvature{{false, false, true, true, false, true}};

    /// The strain of a field without its periodic part at a height above the middle.
    Strain uniform_strain(unsigned field, double z)
    {
      Strain strain{};
      strain[component[field]] = is_curvature[field] ? z : 1;
      return strain;
    }

    /// The components that are prescribed on the sides of the quarter, odd there: the normal one, and one along z; of a shear the others.
    std::vector<unsigned> find_prescribed(const LayeredSpace &space, const std::array<double, 2> &half, bool is_symmetric)
    {
      std::vector<unsigned> prescribed;
      if (is_symmetric)
        prescribed.push_back(2);
      for (unsigned dof = 0; dof < space.plan().n_local(); ++dof)
        {
          std::array<bool, 3> is_odd{};
          for (unsigned axis = 0; axis < 2; ++axis)
            if (is_on_side(space.plan().position(dof)[axis], half[axis]))
              for (unsigned c = 0; c < 3; ++c)
                is_odd[c] = is_odd[c] || (c == axis) == is_symmetric;
          for (unsigned k = 0; k < space.n_z(); ++k)
            for (unsigned c = 0; c < 3; ++c)
              if (is_odd[c])
                prescribed.push_back((dof * space.n_z() + k) * 3 + c);
        }
      return prescribed;
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

  namespace
  {
    /// The cell with what fills it.
    struct FilledCell
    {
      const CellSpace &space;
      const std::vector<Phase> &phases;

      const Phase &phase(unsigned cell, unsigned e) const
      {
        return phases[static_cast<std::size_t>(space.filling[cell * space.grid->n_elements() + e])];
      }

      layered::Coefficients coefficients(const LayeredSpace &layered) const
      {
        std::vector<materials::OrthotropicStiffness> stiffness;
        for (const Phase &each : phases)
          stiffness.push_back(each.stiffness);
        return elastic_coefficients(layered, space.filling, stiffness);
      }
    };

    /// The load of a uniform strain, to be replaced by the periodic part of its field.
    void set_load(const FilledCell &filled, unsigned f, CellPoints &points, Vector<double> &field)
    {
      points.space().initialise(field);
      layered::CellLoads loads(points, field);
      std::vector<Strain> stress(points.n_points());
      for (unsigned cell = 0; cell < filled.space.plan->n_cells(); ++cell)
        {
          points.enter(cell);
          for_all_points(filled.space, points, [&](unsigned e, const std::array<unsigned, 2> &point, double z) {
            stress[points.index(point[0], point[1])] = filled.phase(cell, e).stiffness.stress(uniform_strain(f, z));
            if (point[0] + 1 == points.n_plan() && point[1] + 1 == points.n_layer())
              loads.subtract_stress(e, stress);
          });
        }
    }

    /// A quadrature point: its height above the middle, its weight per area, and the free strains there.
    struct Point
    {
      double z, weight;
      const std::array<double, 3> &free;
    };

    /// Adds what the stress of the field f contributes at a point.
    void add(unsigned f, const Point &point, const Strain &stress, materials::Plate &plate)
    {
      const auto resultant = [&](unsigned other) { return point.weight * product(uniform_strain(other, point.z), stress); };
      if (f >= n_symmetric)
        {
          for (unsigned other = n_symmetric; other < n_fields; ++other)
            plate.shear[other - n_symmetric][f - n_symmetric] += resultant(other);
          return;
        }
      for (unsigned other = 0; other < n_symmetric; ++other)
        plate.stiffness[other][f] += resultant(other);
      plate.thermal[f] += point.weight * product(stress, {{point.free[0], point.free[1], point.free[2], 0, 0, 0}});
    }
  } // namespace

  materials::Plate solve_plate(const CellSpace &space, const std::vector<Phase> &phases)
  {
    const LayeredSpace layered(space.plan, space.grid, 2, 3);
    const FilledCell filled{space, phases};
    const layered::Coefficients coefficients = filled.coefficients(layered);
    std::vector<layered::CellValues> values(n_fields, layered::CellValues(layered));
    CellPoints points(layered);
    std::array<Vector<double>, n_fields> fields;
    for (const bool is_symmetric : {true, false})
      {
        const ConstrainedSolver solver(layered, coefficients, find_prescribed(layered, space.half, is_symmetric));
        for (unsigned f = is_symmetric ? 0 : n_symmetric; f < (is_symmetric ? n_symmetric : n_fields); ++f)
          {
            set_load(filled, f, points, fields[f]);
            solver.solve(fields[f]);
          }
      }
    materials::Plate plate{};
    const double area = space.half[0] * space.half[1];
    for (unsigned cell = 0; cell < space.plan->n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned f = 0; f < n_fields; ++f)
          values[f].load(cell, fields[f]);
        for_all_points(space, points, [&](unsigned e, const std::array<unsigned, 2> &point, double z) {
          const Phase &phase = filled.phase(cell, e);
          const Point at{z, points.jxw(e, point[0], point[1]) / area, phase.expansion};
          for (unsigned f = 0; f < n_fields; ++f)
            {
              Strain strain = values[f].strain(e, point[0], point[1]);
              strain[component[f]] += uniform_strain(f, z)[component[f]];
              add(f, at, phase.stiffness.stress(strain), plate);
            }
        });
      }
    return plate;
  }
} // namespace sagitta::cell
