#pragma once

#include <materials/cure/cure_slab.h>
#include <materials/point/presets.h>
#include <solver/input/text/files.h>
#include <solver/input/text/schema.h>

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The tests of a material that need no path file.
  enum class Preset
  {
    stress_strain,
    relaxation,
    dma,
    tma,
    thermal_cycle,
    cure_ramp,
    cure_slab
  };

  /// What `sagitta materials test` puts a material through.
  struct MaterialTest
  {
    std::string name;             ///< of the preset, or of the path file without its extension
    std::optional<Preset> preset; ///< none: a path file
    std::string given;            ///< what was given, in one line of YAML
    double start = 0;             ///< temperature at its beginning [K]
    materials::PointPath path;    ///< of all but dma and cure_slab
    materials::DynamicTest dynamic{};
    std::vector<double> temperatures; ///< of dma [K]
    std::vector<double> frequencies;  ///< of dma [Hz]
    materials::CureSlabTest slab{};   ///< of cure_slab
  };

  /// The presets with what they do, a line each.
  std::string preset_list();

  /// What belongs in a path file, and what the parameters of a preset are.
  const TypePointer &path_type();
  const TypePointer &preset_type(Preset preset);

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
