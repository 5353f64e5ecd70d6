#pragma once

#include <solver/input/floorplan/words.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  // A stack description of 3D-ICE as it stands in the file, in SI units.

  struct IceLayer
  {
    double thickness; ///< [m]
    std::string material;
    bool is_source;                            ///< does the power of the floorplan enter here?
    std::optional<std::string> floorplan = {}; ///< of materials
  };

  struct IceSink
  {
    std::optional<double> coefficient, ambient; ///< [W/(m2 K)], [K]; absent: the sink has another model
  };

  struct IceChannel
  {
    std::optional<double> height; ///< [m]
    std::string text;             ///< its statements, for people
  };

  /// An element of the stack.
  struct IceElementOfStack
  {
    enum class Kind
    {
      die,
      layer,
      channel
    };
    Kind kind;
    std::size_t line;
    std::string name, of, floorplan; ///< of: which die or layer
  };

  struct IceStack
  {
    std::map<std::string, std::array<double, 3>> conductivities; ///< of materials, along x, y, z [W/(m K)]
    std::map<std::string, std::vector<IceLayer>> dies;           ///< top to bottom
    std::map<std::string, IceLayer> layers;
    std::map<std::string, IceSink> sinks; ///< top, bottom
    std::optional<IceChannel> channel;
    double length = 0, width = 0;         ///< along x and y [m]
    std::vector<IceElementOfStack> stack; ///< top to bottom
    std::vector<std::string> remarks;     ///< what was passed over
  };

  /// Throws InputError for a file that is not a description of a stack, and for names of the stack that it does not declare.
  IceStack read_ice_description(const TextFile &file);
} // namespace sagitta::input
