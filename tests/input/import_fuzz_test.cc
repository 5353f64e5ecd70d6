// Some changed files of other programs; tests/input/long/import_fuzz_test.cc reads 100,000 of each format.

#include <tests/input/import_fuzz.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(ImportFuzzer, FindsNoFailureInAFewThousandFiles)
    {
      const FuzzReport report = fuzz_foreign_files(0, 5500);
      for (const Finding &finding : report.findings)
        ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
      EXPECT_EQ(report.ends.size(), foreign_formats().size());
      for (const auto &[kind, ends] : report.ends)
        {
          EXPECT_GT(report.count(kind, "accepted"), 5u) << kind;
          EXPECT_GT(report.count(kind, "refused"), 50u) << kind;
        }
    }
  } // namespace
} // namespace sagitta::tests
