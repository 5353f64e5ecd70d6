// Inputs of the fuzzer that are valid cases are processed further, in one process: plan, mesh, and every tenth that is accepted is
// solved on a coarse lattice. SAGITTA_FUZZ_FIRST and SAGITTA_FUZZ_SOLVED choose other inputs.

#include <tests/input/fuzz.h>
#include <tests/input/fuzz_record.h>
#include <tests/output/scratch_directory.h>

#include <solver/base/memory_error.h>
#include <solver/base/stage_log.h>
#include <solver/programme/bump_layer_report.h>
#include <solver/programme/case_check.h>
#include <solver/programme/driver.h>
#include <solver/results/summary.h>

#include <gtest/gtest.h>
#include <mpi.h>

#include <iostream>
#include <sstream>
#include <string>

namespace sagitta::tests
{
  namespace
  {
    /// Cells of a mesh that is made; a larger one is counted.
    constexpr double few_cells = 3000;

    std::string check_case(const FuzzReader &reader, const FuzzInput &input)
    {
      const Case problem = programme::with_solved_bumps(reader.read_case(input), MPI_COMM_SELF);
      const programme::CheckedMesh checked = programme::check(problem, MPI_COMM_SELF, few_cells);
      for (const results::PartVolume &part : checked.mesh.volumes)
        if (!std::isfinite(part.volume))
          throw std::range_error("a volume is not finite");
      return checked.is_estimated ? "counted" : "checked";
    }

    std::string solve_case(const FuzzReader &reader, const FuzzInput &input)
    {
      const Case problem = reader.read_case(input, {"mesh.plan={lattice: [6, 6]}", "output.fields=false"});
      const tests::ScratchDirectory scratch(MPI_COMM_SELF);
      StageLog log(MPI_COMM_SELF, std::cout, StageLog::Style::silent);
      const results::RunResult result = programme::run(problem, scratch.path() / "results", MPI_COMM_SELF, log);
      std::ostringstream table;
      results::print_summary(table, result, {true});
      for (const char *word : {" nan", " inf", "-inf", "-nan"})
        if (table.str().find(word) != std::string::npos)
          throw std::range_error("the table holds" + std::string(word));
      return "solved";
    }

    /// Errors that the manual documents are not findings.
    FuzzOutcome act(const FuzzReader &reader, const FuzzInput &input, bool is_solved)
    {
      return examine(input, [&]() -> std::string {
        try
          {
            return is_solved ? solve_case(reader, input) : check_case(reader, input);
          }
        catch (const ConvergenceError &)
          {
            return "not converged";
          }
        catch (const MemoryError &)
          {
            return "too large";
          }
      });
    }

    bool is_case(FuzzKind kind)
    {
      return kind == FuzzKind::case_file || kind == FuzzKind::table_of_case || kind == FuzzKind::submodel || kind == FuzzKind::change;
    }

    TEST(FuzzedProgramme, ChecksAndSolvesWithoutCrashHangOrNan)
    {
      constexpr unsigned solved_one_in = 10;
      int rank = 0, ranks = 1;
      MPI_Comm_rank(MPI_COMM_WORLD, &rank);
      MPI_Comm_size(MPI_COMM_WORLD, &ranks);
      const unsigned long long first = number_of("SAGITTA_FUZZ_FIRST", 5000000), count = number_of("SAGITTA_FUZZ_SOLVED", 200000);
      const FuzzSource source;
      const FuzzReader reader;
      // Every rank takes its share; nothing of it is collective.
      const auto share = static_cast<unsigned long long>(ranks);
      FuzzRange range{first + static_cast<unsigned long long>(rank) * (count / share), count / share, 500, 120};
      record_report(run_forked(range,
                               [&](unsigned long long number) {
                                 const FuzzInput input = source.make(number);
                                 if (!is_case(input.kind))
                                   return FuzzOutcome{"others", "read elsewhere", {}, ""};
                                 return act(reader, input, number / 10 % solved_one_in == 0);
                               }),
                    "one of the ends that the manual lists, with finite numbers; no crash, no hang");
    }
  } // namespace
} // namespace sagitta::tests
