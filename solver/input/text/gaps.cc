#include <solver/input/text/gaps.h>

#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <utility>

namespace sagitta::input
{
  namespace
  {
    const std::string mark = "missing: ";

    void collect_gaps(const Node &node, const std::string &path, std::vector<Gap> &gaps)
    {
      if (node.kind == Node::Kind::scalar && node.text.rfind(mark, 0) == 0)
        gaps.push_back({node.place, path, node.text.substr(mark.size())});
      for (std::size_t i = 0; i < node.items.size(); ++i)
        collect_gaps(node.items[i], fmt::format("{}[{}]", path, i), gaps);
      for (const auto &[key, value] : node.entries)
        collect_gaps(value, entry_path(path, key, value), gaps);
    }
  } // namespace

  std::string gap_text(const std::string &what)
  {
    return mark + what;
  }

  std::vector<Gap> find_gaps(const Node &root)
  {
    std::vector<Gap> gaps;
    collect_gaps(root, "", gaps);
    return gaps;
  }

  void refuse_gaps(const Node &root)
  {
    const std::vector<Gap> gaps = find_gaps(root);
    if (gaps.empty())
      return;
    constexpr std::size_t most = 40; // a sentence of more is not read
    std::string list;
    for (std::size_t i = 0; i < gaps.size() && i < most; ++i)
      list += fmt::format("{}{}: {} ({})", i == 0 ? "" : "; ", gaps[i].place, beginning(gaps[i].what), gaps[i].path);
    if (gaps.size() > most)
      list += fmt::format("; and {} more", gaps.size() - most);
    throw InputError(fmt::format("{}: {} value{} still missing; replace each text that begins with \"missing:\" by a value: {}",
                                 root.place.substr(0, root.place.rfind(':')), gaps.size(), gaps.size() == 1 ? " is" : "s are", list));
  }
} // namespace sagitta::input
