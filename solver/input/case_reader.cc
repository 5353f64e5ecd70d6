#include <solver/input/case_reader.h>

#include <solver/input/case_schema.h>
#include <solver/input/conditions_reader.h>
#include <solver/input/hash.h>
#include <solver/input/history_reader.h>
#include <solver/input/override.h>
#include <solver/input/package_reader.h>
#include <solver/input/value.h>

#include <filesystem>

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
            mesh.fail(
                "the key plan is missing: it gives the size of the cells, for instance plan: {resolution: 200 um}; only with adaptive it "
                "may be left out");
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
      return meshing::PlanResolution{at_edges, elsewhere};
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

    void read_mesh(const Value &mesh, Case &result)
    {
      result.mesh.plan = read_plan(mesh);
      result.mesh.symmetry = mesh.at("symmetry").choice(symmetry_names());
      result.mesh.degree = mesh.at("degree").count();
      result.mesh.degree_z = mesh.at("degree_z").count();
      if (mesh.has("adaptive"))
        result.adaptive = read_adaptive(mesh.at("adaptive"));
      result.estimate_error = result.adaptive || mesh.at("estimate_error").flag();
      // The estimate compares with a solution of one degree more, and the elements go up to degree 4.
      for (const char *degree : {"degree", "degree_z"})
        if (result.estimate_error && mesh.at(degree).count() == 4)
          mesh.at(degree).fail("errors are estimated with one degree more, and 4 is the highest: use 3 or less, or leave adaptive and "
                               "estimate_error out");
    }

    CaseSources read_sources(const Value &root, const PackageDescription &description)
    {
      const auto source = [&](const char *key) { return root.has(key) ? root.at(key).source() : Source{root.place(), key}; };
      CaseSources sources{source("mesh"), source("thermal"), source("mechanics"), description.places};
      if (root.has("mesh") && root.at("mesh").has("plan"))
        sources.plan = root.at("mesh").at("plan").source();
      return sources;
    }

    void read_numerics(const Value &root, Case &result)
    {
      read_mesh(root.at("mesh"), result);
      if (root.has("solver"))
        {
          const Value solver = root.at("solver");
          result.solver = {solver.at("method").choice(solver_method_names()), solver.at("tolerance").number(),
                           solver.at("max_iterations").count()};
        }
      if (root.has("output"))
        result.output = {root.at("output").at("fields").flag(), root.at("output").at("file_groups").count()};
    }
  } // namespace

  Case parse_case(const TextFile &file, const std::vector<std::string> &overrides, const Library &library)
  {
    Node root = parse_document(file.text, file.source);
    if (root.kind != Node::Kind::map)
      throw input_error(root.place, "", "a case file is a map of keys; it begins for instance with sagitta: 1");
    for (const std::string &assignment : overrides)
      apply_override(root, assignment);
    check(root, *case_type(), "");
    const Value value(root, *case_type(), "");

    Case result;
    result.name = case_name(file.source);
    if (value.has("title"))
      result.title = value.at("title").text();
    MaterialTable materials(library, root.find("materials"));
    const PackageDescription description = read_package(value.at("package"), materials);
    if (description.package.bodies.empty())
      value.at("package").fail("every layer is empty and there are no parts; nothing is left to solve");
    result.package = description.package;
    result.sources = read_sources(value, description);
    read_conditions(value, description, result);
    read_numerics(value, result);
    check_materials(result, description, materials);
    result.materials = materials.take_all();
    result.laws = materials.laws();
    read_history(value, description, result);
    if (result.history && result.estimate_error)
      value.at("mesh")
          .at(result.adaptive ? "adaptive" : "estimate_error")
          .fail("the error of a path in time is not estimated; leave this out, or give every material law: elastic to find the plan first");
    materials.check_unused();
    result.source_text = canonical_text(root);
    result.hash = sha256(result.source_text + materials.used_cards());
    return result;
  }

  Case read_case(const std::string &path, const std::vector<std::string> &overrides, const std::vector<std::string> &library_directories,
                 MPI_Comm communicator)
  {
    const std::vector<TextFile> files = read_on_root(communicator, [&] { return std::vector<TextFile>{read_text_file(path)}; });
    return parse_case(files.front(), overrides, read_library(library_directories, communicator));
  }
} // namespace sagitta::input
