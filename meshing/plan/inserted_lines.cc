#include <meshing/plan/inserted_lines.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    constexpr unsigned most_levels = 2;     ///< a cell is cut into four at most
    constexpr double least_slope = 1. / 4;  ///< of the bent map within a cell, as a multiple of the slope before
    constexpr double on_the_lattice = 1e-6; ///< of a cell

    struct LineInCell
    {
      double value;    ///< [m]
      double fraction; ///< of the cell that lies below it
      int weight;
      double place = 0; ///< of its lattice line, as a fraction of the cell
    };

    /// How far the slopes of a bent map are from 1.
    struct Bend
    {
      double worst = 0, sum = 0; ///< largest logarithm, sum of the squared ones

      void add(double slope)
      {
        const double logarithm = slope < least_slope ? std::numeric_limits<double>::infinity() : std::abs(std::log(slope));
        worst = std::max(worst, logarithm);
        sum += logarithm * logarithm;
      }

      /// Ties, such as those of a narrow piece in one place or another, are decided by the other pieces and not by rounding: a mirrored
      /// package has the mirrored map.
      bool operator<(const Bend &other) const
      {
        constexpr double rounding = 1e-9;
        if (std::isinf(worst) || std::isinf(other.worst))
          return worst < other.worst;
        return std::abs(worst - other.worst) > rounding ? worst < other.worst : sum < other.sum - rounding;
      }
    };

    /// The parts of a cell, 2^levels of them, that end on the lines: bit p - 1 of the result for the end of part p. The slopes of the map
    /// differ least from 1. Zero when every choice bends the map too much.
    unsigned choose_places(const std::vector<LineInCell> &lines, unsigned levels)
    {
      const unsigned parts = 1u << levels;
      unsigned best = 0;
      Bend least{std::numeric_limits<double>::infinity(), 0};
      for (unsigned places = 1; places < 1u << (parts - 1); ++places)
        {
          std::size_t used = 0;
          double before = 0, fraction_before = 0;
          Bend own;
          const auto add_piece = [&](double place, double fraction) {
            own.add((fraction - fraction_before) / (place - before));
            before = place;
            fraction_before = fraction;
          };
          for (unsigned p = 1; p < parts; ++p)
            if (places >> (p - 1) & 1u)
              if (++used <= lines.size())
                add_piece(double(p) / parts, lines[used - 1].fraction);
          if (used != lines.size())
            continue;
          add_piece(1, 1);
          if (own < least)
            {
              least = own;
              best = places;
            }
        }
      return best;
    }

    /// Gives lines of a cell their places, with as few halvings as possible; lines of least weight are dropped until there are places.
    /// Returns the halvings.
    unsigned place(std::vector<LineInCell> &lines)
    {
      while (!lines.empty())
        {
          for (unsigned levels = 1; levels <= most_levels; ++levels)
            if (const unsigned places = choose_places(lines, levels))
              {
                std::size_t next = 0;
                for (unsigned p = 1; p < 1u << levels; ++p)
                  if (places >> (p - 1) & 1u)
                    lines[next++].place = std::ldexp(double(p), -static_cast<int>(levels));
                return levels;
              }
          const auto lightest =
              std::min_element(lines.begin(), lines.end(), [](const LineInCell &a, const LineInCell &b) { return a.weight < b.weight; });
          const int weight = lightest->weight;
          lines.erase(std::remove_if(lines.begin(), lines.end(), [weight](const LineInCell &line) { return line.weight == weight; }),
                      lines.end());
        }
      return 0;
    }

    using CellLines = std::map<double, std::vector<LineInCell>>; ///< by the cell's lower lattice line

    CellLines find_cells(const AxisMap &lattice, std::vector<WantedLine> wanted)
    {
      std::sort(wanted.begin(), wanted.end(), [](const WantedLine &a, const WantedLine &b) { return a.value < b.value; });
      CellLines cells;
      for (const WantedLine &line : wanted)
        {
          const double position = lattice.to_lattice(line.value), cell = std::floor(position + on_the_lattice);
          if (position - cell > on_the_lattice)
            cells[cell].push_back({line.value, position - cell, line.weight});
        }
      return cells;
    }

    AxisMap bend(const AxisMap &lattice, const CellLines &cells, unsigned levels)
    {
      const double factor = std::exp2(double(levels));
      std::map<double, double> points;
      for (std::size_t i = 0; i < lattice.lattice().size(); ++i)
        points.emplace(lattice.lattice()[i] * factor, lattice.physical()[i]);
      for (const auto &[cell, lines] : cells)
        if (!lines.empty())
          {
            points.emplace(cell * factor, lattice.to_physical(cell));
            points.emplace((cell + 1) * factor, lattice.to_physical(cell + 1));
            for (const LineInCell &line : lines)
              points.emplace((cell + line.place) * factor, line.value);
          }
      std::vector<double> from, to;
      for (const auto &[x, y] : points)
        {
          from.push_back(x);
          to.push_back(y);
        }
      return AxisMap(std::move(from), std::move(to));
    }
  } // namespace

  FinerMaps insert_lines(const std::array<AxisMap, 2> &lattice, const std::array<std::vector<WantedLine>, 2> &wanted)
  {
    std::array<CellLines, 2> cells;
    unsigned levels = 0;
    for (unsigned d = 0; d < 2; ++d)
      {
        cells[d] = find_cells(lattice[d], wanted[d]);
        for (auto &[cell, lines] : cells[d])
          levels = std::max(levels, place(lines));
      }
    return {{{bend(lattice[0], cells[0], levels), bend(lattice[1], cells[1], levels)}}, levels};
  }
} // namespace sagitta::meshing
