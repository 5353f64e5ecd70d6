#include <solver/input/card/shorthands.h>

#include <solver/input/text/made_nodes.h>

#include <algorithm>
#include <set>

namespace sagitta::input
{
  namespace
  {
    /// Keys of a material that belong to the case and to no card.
    const std::set<std::string> keys_of_case = {"like", "law", "stress_free_temperature"};

    bool is_shorthand(const std::string &key)
    {
      return std::any_of(shorthands().begin(), shorthands().end(), [&](const Shorthand &one) { return one.name == key; });
    }

    /// A law that stands at `path` where the user wrote shorthands for its keys.
    Node make_law(const std::string &model, const std::string &place, const std::string &path)
    {
      return map_node({{"model", text_node(model, {place, path})}}, {place, path});
    }

    /// Adds to `card` the law that `shorthand` belongs to, with all shorthands of that law that `material` gives; only once.
    void add_law(Node &card, const Shorthand &shorthand, const Node &material, const std::string &path)
    {
      if (card.find(shorthand.law) != nullptr)
        return;
      Node law = make_law(shorthand.model, material.find(shorthand.name)->place, path);
      for (const Shorthand &one : shorthands())
        if (one.law == shorthand.law && one.model == shorthand.model)
          {
            law.shorthands.emplace_back(one.key, one.name);
            if (const Node *given = material.find(one.name))
              law.set(one.key, written_at(*given, path + "." + one.name));
          }
      card.set(shorthand.law, law);
    }
  } // namespace

  const std::vector<Shorthand> &shorthands()
  {
    static const std::vector<Shorthand> table = {
        {"young", "elasticity", "isotropic", "young"},      {"poisson", "elasticity", "isotropic", "poisson"},
        {"cte", "expansion", "tangent", "coefficient"},     {"cte1", "expansion", "glass_transition", "below"},
        {"cte2", "expansion", "glass_transition", "above"}, {"tg", "expansion", "glass_transition", "glass_transition"}};
    return table;
  }

  Node expand_shorthands(const Node &material, const std::string &path)
  {
    Node card = map_node({}, {material.place, ""});
    for (const auto &[key, value] : material.entries)
      if (!keys_of_case.count(key) && !is_shorthand(key))
        card.set(key, value);
    for (const Shorthand &shorthand : shorthands())
      if (material.find(shorthand.name) != nullptr)
        add_law(card, shorthand, material, path);
    // A lone quantity is short for an isotropic conductivity.
    if (Node *conductivity = card.find("conductivity"); conductivity != nullptr && conductivity->kind == Node::Kind::scalar)
      {
        Node law = make_law("isotropic", conductivity->place, path + ".conductivity");
        law.set("k", written_at(*conductivity, law.written_path));
        *conductivity = law;
      }
    return card;
  }
} // namespace sagitta::input
