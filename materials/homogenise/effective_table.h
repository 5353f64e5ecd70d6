#pragma once

#include <materials/homogenise/homogenise.h>
#include <materials/material.h>

#include <functional>
#include <set>
#include <string>

namespace sagitta::materials
{
  /// The effective constants at a temperature [K], with the free strain since the stress-free temperature in the place of a coefficient.
  using PhaseAt = std::function<Phase(double temperature)>;

  /// Tolerances of linear interpolation between the points of a table.
  struct TableAccuracy
  {
    double relative = 2e-3;      ///< of a modulus or a conductivity
    double strain = 2e-7;        ///< of the free strain [-]
    unsigned most_divisions = 7; ///< times that the distance of two given temperatures is halved at most
  };

  /// Adds the temperatures [K] at which the constants of a material change their slope, or jump.
  void collect_temperatures(const Material &material, std::set<double> &temperatures);

  /// Below and above all given temperatures [K]: where tables begin and end.
  double first_temperature(const std::set<double> &temperatures);
  double last_temperature(const std::set<double> &temperatures);

  /// A material with the constants of `phase`, which has what `present` has: tables over the temperatures, one below and one above them,
  /// and more between them where a straight line is not accurate enough.
  Material tabulate(const std::string &name, const PhaseAt &phase, std::set<double> temperatures, const Material &present,
                    const TableAccuracy &accuracy = {});
} // namespace sagitta::materials
