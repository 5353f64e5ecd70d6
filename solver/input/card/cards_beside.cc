#include <solver/input/card/cards_beside.h>

#include <solver/input/card/card_heading.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    namespace fs = std::filesystem;

    /// Collects the texts that may be the name of a card.
    void collect_names(const Node &node, std::set<std::string> &names)
    {
      constexpr std::size_t longest_name = 80;
      if (node.kind == Node::Kind::scalar && node.text.size() <= longest_name && node.text.find('/') == std::string::npos)
        names.insert(node.text);
      for (const Node &item : node.items)
        collect_names(item, names);
      for (const auto &[key, value] : node.entries)
        collect_names(value, names);
    }

    /// Has the text a line `name: NAME`, as every card has?
    bool is_card_of(const std::string &name, const std::string &text)
    {
      if (const auto heading = plain_heading(text))
        return heading->name == name;
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);)
        for (const std::string quote : {"", "\"", "'"})
          if (line.compare(0, line.find_last_not_of(" \r") + 1, "name: " + quote + name + quote) == 0)
            return true;
      return false;
    }
  } // namespace

  std::vector<TextFile> find_cards_beside(const fs::path &case_file, const Node &root)
  {
    std::set<std::string> open, seen;
    collect_names(root, open);
    std::vector<TextFile> cards;
    while (!open.empty())
      {
        const std::string name = *open.begin();
        open.erase(open.begin());
        const fs::path path = case_file.parent_path() / (name + ".yaml");
        std::error_code error;
        if (!seen.insert(name).second || name.empty() || path.filename() == case_file.filename() || !fs::is_regular_file(path, error))
          continue;
        TextFile file = read_text_file(path);
        if (!is_card_of(name, file.text))
          continue;
        // A compound names its resin and its fillers.
        std::set<std::string> inner;
        collect_names(parse_document(file.text, file.source), inner);
        open.insert(inner.begin(), inner.end());
        cards.push_back(std::move(file));
      }
    return cards;
  }

  void add_cards_beside(const fs::path &case_file, const Node &root, MPI_Comm communicator, Library &library)
  {
    for (const TextFile &card : read_on_root(communicator, [&] { return find_cards_beside(case_file, root); }))
      library.put(card);
  }
} // namespace sagitta::input
