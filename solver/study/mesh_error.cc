#include <solver/study/mesh_error.h>

#include <solver/base/errors.h>
#include <solver/base/memory_error.h>
#include <solver/base/stage_log.h>
#include <solver/input/case/case_reader.h>
#include <solver/programme/driver.h>

#include <iostream>

namespace sagitta::study
{
  MeshError find_mesh_error(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm communicator)
  {
    MeshError result;
    try
      {
        std::vector<std::string> overrides = study.overrides;
        overrides.emplace_back("mesh.estimate_error=true");
        Case problem = input::read_variant(source.file.source, overrides, source.library, communicator);
        problem.requests.output.fields = false;
        StageLog log(communicator, std::cout, StageLog::Style::silent);
        for (const results::StateResult &state : programme::run(problem, directory / "base_case", communicator, log).states)
          result.states.push_back({state.name, state.bottom.value, state.error ? std::optional<double>(state.error->value) : std::nullopt});
      }
    catch (const InputError &error)
      {
        result.sentence = error.what();
      }
    catch (const ConvergenceError &error)
      {
        result.sentence = error.what();
      }
    catch (const MemoryError &error)
      {
        result.sentence = error.what();
      }
    return result;
  }
} // namespace sagitta::study
