#include <meshing/plan/plan.h>

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

    Rectangle mirrored(const Rectangle &r, bool in_x, double centre)
    {
      if (in_x)
        return {2 * centre - r.x_max, 2 * centre - r.x_min, r.y_min, r.y_max};
      return {r.x_min, r.x_max, 2 * centre - r.y_max, 2 * centre - r.y_min};
    }

    bool same(const Rectangle &a, const Rectangle &b, double scale)
    {
      return close(a.x_min, b.x_min, scale) && close(a.x_max, b.x_max, scale) && close(a.y_min, b.y_min, scale) &&
             close(a.y_max, b.y_max, scale);
    }

    /// Pairs every one of n things with one of m, each of these at most once and in their order: the partners, empty when one has none.
    /// `fits` must part the things into classes of equals.
    template <typename Fits>
    std::vector<std::size_t> pair_off(std::size_t n, std::size_t m, const Fits &fits)
    {
      std::vector<std::size_t> partners;
      std::vector<char> is_taken(m, 0);
      for (std::size_t i = 0; i < n; ++i)
        {
          std::size_t k = 0;
          while (k < m && (is_taken[k] || !fits(i, k)))
            ++k;
          if (k == m)
            return {};
          is_taken[k] = 1;
          partners.push_back(k);
        }
      return partners;
    }

    /// Blocks may lie on one another, and their powers add up then: each needs an image of its own.
    bool same_power(const Body &a, const Body &b, bool in_x, double centre, double scale)
    {
      if (a.power.size() != b.power.size() || (!a.power.empty() && a.power_place != b.power_place))
        return false;
      const auto partners = pair_off(a.power.size(), b.power.size(), [&](std::size_t i, std::size_t k) {
        return same(mirrored(a.power[i].area, in_x, centre), b.power[k].area, scale) &&
               close(a.power[i].power, b.power[k].power, std::max(std::abs(a.power[i].power), 1e-300));
      });
      return partners.size() == a.power.size();
    }

    bool is_image(const Body &a, const Body &b, bool in_x, double centre, double scale)
    {
      return a.kind == b.kind && a.first_layer == b.first_layer && a.last_layer == b.last_layer && a.material == b.material &&
             a.stress_free_temperature == b.stress_free_temperature && a.quarter_turns % 2 == b.quarter_turns % 2 &&
             a.outline.index() == b.outline.index() &&
             same(mirrored(bounding_box(a.outline), in_x, centre), bounding_box(b.outline), scale) && same_power(a, b, in_x, centre, scale);
    }

    bool overlap(const Body &a, const Body &b, double scale)
    {
      const Rectangle first = bounding_box(a.outline), second = bounding_box(b.outline);
      const double margin = 1e-9 * scale;
      return a.first_layer <= b.last_layer && b.first_layer <= a.last_layer && first.x_min < second.x_max - margin &&
             second.x_min < first.x_max - margin && first.y_min < second.y_max - margin && second.y_min < first.y_max - margin;
    }

    /// Every body has an image of its own, and of two that overlap the image of the later one is the later one too.
    bool is_symmetric(const Package &package, bool in_x, double centre, double scale)
    {
      const std::vector<Body> &bodies = package.bodies;
      const auto images = pair_off(bodies.size(), bodies.size(),
                                   [&](std::size_t i, std::size_t k) { return is_image(bodies[i], bodies[k], in_x, centre, scale); });
      if (images.size() < bodies.size())
        return false;
      for (std::size_t later = 0; later < bodies.size(); ++later)
        for (std::size_t earlier = 0; earlier < later; ++earlier)
          if (images[earlier] > images[later] && overlap(bodies[earlier], bodies[later], scale))
            return false;
      return true;
    }

    /// A position on one axis that some edges share.
    struct Position
    {
      double value;     ///< [m]
      int priority;     ///< dies first
      std::string name; ///< of the part, for the user
    };

    /// Positions of edges strictly inside (low, high), ascending; the ones nearer to a kept one (or to an end) than `gap` are
    /// dropped, the less important ones first, and a sentence says so. `is_mirrored`: at low stands a mirror, and the nearest edge is the
    /// image behind it.
    std::vector<Position> followed_positions(std::vector<Position> all, double low, double high, double gap, bool is_mirrored,
                                             const char *axis, std::vector<std::string> &averaged)
    {
      std::stable_sort(all.begin(), all.end(), [](const Position &a, const Position &b) { return a.priority > b.priority; });
      const double tolerance = 1e-9 * (high - low);
      std::vector<Position> kept;
      for (const Position &candidate : all)
        {
          if (candidate.value <= low + tolerance || candidate.value >= high - tolerance)
            continue;
          double nearest = std::min((is_mirrored ? 2 : 1) * (candidate.value - low), high - candidate.value);
          bool is_known = false;
          for (const Position &other : kept)
            {
              nearest = std::min(nearest, std::abs(candidate.value - other.value));
              is_known |= std::abs(candidate.value - other.value) <= tolerance;
            }
          if (is_known)
            continue;
          if (nearest < gap)
            averaged.push_back("the edge of " + candidate.name + " at " + axis + " = " + std::to_string(candidate.value * 1e3) +
                               " mm is closer than half the resolution to another edge: it is averaged by area");
          else
            kept.push_back(candidate);
        }
      std::sort(kept.begin(), kept.end(), [](const Position &a, const Position &b) { return a.value < b.value; });
      return kept;
    }

    /// Lattice cells between neighbouring followed positions of one axis (the ends included).
    struct Division
    {
      std::vector<double> lines;   ///< followed positions with both ends [m]
      std::vector<unsigned> cells; ///< of each interval between two lines
    };

    /// Gives the intervals `total` cells so that the widths of the cells differ least in ratio: cell by cell to the interval with the
    /// widest ones (the method of equal proportions). `cells` holds a start, no interval gets fewer than `least`.
    void share_out(Division &division, const std::vector<unsigned> &least, unsigned total)
    {
      const auto width = [&](std::size_t i) { return division.lines[i + 1] - division.lines[i]; };
      unsigned long long sum = 0;
      for (const unsigned n : division.cells)
        sum += n;
      for (; sum < total; ++sum)
        {
          std::size_t widest = 0;
          double largest = 0;
          for (std::size_t i = 0; i < division.cells.size(); ++i)
            if (const double n = division.cells[i], value = width(i) / std::sqrt(n * (n + 1)); value > largest)
              {
                largest = value;
                widest = i;
              }
          ++division.cells[widest];
        }
      for (; sum > total; --sum)
        {
          std::size_t narrowest = division.cells.size();
          double smallest = std::numeric_limits<double>::infinity();
          for (std::size_t i = 0; i < division.cells.size(); ++i)
            if (const double n = division.cells[i], value = width(i) / std::sqrt(n * (n - 1));
                division.cells[i] > least[i] && value < smallest)
              {
                smallest = value;
                narrowest = i;
              }
          if (narrowest == division.cells.size())
            throw std::invalid_argument(
                "the lattice has too few cells for the edges of the parts: give it more cells or a finer resolution");
          --division.cells[narrowest];
        }
    }

    Division divide(const std::vector<Position> &positions, double low, double high)
    {
      Division division;
      division.lines.push_back(low);
      for (const Position &position : positions)
        division.lines.push_back(position.value);
      division.lines.push_back(high);
      division.cells.resize(division.lines.size() - 1);
      return division;
    }

    /// Cells that every interval needs so that none is wider than the resolution.
    std::vector<unsigned> find_least(const Division &division, double resolution)
    {
      std::vector<unsigned> least;
      for (std::size_t i = 0; i < division.cells.size(); ++i)
        least.push_back(std::max(1u, static_cast<unsigned>(std::ceil((division.lines[i + 1] - division.lines[i]) / resolution - 1e-9))));
      return least;
    }

    double count_least(const Division &division, double resolution)
    {
      const std::vector<unsigned> least = find_least(division, resolution);
      return std::accumulate(least.begin(), least.end(), 0.);
    }

    /// The upper half of a division that is its own mirror image; an interval across the middle is halved. Nothing when it is none.
    std::optional<Division> upper_half(const Division &division)
    {
      const double middle = (division.lines.front() + division.lines.back()) / 2, length = division.lines.back() - division.lines.front();
      const std::size_t n = division.lines.size();
      for (std::size_t i = 0; i < n; ++i)
        if (!close(division.lines[i] + division.lines[n - 1 - i], 2 * middle, length))
          return std::nullopt;
      Division half;
      half.lines.push_back(middle);
      for (std::size_t i = (n + 1) / 2; i < n; ++i)
        half.lines.push_back(division.lines[i]);
      half.cells.resize(half.lines.size() - 1);
      return half;
    }

    /// Gives the division `total` cells, at least one in every interval and none wider than the resolution. What is symmetric is divided
    /// symmetrically, and so as its half is where symmetry leaves the other half out.
    void fill(Division &division, double resolution, unsigned total)
    {
      const std::size_t n = division.cells.size();
      if (total % 2 == 0)
        if (auto half = upper_half(division); half && 2 * count_least(*half, resolution) <= total)
          {
            fill(*half, resolution, total / 2);
            for (std::size_t i = 0; i < n; ++i)
              division.cells[i] = 0;
            for (std::size_t i = 0; i < half->cells.size(); ++i)
              {
                // Of an odd number of intervals the first half one is half of the middle one.
                const std::size_t up = n / 2 + i;
                division.cells[up] += half->cells[i];
                division.cells[n - 1 - up] += half->cells[i];
              }
            return;
          }
      const std::vector<unsigned> least = find_least(division, resolution);
      const double width = (division.lines.back() - division.lines.front()) / total;
      for (std::size_t i = 0; i < n; ++i)
        division.cells[i] = std::max(least[i], static_cast<unsigned>((division.lines[i + 1] - division.lines[i]) / width + 1e-9));
      share_out(division, least, total);
    }

    /// Cells no wider than the resolution; their number is a multiple of 2^levels. Returns the factor.
    unsigned divide_by_resolution(Division &division, double resolution, unsigned levels)
    {
      const auto coarse = static_cast<unsigned>(std::ceil(count_least(division, resolution) / std::exp2(double(levels))));
      fill(division, resolution, coarse << levels);
      return coarse;
    }

    double widest_cell(const Division &division)
    {
      double widest = 0;
      for (std::size_t i = 0; i < division.cells.size(); ++i)
        widest = std::max(widest, (division.lines[i + 1] - division.lines[i]) / division.cells[i]);
      return widest;
    }

    AxisMap make_map(const Division &division)
    {
      std::vector<double> lattice(1, 0.);
      for (const unsigned n : division.cells)
        lattice.push_back(lattice.back() + n);
      return AxisMap(lattice, division.lines);
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

    LatticeChoice choose(const PlanLattice &lattice, const Symmetry &symmetry)
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
              choice.coarse[d] = divide_by_resolution(divisions[d], resolution.at_edges, choice.levels);
              growth = std::max(growth, double(choice.coarse[d] << choice.levels) / count_least(divisions[d], resolution.at_edges));
            }
          if (growth <= 1.2 || choice.levels == fewest_levels)
            break;
        }
      const double widest = std::max(widest_cell(divisions[0]), widest_cell(divisions[1]));
      const double base = double(choice.levels) + std::ceil(std::log2(widest / resolution.elsewhere) - 1e-9);
      choice.base_levels = static_cast<unsigned>(std::clamp(base, 0., double(choice.levels)));
      return choice;
    }

    /// The edges of outlines and power blocks on both axes.
    std::array<std::vector<Position>, 2> collect_positions(const Package &package, std::vector<std::string> &averaged)
    {
      std::array<std::vector<Position>, 2> positions;
      const auto add = [&](const Rectangle &r, int priority, const std::string &name) {
        positions[0].push_back({r.x_min, priority, name});
        positions[0].push_back({r.x_max, priority, name});
        positions[1].push_back({r.y_min, priority, name});
        positions[1].push_back({r.y_max, priority, name});
      };
      for (const Body &body : package.bodies)
        {
          const auto *r = std::get_if<Rectangle>(&body.outline);
          if (r)
            add(*r, body.kind == BodyKind::die ? 2 : 1, body.name);
          else
            averaged.push_back("the round outline of " + body.name + " is averaged by area in the cells that it crosses");
          for (const PowerBlock &block : body.power)
            if (!r || !same(block.area, *r, r->x_max - r->x_min))
              add(block.area, 0, "a power block of " + body.name);
        }
      return positions;
    }

    /// The coarsest resolution that follows every edge of a part: twice the smallest distance of two lines (a power block's edge may go
    /// unfollowed), between a 64th and a quarter of the narrow side.
    PlanResolution find_resolution_of_edges(const Package &package, const Rectangle &box)
    {
      constexpr double finest = 1. / 64, coarsest = 1. / 4; // of the narrow side
      const double narrow = std::min(box.x_max - box.x_min, box.y_max - box.y_min);
      std::vector<std::string> averaged;
      const std::array<std::vector<Position>, 2> positions = collect_positions(package, averaged);
      const std::array<double, 2> low{{box.x_min, box.y_min}}, high{{box.x_max, box.y_max}};
      double gap = narrow;
      for (unsigned d = 0; d < 2; ++d)
        {
          std::vector<double> lines{low[d], high[d]};
          for (const Position &position : positions[d])
            if (position.priority > 0 && position.value > low[d] && position.value < high[d])
              lines.push_back(position.value);
          std::sort(lines.begin(), lines.end());
          for (std::size_t i = 1; i < lines.size(); ++i)
            if (const double distance = lines[i] - lines[i - 1]; distance > 1e-9 * (high[d] - low[d]))
              gap = std::min(gap, distance);
        }
      return {std::clamp(2 * gap, finest * narrow, coarsest * narrow), coarsest * narrow};
    }

    SnappedPlan make_snapped(const Package &package, const PlanRequest &request, const Symmetry &symmetry, const Rectangle &box,
                             std::vector<std::string> &averaged)
    {
      const std::array<std::vector<Position>, 2> positions = collect_positions(package, averaged);
      const std::array<double, 2> low{{box.x_min, box.y_min}}, high{{box.x_max, box.y_max}};
      const auto *resolution = std::get_if<PlanResolution>(&request);
      LatticeChoice choice{};
      if (!resolution)
        choice = choose(std::get<PlanLattice>(request), symmetry);
      std::array<Division, 2> divisions;
      for (unsigned d = 0; d < 2; ++d)
        {
          const unsigned cells = choice.coarse[d] << choice.levels;
          const double gap = .5 * (resolution ? resolution->at_edges : (high[d] - low[d]) / cells) * (1 - 1e-9);
          divisions[d] = divide(
              followed_positions(positions[d], low[d], high[d], gap, d == 0 ? symmetry.in_x : symmetry.in_y, d == 0 ? "x" : "y", averaged),
              low[d], high[d]);
          if (!resolution)
            fill(divisions[d], std::numeric_limits<double>::infinity(), cells);
        }
      if (resolution)
        choice = choose(*resolution, box, divisions);

      const std::array<AxisMap, 2> maps{{make_map(divisions[0]), make_map(divisions[1])}};
      SnappedPlan plan{{{maps[0], maps[1]}}, choice.coarse, choice.levels, choice.base_levels, {}};
      for (const Body &body : package.bodies)
        {
          if (!std::holds_alternative<Rectangle>(body.outline))
            continue;
          const Rectangle r = std::get<Rectangle>(body.outline);
          const std::array<std::array<double, 2>, 2> sides{{{{r.x_min, r.x_max}}, {{r.y_min, r.y_max}}}};
          for (unsigned d = 0; d < 2; ++d)
            for (const double side : sides[d])
              {
                const double tolerance = 1e-9 * (high[d] - low[d]);
                if (side <= low[d] + tolerance || side >= high[d] - tolerance)
                  continue;
                const double line = maps[d].to_lattice(side);
                if (std::abs(line - std::round(line)) > 1e-6)
                  continue;
                const unsigned o = 1 - d;
                const double from = std::clamp(sides[o][0], low[o], high[o]), to = std::clamp(sides[o][1], low[o], high[o]);
                if (from < to)
                  plan.edges.push_back({d, static_cast<unsigned>(std::round(line)), maps[o].to_lattice(from), maps[o].to_lattice(to)});
              }
        }
      return plan;
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

  std::string to_string(const Symmetry &symmetry)
  {
    if (symmetry.in_x && symmetry.in_y)
      return "quarter";
    return symmetry.in_x ? "half in x" : symmetry.in_y ? "half in y" : "none";
  }

  Symmetry find_symmetry(const Package &package)
  {
    const Rectangle box = package.bounding_box();
    Symmetry symmetry;
    symmetry.centre_x = (box.x_min + box.x_max) / 2;
    symmetry.centre_y = (box.y_min + box.y_max) / 2;
    const double scale = std::max(box.x_max - box.x_min, box.y_max - box.y_min);
    symmetry.in_x = is_symmetric(package, true, symmetry.centre_x, scale);
    symmetry.in_y = is_symmetric(package, false, symmetry.centre_y, scale);
    return symmetry;
  }

  Plan make_plan(const Package &package, const MeshRequest &request, const Symmetry &symmetry)
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
        plan.symmetry = Symmetry();
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
