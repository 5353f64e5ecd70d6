#include <tests/layered/sample_problems.h>

#include <algorithm>
#include <cmath>

namespace sagitta::tests
{
  namespace
  {
    const std::vector<double> package_levels{0, .01e-3, .02e-3, .12e-3, .22e-3, .32e-3};

    /// Silicon die in a moulded package over polymer and RDL.
    std::array<double, 9> package_material(double x, double y, unsigned element)
    {
      const bool is_die = (element == 2 || element == 3) && x > 1e-3 && x < 3e-3 && y > 1e-3 && y < 3e-3;
      const std::vector<std::pair<double, double>> stack{
          {3.5e9, .3},
          {60e9, .3},
          is_die ? std::pair<double, double>{131e9, .28} : std::pair<double, double>{22e9, .3},
          is_die ? std::pair<double, double>{131e9, .28} : std::pair<double, double>{22e9, .3},
          {22e9, .3}};
      return stack_of(stack)(x, y, element);
    }

    /// Board and die with solder bumps between them, 1 mm squares 1 mm apart, air around; no bump ends on an outer edge by half.
    std::array<double, 9> bumped_material(double x, double y, unsigned element)
    {
      const auto i = static_cast<int>(x * 1e3), j = static_cast<int>(y * 1e3);
      if (element == 1 && (i % 2 == 0 || j % 2 == 0))
        return {};
      return stack_of({{20e9, .3}, {45e9, .35}, {131e9, .28}})(x, y, element);
    }

    /// Two plates with a gap in element 2, filled only within 4 mm of the edges of 64 mm.
    std::array<double, 9> rimmed_material(double x, double y, unsigned element)
    {
      const bool is_inside = std::max(std::abs(x - 32e-3), std::abs(y - 32e-3)) < 28e-3;
      if (element == 2 && is_inside)
        return {};
      return stack_of({{22e9, .3}, {22e9, .3}, {46e9, .4}, {22e9, .3}})(x, y, element);
    }

    /// Orthotropic, another in every millimetre, no voids.
    std::array<double, 9> scattered_stack(double x, double y, unsigned element)
    {
      std::array<double, 9> c = uniform_material(3)(x, y, element);
      const auto place = static_cast<unsigned>(x * 1e3) * 100 + static_cast<unsigned>(y * 1e3);
      for (unsigned k = 0; k < 9; ++k)
        c[k] *= k < 3 ? 1.3 + .3 * scatter(place, element, k) : 1 + .3 * scatter(place, element, k);
      return c;
    }

    meshing::SnappedPlan uniform_plan(unsigned levels, double width = 8e-3)
    {
      const meshing::AxisMap axis({0, double(1u << levels)}, {0, width});
      return {{{axis, axis}}, {{1, 1}}, levels, levels, {}};
    }

    ProblemDescription describe(const meshing::SnappedPlan &plan, const std::vector<double> &z, const MaterialField &material)
    {
      ProblemDescription description;
      description.mesh = make_mesh(plan, MPI_COMM_WORLD);
      description.grid = make_layers(z);
      description.material = material;
      return description;
    }
  } // namespace

  std::vector<NamedProblem> sample_problems()
  {
    std::vector<NamedProblem> problems;
    const auto add = [&](const std::string &name, const ProblemDescription &description) -> ProblemDescription & {
      problems.push_back({name, description});
      return problems.back().description;
    };
    const std::vector<double> thick{0, .1e-3, .8e-3, 2e-3}; // cells of 1 mm are narrower: several plan levels

    add("a free package", describe(uniform_plan(3, 4e-3), package_levels, package_material));
    add("a quarter package", describe(uniform_plan(3, 4e-3), package_levels, package_material)).is_prescribed =
        [](double x, double y, double, unsigned c) { return (c == 0 && x == 0) || (c == 1 && y == 0); };
    add("a clamped edge", describe(nonuniform_plan(false, 3), thick, scattered_stack)).is_prescribed = [](double x, double, double,
                                                                                                          unsigned) { return x == 0; };
    add("clamped at the bottom", describe(nonuniform_plan(false, 3), thick, uniform_material(3))).is_prescribed =
        [](double, double, double z, unsigned) { return z == 0; };
    add("a deep block on its foot", describe(nonuniform_plan(false, 2), {0, 5e-3, 15e-3, 40e-3}, uniform_material(3))).is_prescribed =
        [](double, double, double z, unsigned) { return z == 0; };
    add("hanging nodes, free", describe(nonuniform_plan(true, 4), thick, uniform_material(3)));
    add("bumps in air", describe(uniform_plan(3, 4e-3), {0, .3e-3, .4e-3, .8e-3}, bumped_material));
    add("a soft adhesive", describe(uniform_plan(3), {0, .8e-3, .86e-3, 1.6e-3}, stack_of({{70e9, .22}, {10e6, .45}, {131e9, .28}})));
    // A rim of one cell around air between two plates that bend each for itself.
    add("plates on a rim", describe(uniform_plan(4, 64e-3), {0, .5e-3, 1e-3, 1.25e-3, 1.75e-3}, rimmed_material));

    ProblemDescription heat = describe(nonuniform_plan(true, 4), thick, [](double x, double y, unsigned element) {
      const bool is_die = element == 1 && x > 2e-3 && y > 3e-3;
      const double k = is_die ? 148 : element == 0 ? .2 : 1;
      return std::array<double, 9>{{k, k, element == 0 ? .5 * k : k, 0, 0, 0, 0, 0, 0}};
    });
    heat.n_components = 1;
    add("heat in an insulated body", heat);
    heat.film = 1000;
    add("heat with films", heat);
    heat.film = 0;
    heat.is_prescribed = [](double, double, double z, unsigned) { return z == 0; };
    add("heat over a fixed temperature", heat);
    return problems;
  }
} // namespace sagitta::tests
