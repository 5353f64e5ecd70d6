// The 3-D view's data as text.

#include <solver/report/html.h>
#include <solver/report/scene.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace sagitta::report
{
  namespace
  {
    template <typename Integer>
    std::string packed(const std::vector<Integer> &values)
    {
      std::string bytes;
      bytes.reserve(values.size() * sizeof(Integer));
      for (const Integer value : values)
        for (unsigned k = 0; k < sizeof(Integer); ++k) // little-endian on any machine
          bytes += static_cast<char>((static_cast<std::uint32_t>(value) >> (8 * k)) & 0xffu);
      return base64(bytes);
    }

    /// Numbers in 16 bits between their smallest and largest: {"low", "high", "data"}.
    Json quantised(const std::vector<double> &values)
    {
      const auto [low, high] = std::minmax_element(values.begin(), values.end());
      const double from = values.empty() ? 0 : *low, width = values.empty() ? 0 : *high - *low;
      std::vector<std::uint16_t> integers;
      integers.reserve(values.size());
      for (const double value : values)
        integers.push_back(static_cast<std::uint16_t>(width > 0 ? std::lround((value - from) / width * 65535) : 0));
      return {{"low", from}, {"high", from + width}, {"data", packed(integers)}};
    }

    template <typename Values>
    std::vector<double> component(const Values &values, unsigned k)
    {
      std::vector<double> result;
      for (const auto &value : values)
        result.push_back(value[k]);
      return result;
    }

    std::vector<double> as_double(const std::vector<float> &values)
    {
      return {values.begin(), values.end()};
    }

    /// The 2 % and 98 % percentiles of the cells: the range of colours, which leaves out singular edges.
    Json inner_range(std::vector<float> values)
    {
      std::sort(values.begin(), values.end());
      const auto at = [&](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
      return {at(0.02), at(0.98)};
    }

    Json encode_state(const Scene::State &state)
    {
      Json json = {
          {"name", state.name}, {"temperature_text", state.temperature_text}, {"temperature", quantised(as_double(state.temperature))}};
      if (!state.displacement.empty())
        json["displacement"] = {quantised(component(state.displacement, 0)), quantised(component(state.displacement, 1)),
                                quantised(component(state.displacement, 2))};
      for (const auto &[name, values] : {std::pair{"von_mises", &state.von_mises}, std::pair{"first_principal", &state.first_principal}})
        if (!values->empty())
          {
            json[name] = quantised(as_double(*values));
            json[name]["shown"] = inner_range(*values);
          }
      return json;
    }

    /// Groups of parts for the list of what is hidden: those of the model, or every part by itself.
    void add_groups(const Scene &scene, const StoredRun &run, Json &json)
    {
      std::map<std::string, unsigned> group_of;
      std::vector<std::string> groups;
      if (!run.model.is_null())
        for (const Json &part : run.model.at("parts"))
          {
            for (const Json &name : part.at("names"))
              group_of[name.get<std::string>()] = static_cast<unsigned>(groups.size());
            groups.push_back(part.at("label").get<std::string>());
          }
      std::vector<unsigned> of_part;
      for (const std::string &part : scene.parts)
        {
          if (group_of.count(part) == 0)
            {
              group_of[part] = static_cast<unsigned>(groups.size());
              groups.push_back(part);
            }
          of_part.push_back(group_of.at(part));
        }
      json["groups"] = groups;
      json["group_of_part"] = of_part;
    }

    /// Colours of the materials: those of the drawing.
    Json colours_of(const Scene &scene, const StoredRun &run)
    {
      std::map<std::string, std::string> known;
      if (!run.model.is_null())
        for (const Json &material : run.model.at("materials"))
          known[material.at("name").get<std::string>()] = material.at("colour").get<std::string>();
      Json colours = Json::array();
      for (const std::string &material : scene.materials)
        colours.push_back(known.count(material) ? Json(known.at(material)) : Json(nullptr));
      return colours;
    }
  } // namespace

  Json encode(const Scene &scene, const StoredRun &run)
  {
    std::vector<std::uint32_t> corners;
    std::vector<std::uint16_t> parts, materials;
    for (const Scene::Cell &cell : scene.cells)
      {
        corners.insert(corners.end(), cell.nodes.begin(), cell.nodes.end());
        parts.push_back(cell.part);
        materials.push_back(cell.material);
      }
    const bool is_wide = scene.nodes.size() > 65536;
    Json json = {
        {"run", run.label},
        {"nodes", {quantised(component(scene.nodes, 0)), quantised(component(scene.nodes, 1)), quantised(component(scene.nodes, 2))}},
        {"wide", is_wide},
        {"cells", is_wide ? packed(corners) : packed(std::vector<std::uint16_t>(corners.begin(), corners.end()))},
        {"part", packed(parts)},
        {"material", packed(materials)},
        {"materials", scene.materials},
        {"colours", colours_of(scene, run)},
        {"cells_of_mesh", scene.n_cells_of_mesh},
        {"mirror", Json::array()},
        {"states", Json::array()}};
    for (const std::optional<double> &plane : scene.mirror)
      json["mirror"].push_back(plane ? Json(*plane) : Json(nullptr));
    add_groups(scene, run, json);
    for (const Scene::State &state : scene.states)
      json["states"].push_back(encode_state(state));
    return json;
  }
} // namespace sagitta::report
