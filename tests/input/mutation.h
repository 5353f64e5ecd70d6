#pragma once

// Inputs that are wrong in their structure: trees of shipped files, changed node by node, and texts, changed byte by byte.

#include <solver/input/text/document.h>
#include <solver/input/text/made_nodes.h>
#include <solver/input/text/schema.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace sagitta::tests
{
  using input::Node;
  using input::Type;

  /// Changes inputs; the same seed makes the same changes.
  class Mutation
  {
  public:
    explicit Mutation(std::uint64_t seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }
    bool once_in(unsigned n) { return below(n) == 0; }

    /// Changes the tree in one to four places, in half of the cases slightly. `type`: what belongs at its root; `others`: trees from which
    /// pieces are taken.
    void change(Node &root, const Type &type, const std::vector<Node> &others)
    {
      const bool is_gentle = once_in(2);
      for (std::size_t times = 1 + below(4); times > 0; --times)
        if (is_gentle)
          scale(root);
        else
          change_once(root, type, others);
    }

    /// Changes a text in one to three places: bytes, line ends, encoding, length.
    void change(std::string &text)
    {
      for (std::size_t times = 1 + below(3); times > 0 && !text.empty(); --times)
        change_once(text);
    }

    /// An unusual or invalid word, number or quantity.
    std::string unusual_text()
    {
      static const std::vector<std::string> words = {"",
                                                     "-",
                                                     "%",
                                                     "~",
                                                     "null",
                                                     "none",
                                                     "auto",
                                                     "solved",
                                                     "true",
                                                     "top",
                                                     "bottom",
                                                     "logic.top",
                                                     "silicon",
                                                     "copper",
                                                     "0",
                                                     "-0",
                                                     "1",
                                                     "-1",
                                                     "1e300",
                                                     "1e-300",
                                                     "1e400",
                                                     ".nan",
                                                     "-.inf",
                                                     "inf um",
                                                     "nan degC",
                                                     "1,5 um",
                                                     "0x10",
                                                     "1_000",
                                                     "10 000 um",
                                                     "1e",
                                                     "--1 um",
                                                     "15",
                                                     "15 um um",
                                                     "15 um/um",
                                                     "5 GPa",
                                                     "-300 degC",
                                                     "1e9 degC",
                                                     "0 K",
                                                     "1e-30 um",
                                                     "1e100 um",
                                                     "400 %",
                                                     "\xc2\xb5m",
                                                     "15 \xc2\xb5m",
                                                     "8\xc3\x97"
                                                     "10\xe2\x81\xbb\xe2\x81\xb6 K\xe2\x81\xbb\xc2\xb9",
                                                     "\xe2\x80\xae evil",
                                                     std::string("a\0b", 3),
                                                     "\x1b[31m",
                                                     "a\nb",
                                                     "../../x",
                                                     "*",
                                                     "&a",
                                                     "!!int 1",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ": ",
                                                     "#",
                                                     "'",
                                                     "\"",
                                                     "\\",
                                                     "a: b",
                                                     "1/0",
                                                     "1e-3/s",
                                                     "10 K/min^99",
                                                     "1 (m",
                                                     "1 m)",
                                                     "1 m^",
                                                     "1 W/m2K/K/K"};
      if (once_in(40))
        return std::string(1 + below(10000), "aA0 .-"[below(6)]);
      if (once_in(3))
        return number() + (once_in(3) ? "" : " ") + unit();
      return words[below(words.size())];
    }

  private:
    std::string number()
    {
      static const std::vector<std::string> extremes = {"0",   "-0",   "1",     "-1",   "1e-320", "1e-30", "1e-12", "1e-6", "0.5",
                                                        "2",   "1e3",  "1e6",   "1e12", "1e30",   "1e150", "1e308", "-1e6", "1e309",
                                                        "nan", "-inf", "-1e30", "3.2",  "25",     "150",   "260",   "1e4"};
      return extremes[below(extremes.size())];
    }

    std::string unit()
    {
      static const std::vector<std::string> units = {"um",
                                                     "mm",
                                                     "m",
                                                     "nm",
                                                     "degC",
                                                     "K",
                                                     "degF",
                                                     "GPa",
                                                     "MPa",
                                                     "Pa",
                                                     "ppm/K",
                                                     "%",
                                                     "W/mK",
                                                     "W/m2K",
                                                     "W",
                                                     "s",
                                                     "h",
                                                     "1/s",
                                                     "kg/m3",
                                                     "g/cm3",
                                                     "deg",
                                                     "J/mol",
                                                     "mK",
                                                     "1/MPa",
                                                     "furlong",
                                                     "m^99",
                                                     "Pa s",
                                                     "m/s2",
                                                     "rad",
                                                     "J/kgK",
                                                     "kilograms",
                                                     "\xc2\xb0"
                                                     "C",
                                                     "1/K"};
      return units[below(units.size())];
    }

    /// All nodes below one, with the types that belong there; null where the schema knows none.
    struct Spot
    {
      Node *node;
      const Type *type;
      Node *parent;
      std::size_t index; ///< in the parent's items or entries
    };

    static void collect(Node &node, const Type *type, Node *parent, std::size_t index, std::vector<Spot> &spots)
    {
      spots.push_back({&node, type, parent, index});
      const Type *resolved = type ? input::resolve(*type, node) : nullptr;
      for (std::size_t i = 0; i < node.items.size(); ++i)
        collect(node.items[i], resolved && resolved->item ? resolved->item.get() : nullptr, &node, i, spots);
      for (std::size_t i = 0; i < node.entries.size(); ++i)
        {
          const input::Key *key = resolved ? resolved->find(node.entries[i].first) : nullptr;
          const Type *inner = key ? key->type.get() : resolved && resolved->item ? resolved->item.get() : nullptr;
          collect(node.entries[i].second, inner, &node, i, spots);
        }
    }

    /// Multiplies a number of the tree: what results is often still a case.
    void scale(Node &root)
    {
      std::vector<Spot> spots;
      collect(root, nullptr, nullptr, 0, spots);
      for (unsigned attempt = 0; attempt < 20; ++attempt)
        {
          std::string &text = spots[below(spots.size())].node->text;
          char *end = nullptr;
          const double value = std::strtod(text.c_str(), &end);
          if (end == text.c_str())
            continue;
          static const std::vector<double> factors = {0, 1e-6, 1e-3, .1, .5, .9, 1.1, 2, 10, 1e3, 1e6, -1};
          char scaled[32];
          std::snprintf(scaled, sizeof scaled, "%.6g", value * factors[below(factors.size())]);
          text = scaled + std::string(end);
          return;
        }
    }

    void change_once(Node &root, const Type &type, const std::vector<Node> &others)
    {
      std::vector<Spot> spots;
      collect(root, &type, nullptr, 0, spots);
      const Spot spot = spots[below(spots.size())];
      switch (below(8))
        {
        case 0:
          return change_scalar(*spot.node);
        case 1:
          return remove(spot);
        case 2:
          return repeat(spot);
        case 3:
          *spot.node = spot.type && !once_in(4) ? make(*spot.type, 0) : make_any(0);
          return;
        case 4:
          return add_key(spot);
        case 5:
          return insert_node_of_another(spot, others);
        case 6:
          return rename(spot);
        default:
          return change_number(*spot.node);
        }
    }

    Node scalar(const std::string &text)
    {
      Node node = input::text_node(text, {"fuzz:1", ""});
      node.quoted = once_in(8);
      return node;
    }

    void change_scalar(Node &node)
    {
      if (node.kind == Node::Kind::scalar && once_in(2))
        node.text.insert(below(node.text.size() + 1), unusual_text());
      else
        node = scalar(unusual_text());
    }

    /// Keeps the unit and takes another number, or keeps the number and takes another unit.
    void change_number(Node &node)
    {
      const std::size_t end = node.text.find(' ');
      if (node.kind != Node::Kind::scalar || end == std::string::npos)
        return change_scalar(node);
      node.text = once_in(3) ? node.text.substr(0, end + 1) + unit() : number() + node.text.substr(end);
    }

    static void remove(const Spot &spot)
    {
      if (!spot.parent)
        return;
      const auto at = static_cast<std::ptrdiff_t>(spot.index);
      if (spot.parent->kind == Node::Kind::list)
        spot.parent->items.erase(spot.parent->items.begin() + at);
      else
        {
          spot.parent->entries.erase(spot.parent->entries.begin() + at);
          spot.parent->key_places.erase(spot.parent->key_places.begin() + at);
        }
    }

    void repeat(const Spot &spot)
    {
      if (!spot.parent)
        return;
      const Node copy = *spot.node;
      const std::size_t times = once_in(10) ? 1 + below(40) : 1;
      for (std::size_t i = 0; i < times; ++i)
        if (spot.parent->kind == Node::Kind::list)
          spot.parent->items.push_back(copy);
        else
          add(*spot.parent, spot.parent->entries[spot.index].first + std::to_string(i), copy);
    }

    static void add(Node &map, const std::string &key, Node value)
    {
      map.entries.emplace_back(key, std::move(value));
      map.key_places.push_back("fuzz:1");
    }

    void add_key(const Spot &spot)
    {
      const Type *resolved = spot.type ? input::resolve(*spot.type, *spot.node) : nullptr;
      if (spot.node->kind != Node::Kind::map)
        return change_scalar(*spot.node);
      if (!resolved || resolved->keys.empty() || once_in(8))
        return add(*spot.node, unusual_text(), make_any(0));
      const input::Key &key = resolved->keys[below(resolved->keys.size())];
      if (!spot.node->find(key.name) || once_in(10))
        add(*spot.node, key.name, make(*key.type, 0));
      else
        *spot.node->find(key.name) = make(*key.type, 0);
    }

    void insert_node_of_another(const Spot &spot, const std::vector<Node> &others)
    {
      if (others.empty())
        return;
      Node other = others[below(others.size())];
      std::vector<Spot> spots;
      collect(other, nullptr, nullptr, 0, spots);
      *spot.node = Node(*spots[below(spots.size())].node);
    }

    void rename(const Spot &spot)
    {
      if (!spot.parent || spot.parent->kind != Node::Kind::map)
        return change_scalar(*spot.node);
      std::string &key = spot.parent->entries[spot.index].first;
      if (once_in(3) || key.empty())
        key = unusual_text();
      else
        key.erase(below(key.size()), 1);
    }

    Node make_any(unsigned depth)
    {
      Node node = scalar(unusual_text());
      if (depth > 3 || once_in(2))
        return node;
      node.kind = std::array<Node::Kind, 3>{{Node::Kind::list, Node::Kind::map, Node::Kind::empty}}[below(3)];
      for (std::size_t n = node.kind == Node::Kind::list ? below(4) : 0; n > 0; --n)
        node.items.push_back(make_any(depth + 1));
      for (std::size_t n = node.kind == Node::Kind::map ? below(4) : 0; n > 0; --n)
        add(node, unusual_text(), make_any(depth + 1));
      return node;
    }

    /// What may stand at a place of this type, now and then at the end of its range or beyond.
    Node make(const Type &type, unsigned depth)
    {
      if (depth > 6 || once_in(30))
        return make_any(depth);
      Node node = scalar("");
      switch (type.kind)
        {
        case Type::Kind::quantity:
          node.text = quantity(type);
          break;
        case Type::Kind::integer:
        case Type::Kind::number:
          node.text = once_in(4) ? number() : std::to_string(below(12));
          break;
        case Type::Kind::boolean:
          node.text = once_in(2) ? "true" : "false";
          break;
        case Type::Kind::text:
        case Type::Kind::name:
          node.text = once_in(3) ? unusual_text() : "name" + std::to_string(below(4));
          break;
        case Type::Kind::choice:
          node.text = type.words.empty() ? unusual_text() : type.words[below(type.words.size())].name;
          break;
        case Type::Kind::list:
          node.kind = Node::Kind::list;
          for (std::size_t n = std::min<std::size_t>(type.min_items, 4) + below(3); n > 0; --n)
            node.items.push_back(make(*type.item, depth + 1));
          break;
        case Type::Kind::named:
          node.kind = Node::Kind::map;
          for (std::size_t n = below(3); n > 0; --n)
            add(node, "name" + std::to_string(n), make(*type.item, depth + 1));
          break;
        case Type::Kind::map:
          node.kind = Node::Kind::map;
          for (const input::Key &key : type.keys)
            if (key.required ? !once_in(20) : once_in(3))
              add(node, key.name, make(*key.type, depth + 1));
          break;
        case Type::Kind::any_of:
          return make(*type.options[below(type.options.size())], depth + 1);
        case Type::Kind::null:
          node.kind = Node::Kind::empty;
          break;
        }
      return node;
    }

    std::string quantity(const Type &type)
    {
      const input::DimensionInfo &dimension = input::info(type.dimension);
      if (once_in(2))
        return dimension.example;
      return number() + " " + (once_in(4) ? unit() : dimension.dimension == input::Dimension::fraction ? "" : dimension.shown_si);
    }

    void change_once(std::string &text)
    {
      const std::size_t at = below(text.size());
      switch (below(9))
        {
        case 0:
          text[at] = static_cast<char>(below(256));
          return;
        case 1:
          text.erase(at, 1 + below(1 + below(200)));
          return;
        case 2:
          text.insert(at, unusual_text());
          return;
        case 3:
          text.insert(at, text.substr(below(text.size()), below(300)));
          return;
        case 4:
          text.resize(at);
          return;
        case 5:
          return replace_lines(text, once_in(2) ? "\r\n" : "\r");
        case 6:
          text.insert(0, std::array<const char *, 4>{{"\xef\xbb\xbf", "\xff\xfe", "%YAML 1.2\n---\n", "---\n"}}[below(4)]);
          return;
        case 7:
          return widen(text);
        default:
          text.insert(at, 1, "\t\n\r{}[]:,;&*#'\"-\xb5\xb0"[below(18)]);
          return;
        }
    }

    static void replace_lines(std::string &text, const std::string &end)
    {
      for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += end.size())
        text.replace(at, 1, end);
    }

    /// UTF-16, as some editors save.
    static void widen(std::string &text)
    {
      std::string wide;
      for (const char c : text)
        wide += {c, '\0'};
      text = wide;
    }

    std::mt19937_64 random_;
  };
} // namespace sagitta::tests
