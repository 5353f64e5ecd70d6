#include <solver/output/flow_json.h>

#include <nlohmann/json.hpp>

namespace sagitta::output
{
  namespace
  {
    using Json = nlohmann::ordered_json;

    Json with_unit(const Json &value, const char *unit)
    {
      return {{"value", value}, {"unit", unit}};
    }

    Json describe_flow(const results::PartFlow &flow)
    {
      Json json = {{"part", flow.part}, {"material", flow.material}};
      if (!flow.group.empty())
        json["group"] = flow.group;
      json["layer"] = flow.layer.empty() ? Json() : Json(flow.layer);
      json["place"] = with_unit(flow.place, "m");
      json["volume"] = with_unit(flow.volume, "m3");
      json["equivalent_strain"] = with_unit(flow.strain, "1");
      json["largest_equivalent_strain"] = with_unit(flow.largest_strain, "1");
      json["dissipated_energy"] = with_unit(flow.energy, "J/m3");
      return json;
    }
  } // namespace

  nlohmann::ordered_json to_json(const std::vector<results::StateFlow> &flows)
  {
    Json states = Json::array();
    for (const results::StateFlow &flow : flows)
      {
        Json parts = Json::array();
        for (const results::PartFlow &part : flow.parts)
          parts.push_back(describe_flow(part));
        states.push_back({{"state", flow.state}, {"parts", parts}});
      }
    return states;
  }
} // namespace sagitta::output
