#pragma once

#include <materials/material.h>
#include <solver/input/text/value.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// A quantity whose dimension is known only where it is read. Throws InputError with its place for one of another dimension.
  double read_quantity(const Value &value, Dimension dimension);

  /// What `make` returns; its errors, std::invalid_argument, become an InputError at `value`.
  template <typename Make>
  auto with_errors_at(const Value &value, const Make &make)
  {
    try
      {
        return make();
      }
    catch (const std::invalid_argument &error)
      {
        value.fail(error.what());
      }
  }

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

    /// The pairs of a series(). Their two values are not converted yet; their dimensions are known where they are used.
    std::vector<std::array<Value, 2>> series(const Value &parent, const std::string &key, const std::string &property);

    /// `key` for all axes or key_x, key_y, key_z.
    std::array<materials::TemperatureFunction, 3> axes(const Value &parent, const std::string &key, const std::string &property);
    std::array<double, 3> constant_axes(const Value &parent, const std::string &key, const std::string &property);

    /// Reads constants, or functions, of one section by their keys: constants(section, "cure")("heat") is constant(section, "heat",
    /// "cure.heat"). The section must outlive what is returned.
    auto constants(const Value &section, const std::string &property)
    {
      return [this, &section, property](const std::string &key) { return constant(section, key, property + "." + key); };
    }
    auto functions(const Value &section, const std::string &property)
    {
      return [this, &section, property](const std::string &key) { return function(section, key, property + "." + key); };
    }

  private:
    void note(const Value &entry, const std::string &property, bool is_series = false);

    materials::Material &material_;
  };
} // namespace sagitta::input
