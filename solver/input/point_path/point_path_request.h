#pragma once

#include <materials/cure/cure_slab.h>
#include <materials/point/presets.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The tests of a material that are built in.
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

  /// A test of one material, as `sagitta materials test` carries it out.
  struct MaterialTest
  {
    std::string name;             ///< of the preset, or of the path file without its extension
    std::optional<Preset> preset; ///< none: a path file
    std::string parameters;       ///< as the user gave them, in one line of YAML
    double start = 0;             ///< temperature at the start [K]
    materials::PointPath path;    ///< of all but dma and cure_slab
    materials::DynamicTest dynamic{};
    std::vector<double> temperatures; ///< of dma [K]
    std::vector<double> frequencies;  ///< of dma [Hz]
    materials::CureSlabTest slab{};   ///< of cure_slab
  };
} // namespace sagitta::input
