#pragma once

#include <solver/input/text/document.h>
#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// The keys of the section `process` that write a usual flow: `preset`, `parts`, `change`. `step`: the type of a step.
  std::vector<Key> preset_keys(const TypePointer &step);

  /// Writes the steps of `process: {preset: ...}` of a checked case out, with the parts of the case and its changes; leaves `steps` as they
  /// are. A step whose parts the case does not have is left out. Throws InputError for a part that the flow needs, and for a change of a
  /// step that it does not have.
  void expand_preset(Node &root);
} // namespace sagitta::input
