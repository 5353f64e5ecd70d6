#include <solver/results/summary.h>

#include <solver/results/bow_twist.h>
#include <solver/results/layout_tables.h>
#include <solver/results/part_groups.h>
#include <solver/results/path_table.h>
#include <solver/results/sensitivity_summary.h>
#include <solver/results/text_table.h>
#include <solver/results/warpage.h>
#include <solver/results/warpage_limits.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace sagitta::results
{
  namespace
  {
    double megapascals(double pascals)
    {
      return pascals * 1e-6;
    }

    /// A place in mm, without trailing zeros: "(2.5, 0, 0.015) mm".
    std::string place(const std::array<double, 3> &at)
    {
      std::string text = "(";
      for (unsigned axis = 0; axis < 3; ++axis)
        {
          // A nanometre is finer than any mesh line; + 0 turns -0 into 0.
          const double millimetres = std::round(at[axis] * 1e9) * 1e-6 + 0.;
          text += fmt::format("{}{:.6g}", axis ? ", " : "", millimetres);
        }
      return text + ") mm";
    }

    std::string temperature_of(const StateResult &state)
    {
      if (state.temperature)
        return fmt::format("{:.1f} degC", to_celsius(*state.temperature));
      return fmt::format("{:.1f} to {:.1f} degC", to_celsius(state.temperature_min), to_celsius(state.temperature_max));
    }

    std::string limit_of(const Warpage &warpage)
    {
      const auto within = is_within_limit(warpage);
      if (!within)
        return "-";
      return fmt::format("{:.0f} um: {} ({})", to_micrometres(warpage.limit->value), *within ? "pass" : "FAIL", warpage.limit->source);
    }

    /// The signed warpage; a question mark where the sign is uncertain.
    std::string value_of(const Warpage &warpage)
    {
      return fmt::format("{:+.2f} um{}", to_micrometres(warpage.value), warpage.sign_is_certain ? "" : " (?)");
    }

    /// The bow of the best quadratic: "+3.2 +- 0.4 um".
    std::string bow_of(const Warpage &warpage)
    {
      if (!warpage.quadratic)
        return "-";
      return fmt::format("{:+.2f} +- {:.2g} um", to_micrometres(warpage.quadratic->mean_bow.value),
                         to_micrometres(warpage.quadratic->mean_bow.uncertainty));
    }

    /// The estimated error of a value in short form: "+- 0.12 um (mesh)".
    std::string error_of(const std::optional<ErrorEstimate> &error)
    {
      return error ? fmt::format("+- {:.2g} um (mesh)", to_micrometres(error->value)) : "";
    }

    /// The largest of a list by a member, or nothing when the list is empty.
    template <typename Item>
    const Item *find_largest(const std::vector<Item> &items, double Item::*member)
    {
      const auto found = std::max_element(items.begin(), items.end(), [&](const Item &a, const Item &b) { return a.*member < b.*member; });
      return found == items.end() ? nullptr : &*found;
    }

    /// Of the bottom and the top, once if they are the same.
    std::string shapes_of(const StateResult &state)
    {
      const std::string bottom = to_string(state.bottom.shape), top = to_string(state.top.shape);
      return top == bottom ? bottom : bottom + ", " + top;
    }

    /// One line for every state, with the most important figures.
    Table state_table(const RunResult &result)
    {
      const bool has_hotspots =
          std::any_of(result.states.begin(), result.states.end(), [](const StateResult &state) { return !state.hotspots.empty(); });
      const auto bent =
          std::find_if(result.states.begin(), result.states.end(), [](const StateResult &state) { return state.has_displacement; });
      const bool is_bent = bent != result.states.end();
      const std::string bottom = is_bent ? label(bent->bottom, "bottom") : "bottom", top = is_bent ? label(bent->top, "top") : "top";
      std::vector<std::string> header{"state", "temperature", bottom, top, "shape", "hottest part", "largest von Mises"};
      constexpr std::size_t hottest_column = 5;
      if (!has_hotspots)
        header.erase(header.begin() + hottest_column);
      Table table(header);
      for (const StateResult &state : result.states)
        {
          const PartStress *stress = find_largest(state.stresses, &PartStress::von_mises);
          const Hotspot *hotspot = find_largest(state.hotspots, &Hotspot::temperature);
          std::vector<std::string> row{state.name,
                                       temperature_of(state),
                                       state.has_displacement ? value_of(state.bottom) : "-",
                                       state.has_displacement ? value_of(state.top) : "-",
                                       state.has_displacement ? shapes_of(state) : "-",
                                       hotspot ? fmt::format("{} {:.1f} degC", hotspot->part, to_celsius(hotspot->temperature)) : "-",
                                       stress ? fmt::format("{} {:.1f} MPa", stress->part, megapascals(stress->von_mises)) : "-"};
          if (!has_hotspots)
            row.erase(row.begin() + hottest_column);
          table.add(row);
        }
      return table;
    }

    Table warpage_table(const RunResult &result)
    {
      std::vector<std::string> header{"state", "temperature", "face", "of", "warpage", "shape", "diagonals", "bow", "limit"};
      const bool has_errors =
          std::any_of(result.states.begin(), result.states.end(), [](const StateResult &state) { return state.error.has_value(); });
      constexpr std::size_t error_column = 5;
      if (has_errors)
        header.insert(header.begin() + error_column, "");
      Table table(header);
      for (const StateResult &state : result.states)
        if (state.has_displacement)
          {
            const auto add = [&](const std::string &name, const Warpage &warpage, const std::optional<ErrorEstimate> &error) {
              const bool is_first = &warpage == &state.bottom;
              std::vector<std::string> row{
                  is_first ? state.name : "",
                  is_first ? temperature_of(state) : "",
                  name,
                  warpage.face,
                  value_of(warpage),
                  to_string(warpage.shape),
                  fmt::format("{:+.2f}, {:+.2f} um", to_micrometres(warpage.diagonals[0]), to_micrometres(warpage.diagonals[1])),
                  bow_of(warpage),
                  limit_of(warpage)};
              if (has_errors)
                row.insert(row.begin() + error_column, error_of(error));
              table.add(row);
            };
            add(label(state.bottom, "bottom"), state.bottom, state.error);
            add(label(state.top, "top"), state.top, state.top_error);
            for (const NamedWarpage &face : state.faces)
              add(face.name, face.warpage, face.error);
          }
      return table;
    }

    /// What the largest of bow and twist means.
    std::string board_verdict(double largest)
    {
      const char *verdict = largest <= surface_mount_limit ? "within 0.75 %, for surface-mount components"
                            : largest <= other_board_limit ? "above 0.75 %: not for surface-mount components"
                                                           : "FAIL: above 1.5 %";
      return fmt::format("{} (IPC-6012)", verdict);
    }

    /// Of boards: of rectangular zones that are at least 50 mm long.
    Table bow_twist_table(const RunResult &result)
    {
      constexpr double shortest_board = 0.05; // [m]; of packages the warpage is stated
      Table table({"state", "face", "of", "bow along x", "bow along y", "twist", "limit"});
      const auto add = [&](const std::string &state, const std::string &name, const Warpage &warpage) {
        const auto figures = find_bow_twist(warpage.map);
        if (!figures || std::max(warpage.map.x.back() - warpage.map.x.front(), warpage.map.y.back() - warpage.map.y.front()) <
                            shortest_board * (1 - 1e-9))
          return;
        table.add({state, name, warpage.face, fmt::format("{:+.3f} %", 100 * figures->bow[0]),
                   fmt::format("{:+.3f} %", 100 * figures->bow[1]), fmt::format("{:+.3f} %", 100 * figures->twist),
                   board_verdict(figures->largest())});
      };
      for (const StateResult &state : result.states)
        if (state.has_displacement)
          {
            add(state.name, label(state.bottom, "bottom"), state.bottom);
            add(state.name, label(state.top, "top"), state.top);
            for (const NamedWarpage &face : state.faces)
              add(state.name, face.name, face.warpage);
          }
      return table;
    }

    Table gap_table(const RunResult &result)
    {
      Table table({"state", "gap", "between", "distance", "smallest change", "largest change", "mean"});
      for (const StateResult &state : result.states)
        for (const Gap &gap : state.gaps)
          {
            // The estimate is that of the larger change.
            const bool is_largest = std::abs(gap.largest) >= std::abs(gap.smallest);
            const std::string error = gap.error ? " " + error_of(gap.error) : "";
            table.add({state.name, gap.name, gap.faces[0] + " and " + gap.faces[1], fmt::format("{:.2f} um", to_micrometres(gap.distance)),
                       fmt::format("{:+.2f} um{}", to_micrometres(gap.smallest), is_largest ? "" : error),
                       fmt::format("{:+.2f} um{}", to_micrometres(gap.largest), is_largest ? error : ""),
                       fmt::format("{:+.2f} um", to_micrometres(gap.mean))});
          }
      return table;
    }

    void print_warnings(std::ostream &out, const std::vector<Warning> &warnings)
    {
      if (warnings.empty())
        return;
      out << "\nWarnings\n";
      for (const Warning &warning : warnings)
        out << "  " << to_line(warning) << '\n';
    }

    Table cycle_table(const RunResult &result)
    {
      Table table({"plan", "cells", "unknowns", "state", "warpage", "mesh error"});
      if (!result.adaptive)
        return table;
      unsigned number = 0;
      for (const AdaptiveCycle &cycle : result.adaptive->cycles)
        {
          ++number;
          for (const AdaptiveCycle::Figure &figure : cycle.figures)
            {
              const bool is_first = &figure == &cycle.figures.front();
              table.add({is_first ? fmt::format("{}", number) : "", is_first ? fmt::format("{}", cycle.plan_cells) : "",
                         is_first ? fmt::format("{}", cycle.dofs) : "", figure.state + (figure.face.empty() ? "" : ", " + figure.face),
                         fmt::format("{:+.4f} um", to_micrometres(figure.warpage)),
                         figure.error ? fmt::format("+- {:.2g} um", to_micrometres(*figure.error)) : "not known"});
            }
        }
      return table;
    }

    Table hotspot_table(const RunResult &result, const PartGroups &groups)
    {
      Table table({"state", "part", "hottest", "over ambient", "at"});
      for (const StateResult &state : result.states)
        for (const auto &alike : groups.collect(state.hotspots))
          {
            const Hotspot &hotspot = alike.largest(&Hotspot::temperature);
            table.add({state.name, alike.name(hotspot, "hottest"), fmt::format("{:.2f} degC", to_celsius(hotspot.temperature)),
                       hotspot.rise ? fmt::format("{:+.2f} K", *hotspot.rise) : "-", place(hotspot.at)});
          }
      return table;
    }

    Table part_temperature_table(const RunResult &result, const PartGroups &groups)
    {
      Table table({"state", "part", "block", "maximum", "mean", "minimum"});
      for (const StateResult &state : result.states)
        for (const auto &alike : groups.collect(state.temperatures))
          {
            const PartTemperature &part = alike.largest(&PartTemperature::maximum);
            table.add({state.name, alike.name(part, "hottest"), part.block.value_or("-"),
                       fmt::format("{:.2f} degC", to_celsius(part.maximum)), fmt::format("{:.2f} degC", to_celsius(part.mean)),
                       fmt::format("{:.2f} degC", to_celsius(part.minimum))});
          }
      return table;
    }

    Table stress_table(const RunResult &result, const PartGroups &groups)
    {
      Table table(
          {"state", "part", "material", "von Mises", "99 %", "95 %", "largest at", "first principal", "99 %", "95 %", "largest at"});
      const auto von_mises = [](double stress) { return fmt::format("{:.1f} MPa", megapascals(stress)); };
      const auto principal = [](double stress) { return fmt::format("{:+.1f} MPa", megapascals(stress)); };
      for (const StateResult &state : result.states)
        for (const auto &alike : groups.collect(state.stresses))
          {
            const PartStress &stress = alike.largest(&PartStress::von_mises), &tension = alike.largest(&PartStress::first_principal);
            table.add({state.name, alike.name(stress, "worst"), stress.material, von_mises(stress.von_mises),
                       von_mises(stress.von_mises_percentiles[1]), von_mises(stress.von_mises_percentiles[0]), place(stress.von_mises_at),
                       principal(tension.first_principal), principal(tension.first_principal_percentiles[1]),
                       principal(tension.first_principal_percentiles[0]),
                       place(tension.first_principal_at) + (&tension == &stress ? "" : " of " + tension.part)});
          }
      return table;
    }

    Table probe_table(const RunResult &result)
    {
      Table table({"state", "probe", "at", "ux", "uy", "uz", "temperature"});
      for (const StateResult &state : result.states)
        for (const ProbeValue &probe : state.probes)
          if (!state.has_displacement)
            table.add({state.name, probe.name, place(probe.at), "-", "-", "-", fmt::format("{:.2f} degC", to_celsius(probe.temperature))});
          else
            table.add({state.name, probe.name, place(probe.at), fmt::format("{:+.4g} um", to_micrometres(probe.displacement[0])),
                       fmt::format("{:+.4g} um", to_micrometres(probe.displacement[1])),
                       fmt::format("{:+.4g} um", to_micrometres(probe.displacement[2])),
                       fmt::format("{:.2f} degC", to_celsius(probe.temperature))});
      return table;
    }

    /// Energy and forces of a submodel against its source.
    Table submodel_table(const RunResult &result)
    {
      Table table({"state", "", "here", "source", "difference"});
      if (!result.submodel)
        return table;
      const auto force = [](const Resultant &r) {
        return fmt::format("({:+.3g}, {:+.3g}, {:+.3g}) N", r.force[0], r.force[1], r.force[2]);
      };
      for (const SubmodelBalance &balance : result.submodel->balances)
        {
          const std::optional<double> source = balance.energy_source;
          table.add({balance.state, "strain energy", fmt::format("{:.4g} uJ", 1e6 * balance.energy),
                     source ? fmt::format("{:.4g} uJ", 1e6 * *source) : "-",
                     source && *source > 0 ? fmt::format("{:+.2f} %", 100 * (balance.energy / *source - 1)) : "-"});
          for (const CutFace &face : balance.faces)
            table.add({"", "force on " + face.side, force(face.here), face.source ? force(*face.source) : "-",
                       face.difference() ? fmt::format("{:.2f} % of the tractions", 100 * *face.difference()) : "-"});
          const auto add_net = [&](const std::string &name, const std::optional<double> &net) {
            if (net)
              table.add({"", name, fmt::format("{:.1e} of the tractions", *net), "-", "-"});
          };
          add_net("net force by the nodes", balance.net_reaction());
          add_net("net force by the tractions", balance.net_traction());
        }
      return table;
    }

    /// Solves of one kind in one line: their number, and the most iterations and the largest residual among them.
    Table solver_table(const RunResult &result)
    {
      Table table({"solve", "method", "iterations", "relative residual", "error in energy"});
      const auto add = [&](const std::string &name, const SolveInfo &solve) {
        // Properties that follow the solution take several passes, each with a solve of its own.
        const std::string iterations =
            fmt::format("{}", solve.iterations) + (solve.passes.size() > 1 ? fmt::format(" in {} passes", solve.passes.size()) : "");
        table.add(
            {name, solve.method, iterations, fmt::format("{:.1e}", solve.relative_residual), fmt::format("{:.1e}", solve.energy_error)});
      };
      if (result.temperature)
        add("temperature", *result.temperature);
      if (result.states.empty() || !result.states.front().has_displacement)
        return table;
      constexpr std::size_t most_lines = 4;
      if (result.states.size() <= most_lines)
        {
          for (const StateResult &state : result.states)
            add("displacement, " + state.name, state.displacement);
          return table;
        }
      SolveInfo largest = result.states.front().displacement;
      for (const StateResult &state : result.states)
        {
          largest.iterations = std::max(largest.iterations, state.displacement.iterations);
          largest.relative_residual = std::max(largest.relative_residual, state.displacement.relative_residual);
        }
      add(fmt::format("displacement, the largest of {} states", result.states.size()), largest);
      return table;
    }

    Table material_table(const RunResult &result)
    {
      Table table({"material", "law"});
      for (const UsedMaterial &material : result.materials)
        table.add({material.name, material.law});
      return table;
    }

    Table stage_table(const RunResult &result)
    {
      Table table({"stage", "time", "peak memory"});
      double seconds = 0, bytes = 0;
      for (const StageCost &stage : result.stages)
        {
          table.add({stage.stage, fmt::format("{:.2f} s", stage.seconds), fmt::format("{:.0f} MB", stage.peak_bytes * 1e-6)});
          seconds += stage.seconds;
          bytes = std::max(bytes, stage.peak_bytes);
        }
      if (table.has_rows())
        table.add({"total", fmt::format("{:.2f} s", seconds), fmt::format("{:.0f} MB", bytes * 1e-6)});
      return table;
    }
  } // namespace

  void print_summary(std::ostream &out, const RunResult &result, const SummaryRequest &request)
  {
    const PartGroups groups(request.groups);
    out << '\n' << (result.case_title.empty() ? result.case_name : result.case_title) << '\n';
    print_section(out, "States (--stresses shows the stresses of every part)", state_table(result));
    print_section(out, "Warpage (+ convex: centre away from the board; - concave: centre towards it)", warpage_table(result));
    print_section(out, "Bow and twist of boards (IPC-TM-650 2.4.22; + bow: the edge lies above its corners)", bow_twist_table(result));
    print_section(out, "Gaps (+ opens)", gap_table(result));
    print_section(out, "Window against its source", submodel_table(result));
    print_warnings(out, result.warnings);
    print_section(out, "Hotspots", hotspot_table(result, groups));
    print_section(out, "Temperatures of parts (mean by volume) and power blocks (on the active face)",
                  part_temperature_table(result, groups));
    if (request.stresses)
      print_section(
          out,
          "Largest stresses, and what 99 % and 95 % of a part's volume stay below (the largest beside free edges and corners grow "
          "with refinement)",
          stress_table(result, groups));
    print_section(out, "Probes", probe_table(result));
    if (result.sensitivities)
      print_sensitivities(out, *result.sensitivities);

    print_section(out, "Materials", material_table(result));
    print_section(out, "Path in time (each step a pair of solves)", make_path_table(result));

    const MeshInfo &mesh = result.mesh;
    out << fmt::format("\nMesh\n  {} cells ({} in the plan, {} elements through the thickness), degree {} x {}, symmetry: {}\n", mesh.cells,
                       mesh.plan_cells, mesh.layer_elements, mesh.degree, mesh.degree_z, mesh.symmetry);
    out << "  ";
    if (mesh.dofs > 0)
      out << fmt::format("{} unknown displacements", mesh.dofs);
    if (mesh.dofs_temperature)
      out << fmt::format("{}{} unknown temperatures", mesh.dofs > 0 ? ", " : "", mesh.dofs_temperature);
    out << '\n';
    for (const std::string &sentence : mesh.averaged)
      out << "  " << sentence << '\n';
    print_layout_errors(out, mesh.layouts);

    print_section(out, "Refinement of the plan", cycle_table(result));
    if (result.adaptive)
      out << fmt::format("  {}: {}\n", result.adaptive->is_met ? "done" : "THE TOLERANCE IS NOT MET", result.adaptive->end);

    print_section(out, "Solver", solver_table(result));
    print_section(out, fmt::format("Time and peak memory by stage, {} rank{}", result.ranks, result.ranks == 1 ? "" : "s"),
                  stage_table(result));
    out << fmt::format("\nSagitta {} ({}), case {}\n", result.version, result.revision, result.case_hash.substr(0, 12));
    out << std::flush;
  }
} // namespace sagitta::results
