#include <solver/material_tools/fitted_quantity.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace sagitta::material_tools
{
  namespace
  {
    bool begins_with(const std::string &text, const std::string &start)
    {
      return text.rfind(start, 0) == 0;
    }
  } // namespace

  std::string DisplayUnit::number(double value) const
  {
    return fmt::format("{:.6g}", shown(value));
  }

  std::string DisplayUnit::text(double value) const
  {
    return number(value) + (unit.empty() ? "" : " " + unit);
  }

  DisplayUnit display_unit(const std::string &constant)
  {
    static const DisplayUnit megapascal{"MPa", 1e-6, 0}, celsius{"degC", 1, -zero_celsius}, kelvin{"K"}, expansion{"ppm/K", 1e6, 0},
        energy{"kJ/mol", 1e-3, 0}, rate{"/s"}, heat{"kJ/kg", 1e-3, 0}, heat_flow{"W/kg"};
    // The first that the name begins with; "rate" of Voce's hardening has no unit, "rate_factor" has.
    static const std::vector<std::pair<std::string, DisplayUnit>> units = {{"rate_factor", rate},
                                                                           {"diffusion_rate_factor", rate},
                                                                           {"activation_energy", energy},
                                                                           {"diffusion_activation_energy", energy},
                                                                           {"activation", kelvin},
                                                                           {"c2", kelvin},
                                                                           {"width", kelvin},
                                                                           {"uncured", celsius},
                                                                           {"cured", celsius},
                                                                           {"glass_transition", celsius},
                                                                           {"below", expansion},
                                                                           {"above", expansion},
                                                                           {"expansion", DisplayUnit{"/K"}},
                                                                           {"heat", heat},
                                                                           {"baseline", heat_flow},
                                                                           {"young", megapascal},
                                                                           {"yield", megapascal},
                                                                           {"modulus", megapascal},
                                                                           {"range", megapascal},
                                                                           {"back-stress modulus", megapascal},
                                                                           {"saturation_exponent", DisplayUnit{}},
                                                                           {"saturation", megapascal},
                                                                           {"initial_resistance", megapascal},
                                                                           {"hardening_exponent", DisplayUnit{}},
                                                                           {"hardening", megapascal}};
    for (const auto &[start, unit] : units)
      if (begins_with(constant, start))
        return unit;
    return {};
  }

  std::string range_text(const materials::FittedConstant &constant)
  {
    if (constant.knowledge == materials::Knowledge::undetermined)
      return "not determined";
    if (constant.knowledge == materials::Knowledge::fixed)
      return "given";
    const DisplayUnit unit = display_unit(constant.name);
    return fmt::format("{:.4g} to {:.4g}{}{}", unit.shown(constant.lower), unit.shown(constant.upper), unit.unit.empty() ? "" : " ",
                       unit.unit);
  }
} // namespace sagitta::material_tools
