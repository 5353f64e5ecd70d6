#pragma once

#include <materials/point/presets.h>
#include <solver/base/name_table.h>
#include <solver/input/point_path/point_path_request.h>
#include <solver/input/text/schema.h>

#include <array>
#include <string>

namespace sagitta::input
{
  /// What holds for the components of strain and stress that a segment of a path file does not name.
  enum class Rest
  {
    free,       ///< no stress
    constrained ///< no strain
  };

  const NameTable<Preset> &preset_names();
  const NameTable<materials::Constraint> &constraint_names();
  const NameTable<Rest> &rest_names();

  /// The presets with their descriptions, a line each, for the help of the command line.
  std::string preset_list();

  /// Components of strain and stress in the order of Voigt.
  inline constexpr std::array<const char *, 6> tensor_components = {"xx", "yy", "zz", "yz", "xz", "xy"};

  /// The keys of a path file.
  const TypePointer &path_type();

  /// The parameters of a preset.
  const TypePointer &preset_type(Preset preset);
} // namespace sagitta::input
