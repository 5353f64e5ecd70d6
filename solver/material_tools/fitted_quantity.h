#pragma once

#include <materials/fit/least_squares.h>

#include <string>

namespace sagitta::material_tools
{
  /// How a fitted constant is written for people.
  struct DisplayUnit
  {
    std::string unit; ///< empty: a plain number
    double factor = 1;
    double offset = 0; ///< of the value in SI units, before the factor

    double shown(double value) const { return (value + offset) * factor; }

    /// "25.01" and "25.01 MPa".
    std::string number(double value) const;
    std::string text(double value) const;
  };

  /// The unit of a constant of any section by its name: "activation_energy_1" in kJ/mol, "young 2" in MPa.
  DisplayUnit display_unit(const std::string &constant);

  /// "24.3 to 25.7 MPa": the range of a constant; "not determined" or "given" where it has none.
  std::string range_text(const materials::FittedConstant &constant);
} // namespace sagitta::material_tools
