#pragma once

#include <solver/report/stored_run.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::report
{
  /// What the 3-D view of a run shows: hexahedra with straight edges between the corners of the cells, and fields of every state.
  struct Scene
  {
    struct Cell
    {
      std::array<std::uint32_t, 8> nodes; ///< in the order of VTK_HEXAHEDRON
      std::uint16_t part = 0, material = 0;
    };

    struct State
    {
      std::string name, temperature_text;
      std::vector<std::array<float, 3>> displacement; ///< of nodes [m]; empty: heat alone
      std::vector<float> temperature;                 ///< of nodes [K]
      std::vector<float> von_mises, first_principal;  ///< of cells [Pa]; empty: heat alone
    };

    std::vector<std::array<double, 3>> nodes; ///< [m]
    std::vector<Cell> cells;
    std::vector<State> states;
    std::vector<std::string> parts, materials;   ///< names of the numbers
    std::array<std::optional<double>, 2> mirror; ///< planes x = ..., y = ... at which symmetry cut the package [m]
    std::size_t n_cells_of_mesh = 0;             ///< before decimation
  };

  /// Reads the VTU files of a run; nothing when it wrote none. Throws FileError.
  std::optional<Scene> read_scene(const StoredRun &run);

  /// Joins neighbouring cells of one part where their union is a hexahedron again, along z, x and y in turn, until the scene takes no more
  /// than `bytes` in a page. Fields of cells are averaged by volume. Returns whether it fits then.
  bool decimate(Scene &scene, double bytes);

  /// Size of a scene in a page [bytes].
  double size_in_page(const Scene &scene);

  /// As JSON: names and ranges, and arrays of 16-bit numbers as base 64.
  Json encode(const Scene &scene, const StoredRun &run);
} // namespace sagitta::report
