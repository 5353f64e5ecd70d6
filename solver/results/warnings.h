#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// What a warning is about: the key `kind` in results.json.
  enum class WarningKind
  {
    beyond_table,           ///< a table of temperatures does not reach as far as the package
    averaged_edge,          ///< no mesh line follows an outline: materials are averaged in the cells that it crosses
    overlapping_power,      ///< power blocks of a part overlap: their powers add up there
    coarse_mesh,            ///< the mesh cannot resolve what a figure depends on
    no_error_estimate,      ///< the error of a figure could not be estimated, or not well
    large_deflection,       ///< the package deflects by more than its thickness: small strain does not hold
    sign_uncertain,         ///< the sign of a face's warpage, convex or concave, is uncertain
    beyond_data,            ///< a material is used outside the tables of its card, where its values are constant
    above_glass_transition, ///< above its glass transition, beyond which the card has no data
    above_solidus,          ///< above the temperature at which it begins to melt
    closed_formula,         ///< a homogenised layer whose fill is too soft for the closed formulas
    assumed_value,          ///< a value that the states use is an assumption
    film_in_tension,        ///< an adhesive film is in tension above its glass transition
    small_array,            ///< a homogenised array of bumps so small that its edge counts
    near_cut,               ///< a round part of a submodel has no whole neighbour between itself and the cut
    misplaced_metal,        ///< cells have metal of a layout where it has none
    submodel_balance        ///< a submodel and its source differ in energy or in the forces on a cut
  };

  /// A limitation of a figure that the reader should know. It never changes a result.
  struct Warning
  {
    WarningKind kind;
    std::string text;                      ///< one sentence with its figures and units, without a full stop
    std::optional<std::string> state = {}; ///< the state whose figures it concerns; absent: all
    std::optional<std::string> part = {};  ///< the part that it concerns; absent: the package
  };

  /// The word for a kind in results.json: "coarse_mesh".
  std::string to_string(WarningKind kind);

  /// A line of the table: "cooled, mould: sentence [coarse_mesh]".
  std::string to_line(const Warning &warning);
} // namespace sagitta::results
