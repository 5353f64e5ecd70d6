#include <tests/layered/sample.h>

#include <deal.II/grid/grid_generator.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sagitta::tests
{
  using layered::LayeredSpace;

  meshing::SnappedPlan nonuniform_plan(bool is_graded, unsigned levels)
  {
    // Lattice lines and widths in eighths of the plan; 1e-3 m by slope 1.
    const double unit = std::exp2(double(levels)) / 8;
    const auto axis = [&](const std::vector<double> &lines, const std::vector<double> &slopes) {
      std::vector<double> lattice{0}, physical{0};
      for (std::size_t i = 0; i < slopes.size(); ++i)
        {
          lattice.push_back(lines[i] * unit);
          physical.push_back(physical.back() + 1e-3 * slopes[i] * (lattice[i + 1] - lattice[i]) / unit);
        }
      return meshing::AxisMap(lattice, physical);
    };
    const meshing::AxisMap x = axis({1, 3, 4, 6, 8}, {1, .5, 2, .8, 1.3}), y = axis({2, 3, 5, 7, 8}, {1.7, .6, 1, 2, .5});
    const unsigned n = 1u << levels;
    meshing::SnappedPlan plan{{{x, y}}, {{1, 1}}, levels, is_graded ? 1 : levels, {}};
    if (is_graded)
      plan.edges = {{0, double(n), double(n), double(n)}, {0, 0, 0, 0}, {1, n / 2 + 1., n / 4. - .5, n / 4. - .5}};
    return plan;
  }

  std::shared_ptr<meshing::PlanTriangulation> make_mesh(const meshing::SnappedPlan &plan, MPI_Comm communicator)
  {
    meshing::Plan whole;
    whole.snapped = plan;
    return meshing::make_plan_mesh(whole, communicator);
  }

  std::shared_ptr<meshing::PlanTriangulation> make_sheared_mesh(bool is_graded, MPI_Comm communicator)
  {
    auto mesh = std::make_shared<meshing::PlanTriangulation>(communicator);
    std::vector<dealii::CellData<2>> cells(1);
    std::iota(cells[0].vertices.begin(), cells[0].vertices.end(), 0u);
    mesh->create_triangulation({{0, 0}, {3e-3, .5e-3}, {.7e-3, 2e-3}, {4e-3, 3.5e-3}}, cells, dealii::SubCellData());
    mesh->refine_global(1);
    if (is_graded)
      {
        for (const auto &cell : mesh->active_cell_iterators())
          if (cell->is_locally_owned() && cell->center()[0] > 2e-3 && cell->center()[1] > 1.5e-3)
            cell->set_refine_flag();
        mesh->execute_coarsening_and_refinement();
      }
    return mesh;
  }

  std::shared_ptr<const meshing::LayerGrid> nonuniform_layers()
  {
    auto grid = std::make_shared<meshing::LayerGrid>();
    grid->z = {0, .05e-3, .4e-3, 1e-3};
    grid->layer = {0, 1, 2};
    return grid;
  }

  double scatter(unsigned long long a, unsigned long long b, unsigned long long c)
  {
    unsigned long long hash = 0x9e3779b97f4a7c15ull;
    for (const unsigned long long part : {a, b, c})
      {
        hash = (hash ^ part) * 0xbf58476d1ce4e5b9ull;
        hash = (hash ^ (hash >> 29)) * 0x94d049bb133111ebull;
        hash ^= hash >> 32;
      }
    return static_cast<double>(hash >> 11) / double(1ull << 52) - 1;
  }

  MaterialField scattered_material(const meshing::SnappedPlan &plan, unsigned n_components)
  {
    const unsigned block = 1u << (plan.levels - std::min(plan.levels, plan.base_levels));
    const unsigned blocks = (plan.coarse_cells[0] << plan.levels) / block;
    return [plan, block, blocks, n_components](double x, double y, unsigned element) {
      const auto i = static_cast<unsigned>(plan.map[0].to_lattice(x)) / block, j = static_cast<unsigned>(plan.map[1].to_lattice(y)) / block;
      std::array<double, 9> c{};
      if ((i == 0 && element == 1) || (i == blocks - 1 && j == 0))
        return c;
      const unsigned place = (i * 1000 + j) * 100 + element;
      for (unsigned k = 0; k < 9; ++k)
        c[k] = (k < 3 ? 30e9 : 8e9) * (1 + .9 * scatter(place, k)); // off the diagonal at most 15.2, on it at least ...
      for (unsigned k = 0; k < 3; ++k)
        c[k] += 31e9; // ... 34: diagonally dominant, so positive definite
      if (n_components == 1)
        for (unsigned k = 0; k < 9; ++k)
          c[k] = k < 3 ? c[k] * 1e-9 : 0.;
      return c;
    };
  }

  MaterialField uniform_material(unsigned n_components)
  {
    return [n_components](double, double, unsigned) {
      if (n_components == 1)
        return std::array<double, 9>{{3, 5, 7, 0, 0, 0, 0, 0, 0}};
      return std::array<double, 9>{{60e9, 50e9, 40e9, 15e9, 12e9, 10e9, 20e9, 18e9, 16e9}};
    };
  }

  layered::Coefficients make_coefficients(const LayeredSpace &space, const MaterialField &material)
  {
    layered::Coefficients coefficients;
    coefficients.n_components = space.n_components();
    coefficients.n_elements = space.n_elements();
    const unsigned n = layered::n_coefficients(space.n_components());
    coefficients.volume.resize(std::size_t(space.plan().n_cells()) * space.n_elements() * n);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const auto &box = space.plan().box(cell);
          const std::array<double, 9> values = material((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, e);
          std::copy(values.begin(), values.begin() + n, coefficients.at(cell, e));
        }
    return coefficients;
  }

  std::shared_ptr<const LayeredSpace> make_space(const SpaceDescription &d)
  {
    return std::make_shared<const LayeredSpace>(
        std::make_shared<const layered::PlanSpace>(d.mesh, d.degree, d.is_rectangular, d.communicator), d.grid, d.degree_z, d.n_components,
        d.curves);
  }

  void interpolate(layered::Vector<double> &vector, const LayeredSpace &space, const layered::ConstrainedUnknowns &constrained,
                   const std::function<double(double, double, double, unsigned)> &value)
  {
    space.initialise(vector);
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        for (unsigned c = 0; c < space.n_components(); ++c)
          {
            const std::size_t i = (std::size_t(dof) * space.n_z() + k) * space.n_components() + c;
            if (const auto [x, y, z] = space.position(dof, k); !constrained.is_constrained[i])
              vector.begin()[i] = value(x, y, z, c);
          }
  }

  double largest(double own, MPI_Comm communicator)
  {
    MPI_Allreduce(MPI_IN_PLACE, &own, 1, MPI_DOUBLE, MPI_MAX, communicator);
    return own;
  }

  double sum(double own, MPI_Comm communicator)
  {
    MPI_Allreduce(MPI_IN_PLACE, &own, 1, MPI_DOUBLE, MPI_SUM, communicator);
    return own;
  }
} // namespace sagitta::tests
