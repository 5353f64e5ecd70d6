#include <solver/input/case/obsolete_values.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    struct ObsoleteValue
    {
      std::vector<std::string> keys; ///< from the root to the value
      std::string value;
      std::string instead;
    };

    const std::vector<ObsoleteValue> &obsolete_values()
    {
      static const std::vector<ObsoleteValue> table = {{{"solver", "method"},
                                                        "gamg",
                                                        "it does not converge on thin packages; use column_multigrid, or direct for small "
                                                        "models (to compare with it: method: direct and "
                                                        "--petsc -displacement_pc_type gamg)"}};
      return table;
    }
  } // namespace

  void refuse_obsolete_values(const Node &root)
  {
    for (const ObsoleteValue &obsolete : obsolete_values())
      {
        const Node *node = &root;
        std::string path;
        for (const std::string &key : obsolete.keys)
          if (node = node->find(key); node != nullptr)
            path = entry_path(path, key, *node);
          else
            break;
        if (node != nullptr && node->kind == Node::Kind::scalar && node->text == obsolete.value)
          throw input_error(node->place, path, fmt::format("{} is no longer supported: {}", obsolete.value, obsolete.instead));
      }
  }
} // namespace sagitta::input
