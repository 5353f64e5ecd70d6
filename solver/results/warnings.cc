#include <solver/results/warnings.h>

#include <fmt/format.h>

namespace sagitta::results
{
  std::string to_string(WarningKind kind)
  {
    switch (kind)
      {
      case WarningKind::averaged_edge:
        return "averaged_edge";
      case WarningKind::overlapping_power:
        return "overlapping_power";
      case WarningKind::beyond_table:
        return "beyond_table";
      case WarningKind::coarse_mesh:
        return "coarse_mesh";
      case WarningKind::no_error_estimate:
        return "no_error_estimate";
      case WarningKind::large_deflection:
        return "large_deflection";
      case WarningKind::sign_uncertain:
        return "sign_uncertain";
      case WarningKind::beyond_data:
        return "beyond_data";
      case WarningKind::above_glass_transition:
        return "above_glass_transition";
      case WarningKind::above_solidus:
        return "above_solidus";
      case WarningKind::closed_formula:
        return "closed_formula";
      case WarningKind::assumed_value:
        return "assumed_value";
      case WarningKind::film_in_tension:
        return "film_in_tension";
      case WarningKind::small_array:
        return "small_array";
      case WarningKind::near_cut:
        return "near_cut";
      case WarningKind::misplaced_metal:
        return "misplaced_metal";
      case WarningKind::submodel_balance:
        return "submodel_balance";
      }
    return "";
  }

  std::string to_line(const Warning &warning)
  {
    std::string where;
    if (warning.state)
      where = *warning.state;
    if (warning.part)
      where += (where.empty() ? "" : ", ") + *warning.part;
    return (where.empty() ? "" : where + ": ") + warning.text + " [" + to_string(warning.kind) + "]";
  }
} // namespace sagitta::results
