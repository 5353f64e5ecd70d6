#include <solver/programme/warnings.h>

#include <solver/case/process.h>
#include <solver/process/stage_package.h>
#include <solver/programme/array_warnings.h>
#include <solver/programme/material_warnings.h>

#include <fmt/format.h>
#include <meshing/package/point_table.h>
#include <solver/programme/mesh_warnings.h>
#include <solver/programme/submodel_source.h>

#include <algorithm>
#include <array>
#include <utility>

namespace sagitta::programme
{
  namespace
  {
    /// Does a step begin after a state?
    bool is_after(const ProcessStep &step, const Programme &programme, const std::string &state)
    {
      const auto found = std::find_if(programme.states.begin(), programme.states.end(), [&](const State &s) { return s.name == state; });
      return step.first_state > static_cast<std::size_t>(found - programme.states.begin());
    }

    /// The package in a state of the case.
    struct Stage
    {
      double thickness; ///< [m]
      bool is_free;     ///< no support holds it, and parts have joined or left
    };

    Stage stage_of(const Case &problem, const std::string &state)
    {
      if (!problem.programme.process)
        return {problem.package.interfaces().back(), false};
      const Process &process = *problem.programme.process;
      std::size_t step = 0;
      bool is_supported = !problem.conditions.mechanical.supports.empty();
      for (std::size_t s = 0; s < process.steps.size() && !is_after(process.steps[s], problem.programme, state); ++s)
        {
          step = s;
          if (process.steps[s].supports)
            is_supported = !process.steps[s].supports->empty();
        }
      const std::vector<char> present = bodies_in_step(process, problem.package.bodies.size(), step);
      return {process::make_stage_package(problem.package, present).package.interfaces().back(), !is_supported};
    }

    void warn_of_large_deflection(const Case &problem, const results::StateResult &state, std::vector<results::Warning> &warnings)
    {
      const Stage stage = stage_of(problem, state.name);
      const double warpage = std::max(state.bottom.peak_to_valley, state.top.peak_to_valley);
      if (warpage > stage.thickness)
        warnings.push_back({results::WarningKind::large_deflection,
                            fmt::format("the face is out of plane by {:.4g} um, more than the thickness of the package ({:.4g} um): the "
                                        "assumption of small strain is not valid, and the warpage is not reliable",
                                        1e6 * warpage, 1e6 * stage.thickness),
                            state.name});
      // A plate without supports stiffens by about the square of its deflection over its thickness.
      else if (constexpr double share = .2; stage.is_free && warpage > share * stage.thickness)
        warnings.push_back(
            {results::WarningKind::large_deflection,
             fmt::format("large rotation is not included: the face is out of plane by {:.4g} um, more than {:g} % of the thickness of the "
                         "parts that are present ({:.4g} um), and no support constrains it; the real package is stiffer than computed",
                         1e6 * warpage, 100 * share, 1e6 * stage.thickness),
             state.name});
    }

    /// Outside its points a table is constant.
    void warn_of_table(const State &state, const meshing::Rectangle &package, std::vector<results::Warning> &warnings)
    {
      constexpr double least = .01; // of the extent of the package: half the distance of points is negligible
      const std::array<std::array<double, 2>, 2> extent = {{{{package.x_min, package.x_max}}, {{package.y_min, package.y_max}}}};
      double farthest = 0;
      for (unsigned axis = 0; axis < 2; ++axis)
        {
          const auto &range = state.table->box()[axis];
          const double beyond = std::max(range[0] - extent[axis][0], extent[axis][1] - range[1]);
          if (beyond > least * (extent[axis][1] - extent[axis][0]))
            farthest = std::max(farthest, beyond);
        }
      if (farthest > 0 && !state.table->is_profile())
        warnings.push_back(
            {results::WarningKind::beyond_table,
             fmt::format("the package reaches {:.3g} mm beyond the points of its table of temperatures, which is constant there",
                         1e3 * farthest),
             state.name});
    }

    /// One warning for all faces of a state whose sign is uncertain.
    void warn_of_signs(const results::StateResult &state, std::vector<results::Warning> &warnings)
    {
      std::string faces;
      const auto add = [&](const std::string &name, const results::Warpage &warpage) {
        if (warpage.sign_is_certain)
          return;
        faces += fmt::format("{}{} ({:+.3g} um; its diagonals bow by {:+.3g} um on average", faces.empty() ? "" : ", ", name,
                             1e6 * warpage.value, 5e5 * (warpage.diagonals[0] + warpage.diagonals[1]));
        if (warpage.quadratic)
          faces += fmt::format(", the best quadratic by {:+.3g} +- {:.2g} um", 1e6 * warpage.quadratic->mean_bow.value,
                               1e6 * warpage.quadratic->mean_bow.uncertainty);
        faces += ")";
      };
      add(results::label(state.bottom, "bottom"), state.bottom);
      add(results::label(state.top, "top"), state.top);
      for (const results::NamedWarpage &face : state.faces)
        add(face.name, face.warpage);
      if (!faces.empty())
        warnings.push_back({results::WarningKind::sign_uncertain,
                            "the sign of the warpage is uncertain, because its magnitude is within the uncertainty: " + faces +
                                "; compare the bow or the curvatures, which change smoothly",
                            state.name});
    }

    /// Of the estimates of all faces and gaps; 0 where all are accurate.
    double largest_dual_error(const results::StateResult &state)
    {
      double largest = 0;
      const auto look_at = [&](const std::optional<results::ErrorEstimate> &error) {
        if (error)
          largest = std::max(largest, error->dual_error);
      };
      look_at(state.error);
      look_at(state.top_error);
      for (const results::NamedWarpage &face : state.faces)
        look_at(face.error);
      for (const results::Gap &gap : state.gaps)
        look_at(gap.error);
      return largest;
    }

    void warn_of_estimate(const results::StateResult &state, std::vector<results::Warning> &warnings)
    {
      if (!state.no_error.empty())
        warnings.push_back(
            {results::WarningKind::no_error_estimate, "the error of the warpage could not be estimated: " + state.no_error, state.name});
      else if (const double dual_error = largest_dual_error(state); dual_error > 0)
        warnings.push_back(
            {results::WarningKind::no_error_estimate,
             fmt::format("the estimated error of the warpage is rough: its dual problem was solved to an error of {:.1e} only", dual_error),
             state.name});
    }
    void append(std::vector<results::Warning> more, std::vector<results::Warning> &warnings)
    {
      for (results::Warning &warning : more)
        warnings.push_back(std::move(warning));
    }

    std::vector<results::Warning> warn_of_mesh(const Case &problem, const results::MeshInfo &mesh)
    {
      std::vector<results::Warning> warnings = warn_of_plan(problem, mesh);
      if (problem.numerics.mesh.degree == 1)
        warnings.push_back({results::WarningKind::coarse_mesh,
                            "mesh.degree is 1: wide cells bend too stiffly, and the warpage may have the wrong sign; use 2 or more"});
      return warnings;
    }

    /// Of the mesh and of what the case prescribes.
    std::vector<results::Warning> warn_of_input(const Case &problem, const results::MeshInfo &mesh)
    {
      std::vector<results::Warning> warnings = warn_of_mesh(problem, mesh);
      append(warn_of_power(problem.package), warnings);
      append(warn_of_small_arrays(problem), warnings);
      if (problem.submodel)
        append(warn_of_cuts(*problem.submodel), warnings);
      for (const State &state : problem.programme.states)
        if (state.table && !state.table->reference())
          warn_of_table(state, problem.package.bounding_box(), warnings);
      return warnings;
    }
  } // namespace

  std::vector<results::Warning> warn_of_case(const Case &problem, const results::MeshInfo &mesh)
  {
    std::vector<results::Warning> warnings = warn_of_input(problem, mesh);
    append(warn_of_materials(problem, known_exposures(problem.package, problem.programme)), warnings);
    return warnings;
  }

  std::vector<results::Warning> warn_of_state(const Case &problem, const results::StateResult &state)
  {
    std::vector<results::Warning> warnings;
    warn_of_large_deflection(problem, state, warnings);
    warn_of_signs(state, warnings);
    warn_of_estimate(state, warnings);
    return warnings;
  }

  std::vector<results::Warning> warn_of_run(const Case &problem, const results::RunResult &result)
  {
    std::vector<results::Warning> warnings = warn_of_input(problem, result.mesh);
    append(warn_of_materials(problem, solved_exposures(problem.package, result.states)), warnings);
    for (const results::StateResult &state : result.states)
      append(warn_of_state(problem, state), warnings);
    if (result.submodel)
      append(warn_of_balance(*result.submodel), warnings);
    return warnings;
  }
} // namespace sagitta::programme
