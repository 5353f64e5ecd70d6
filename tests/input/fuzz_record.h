#pragma once

// The results of a campaign of the fuzzer, for the verification report.

#include <tests/input/forked_batches.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace sagitta::tests
{
  inline unsigned long long number_of(const char *variable, unsigned long long otherwise)
  {
    const char *text = std::getenv(variable);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
  }

  /// Findings fail the test; counts are recorded by kind. `oracle`: how an input may end.
  inline void record_report(const FuzzReport &report, const std::string &oracle)
  {
    for (const Finding &finding : report.findings)
      ADD_FAILURE() << "input " << finding.number << ": " << finding.what << "\n" << finding.text;
    for (const auto &[kind, ends] : report.ends)
      {
        std::string how;
        for (const auto &[end, number] : ends)
          how += (how.empty() ? "" : ", ") + std::to_string(number) + " " + end;
        tests::record({kind + ": " + std::to_string(report.count(kind)) + " read, " + how, double(report.with_findings.at(kind)), 0,
                       "findings", "none", oracle, "tests/input/fuzz_source.h"});
      }
  }
} // namespace sagitta::tests
