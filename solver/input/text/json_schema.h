#pragma once

#include <solver/input/text/schema.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// Names that exist, by what they name: "material".
  using KnownNames = std::map<std::string, std::vector<std::string>>;

  /// The JSON Schema (draft 2020-12) of a type, for editors and for the reference in the documentation. Beside the standard words it has
  /// `x-dimension`, `x-unit` and `x-refers-to`, and the messages and descriptions that editors show. It marks the usual units of a wrong
  /// dimension and misspelt names of `known`; the rest (ranges of quantities, names of the file's own) is left to check().
  nlohmann::ordered_json json_schema(const Type &type, const std::string &title, const std::string &description,
                                     const KnownNames &known = {});
} // namespace sagitta::input
