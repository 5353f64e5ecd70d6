// Sections of a page with figures: temperatures, stresses, mesh, costs.

#include <solver/report/html.h>
#include <solver/report/sections.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace sagitta::report
{
  namespace
  {
    std::string name_of(const Json &json, const char *key = "name")
    {
      return html(json.at(key).get<std::string>());
    }

    std::string temperatures_of(const StoredRun &run)
    {
      Table spots("Hottest point of every die", "llrrl", {"state", "die", "hottest [degC]", "over ambient [K]", "at x, y, z [mm]"});
      Table parts("Parts, and blocks of power on their active face", "lllrrr",
                  {"state", "part", "block", "maximum [degC]", "mean [degC]", "minimum [degC]"});
      for (const Json &state : run.states())
        {
          for (const Json &spot : state.at("hotspots"))
            {
              const Json &at = spot.at("at").at("value");
              spots.add({name_of(state), name_of(spot, "part"), celsius(number(spot.at("temperature"))),
                         spot.contains("rise") ? fmt::format("{:+.1f}", number(spot.at("rise"))) : "",
                         millimetres(at.at(0)) + ", " + millimetres(at.at(1)) + ", " + millimetres(at.at(2))});
            }
          for (const Json &part : state.at("temperatures"))
            parts.add({name_of(state), name_of(part, "part"), part.contains("block") ? name_of(part, "block") : "",
                       celsius(number(part.at("maximum"))), celsius(number(part.at("mean"))), celsius(number(part.at("minimum")))});
        }
      return (spots.is_empty() ? "" : spots.to_html()) + (parts.is_empty() ? "" : parts.to_html());
    }

    /// The values of one part in one state.
    struct PartStress
    {
      std::string state;
      const Json *stress;
    };

    double percentile(const Json &stress, const char *measure, const char *share)
    {
      return number(stress.at(measure).at("percentiles").at(share));
    }

    /// The state where the 99 % value is largest.
    const PartStress &worst(const std::vector<PartStress> &states, const char *measure)
    {
      return *std::max_element(states.begin(), states.end(), [&](const PartStress &a, const PartStress &b) {
        return percentile(*a.stress, measure, "99") < percentile(*b.stress, measure, "99");
      });
    }

    std::vector<std::string> stress_cells(const PartStress &part, const char *measure)
    {
      return {megapascals(percentile(*part.stress, measure, "95")), megapascals(percentile(*part.stress, measure, "99"))};
    }

    std::string mean_cell(const Json &stress)
    {
      const Json &mean = stress.at("mean").at("value");
      return megapascals(mean.at(0)) + ", " + megapascals(mean.at(1)) + ", " + megapascals(mean.at(2));
    }

    std::string stresses_of(const StoredRun &run)
    {
      std::vector<std::string> order;
      std::map<std::string, std::vector<PartStress>> by_part;
      Table all("Stresses of every part in every state [MPa]", "lllrrrrr",
                {"state", "part", "material", "von Mises 95 %", "99 %", "first principal 95 %", "99 %", "mean xx, yy, zz"});
      for (const Json &state : run.states())
        if (state.contains("stresses"))
          for (const Json &stress : state.at("stresses"))
            {
              const PartStress part{name_of(state), &stress};
              auto &states = by_part[name_of(stress, "part")];
              if (states.empty())
                order.push_back(name_of(stress, "part"));
              states.push_back(part);
              const auto mises = stress_cells(part, "von_mises"), principal = stress_cells(part, "first_principal");
              all.add({part.state, name_of(stress, "part"), name_of(stress, "material"), mises[0], mises[1], principal[0], principal[1],
                       mean_cell(stress)});
            }
      if (order.empty())
        return "";
      Table table("The state with the largest stress of every part [MPa]", "llrrlrrl",
                  {"part", "material", "von Mises 95 %", "99 %", "in state", "first principal 95 %", "99 %", "in state"});
      for (const std::string &part : order)
        {
          const PartStress &mises = worst(by_part[part], "von_mises"), &principal = worst(by_part[part], "first_principal");
          const auto a = stress_cells(mises, "von_mises"), b = stress_cells(principal, "first_principal");
          table.add(
              {"<strong>" + part + "</strong>", name_of(*mises.stress, "material"), a[0], a[1], mises.state, b[0], b[1], principal.state});
        }
      return table.to_html() + "<details><summary>All states</summary>" + all.to_html() + "</details>\n";
    }

    std::string error_statement(const StoredRun &run)
    {
      double largest = 0, share = 0;
      std::string state_name;
      unsigned n = 0;
      bool has_tolerance = false, is_met = true;
      for (const Json &state : run.states())
        if (state.contains("warpage") && state.at("warpage").at("bottom").contains("estimated_error"))
          {
            const Json &bottom = state.at("warpage").at("bottom"), &error = bottom.at("estimated_error");
            ++n;
            if (number(error) >= largest)
              {
                largest = number(error);
                share = number(bottom.at("peak_to_valley")) > 0 ? largest / number(bottom.at("peak_to_valley")) : 0;
                state_name = name_of(state);
              }
            if (error.contains("within_tolerance"))
              {
                has_tolerance = true;
                is_met = is_met && error.at("within_tolerance").get<bool>();
              }
          }
      if (n == 0)
        return "<strong>The error of the mesh was not estimated.</strong> It is not known how much the warpage would change on a finer "
               "mesh; <code>mesh: {estimate_error: true}</code> in the case estimates it, <code>mesh: {adaptive: ...}</code> refines to a "
               "tolerance.";
      std::string text = fmt::format("The estimated discretisation error of the bottom face's warpage is at most <strong>{} um</strong> "
                                     "({:.2g} % of peak to valley) over {} {}, in the state {}.",
                                     micrometres(largest, false), 100 * share, n, n == 1 ? "state" : "states", state_name);
      if (has_tolerance)
        text += is_met ? " Every state is within its tolerance." : " <strong>Not every state is within its tolerance.</strong>";
      return text + " It is the error of the mesh alone, not that of materials, loads and the model.";
    }

    std::string error_table(const StoredRun &run)
    {
      Table table("Estimated error of the warpage of the bottom face [um]", "lrrrrl",
                  {"state", "warpage", "error", "of the plan", "of the thickness", "coarsest layer"});
      for (const Json &state : run.states())
        if (state.contains("warpage") && state.at("warpage").at("bottom").contains("estimated_error"))
          {
            const Json &bottom = state.at("warpage").at("bottom"), &error = bottom.at("estimated_error");
            table.add({name_of(state), micrometres(number(bottom)), micrometres(number(error), false),
                       micrometres(number(error.at("plan")), false), micrometres(number(error.at("thickness")), false),
                       name_of(error, "coarsest_layer")});
          }
      return table.is_empty() ? "" : table.to_html();
    }

    std::string mesh_of(const StoredRun &run)
    {
      const Json &mesh = run.results.at("mesh");
      std::string text = paragraph(error_statement(run), "statement") + error_table(run);
      text += paragraph(
          fmt::format("{} cells ({} in the plan, {} elements through the thickness), degree {} x {}, symmetry: {}; widest cell "
                      "{} mm; {} unknown displacements, {} unknown temperatures.",
                      mesh.at("cells").get<long>(), mesh.at("plan_cells").get<long>(), mesh.at("layer_elements").get<long>(),
                      mesh.at("degree").get<int>(), mesh.at("degree_z").get<int>(), name_of(mesh, "symmetry"),
                      millimetres(number(mesh.at("widest_cell"))), mesh.at("dofs").get<long>(), mesh.at("dofs_temperature").get<long>()));
      if (!mesh.at("averaged").empty())
        {
          text += "<details><summary>Where the mesh averages materials</summary><ul>";
          for (const Json &sentence : mesh.at("averaged"))
            text += "<li>" + html(sentence.get<std::string>()) + "</li>\n";
          text += "</ul></details>\n";
        }
      return text;
    }

    std::string megabytes(double bytes)
    {
      return fmt::format("{:.0f}", bytes / 1048576);
    }

    std::string solver_line(const StoredRun &run)
    {
      std::string text;
      for (const char *field : {"temperature", "displacement"})
        if (run.results.at("solver").contains(field) && run.results.at("solver").at(field).is_object())
          {
            const Json &solve = run.results.at("solver").at(field);
            text += fmt::format("{}{}: {}, {} iterations{}, relative residual {:.1e}, estimated error in energy {:.1e}",
                                text.empty() ? "" : "; ", field, name_of(solve, "method"), solve.at("iterations").get<unsigned>(),
                                solve.contains("iterations_total") ? " at most" : "", solve.at("relative_residual").get<double>(),
                                solve.at("energy_error").get<double>());
          }
      return text.empty() ? "" : paragraph(text + ".");
    }

    std::string costs_of(const StoredRun &run)
    {
      const Json &time = run.results.at("time"), &memory = run.results.at("memory");
      std::string text =
          paragraph(fmt::format("<strong>{:.3g} s</strong> of wall time and <strong>{} MB</strong> of memory on {} {}.",
                                number(time.at("total")), megabytes(number(memory.at("peak"))), run.results.at("ranks").get<unsigned>(),
                                run.results.at("ranks") == 1 ? "process" : "processes")) +
          solver_line(run);
      Table table("Stages", "lrr", {"stage", "time [s]", "memory so far [MB]"});
      for (const auto &[stage, seconds] : time.at("stages").items())
        table.add({html(stage), fmt::format("{:.2f}", number(seconds)),
                   memory.at("stages").contains(stage) ? megabytes(number(memory.at("stages").at(stage))) : ""});
      return text + "<details><summary>Stages</summary>" + table.to_html() + "</details>\n";
    }

    /// One part per run, with the name of the run where there are several.
    template <typename Part>
    std::string for_each_run(const Runs &runs, const Part &part)
    {
      std::string content;
      for (const StoredRun &run : runs)
        if (const std::string text = part(run); !text.empty())
          content += run_heading(runs, run) + text;
      return content;
    }
  } // namespace

  std::string temperature_section(const Runs &runs)
  {
    const std::string content = for_each_run(runs, temperatures_of);
    return content.empty() ? "" : section("temperatures", "Hotspots and temperatures", content);
  }

  std::string stress_section(const Runs &runs)
  {
    const std::string content = for_each_run(runs, stresses_of);
    if (content.empty())
      return "";
    return section("stresses", "Stresses",
                   paragraph("Percentiles by volume: 95 % and 99 % of the volume of a part do not exceed them. They exclude the edges and "
                             "corners where the exact stress is unbounded and a peak grows with every refinement of the mesh; results.json "
                             "has the largest values, for comparisons on one mesh.",
                             "note") +
                       content);
  }

  std::string mesh_section(const Runs &runs)
  {
    return section("mesh", "Mesh and its error", for_each_run(runs, mesh_of));
  }

  std::string cost_section(const Runs &runs)
  {
    return section("costs", "Costs", for_each_run(runs, costs_of));
  }
} // namespace sagitta::report
