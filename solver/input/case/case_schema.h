#pragma once

#include <solver/input/text/json_schema.h>
#include <solver/input/text/schema.h>

#include <string>

namespace sagitta::input
{
  /// The table of keys of a case file. Reading, `sagitta schema` and the reference in docs/user_guide/case_file.md come from it.
  const TypePointer &case_type();

  /// Its JSON Schema. What every case needs a submodel may take over from its source: there only the version is required.
  nlohmann::ordered_json case_json_schema(const std::string &title, const std::string &description, const KnownNames &known = {});
} // namespace sagitta::input
