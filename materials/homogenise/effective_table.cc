#include <materials/homogenise/effective_table.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  namespace
  {
    constexpr double ramp = 1e-4;            // [K], half the width over which a coefficient of expansion changes from one value to the next
    constexpr double closest = 4 * ramp;     // [K] between two samples
    constexpr double width_of_melting = 0.1; // [K] over which the tables change from the solid to the liquid

    /// The effective constants at one temperature [K].
    struct Sample
    {
      double temperature;
      Phase phase;
    };

    void collect(const std::vector<const TemperatureFunction *> &tables, std::set<double> &temperatures)
    {
      for (const TemperatureFunction *table : tables)
        if (!table->is_constant())
          temperatures.insert(table->temperatures().begin(), table->temperatures().end());
    }

    /// Distance of a phase from the mean of two others, in units of the tolerance of a table.
    double distance_from_mean(const Phase &phase, const Phase &left, const Phase &right, const TableAccuracy &accuracy)
    {
      const double relative = accuracy.relative, strain = accuracy.strain;
      double largest = 0;
      const auto compare = [&](double value, double a, double b, double allowed) {
        largest = std::max(largest, std::abs(value - (a + b) / 2) / allowed);
      };
      const OrthotropicStiffness &c = phase.stiffness, &l = left.stiffness, &r = right.stiffness;
      for (const auto modulus : {&OrthotropicStiffness::c11, &OrthotropicStiffness::c22, &OrthotropicStiffness::c33,
                                 &OrthotropicStiffness::c44, &OrthotropicStiffness::c55, &OrthotropicStiffness::c66})
        compare(c.*modulus, l.*modulus, r.*modulus, relative * c.*modulus);
      compare(c.c12, l.c12, r.c12, relative * std::min(c.c11, c.c22));
      compare(c.c13, l.c13, r.c13, relative * std::min(c.c11, c.c33));
      compare(c.c23, l.c23, r.c23, relative * std::min(c.c22, c.c33));
      for (unsigned axis = 0; axis < 3; ++axis)
        {
          compare(phase.expansion[axis], left.expansion[axis], right.expansion[axis], strain);
          compare(phase.conductivity[axis], left.conductivity[axis], right.conductivity[axis], relative * phase.conductivity[axis]);
        }
      return largest;
    }

    /// Samples of a function of temperature, close enough for straight lines between them.
    class Sampler
    {
    public:
      Sampler(const PhaseAt &phase, const TableAccuracy &accuracy) : phase_(phase), accuracy_(accuracy) {}

      /// Samples at all given temperatures and one below and above them, where nothing changes any more but the free strain, at a constant
      /// rate; and more between them.
      std::vector<Sample> take(std::set<double> temperatures)
      {
        temperatures.insert({first_temperature(temperatures), last_temperature(temperatures)});
        for (const double temperature : temperatures)
          {
            const bool is_first = samples_.empty();
            if (!is_first && temperature - samples_.back().temperature < closest)
              continue; // both ends of a ramp, or one temperature that two cards round differently
            const Sample sample{temperature, phase_(temperature)};
            if (is_first)
              samples_.push_back(sample);
            else
              add(sample, sample.temperature - samples_.back().temperature > 2 * width_of_melting ? accuracy_.most_divisions : 0);
          }
        return std::move(samples_);
      }

    private:
      /// Adds samples between two temperatures until a straight line joins each to the next well enough, and the upper one.
      void add(const Sample &upper, unsigned divisions)
      {
        const Sample lower = samples_.back();
        if (divisions > 0)
          {
            const double middle = (lower.temperature + upper.temperature) / 2;
            const Sample between{middle, phase_(middle)};
            if (distance_from_mean(between.phase, lower.phase, upper.phase, accuracy_) > 1)
              {
                add(between, divisions - 1);
                add(upper, divisions - 1);
                return;
              }
          }
        samples_.push_back(upper);
      }

      const PhaseAt &phase_;
      const TableAccuracy accuracy_;
      std::vector<Sample> samples_;
    };

    bool are_close(double a, double b)
    {
      return std::abs(a - b) <= 1e-10 * std::max(std::abs(a), std::abs(b));
    }

    template <typename Property>
    TemperatureFunction table_of(const std::vector<Sample> &samples, const Property &property)
    {
      std::vector<double> temperatures, values;
      for (const Sample &sample : samples)
        {
          temperatures.push_back(sample.temperature);
          values.push_back(property(sample.phase));
        }
      if (std::all_of(values.begin(), values.end(), [&](double value) { return are_close(value, values.front()); }))
        return TemperatureFunction(values.front());
      return TemperatureFunction(std::move(temperatures), std::move(values));
    }

    /// The coefficient whose integral between two samples is the difference of their free strains: constant between samples, with a short
    /// ramp about each where it changes; the integral over a ramp is exact.
    TemperatureFunction coefficient_of(const std::vector<Sample> &samples, unsigned axis)
    {
      const auto slope = [&](std::size_t i) {
        return (samples[i + 1].phase.expansion[axis] - samples[i].phase.expansion[axis]) /
               (samples[i + 1].temperature - samples[i].temperature);
      };
      std::vector<double> temperatures, values;
      for (std::size_t i = 1; i + 1 < samples.size(); ++i)
        if (!are_close(slope(i - 1), slope(i)))
          {
            temperatures.insert(temperatures.end(), {samples[i].temperature - ramp, samples[i].temperature + ramp});
            values.insert(values.end(), {slope(i - 1), slope(i)});
          }
      return temperatures.empty() ? TemperatureFunction(slope(0)) : TemperatureFunction(std::move(temperatures), std::move(values));
    }

    Elasticity elasticity_of(const std::vector<Sample> &samples)
    {
      std::vector<double> temperatures;
      std::vector<OrthotropicStiffness> stiffness;
      for (const Sample &sample : samples)
        {
          temperatures.push_back(sample.temperature);
          stiffness.push_back(sample.phase.stiffness);
        }
      if (std::all_of(stiffness.begin(), stiffness.end(), [&](const OrthotropicStiffness &c) { return c == stiffness.front(); }))
        return StiffnessElasticity(stiffness.front());
      return StiffnessElasticity(std::move(temperatures), std::move(stiffness));
    }

    /// A material from samples, with the properties that `present` has.
    Material assemble(const std::string &name, const std::vector<Sample> &samples, const Material &present)
    {
      Material material;
      material.name = name;
      if (present.elasticity)
        material.elasticity = elasticity_of(samples);
      if (present.elasticity && present.expansion)
        material.expansion = TangentExpansion{{coefficient_of(samples, 0), coefficient_of(samples, 1), coefficient_of(samples, 2)}};
      const auto conductivity = [&](unsigned axis) {
        return table_of(samples, [axis](const Phase &phase) { return phase.conductivity[axis]; });
      };
      if (present.conductivity)
        material.conductivity = Conductivity{conductivity(0), conductivity(1), conductivity(2)};
      if (present.density)
        material.density = table_of(samples, [](const Phase &phase) { return phase.density; });
      if (present.density && present.specific_heat)
        material.specific_heat = table_of(samples, [](const Phase &phase) { return phase.specific_heat; });
      return material;
    }
  } // namespace

  void collect_temperatures(const Material &material, std::set<double> &temperatures)
  {
    if (material.elasticity)
      {
        collect(find_tables(*material.elasticity), temperatures);
        if (const auto *table = std::get_if<StiffnessElasticity>(&*material.elasticity); table != nullptr && !table->is_constant())
          temperatures.insert(table->temperatures().begin(), table->temperatures().end());
      }
    if (material.expansion)
      {
        collect(find_tables(*material.expansion), temperatures);
        for (const double kink : expansion_kinks(*material.expansion))
          temperatures.insert(kink);
      }
    if (material.conductivity)
      collect({&(*material.conductivity)[0], &(*material.conductivity)[1], &(*material.conductivity)[2]}, temperatures);
    for (const auto &function : {material.density, material.specific_heat})
      if (function)
        collect({&*function}, temperatures);
    if (material.solidus)
      temperatures.insert({*material.solidus, *material.solidus + width_of_melting});
  }

  double first_temperature(const std::set<double> &temperatures)
  {
    return *temperatures.begin() / 2;
  }

  double last_temperature(const std::set<double> &temperatures)
  {
    return *temperatures.rbegin() + 100;
  }

  Material tabulate(const std::string &name, const PhaseAt &phase, std::set<double> temperatures, const Material &present,
                    const TableAccuracy &accuracy)
  {
    return assemble(name, Sampler(phase, accuracy).take(std::move(temperatures)), present);
  }
} // namespace sagitta::materials
