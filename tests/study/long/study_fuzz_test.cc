// Twenty thousand studies of changed structure. SAGITTA_FUZZ_FIRST and SAGITTA_FUZZ_COUNT read others, for instance the one of a finding.

#include <tests/input/fuzz_record.h>
#include <tests/study/study_fuzz.h>

#include <gtest/gtest.h>
#include <mpi.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(StudyFuzzer, TwentyThousandStudiesEndInAnAnswerOrOneSentence)
    {
      MPI_Init(nullptr, nullptr);
      record_report(fuzz_studies(number_of("SAGITTA_FUZZ_FIRST", 1000000), number_of("SAGITTA_FUZZ_COUNT", 20000)),
                    "accepted with finite numbers, or refused by one sentence in the program's own words; no crash, no hang");
      MPI_Finalize();
    }
  } // namespace
} // namespace sagitta::tests
