#include <solver/output/history_file.h>

#include <solver/hdf5/handle.h>
#include <solver/hdf5/image.h>
#include <solver/output/history_table.h>
#include <solver/output/whole_file.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace sagitta::output
{
  namespace
  {
    using results::StateResult;
    using States = std::vector<StateResult>;

    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    constexpr const char *components = "xx, yy, zz, xy, yz, xz";

    void append(std::vector<double> &values, const std::vector<double> &more)
    {
      values.insert(values.end(), more.begin(), more.end());
    }

    /// A stress given as xx, yy, zz, yz, xz, xy, in the order of `components`.
    std::vector<double> tensor(const std::array<double, 6> &s)
    {
      return {s[0], s[1], s[2], s[5], s[3], s[4]};
    }

    /// One number for each state.
    void write_numbers(hid_t file, const char *name, const States &states, const char *unit,
                       const std::function<double(const StateResult &)> &of)
    {
      std::vector<double> values;
      for (const StateResult &state : states)
        values.push_back(of(state));
      hdf5::write_numbers(file, name, values, {values.size()}, unit);
    }

    std::string join(const std::vector<std::string> &names)
    {
      std::string text;
      for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
      return text;
    }

    /// The steps: what happens on the way to each state.
    void write_steps(hid_t file, const std::vector<results::StepInfo> &steps)
    {
      if (steps.empty())
        return;
      std::vector<std::string> names, kinds, joins, leaves;
      for (const results::StepInfo &step : steps)
        {
          names.push_back(step.name);
          kinds.push_back(step.kind);
          joins.push_back(join(step.joins));
          leaves.push_back(join(step.leaves));
        }
      hdf5::write_texts(file, "step", names);
      hdf5::write_texts(file, "step_kind", kinds);
      hdf5::write_texts(file, "joins", joins);
      hdf5::write_texts(file, "leaves", leaves);
    }

    void write_way(hid_t file, const States &states)
    {
      using results::HistoryInfo;
      const auto of_history = [&](const char *name, const char *unit, const std::function<double(const HistoryInfo &)> &of) {
        write_numbers(file, name, states, unit, [&](const StateResult &state) { return state.history ? of(*state.history) : unknown; });
      };
      of_history("time", "s", [](const HistoryInfo &way) { return way.time; });
      write_numbers(file, "temperature", states, "K", [](const StateResult &state) { return state.temperature.value_or(unknown); });
      write_numbers(file, "temperature_min", states, "K", [](const StateResult &state) { return state.temperature_min; });
      write_numbers(file, "temperature_max", states, "K", [](const StateResult &state) { return state.temperature_max; });
      of_history("accepted_steps", "1", [](const HistoryInfo &way) { return way.steps; });
      of_history("rejected_steps", "1", [](const HistoryInfo &way) { return way.rejected; });
      of_history("iterations", "1", [](const HistoryInfo &way) { return way.iterations; });
      of_history("solves", "1", [](const HistoryInfo &way) { return way.solves; });
      write_numbers(file, "most_iterations", states, "1",
                    [](const StateResult &state) { return state.history ? state.displacement.iterations : unknown; });
    }

    void write_hottest(hid_t file, const States &states)
    {
      HistoryTable table(states.size(), {{"temperature", "K"}, {"time", "s"}, {"at", "m", 3, "x, y, z"}});
      for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i].history && states[i].history->hottest)
          {
            const results::HottestPoint &hottest = *states[i].history->hottest;
            table.set(i, "hottest point", {hottest.temperature, hottest.time, hottest.at[0], hottest.at[1], hottest.at[2]});
          }
      table.write(file, "hottest");
    }

    std::vector<double> figures_of(const results::Warpage &warpage)
    {
      std::vector<double> values = {warpage.value, warpage.peak_to_valley, warpage.diagonals[0], warpage.diagonals[1]};
      if (const auto &best = warpage.quadratic)
        append(values, {best->mean_bow.value, best->mean_bow.uncertainty, best->kx.value, best->ky.value, best->kxy.value});
      else
        append(values, std::vector<double>(5, unknown));
      values.push_back(warpage.limit ? warpage.limit->value : unknown);
      return values;
    }

    void write_warpage(hid_t file, const States &states)
    {
      HistoryTable faces(states.size(), {{"value", "m"},
                                         {"peak_to_valley", "m"},
                                         {"diagonals", "m", 2},
                                         {"bow", "m"},
                                         {"bow_uncertainty", "m"},
                                         {"curvature", "1/m", 3, "kx, ky, kxy"},
                                         {"limit", "m"}});
      HistoryTable gaps(states.size(), {{"smallest", "m"}, {"largest", "m"}, {"mean", "m"}});
      for (std::size_t i = 0; i < states.size(); ++i)
        {
          faces.set(i, "bottom", figures_of(states[i].bottom));
          faces.set(i, "top", figures_of(states[i].top));
          for (const results::NamedWarpage &face : states[i].faces)
            faces.set(i, face.name, figures_of(face.warpage));
          for (const results::Gap &gap : states[i].gaps)
            gaps.set(i, gap.name, {gap.smallest, gap.largest, gap.mean});
        }
      faces.write(file, "warpage");
      gaps.write(file, "gaps");
    }

    void write_stresses(hid_t file, const States &states)
    {
      HistoryTable table(states.size(),
                         {{"von_mises", "Pa"},
                          {"von_mises_95", "Pa"},
                          {"von_mises_99", "Pa"},
                          {"first_principal", "Pa"},
                          {"first_principal_95", "Pa"},
                          {"first_principal_99", "Pa"},
                          {"mean", "Pa", 6, components}},
                         {"materials"});
      for (std::size_t i = 0; i < states.size(); ++i)
        for (const results::PartStress &part : states[i].stresses)
          {
            std::vector<double> values = {part.von_mises,       part.von_mises_percentiles[0],       part.von_mises_percentiles[1],
                                          part.first_principal, part.first_principal_percentiles[0], part.first_principal_percentiles[1]};
            append(values, tensor(part.mean));
            table.set(i, part.part, values, {part.material});
          }
      table.write(file, "stresses");
    }

    void write_temperatures(hid_t file, const States &states)
    {
      HistoryTable table(states.size(), {{"maximum", "K"}, {"mean", "K"}, {"minimum", "K"}});
      for (std::size_t i = 0; i < states.size(); ++i)
        for (const results::PartTemperature &part : states[i].temperatures)
          table.set(i, part.block ? part.part + "/" + *part.block : part.part, {part.maximum, part.mean, part.minimum});
      table.write(file, "temperatures");
    }

    void write_cure(hid_t file, const States &states)
    {
      HistoryTable table(states.size(), {{"degree", "1"}, {"least", "1"}, {"largest", "1"}});
      for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i].history)
          for (const results::MaterialCure &cure : states[i].history->cure)
            {
              const std::array<double, 2> range = cure.range.value_or(std::array<double, 2>{{cure.degree, cure.degree}});
              table.set(i, cure.material, {cure.degree, range[0], range[1]});
            }
      table.write(file, "cure");
    }

    void write_flow(hid_t file, const States &states, const std::vector<results::StateFlow> &flows)
    {
      HistoryTable table(states.size(),
                         {{"volume", "m3"}, {"equivalent_strain", "1"}, {"largest_equivalent_strain", "1"}, {"dissipated_energy", "J/m3"}},
                         {"parts", "layers", "materials"});
      for (const results::StateFlow &flow : flows)
        {
          const auto state = std::find_if(states.begin(), states.end(), [&](const StateResult &one) { return one.name == flow.state; });
          if (state == states.end())
            continue;
          for (const results::PartFlow &part : flow.parts)
            table.set(static_cast<std::size_t>(state - states.begin()), part.layer.empty() ? part.part : part.part + "/" + part.layer,
                      {part.volume, part.strain, part.largest_strain, part.energy}, {part.part, part.layer, part.material});
        }
      table.write(file, "flow");
    }

    void write_probes(hid_t file, const States &states)
    {
      HistoryTable table(states.size(), {{"displacement", "m", 3, "x, y, z"}, {"temperature", "K"}, {"stress", "Pa", 6, components}});
      for (std::size_t i = 0; i < states.size(); ++i)
        for (const results::ProbeValue &probe : states[i].probes)
          {
            std::vector<double> values(probe.displacement.begin(), probe.displacement.end());
            values.push_back(probe.temperature);
            append(values, tensor(probe.stress));
            table.set(i, probe.name, values);
          }
      table.write(file, "probes");
    }

    void write_history(hid_t file, const States &states, const results::PathResults &path, const FileInfo &info)
    {
      hdf5::set_attribute(file, "format", std::string("sagitta history"));
      hdf5::set_attribute(file, "format_version", 1);
      hdf5::set_attribute(file, "case_name", info.case_name);
      hdf5::set_attribute(file, "case_hash", info.case_hash);
      hdf5::set_attribute(file, "version", info.version);
      hdf5::set_attribute(file, "revision", info.revision);
      std::vector<std::string> names;
      for (const StateResult &state : states)
        names.push_back(state.name);
      hdf5::write_texts(file, "states", names);
      write_steps(file, path.steps);
      write_way(file, states);
      write_hottest(file, states);
      write_warpage(file, states);
      write_stresses(file, states);
      write_temperatures(file, states);
      write_cure(file, states);
      write_flow(file, states, path.flows);
      write_probes(file, states);
    }
  } // namespace

  bool has_history(const results::RunResult &result)
  {
    return std::any_of(result.states.begin(), result.states.end(), [](const StateResult &state) { return state.history.has_value(); });
  }

  void write_history_file(const std::filesystem::path &file, const results::RunResult &result, const results::PathResults &path,
                          const FileInfo &info, MPI_Comm communicator)
  {
    on_first_rank(communicator,
                  [&]() { write_own_file(file, hdf5::make_image([&](hid_t image) { write_history(image, result.states, path, info); })); });
  }
} // namespace sagitta::output
