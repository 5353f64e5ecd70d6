#include <meshing/plan/division.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    /// Cells that every interval needs so that none is wider than the resolution.
    std::vector<unsigned> find_least(const Division &division, double resolution)
    {
      std::vector<unsigned> least;
      for (std::size_t i = 0; i < division.cells.size(); ++i)
        least.push_back(std::max(1u, static_cast<unsigned>(std::ceil((division.lines[i + 1] - division.lines[i]) / resolution - 1e-9))));
      return least;
    }

    /// The interval with the largest value, of equal ones the one nearest to the middle, so that a mirror image is divided as the mirror
    /// image of the division.
    class LargestInterval
    {
    public:
      explicit LargestInterval(const Division &division) : lines_(division.lines), index_(division.cells.size()) {}

      void offer(std::size_t i, double value)
      {
        constexpr double rounding = 1e-9;
        const double distance = std::abs(lines_[i] + lines_[i + 1] - lines_.front() - lines_.back());
        const double length = lines_.back() - lines_.front();
        const bool is_equal = std::abs(value - value_) <= rounding * std::abs(value_);
        if (!is_found() || (is_equal ? distance < distance_ - rounding * length : value > value_))
          {
            index_ = i;
            value_ = value;
            distance_ = distance;
          }
      }

      bool is_found() const { return index_ + 1 < lines_.size(); }
      std::size_t index() const { return index_; }

    private:
      const std::vector<double> &lines_;
      std::size_t index_; ///< the number of intervals: none
      double value_ = 0, distance_ = 0;
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
          LargestInterval widest(division);
          for (std::size_t i = 0; i < division.cells.size(); ++i)
            {
              const double n = division.cells[i];
              widest.offer(i, width(i) / std::sqrt(n * (n + 1)));
            }
          ++division.cells[widest.index()];
        }
      for (; sum > total; --sum)
        {
          LargestInterval narrowest(division);
          for (std::size_t i = 0; i < division.cells.size(); ++i)
            if (const double n = division.cells[i]; division.cells[i] > least[i])
              narrowest.offer(i, -width(i) / std::sqrt(n * (n - 1)));
          if (!narrowest.is_found())
            throw std::invalid_argument(
                "the lattice has too few cells for the edges of the parts: give it more cells or a finer resolution");
          --division.cells[narrowest.index()];
        }
    }

    /// The upper half of a division that is its own mirror image; an interval across the middle is halved. Nothing when it is none.
    std::optional<Division> upper_half(const Division &division)
    {
      const double middle = (division.lines.front() + division.lines.back()) / 2, length = division.lines.back() - division.lines.front();
      const std::size_t n = division.lines.size();
      for (std::size_t i = 0; i < n; ++i)
        if (std::abs(division.lines[i] + division.lines[n - 1 - i] - 2 * middle) > 1e-9 * length)
          return std::nullopt;
      std::vector<double> lines{middle};
      lines.insert(lines.end(), division.lines.begin() + static_cast<std::ptrdiff_t>((n + 1) / 2), division.lines.end());
      return Division(std::move(lines));
    }
  } // namespace

  Division::Division(std::vector<double> positions) : lines(std::move(positions))
  {
    cells.resize(lines.empty() ? 0 : lines.size() - 1);
  }

  double Division::count_least(double resolution) const
  {
    const std::vector<unsigned> least = find_least(*this, resolution);
    return std::accumulate(least.begin(), least.end(), 0.);
  }

  double Division::widest_cell() const
  {
    double widest = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
      widest = std::max(widest, (lines[i + 1] - lines[i]) / cells[i]);
    return widest;
  }

  AxisMap Division::map() const
  {
    std::vector<double> lattice(1, 0.);
    for (const unsigned n : cells)
      lattice.push_back(lattice.back() + n);
    return AxisMap(lattice, lines);
  }

  void fill(Division &division, double resolution, unsigned total)
  {
    const std::size_t n = division.cells.size();
    if (total % 2 == 0)
      if (auto half = upper_half(division); half && 2 * half->count_least(resolution) <= total)
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

  unsigned fill_by_resolution(Division &division, double resolution, unsigned levels)
  {
    const auto coarse = static_cast<unsigned>(std::ceil(division.count_least(resolution) / std::exp2(double(levels))));
    fill(division, resolution, coarse << levels);
    return coarse;
  }
} // namespace sagitta::meshing
