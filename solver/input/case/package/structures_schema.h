#pragma once

#include <solver/input/text/schema.h>

#include <vector>

namespace sagitta::input
{
  /// The keys `frames`, `lids` and `fillets` of a package.
  std::vector<Key> structure_keys();

  /// The keys by which a part is copied.
  std::vector<Key> copy_keys();
} // namespace sagitta::input
