#pragma once

#include <tests/adaptivity/quiet_run.h>
#include <tests/adaptivity/random_package.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace sagitta::tests
{
  /// Runs adaptive cases of packages from the seeds `first`, `first` + 1, ... and compares those that claim their tolerance with a fine
  /// plan, which is as wrong as its own estimate says. Prints a line for each.
  inline void expect_stated_tolerances(unsigned n_packages, unsigned least_met, unsigned first = 1)
  {
    const double tolerance = .05;
    double worst = 0; // true error over what is stated
    unsigned n_met = 0;
    for (unsigned seed = first; seed < first + n_packages; ++seed)
      {
        const RandomPackage package(seed);
        const results::RunResult result =
            run_quietly(parse(package.text(fmt::format("{{adaptive: {{warpage_tolerance: {}, max_dofs: 40000}}}}", tolerance))));
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
        const double allowed = *state.error->tolerance + reference.error->value;
        EXPECT_LE(truth, allowed) << "seed " << seed << "\n" << package.text("...");
        worst = std::max(worst, truth / allowed);
        std::cout << fmt::format("seed {}: met; off by {:.3g} of what is stated\n", seed, truth / allowed) << std::flush;
      }
    EXPECT_GE(n_met, least_met) << "small packages can be refined enough";
    record({fmt::format("worst_of_{}", n_packages), worst, 0., "1", "at most 1", "a fine plan of degree 3", ""});
  }
} // namespace sagitta::tests
