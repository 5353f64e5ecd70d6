#include <solver/input/card/card_merge.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sagitta::input
{
  namespace
  {
    /// What `change` gives on top of `old` where both describe one law by the same model and keys, deeper maps alike; otherwise `change`.
    /// A collection may also gain keys; deeper maps without a model may not, since their keys exclude each other.
    Node merge_law(const Node &old, const Node &change, bool is_collection)
    {
      const auto is_value = [](const Node &node) {
        return node.kind != Node::Kind::map || node.find("value") != nullptr || node.find("table") != nullptr;
      };
      if (is_value(old) || is_value(change))
        return change;
      const Node *old_model = old.find("model"), *new_model = change.find("model");
      const bool same_model = !new_model || (old_model && old_model->text == new_model->text);
      const bool same_keys = std::all_of(change.entries.begin(), change.entries.end(), [&](const auto &entry) {
        return is_collection || entry.first == "model" || old.find(entry.first) != nullptr;
      });
      if (!same_model || !same_keys)
        return change;
      Node merged = old;
      for (const auto &[key, value] : change.entries)
        {
          const Node *inner = old.find(key);
          if (value.kind == Node::Kind::empty)
            {
              if (!merged.erase(key))
                throw input_error(value.place, key, fmt::format("the card named by like has no {} to remove", key));
              continue;
            }
          merged.set(key, inner ? merge_law(*inner, value, inner->find("model") != nullptr) : value);
        }
      return merged;
    }
  } // namespace

  Node merge_cards(const Node &base, const Node &change, const std::string &path)
  {
    static const std::set<std::string> laws = {"elasticity", "expansion", "conductivity"};
    static const std::set<std::string> collections = {"inelasticity", "cure", "chile", "viscoelasticity", "other"};
    Node merged = base;
    merged.place = change.place;
    for (const auto &[key, value] : change.entries)
      {
        const Node *old = base.find(key);
        if (value.kind == Node::Kind::empty)
          {
            if (old == nullptr)
              throw input_error(value.place, path + "." + key, fmt::format("the card named by like has no {} to remove", key));
            merged.erase(key);
            continue;
          }
        const bool is_law = laws.count(key) > 0, is_collection = collections.count(key) > 0;
        merged.set(key, old && (is_law || is_collection) ? merge_law(*old, value, is_collection) : value);
      }
    return merged;
  }
} // namespace sagitta::input
