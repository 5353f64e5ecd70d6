#include <solver/output/results_json.h>

#include <solver/output/flow_json.h>
#include <solver/output/layout_json.h>
#include <solver/output/material_json.h>
#include <solver/output/sensitivity_json.h>
#include <solver/output/submodel_json.h>
#include <solver/output/warpage_json.h>
#include <solver/output/whole_file.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace sagitta::output
{
  namespace
  {
    using output::describe;

    Json describe(const results::Hotspot &hotspot)
    {
      Json json = {{"part", hotspot.part}, {"temperature", quantity(hotspot.temperature, "K")}, {"at", quantity(hotspot.at, "m")}};
      if (hotspot.rise)
        json["rise"] = quantity(*hotspot.rise, "K");
      return json;
    }

    Json describe(const results::PartTemperature &temperature)
    {
      Json json = {{"part", temperature.part}};
      if (temperature.block)
        json["block"] = *temperature.block;
      json["maximum"] = quantity(temperature.maximum, "K");
      json["mean"] = quantity(temperature.mean, "K");
      json["minimum"] = quantity(temperature.minimum, "K");
      return json;
    }

    Json largest(double value, const std::array<double, 3> &at, const std::array<double, 2> &percentiles)
    {
      Json json = quantity(value, "Pa");
      json["at"] = quantity(at, "m");
      json["percentiles"] = {{"95", quantity(percentiles[0], "Pa")}, {"99", quantity(percentiles[1], "Pa")}};
      return json;
    }

    /// A stress [Pa] given as xx, yy, zz, yz, xz, xy, in the order of the VTK files.
    Json tensor(const std::array<double, 6> &s)
    {
      Json stress = quantity(std::array<double, 6>{{s[0], s[1], s[2], s[5], s[3], s[4]}}, "Pa");
      stress["components"] = {"xx", "yy", "zz", "xy", "yz", "xz"};
      return stress;
    }

    Json describe(const results::PartStress &stress)
    {
      return {{"part", stress.part},
              {"material", stress.material},
              {"von_mises", largest(stress.von_mises, stress.von_mises_at, stress.von_mises_percentiles)},
              {"first_principal", largest(stress.first_principal, stress.first_principal_at, stress.first_principal_percentiles)},
              {"mean", tensor(stress.mean)}};
    }

    Json describe(const results::ProbeValue &probe)
    {
      return {{"name", probe.name},
              {"at", quantity(probe.at, "m")},
              {"displacement", quantity(probe.displacement, "m")},
              {"temperature", quantity(probe.temperature, "K")},
              {"stress", tensor(probe.stress)},
              {"part", probe.part}};
    }

    /// A probe where only the temperature is known.
    Json describe_temperature(const results::ProbeValue &probe)
    {
      return {
          {"name", probe.name}, {"at", quantity(probe.at, "m")}, {"temperature", quantity(probe.temperature, "K")}, {"part", probe.part}};
    }

    Json solver_time(double set_up, double solve)
    {
      return {{"set_up", quantity(set_up, "s")}, {"solve", quantity(solve, "s")}};
    }

    Json describe(const results::SolveInfo &solve)
    {
      Json json = {{"method", solve.method},
                   {"iterations", solve.iterations},
                   {"relative_residual", solve.relative_residual},
                   {"energy_error", solve.energy_error},
                   {"residual_history", solve.residual_history},
                   {"time", solver_time(solve.set_up_seconds, solve.solve_seconds)}};
      if (!solve.passes.empty())
        json["passes"] = solve.passes;
      return json;
    }

    Json describe(const results::Warning &warning)
    {
      const auto name = [](const std::optional<std::string> &text) { return text ? Json(*text) : Json(nullptr); };
      return {
          {"kind", results::to_string(warning.kind)}, {"text", warning.text}, {"state", name(warning.state)}, {"part", name(warning.part)}};
    }

    Json describe(const results::MaterialCure &cure)
    {
      Json json = {{"name", cure.material}, {"degree", cure.degree}};
      if (cure.range)
        json["range"] = *cure.range;
      return json;
    }

    Json describe(const results::StepInfo &step)
    {
      return {{"name", step.name}, {"kind", step.kind}, {"joins", step.joins}, {"leaves", step.leaves}};
    }

    Json describe(const results::StateResult &state);

    template <typename Item>
    Json list_of(const std::vector<Item> &items)
    {
      Json list = Json::array();
      for (const Item &item : items)
        list.push_back(describe(item));
      return list;
    }

    Json describe(const results::StateResult &state)
    {
      Json json = {{"name", state.name}};
      if (state.temperature)
        json["temperature"] = quantity(*state.temperature, "K");
      else
        json["temperature"] = state.is_prescribed ? "prescribed" : "solved";
      json["temperature_range"] = quantity(std::array<double, 2>{{state.temperature_min, state.temperature_max}}, "K");
      if (state.has_displacement)
        json["warpage"] = {{"bottom", describe(state.bottom)}, {"top", describe(state.top)}};
      if (state.error)
        json["warpage"]["bottom"]["estimated_error"] = describe(*state.error);
      if (state.top_error)
        json["warpage"]["top"]["estimated_error"] = describe(*state.top_error);
      if (!state.faces.empty())
        json["warpage"]["faces"] = list_of(state.faces);
      if (!state.gaps.empty())
        json["warpage"]["gaps"] = list_of(state.gaps);
      json["hotspots"] = list_of(state.hotspots);
      json["temperatures"] = list_of(state.temperatures);
      if (!state.has_displacement)
        {
          json["probes"] = Json::array();
          for (const results::ProbeValue &probe : state.probes)
            json["probes"].push_back(describe_temperature(probe));
          return json;
        }
      json["stresses"] = list_of(state.stresses);
      json["probes"] = list_of(state.probes);
      json["solver"] = {{"displacement", describe(state.displacement)}};
      if (state.history)
        {
          json["history"] = {{"time", quantity(state.history->time, "s")},
                             {"steps", state.history->steps},
                             {"rejected", state.history->rejected},
                             {"iterations", state.history->iterations},
                             {"solves", state.history->solves},
                             {"most_iterations", state.displacement.iterations},
                             {"cure", list_of(state.history->cure)}};
          if (const auto &hottest = state.history->hottest)
            json["history"]["hottest"] = {{"temperature", quantity(hottest->temperature, "K")},
                                          {"time", quantity(hottest->time, "s")},
                                          {"at", quantity(hottest->at, "m")}};
        }
      return json;
    }

    Json describe(const results::MeshInfo &mesh)
    {
      Json volumes = Json::array();
      for (const results::PartVolume &volume : mesh.volumes)
        volumes.push_back({{"part", volume.part}, {"material", volume.material}, {"volume", quantity(volume.volume, "m3")}});
      Json outlines = Json::array();
      for (const results::AveragedOutline &outline : mesh.averaged_outlines)
        outlines.push_back({{"part", outline.part},
                            {"edge", outline.edge},
                            {"distance", quantity(outline.distance, "m")},
                            {"cell_width", quantity(outline.cell_width, "m")},
                            {"share_of_part", outline.share}});
      Json spread = Json::array();
      for (const results::SpreadPower &power : mesh.spread_power)
        spread.push_back({{"part", power.part},
                          {"blocks", power.blocks},
                          {"block", power.block},
                          {"width", quantity(power.width, "m")},
                          {"cell_width", quantity(power.cell_width, "m")},
                          {"share_of_density", power.share}});
      Json json = {{"dofs", mesh.dofs},
                   {"dofs_temperature", mesh.dofs_temperature},
                   {"cells", mesh.cells},
                   {"plan_cells", mesh.plan_cells},
                   {"layer_elements", mesh.layer_elements},
                   {"degree", mesh.degree},
                   {"degree_z", mesh.degree_z},
                   {"symmetry", mesh.symmetry},
                   {"volumes", volumes},
                   {"widest_cell", quantity(mesh.widest_cell, "m")},
                   {"averaged_outlines", outlines},
                   {"spread_power", spread},
                   {"averaged", mesh.averaged},
                   {"estimated_memory", quantity(mesh.estimated_memory, "B")}};
      if (mesh.layouts.has_any())
        json["layouts"] = describe(mesh.layouts);
      return json;
    }

    /// The largest number of iterations and the largest residual of all solves of a run.
    Json displacement_over_states(const std::vector<results::StateResult> &states)
    {
      if (states.empty())
        return nullptr;
      unsigned most = 0, total = 0;
      double residual = 0, error = 0, set_up = 0, solve = 0;
      for (const results::StateResult &state : states)
        {
          set_up += state.displacement.set_up_seconds;
          solve += state.displacement.solve_seconds;
          most = std::max(most, state.displacement.iterations);
          total += state.history ? state.history->iterations : state.displacement.iterations;
          residual = std::max(residual, state.displacement.relative_residual);
          error = std::max(error, state.displacement.energy_error);
        }
      return {{"method", states.front().displacement.method},
              {"iterations", most},
              {"iterations_total", total},
              {"relative_residual", residual},
              {"energy_error", error},
              {"time", solver_time(set_up, solve)}};
    }

    Json time_by_stage(const std::vector<StageCost> &stages)
    {
      Json by_stage = Json::object();
      double total = 0;
      for (const StageCost &cost : stages)
        {
          // A stage may run several times.
          const double before = by_stage.contains(cost.stage) ? by_stage[cost.stage]["value"].get<double>() : 0.;
          by_stage[cost.stage] = quantity(before + cost.seconds, "s");
          total += cost.seconds;
        }
      return {{"total", quantity(total, "s")}, {"stages", by_stage}};
    }

    Json memory_by_stage(const std::vector<StageCost> &stages)
    {
      Json by_stage = Json::object();
      double peak = 0;
      for (const StageCost &cost : stages)
        {
          by_stage[cost.stage] = quantity(cost.peak_bytes, "B");
          peak = std::max(peak, cost.peak_bytes);
        }
      return {{"peak", quantity(peak, "B")}, {"stages", by_stage}};
    }

    /// Key path of the first number that is not finite; `path`: of `json` itself.
    std::string find_not_finite(const Json &json, const std::string &path)
    {
      if (!json.is_structured()) // a plain value would be its own item
        return json.is_number_float() && !std::isfinite(json.get<double>()) ? path : "";
      std::size_t index = 0;
      for (const auto &[key, value] : json.items())
        {
          const std::string inner = json.is_array() ? path + "[" + std::to_string(index++) + "]" : path + (path.empty() ? "" : ".") + key;
          if (std::string found = find_not_finite(value, inner); !found.empty())
            return found;
        }
      return "";
    }
  } // namespace

  std::string find_not_finite(const results::StateResult &state)
  {
    return find_not_finite(describe(state), "");
  }

  std::string find_not_finite(const results::RunResult &result)
  {
    Json json = to_json(result);
    json.erase("predicted_materials");
    return find_not_finite(json, "");
  }

  nlohmann::ordered_json to_json(const results::RunResult &result)
  {
    Json solver = Json::object();
    if (result.states.empty() || result.states.front().has_displacement)
      solver["displacement"] = displacement_over_states(result.states);
    if (result.temperature)
      solver["temperature"] = describe(*result.temperature);
    Json json = {{"format", "sagitta results"},
                 {"format_version", 1},
                 {"case", {{"name", result.case_name}, {"title", result.case_title}, {"hash", result.case_hash}}},
                 {"version", result.version},
                 {"revision", result.revision},
                 {"ranks", result.ranks},
                 {"mesh", describe(result.mesh)}};
    if (result.adaptive)
      json["adaptive"] = {
          {"within_tolerance", result.adaptive->is_met}, {"end", result.adaptive->end}, {"cycles", list_of(result.adaptive->cycles)}};
    if (result.submodel)
      json["submodel"] = describe(*result.submodel);
    json["materials"] = list_of(result.materials);
    json["predicted_materials"] = list_of(result.predicted);
    if (!result.bump_layers.empty())
      json["bump_layers"] = list_of(result.bump_layers);
    json["warnings"] = list_of(result.warnings);
    json["states"] = list_of(result.states);
    if (result.sensitivities)
      json["sensitivities"] = describe(*result.sensitivities);
    json["solver"] = solver;
    json["time"] = time_by_stage(result.stages);
    json["memory"] = memory_by_stage(result.stages);
    return json;
  }

  void write_results_json(const std::filesystem::path &file, const results::RunResult &result, MPI_Comm communicator,
                          const results::PathResults &path)
  {
    on_first_rank(communicator, [&]() {
      Json json = to_json(result);
      if (!path.flows.empty())
        json["flow"] = to_json(path.flows);
      for (std::size_t i = 0; i < path.steps.size(); ++i)
        json["states"][i]["history"]["step"] = describe(path.steps[i]);
      // Names may contain any bytes: bytes that are not UTF-8 are replaced, since an error would lose the results of a long run.
      write_own_file(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
    });
  }
} // namespace sagitta::output
