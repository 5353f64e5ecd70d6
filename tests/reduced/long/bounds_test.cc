// Bounds of a reduced model against a thousand full solves.

#include <tests/reduced/sample_reduction.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  TEST(ReducedModel, BoundsHoldForAThousandRandomPoints)
  {
    const Case problem = parse(small_package("[10, 10]", "solver: {tolerance: 1e-10}\n"));
    reduced::ThermoelasticTerms affine(problem, "room", small_ranges(), MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    const reduced::Reduction reduction = reduced::reduce(affine, {}, log);
    const Comparisons comparisons = compare(affine, reduction.model, 1000);
    EXPECT_EQ(comparisons.violations, 0u) << "of " << comparisons.count;
    EXPECT_LT(comparisons.largest_error, 1);
    EXPECT_GE(reduction.report.shares[0], .99) << "of the bow, which the issue asks for";
    record({"smallest bound over error", comparisons.smallest_effectivity, 1, "1", "at least 1", "1,000 full solves", ""});
    record({"median bound over error", comparisons.median, 1, "1", "none", "1,000 full solves", ""});
    record({"share of the bows within max(1 %, 0.5 um)", reduction.report.shares[0], 1, "1", "at least 0.99", "", ""});
    record({"share of all figures", reduction.report.share, 1, "1", "none", "", ""});
  }

  TEST(ReducedThickness, BoundsHoldForAThousandRandomPoints)
  {
    // Twelve parameters: moduli, expansions and thicknesses of the mould, the adhesive and the redistribution layer.
    const Case problem = parse(twelve_package("[6, 6]"));
    reduced::ThermoelasticTerms affine(problem, "room", twelve_ranges(), MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    reduced::ReductionRequest request;
    request.functionals = std::vector<std::string>{"bow"};
    request.has_sets_last = true;
    request.largest_size = 120;
    const reduced::Reduction reduction = reduced::reduce(affine, request, log);
    const Comparisons comparisons = compare(affine, reduction.model, 1000);
    EXPECT_EQ(comparisons.violations, 0u) << "of " << comparisons.count;
    EXPECT_GE(reduction.report.shares[0], .9) << "of the bow: 0.91 is what the design measured with a sketch and 120 functions";
    record({"smallest bound over error", comparisons.smallest_effectivity, 1, "1", "at least 1", "1,000 full solves", ""});
    record({"median bound over error", comparisons.median, 1, "1", "none", "1,000 full solves", ""});
    record({"functions", static_cast<double>(reduction.model.size), 0, "1", "none", "", ""});
    for (std::size_t j = 0; j < reduction.report.shares.size(); ++j)
      record({"share of " + reduction.model.figure_name(j), reduction.report.shares[j], 1, "1", j == 0 ? "at least 0.9" : "none", "", ""});
  }
} // namespace
