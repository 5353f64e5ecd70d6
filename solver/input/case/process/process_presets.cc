#include <solver/input/case/process/process_presets.h>

#include <solver/base/nearest.h>
#include <solver/input/text/made_nodes.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    /// The roles of parts in a flow.
    struct Role
    {
      std::string name, description;
    };

    const std::vector<Role> &roles()
    {
      static const std::vector<Role> table = {{"carrier", "the carrier, and the parts that are removed with it"},
                                              {"tape", "the tape or release layer on the carrier"},
                                              {"dies", "the dies, and what is on them"},
                                              {"joints", "joints between dies and redistribution, with their underfill"},
                                              {"mould", "the moulding compound that stays"},
                                              {"ground_off", "the moulding compound that is ground away"},
                                              {"rdl", "the redistribution layers"},
                                              {"balls", "the solder balls"}};
      return table;
    }

    struct Preset
    {
      std::string name, description;
      std::vector<std::string> needs; ///< roles
      std::string steps;              ///< with names of roles in capitals for parts
    };

    // Temperatures and times of a liquid compound, a polyimide and SAC solder as data sheets quote them; `check` prints them.
    const std::string moulding = R"(
- {step: heat, name: mould_heat, temperature: 125 degC, duration: 5 min}
- {step: mould, joins: [MOULD, GROUND_OFF], temperature: 125 degC, duration: 10 min}
- {step: cure, path: [{temperature: 150 degC, duration: 10 min}, {temperature: 150 degC, duration: 1 h}]}
- {step: cool, temperature: 25 degC, duration: 30 min}
)";
    const std::string debonding = R"(
- {step: debond, leaves: [CARRIER, TAPE], supports: free}
)";
    const std::string grinding = R"(
- {step: grind, leaves: [GROUND_OFF]}
)";
    const std::string redistribution = R"(
- {step: heat, name: rdl_heat, temperature: 200 degC, duration: 10 min}
- {step: deposit, joins: [RDL], temperature: 200 degC, duration: 1 h}
- {step: cool, name: rdl_cool, temperature: 25 degC, duration: 30 min}
)";
    const std::string reflow = R"(
- {step: ball_mount, joins: [BALLS]}
- {step: reflow, path: [{temperature: 260 degC, duration: 5 min}, {temperature: 25 degC, duration: 10 min}],
   reports: [50 degC, 100 degC, 150 degC, 200 degC]}
)";

    const std::vector<Preset> &presets()
    {
      static const std::vector<Preset> table = {
          {"chip_first_face_down",
           "dies face down on tape, mould, cure, debond, redistribution, reflow",
           {"carrier", "dies", "mould", "rdl"},
           "- {step: attach, joins: [CARRIER, TAPE, DIES], supports: carrier}\n" + moulding + debonding + grinding + redistribution +
               reflow},
          {"chip_first_face_up",
           "dies face up, mould, cure, grind to the posts, redistribution on the carrier, debond, reflow",
           {"carrier", "dies", "mould", "rdl"},
           "- {step: attach, joins: [CARRIER, TAPE, DIES], supports: carrier}\n" + moulding + grinding + redistribution + debonding +
               reflow},
          {"rdl_first",
           "redistribution on the carrier, dies joined at the solidus of their solder, mould, cure, debond, reflow",
           {"carrier", "rdl", "dies", "mould"},
           "- {step: hold, name: start, joins: [CARRIER, TAPE], supports: carrier, temperature: 25 degC, duration: 1 min}\n" +
               redistribution +
               "- {step: heat, name: attach_heat, temperature: 217 degC, duration: 5 min}\n"
               "- {step: attach, joins: [JOINTS, DIES]}\n"
               "- {step: cool, name: attach_cool, temperature: 25 degC, duration: 10 min}\n" +
               moulding + debonding + grinding + reflow}};
      return table;
    }

    std::string role_of(const std::string &word)
    {
      std::string name = word;
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return name;
    }

    /// The parts of the case for a list of roles.
    Node parts_of(const Node &list, const Node &parts)
    {
      Node result = list_node({}, {parts.place, "process.parts"});
      for (const Node &role : list.items)
        if (const std::string name = role_of(role.text); const Node *own = parts.find(name))
          {
            const std::string path = "process.parts." + name;
            if (list.items.size() == 1)
              result = list_node({}, {own->place, path});
            for (std::size_t i = 0; i < own->items.size(); ++i)
              result.items.push_back(written_at(own->items[i], item_path(path, i, own->items[i])));
          }
      return result;
    }

    /// The steps with the parts of the case for roles; those without any part left out.
    std::vector<Node> fill_in(std::vector<Node> steps, const Node &parts)
    {
      std::vector<Node> filled;
      for (Node &step : steps)
        {
          bool has_parts = true;
          for (const char *key : {"joins", "leaves"})
            if (Node *list = step.find(key))
              {
                *list = parts_of(*list, parts);
                has_parts = !list->items.empty();
              }
          if (has_parts)
            filled.push_back(std::move(step));
        }
      return filled;
    }

    const std::string &name_of(const Node &step)
    {
      return step.find(step.find("name") ? "name" : "step")->text;
    }

    /// Keys of a change, which stands at `path`, replace those of the step; a path takes the place of temperature and duration, and the
    /// other way round.
    void change(Node &step, const Node &by, const std::string &path)
    {
      for (const auto &[key, value] : by.entries)
        {
          if (key == "path")
            for (const char *other : {"temperature", "duration"})
              step.erase(other);
          else if (key == "temperature" || key == "duration")
            step.erase("path");
          step.set(key, written_at(value, path + "." + key));
        }
    }

    void apply_changes(const Node &changes, std::vector<Node> &steps)
    {
      for (const auto &[name, by] : changes.entries)
        {
          const std::string &wanted = name, path = "process.change." + name;
          const auto step = std::find_if(steps.begin(), steps.end(), [&](const Node &any) { return name_of(any) == wanted; });
          if (step == steps.end())
            {
              std::vector<std::string> names;
              for (const Node &any : steps)
                names.push_back(name_of(any));
              throw input_error(by.place, path,
                                fmt::format("the preset has no step {} here; its steps are {}", name, enumerate(names, "and")));
            }
          change(*step, by, path);
        }
    }
  } // namespace

  std::vector<Key> preset_keys(const TypePointer &step)
  {
    std::vector<Word> words;
    for (const Preset &preset : presets())
      words.push_back({preset.name, preset.description});
    std::vector<Key> of_roles;
    for (const Role &role : roles())
      of_roles.push_back({role.name, list(reference("part"), 1), false, "", role.description, {}});
    Type changed = *step;
    changed.complete = false;
    changed.keys.erase(
        std::remove_if(changed.keys.begin(), changed.keys.end(), [](const Key &key) { return key.name == "step" || key.name == "name"; }),
        changed.keys.end());
    return {{"preset", choice(words), false, "", "a common process flow; `sagitta check` prints its steps", {}},
            {"parts", map(of_roles), false, "", "with a preset: the parts of the package for each role", {}},
            {"change",
             named(std::make_shared<const Type>(changed)),
             false,
             "",
             "with a preset: other values of its steps, by their names",
             {}}};
  }

  void expand_preset(Node &root)
  {
    Node &process = *root.find("process");
    const Node *chosen = process.find("preset");
    if (chosen == nullptr)
      return;
    const Preset &preset = *std::find_if(presets().begin(), presets().end(), [&](const Preset &any) { return any.name == chosen->text; });
    const Node *parts = process.find("parts");
    for (const std::string &role : preset.needs)
      if (parts == nullptr || parts->find(role) == nullptr)
        throw input_error(chosen->place, "process.parts",
                          fmt::format("the flow {} needs the parts of the role {}; give parts: {{{}: [PART]}}", preset.name, role, role));
    const Source written{chosen->place, "process.preset"};
    Node flow = standing_for(parse_document(preset.steps, "preset " + preset.name), written);
    flow.items = fill_in(std::move(flow.items), *parts);
    if (const Node *changes = process.find("change"))
      apply_changes(*changes, flow.items);
    process.set("steps", std::move(flow));
  }
} // namespace sagitta::input
