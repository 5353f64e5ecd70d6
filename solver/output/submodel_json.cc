#include <solver/output/submodel_json.h>

#include <array>

namespace sagitta::output
{
  namespace
  {
    Json describe(const results::Resultant &resultant)
    {
      return {{"force", quantity(resultant.force, "N")},
              {"moment", quantity(resultant.moment, "N m")},
              {"magnitude", quantity(resultant.magnitude, "N")}};
    }

    Json describe(const results::CutFace &face)
    {
      Json json = {{"side", face.side}, {"area", quantity(face.area, "m2")}, {"here", describe(face.here)}};
      if (face.source)
        json["source"] = describe(*face.source);
      if (const auto difference = face.difference())
        json["difference"] = *difference;
      return json;
    }

    Json describe(const results::SubmodelBalance &balance)
    {
      Json json = {{"state", balance.state}, {"energy", {{"here", quantity(balance.energy, "J")}}}};
      if (balance.energy_source)
        json["energy"]["source"] = quantity(*balance.energy_source, "J");
      json["cuts"] = Json::array();
      for (const results::CutFace &face : balance.faces)
        json["cuts"].push_back(describe(face));
      json["equilibrium"] = Json::object();
      if (const auto net = balance.net_reaction())
        json["equilibrium"]["reactions"] = *net;
      if (const auto net = balance.net_traction())
        json["equilibrium"]["tractions"] = *net;
      return json;
    }
  } // namespace

  Json describe(const results::SubmodelResult &submodel)
  {
    Json balances = Json::array();
    for (const results::SubmodelBalance &balance : submodel.balances)
      balances.push_back(describe(balance));
    return {{"source", {{"name", submodel.source_name}, {"hash", submodel.source_hash}, {"version", submodel.source_version}}},
            {"results", submodel.directory},
            {"window",
             {{"x", quantity(std::array<double, 2>{{submodel.window[0], submodel.window[1]}}, "m")},
              {"y", quantity(std::array<double, 2>{{submodel.window[2], submodel.window[3]}}, "m")}}},
            {"left_out", submodel.left_out},
            {"balances", balances}};
  }
} // namespace sagitta::output
