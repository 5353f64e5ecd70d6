#include <meshing/package/point_table.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <queue>
#include <stdexcept>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    using Point = PointTable::Point;
    using Place = std::array<double, 3>;
    using Box = std::array<std::array<double, 2>, 3>;

    // Coordinates that agree to this part of the extent are the same.
    constexpr double same_coordinate = 1e-7;

    Box box_of(const std::vector<Point> &points)
    {
      Box box;
      for (std::array<double, 2> &range : box)
        range = {{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}};
      for (const Point &point : points)
        for (unsigned axis = 0; axis < 3; ++axis)
          box[axis] = {{std::min(box[axis][0], point.at[axis]), std::max(box[axis][1], point.at[axis])}};
      return box;
    }

    /// The different coordinates along an axis, ascending.
    std::vector<double> distinct(const std::vector<Point> &points, unsigned axis)
    {
      std::vector<double> all;
      for (const Point &point : points)
        all.push_back(point.at[axis]);
      std::sort(all.begin(), all.end());
      const double tolerance = same_coordinate * (all.back() - all.front());
      std::vector<double> result;
      for (const double x : all)
        if (result.empty() || x - result.back() > tolerance)
          result.push_back(x);
      return result;
    }

    /// Index of the nearest of ascending numbers.
    std::size_t nearest_index(const std::vector<double> &numbers, double x)
    {
      const auto above = std::lower_bound(numbers.begin(), numbers.end(), x);
      if (above == numbers.end())
        return numbers.size() - 1;
      const auto i = static_cast<std::size_t>(above - numbers.begin());
      return i > 0 && x - numbers[i - 1] < numbers[i] - x ? i - 1 : i;
    }

    /// Index of the interval of ascending numbers that holds x, and the place of x in it; clamped to the ends.
    std::pair<std::size_t, double> locate(const std::vector<double> &numbers, double x)
    {
      if (numbers.size() == 1 || x <= numbers.front())
        return {0, 0.};
      if (x >= numbers.back())
        return {numbers.size() - 2, 1.};
      const auto i = static_cast<std::size_t>(std::upper_bound(numbers.begin(), numbers.end(), x) - numbers.begin()) - 1;
      return {i, (x - numbers[i]) / (numbers[i + 1] - numbers[i])};
    }

    /// Solves a small symmetric positive definite system in place.
    template <unsigned n>
    void solve(std::array<std::array<double, n>, n> &matrix, std::array<double, n> &b)
    {
      for (unsigned i = 0; i < n; ++i)
        for (unsigned j = i + 1; j < n; ++j)
          {
            const double factor = matrix[j][i] / matrix[i][i];
            for (unsigned k = i; k < n; ++k)
              matrix[j][k] -= factor * matrix[i][k];
            b[j] -= factor * b[i];
          }
      for (unsigned i = n; i-- > 0;)
        {
          for (unsigned j = i + 1; j < n; ++j)
            b[i] -= matrix[i][j] * b[j];
          b[i] /= matrix[i][i];
        }
    }

    /// The points nearest to a place, by a tree that halves them along their longest axis.
    class NearestPoints
    {
    public:
      struct Found
      {
        double square; ///< of the distance
        std::size_t point;

        bool operator<(const Found &other) const { return square < other.square; }
      };

      explicit NearestPoints(std::vector<Place> places) : places_(std::move(places)), order_(places_.size()), axis_(places_.size())
      {
        for (std::size_t i = 0; i < order_.size(); ++i)
          order_[i] = i;
        build(0, order_.size());
      }

      std::vector<Found> find(const Place &at, std::size_t count) const
      {
        std::priority_queue<Found> best;
        search(0, order_.size(), at, count, best);
        std::vector<Found> result;
        for (; !best.empty(); best.pop())
          result.push_back(best.top());
        return result;
      }

    private:
      void build(std::size_t begin, std::size_t end)
      {
        if (end - begin < 2)
          return;
        Place low, high;
        low.fill(std::numeric_limits<double>::infinity());
        high.fill(-std::numeric_limits<double>::infinity());
        for (std::size_t i = begin; i < end; ++i)
          for (unsigned d = 0; d < 3; ++d)
            {
              low[d] = std::min(low[d], places_[order_[i]][d]);
              high[d] = std::max(high[d], places_[order_[i]][d]);
            }
        unsigned axis = 0;
        for (unsigned d = 1; d < 3; ++d)
          if (high[d] - low[d] > high[axis] - low[axis])
            axis = d;
        const std::size_t middle = begin + (end - begin) / 2;
        const auto first = order_.begin();
        std::nth_element(first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(middle),
                         first + static_cast<std::ptrdiff_t>(end),
                         [&](std::size_t a, std::size_t b) { return places_[a][axis] < places_[b][axis]; });
        axis_[middle] = static_cast<std::uint8_t>(axis);
        build(begin, middle);
        build(middle + 1, end);
      }

      void search(std::size_t begin, std::size_t end, const Place &at, std::size_t count, std::priority_queue<Found> &best) const
      {
        if (begin >= end)
          return;
        const std::size_t middle = begin + (end - begin) / 2;
        const Place &place = places_[order_[middle]];
        double square = 0;
        for (unsigned d = 0; d < 3; ++d)
          square += (place[d] - at[d]) * (place[d] - at[d]);
        if (best.size() < count || square < best.top().square)
          {
            best.push({square, order_[middle]});
            if (best.size() > count)
              best.pop();
          }
        const double offset = at[axis_[middle]] - place[axis_[middle]];
        const bool is_low = offset < 0;
        search(is_low ? begin : middle + 1, is_low ? middle : end, at, count, best);
        if (best.size() < count || offset * offset < best.top().square)
          search(is_low ? middle + 1 : begin, is_low ? end : middle, at, count, best);
      }

      std::vector<Place> places_;
      std::vector<std::size_t> order_;
      std::vector<std::uint8_t> axis_; ///< along which the points about a middle one are divided
    };
  } // namespace

  class PointTable::Interpolation
  {
  public:
    virtual ~Interpolation() = default;
    virtual double value(const Place &at) const = 0;
  };

  /// Bilinear between points on a lattice of x and y.
  class PointTable::Lattice : public Interpolation
  {
  public:
    Lattice(std::vector<double> x, std::vector<double> y, const std::vector<Point> &points)
        : x_(std::move(x)), y_(std::move(y)), values_(x_.size() * y_.size())
    {
      for (const Point &point : points)
        values_[nearest_index(y_, point.at[1]) * x_.size() + nearest_index(x_, point.at[0])] = point.value;
    }

    double value(const Place &at) const override
    {
      const auto [i, s] = locate(x_, at[0]);
      const auto [j, t] = locate(y_, at[1]);
      const std::size_t right = x_.size() > 1 ? 1 : 0, up = y_.size() > 1 ? x_.size() : 0, k = j * x_.size() + i;
      return (1 - t) * ((1 - s) * values_[k] + s * values_[k + right]) + t * ((1 - s) * values_[k + up] + s * values_[k + up + right]);
    }

  private:
    std::vector<double> x_, y_;
    std::vector<double> values_;
  };

  /// The best linear function through the nearest points.
  class PointTable::Cloud : public Interpolation
  {
  public:
    /// `is_plane`: z does not count.
    Cloud(const std::vector<Point> &points, bool is_plane) : box_(box_of(points)), is_plane_(is_plane), tree_(scaled(points))
    {
      for (const Point &point : points)
        values_.push_back(point.value);
      const auto [low, high] = std::minmax_element(values_.begin(), values_.end());
      smallest_ = *low;
      largest_ = *high;
    }

    double value(const Place &at) const override
    {
      constexpr std::size_t in_plane = 8, in_space = 16;
      const Place place = scaled(at);
      const auto nearest = tree_.find(place, is_plane_ ? in_plane : in_space);
      double smallest = values_[nearest.front().point], largest = smallest;
      std::array<std::array<double, 4>, 4> matrix{};
      std::array<double, 4> b{};
      for (const auto &[square, point] : nearest)
        {
          if (square < 1e-20)
            return values_[point];
          smallest = std::min(smallest, values_[point]);
          largest = std::max(largest, values_[point]);
          const double weight = 1 / square;
          const Place &other = tree_place(point);
          const std::array<double, 4> row{{1, other[0] - place[0], other[1] - place[1], other[2] - place[2]}};
          for (unsigned i = 0; i < 4; ++i)
            {
              b[i] += weight * row[i] * values_[point];
              for (unsigned j = 0; j < 4; ++j)
                matrix[i][j] += weight * row[i] * row[j];
            }
        }
      // Directions in which the points do not differ have no slope.
      const double least = 1e-10 * (matrix[1][1] + matrix[2][2] + matrix[3][3]) + 1e-300;
      for (unsigned i = 1; i < 4; ++i)
        matrix[i][i] += least;
      solve<4>(matrix, b);
      // Beside the outermost points the values are extrapolated, by the width of their range at most.
      const double width = largest - smallest;
      return std::clamp(b[0], std::max(smallest - width, smallest_), std::min(largest + width, largest_));
    }

  private:
    Place scaled(const Place &at) const
    {
      Place result{};
      for (unsigned d = 0; d < (is_plane_ ? 2 : 3); ++d)
        if (const double extent = box_[d][1] - box_[d][0]; extent > 0)
          result[d] = (at[d] - box_[d][0]) / extent;
      return result;
    }

    std::vector<Place> scaled(const std::vector<Point> &points)
    {
      for (const Point &point : points)
        places_.push_back(scaled(point.at));
      return places_;
    }

    const Place &tree_place(std::size_t point) const { return places_[point]; }

    Box box_;
    bool is_plane_;
    std::vector<Place> places_;
    NearestPoints tree_;
    std::vector<double> values_;
    double smallest_ = 0, largest_ = 0; ///< of the values
  };

  namespace
  {
    /// Points by the plane z = const that they lie on.
    std::vector<std::vector<Point>> divide(const std::vector<Point> &points)
    {
      const std::vector<double> z = distinct(points, 2);
      std::vector<std::vector<Point>> planes(z.size());
      for (const Point &point : points)
        planes[nearest_index(z, point.at[2])].push_back(point);
      return planes;
    }

    /// Are these few planes that all reach equally far?
    bool are_planes(const std::vector<std::vector<Point>> &planes, std::size_t n_points, const Box &box)
    {
      constexpr std::size_t fewest_per_plane = 4;
      constexpr double same_reach = .02; // of the extent
      const bool is_profile = box[0][0] == box[0][1] && box[1][0] == box[1][1];
      if (planes.size() > 1 && !is_profile && planes.size() * fewest_per_plane > n_points)
        return false;
      for (const std::vector<Point> &plane : planes)
        {
          const Box own = box_of(plane);
          for (unsigned axis = 0; axis < 2; ++axis)
            for (unsigned end = 0; end < 2; ++end)
              if (std::abs(own[axis][end] - box[axis][end]) > same_reach * (box[axis][1] - box[axis][0]))
                return false;
        }
      return true;
    }
  } // namespace

  PointTable::PointTable(std::vector<Point> points, Order order)
  {
    if (points.empty())
      throw std::invalid_argument("there is no point");
    for (const Point &point : points)
      for (const double number : {point.at[0], point.at[1], point.at[2], point.value})
        if (!std::isfinite(number))
          throw std::invalid_argument("a number is not finite");
    size_ = points.size();
    box_ = box_of(points);
    const auto [low, high] =
        std::minmax_element(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.value < b.value; });
    smallest_ = low->value;
    largest_ = high->value;
    std::sort(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.at < b.at; });
    for (std::size_t i = 1; i < points.size(); ++i)
      if (points[i].at == points[i - 1].at && points[i].value != points[i - 1].value)
        throw std::invalid_argument("two points at one place have different values");
    points.erase(std::unique(points.begin(), points.end(), [](const Point &a, const Point &b) { return a.at == b.at; }), points.end());

    std::vector<std::vector<Point>> planes = divide(points);
    if (order == Order::found && !are_planes(planes, points.size(), box_))
      planes.clear();
    for (const std::vector<Point> &plane : planes)
      {
        std::vector<double> x = distinct(plane, 0), y = distinct(plane, 1);
        std::unique_ptr<const Interpolation> values;
        if (x.size() * y.size() == plane.size())
          values = std::make_unique<Lattice>(std::move(x), std::move(y), plane);
        else
          values = std::make_unique<Cloud>(plane, true);
        planes_.push_back({plane.front().at[2], std::move(values)});
      }
    if (planes_.empty())
      space_ = std::make_unique<Cloud>(points, false);
  }

  PointTable::PointTable(Reference reference) : reference_(std::make_unique<const Reference>(std::move(reference))) {}

  PointTable::~PointTable() = default;
  PointTable::PointTable(PointTable &&) noexcept = default;
  PointTable &PointTable::operator=(PointTable &&) noexcept = default;

  double PointTable::value(const Place &at) const
  {
    if (reference_)
      throw std::logic_error("the field of another run is asked for a value before it is read");
    Place inside;
    for (unsigned d = 0; d < 3; ++d)
      inside[d] = std::clamp(at[d], box_[d][0], box_[d][1]);
    if (space_)
      return space_->value(inside);
    const auto above =
        std::upper_bound(planes_.begin(), planes_.end(), inside[2], [](double z, const Plane &plane) { return z < plane.z; });
    if (above == planes_.begin() || planes_.size() == 1)
      return planes_.front().values->value(inside);
    if (above == planes_.end())
      return planes_.back().values->value(inside);
    const Plane &upper = *above, &lower = *(above - 1);
    const double share = (inside[2] - lower.z) / (upper.z - lower.z);
    return (1 - share) * lower.values->value(inside) + share * upper.values->value(inside);
  }
} // namespace sagitta::meshing
