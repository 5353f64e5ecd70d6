#pragma once

#include <solver/input/text/document.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// A flat key of a material in a case file that is short for a key of a law: `tg` for expansion: {model: glass_transition,
  /// glass_transition}.
  struct Shorthand
  {
    std::string name;
    std::string law;   ///< section of a card
    std::string model; ///< of the law
    std::string key;   ///< of the law
  };

  /// All flat shorthands. Those of one law and model go together.
  const std::vector<Shorthand> &shorthands();

  /// A material of the case file in the form of a library card: shorthands become laws, and what belongs to the case (`like`, `law`,
  /// `stress_free_temperature`) is left out. `path` is the key path of the material. Errors in what is rewritten name the shorthands
  /// (Node::written_path, Node::shorthands).
  Node expand_shorthands(const Node &material, const std::string &path);
} // namespace sagitta::input
