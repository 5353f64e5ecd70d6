#include <solver/input/case/case_reader.h>

#include <solver/case/names.h>
#include <solver/input/card/cards_beside.h>
#include <solver/input/card/material_table.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/case/conditions_reader.h>
#include <solver/input/case/history_reader.h>
#include <solver/input/case/material_check.h>
#include <solver/input/case/obsolete_values.h>
#include <solver/input/case/package/outline.h>
#include <solver/input/case/package/package_reader.h>
#include <solver/input/case/process/process_presets.h>
#include <solver/input/case/process/process_reader.h>
#include <solver/input/case/process/state_sweep.h>
#include <solver/input/case/sensitivity_reader.h>
#include <solver/input/text/gaps.h>
#include <solver/input/text/hash.h>
#include <solver/input/text/override.h>
#include <solver/input/text/value.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// fan_out of cases/fan_out/case.yaml and of fan_out.yaml.
    std::string case_name(const std::string &source)
    {
      const std::filesystem::path path = std::filesystem::absolute(source).lexically_normal();
      if (path.stem() == "case" && path.has_parent_path() && !path.parent_path().filename().empty())
        return path.parent_path().filename().string();
      return path.stem().string();
    }

    meshing::PlanRequest read_plan(const Value &mesh)
    {
      if (!mesh.has("plan"))
        {
          if (!mesh.has("adaptive"))
            mesh.fail("the key plan is missing: it gives the size of the cells, for instance plan: {resolution: 200 um}; it may be left "
                      "out only with adaptive");
          return meshing::PlanOfEdges{};
        }
      const Value plan = mesh.at("plan");
      if (plan.has("lattice"))
        {
          const std::vector<Value> cells = plan.at("lattice").items();
          return meshing::PlanLattice{{{cells[0].count(), cells[1].count()}}};
        }
      const double at_edges = plan.at("resolution").number();
      const double elsewhere = plan.has("elsewhere") ? plan.at("elsewhere").number() : 4 * at_edges;
      if (elsewhere < at_edges)
        plan.at("elsewhere").fail("cells away from edges cannot be smaller than the resolution at them");
      meshing::PlanResolution resolution{at_edges, elsewhere};
      if (plan.has("windows"))
        for (const Value &window : plan.at("windows").items())
          {
            const meshing::Rectangle area = rectangle(read_pair(window, "center"), read_pair(window, "size"));
            resolution.windows.push_back({area, window.at("resolution").number()});
            if (resolution.windows.back().at_edges > at_edges)
              window.at("resolution").fail("the cells of a window cannot be larger than those along the edges outside of it");
          }
      return resolution;
    }

    AdaptiveRequest read_adaptive(const Value &adaptive)
    {
      AdaptiveRequest request;
      const Value tolerance = adaptive.at("warpage_tolerance");
      (tolerance.dimension() == Dimension::length ? request.length : request.share) = tolerance.number();
      request.max_dofs = static_cast<unsigned long long>(adaptive.at("max_dofs").number());
      request.max_cycles = adaptive.at("max_cycles").count();
      return request;
    }

    /// Reads the cards that a package names, and makes its homogenised materials.
    MaterialTable read_materials(const std::vector<MaterialRequest> &requests, const MaterialNames &names)
    {
      MaterialTable table(names);
      for (const MaterialRequest &request : requests)
        if (const auto *named = std::get_if<NamedMaterial>(&request))
          table.read(named->name, named->source);
        else
          table.add(std::get<materials::LayerRecipe>(request));
      return table;
    }

    /// Place and key path of a section; the place of the file where the section is absent.
    Source section_source(const Value &root, const std::string &key)
    {
      return root.has(key) ? root.at(key).source() : Source{root.place(), key};
    }

    Numerics read_numerics(const Value &root)
    {
      const Value mesh = root.at("mesh");
      Numerics numerics;
      numerics.mesh.plan = read_plan(mesh);
      numerics.mesh.symmetry = mesh.at("symmetry").choice(symmetry_names());
      numerics.mesh.degree = mesh.at("degree").count();
      numerics.mesh.degree_z = mesh.at("degree_z").count();
      numerics.plan_source = mesh.has("plan") ? mesh.at("plan").source() : section_source(root, "mesh");
      if (mesh.has("adaptive"))
        numerics.adaptive = read_adaptive(mesh.at("adaptive"));
      numerics.estimate_error = numerics.adaptive || mesh.at("estimate_error").flag();
      // The estimate compares with a solution of one degree more, and the elements go up to degree 4.
      for (const char *degree : {"degree", "degree_z"})
        if (numerics.estimate_error && mesh.at(degree).count() == 4)
          mesh.at(degree).fail("errors are estimated with one degree more, and 4 is the highest degree: use 3 or less, or leave adaptive "
                               "and estimate_error out");
      if (root.has("solver"))
        {
          const Value solver = root.at("solver");
          numerics.solver = {solver.at("method").choice(solver_method_names()), solver.at("tolerance").number(),
                             solver.at("max_iterations").count()};
        }
      return numerics;
    }

    /// The case file after --set, not checked; a submodel with what it takes over from its source. Without the source only its own section
    /// is changed.
    Node parse_root(const TextFile &file, const std::vector<std::string> &overrides, const SubmodelSource *source = nullptr)
    {
      Node root = parse_document(file.text, file.source);
      if (root.kind != Node::Kind::map)
        throw input_error(root.place, "", "a case file is a map of keys; it begins for instance with sagitta: 1");
      // Overrides of `submodel` come first: they decide the source. The others follow, for inherited keys and own keys alike.
      const auto is_of_section = [](const std::string &assignment) { return assignment.compare(0, 8, "submodel") == 0; };
      for (const std::string &assignment : overrides)
        if (is_of_section(assignment))
          apply_override(root, assignment);
      if (const SourceRequest request = find_source(root); !request.file.empty())
        {
          if (source == nullptr)
            return root;
          inherit(*source, request.file, root);
        }
      for (const std::string &assignment : overrides)
        if (!is_of_section(assignment))
          apply_override(root, assignment);
      refuse_gaps(root);
      return root;
    }

    std::string texts_of(const TableFiles &tables)
    {
      std::string texts;
      for (const auto &[name, table] : tables)
        texts += "--- " + name + "\n" + table.text;
      return texts;
    }

    bool asks_for_displacement(const Value &root)
    {
      const std::vector<PhysicsKind> physics = read_physics(root);
      return std::count(physics.begin(), physics.end(), PhysicsKind::mechanics) > 0;
    }

    /// Throws InputError for an error estimate of what is not estimated: the warpage of heat alone, or of a prescribed temperature.
    void check_estimate(const Value &root, const Case &problem)
    {
      if (!problem.numerics.estimate_error)
        return;
      const Value request = root.at("mesh").at(problem.numerics.adaptive ? "adaptive" : "estimate_error");
      if (!problem.programme.has_displacement)
        request.fail("the error of the warpage is estimated, which physics: heat does not compute; leave this key out");
      for (const State &state : problem.programme.states)
        if (state.table)
          request.fail(fmt::format(
              "the state {} has a prescribed temperature field, for which the error is not estimated; leave this key out", state.name));
    }

    OutputRequest read_output(const Value &output)
    {
      OutputRequest request;
      request.fields = output.at("fields").flag();
      request.report = output.at("report").flag();
      request.file_groups = output.at("file_groups").count();
      if (output.has("measured"))
        {
          if (!request.report)
            output.at("measured").fail("measured warpage is shown by the report; add report: true, or leave this out");
          request.measured = output.at("measured").text();
          request.measured_source = output.at("measured").source();
        }
      return request;
    }
  } // namespace

  Case parse_case(const TextFile &file, const std::vector<std::string> &overrides, const Library &library, const TableFiles &tables,
                  const SubmodelSource *source)
  {
    Node root = parse_root(file, overrides, source);
    refuse_obsolete_values(root);
    check(root, *case_type(), "");
    if (!root.find("states") && !root.find("process"))
      throw input_error(root.place, "",
                        "the key states is missing: give the states to report, or a process, whose steps define the states");
    const std::string source_text = canonical_text(root);
    expand_states(root);
    if (root.find("process"))
      expand_preset(root);
    const std::optional<ProcessTimes> process = root.find("process") ? std::make_optional(expand_process(root)) : std::nullopt;
    const Value value(root, *case_type(), "");

    Case result;
    result.name = case_name(file.source);
    if (value.has("title"))
      result.title = value.at("title").text();
    const MaterialNames names(library, root.find("materials"));
    const PackageDescription description =
        read_package(value.at("package"), names, {tables, asks_for_displacement(value), process ? &*process : nullptr});
    if (description.package.bodies.empty())
      value.at("package").fail("every layer is empty and there are no parts; nothing is left to solve");
    MaterialTable materials = read_materials(description.materials, names);
    result.package = description.package;
    result.conditions.thermal.source = section_source(value, "thermal");
    result.conditions.mechanical.source = section_source(value, "mechanics");
    read_conditions(value, description, tables, result);
    result.numerics = read_numerics(value);
    if (std::any_of(result.programme.states.begin(), result.programme.states.end(),
                    [](const State &state) { return state.table != nullptr; }))
      result.numerics.mesh.symmetry = meshing::SymmetryRequest::none; // a table need not be symmetric
    if (value.has("output"))
      result.requests.output = read_output(value.at("output"));
    check_materials(result, description, materials);
    result.materials = materials.materials();
    result.materials.bump_layers = description.bump_layers;
    result.layouts = description.layouts;
    result.homogenised_sites = description.homogenised_sites;
    if (result.programme.has_displacement)
      {
        set_film_strains(description, result.materials, result.package);
        read_history(value, description, result);
      }
    if (process)
      read_process(value, *process, result);
    check_estimate(value, result);
    if (result.programme.path && result.numerics.estimate_error)
      value.at("mesh")
          .at(result.numerics.adaptive ? "adaptive" : "estimate_error")
          .fail("the error of a path in time is not estimated; leave this out, or give every material law: elastic to find the plan first");
    materials.check_unused();
    result.source_text = source_text;
    if (value.has("submodel"))
      cut_submodel(value, source, description, result);
    if (value.has("sensitivities"))
      read_sensitivities(value.at("sensitivities"), result);
    result.hash = sha256(result.source_text + materials.used_cards() + texts_of(tables) + (source ? source->problem->hash : ""));
    return result;
  }

  namespace
  {
    /// Where the file of a source lies, as seen from the submodel.
    std::string path_of(const std::string &submodel, const SourceRequest &request)
    {
      std::filesystem::path file = std::filesystem::path(submodel).parent_path() / request.file;
      std::error_code error;
      if (std::filesystem::is_directory(file, error))
        file /= "case.yaml";
      if (!std::filesystem::exists(file, error))
        throw sagitta::input_error(request.place, fmt::format("there is no case file {}; the path is relative to the folder of this file",
                                                              file.lexically_normal().string()));
      return file.lexically_normal().string();
    }

    /// A case and what it is read from.
    struct CaseFile
    {
      Case problem;
      Node root;
    };

    /// Reads what a command reads.
    class CaseFileReader
    {
    public:
      CaseFileReader(const Library &library, MPI_Comm communicator) : library_(library), communicator_(communicator) {}

      /// `depth`: of submodels of submodels.
      CaseFile read(const std::string &path, const std::vector<std::string> &overrides, unsigned depth = 0) const
      {
        const std::vector<TextFile> files = read_on_root(communicator_, [&] { return std::vector<TextFile>{read_text_file(path)}; });
        const SourceRequest request = find_source(parse_root(files.front(), overrides));
        std::optional<SubmodelSource> source;
        Library library = library_;
        if (!request.file.empty())
          {
            const std::string source_path = find_source_file(path, request);
            source = read_source(source_path, request, depth);
            add_cards_beside(source_path, parse_root(files.front(), overrides, &*source), communicator_, library);
          }
        CaseFile result{{}, parse_root(files.front(), overrides, source ? &*source : nullptr)};
        add_cards_beside(path, result.root, communicator_, library);
        result.problem = parse_case(files.front(), overrides, library, read_tables(path, result.root), source ? &*source : nullptr);
        return result;
      }

    private:
      std::string find_source_file(const std::string &path, const SourceRequest &request) const
      {
        return read_on_root(communicator_, [&] { return std::vector<TextFile>{{path_of(path, request), ""}}; }).front().source;
      }

      SubmodelSource read_source(const std::string &path, const SourceRequest &request, unsigned depth) const
      {
        constexpr unsigned deepest = 4;
        if (depth == deepest)
          throw sagitta::input_error(request.place,
                                     "the source is a submodel of a submodel of a submodel, or of itself; name the case of a "
                                     "whole package");
        CaseFile file = read(path, request.overrides, depth + 1);
        return {std::make_shared<const Case>(std::move(file.problem)), std::move(file.root)};
      }

      TableFiles read_tables(const std::string &path, const Node &root) const
      {
        const std::vector<std::string> names = find_tables(root);
        const std::vector<TextFile> texts = read_on_root(communicator_, [&] {
          std::vector<TextFile> read;
          for (const std::string &name : names)
            read.push_back(read_data_file(std::filesystem::path(path).parent_path() / name));
          return read;
        });
        TableFiles tables;
        for (std::size_t i = 0; i < names.size(); ++i)
          tables.emplace(names[i], texts[i]);
        return tables;
      }

      const Library &library_;
      MPI_Comm communicator_;
    };
  } // namespace

  Case read_case(const std::string &path, const std::vector<std::string> &overrides, const std::vector<std::string> &library_directories,
                 MPI_Comm communicator)
  {
    return read_variant(path, overrides, read_library(library_directories, communicator), communicator);
  }

  Case read_variant(const std::string &path, const std::vector<std::string> &overrides, const Library &library, MPI_Comm communicator)
  {
    return CaseFileReader(library, communicator).read(path, overrides).problem;
  }
} // namespace sagitta::input
