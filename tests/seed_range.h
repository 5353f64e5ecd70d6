#pragma once

#include <cstdlib>
#include <string>

namespace sagitta::tests
{
  /// The seeds that a campaign goes through: those of the test, or what SAGITTA_SEED and SAGITTA_SEEDS (1 if it is left out) name, so that
  /// a campaign may be done piece by piece and a finding alone.
  struct SeedRange
  {
    unsigned long long first, count;

    SeedRange(unsigned long long usual_first, unsigned long long usual_count) : first(usual_first), count(usual_count)
    {
      if (const char *named = std::getenv("SAGITTA_SEED"))
        {
          const char *number = std::getenv("SAGITTA_SEEDS");
          first = std::strtoull(named, nullptr, 10);
          count = number ? std::strtoull(number, nullptr, 10) : 1;
        }
    }

    unsigned long long end() const { return first + count; }
  };
} // namespace sagitta::tests
