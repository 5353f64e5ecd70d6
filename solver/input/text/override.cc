#include <solver/input/text/override.h>

#include <solver/base/nearest.h>
#include <solver/input/text/beginning.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    /// One step of a key path: a key or name, or an index.
    struct Step
    {
      std::string word;
      bool is_index = false;
    };

    std::vector<Step> steps_of(const std::string &path, const std::string &place)
    {
      std::vector<Step> steps;
      for (std::size_t at = 0; at < path.size();)
        {
          const bool is_index = path[at] == '[';
          const std::size_t begin = is_index ? at + 1 : at;
          const std::size_t end = std::min(path.find_first_of(is_index ? "]" : ".[", begin), path.size());
          const std::string word = path.substr(begin, end - begin);
          const bool digits =
              !word.empty() && word.size() < 9 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
          if (word.empty() || (is_index && (end == path.size() || !digits)))
            throw input_error(place, "", "the key path is not well formed; write for instance package.layers[0].thickness=20um");
          steps.push_back({word, is_index});
          at = is_index ? end + 1 : end;
          if (at < path.size() && path[at] == '.')
            {
              ++at;
              if (at == path.size())
                throw input_error(place, "", "the key path ends in a dot");
            }
        }
      return steps;
    }

    const std::string *name_of(const Node &item)
    {
      for (const char *key : {"name", "face"})
        if (const Node *name = item.find(key))
          return &name->text;
      return nullptr;
    }

    /// Index of the entry of a list that a step means.
    std::size_t index_of(const Node &list, const Step &step, const std::string &path, const std::string &place)
    {
      if (step.is_index)
        {
          const std::size_t index = std::stoul(step.word);
          if (index >= list.items.size())
            throw input_error(place, path, fmt::format("there is no entry [{}]; the list has {}", index, list.items.size()));
          return index;
        }
      std::vector<std::string> names;
      for (std::size_t index = 0; index < list.items.size(); ++index)
        if (const std::string *name = name_of(list.items[index]))
          {
            if (*name == step.word)
              return index;
            names.push_back(*name);
          }
      throw input_error(place, path,
                        fmt::format("no entry of this list is named {}{}{}", step.word, did_you_mean(step.word, names),
                                    names.empty() ? "; use the index, such as [0]"
                                                  : (did_you_mean(step.word, names).empty() ? ". Names here: " : " Names here: ") +
                                                        enumerate(names, "and") + "."));
    }

    void remove(Node &map, const std::string &key, const std::string &path, const std::string &place)
    {
      if (map.erase(key))
        return;
      std::vector<std::string> keys;
      for (const auto &entry : map.entries)
        keys.push_back(entry.first);
      throw input_error(place, path, fmt::format("there is no key {} to remove{}", key, did_you_mean(key, keys)));
    }

    void set_place(Node &node, const std::string &place)
    {
      node.place = place;
      for (std::string &key_place : node.key_places)
        key_place = place;
      for (Node &item : node.items)
        set_place(item, place);
      for (auto &entry : node.entries)
        set_place(entry.second, place);
    }

    /// The argument of --set, read.
    struct Assignment
    {
      std::string place; ///< by which errors name it
      std::string path;
      bool removes = false; ///< the key is taken away
      Node value;
    };

    Assignment read_assignment(const std::string &text)
    {
      Assignment result;
      result.place = "--set " + text.substr(0, 200);
      const std::size_t equals = text.find('=');
      if (equals == std::string::npos || equals == 0)
        throw input_error(result.place, "", "write key.path=value, for instance --set package.layers[0].thickness=20um");
      result.path = text.substr(0, equals);
      const std::string value = text.substr(equals + 1);
      const std::size_t begin = value.find_first_not_of(" \t");
      if (begin == std::string::npos || value[begin] == '#')
        throw input_error(
            result.place, "",
            fmt::format("there is no value after the =; null removes the key or the entry of a list, for instance --set {}=null",
                        beginning(result.path)));
      if (value[begin] == '%' || value.compare(begin, 3, "---") == 0 || value.compare(begin, 3, "...") == 0)
        throw input_error(result.place, "",
                          fmt::format("{} has a special meaning in YAML and is not a value; put it in quotes", beginning(value)));
      result.removes = value == "~" || value == "null" || value == "Null" || value == "NULL";
      if (!result.removes)
        result.value = parse_document(value, result.place);
      set_place(result.value, result.place);
      return result;
    }

    /// The entry of a map, which is added if it is not there. Its key gets the place of the assignment when it is `set`.
    Node &find_or_add(Node &map, const std::string &key, const std::string &place, bool is_set)
    {
      Node *inner = map.find(key);
      if (inner != nullptr && !is_set)
        return *inner;
      Node empty;
      empty.place = place;
      map.set(key, inner ? *inner : empty);
      for (std::size_t k = 0; k < map.entries.size(); ++k)
        if (map.entries[k].first == key)
          map.key_places[k] = place;
      return *map.find(key);
    }
  } // namespace

  void apply_override(Node &root, const std::string &text)
  {
    Assignment assignment = read_assignment(text);
    const std::string &place = assignment.place;
    Node *node = &root;
    std::string walked;
    const std::vector<Step> steps = steps_of(assignment.path, place);
    for (std::size_t i = 0; i < steps.size(); ++i)
      {
        const Step &step = steps[i];
        const bool is_last = i + 1 == steps.size();
        if (node->kind == Node::Kind::empty)
          {
            node->kind = Node::Kind::map;
            node->place = place;
          }
        if (node->kind == Node::Kind::scalar || (node->kind == Node::Kind::map && step.is_index))
          throw input_error(place, walked,
                            node->kind == Node::Kind::scalar
                                ? fmt::format("the value here is \"{}\", which has no keys or entries", node->text)
                                : "this is a map of keys, not a list");
        if (node->kind == Node::Kind::list)
          {
            const std::size_t index = index_of(*node, step, walked, place);
            if (is_last && assignment.removes)
              {
                node->items.erase(node->items.begin() + static_cast<std::ptrdiff_t>(index));
                return;
              }
            node = &node->items[index];
          }
        else if (is_last && assignment.removes)
          return remove(*node, step.word, walked, place);
        else
          node = &find_or_add(*node, step.word, place, is_last);
        walked += step.is_index ? "[" + step.word + "]" : (walked.empty() ? "" : ".") + step.word;
      }
    *node = std::move(assignment.value);
  }
} // namespace sagitta::input
