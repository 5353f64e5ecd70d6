#include <materials/expansion.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::materials
{
  namespace
  {
    /// In a table of strain: the index of the point before the piece that applies at a temperature [K], or beyond it; at a point the piece
    /// above it.
    std::size_t piece_at(const TemperatureFunction &strain, double temperature)
    {
      const std::vector<double> &points = strain.temperatures();
      const auto above = std::upper_bound(points.begin() + 1, points.end() - 1, temperature);
      return static_cast<std::size_t>(above - points.begin()) - 1;
    }

    /// Slope of a piece [1/K].
    double slope_of(const TemperatureFunction &strain, std::size_t piece)
    {
      return (strain.values()[piece + 1] - strain.values()[piece]) / (strain.temperatures()[piece + 1] - strain.temperatures()[piece]);
    }

    double strain_at(const TemperatureFunction &strain, double temperature)
    {
      const std::size_t piece = piece_at(strain, temperature);
      return strain.values()[piece] + slope_of(strain, piece) * (temperature - strain.temperatures()[piece]);
    }

    /// The free strain of each model between two temperatures [K].
    struct StrainBetween
    {
      double from;
      double to;

      std::array<double, 3> operator()(const SecantExpansion &expansion) const
      {
        std::array<double, 3> strain;
        for (unsigned axis = 0; axis < 3; ++axis)
          {
            const TemperatureFunction &mean = expansion.coefficient[axis];
            strain[axis] = mean.value(to) * (to - expansion.reference) - mean.value(from) * (from - expansion.reference);
          }
        return strain;
      }

      std::array<double, 3> operator()(const TangentExpansion &expansion) const
      {
        std::array<double, 3> strain;
        for (unsigned axis = 0; axis < 3; ++axis)
          strain[axis] = expansion.coefficient[axis].integral(from, to);
        return strain;
      }

      std::array<double, 3> operator()(const GlassTransitionExpansion &expansion) const
      {
        const double transition = expansion.glass_transition;
        const double glassy = std::min(to, transition) - std::min(from, transition);
        const double rubbery = std::max(to, transition) - std::max(from, transition);
        std::array<double, 3> strain;
        for (unsigned axis = 0; axis < 3; ++axis)
          strain[axis] = expansion.below[axis] * glassy + expansion.above[axis] * rubbery;
        return strain;
      }

      std::array<double, 3> operator()(const StrainExpansion &expansion) const
      {
        std::array<double, 3> strain;
        for (unsigned axis = 0; axis < 3; ++axis)
          strain[axis] = strain_at(expansion.strain[axis], to) - strain_at(expansion.strain[axis], from);
        return strain;
      }
    };

    struct Slope
    {
      double temperature;

      std::array<double, 3> operator()(const SecantExpansion &expansion) const
      {
        constexpr double step = 0.05;
        std::array<double, 3> result = StrainBetween{temperature - step, temperature + step}(expansion);
        for (double &slope : result)
          slope /= 2 * step;
        return result;
      }

      std::array<double, 3> operator()(const TangentExpansion &expansion) const
      {
        const auto &c = expansion.coefficient;
        return {{c[0].value(temperature), c[1].value(temperature), c[2].value(temperature)}};
      }

      std::array<double, 3> operator()(const GlassTransitionExpansion &expansion) const
      {
        return temperature < expansion.glass_transition ? expansion.below : expansion.above;
      }

      std::array<double, 3> operator()(const StrainExpansion &expansion) const
      {
        std::array<double, 3> slopes;
        for (unsigned axis = 0; axis < 3; ++axis)
          slopes[axis] = slope_of(expansion.strain[axis], piece_at(expansion.strain[axis], temperature));
        return slopes;
      }
    };

    struct TablesOf
    {
      using Tables = std::vector<const TemperatureFunction *>;

      static Tables of(const std::array<TemperatureFunction, 3> &functions)
      {
        Tables tables;
        for (const TemperatureFunction &function : functions)
          if (!function.is_constant())
            tables.push_back(&function);
        return tables;
      }

      Tables operator()(const SecantExpansion &expansion) const { return of(expansion.coefficient); }
      Tables operator()(const TangentExpansion &expansion) const { return of(expansion.coefficient); }
      Tables operator()(const GlassTransitionExpansion &) const { return {}; }
      Tables operator()(const StrainExpansion &expansion) const { return of(expansion.strain); }
    };

    struct Kinks
    {
      std::vector<double> operator()(const SecantExpansion &expansion) const
      {
        std::vector<double> kinks;
        for (const TemperatureFunction &mean : expansion.coefficient)
          if (!mean.is_constant())
            kinks.insert(kinks.end(), mean.temperatures().begin(), mean.temperatures().end());
        return kinks;
      }

      std::vector<double> operator()(const TangentExpansion &) const { return {}; }

      std::vector<double> operator()(const GlassTransitionExpansion &expansion) const { return {expansion.glass_transition}; }

      std::vector<double> operator()(const StrainExpansion &expansion) const
      {
        std::vector<double> kinks;
        for (const TemperatureFunction &strain : expansion.strain)
          kinks.insert(kinks.end(), strain.temperatures().begin() + 1, strain.temperatures().end() - 1);
        return kinks;
      }
    };
  } // namespace

  std::array<double, 3> thermal_strain(const Expansion &expansion, double stress_free_temperature, double temperature)
  {
    return std::visit(StrainBetween{stress_free_temperature, temperature}, expansion);
  }

  std::array<double, 3> strain_of_moved_transition(const GlassTransitionExpansion &expansion, const std::array<double, 2> &temperature,
                                                   const std::array<double, 2> &shift)
  {
    const double transition = expansion.glass_transition, way = temperature[1] - temperature[0];
    const double first = temperature[0] - transition - shift[0], last = temperature[1] - transition - shift[1];
    // Fraction of the step above the moved transition.
    double share = first > 0 ? 1 : 0;
    if ((first > 0) != (last > 0))
      share = first > 0 ? first / (first - last) : last / (last - first);
    const double rubbery = share * way, of_card = std::max(temperature[1], transition) - std::max(temperature[0], transition);
    std::array<double, 3> strain;
    for (unsigned axis = 0; axis < 3; ++axis)
      strain[axis] = (expansion.above[axis] - expansion.below[axis]) * (rubbery - of_card);
    return strain;
  }

  std::array<double, 3> expansion_coefficient(const Expansion &expansion, double temperature)
  {
    return std::visit(Slope{temperature}, expansion);
  }

  std::vector<const TemperatureFunction *> find_tables(const Expansion &expansion)
  {
    return std::visit(TablesOf{}, expansion);
  }

  std::vector<double> expansion_kinks(const Expansion &expansion)
  {
    return std::visit(Kinks{}, expansion);
  }
} // namespace sagitta::materials
