#include <meshing/plan/plan.h>

#include <meshing/plan/division.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    bool close(double a, double b, double scale)
    {
      return std::abs(a - b) <= 1e-9 * scale;
    }

    unsigned trailing_factor_of_two(unsigned n)
    {
      unsigned levels = 0;
      while (n > 0 && n % 2 == 0)
        {
          n /= 2;
          ++levels;
        }
      return levels;
    }

    struct LatticeChoice
    {
      std::array<unsigned, 2> coarse;
      unsigned levels;
      unsigned base_levels;
    };

    LatticeChoice choose(const PlanLattice &lattice, const Mirror &symmetry)
    {
      std::array<unsigned, 2> cells = lattice.cells;
      if (cells[0] == 0 || cells[1] == 0)
        throw std::invalid_argument("the lattice has no cells in one direction: give it one at least");
      const std::array<bool, 2> is_cut{{symmetry.in_x, symmetry.in_y}};
      for (unsigned d = 0; d < 2; ++d)
        if (is_cut[d])
          {
            if (cells[d] % 2 != 0)
              throw std::invalid_argument(
                  "the lattice has an odd number of cells across a plane of symmetry: make it even, or set symmetry: none");
            cells[d] /= 2;
          }
      const unsigned levels = std::min(trailing_factor_of_two(cells[0]), trailing_factor_of_two(cells[1]));
      return {{{cells[0] >> levels, cells[1] >> levels}}, levels, levels};
    }

    /// Two to three coarse cells over the narrow side: few enough for a cheap bottom, and the lattice overshoots by less than half.
    unsigned choose_levels(const PlanResolution &resolution, const Rectangle &box)
    {
      const double narrow = std::min(box.x_max - box.x_min, box.y_max - box.y_min);
      return static_cast<unsigned>(std::clamp(std::floor(std::log2(narrow / (2 * resolution.at_edges)) + 1e-9), 0., 24.));
    }

    LatticeChoice choose(const PlanResolution &resolution, const Rectangle &box, std::array<Division, 2> &divisions)
    {
      for (const double width : {box.x_max - box.x_min, box.y_max - box.y_min})
        if (width / resolution.at_edges > 1e8)
          throw std::invalid_argument("the resolution asks for more than 1e8 plan cells across the package: make it coarser");
      LatticeChoice choice{{{1, 1}}, choose_levels(resolution, box), 0};
      // Fewer levels on more coarse cells waste less where the lattice has to grow to the next multiple.
      const unsigned fewest_levels = choice.levels > 2 ? choice.levels - 2 : 0;
      for (;; --choice.levels)
        {
          double growth = 1;
          for (unsigned d = 0; d < 2; ++d)
            {
              choice.coarse[d] = fill_by_resolution(divisions[d], resolution.at_edges, choice.levels);
              growth = std::max(growth, double(choice.coarse[d] << choice.levels) / divisions[d].count_least(resolution.at_edges));
            }
          if (growth <= 1.2 || choice.levels == fewest_levels)
            break;
        }
      const double widest = std::max(divisions[0].widest_cell(), divisions[1].widest_cell());
      const double base = double(choice.levels) + std::ceil(std::log2(widest / resolution.elsewhere) - 1e-9);
      choice.base_levels = static_cast<unsigned>(std::clamp(base, 0., double(choice.levels)));
      return choice;
    }

    /// The coarsest resolution that follows every edge of a part: twice the smallest distance of two lines (a power block's edge may go
    /// unfollowed), between a 64th and a quarter of the narrow side.
    PlanResolution find_resolution_of_edges(const Package &package, const Rectangle &box)
    {
      constexpr double finest = 1. / 64, coarsest = 1. / 4; // of the narrow side
      const double narrow = std::min(box.x_max - box.x_min, box.y_max - box.y_min);
      std::vector<std::string> averaged;
      const std::array<std::vector<EdgePosition>, 2> positions = collect_positions(package, averaged);
      const std::array<double, 2> low{{box.x_min, box.y_min}}, high{{box.x_max, box.y_max}};
      double gap = narrow;
      for (unsigned d = 0; d < 2; ++d)
        {
          std::vector<double> lines{low[d], high[d]};
          for (const EdgePosition &position : positions[d])
            if (position.priority > 0 && position.value > low[d] && position.value < high[d])
              lines.push_back(position.value);
          std::sort(lines.begin(), lines.end());
          for (std::size_t i = 1; i < lines.size(); ++i)
            if (const double distance = lines[i] - lines[i - 1]; distance > 1e-9 * (high[d] - low[d]))
              gap = std::min(gap, distance);
        }
      return {std::clamp(2 * gap, finest * narrow, coarsest * narrow), coarsest * narrow};
    }

    std::array<AxisRange, 2> ranges_of(const Rectangle &box, const Mirror &symmetry)
    {
      return {{{"x", box.x_min, box.x_max, symmetry.in_x}, {"y", box.y_min, box.y_max, symmetry.in_y}}};
    }

    /// The ends of a range and the positions in it that lattice lines follow; see choose_followed().
    Division divide(const std::vector<EdgePosition> &positions, const AxisRange &range, double gap, std::vector<std::string> &averaged)
    {
      std::vector<double> lines{range.low};
      const std::vector<double> followed = choose_followed(positions, range, gap, averaged);
      lines.insert(lines.end(), followed.begin(), followed.end());
      lines.push_back(range.high);
      return Division(std::move(lines));
    }

    SnappedPlan make_snapped(const Package &package, const PlanRequest &request, const Mirror &symmetry, const Rectangle &box,
                             std::vector<std::string> &averaged)
    {
      const std::array<std::vector<EdgePosition>, 2> positions = collect_positions(package, averaged);
      const std::array<AxisRange, 2> ranges = ranges_of(box, symmetry);
      const auto *resolution = std::get_if<PlanResolution>(&request);
      LatticeChoice choice{};
      if (!resolution)
        choice = choose(std::get<PlanLattice>(request), symmetry);
      std::array<Division, 2> divisions;
      for (unsigned d = 0; d < 2; ++d)
        {
          const unsigned cells = choice.coarse[d] << choice.levels;
          const double gap = .5 * (resolution ? resolution->at_edges : ranges[d].length() / cells) * (1 - 1e-9);
          divisions[d] = divide(positions[d], ranges[d], gap, averaged);
          if (!resolution)
            fill(divisions[d], std::numeric_limits<double>::infinity(), cells);
        }
      if (resolution)
        choice = choose(*resolution, box, divisions);
      const std::array<AxisMap, 2> maps{{divisions[0].map(), divisions[1].map()}};
      return {maps, choice.coarse, choice.levels, choice.base_levels, find_feature_edges(package, ranges, maps)};
    }

    /// A wafer whose bodies all are the same disc needs no lattice.
    bool is_blanket_disc(const Package &package)
    {
      const auto *first = package.bodies.empty() ? nullptr : std::get_if<Disc>(&package.bodies.front().outline);
      return first && std::all_of(package.bodies.begin(), package.bodies.end(), [&](const Body &body) {
               const auto *disc = std::get_if<Disc>(&body.outline);
               return disc && close(disc->radius, first->radius, first->radius) && close(disc->x, first->x, first->radius) &&
                      close(disc->y, first->y, first->radius) && body.power.empty();
             });
    }

    /// Refuses a plan of more than 2^31 cells, elements through the thickness counted, before a mesh is built: no machine solves it, and
    /// the mesh alone would fill its memory.
    void refuse_too_many_cells(const Plan &plan, const Package &package)
    {
      constexpr double most_cells = 2147483648., cells_of_coarse_ball = 12;
      const double plan_cells =
          plan.snapped ? double(plan.snapped->coarse_cells[0]) * plan.snapped->coarse_cells[1] * std::exp2(2. * plan.snapped->base_levels)
                       : cells_of_coarse_ball * std::exp2(2. * plan.disc->levels);
      const unsigned elements = std::accumulate(package.layers.begin(), package.layers.end(), 0u,
                                                [](unsigned sum, const Layer &layer) { return sum + layer.elements; });
      if (plan_cells * elements <= most_cells)
        return;
      std::ostringstream sentence;
      sentence << std::setprecision(3) << "this asks for at least " << plan_cells << " plan cells times " << elements
               << " elements through the thickness, which is more than the 2^31 cells that a mesh may have: make the plan coarser";
      throw std::invalid_argument(sentence.str());
    }
  } // namespace

  Plan make_plan(const Package &package, const MeshRequest &request, const Mirror &symmetry)
  {
    Plan plan;
    plan.symmetry = symmetry;
    plan.modelled = package.bounding_box();

    if (is_blanket_disc(package) && !std::holds_alternative<PlanLattice>(request.plan))
      {
        const Disc disc = std::get<Disc>(package.bodies.front().outline);
        // The coarse ball mesh has cells of about 0.7 R at the widest.
        const auto *asked = std::get_if<PlanResolution>(&request.plan);
        const double resolution = asked ? asked->elsewhere : disc.radius / 4;
        plan.disc = DiscPlan{disc, static_cast<unsigned>(std::clamp(std::ceil(std::log2(.7 * disc.radius / resolution) - 1e-9), 0., 20.))};
        plan.symmetry = Mirror();
        refuse_too_many_cells(plan, package);
        return plan;
      }

    if (symmetry.in_x)
      plan.modelled.x_min = symmetry.centre_x;
    if (symmetry.in_y)
      plan.modelled.y_min = symmetry.centre_y;
    const bool is_of_edges = std::holds_alternative<PlanOfEdges>(request.plan);
    plan.snapped = make_snapped(package, is_of_edges ? find_resolution_of_edges(package, plan.modelled) : request.plan, symmetry,
                                plan.modelled, plan.averaged);
    refuse_too_many_cells(plan, package);
    return plan;
  }
} // namespace sagitta::meshing
