// A reduced model for the cases of a study against runs of these cases.

#include <tests/reduced/sample_reduction.h>
#include <tests/verification_record.h>

#include <solver/reduced/case_family.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  std::vector<std::string> overrides(double young, double cte)
  {
    return {fmt::format("materials.mould.young={} GPa", young), fmt::format("materials.mould.cte={} ppm/K", cte)};
  }

  TEST(CaseFamily, GivesTheWarpageOfRunsWithinItsBounds)
  {
    const std::string text = small_package("[6, 6]", "solver: {tolerance: 1e-9}\n");
    std::vector<Case> cases;
    for (const double young : {8., 14., 22., 30.})
      for (const double cte : {7., 9., 12.})
        cases.push_back(parse(text, overrides(young, cte)));
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const reduced::CaseFamily family(cases, "room", MPI_COMM_WORLD, log);
    unsigned certified = 0;
    for (const Case &problem : cases)
      if (const auto face = family.find(problem))
        certified += face->has_warpage && face->has_bow;
    EXPECT_EQ(certified, cases.size()) << "the points were chosen among these cases";
    double largest = 0;
    for (const std::size_t number : {std::size_t{1}, std::size_t{6}, std::size_t{11}})
      {
        const SolvedCase run(cases[number]);
        const results::Warpage full = run.warpage(evaluation::Face::bottom);
        const auto face = family.find(cases[number]);
        ASSERT_TRUE(face.has_value());
        // Of a run: two solves to 1e-9 in the energy.
        EXPECT_NEAR(face->warpage.peak_to_valley, full.peak_to_valley, face->bound + 1e-6 * full.peak_to_valley);
        EXPECT_NEAR(face->bow, full.quadratic->mean_bow.value, face->bow_bound + 1e-6 * full.peak_to_valley);
        if (face->has_sign)
          {
            EXPECT_GT(face->warpage.value * full.value, 0);
          }
        largest = std::max(largest, std::abs(face->warpage.peak_to_valley - full.peak_to_valley) / (.5e-6));
      }
    record({"error of the warpage of cases over 0.5 um", largest, 0, "1", "the bound", "runs of 3 of 12 cases", ""});
  }

  TEST(CaseFamily, StatesShareTheirRandomVectors)
  {
    const std::string text = small_package("[6, 6]", "solver: {tolerance: 1e-9}\n");
    std::vector<Case> cases;
    for (const double young : {8., 14., 30.})
      for (const double cte : {7., 12.})
        {
          std::vector<std::string> changes = overrides(young, cte);
          changes.emplace_back("states=[{name: room, temperature: 25 degC}, {name: hot, temperature: 125 degC}]");
          changes.emplace_back("materials.rdl.young={table: [[25 degC, 20 GPa], [125 degC, 8 GPa]]}");
          cases.push_back(parse(text, changes));
        }
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const auto vectors = std::make_shared<reduced::RandomVectors>();
    const reduced::CaseFamily room(cases, "room", MPI_COMM_WORLD, log, {vectors});
    const reduced::CaseFamily hot(cases, "hot", MPI_COMM_WORLD, log, {vectors});
    // The vectors are made once. The fixed part of the stiffness in the hot state is at least 8/20 of that in the first state.
    EXPECT_EQ(vectors->choice.size() + vectors->certificate.size(), 24u);
    EXPECT_EQ(room.model().fixed_ratio, 1);
    EXPECT_NEAR(hot.model().fixed_ratio, .4, .4 * 2e-3);
    double largest = 0;
    for (const std::size_t number : {std::size_t{0}, std::size_t{5}})
      {
        const results::Warpage full = SolvedCase(cases[number], 1).warpage(evaluation::Face::bottom);
        const auto face = hot.find(cases[number]);
        ASSERT_TRUE(face.has_value());
        EXPECT_TRUE(face->has_warpage);
        EXPECT_NEAR(face->warpage.peak_to_valley, full.peak_to_valley, face->bound + 1e-6 * full.peak_to_valley);
        if (face->has_sign)
          {
            EXPECT_GT(face->warpage.value * full.value, 0);
          }
        largest = std::max(largest, std::abs(face->warpage.peak_to_valley - full.peak_to_valley) / .5e-6);
      }
    record({"error of the warpage of a second state over 0.5 um", largest, 0, "1", "the bound", "runs of 2 of 6 cases", ""});
  }

  TEST(CaseFamily, OneModelGivesTheWarpageAtManyThicknesses)
  {
    const std::string text = small_package("[4, 4]", "solver: {tolerance: 1e-9}\n");
    std::vector<Case> cases;
    for (const int die : {100, 140, 200})
      for (const int mould : {60, 100, 140, 200})
        cases.push_back(parse(text, {fmt::format("package.layers.die_zone.thickness={} um", die),
                                     fmt::format("package.layers.overmould.thickness={} um", mould)}));
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const reduced::CaseFamily family(cases, "room", MPI_COMM_WORLD, log, {{}, true});
    EXPECT_EQ(family.model().thicknesses.size(), 2u);
    unsigned certified = 0;
    for (const Case &problem : cases)
      if (const auto face = family.find(problem))
        certified += face->has_warpage && face->has_bow;
    EXPECT_EQ(certified, cases.size()) << "the points were chosen among these cases";
    for (const std::size_t number : {std::size_t{0}, std::size_t{6}, std::size_t{11}})
      {
        const results::Warpage full = SolvedCase(cases[number]).warpage(evaluation::Face::bottom);
        const auto face = family.find(cases[number]);
        ASSERT_TRUE(face.has_value());
        // Of a run: two solves to 1e-9 in the energy.
        EXPECT_NEAR(face->warpage.peak_to_valley, full.peak_to_valley, face->bound + 1e-6 * full.peak_to_valley);
        EXPECT_NEAR(face->bow, full.quadratic->mean_bow.value, face->bow_bound + 1e-6 * full.peak_to_valley);
      }
    EXPECT_FALSE(family.find(parse(text, {"package.layers.rdl.thickness=30 um"}))) << "a thickness without a range";
    EXPECT_FALSE(family.find(parse(text, {"package.layers.die_zone.thickness=300 um"}))) << "outside of the table";
  }

  TEST(CaseFamily, RefusesCasesOutsideItsParameters)
  {
    const std::string text = small_package("[2, 2]");
    const Case base = parse(text);
    const auto difference = reduced::find_difference(base, parse(text, overrides(20, 18)), 298.15);
    ASSERT_TRUE(difference.has_value());
    unsigned moduli = 0;
    for (const auto &entry : difference->moduli)
      moduli += entry.has_value();
    EXPECT_EQ(moduli, 1u);
    // Another stress-free temperature of all parts scales silicon, whose expansion is a table, by another factor than the others: still
    // free.
    EXPECT_TRUE(reduced::find_difference(base, parse(text, {"package.stress_free_temperature=170 degC"}), 298.15).has_value());
    // A case with an orthotropic part needs a full solve.
    EXPECT_FALSE(reduced::find_difference(base, parse(text, {"package.dies[0].material=copper"}), 298.15).has_value());
  }
} // namespace
