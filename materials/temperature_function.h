#pragma once

#include <vector>

namespace sagitta::materials
{
  /// A scalar property of temperature: piecewise linear between given points, constant outside them.
  /// A single point is a constant. Temperatures in K; values in the SI unit of the property.
  class TemperatureFunction
  {
  public:
    /// A constant.
    explicit TemperatureFunction(double value);

    /// A table of points (temperature [K], value).
    /// Throws std::invalid_argument when it is empty, the sizes differ, a number is not finite, or the
    /// temperatures do not increase strictly.
    TemperatureFunction(std::vector<double> temperatures, std::vector<double> values);

    double value(double temperature) const;

    /// Integral of the function from `from` to `to` [value * K]; exact for the piecewise linear table.
    double integral(double from, double to) const;

    bool is_constant() const { return temperatures_.size() == 1; }

    const std::vector<double> &temperatures() const { return temperatures_; }
    const std::vector<double> &values() const { return values_; }

  private:
    std::vector<double> temperatures_;
    std::vector<double> values_;
  };
} // namespace sagitta::materials
