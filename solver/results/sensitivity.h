#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// A parameter of a case by which results are differentiated.
  struct SensitivityParameter
  {
    std::string name;                       ///< "mould.young"
    std::string unit;                       ///< SI
    std::optional<double> value;            ///< absent: a table, or several numbers that one factor scales
    std::optional<double> deviation;        ///< standard deviation, a share of the value [-]
    std::vector<std::string> together = {}; ///< mirror images that vary with it, by their names
  };

  /// The derivatives of one result of one state.
  struct Gradient
  {
    std::string of; ///< "bow"
    std::string state;
    std::string unit; ///< SI
    double value = 0;
    std::vector<double> by_factor; ///< per parameter p: p ds/dp, the derivative by a factor of the parameter, in the unit of s

    /// Largest relative error of the dual solutions in the energy norm.
    double dual_error = 0;
  };

  /// Derivatives of results by the parameters of a case, to first order: s(p + dp) = s(p) + sum over parameters of ds/dp dp.
  struct SensitivityResult
  {
    std::vector<SensitivityParameter> parameters;
    std::vector<Gradient> gradients;
    double change = .1; ///< of every parameter in tables and plots [-]

    /// ds/dp in SI units; absent for a parameter that is not one number.
    std::optional<double> derivative(const Gradient &gradient, std::size_t parameter) const;

    /// p/s ds/dp: per cent of the result per cent of the parameter [-]; absent where the result is zero.
    static std::optional<double> elasticity(const Gradient &gradient, std::size_t parameter);

    /// Standard deviation of a result to first order from those of the parameters, which are independent; absent when none is known.
    std::optional<double> deviation(const Gradient &gradient) const;

    /// The parameters by the size of their effect on a result, the largest first.
    std::vector<std::size_t> by_effect(const Gradient &gradient) const;
  };
} // namespace sagitta::results
