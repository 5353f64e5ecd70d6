#include <solver/input/case/retired_words.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    struct RetiredWord
    {
      std::vector<std::string> keys; ///< from the root to the value
      std::string word;
      std::string instead;
    };

    const std::vector<RetiredWord> &retired_words()
    {
      static const std::vector<RetiredWord> table = {{{"solver", "method"},
                                                      "gamg",
                                                      "it does not converge on thin packages; use column_multigrid, or direct for small "
                                                      "models (to compare with it: method: direct and "
                                                      "--petsc -displacement_pc_type gamg)"}};
      return table;
    }
  } // namespace

  void refuse_retired_words(const Node &root)
  {
    for (const RetiredWord &retired : retired_words())
      {
        const Node *node = &root;
        std::string path;
        for (const std::string &key : retired.keys)
          if (node = node->find(key); node != nullptr)
            path = entry_path(path, key, *node);
          else
            break;
        if (node != nullptr && node->kind == Node::Kind::scalar && node->text == retired.word)
          throw input_error(node->place, path, fmt::format("{} is no longer among the words: {}", retired.word, retired.instead));
      }
  }
} // namespace sagitta::input
