#pragma once

#include <vector>

namespace sagitta::materials
{
  /// Volume fractions [-] of the fillers from their fractions by weight [-]; the rest is resin.
  ///   v_i = (w_i / rho_i) / (sum_j w_j / rho_j + (1 - sum_j w_j) / rho_m)
  /// @param weight   fraction of the whole compound by weight, one per filler
  /// @param density  of the fillers [kg/m3]
  /// Throws std::invalid_argument when a fraction is negative, their sum is 1 or more, a density is not positive or the sizes differ.
  std::vector<double> volume_fractions(const std::vector<double> &weight, const std::vector<double> &density, double resin_density);

  /// The inverse: w_i = v_i rho_i / (sum_j v_j rho_j + (1 - sum_j v_j) rho_m). Arguments and errors as above.
  std::vector<double> weight_fractions(const std::vector<double> &volume, const std::vector<double> &density, double resin_density);

  /// Density of the compound [kg/m3]: rho = sum_i v_i rho_i + (1 - sum_i v_i) rho_m; exact without pores.
  double mixture_density(const std::vector<double> &volume, const std::vector<double> &density, double resin_density);

  /// Specific heat of the compound [J/(kg K)]: c = sum_i w_i c_i + (1 - sum_i w_i) c_m; exact but for the elastic energy of unequal
  /// expansion.
  double mixture_specific_heat(const std::vector<double> &weight, const std::vector<double> &specific_heat, double resin_specific_heat);
} // namespace sagitta::materials
