// A million inputs of changed structure. SAGITTA_FUZZ_FIRST and SAGITTA_FUZZ_COUNT read others, for instance the one of a finding.

#include <tests/input/fuzz.h>
#include <tests/input/fuzz_record.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(Fuzzer, FindsNoCrashHangOrForeignTextInAMillionInputs)
    {
      record_report(fuzz(number_of("SAGITTA_FUZZ_FIRST", 1000000), number_of("SAGITTA_FUZZ_COUNT", 1000000)),
                    "accepted with finite numbers, or refused by one sentence in the program's own words; no crash, no hang");
    }
  } // namespace
} // namespace sagitta::tests
