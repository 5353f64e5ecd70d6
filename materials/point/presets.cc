#include <materials/point/presets.h>

#include <materials/pi.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    void require(bool holds, const std::string &sentence)
    {
      if (!holds)
        throw std::invalid_argument(sentence);
    }

    std::array<Control, 6> controls(Constraint constraint)
    {
      std::array<Control, 6> result;
      result.fill(Control::stress);
      const unsigned prescribed = constraint == Constraint::none       ? 0
                                  : constraint == Constraint::uniaxial ? 1
                                  : constraint == Constraint::biaxial  ? 2
                                                                       : 3;
      std::fill_n(result.begin(), prescribed, Control::strain);
      return result;
    }

    /// A segment at constant strain along x and no stress across.
    PathSegment pull(double duration, double strain, double temperature, double cure, unsigned points)
    {
      return {duration, temperature, cure, controls(Constraint::uniaxial), {strain, 0, 0, 0, 0, 0}, points};
    }
  } // namespace

  PointPath stress_strain_path(const StressStrainTest &test)
  {
    require(test.rate != 0, "a stress-strain test at the rate 0 never ends");
    require(test.strain > 0, "the strain of a stress-strain test must be positive; for compression give a negative rate");
    const double end = test.rate > 0 ? test.strain : -test.strain;
    return {test.temperature, test.cure, {pull(end / test.rate, end, test.temperature, test.cure, test.points)}};
  }

  PointPath relaxation_path(const RelaxationTest &test)
  {
    require(test.rise > 0, "the rise of a relaxation test must take longer than 0 s");
    require(test.duration > test.rise, "the hold of a relaxation test must be longer than its rise");
    PointPath path{test.temperature, test.cure, {pull(test.rise, test.strain, test.temperature, test.cure, 1)}};
    const double decades = std::log10(test.duration / test.rise);
    const unsigned count = std::max(1u, static_cast<unsigned>(std::ceil(decades * test.points_per_decade)));
    double time = 0;
    for (unsigned i = 0; i <= count; ++i)
      {
        const double next = i == count ? test.duration : test.rise * std::pow(10., decades * i / count);
        path.segments.push_back(pull(next - time, test.strain, test.temperature, test.cure, 1));
        time = next;
      }
    return path;
  }

  PointPath expansion_path(const ExpansionTest &test)
  {
    require(test.rate > 0, "the rate of a temperature sweep must be positive");
    require(test.from != test.to, "a temperature sweep ends where it begins");
    return {test.from,
            test.cure,
            {{std::abs(test.to - test.from) / test.rate, test.to, test.cure, controls(Constraint::none), {}, test.points}}};
  }

  PointPath thermal_cycle_path(const ThermalCycleTest &test)
  {
    require(test.rate > 0, "the rate of a thermal cycle must be positive");
    require(test.low < test.high, "the low temperature of a thermal cycle must be below the high one");
    require(test.cycles > 0, "a thermal cycle test needs at least one cycle");
    PointPath path{test.start, test.cure, {}};
    double temperature = test.start;
    const auto go_to = [&](double end) {
      if (end != temperature)
        path.segments.push_back({std::abs(end - temperature) / test.rate, end, test.cure, controls(test.constraint), {}, test.points});
      if (test.dwell > 0)
        path.segments.push_back({test.dwell, end, test.cure, controls(test.constraint), {}, test.points});
      temperature = end;
    };
    // The first ramp leads to the extreme that is farther from the start, so that it is a whole one.
    const bool low_first = test.start - test.low >= test.high - test.start;
    for (unsigned cycle = 0; cycle < test.cycles; ++cycle)
      {
        go_to(low_first ? test.low : test.high);
        go_to(low_first ? test.high : test.low);
      }
    return path;
  }

  PointPath cure_ramp_path(const CureRampTest &test, const CureAfter &cure_after)
  {
    require(test.rate > 0, "the rate of a cure ramp must be positive");
    require(test.hold > 0, "the hold of a cure ramp must be longer than 0 s");
    PointPath path{test.start, test.initial_cure, {}};
    double temperature = test.start, cure = test.initial_cure;
    const auto stretch = [&](double duration, double end) {
      if (!(duration > 0))
        return;
      const double begin = temperature;
      for (unsigned i = 1; i <= test.points; ++i)
        {
          const double next = begin + (end - begin) * i / test.points;
          cure = cure_after(cure, duration / test.points, temperature, next);
          path.segments.push_back({duration / test.points, next, cure, controls(test.constraint), {}, 1});
          temperature = next;
        }
    };
    stretch(std::abs(test.temperature - test.start) / test.rate, test.temperature);
    stretch(test.hold, test.temperature);
    stretch(std::abs(test.end - test.temperature) / test.rate, test.end);
    return path;
  }

  PointPath dynamic_path(const DynamicTest &test, double temperature, double frequency)
  {
    require(frequency > 0, "a frequency must be positive");
    require(test.cycles > 0 && test.points_per_cycle >= 8, "a dynamic test needs a cycle and eight points in each");
    PointPath path{temperature, test.cure, {}};
    const unsigned count = test.cycles * test.points_per_cycle;
    for (unsigned i = 1; i <= count; ++i)
      {
        const double phase = 2 * pi * (i % test.points_per_cycle) / test.points_per_cycle;
        path.segments.push_back(pull(1 / (frequency * test.points_per_cycle), test.amplitude * std::sin(phase), temperature, test.cure, 1));
      }
    return path;
  }

  DynamicModulus dynamic_modulus(const DynamicTest &test, const std::vector<PointRecord> &records, double frequency)
  {
    const unsigned n = test.points_per_cycle;
    require(records.size() > n, "the record of a dynamic test is shorter than one cycle");
    const PointRecord *first = &records[records.size() - 1 - n];
    const double drift = first[n].stress[0] - first[0].stress[0];
    std::complex<double> stress = 0, strain = 0;
    for (unsigned i = 0; i < n; ++i)
      {
        const std::complex<double> wave = std::polar(1., -2 * pi * i / n);
        stress += wave * (first[i].stress[0] - drift * i / n);
        strain += wave * first[i].strain[0];
      }
    const std::complex<double> modulus = stress / strain;
    return {first[n].temperature, frequency, modulus.real(), modulus.imag()};
  }
} // namespace sagitta::materials
