#pragma once

#include <tests/refusal.h>

#include <materials/fit/least_squares.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <stdexcept>
#include <string>

namespace sagitta::tests
{
  /// Normal deviates from a seed.
  class Noise
  {
  public:
    explicit Noise(unsigned seed) : generator_(seed) {}
    double operator()() { return normal_(generator_); }

  private:
    std::mt19937 generator_;
    std::normal_distribution<double> normal_;
  };

  /// How often the stated range holds the truth, and how far the values scatter compared with their stated errors, over many seeds.
  class Coverage
  {
  public:
    explicit Coverage(std::map<std::string, double> truth) : truth_(std::move(truth)) {}

    /// `quantile` times the standard error is half a range.
    void add(const std::vector<materials::FittedConstant> &constants)
    {
      for (const materials::FittedConstant &one : constants)
        if (const auto found = truth_.find(one.name); found != truth_.end())
          {
            const double truth = found->second;
            Count &count = counts_[one.name];
            ++count.all;
            count.inside += one.lower <= truth && truth <= one.upper;
            // Most ranges are symmetric in the logarithm; for the others it makes no difference to first order.
            const bool is_positive = one.lower > 0;
            const double distance = is_positive ? std::log(one.value / truth) : one.value - truth;
            const double half = 0.5 * (is_positive ? std::log(one.upper / one.lower) : one.upper - one.lower);
            count.squares += std::pow(distance / half, 2);
          }
    }

    /// A range of 95 % holds the truth in 95 of 100 cases. Three standard deviations of the binomial distribution are allowed below that,
    /// and one case in twenty more for the error of linear propagation. Ranges that are too wide hold it always: so the scatter must be
    /// that of the ranges too, within a factor of 1.6.
    void expect_stated_coverage() const
    {
      for (const auto &[name, truth] : truth_)
        {
          const auto found = counts_.find(name);
          ASSERT_NE(found, counts_.end()) << name << " was not fitted";
          const Count &count = found->second;
          const double fewest = 0.9 * count.all - 3 * std::sqrt(0.95 * 0.05 * count.all);
          EXPECT_GE(count.inside, fewest) << name << ": the truth " << truth << " lies in the range in " << count.inside << " of "
                                          << count.all << " cases";
          const double ratio = 2 * std::sqrt(count.squares / count.all);
          EXPECT_GT(ratio, 1 / 1.6) << name << ": the ranges are wider than the scatter";
          EXPECT_LT(ratio, 1.6) << name << ": the ranges are narrower than the scatter";
        }
    }

    /// All cases of all constants.
    double share() const
    {
      double inside = 0, all = 0;
      for (const auto &[name, count] : counts_)
        {
          inside += count.inside;
          all += count.all;
        }
      return inside / all;
    }

  private:
    struct Count
    {
      int all = 0, inside = 0;
      double squares = 0;
    };

    std::map<std::string, double> truth_;
    std::map<std::string, Count> counts_;
  };

  inline const materials::FittedConstant &constant(const std::vector<materials::FittedConstant> &constants, const std::string &name)
  {
    for (const materials::FittedConstant &one : constants)
      if (one.name == name)
        return one;
    throw std::logic_error("no constant " + name);
  }
} // namespace sagitta::tests
