#include <meshing/plan/plan.h>

#include <meshing/plan/cell_estimate.h>
#include <meshing/plan/division.h>
#include <meshing/plan/inserted_lines.h>
#include <meshing/plan/ring_lattice.h>
#include <meshing/plan/window_lines.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
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
        throw std::invalid_argument("the lattice has no cells in one direction: give at least one");
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

    /// Two to three coarse cells over the narrow side: few enough for a cheap coarsest level, and the lattice overshoots by less than half.
    unsigned choose_levels(const PlanResolution &resolution, const Rectangle &box)
    {
      const double narrow = std::min(box.x_max - box.x_min, box.y_max - box.y_min);
      return static_cast<unsigned>(std::clamp(std::floor(std::log2(narrow / (2 * resolution.at_edges)) + 1e-9), 0., 24.));
    }

    LatticeChoice choose(const PlanResolution &resolution, const Rectangle &box, std::array<Division, 2> &divisions)
    {
      for (const double width : {box.x_max - box.x_min, box.y_max - box.y_min})
        if (width / resolution.at_edges > 1e8)
          throw std::invalid_argument("the resolution needs more than 1e8 plan cells across the package: make it coarser");
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

    std::array<AxisRange, 2> ranges_of(const Rectangle &box, const Mirror &symmetry)
    {
      return {{{box.x_min, box.x_max, symmetry.in_x}, {box.y_min, box.y_max, symmetry.in_y}}};
    }

    /// The coarsest resolution that follows every edge and resolves every round part: twice the smallest distance of two lines, and a
    /// quarter of the smallest diameter, between a 64th and a quarter of the narrow side. Of a few power blocks it is at most twice the
    /// narrowest side too, so that no cell spreads their power; of many, the sides may go unfollowed.
    PlanResolution find_resolution_of_edges(const Package &package, const Rectangle &box)
    {
      constexpr double finest = 1. / 64, coarsest = 1. / 4; // of the narrow side
      const std::array<AxisRange, 2> ranges = ranges_of(box, Mirror());
      const double narrow = std::min(ranges[0].length(), ranges[1].length());
      double resolution = coarsest * narrow;
      const std::vector<PlanEdge> edges = collect_outline_edges(package, {{narrow, narrow}});
      for (unsigned d = 0; d < 2; ++d)
        {
          std::vector<double> lines{ranges[d].low, ranges[d].high};
          for (const EdgeLine &line : find_lines(edges, d, ranges[d]))
            if (line.rank >= EdgeRank::outline)
              lines.push_back(line.value);
          std::sort(lines.begin(), lines.end());
          for (std::size_t i = 1; i < lines.size(); ++i)
            resolution = std::min(resolution, 2 * (lines[i] - lines[i - 1]));
        }
      constexpr std::size_t few_blocks = 64;
      for (const Body &body : package.bodies)
        {
          if (const auto *disc = std::get_if<Disc>(&body.outline))
            resolution = std::min(resolution, disc->radius / 2);
          for (const PowerBlock &block : body.power)
            if (body.power.size() <= few_blocks)
              resolution = std::min({resolution, 2 * width(block.area), 2 * height(block.area)});
        }
      return {std::max(resolution, finest * narrow), coarsest * narrow};
    }

    /// The ends of a range and the lines between them that the lattice follows.
    Division divide(const std::vector<double> &followed, const AxisRange &range)
    {
      std::vector<double> lines{range.low};
      lines.insert(lines.end(), followed.begin(), followed.end());
      lines.push_back(range.high);
      return Division(std::move(lines));
    }

    /// Lines of outlines that the lattice does not follow, the most important first, until cells along them would be too many.
    std::vector<WantedLine> choose_wanted(const std::vector<EdgeLine> &others, const AxisRange &range, double cell_width,
                                          double &cells_left)
    {
      const double rounding = 1e-7 * range.whole_length();
      const auto is_image = [&](const EdgeLine &a, const EdgeLine &b) {
        return a.rank == b.rank && std::abs(a.length - b.length) < rounding && std::abs(a.value + b.value - 2 * range.centre()) < rounding;
      };
      constexpr double cells_beside = 16; // along a line of one cell's length, on both sides of it
      std::vector<WantedLine> wanted;
      int weight = 0;
      for (std::size_t i = 0; i < others.size() && others[i].rank >= EdgeRank::outline; ++i)
        {
          weight -= i > 0 && is_image(others[i - 1], others[i]) ? 0 : 1;
          cells_left -= cells_beside * others[i].length / cell_width;
          if (cells_left < 0)
            break;
          wanted.push_back({others[i].value, weight});
        }
      return wanted;
    }

    FinerMaps insert_others(const std::array<AxisMap, 2> &maps, const std::array<FollowedLines, 2> &lines,
                            const std::array<AxisRange, 2> &ranges, double resolution)
    {
      constexpr double always = 4096; // this many cells are always allowed
      double cells_left = std::max(always, 2 * ranges[0].length() * ranges[1].length() / (resolution * resolution));
      std::array<std::vector<WantedLine>, 2> wanted;
      for (unsigned d = 0; d < 2; ++d)
        wanted[d] = choose_wanted(lines[d].others, ranges[d], resolution, cells_left);
      return insert_lines(maps, wanted);
    }

    /// The line of a plan's lattice on which a position lies: one of the lattice before lines were inserted, or an inserted one. Others
    /// would cut cells needlessly.
    std::optional<double> find_lattice_line(const AxisMap &map, unsigned inserted_levels, double position)
    {
      const double place = map.to_lattice(position), line = std::round(place);
      if (std::abs(place - line) <= 1e-6 && (std::fmod(line, std::exp2(double(inserted_levels))) == 0 ||
                                             std::binary_search(map.lattice().begin(), map.lattice().end(), line)))
        return line;
      return std::nullopt;
    }

    /// The modelled parts of edges in lattice coordinates, tangents left out.
    std::vector<FeatureEdge> find_feature_edges(const std::vector<PlanEdge> &edges, const std::array<AxisRange, 2> &ranges,
                                                const FinerMaps &maps)
    {
      std::vector<FeatureEdge> found;
      for (const PlanEdge &edge : edges)
        {
          const unsigned o = 1 - edge.axis;
          const double from = std::clamp(edge.from, ranges[o].low, ranges[o].high), to = std::clamp(edge.to, ranges[o].low, ranges[o].high);
          if (edge.rank == EdgeRank::tangent || !ranges[edge.axis].is_inside(edge.position) || from >= to)
            continue;
          const AxisMap &map = maps.map[edge.axis];
          const std::optional<double> line = find_lattice_line(map, maps.levels, edge.position);
          found.push_back({edge.axis, line.value_or(map.to_lattice(edge.position)), maps.map[o].to_lattice(from),
                           maps.map[o].to_lattice(to), line.has_value()});
        }
      return found;
    }

    SnappedPlan make_snapped(const Package &package, const PlanRequest &request, const Mirror &symmetry, const Rectangle &box)
    {
      const std::array<AxisRange, 2> ranges = ranges_of(box, symmetry);
      const auto *resolution = std::get_if<PlanResolution>(&request);
      LatticeChoice choice{};
      std::array<double, 2> cell_width{};
      if (!resolution)
        choice = choose(std::get<PlanLattice>(request), symmetry);
      for (unsigned d = 0; d < 2; ++d)
        cell_width[d] = resolution ? resolution->at_edges : ranges[d].length() / (choice.coarse[d] << choice.levels);

      std::vector<PlanEdge> edges = collect_outline_edges(package, cell_width);
      const std::vector<PlanEdge> blocks = collect_block_edges(package, cell_width);
      edges.insert(edges.end(), blocks.begin(), blocks.end());
      std::vector<WindowEdges> windows;
      if (resolution)
        windows = take_window_edges(resolution->windows, symmetry, box, edges);
      std::array<FollowedLines, 2> lines;
      std::array<Division, 2> divisions;
      for (unsigned d = 0; d < 2; ++d)
        {
          lines[d] = choose_followed(find_lines(edges, d, ranges[d]), ranges[d], cell_width[d]);
          divisions[d] = divide(lines[d].followed, ranges[d]);
          if (!resolution)
            fill(divisions[d], std::numeric_limits<double>::infinity(), choice.coarse[d] << choice.levels);
        }
      if (resolution)
        choice = choose(*resolution, box, divisions);
      FinerMaps maps{{{divisions[0].map(), divisions[1].map()}}, 0};
      if (resolution)
        maps = insert_window_lines(insert_others(maps.map, lines, ranges, resolution->at_edges), windows);
      SnappedPlan plan{maps.map, choice.coarse, choice.levels + maps.levels, choice.base_levels, find_feature_edges(edges, ranges, maps)};
      plan.inserted_levels = maps.levels;
      for (const WindowEdges &window : windows)
        plan.windows.push_back({window.window.area, plan.levels - std::min(plan.levels, find_coarser_levels(maps.map, window.window)),
                                find_feature_edges(window.edges, ranges, maps)});
      for (const Body &body : package.bodies)
        if (const auto *disc = std::get_if<Disc>(&body.outline))
          plan.discs.push_back(*disc);
      return plan;
    }

    /// Which edges of a package no line of a plan follows.
    class AveragedEdges
    {
    public:
      AveragedEdges(const Package &package, const Rectangle &box, const SnappedPlan &plan)
          : package_(package), ranges_(ranges_of(box, Mirror())), plan_(plan)
      {
      }

      std::vector<AveragedEdge> find() const
      {
        std::vector<AveragedEdge> averaged;
        for (const PlanEdge &edge : collect_outline_edges(package_, width_of_all()))
          if (edge.rank != EdgeRank::tangent && is_averaged(edge))
            averaged.push_back({edge.body, edge.axis, edge.position, edge.from, edge.to});
        return averaged;
      }

      /// Sentences for some of the edges and round outlines, one for the rest of them, and one for the power blocks of every body.
      std::vector<std::string> describe(const std::vector<AveragedEdge> &edges) const
      {
        std::vector<std::string> sentences;
        for (const AveragedEdge &edge : edges)
          sentences.push_back("the edge of " + package_.bodies[edge.body].name + (edge.axis == 0 ? " at x = " : " at y = ") +
                              std::to_string(edge.position * 1e3) +
                              " mm is too close to another edge for cells of this size: it is averaged by area");
        for (const Body &body : package_.bodies)
          if (std::holds_alternative<Disc>(body.outline))
            sentences.push_back("the round outline of " + body.name + " is averaged by area in the cells that it crosses");
        if (sentences.size() > most_sentences)
          {
            const std::size_t rest = sentences.size() - most_sentences;
            sentences.resize(most_sentences);
            sentences.push_back("and " + std::to_string(rest) + " further edges and round outlines are averaged by area");
          }
        describe_blocks(sentences);
        return sentences;
      }

    private:
      static constexpr std::size_t most_sentences = 100;

      std::array<double, 2> width_of_all() const { return {{ranges_[0].length(), ranges_[1].length()}}; }

      bool is_averaged(const PlanEdge &edge) const
      {
        const AxisRange &across = ranges_[1 - edge.axis];
        return ranges_[edge.axis].is_inside(edge.position) && edge.to > across.low && edge.from < across.high &&
               !find_lattice_line(plan_.map[edge.axis], plan_.inserted_levels, edge.position);
      }

      void describe_blocks(std::vector<std::string> &sentences) const
      {
        std::map<unsigned, std::size_t> all, averaged;
        for (const PlanEdge &edge : collect_block_edges(package_, {{0, 0}}))
          {
            ++all[edge.body];
            averaged[edge.body] += is_averaged(edge);
          }
        for (const auto &[body, count] : averaged)
          if (count > 0)
            sentences.push_back(std::to_string(count) + " of the " + std::to_string(all[body]) + " sides of power blocks of " +
                                package_.bodies[body].name + " are not mesh lines: their power is averaged over the cells that they cross");
      }

      const Package &package_;
      const std::array<AxisRange, 2> ranges_;
      const SnappedPlan &plan_;
    };

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
          plan.rings     ? estimate_cells(plan)
          : plan.snapped ? double(plan.snapped->coarse_cells[0]) * plan.snapped->coarse_cells[1] * std::exp2(2. * plan.snapped->base_levels)
                         : cells_of_coarse_ball * std::exp2(2. * plan.disc->levels);
      const unsigned elements = std::accumulate(package.layers.begin(), package.layers.end(), 0u,
                                                [](unsigned sum, const Layer &layer) { return sum + layer.elements; });
      if (plan_cells * elements <= most_cells)
        return;
      std::ostringstream sentence;
      sentence << std::setprecision(3) << "the mesh needs at least " << plan_cells << " plan cells times " << elements
               << " elements through the thickness, which is more than the 2^31 cells that a mesh may have: make the plan coarser";
      throw std::invalid_argument(sentence.str());
    }
  } // namespace

  Plan make_plan(const Package &package, const MeshRequest &request, const Mirror &symmetry)
  {
    Plan plan;
    plan.symmetry = symmetry;
    plan.modelled = package.bounding_box();

    const auto *asked_sizes = std::get_if<PlanResolution>(&request.plan);
    if (asked_sizes != nullptr && !asked_sizes->windows.empty() && (is_blanket_disc(package) || !package.rings.empty()))
      throw std::invalid_argument(
          "a plan of round cells, of a wafer or about resolved bumps, has no windows of smaller cells: leave windows "
          "out, or make the window a submodel");
    if (asked_sizes != nullptr)
      for (const PlanWindow &window : asked_sizes->windows)
        if (const Rectangle box = package.bounding_box(); window.area.x_min >= box.x_max || window.area.x_max <= box.x_min ||
                                                          window.area.y_min >= box.y_max || window.area.y_max <= box.y_min)
          throw std::invalid_argument("a window of smaller cells lies outside of the package");
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
    if (!package.rings.empty())
      {
        plan_rings(package, request, plan);
        refuse_too_many_cells(plan, package);
        return plan;
      }
    const bool is_of_edges = std::holds_alternative<PlanOfEdges>(request.plan);
    plan.snapped =
        make_snapped(package, is_of_edges ? find_resolution_of_edges(package, plan.modelled) : request.plan, symmetry, plan.modelled);
    const AveragedEdges averaged(package, plan.modelled, *plan.snapped);
    plan.averaged_edges = averaged.find();
    plan.averaged = averaged.describe(plan.averaged_edges);
    refuse_too_many_cells(plan, package);
    return plan;
  }
} // namespace sagitta::meshing
