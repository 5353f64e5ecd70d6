#pragma once

#include <solver/case/case.h>

#include <string>
#include <vector>

namespace sagitta::programme
{
  /// The property of a table of shift factors. With a glass transition over the degree of cure its temperatures are those of full cure.
  constexpr const char *shift_of_times = "shift of the relaxation times";

  /// A table of a card that the states use, and between which temperatures it has points [K].
  struct UsedTable
  {
    std::string property; ///< "modulus", "expansion", shift_of_times, ...
    double lowest, highest;
    bool begins_free_of_stress; ///< is it used from the stress-free temperature on?
  };

  /// The materials that a part is made of: its own, or the constituents of a homogenised one; none of a gap.
  std::vector<unsigned> materials_of(const Materials &all, const meshing::Body &body);

  /// The tables of a material that its law and the physics of the case and of a state use, one per property: where all tables of the
  /// property have points.
  /// @param is_solved is the temperature of the state solved?
  std::vector<UsedTable> find_used_tables(const Case &problem, unsigned material, bool is_solved);

  /// "modulus", "expansion": those of an elastic material with a glass transition of which it gives no value above it.
  std::vector<std::string> find_unknown_above_transition(const Materials &materials, const Programme &programme, unsigned material);

  /// Key paths of the values that the card of a material calls assumed and some state uses.
  std::vector<std::string> find_assumed_values(const Case &problem, unsigned material);

  bool is_above_solidus(const materials::Material &material, double temperature);

  /// Is a part a film between parts of other materials, as adhesives are: ten times as wide as thick, neither at the bottom nor at the top
  /// of the stack, and not continued by its own material?
  bool is_film(const meshing::Package &package, unsigned body);
} // namespace sagitta::programme
