// 100,000 changed files of every format of other programs. SAGITTA_FUZZ_FIRST and SAGITTA_FUZZ_COUNT read others.

#include <tests/input/fuzz_record.h>
#include <tests/input/import_fuzz.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(ImportFuzzer, FindsNoCrashHangOrForeignTextInAHundredThousandFilesOfEachFormat)
    {
      record_report(
          fuzz_foreign_files(number_of("SAGITTA_FUZZ_FIRST", 1000000), number_of("SAGITTA_FUZZ_COUNT", 100000 * foreign_formats().size())),
          "accepted with a case that is YAML, or refused by one sentence in the program's own words; no crash, no hang");
    }
  } // namespace
} // namespace sagitta::tests
