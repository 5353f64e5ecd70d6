#include <materials/compound/fractions.h>

#include <cstddef>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    void check_fractions(const std::vector<double> &fraction, std::size_t n)
    {
      if (fraction.size() != n)
        throw std::invalid_argument("there must be one fraction and one value for every filler");
      double sum = 0;
      for (const double part : fraction)
        {
          if (!(part >= 0))
            throw std::invalid_argument("the fraction of a filler must be zero or greater");
          sum += part;
        }
      if (!(sum < 1))
        throw std::invalid_argument("the fractions of the fillers add up to 1 or more, so that nothing is left for the resin");
    }

    void check_densities(const std::vector<double> &density, double resin_density)
    {
      bool is_positive = resin_density > 0;
      for (const double value : density)
        is_positive = is_positive && value > 0;
      if (!is_positive)
        throw std::invalid_argument("densities must be greater than zero");
    }

    /// sum_i f_i x_i + (1 - sum_i f_i) x_m
    double mean(const std::vector<double> &fraction, const std::vector<double> &value, double resin_value)
    {
      double rest = 1, sum = 0;
      for (std::size_t i = 0; i < fraction.size(); ++i)
        {
          rest -= fraction[i];
          sum += fraction[i] * value[i];
        }
      return sum + rest * resin_value;
    }
  } // namespace

  std::vector<double> volume_fractions(const std::vector<double> &weight, const std::vector<double> &density, double resin_density)
  {
    check_fractions(weight, density.size());
    check_densities(density, resin_density);
    std::vector<double> volume(weight), specific(density);
    for (double &value : specific)
      value = 1 / value;
    const double whole = mean(weight, specific, 1 / resin_density);
    for (std::size_t i = 0; i < volume.size(); ++i)
      volume[i] *= specific[i] / whole;
    return volume;
  }

  std::vector<double> weight_fractions(const std::vector<double> &volume, const std::vector<double> &density, double resin_density)
  {
    const double whole = mixture_density(volume, density, resin_density);
    std::vector<double> weight(volume);
    for (std::size_t i = 0; i < weight.size(); ++i)
      weight[i] *= density[i] / whole;
    return weight;
  }

  double mixture_density(const std::vector<double> &volume, const std::vector<double> &density, double resin_density)
  {
    check_fractions(volume, density.size());
    check_densities(density, resin_density);
    return mean(volume, density, resin_density);
  }

  double mixture_specific_heat(const std::vector<double> &weight, const std::vector<double> &specific_heat, double resin_specific_heat)
  {
    check_fractions(weight, specific_heat.size());
    return mean(weight, specific_heat, resin_specific_heat);
  }
} // namespace sagitta::materials
