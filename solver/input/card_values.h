#pragma once

#include <materials/material.h>
#include <solver/input/value.h>

#include <array>
#include <string>

namespace sagitta::input
{
  /// Reads the values of one card and notes in the material where each comes from. `property` is the key path that the note names.
  class CardReader
  {
  public:
    explicit CardReader(materials::Material &material) : material_(material) {}

    double constant(const Value &parent, const std::string &key, const std::string &property);

    /// A constant or a table. Throws InputError for a table that does not rise or leaves the range of its property.
    materials::TemperatureFunction function(const Value &parent, const std::string &key, const std::string &property);

    /// The same for an entry that stands by itself, as in a list.
    materials::TemperatureFunction function(const Value &entry, const std::string &property);

    /// `key` for all axes or key_x, key_y, key_z.
    std::array<materials::TemperatureFunction, 3> axes(const Value &parent, const std::string &key, const std::string &property);
    std::array<double, 3> constant_axes(const Value &parent, const std::string &key, const std::string &property);

  private:
    void note(const Value &entry, const std::string &property);

    materials::Material &material_;
  };
} // namespace sagitta::input
