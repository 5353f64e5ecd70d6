// A few inputs of the fuzzer, as a test of itself and of every change; tests/input/long/fuzz_test.cc reads a million.

#include <tests/input/fuzz.h>

#include <gtest/gtest.h>

namespace sagitta::test
{
  namespace
  {
    TEST(Fuzzer, FindsNothingInAFewThousandInputs)
    {
      const Fuzzer fuzzer = fuzz(0, 3000);
      for (const Finding &finding : fuzzer.findings())
        ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
      EXPECT_EQ(fuzzer.counts().size(), 6u) << "kinds of inputs";
      for (const auto &[kind, count] : fuzzer.counts())
        {
          EXPECT_GT(count.read, 300u) << kind;
          EXPECT_LT(count.accepted, count.read) << kind << ": no change was noticed";
        }
      // Changes leave enough of a structure to reach what is read behind the schema.
      EXPECT_GT(fuzzer.counts().at("case files").accepted, 20u);
      EXPECT_GT(fuzzer.counts().at("material cards").accepted, 20u);
    }
  } // namespace
} // namespace sagitta::test
