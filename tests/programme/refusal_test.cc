// What a run refuses although its case could be read: heat that cannot leave the package, figures that are not finite.

#include <tests/adaptivity/sample_package.h>
#include <tests/output/scratch_directory.h>
#include <tests/refusal.h>
#include <tests/verification/solved_case.h>

#include <solver/base/errors.h>
#include <solver/programme/driver.h>
#include <solver/programme/result_writer.h>
#include <solver/programme/run_report.h>
#include <solver/programme/state_sequence.h>

#include <gtest/gtest.h>

#include <iostream>
#include <limits>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;
  const std::string package = asymmetric_package("{plan: {lattice: [12, 10]}}");

  results::RunResult run(const Case &problem, const tests::ScratchDirectory &scratch)
  {
    StageLog log(world, std::cout, StageLog::Style::silent);
    return programme::run(problem, scratch.path() / "results", world, log);
  }

  TEST(Run, RefusesATemperatureThatIsTooHigh)
  {
    // 1 W over 30 mm2 through films of 5 W/m2K on both faces: a mean rise of 3,333 K, and more at the die.
    const tests::ScratchDirectory scratch(world);
    const std::vector<std::string> still_air = {"thermal.films[0].film.coefficient=5 W/m2K", "thermal.films[1].film.coefficient=5 W/m2K"};
    const std::string sentence = sentence_of<InputError>([&] { run(parse(package, still_air), scratch); });
    EXPECT_NE(sentence.find("thermal: the solved temperature reaches 3"), std::string::npos) << sentence;
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "results" / "results.json"));
  }

  TEST(Run, OfHeatAloneRefusesItAndWarnsOfConductivitiesOnly)
  {
    const tests::ScratchDirectory scratch(world);
    const std::string alone = "physics=[heat]", solved = "states=[{name: hot, temperature: solved}]",
                      table = "materials.chip.conductivity={model: isotropic, k: {table: [[0 degC, 150 W/mK], [30 degC, 120 W/mK]]}}";
    const std::vector<std::string> still_air = {alone, solved, "thermal.films[0].film.coefficient=5 W/m2K",
                                                "thermal.films[1].film.coefficient=5 W/m2K"};
    EXPECT_NE(sentence_of<InputError>([&] { run(parse(package, still_air), scratch); }).find("the solved temperature reaches"),
              std::string::npos);
    const results::RunResult cooled = run(parse(package, {alone, solved, table}), scratch);
    ASSERT_EQ(cooled.warnings.size(), 1u) << "moduli are not used";
    EXPECT_EQ(cooled.warnings[0].kind, results::WarningKind::beyond_data);
    EXPECT_EQ(cooled.warnings[0].part, "chip");
  }

  TEST(Run, HasNoReflowLimitAboveReflowTemperatures)
  {
    // A mean rise of 1 W / (20 W/m2K 30 mm2 2): 833 K, and of 46 K.
    const tests::ScratchDirectory scratch(world);
    const std::string pitch = "warpage.ball_pitch=0.4mm", solved = "states=[{name: hot, temperature: solved}]";
    const auto hot =
        run(parse(package, {pitch, solved, "thermal.films[0].film.coefficient=20 W/m2K", "thermal.films[1].film.coefficient=20 W/m2K"}),
            scratch);
    EXPECT_GT(hot.states[0].temperature_max, 1000);
    EXPECT_FALSE(hot.states[0].bottom.limit || hot.states[0].top.limit);
    EXPECT_FALSE(hot.warnings.empty()) << "its mould is far above its data";
  }

  TEST(Run, RefusesFiguresAndFieldsThatAreNotFinite)
  {
    const tests::ScratchDirectory scratch(world);
    const Case problem = parse(package);
    StageLog log(world, std::cout, StageLog::Style::silent);
    const auto sequence = programme::make_sequence(problem, world);
    sequence->prepare(log);
    const auto reached = sequence->next(log);
    ASSERT_TRUE(reached);
    const programme::ResultWriter writer(problem, scratch.path() / "results", world);
    evaluation::Survey survey = evaluation::survey(reached->solved(), true);
    results::StateResult state = programme::evaluate(problem, *reached, survey);
    EXPECT_NO_THROW(writer.check_finite(*reached, survey, state));

    state.bottom.value = std::numeric_limits<double>::infinity();
    EXPECT_EQ(
        sentence_of<ConvergenceError>([&] { writer.check_finite(*reached, survey, state); }),
        "the state room: warpage.bottom.value is not a finite number: a load, a temperature or a constant of the case is too large or "
        "too small to compute with; nothing is written");
    state.bottom.value = 0;
    // On one rank only: all of them refuse.
    int rank = 0;
    MPI_Comm_rank(world, &rank);
    if (rank == 0)
      survey.cell_von_mises.front() = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THROW(writer.check_finite(*reached, survey, state), ConvergenceError);
  }
} // namespace
