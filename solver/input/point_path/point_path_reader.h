#pragma once

#include <materials/cure/cure_slab.h>
#include <solver/input/point_path/point_path_request.h>
#include <solver/input/text/files.h>

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The cure kinetics of the material that is tested, for cure_ramp and cure_slab: x at the start and x after a step.
  struct TestedCure
  {
    double initial;
    materials::CureAfter after;
  };

  /// Whether the argument of --path means a file: it has a point or a slash.
  bool is_path_file(const std::string &preset_or_file);

  /// The test of a preset, whose parameters come from --set, or of a path file, changed by --set. Throws InputError, also for a cure ramp
  /// or a slab of a material without cure.
  MaterialTest parse_preset(const std::string &preset, const std::vector<std::string> &overrides, const std::optional<TestedCure> &cure);
  MaterialTest parse_path(const TextFile &file, const std::vector<std::string> &overrides);

  /// The same from the argument of --path. *Collective.*
  MaterialTest read_material_test(const std::string &preset_or_file, const std::vector<std::string> &overrides,
                                  const std::optional<TestedCure> &cure, MPI_Comm communicator);
} // namespace sagitta::input
