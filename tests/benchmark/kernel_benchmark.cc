// Rates of the matrix-free operator. scripts/benchmark runs this program on one rank and on two and reads the JSON that it prints.
//
//   kernel_benchmark [--cells N] [--degrees 1,2,3,4] [--seconds S]
//
// The body is the reference problem of docs/performance.md: eight layer elements over N x N plan cells, N a multiple of 5, with the die
// as a jump of the coefficients. Nothing is constrained, so every unknown counts. One vmult is timed as the solver calls it: exchange of
// ghosts included, on as many ranks as there are. The time is that of the slowest rank, the best and the median of the repetitions.
//
// `shapes` has the rates of degree 2 on ring tiles that cover the plan, about as many cells: with straight columns, and with barrels from
// the bottom of the body to its top, so that every element is curved. `tangents` has those of degree 2 on rectangles with 21 numbers at
// every quadrature point, as Newton's method has them.

#include <solver/layered/operator/layered_operator.h>

#include <meshing/plan/plan_mesh.h>
#include <meshing/plan/ring_bulges.h>
#include <meshing/plan/ring_mesh.h>

#include <materials/elasticity.h>

#include <deal.II/base/mpi.h>

#include <nlohmann/json.hpp>

#include <petscsys.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta;

  struct Options
  {
    unsigned cells = 80;
    std::vector<unsigned> degrees = {1, 2, 3, 4};
    double seconds = 1; ///< per kind of operator
  };

  Options parse(int argc, char **argv)
  {
    Options options;
    for (int i = 1; i < argc; i += 2)
      {
        const std::string name = argv[i];
        if (i + 1 == argc)
          throw std::invalid_argument(name + " needs a value");
        if (name == "--cells")
          options.cells = static_cast<unsigned>(std::stoul(argv[i + 1]));
        else if (name == "--seconds")
          options.seconds = std::stod(argv[i + 1]);
        else if (name == "--degrees")
          {
            options.degrees.clear();
            std::istringstream list(argv[i + 1]);
            for (std::string degree; std::getline(list, degree, ',');)
              options.degrees.push_back(static_cast<unsigned>(std::stoul(degree)));
          }
        else
          throw std::invalid_argument("unknown option " + name);
      }
    if (options.cells == 0 || options.cells % 5 != 0)
      throw std::invalid_argument("--cells must be a multiple of 5: the edge of the die lies at four fifths of the plan");
    return options;
  }

  /// 5 x 5 mm in cells x cells equal ones: as coarse as the number's powers of two allow.
  std::shared_ptr<meshing::PlanTriangulation> make_mesh(unsigned cells)
  {
    unsigned coarse = cells, levels = 0;
    for (; coarse % 2 == 0; coarse /= 2)
      ++levels;
    const meshing::AxisMap axis({0, double(cells)}, {0, 5e-3});
    meshing::Plan plan;
    plan.snapped = meshing::SnappedPlan{{{axis, axis}}, {{coarse, coarse}}, levels, levels, {}};
    return meshing::make_plan_mesh(plan, MPI_COMM_WORLD);
  }

  /// Polymer, copper-rich RDL, four elements of silicon or mould, two of mould.
  std::shared_ptr<const meshing::LayerGrid> make_layers()
  {
    auto grid = std::make_shared<meshing::LayerGrid>();
    grid->z = {0, .01e-3, .02e-3, .07e-3, .12e-3, .17e-3, .22e-3, .27e-3, .32e-3};
    grid->layer = {0, 1, 2, 2, 2, 2, 3, 3};
    return grid;
  }

  layered::Coefficients make_coefficients(const layered::LayeredSpace &space)
  {
    const auto mechanical = [](double young, double poisson) { return layered::pack(materials::isotropic_stiffness(young, poisson)); };
    const auto thermal = [](double conductivity) {
      return std::array<double, 9>{{conductivity, conductivity, conductivity, 0, 0, 0, 0, 0, 0}};
    };
    const bool is_heat = space.n_components() == 1;
    const std::array<std::array<double, 9>, 4> materials{
        {is_heat ? thermal(.2) : mechanical(3.5e9, .3), is_heat ? thermal(150) : mechanical(60e9, .3),
         is_heat ? thermal(.8) : mechanical(22e9, .3), is_heat ? thermal(148) : mechanical(131e9, .28)}};
    layered::Coefficients coefficients;
    coefficients.n_components = space.n_components();
    coefficients.n_elements = space.n_elements();
    const unsigned n = layered::n_coefficients(space.n_components());
    coefficients.volume.resize(std::size_t(space.plan().n_cells()) * space.n_elements() * n);
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        {
          const std::array<double, 4> &box = space.plan().box(cell);
          const bool is_die = e >= 2 && e < 6 && box[0] + box[2] < 8e-3 && box[1] + box[3] < 8e-3;
          const std::array<double, 9> &values = materials[is_die ? 3 : std::min(e, 2u)];
          std::copy(values.begin(), values.begin() + n, coefficients.at(cell, e));
        }
    return coefficients;
  }

  /// Seconds of every repetition of `work`, each of the slowest rank. As many as fit into the time, at least five. *Collective.*
  std::vector<double> repeat(const std::function<void()> &work, double seconds)
  {
    std::vector<double> times;
    work(); // the first one warms up
    for (double total = 0; times.size() < 5 || total < seconds;)
      {
        MPI_Barrier(MPI_COMM_WORLD);
        const double begin = MPI_Wtime();
        work();
        double own = MPI_Wtime() - begin, slowest = 0;
        MPI_Allreduce(&own, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
        times.push_back(slowest);
        total += slowest;
      }
    std::sort(times.begin(), times.end());
    return times;
  }

  std::shared_ptr<const layered::ConstrainedUnknowns> constrain_nothing(const layered::LayeredSpace &space,
                                                                        const layered::Coefficients &coefficients)
  {
    return std::make_shared<const layered::ConstrainedUnknowns>(layered::find_constrained_unknowns(space, coefficients.filled(), {}));
  }

  template <typename Number>
  nlohmann::ordered_json time_operator(const layered::LayeredOperator<Number> &matrix, const char *coefficients, double seconds)
  {
    const layered::LayeredSpace &space = matrix.space();
    layered::Vector<Number> src, dst;
    space.initialise(src);
    space.initialise(dst);
    for (unsigned i = 0; i < space.n_owned(); ++i)
      src.begin()[i] = Number(1 + i % 17);
    const std::vector<double> times = repeat([&] { matrix.vmult(dst, src); }, seconds);
    int ranks = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const auto dofs = double(space.n_dofs());
    return {{"components", space.n_components()},
            {"degree", space.plan().degree()},
            {"number", sizeof(Number) == 8 ? "double" : "single"},
            {"coefficients", coefficients},
            {"ranks", ranks},
            {"dofs", space.n_dofs()},
            {"repetitions", times.size()},
            {"seconds", {{"minimum", times.front()}, {"median", times[times.size() / 2]}}},
            {"dofs_per_second", {{"best", dofs / times.front()}, {"median", dofs / times[times.size() / 2]}}}};
  }

  template <typename Number>
  nlohmann::ordered_json time_operator(const std::shared_ptr<const layered::LayeredSpace> &space, const layered::Coefficients &coefficients,
                                       double seconds)
  {
    return time_operator(layered::LayeredOperator<Number>(space, coefficients, constrain_nothing(*space, coefficients)),
                         "constant per cell and layer", seconds);
  }

  /// Another tangent at every point, as Newton's method has them: moduli that a flow has reduced in part, less a direction of flow.
  layered::TangentFunction make_tangents(const layered::LayeredSpace &space, const layered::Coefficients &coefficients)
  {
    const unsigned n_plan = space.plan().degree() + 1, n_points = n_plan * n_plan * (space.degree_z() + 1);
    return [&coefficients, n_points](unsigned cell, unsigned element, double *numbers) {
      constexpr std::array<std::array<unsigned, 2>, 9> places{
          {{{0, 0}}, {{1, 1}}, {{2, 2}}, {{0, 1}}, {{0, 2}}, {{1, 2}}, {{3, 3}}, {{4, 4}}, {{5, 5}}}}; // of c11 c22 c33 c12 c13 c23 c44 c55
                                                                                                       // c66
      constexpr unsigned n = layered::n_coefficients(3, layered::CoefficientKind::tangent);
      const double *moduli = coefficients.at(cell, element);
      for (unsigned point = 0; point < n_points; ++point, numbers += n)
        {
          std::fill(numbers, numbers + n, 0.);
          const double share = .5 + .5 * point / n_points;
          for (unsigned i = 0; i < 9; ++i)
            numbers[layered::tangent_index(places[i][0], places[i][1], 6)] = share * moduli[i];
          for (unsigned a = 0; a < 6; ++a)
            for (unsigned b = a; b < 6; ++b)
              numbers[layered::tangent_index(a, b, 6)] -= .01 * moduli[6] * std::cos(a + point) * std::cos(b + point);
        }
      return true;
    };
  }

  /// The operator of Newton's method: degree 2, a tangent at every quadrature point.
  nlohmann::ordered_json measure_tangents(const Options &options)
  {
    const unsigned cells = std::max(5u, options.cells / 5 * 5);
    const auto plan = std::make_shared<const layered::PlanSpace>(make_mesh(cells), 2, true, MPI_COMM_WORLD);
    const auto space = std::make_shared<const layered::LayeredSpace>(plan, make_layers(), 2, 3);
    const layered::Coefficients coefficients = make_coefficients(*space);
    const auto constrained = constrain_nothing(*space, coefficients);
    const layered::TangentFunction tangents = make_tangents(*space, coefficients);
    constexpr const char *name = "a tangent at every quadrature point";
    nlohmann::ordered_json rates = nlohmann::ordered_json::array();
    rates.push_back(time_operator(layered::LayeredOperator<double>(space, tangents, constrained), name, options.seconds));
    rates.push_back(time_operator(layered::LayeredOperator<float>(space, tangents, constrained), name, options.seconds));
    return rates;
  }

  /// n x n ring tiles on 5 x 5 mm, each of nine cells.
  meshing::RingPlan make_tiles(unsigned n)
  {
    const double pitch = 5e-3 / n;
    std::array<std::vector<double>, 2> lines;
    std::vector<meshing::RingPlace> places;
    for (unsigned j = 0; j <= n; ++j)
      for (std::vector<double> &axis : lines)
        axis.push_back(pitch * j);
    for (unsigned j = 0; j < n; ++j)
      for (unsigned i = 0; i < n; ++i)
        places.push_back(
            {{pitch * (i + .5), pitch * (j + .5), .3 * pitch}, {pitch * i, pitch * (i + 1), pitch * j, pitch * (j + 1)}, .3 * pitch});
    return meshing::make_ring_plan(lines, places, 0, 2);
  }

  std::shared_ptr<const layered::ColumnCurves> make_barrels(const meshing::RingPlan &tiles, double height)
  {
    auto curves = std::make_shared<layered::ColumnCurves>();
    curves->find = [places = meshing::RingTiles(tiles)](const std::array<double, 2> &at) -> std::optional<layered::ColumnCurves::Column> {
      const auto direction = meshing::find_growth_direction(places, at);
      return direction ? std::optional(layered::ColumnCurves::Column{0, *direction}) : std::nullopt;
    };
    curves->profiles = {[height](double z) { return z / height * (1 - z / height); }}; // a quarter wider at half the height
    return curves;
  }

  nlohmann::ordered_json measure_shapes(const Options &options)
  {
    nlohmann::ordered_json rates = nlohmann::ordered_json::array();
    const meshing::RingPlan tiles = make_tiles(std::max(2u, options.cells / 3));
    const auto plan = std::make_shared<const layered::PlanSpace>(meshing::make_ring_mesh(tiles, MPI_COMM_WORLD), 2, false, MPI_COMM_WORLD);
    const auto grid = make_layers();
    for (const bool is_curved : {false, true})
      for (const unsigned n_components : {3u, 1u})
        {
          const auto space = std::make_shared<const layered::LayeredSpace>(plan, grid, 2, n_components,
                                                                           is_curved ? make_barrels(tiles, grid->thickness()) : nullptr);
          const layered::Coefficients coefficients = make_coefficients(*space);
          for (nlohmann::ordered_json rate :
               {time_operator<double>(space, coefficients, options.seconds), time_operator<float>(space, coefficients, options.seconds)})
            {
              rate["cells"] = is_curved ? "curved columns" : "mapped cells";
              rates.push_back(rate);
            }
        }
    return rates;
  }

  nlohmann::ordered_json measure(const Options &options)
  {
    nlohmann::ordered_json rates = nlohmann::ordered_json::array();
    for (const unsigned degree : options.degrees)
      {
        // About the same unknowns for every degree, a multiple of five cells.
        const unsigned cells = std::max(5u, options.cells * 2 / degree / 5 * 5);
        const auto plan = std::make_shared<const layered::PlanSpace>(make_mesh(cells), degree, true, MPI_COMM_WORLD);
        for (const unsigned n_components : {3u, 1u})
          {
            const auto space = std::make_shared<const layered::LayeredSpace>(plan, make_layers(), degree, n_components);
            const layered::Coefficients coefficients = make_coefficients(*space);
            rates.push_back(time_operator<double>(space, coefficients, options.seconds));
            rates.push_back(time_operator<float>(space, coefficients, options.seconds));
          }
      }
    return {{"lanes", {{"double", layered::Lanes<double>::n}, {"single", layered::Lanes<float>::n}}},
            {"rates", rates},
            {"shapes", measure_shapes(options)},
            {"tangents", measure_tangents(options)}};
  }
} // namespace

int main(int argc, char **argv)
{
  dealii::Utilities::MPI::MPI_InitFinalize mpi(argc, argv, 1); // one thread per rank
  PetscPopSignalHandler();
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  try
    {
      const nlohmann::ordered_json result = measure(parse(argc, argv));
      if (rank == 0)
        std::cout << result.dump(1) << std::endl;
      return 0;
    }
  catch (const std::exception &error)
    {
      std::cerr << "kernel_benchmark: " << error.what() << std::endl;
      MPI_Abort(MPI_COMM_WORLD, 2);
      return 2;
    }
}
