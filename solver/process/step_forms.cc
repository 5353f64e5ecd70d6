#include <solver/process/step_forms.h>

namespace sagitta::process
{
  namespace
  {
    using materials::RelaxingStep;

    /// Decay of a memory over a pair of steps, and the gain of the change of strain in its first half: the sum of d'' G'.
    struct PairForm
    {
      std::vector<double> shear, bulk;
      double shear_gain = 0, bulk_gain = 0;

      PairForm(const RelaxingStep &first, const RelaxingStep &second)
      {
        const auto chain = [](const std::vector<RelaxingStep::Part> &one, const std::vector<RelaxingStep::Part> &two,
                              std::vector<double> &decays, double &gain) {
          for (std::size_t j = 0; j < one.size(); ++j)
            {
              decays.push_back(one[j].decay * two[j].decay);
              gain += two[j].decay * one[j].gain;
            }
        };
        chain(first.shear, second.shear, shear, shear_gain);
        chain(first.bulk, second.bulk, bulk, bulk_gain);
      }
    };

    std::vector<double> decays(const std::vector<RelaxingStep::Part> &parts)
    {
      std::vector<double> result;
      for (const RelaxingStep::Part &part : parts)
        result.push_back(part.decay);
      return result;
    }

    std::vector<double> difference(const std::vector<RelaxingStep::Part> &parts, const std::vector<double> &other)
    {
      std::vector<double> result = decays(parts);
      for (std::size_t j = 0; j < result.size(); ++j)
        result[j] -= other[j];
      return result;
    }

    /// Carried stress of the first step, from the strain at its start.
    StressForm carried_form(const RelaxingStep &first)
    {
      return {decays(first.shear), decays(first.bulk), {{{-first.shear_modulus(), -first.bulk_modulus()}}}};
    }

    /// Carried stress of the second step, from the strains at the start and in the middle.
    StressForm carried_form(const RelaxingStep &first, const RelaxingStep &second)
    {
      const PairForm pair(first, second);
      return {
          pair.shear,
          pair.bulk,
          {{{-pair.shear_gain, -pair.bulk_gain}}, {{pair.shear_gain - second.shear_modulus(), pair.bulk_gain - second.bulk_modulus()}}}};
    }

    /// The stress at the end, from the strains at start, middle and end.
    StressForm end_form(const RelaxingStep &first, const RelaxingStep &second)
    {
      StressForm form = carried_form(first, second);
      form.by_strain.push_back({{second.shear_modulus(), second.bulk_modulus()}});
      return form;
    }

    /// The stress that one step makes less the one of the pair, at the same strain: Eq. (6).
    StressForm error_form(const RelaxingStep &whole, const RelaxingStep &first, const RelaxingStep &second)
    {
      const PairForm pair(first, second);
      const double shear = whole.shear_modulus(), bulk = whole.bulk_modulus();
      return {difference(whole.shear, pair.shear),
              difference(whole.bulk, pair.bulk),
              {{{pair.shear_gain - shear, pair.bulk_gain - bulk}},
               {{second.shear_modulus() - pair.shear_gain, second.bulk_modulus() - pair.bulk_gain}},
               {{shear - second.shear_modulus(), bulk - second.bulk_modulus()}}}};
    }

    template <typename F, typename... Steps>
    StressForms for_each_memory(const F &f, const RelaxingSteps &steps, const Steps &...others)
    {
      StressForms forms(steps.size());
      for (std::size_t m = 0; m < steps.size(); ++m)
        if (steps[m])
          forms[m] = f(*steps[m], *others[m]...);
      return forms;
    }
  } // namespace

  StressForms carried_into_first(const RelaxingSteps &first)
  {
    return for_each_memory([](const RelaxingStep &step) { return carried_form(step); }, first);
  }

  StressForms carried_into_second(const RelaxingSteps &first, const RelaxingSteps &second)
  {
    return for_each_memory([](const RelaxingStep &one, const RelaxingStep &two) { return carried_form(one, two); }, first, second);
  }

  StressForms stress_at_end(const RelaxingSteps &first, const RelaxingSteps &second)
  {
    return for_each_memory(end_form, first, second);
  }

  StressForms error_of_pair(const RelaxingSteps &whole, const RelaxingSteps &first, const RelaxingSteps &second)
  {
    return for_each_memory(error_form, whole, first, second);
  }
} // namespace sagitta::process
