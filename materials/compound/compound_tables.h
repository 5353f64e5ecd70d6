#pragma once

#include <materials/compound/compound.h>

#include <functional>
#include <optional>
#include <set>

namespace sagitta::materials
{
  /// A piecewise linear table of a formula over temperature, within 1 % of it, with points at all `knots`.
  TemperatureFunction follow(const std::set<double> &knots, const std::function<double(double)> &formula);

  /// Temperatures at which the properties of the phases of a compound have kinks [K]: of the elasticity, with `is_expansion` also of the
  /// expansion, up to `end`, where the known mechanics ends; of the conductivity; of the specific heat.
  std::set<double> mechanical_knots(const CompoundRecipe &recipe, bool is_expansion, const std::optional<double> &end);
  std::set<double> conduction_knots(const CompoundRecipe &recipe);
  std::set<double> specific_heat_knots(const CompoundRecipe &recipe);
} // namespace sagitta::materials
