#include <solver/study/variant_run.h>

#include <solver/base/errors.h>
#include <solver/base/memory_error.h>
#include <solver/base/stage_log.h>
#include <solver/input/case/case_reader.h>
#include <solver/programme/driver.h>

#include <iostream>

namespace sagitta::study
{
  results::RunResult run_variant(const CaseSource &source, const std::vector<std::string> &overrides,
                                 const std::filesystem::path &directory, MPI_Comm communicator)
  {
    Case problem = input::read_variant(source.file.source, overrides, source.library, communicator);
    problem.requests.output.fields = false;
    StageLog log(communicator, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory, communicator, log);
  }

  std::string find_failure(const std::function<void()> &action)
  {
    try
      {
        action();
      }
    catch (const InputError &error)
      {
        return error.what();
      }
    catch (const ConvergenceError &error)
      {
        return error.what();
      }
    catch (const MemoryError &error)
      {
        return error.what();
      }
    return "";
  }
} // namespace sagitta::study
