#include <solver/study/zeros.h>

#include <fmt/format.h>
#include <gsl/gsl_spline.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

namespace sagitta::study
{
  namespace
  {
    /// Monotone between neighbours, so that the sign changes once where theirs differ.
    class MonotoneCubic
    {
    public:
      explicit MonotoneCubic(const std::vector<CurvePoint> &points)
          : spline_(gsl_spline_alloc(points.size() < 3 ? gsl_interp_linear : gsl_interp_steffen, points.size()), gsl_spline_free)
      {
        std::vector<double> x, y;
        for (const CurvePoint &point : points)
          {
            x.push_back(point.x);
            y.push_back(point.y);
          }
        gsl_spline_init(spline_.get(), x.data(), y.data(), x.size());
      }

      double zero(double low, double high) const
      {
        const bool rises = at(low) < 0;
        for (unsigned i = 0; i < 100; ++i)
          {
            const double middle = (low + high) / 2;
            ((at(middle) < 0) == rises ? low : high) = middle;
          }
        return (low + high) / 2;
      }

    private:
      double at(double x) const { return gsl_spline_eval(spline_.get(), x, nullptr); }

      std::unique_ptr<gsl_spline, void (*)(gsl_spline *)> spline_;
    };

    std::vector<Zero> zeros_along(const Study &study, std::size_t goal, const std::string &others, std::vector<CurvePoint> points)
    {
      const Output &output = study.outputs[study.goals[goal].output];
      const std::string &unit = study.parameters[study.goals[goal].over].unit;
      std::sort(points.begin(), points.end(), [](const CurvePoint &a, const CurvePoint &b) { return a.x < b.x; });
      points.erase(std::unique(points.begin(), points.end(), [](const CurvePoint &a, const CurvePoint &b) { return a.x == b.x; }),
                   points.end());
      std::vector<Zero> zeros;
      for (const Crossing &crossing : find_crossings(points))
        zeros.push_back({goal, others, true, crossing.cubic, crossing.linear, ""});
      if (zeros.empty())
        zeros.push_back({goal, others, false, no_number, no_number,
                         points.size() < 2
                             ? "fewer than two candidates are solved"
                             : fmt::format("no zero between {:g} and {:g} {}: {:.4g} to {:.4g} {}", points.front().x, points.back().x, unit,
                                           output.shown(points.front().y), output.shown(points.back().y), info(output.measure).unit)});
      return zeros;
    }
  } // namespace

  std::vector<Crossing> find_crossings(const std::vector<CurvePoint> &points)
  {
    std::vector<Crossing> crossings;
    if (points.size() < 2)
      return crossings;
    const MonotoneCubic cubic(points);
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
      {
        const CurvePoint &a = points[i], &b = points[i + 1];
        if (a.y == 0)
          crossings.push_back({a.x, a.x});
        else if (b.y != 0 && (a.y < 0) != (b.y < 0))
          crossings.push_back({cubic.zero(a.x, b.x), a.x - a.y * (b.x - a.x) / (b.y - a.y)});
      }
    if (points.back().y == 0)
      crossings.push_back({points.back().x, points.back().x});
    return crossings;
  }

  std::vector<Zero> find_zeros(const Study &study, const std::vector<Candidate> &candidates, const std::vector<Entry> &entries)
  {
    std::vector<Zero> zeros;
    for (std::size_t g = 0; g < study.goals.size(); ++g)
      {
        const Goal &goal = study.goals[g];
        if (goal.aim != Aim::zero)
          continue;
        std::map<std::string, std::vector<CurvePoint>> curves;
        std::vector<std::string> order;
        for (std::size_t c = 0; c < candidates.size(); ++c)
          if (!candidates[c].is_base() && entries[c].status == Status::solved)
            {
              const std::string others = label_of(study, candidates[c], goal.over);
              if (curves.count(others) == 0)
                order.push_back(others);
              curves[others].push_back({candidates[c].values[goal.over].number, entries[c].values[goal.output]});
            }
        for (const std::string &others : order)
          for (Zero &zero : zeros_along(study, g, others, curves[others]))
            zeros.push_back(std::move(zero));
      }
    return zeros;
  }
} // namespace sagitta::study
