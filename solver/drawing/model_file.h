#pragma once

#include <solver/case/case.h>

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace sagitta::drawing
{
  /// The model of a case as docs/user_guide/results.md describes model.json: the case file, layers, parts with their outlines, bumps of
  /// homogenised arrays, materials with kind and source of every value.
  nlohmann::ordered_json describe_model(const Case &problem);

  /// Writes model.json and model.svg, the plan view over the cross-section, into the directory of a run; no model.svg where no section
  /// can be drawn. Throws FileError. Not collective.
  void write_model(const Case &problem, const std::filesystem::path &directory);
} // namespace sagitta::drawing
