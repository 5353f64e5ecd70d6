#include <materials/compound/compound_tables.h>

#include <materials/room_temperature.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    /// Width of the ramp that replaces a step at the glass transition [K]; no table is finer.
    constexpr double narrowest = 0.1;

    /// Points of a function, so that a table contains all its kinks.
    void collect(const TemperatureFunction &function, std::set<double> &knots)
    {
      if (!function.is_constant())
        knots.insert(function.temperatures().begin(), function.temperatures().end());
    }

    void collect_elasticity(const Material &material, std::set<double> &knots)
    {
      const auto &law = std::get<IsotropicElasticity>(*material.elasticity);
      collect(law.young, knots);
      collect(law.poisson, knots);
    }

    void collect_expansion(const Material &material, std::set<double> &knots)
    {
      if (const auto *law = std::get_if<TangentExpansion>(&*material.expansion))
        collect(law->coefficient[0], knots);
      if (const auto *law = std::get_if<SecantExpansion>(&*material.expansion))
        collect(law->coefficient[0], knots);
      if (const auto *law = std::get_if<StrainExpansion>(&*material.expansion))
        collect(law->strain[0], knots);
      // The step at the glass transition becomes a ramp over a tenth of a kelvin.
      if (const auto *law = std::get_if<GlassTransitionExpansion>(&*material.expansion))
        knots.insert({law->glass_transition - 0.5 * narrowest, law->glass_transition + 0.5 * narrowest});
    }

    /// These points, and between them steps of at most 4 K, or 200 steps: mixtures are not linear where their phases are.
    std::vector<double> divided(const std::set<double> &knots)
    {
      std::vector<double> temperatures;
      for (auto knot = knots.begin(); knot != knots.end(); ++knot)
        {
          temperatures.push_back(*knot);
          const auto next = std::next(knot);
          if (next == knots.end())
            break;
          const int pieces = std::min(200, static_cast<int>(std::ceil((*next - *knot) / 4)));
          for (int i = 1; i < pieces; ++i)
            temperatures.push_back(*knot + (*next - *knot) * i / pieces);
        }
      if (temperatures.empty())
        temperatures.push_back(room_temperature);
      return temperatures;
    }

    /// A piecewise linear table of a formula: pieces are halved until the error in their middle is half a percent, so that it is within 1 %
    /// elsewhere. If a resin loses its stiffness within a few kelvin, E of the compound falls by a factor of 9 in a piece of 4 K.
    class FollowingTable
    {
    public:
      explicit FollowingTable(std::function<double(double)> formula) : formula_(std::move(formula)) {}

      TemperatureFunction over(const std::set<double> &knots)
      {
        for (const double temperature : divided(knots))
          {
            const double value = formula_(temperature);
            if (!temperatures_.empty())
              halve({temperatures_.back(), values_.back()}, {temperature, value});
            add({temperature, value});
          }
        return TemperatureFunction(temperatures_, values_);
      }

    private:
      struct Point
      {
        double temperature, value;
      };

      void add(const Point &point)
      {
        temperatures_.push_back(point.temperature);
        values_.push_back(point.value);
      }

      /// Adds the points needed between two points.
      void halve(const Point &left, const Point &right)
      {
        if (right.temperature - left.temperature <= 1.001 * narrowest)
          return;
        const double temperature = 0.5 * (left.temperature + right.temperature);
        const Point middle{temperature, formula_(temperature)};
        if (std::abs(0.5 * (left.value + right.value) - middle.value) <= 0.005 * std::abs(middle.value))
          return;
        halve(left, middle);
        add(middle);
        halve(middle, right);
      }

      std::function<double(double)> formula_;
      std::vector<double> temperatures_, values_;
    };
  } // namespace

  TemperatureFunction follow(const std::set<double> &knots, const std::function<double(double)> &formula)
  {
    return FollowingTable(formula).over(knots);
  }

  std::set<double> mechanical_knots(const CompoundRecipe &recipe, bool is_expansion, const std::optional<double> &end)
  {
    std::set<double> knots;
    collect_elasticity(recipe.resin, knots);
    if (is_expansion)
      collect_expansion(recipe.resin, knots);
    for (const CompoundFiller &filler : recipe.fillers)
      {
        collect_elasticity(filler.material, knots);
        if (is_expansion)
          collect_expansion(filler.material, knots);
      }
    if (end)
      {
        knots.erase(knots.upper_bound(*end), knots.end());
        knots.insert(*end);
      }
    return knots;
  }

  std::set<double> conduction_knots(const CompoundRecipe &recipe)
  {
    std::set<double> knots;
    collect((*recipe.resin.conductivity)[0], knots);
    for (const CompoundFiller &filler : recipe.fillers)
      for (const TemperatureFunction &k : *filler.material.conductivity)
        collect(k, knots);
    return knots;
  }

  std::set<double> specific_heat_knots(const CompoundRecipe &recipe)
  {
    std::set<double> knots;
    collect(*recipe.resin.specific_heat, knots);
    for (const CompoundFiller &filler : recipe.fillers)
      collect(*filler.material.specific_heat, knots);
    return knots;
  }
} // namespace sagitta::materials
