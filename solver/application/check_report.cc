#include <solver/application/check_report.h>

#include <materials/display_units.h>

#include <meshing/package/point_table.h>

#include <solver/application/computed_materials.h>
#include <solver/case/names.h>
#include <solver/case/process.h>
#include <solver/case/unused_laws.h>
#include <solver/programme/warnings.h>
#include <solver/results/layout_tables.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::application
{
  namespace
  {
    using meshing::Body;
    using meshing::BodyKind;

    // Adding zero turns -0 into 0.
    double millimetres(double metres)
    {
      return 1e3 * metres + 0.;
    }
    std::string word(BodyKind kind)
    {
      switch (kind)
        {
        case BodyKind::layer:
          return "part";
        case BodyKind::die:
          return "die";
        case BodyKind::gap:
          return "gap";
        case BodyKind::tile:
          return "tiles";
        }
      return "";
    }

    std::string shape(const meshing::Outline &outline)
    {
      if (const auto *disc = std::get_if<meshing::Disc>(&outline))
        return fmt::format("diameter {:g} mm at ({:g}, {:g}) mm", millimetres(2 * disc->radius), millimetres(disc->x),
                           millimetres(disc->y));
      const auto &box = std::get<meshing::Rectangle>(outline);
      // Half sums of rounded coordinates leave 1e-19 where 0 is meant.
      const auto without_rounding = [](double length) { return std::abs(length) < 1e-12 ? 0.0 : millimetres(length); };
      return fmt::format("{:g} x {:g} mm at ({:g}, {:g}) mm", without_rounding(box.x_max - box.x_min),
                         without_rounding(box.y_max - box.y_min), without_rounding((box.x_min + box.x_max) / 2),
                         without_rounding((box.y_min + box.y_max) / 2));
    }

    void print_layers(std::ostream &out, const meshing::Package &package)
    {
      out << "\nLayers, top to bottom\n";
      const std::vector<double> z = package.interfaces();
      for (std::size_t i = package.layers.size(); i-- > 0;)
        out << fmt::format("  {:<24} {:>10.4g} um   z = {:.6g} to {:.6g} um, {} element{}\n", package.layers[i].name,
                           to_micrometres(package.layers[i].thickness), to_micrometres(z[i]), to_micrometres(z[i + 1]),
                           package.layers[i].elements, package.layers[i].elements == 1 ? "" : "s");
    }

    /// Law and stress-free temperature of a part.
    std::string mechanical(const Materials &materials, const Body &body)
    {
      const std::string law = mechanical_law_names().name(materials.law(body.material));
      if (body.stress_free_field)
        return fmt::format(", {}, stress-free at {:.6g} to {:.6g} degC", law, to_celsius(body.stress_free_field->smallest()),
                           to_celsius(body.stress_free_field->largest()));
      const std::array<double, 3> none{};
      return fmt::format(", {}, {} at {:.6g} degC", law, body.intrinsic_strain == none ? "stress-free" : "film stress as prescribed",
                         to_celsius(body.stress_free_temperature));
    }

    /// Layers, material and power of a part.
    std::string contents(const Case &problem, const Body &body)
    {
      const auto &package = problem.package;
      std::string text = fmt::format(", in {}", package.layers[body.first_layer].name);
      if (body.first_layer != body.last_layer)
        text += " to " + package.layers[body.last_layer].name;
      if (body.kind != BodyKind::gap)
        text +=
            "; " + problem.materials[body.material].name + (problem.programme.has_displacement ? mechanical(problem.materials, body) : "");
      double power = 0;
      for (const meshing::PowerBlock &block : body.power)
        power += block.power;
      if (!body.power.empty())
        text += fmt::format("; {:g} W ({})", power, power_place_names().name(body.power_place));
      return text;
    }

    /// The shapes of parts that are alike: their number, and the smallest and largest diameter.
    std::string shapes(const std::vector<const Body *> &bodies)
    {
      double smallest = 0, largest = 0;
      std::size_t discs = 0;
      for (const Body *body : bodies)
        if (const auto *disc = std::get_if<meshing::Disc>(&body->outline))
          {
            smallest = discs == 0 ? 2 * disc->radius : std::min(smallest, 2 * disc->radius);
            largest = std::max(largest, 2 * disc->radius);
            ++discs;
          }
      std::string text;
      if (discs > 0)
        text = fmt::format("{} of diameter {:.6g}{} um", discs, to_micrometres(smallest),
                           largest > smallest * (1 + 1e-9) ? fmt::format(" to {:.6g}", to_micrometres(largest)) : "");
      if (discs < bodies.size())
        text += fmt::format("{}{} rectangles", text.empty() ? "" : " and ", bodies.size() - discs);
      if (discs == 0)
        text += ", the first " + shape(bodies.front()->outline);
      return text;
    }

    void print_parts(std::ostream &out, const Case &problem)
    {
      out << "\nParts; where parts overlap, the later part applies\n";
      const std::vector<Body> &bodies = problem.package.bodies;
      std::map<std::pair<std::string, unsigned>, std::vector<const Body *>> groups; // by material too; they stand where the first one does
      for (const Body &body : bodies)
        if (!body.group.empty())
          groups[{body.group, body.material}].push_back(&body);
      for (const Body &body : bodies)
        {
          const std::vector<const Body *> alone = {&body};
          const std::vector<const Body *> &alike = body.group.empty() ? alone : groups[{body.group, body.material}];
          if (alike.front() == &body)
            out << fmt::format("  {:<24} {:<5} {}{}\n", alike.size() == 1 ? body.name : body.group, word(body.kind),
                               alike.size() == 1 ? shape(body.outline) : shapes(alike), contents(problem, body));
        }
      for (const std::string &sentence : unused_laws(problem.materials))
        out << "  note: " << sentence << "\n";
    }

    /// Powers by part and block; the smaller ones of many blocks together.
    void print_power(std::ostream &out, const meshing::Package &package)
    {
      constexpr std::size_t most_blocks = 40;
      double total = 0;
      std::string text;
      for (const Body &body : package.bodies)
        {
          if (body.power.empty())
            continue;
          std::vector<const meshing::PowerBlock *> blocks;
          double sum = 0;
          for (const meshing::PowerBlock &block : body.power)
            {
              blocks.push_back(&block);
              sum += block.power;
            }
          total += sum;
          text += fmt::format("  {:<24} {:>12.6g} W\n", body.name, sum);
          if (blocks.size() > most_blocks)
            std::stable_sort(blocks.begin(), blocks.end(), [](const auto *a, const auto *b) { return a->power > b->power; });
          if (blocks.size() == 1 && blocks.front()->name == body.name)
            continue; // uniform over the part
          double rest = sum;
          for (std::size_t i = 0; i < std::min(blocks.size(), most_blocks); ++i)
            {
              const meshing::Rectangle &area = blocks[i]->area;
              text += fmt::format("    {:<22} {:>12.6g} W  {:>10.4g} W/mm2 on {}\n", blocks[i]->name, blocks[i]->power,
                                  1e-6 * blocks[i]->power / ((area.x_max - area.x_min) * (area.y_max - area.y_min)), shape(area));
              rest -= blocks[i]->power;
            }
          if (blocks.size() > most_blocks)
            text += fmt::format("    {:<22} {:>12.6g} W\n", fmt::format("{} more blocks", blocks.size() - most_blocks), rest);
        }
      if (!text.empty())
        out << "\nPower\n" << text << fmt::format("  {:<24} {:>12.6g} W\n", "total", total);
    }

    void print_volumes(std::ostream &out, const results::MeshInfo &mesh)
    {
      std::map<std::string, double> volumes;
      double total = 0;
      for (const results::PartVolume &part : mesh.volumes)
        {
          volumes[part.material] += part.volume;
          total += part.volume;
        }
      out << "\nVolumes by material\n";
      for (const auto &[material, volume] : volumes)
        out << fmt::format("  {:<32} {:>12.6g} mm3  {:5.1f} %\n", material, 1e9 * volume, total > 0 ? 100 * volume / total : 0.0);
      out << fmt::format("  {:<32} {:>12.6g} mm3\n", "total", 1e9 * total);
    }

    std::string temperature_of(const State &state)
    {
      if (state.temperature)
        return fmt::format("{:.6g} degC", to_celsius(*state.temperature));
      if (!state.table)
        return "temperature solved";
      if (const auto *other = state.table->reference())
        return fmt::format("temperature of the state {} in {}", other->state, other->directory);
      return fmt::format("{:.6g} to {:.6g} degC by a table of {} points", to_celsius(state.table->smallest()),
                         to_celsius(state.table->largest()), state.table->size());
    }

    void print_states(std::ostream &out, const Case &problem)
    {
      out << (problem.programme.path ? "\nStates, one after another\n" : "\nStates\n");
      double time = 0;
      if (problem.programme.path)
        {
          out << fmt::format("  {:<24} {:.6g} degC at 0 s", "(start)", to_celsius(problem.programme.path->start_temperature));
          for (std::size_t m = 0; m < problem.materials.size(); ++m)
            if (materials::has_memory(problem.materials.laws[m]) && problem.materials[m].cure)
              out << fmt::format("; {} cured to {:g} %", problem.materials[m].name, 100 * problem.programme.path->initial_cure[m]);
          out << "\n";
        }
      for (const State &state : problem.programme.states)
        {
          out << fmt::format("  {:<24} {}", state.name, temperature_of(state));
          if (state.duration)
            out << fmt::format(" at {:.6g} s", time += *state.duration);
          out << "\n";
        }
      out << fmt::format("\nConditions: films {}, fixed temperatures {}, supports {}, pressures {}; probes {}{}\n",
                         problem.conditions.thermal.films.size(), problem.conditions.thermal.fixed_temperatures.size(),
                         problem.conditions.mechanical.supports.size(), problem.conditions.mechanical.pressures.size(),
                         problem.requests.probes.size(),
                         problem.programme.has_displacement && problem.conditions.mechanical.supports.empty() && !problem.submodel &&
                                 !problem.programme.process
                             ? "; the body is free, rigid motion is projected out"
                             : "");
    }

    std::string names_of_parts(const meshing::Package &package, const std::vector<unsigned> &bodies)
    {
      std::vector<std::string> names;
      for (const unsigned b : bodies)
        {
          const meshing::Body &body = package.bodies[b];
          const std::string &name = body.group.empty() ? body.name : body.group;
          if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(name);
        }
      return fmt::format("{}", fmt::join(names, ", "));
    }

    /// The steps with their states.
    void print_process(std::ostream &out, const Case &problem)
    {
      if (!problem.programme.process)
        return;
      const std::vector<ProcessStep> &steps = problem.programme.process->steps;
      out << "\nProcess\n";
      for (std::size_t s = 0; s < steps.size(); ++s)
        {
          const ProcessStep &step = steps[s];
          std::string what;
          const auto add = [&](const std::string &text) { what += (what.empty() ? "" : "; ") + text; };
          if (!step.leaves.empty())
            add("removed: " + names_of_parts(problem.package, step.leaves));
          if (!step.joins.empty())
            add(s == 0
                    ? "present: " + names_of_parts(problem.package, step.joins)
                    : fmt::format("added: {} ({})", names_of_parts(problem.package, step.joins), placement_names().name(step.placement)));
          if (step.supports)
            add("supports: " + step.hold);
          for (const Pressure &pressure : step.pressures)
            add(fmt::format("{:.6g} MPa on the top", 1e-6 * pressure.pressure));
          const std::size_t end = s + 1 < steps.size() ? steps[s + 1].first_state : problem.programme.states.size();
          std::string way;
          for (std::size_t i = step.first_state; i < end; ++i)
            if (const State &state = problem.programme.states[i]; *state.duration > 0)
              way += fmt::format("{}{:.6g} degC in {:.4g} s", way.empty() ? "" : ", ",
                                 to_celsius(*(state.temperature ? state.temperature : state.surroundings)), *state.duration);
          if (!way.empty())
            add("to " + way);
          out << fmt::format("  {:<24} {}\n", step.name, what);
        }
    }

    void print_submodel(std::ostream &out, const Case &problem)
    {
      if (!problem.submodel)
        return;
      const Submodel &submodel = *problem.submodel;
      const meshing::Rectangle &window = submodel.window;
      out << fmt::format("\nSubmodel of {}: x = {:g} to {:g} mm, y = {:g} to {:g} mm, cut at",
                         submodel.source ? submodel.source->name : submodel.results, 1e3 * window.x_min, 1e3 * window.x_max,
                         1e3 * window.y_min, 1e3 * window.y_max);
      for (const CutPlane &cut : problem.conditions.cuts)
        out << " " << side_names().name(cut.side);
      out << (submodel.results.empty() ? "; the source is solved first, unless its results already exist"
                                       : "; source in " + submodel.results)
          << "\n";
      for (const std::string &sentence : submodel.left_out)
        out << "  note: " << sentence << "\n";
    }

    std::string name_face(const Case &problem, const std::optional<FaceRequest> &named, Side side)
    {
      const StackFace face =
          named ? named->face : StackFace{side, {}, side == Side::bottom ? problem.requests.warpage.bottom_layer : std::nullopt};
      if (face.body)
        return problem.package.bodies[*face.body].name + "." + side_names().name(face.side);
      if (face.layer)
        return "the bottom face of layer " + problem.package.layers[*face.layer].name + ", on which the balls are";
      return side == Side::bottom ? "the lowest plane" : "the highest plane";
    }

    void print_measured_faces(std::ostream &out, const Case &problem)
    {
      const WarpageRequest &request = problem.requests.warpage;
      out << fmt::format("Warpage: bottom is {}; top is {}", name_face(problem, request.bottom, Side::bottom),
                         name_face(problem, request.top, Side::top));
      for (const FaceRequest &face : request.further)
        out << fmt::format("; {} is {}", face.name, name_face(problem, face, face.face.side));
      for (const GapRequest &gap : request.gaps)
        out << fmt::format("; gap {}", gap.name);
      out << "\n";
    }

    /// The tolerance of the refinement, and the size of the largest plan.
    void print_refinement(std::ostream &out, const AdaptiveRequest &request, const results::MeshInfo &start)
    {
      out << fmt::format("Refinement: starts from this plan and ends when the estimated error of the bottom face's warpage is at most {} "
                         "for every state\n",
                         request.length ? fmt::format("{:g} um", to_micrometres(*request.length))
                                        : fmt::format("{:g} % of the warpage of the state", 100 * *request.share));
      out << fmt::format("  at most {} plans, each with at most {} displacement unknowns ({:.3g} GB)\n", request.max_cycles,
                         request.max_dofs, 1e-9 * start.largest_memory);
    }

    /// A number that was counted, or estimated.
    std::string number(unsigned long long count, bool is_estimated)
    {
      return is_estimated ? fmt::format("about {:.3g}", static_cast<double>(count)) : std::to_string(count);
    }

    void print_mesh(std::ostream &out, const Case &problem, const programme::CheckedMesh &checked, const MemoryLimit &memory)
    {
      const results::MeshInfo &mesh = checked.mesh;
      out << fmt::format(
          "\nMesh: {} plan cells x {} elements through the thickness, {} filled cells, degree {} in the plan and {} in z{}\n",
          number(mesh.plan_cells, checked.is_estimated), mesh.layer_elements, number(mesh.cells, checked.is_estimated), mesh.degree,
          mesh.degree_z, mesh.symmetry.empty() ? "" : ", symmetry: " + mesh.symmetry);
      out << "Unknowns: ";
      if (mesh.dofs > 0)
        out << fmt::format("{} displacements", number(mesh.dofs, checked.is_estimated));
      if (mesh.dofs_temperature > 0)
        out << fmt::format("{}{} temperatures", mesh.dofs > 0 ? ", " : "", number(mesh.dofs_temperature, checked.is_estimated));
      out << fmt::format("\nEstimated memory, all ranks: {:.3g} GB{}\n", 1e-9 * mesh.estimated_memory,
                         mesh.estimated_memory > memory.bytes ? ", more than is available: " + memory.reason : "");
      for (const std::vector<std::string> *sentences : {&checked.remarks, &mesh.averaged})
        for (const std::string &sentence : *sentences)
          out << "  note: " << sentence << "\n";
      for (const results::Warning &warning : programme::warn_of_case(problem, mesh))
        out << "  warning: " << results::to_line(warning) << "\n";
      if (problem.numerics.adaptive)
        print_refinement(out, *problem.numerics.adaptive, mesh);
    }
  } // namespace

  void print_check(std::ostream &out, const Case &problem, const programme::CheckedMesh &checked, const MemoryLimit &memory)
  {
    out << "Case " << problem.name << (problem.title.empty() ? "" : ": " + problem.title) << "\n";
    print_layers(out, problem.package);
    print_parts(out, problem);
    print_power(out, problem.package);
    if (!checked.is_estimated || !checked.mesh.volumes.empty())
      print_volumes(out, checked.mesh);
    print_computed_materials(out, problem);
    print_states(out, problem);
    print_process(out, problem);
    print_submodel(out, problem);
    print_measured_faces(out, problem);
    print_mesh(out, problem, checked, memory);
    results::print_layout_errors(out, checked.mesh.layouts);
    out << "\nThe case is valid" << (checked.is_estimated ? ", as far as can be checked without building its mesh" : "") << ". Hash "
        << problem.hash << "\n";
  }
} // namespace sagitta::application
