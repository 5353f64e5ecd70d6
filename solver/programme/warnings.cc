#include <solver/programme/warnings.h>

#include <solver/programme/mesh_warnings.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sagitta::programme
{
  namespace
  {
    void warn_of_large_deflection(const Case &problem, const results::StateResult &state, std::vector<results::Warning> &warnings)
    {
      const double thickness = problem.package.interfaces().back();
      const double warpage = std::max(state.bottom.peak_to_valley, state.top.peak_to_valley);
      if (warpage > thickness)
        warnings.push_back({results::WarningKind::large_deflection,
                            fmt::format("the face is out of plane by {:.4g} um, more than the thickness of the package ({:.4g} um): small "
                                        "strain does not hold, and the warpage is not to be trusted",
                                        1e6 * warpage, 1e6 * thickness),
                            state.name});
    }
  } // namespace

  std::vector<results::Warning> warn_of_case(const Case &problem, const results::MeshInfo &mesh)
  {
    std::vector<results::Warning> warnings = warn_of_plan(problem, mesh);
    for (results::Warning &warning : warn_of_power(problem))
      warnings.push_back(std::move(warning));
    if (problem.numerics.mesh.degree == 1)
      warnings.push_back(
          {results::WarningKind::coarse_mesh,
           "mesh.degree is 1: wide cells bend too stiffly, and the warpage may come out with the wrong sign; take 2 or more"});
    return warnings;
  }

  std::vector<results::Warning> warn_of_state(const Case &problem, const results::StateResult &state)
  {
    std::vector<results::Warning> warnings;
    warn_of_large_deflection(problem, state, warnings);
    return warnings;
  }

  std::vector<results::Warning> warn_of_run(const Case &problem, const results::RunResult &result)
  {
    std::vector<results::Warning> warnings = warn_of_case(problem, result.mesh);
    for (const results::StateResult &state : result.states)
      for (results::Warning &warning : warn_of_state(problem, state))
        warnings.push_back(std::move(warning));
    return warnings;
  }
} // namespace sagitta::programme
