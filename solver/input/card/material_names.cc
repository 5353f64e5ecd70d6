#include <solver/input/card/material_names.h>

#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <vector>

namespace sagitta::input
{
  std::string MaterialNames::find(const Value &reference) const
  {
    if (is_of_case(reference.text()))
      return reference.text();
    const std::string name = library_.name_of(reference.text());
    if (name.empty())
      refuse_unknown(reference.text(), reference.source());
    return name;
  }

  std::optional<double> MaterialNames::stress_free_temperature(const std::string &name) const
  {
    const Node *own = find_own(name);
    const Node *temperature = own ? own->find("stress_free_temperature") : nullptr;
    return temperature ? std::optional<double>(to_si(temperature->text, Dimension::temperature)) : std::nullopt;
  }

  void MaterialNames::refuse_unknown(const std::string &name, const Source &source) const
  {
    std::vector<std::string> known = library_.all_names();
    if (materials_)
      for (const auto &entry : materials_->entries)
        known.push_back(entry.first);
    if (library_.names().empty())
      throw sagitta::input_error(source, fmt::format("there is no material {} under materials, and no library of cards was found; give its "
                                                     "directory with --library or SAGITTA_LIBRARY",
                                                     name));
    throw sagitta::input_error(source,
                               fmt::format("there is no material {}{} `sagitta materials list` shows the library; new ones go under "
                                           "materials.",
                                           name, nearest(name, known).empty() ? "." : did_you_mean(name, known)));
  }
} // namespace sagitta::input
