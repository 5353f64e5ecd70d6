// A few studies of the fuzzer; tests/study/long/study_fuzz_test.cc has more of them.

#include <tests/study/study_fuzz.h>

#include <gtest/gtest.h>
#include <mpi.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(StudyFuzzer, AStudyOfChangedStructureEndsInAnAnswerOrOneSentence)
    {
      int is_initialised = 0;
      MPI_Initialized(&is_initialised);
      if (!is_initialised)
        MPI_Init(nullptr, nullptr);
      constexpr unsigned count = 80;
      const FuzzReport report = fuzz_studies(0, count);
      for (const Finding &finding : report.findings)
        ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
      const std::string kind = name_of(FuzzKind::study);
      EXPECT_EQ(report.count(kind), count);
      // Changes leave enough of a structure to reach what is decided behind the schema, and are noticed.
      EXPECT_GT(report.count(kind, "accepted"), count / 10);
      EXPECT_GT(report.count(kind, "refused"), count / 4);
      if (!is_initialised)
        MPI_Finalize();
    }
  } // namespace
} // namespace sagitta::tests
