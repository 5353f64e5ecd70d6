#pragma once

#include <solver/input/text/document.h>

#include <string>

namespace sagitta::input
{
  /// Applies `key.path=value`, the argument of --set, to a case file's tree. The value is YAML. List entries go by index, [0], or by the
  /// name they carry: package.layers.rdl.thickness=20um. The value null takes a key away. Keys that the file lacks are added; whether they
  /// are allowed is checked afterwards, as for the file. Errors name `--set ...` as the place.
  void apply_override(Node &root, const std::string &assignment);
} // namespace sagitta::input
