#pragma once

#include <solver/input/text/schema.h>

#include <nlohmann/json.hpp>

namespace sagitta::input
{
  /// The JSON Schema (draft 2020-12) of a type, for editors and for the reference in the documentation. Beside the standard words it has
  /// `x-dimension`, `x-unit` and `x-refers-to`. What a JSON Schema cannot express (dimensions of units, names that must exist) is left to
  /// check().
  nlohmann::ordered_json json_schema(const Type &type, const std::string &title, const std::string &description);
} // namespace sagitta::input
