// A few inputs of the fuzzer, as a test of itself and of every change; tests/input/long/fuzz_test.cc reads a million.

#include <tests/input/fuzz.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace sagitta::tests
{
  namespace
  {
    TEST(Fuzzer, FindsNoFailureInAFewThousandInputs)
    {
      const FuzzReport report = fuzz(0, 3000);
      for (const Finding &finding : report.findings)
        ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
      EXPECT_EQ(report.ends.size(), n_fuzz_kinds);
      for (const auto &[kind, ends] : report.ends)
        {
          EXPECT_GE(report.count(kind), 300u) << kind;
          EXPECT_LT(report.count(kind, "accepted"), report.count(kind)) << kind << ": no change was noticed";
          // Changes leave enough of a structure to reach what is read behind the schema.
          EXPECT_GT(report.count(kind, "accepted"), 10u) << kind;
        }
    }

    TEST(Fuzzer, ReportsCrashesAndHangs)
    {
      FuzzRange range{100, 8};
      range.seconds = 1;
      const FuzzReport report = run_forked(range, [](unsigned long long number) {
        if (number == 102)
          std::raise(SIGSEGV);
        if (number == 104)
          for (volatile bool goes_on = true; goes_on;)
            ;
        if (number == 105)
          ::_exit(3);
        return FuzzOutcome{"kind", number == 107 ? "refused" : "accepted",
                           number == 106 ? std::vector<std::string>{"odd"} : std::vector<std::string>{}, "text"};
      });
      ASSERT_EQ(report.findings.size(), 4u);
      EXPECT_EQ(report.findings[0].number, 102u);
      EXPECT_EQ(report.findings[0].what, "crashes: the process ends by signal 11");
      EXPECT_EQ(report.findings[1].number, 104u);
      EXPECT_EQ(report.findings[1].what, "crashes: the process ends by signal 27, as it takes too long");
      EXPECT_EQ(report.findings[2].number, 105u);
      EXPECT_EQ(report.findings[2].what, "crashes: the process ends by exit status 3");
      EXPECT_EQ(report.findings[3].number, 106u);
      EXPECT_EQ(report.findings[3].text, "text");
      EXPECT_EQ(report.count("kind"), 5u) << "all others";
      EXPECT_EQ(report.count("kind", "refused"), 1u);
      EXPECT_EQ(report.with_findings.at("kind"), 1u);
    }

    TEST(Fuzzer, FindsForbiddenTextInAMessage)
    {
      EXPECT_TRUE(check_message("case.yaml:3: package: a key is missing", "").empty());
      EXPECT_EQ(check_message("terminate called after std::out_of_range", "").size(), 2u);
      EXPECT_TRUE(check_message("case.yaml:3: there is no material std::copper", "material: std::copper").empty()) << "an echo";
      EXPECT_EQ(check_message("the centre lies at -0, 3 mm of the plan", "").size(), 1u);
      EXPECT_EQ(check_message("wrong", "").size(), 1u);
    }

    TEST(Sentence, LeavesOutTheMiddleOfALongText)
    {
      EXPECT_EQ(as_sentence("a word of usual length\n"), "a word of usual length\\n");
      const std::string path(499, 'p'), name(501, 'n');
      EXPECT_EQ(as_sentence(path + ": no"), path + ": no");
      EXPECT_EQ(as_sentence("--set " + name + ": no"), "--set " + std::string(100, 'n') + "..." + std::string(49, 'n') + ": no");
      std::string greek, words;
      for (unsigned i = 0; i < 1000; ++i)
        {
          greek += "\u03bc";
          words += "many ";
        }
      for (const std::string &text : {greek, "x" + greek, words + greek})
        {
          const std::string cut = as_sentence(text);
          EXPECT_NE(cut.find("..."), std::string::npos);
          EXPECT_LT(cut.size(), 3000u);
          EXPECT_EQ(in_one_line(cut), cut) << "no character is cut";
        }
    }
  } // namespace
} // namespace sagitta::tests
