#include <meshing/fill/outline_index.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::meshing
{
  namespace
  {
    // A rectangle is listed in at most this many buckets: the memory of an index grows linearly with the number of rectangles.
    constexpr std::size_t most_buckets_of_one = 256;

    constexpr unsigned most_buckets_per_axis = 4096;

    Rectangle box_of_all(const std::vector<Rectangle> &boxes)
    {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      Rectangle all{infinity, -infinity, infinity, -infinity};
      for (const Rectangle &box : boxes)
        all = {std::min(all.x_min, box.x_min), std::max(all.x_max, box.x_max), std::min(all.y_min, box.y_min),
               std::max(all.y_max, box.y_max)};
      return all;
    }

    unsigned count_buckets(double n)
    {
      return static_cast<unsigned>(std::clamp(std::ceil(n), 1., double(most_buckets_per_axis)));
    }
  } // namespace

  OutlineIndex::OutlineIndex(const std::vector<Rectangle> &boxes)
  {
    if (boxes.empty())
      return;
    const Rectangle all = box_of_all(boxes);
    const double width = all.x_max - all.x_min, height = all.y_max - all.y_min;
    margin_ = 1e-12 * std::max({std::abs(all.x_min), std::abs(all.x_max), std::abs(all.y_min), std::abs(all.y_max)});
    if (width > 0 && height > 0)
      {
        n_x_ = count_buckets(std::sqrt(double(boxes.size()) * width / height));
        n_y_ = count_buckets(std::sqrt(double(boxes.size()) * height / width));
        x_per_length_ = n_x_ / width;
        y_per_length_ = n_y_ / height;
      }
    x_start_ = all.x_min;
    y_start_ = all.y_min;

    // Two passes: count what each bucket lists, then write the lists.
    start_.assign(std::size_t(n_x_) * n_y_ + 1, 0);
    const auto for_each_bucket = [&](const auto &f) {
      for (unsigned b = 0; b < boxes.size(); ++b)
        {
          const Range range = buckets_of(boxes[b]);
          if (std::size_t(range.x_last - range.x_first + 1) * (range.y_last - range.y_first + 1) > most_buckets_of_one)
            f(b, std::size_t(n_x_) * n_y_);
          else
            for (unsigned j = range.y_first; j <= range.y_last; ++j)
              for (unsigned i = range.x_first; i <= range.x_last; ++i)
                f(b, std::size_t(j) * n_x_ + i);
        }
    };
    const std::size_t n_buckets = std::size_t(n_x_) * n_y_;
    for_each_bucket([&](unsigned b, std::size_t bucket) {
      if (bucket == n_buckets)
        wide_.push_back(b);
      else
        ++start_[bucket + 1];
    });
    for (std::size_t bucket = 0; bucket < n_buckets; ++bucket)
      start_[bucket + 1] += start_[bucket];
    indices_.resize(start_.back());
    std::vector<std::size_t> next(start_.begin(), start_.end() - 1);
    for_each_bucket([&](unsigned b, std::size_t bucket) {
      if (bucket != n_buckets)
        indices_[next[bucket]++] = b;
    });
  }

  unsigned OutlineIndex::bucket(double position, double start, double per_length, unsigned count)
  {
    return static_cast<unsigned>(std::clamp((position - start) * per_length, 0., count - 1.));
  }

  OutlineIndex::Range OutlineIndex::buckets_of(const Rectangle &area) const
  {
    return {bucket(area.x_min, x_start_, x_per_length_, n_x_), bucket(area.x_max, x_start_, x_per_length_, n_x_),
            bucket(area.y_min, y_start_, y_per_length_, n_y_), bucket(area.y_max, y_start_, y_per_length_, n_y_)};
  }

  std::vector<unsigned> OutlineIndex::find_near(const Rectangle &area) const
  {
    std::vector<unsigned> found;
    for_each_list(area, [&](const unsigned *begin, const unsigned *end) { found.insert(found.end(), begin, end); });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }
} // namespace sagitta::meshing
