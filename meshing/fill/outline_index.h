#pragma once

#include <meshing/package/outline.h>

#include <cstddef>
#include <vector>

namespace sagitta::meshing
{
  /// Finds which of many rectangles lie near an area of the plan without looking at all of them. A grid of about as many buckets as
  /// rectangles is laid over them, and each bucket lists the rectangles that touch it; rectangles that cover many buckets are in a list
  /// of their own.
  class OutlineIndex
  {
  public:
    OutlineIndex() = default;

    /// `boxes`: the bounding boxes of the outlines [m]; a rectangle is named by its index in them.
    explicit OutlineIndex(const std::vector<Rectangle> &boxes);

    /// Indices of all rectangles that touch the area and of some near it, ascending.
    std::vector<unsigned> find_near(const Rectangle &area) const;

    /// The largest index among the rectangles near the area (see find_near) for which `fits(index)` is true, or -1.
    template <typename Predicate>
    int find_last(const Rectangle &area, const Predicate &fits) const
    {
      int last = -1;
      for_each_list(area, [&](const unsigned *begin, const unsigned *end) {
        while (end != begin && static_cast<int>(*--end) > last)
          if (fits(*end))
            last = static_cast<int>(*end);
      });
      return last;
    }

  private:
    struct Range
    {
      unsigned x_first, x_last, y_first, y_last; ///< buckets, inclusive
    };

    static unsigned bucket(double position, double start, double per_length, unsigned count);
    Range buckets_of(const Rectangle &area) const;

    /// f(begin, end) for the ascending lists of indices that may touch the area.
    template <typename Action>
    void for_each_list(const Rectangle &area, const Action &f) const
    {
      f(wide_.data(), wide_.data() + wide_.size());
      if (start_.empty())
        return;
      const double m = margin_;
      const Range range = buckets_of({area.x_min - m, area.x_max + m, area.y_min - m, area.y_max + m});
      for (unsigned j = range.y_first; j <= range.y_last; ++j)
        for (unsigned i = range.x_first; i <= range.x_last; ++i)
          {
            const std::size_t b = std::size_t(j) * n_x_ + i;
            f(indices_.data() + start_[b], indices_.data() + start_[b + 1]);
          }
    }

    unsigned n_x_ = 1, n_y_ = 1;
    double x_start_ = 0, y_start_ = 0, x_per_length_ = 0, y_per_length_ = 0;
    double margin_ = 0;              ///< [m] more than the rounding error of a coordinate
    std::vector<std::size_t> start_; ///< of each bucket in indices_, and the end
    std::vector<unsigned> indices_;  ///< bucket by bucket
    std::vector<unsigned> wide_;     ///< rectangles that cover many buckets
  };
} // namespace sagitta::meshing
