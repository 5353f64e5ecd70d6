#include <tests/layered/problem.h>

#include <solver/layered/multigrid/plan_transfer.h>
#include <solver/layered/operator/assembly.h>

#include <cmath>

namespace sagitta::tests
{
  using namespace layered;

  Problem::Problem(const ProblemDescription &description)
  {
    const auto meshes =
        description.plan ? meshing::make_plan_levels(*description.plan, description.mesh) : meshing::make_plan_levels(description.mesh);
    for (std::size_t l = 0; l < meshes.size(); ++l)
      {
        const bool has_rings = description.plan && l + description.plan->rings->levels + 1 >= meshes.size();
        levels.push_back({make_space({meshes[l], description.degree, !has_rings, description.grid, description.degree_z,
                                      description.n_components, description.communicator, description.curves}),
                          nullptr});
        if (has_rings)
          levels.back().bumps = meshing::find_bump_blocks(*description.plan->rings);
      }
    coefficients = make_coefficients(space(), description.material);
    if (description.film > 0)
      {
        const unsigned n = space().n_elements();
        coefficients.film_level.assign(std::size_t(space().plan().n_cells()) * (n + 1), 0.);
        coefficients.film_side.assign(std::size_t(space().plan().n_cells()) * 4 * n, 0.);
        for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
          coefficients.film_level[cell * (n + 1)] = coefficients.film_level[cell * (n + 1) + n] = description.film;
      }

    // A coarse cell is filled where any of its fine cells is.
    Coefficients current = coefficients;
    for (std::size_t l = levels.size(); l-- > 0;)
      {
        const LayeredSpace &level = *levels[l].space;
        std::vector<unsigned> prescribed;
        if (description.is_prescribed)
          for (unsigned dof = 0; dof < level.plan().n_owned(); ++dof)
            for (unsigned k = 0; k < level.n_z(); ++k)
              for (unsigned c = 0; c < level.n_components(); ++c)
                if (description.is_prescribed(level.plan().position(dof)[0], level.plan().position(dof)[1], level.z_nodes()[k], c))
                  prescribed.push_back((dof * level.n_z() + k) * level.n_components() + c);
        levels[l].constrained = std::make_shared<const ConstrainedUnknowns>(find_constrained_unknowns(level, current.filled(), prescribed));
        if (l > 0)
          current = PlanTransfer(levels[l - 1].space, levels[l].space).average(current);
      }
    matrix = std::make_unique<LayeredOperator<double>>(levels.back().space, coefficients, levels.back().constrained);
    modes = std::make_unique<RigidModes>(space(), constrained(), coefficients.has_film());
  }

  void Problem::set_up_multigrid(const MultigridOptions &options)
  {
    multigrid = std::make_unique<ColumnMultigrid>(levels, coefficients, *modes, options);
  }

  Vector<double> Problem::load() const
  {
    // The eigenstress C e0 with e0 = s(place) times the gradient of (x, y, z) is what a stiffness s C makes of that field.
    Coefficients scaled = coefficients;
    const unsigned n = n_coefficients(space().n_components());
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space().n_elements(); ++e)
        {
          const auto &box = space().plan().box(cell);
          const double strain = 1 + .5 * e + .3 * std::cos(300 * (box[0] + box[2])) * std::sin(400 * (box[1] + box[3]));
          for (unsigned k = 0; k < n; ++k)
            scaled.at(cell, e)[k] *= strain;
        }
    scaled.film_level.clear();
    scaled.film_side.clear();
    const auto none = std::make_shared<const ConstrainedUnknowns>(
        find_constrained_unknowns(space(), std::vector<char>(std::size_t(space().plan().n_cells()) * space().n_elements(), 1), {}));
    Vector<double> field, b;
    interpolate(field, space(), *none, [this](double x, double y, double z, unsigned c) {
      return space().n_components() == 1 ? x + 2 * y + 3 * z : c == 0 ? x : c == 1 ? y : z;
    });
    space().initialise(b);
    LayeredOperator<double>(levels.back().space, scaled, none).vmult(b, field);
    matrix->clear_constrained(b);
    modes->project(b);
    return b;
  }

  Vector<double> Problem::rough_load() const
  {
    Vector<double> b;
    interpolate(b, space(), constrained(),
                [](double x, double y, double z, unsigned c) { return std::sin(3e4 * x + 5e4 * y + 1e5 * z + 2 * c); });
    modes->project(b);
    return b;
  }

  SolveOutcome Problem::solve(Vector<double> &x, const Vector<double> &b, double tolerance) const
  {
    space().initialise(x);
    SolveOptions options;
    options.tolerance = tolerance;
    Vector<double> load(b);
    const Preconditioner cycle = [this](const Columns &dst, const ConstColumns &src) { multigrid->vmult(*dst[0], *src[0]); };
    return layered::solve({*matrix, *modes, cycle}, {&x}, {&load}, options).front();
  }

  Vector<double> Problem::solve_directly(const Vector<double> &b) const
  {
    linear::SparseMatrix assembled = assemble(space(), coefficients, constrained());
    std::vector<std::vector<double>> null_space;
    for (unsigned m = 0; m < modes->size(); ++m)
      null_space.push_back(modes->mode(m));
    std::vector<double> right_side(b.begin(), b.begin() + space().n_owned()), solution(right_side.size());
    const std::vector<unsigned> determinate = find_determinate_set(null_space, space().communicator());
    for (const unsigned index : determinate)
      right_side[index] = 0;
    assembled.make_identity(determinate);
    const linear::KrylovSolver solver(std::move(assembled), {"test", 1e-14, 1});
    solver.solve(right_side.data(), solution.data());
    Vector<double> x;
    space().initialise(x);
    std::copy(solution.begin(), solution.end(), x.begin());
    modes->project(x);
    return x;
  }

  MaterialField stack_of(const std::vector<std::pair<double, double>> &materials)
  {
    return [materials](double, double, unsigned element) {
      const auto &[young, poisson] = materials[element];
      return pack(materials::isotropic_stiffness(young, poisson));
    };
  }

  std::shared_ptr<const meshing::LayerGrid> make_layers(const std::vector<double> &z)
  {
    auto grid = std::make_shared<meshing::LayerGrid>();
    grid->z = z;
    for (unsigned e = 0; e + 1 < z.size(); ++e)
      grid->layer.push_back(e);
    return grid;
  }
} // namespace sagitta::tests
