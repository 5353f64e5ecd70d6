#include <solver/process/step_forms.h>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using materials::RelaxingStep;
    using process::RelaxingSteps;
    using process::StressForm;

    // Two deviators and one mean stress; any numbers do.
    const RelaxingStep first{{{1, 3e9}, {0.7, 2e9}}, {{0.9, 8e9}}}, second{{{1, 4e9}, {0.4, 1e9}}, {{0.6, 7e9}}},
        whole{{{1, 3.5e9}, {0.28, 1.2e9}}, {{0.54, 7.2e9}}};

    /// One component of the deviators, 2 dev(m), and the mean stresses with tr(m): start, middle and end of a pair of steps.
    const std::array<double, 3> deviators = {1e-3, 4e-3, -2e-3}, traces = {2e-3, -1e-3, 5e-3};
    const std::vector<double> shear_memory = {1e6, -3e6}, bulk_memory = {2e6};

    /// What a step makes of a memory, number by number: Eq. (2).
    std::vector<double> stepped(const std::vector<RelaxingStep::Part> &parts, const std::vector<double> &memory, double change)
    {
      std::vector<double> result;
      for (std::size_t j = 0; j < parts.size(); ++j)
        result.push_back(parts[j].decay * memory[j] + parts[j].gain * change);
      return result;
    }

    double sum(const std::vector<double> &values)
    {
      double result = 0;
      for (const double value : values)
        result += value;
      return result;
    }

    double evaluate(const std::vector<double> &weights, const std::vector<double> &memory, const StressForm &form, unsigned kind,
                    const std::array<double, 3> &strain)
    {
      double result = 0;
      for (std::size_t j = 0; j < weights.size(); ++j)
        result += weights[j] * memory[j];
      for (std::size_t n = 0; n < form.by_strain.size(); ++n)
        result += form.by_strain[n][kind] * strain[n];
      return result;
    }

    double shear_stress(const StressForm &form)
    {
      return evaluate(form.shear, shear_memory, form, 0, deviators);
    }

    double mean_stress(const StressForm &form)
    {
      return evaluate(form.bulk, bulk_memory, form, 1, traces);
    }

    double after_two(const std::vector<RelaxingStep::Part> &one, const std::vector<RelaxingStep::Part> &two,
                     const std::vector<double> &memory, const std::array<double, 3> &strain)
    {
      return sum(stepped(two, stepped(one, memory, strain[1] - strain[0]), strain[2] - strain[1]));
    }

    TEST(StepForms, TheStressAtTheEndOfAPairIsThatOfTwoConsecutiveSteps)
    {
      const StressForm form = process::stress_at_end({first}, {second})[0];
      const double shear = after_two(first.shear, second.shear, shear_memory, deviators),
                   mean = after_two(first.bulk, second.bulk, bulk_memory, traces);
      EXPECT_NEAR(shear_stress(form), shear, 1e-12 * 1e7);
      EXPECT_NEAR(mean_stress(form), mean, 1e-12 * 1e7);
    }

    TEST(StepForms, WhatIsCarriedIsTheStressLessThatOfTheTangent)
    {
      const StressForm one = process::carried_into_first({first})[0], two = process::carried_into_second({first}, {second})[0];
      EXPECT_NEAR(shear_stress(one), sum(stepped(first.shear, shear_memory, -deviators[0])), 1e-12 * 1e7);
      EXPECT_NEAR(mean_stress(one), sum(stepped(first.bulk, bulk_memory, -traces[0])), 1e-12 * 1e7);
      EXPECT_NEAR(shear_stress(two) + second.shear_modulus() * deviators[2], after_two(first.shear, second.shear, shear_memory, deviators),
                  1e-12 * 1e7);
      EXPECT_NEAR(mean_stress(two) + second.bulk_modulus() * traces[2], after_two(first.bulk, second.bulk, bulk_memory, traces),
                  1e-12 * 1e7);
    }

    TEST(StepForms, TheErrorOfAPairIsOneStepLessTwo)
    {
      const StressForm form = process::error_of_pair({whole}, {first}, {second})[0];
      EXPECT_NEAR(shear_stress(form),
                  sum(stepped(whole.shear, shear_memory, deviators[2] - deviators[0])) -
                      after_two(first.shear, second.shear, shear_memory, deviators),
                  1e-12 * 1e7);
      EXPECT_NEAR(mean_stress(form),
                  sum(stepped(whole.bulk, bulk_memory, traces[2] - traces[0])) - after_two(first.bulk, second.bulk, bulk_memory, traces),
                  1e-12 * 1e7);
    }

    TEST(StepForms, OfAnElasticMaterialAreEmpty)
    {
      const process::StressForms forms = process::stress_at_end({std::nullopt, first}, {std::nullopt, second});
      ASSERT_EQ(forms.size(), 2u);
      EXPECT_TRUE(forms[0].shear.empty());
      EXPECT_TRUE(forms[0].by_strain.empty());
      EXPECT_EQ(forms[1].by_strain.size(), 3u);
    }
  } // namespace
} // namespace sagitta::tests
