// A million inputs of changed structure. SAGITTA_FUZZ_FIRST and SAGITTA_FUZZ_COUNT read others, for instance the one of a finding.

#include <tests/input/fuzz.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <cstdlib>

namespace sagitta::test
{
  namespace
  {
    unsigned long long number_of(const char *variable, unsigned long long otherwise)
    {
      const char *text = std::getenv(variable);
      return text ? std::strtoull(text, nullptr, 10) : otherwise;
    }

    TEST(Fuzzer, FindsNoCrashHangOrForeignTextInAMillionInputs)
    {
      const Fuzzer fuzzer = fuzz(number_of("SAGITTA_FUZZ_FIRST", 1000000), number_of("SAGITTA_FUZZ_COUNT", 1000000));
      for (const Finding &finding : fuzzer.findings())
        ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
      for (const auto &[kind, count] : fuzzer.counts())
        tests::record({kind + ": " + std::to_string(count.read) + " read, " + std::to_string(count.accepted) + " accepted",
                       double(count.found), 0, "findings", "none",
                       "accepted with finite numbers, or refused by one sentence in the program's own words; no crash, no hang",
                       "tests/input/fuzz.h"});
    }
  } // namespace
} // namespace sagitta::test
