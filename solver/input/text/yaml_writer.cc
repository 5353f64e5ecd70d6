#include <solver/input/text/document.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    bool is_plain(const std::string &text)
    {
      static const std::string special = "-?:,[]{}#&*!|>'\"%@` ";
      static const std::vector<std::string> keywords = {"~", "null", "Null", "NULL", "<<"};
      if (text.empty() || special.find(text.front()) != std::string::npos || text.back() == ' ' || text.back() == ':')
        return false;
      if (std::find(keywords.begin(), keywords.end(), text) != keywords.end())
        return false;
      for (std::size_t i = 0; i < text.size(); ++i)
        {
          const unsigned char c = static_cast<unsigned char>(text[i]);
          if (c < 0x20 || c >= 0x7f || c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '"' || c == '\\')
            return false;
          if ((c == ':' && text[i + 1] == ' ') || (c == '#' && text[i - 1] == ' '))
            return false;
        }
      return true;
    }

    std::string quoted(const std::string &text)
    {
      std::string result = "\"";
      for (const char c : text)
        switch (c)
          {
          case '"':
          case '\\':
            result += std::string("\\") + c;
            break;
          case '\n':
            result += "\\n";
            break;
          case '\r':
            result += "\\r";
            break;
          case '\t':
            result += "\\t";
            break;
          default:
            result += c;
          }
      return result + "\"";
    }

    enum class Layout
    {
      canonical, ///< sorted keys
      for_people ///< keys in their order, lists of plain values in one line
    };

    std::string scalar_text(const Node &node)
    {
      if (node.kind == Node::Kind::empty)
        return "~";
      return is_plain(node.text) && !node.quoted ? node.text : quoted(node.text);
    }

    bool is_short_list(const Node &node)
    {
      return node.kind == Node::Kind::list &&
             std::all_of(node.items.begin(), node.items.end(), [](const Node &item) { return item.kind == Node::Kind::scalar; });
    }

    void write(const Node &node, std::size_t indent, Layout layout, std::string &out)
    {
      const std::string margin(2 * indent, ' ');
      if (node.kind == Node::Kind::empty || node.kind == Node::Kind::scalar)
        out += " " + scalar_text(node) + "\n";
      else if (node.items.empty() && node.entries.empty())
        out += node.kind == Node::Kind::list ? " []\n" : " {}\n";
      else if (layout == Layout::for_people && is_short_list(node))
        {
          std::string inside;
          for (const Node &item : node.items)
            inside += (inside.empty() ? "" : ", ") + scalar_text(item);
          out += " [" + inside + "]\n";
        }
      else if (node.kind == Node::Kind::list)
        {
          out += "\n";
          for (const Node &item : node.items)
            {
              out += margin + "-";
              write(item, indent + 1, layout, out);
            }
        }
      else
        {
          out += "\n";
          std::vector<const std::pair<std::string, Node> *> entries;
          for (const auto &entry : node.entries)
            entries.push_back(&entry);
          if (layout == Layout::canonical)
            std::sort(entries.begin(), entries.end(), [](const auto *a, const auto *b) { return a->first < b->first; });
          for (const auto *entry : entries)
            {
              out += margin + (is_plain(entry->first) ? entry->first : quoted(entry->first)) + ":";
              write(entry->second, indent + 1, layout, out);
            }
        }
    }

    std::string text_of(const Node &node, Layout layout)
    {
      std::string text;
      write(node, 0, layout, text);
      return text.substr(text.front() == '\n' || text.front() == ' ' ? 1 : 0);
    }
  } // namespace

  std::string canonical_text(const Node &node)
  {
    return text_of(node, Layout::canonical);
  }

  std::string yaml_text(const Node &node)
  {
    return text_of(node, Layout::for_people);
  }
} // namespace sagitta::input
