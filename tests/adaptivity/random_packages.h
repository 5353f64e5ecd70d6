#pragma once

#include <tests/adaptivity/quiet_run.h>
#include <tests/adaptivity/random_package.h>
#include <tests/seed_range.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>

namespace sagitta::tests
{
  /// Runs adaptive cases of packages from a range of seeds and compares those that claim their tolerance, and the errors that they state,
  /// with a fine plan, whose error is as large as its own estimate. Prints a line for each.
  inline void expect_stated_tolerances(const SeedRange &seeds, unsigned least_met)
  {
    double worst = 0, worst_estimate = 0; // true error over what is claimed, and over what is printed
    unsigned n_met = 0;
    for (auto seed = static_cast<unsigned>(seeds.first); seed < seeds.end(); ++seed)
      {
        const RandomPackage package(seed);
        const results::RunResult result = run_quietly(parse(package.text("{adaptive: {warpage_tolerance: 5 %, max_dofs: 120000}}")));
        ASSERT_TRUE(result.adaptive);
        if (!result.adaptive->is_met)
          {
            EXPECT_FALSE(result.adaptive->end.empty());
            std::cout << "seed " << seed << ": not met, " << result.adaptive->end << std::endl;
            continue;
          }
        ++n_met;
        const results::RunResult fine = run_quietly(
            parse(package.text("{plan: {resolution: 200 um, elsewhere: 800 um}, degree: 3, degree_z: 3, estimate_error: true}")));
        const results::StateResult &state = result.states.front(), &reference = fine.states.front();
        const double truth = std::abs(state.bottom.peak_to_valley - reference.bottom.peak_to_valley);
        const double of_claim = truth / (*state.error->tolerance + reference.error->value);
        const double of_estimate = truth / (state.error->value + reference.error->value);
        EXPECT_LE(of_claim, 1) << "seed " << seed << "\n" << package.text("...");
        EXPECT_LE(of_estimate, 1) << "seed " << seed << "\n" << package.text("...");
        worst = std::max(worst, of_claim);
        worst_estimate = std::max(worst_estimate, of_estimate);
        std::cout << fmt::format("seed {}: met after {} plans; off by {:.2g} of the tolerance, {:.2g} of the estimate\n", seed,
                                 result.adaptive->cycles.size(), of_claim, of_estimate)
                  << std::flush;
      }
    EXPECT_GE(n_met, least_met) << "small packages can be refined enough";
    const std::string which = seeds.count > 1 ? fmt::format("worst of {}", seeds.count) : fmt::format("seed {}", seeds.first);
    record({which + ", of the tolerance", worst, 0., "1", "at most 1", "a fine plan of degree 3", ""});
    record({which + ", of the stated error", worst_estimate, 0., "1", "at most 1", "a fine plan of degree 3", ""});
  }
} // namespace sagitta::tests
