// The stage log read as a person would, in a file and on a terminal.

#include <solver/base/stage_log.h>

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace
{
  using namespace sagitta;

  TEST(StageLog, InABatchLogPrintsOneLinePerStageOnOneRank)
  {
    std::ostringstream out;
    StageLog log(MPI_COMM_WORLD, out, StageLog::Style::batch);
    log.begin("mesh");
    log.share(0.5);
    log.begin("solve");
    log.remark("11 iterations");
    log.remark("residual 5e-9");
    log.end();
    log.end(); // without a running stage nothing happens
    ASSERT_EQ(log.costs().size(), 2u);
    EXPECT_EQ(log.costs()[0].stage, "mesh");
    EXPECT_GE(log.costs()[1].seconds, 0);
    EXPECT_GT(log.costs()[1].peak_bytes, 1e6);
    const std::string text = out.str();
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    if (rank != 0)
      EXPECT_TRUE(text.empty());
    else
      {
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
        EXPECT_EQ(text.rfind("mesh", 0), 0u);
        EXPECT_NE(text.find("MB   11 iterations; residual 5e-9\n"), std::string::npos) << text;
        EXPECT_EQ(text.find('\r'), std::string::npos);
      }
    // Every rank knows the same costs.
    double seconds = log.costs()[1].seconds;
    MPI_Bcast(&seconds, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
    EXPECT_EQ(seconds, log.costs()[1].seconds);
  }

  TEST(StageLog, OnATerminalRewritesOneLineAndLeavesItWhenAnErrorCutsAStageShort)
  {
    std::ostringstream out;
    {
      StageLog log(MPI_COMM_SELF, out, StageLog::Style::terminal);
      log.begin("solve");
      usleep(150000);
      log.share(0.25);
      log.share(0.26); // too soon after the last one
    }
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2);
    EXPECT_NE(text.find("solve  25 %"), std::string::npos) << text;
    EXPECT_NE(text.find(" left"), std::string::npos) << text;
    EXPECT_EQ(text.back(), '\n');
  }

  TEST(StageLog, NeverReportsASmallerShareThanBefore)
  {
    std::ostringstream out;
    StageLog log(MPI_COMM_SELF, out, StageLog::Style::terminal);
    const auto report_share = [&](double share) {
      usleep(150000); // longer than the time between two prints
      out.str("");
      log.share(share);
      return out.str();
    };
    log.begin("solve");
    log.begin_part();
    EXPECT_NE(report_share(.8).find("solve  40 %"), std::string::npos) << out.str();
    EXPECT_NE(report_share(.2).find("solve  40 %"), std::string::npos) << out.str();
    log.begin_part();
    EXPECT_NE(report_share(.4).find("solve  60 %"), std::string::npos) << out.str();
    log.begin("next");
    EXPECT_NE(report_share(.3).find("next  30 %"), std::string::npos) << out.str();
  }
} // namespace
