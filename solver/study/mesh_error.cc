#include <solver/study/mesh_error.h>

#include <solver/study/variant_run.h>

namespace sagitta::study
{
  MeshError find_mesh_error(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm communicator)
  {
    MeshError result;
    result.sentence = find_failure([&] {
      std::vector<std::string> overrides = study.overrides;
      overrides.emplace_back("mesh.estimate_error=true");
      for (const results::StateResult &state : run_variant(source, overrides, directory / "base_case", communicator).states)
        result.states.push_back({state.name, state.bottom.value, state.error ? std::optional<double>(state.error->value) : std::nullopt});
    });
    return result;
  }
} // namespace sagitta::study
