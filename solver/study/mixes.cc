#include <solver/study/mixes.h>

#include <solver/base/errors.h>
#include <solver/study/measures.h>

#include <materials/fit/gsl_errors.h>

#include <fmt/format.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_qrng.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace sagitta::study
{
  namespace
  {
    constexpr double beyond_making = 100; ///< the cost of what cannot be made, above that of anything that can
    constexpr double reached = 1e-3;      ///< of a target: no property is known more closely

    /// The logarithm of the quotient, positive where the target is missed.
    double signed_miss(const Target &target, double value)
    {
      const double ratio = value > 0 ? std::log(value / target.value) : -beyond_making;
      return target.relation == Target::Relation::equal ? std::abs(ratio) : target.relation == Target::Relation::at_most ? ratio : -ratio;
    }

    /// The cost of the ranged parameters of one combination.
    class Search
    {
    public:
      Search(const Study &study, const CaseSource &source, Point values) : study_(study), source_(source), values_(std::move(values))
      {
        for (std::size_t p = 0; p < study.parameters.size(); ++p)
          if (study.parameters[p].spread)
            free_.push_back(p);
      }

      std::size_t n_free() const { return free_.size(); }

      Point point_at(const std::vector<double> &shares) const
      {
        Point point = values_;
        for (std::size_t i = 0; i < free_.size(); ++i)
          {
            const Parameter &parameter = study_.parameters[free_[i]];
            const double share = std::clamp(shares[i], 0., 1.);
            point[free_[i]] = parameter.choice_of(parameter.spread->first + share * (parameter.spread->second - parameter.spread->first));
          }
        return point;
      }

      /// The properties at a point; throws what estimate_materials() throws.
      std::vector<double> properties(const Point &point) const
      {
        std::vector<std::string> overrides = study_.overrides;
        for (const Choice &choice : point)
          overrides.insert(overrides.end(), choice.assignments.begin(), choice.assignments.end());
        return measure_materials(study_.outputs, source_.file, overrides, source_.library);
      }

      /// Sum of the misses and a small share of the greatest signed one, which keeps a distance from limits where there is room; the
      /// distance outside the ranges counts too.
      double cost(const std::vector<double> &shares) const
      {
        double outside = 0;
        for (const double share : shares)
          outside += std::abs(share - std::clamp(share, 0., 1.));
        try
          {
            const std::vector<double> values = properties(point_at(shares));
            double sum = 0, greatest = -1;
            for (const Target &target : study_.targets)
              {
                sum += deviation_from_target(target, values[target.output]);
                if (target.relation != Target::Relation::equal)
                  greatest = std::max(greatest, signed_miss(target, values[target.output]));
              }
            constexpr double room = 1e-3;
            return sum + room * greatest + outside;
          }
        catch (const InputError &)
          {
            return beyond_making + outside;
          }
        catch (const std::invalid_argument &)
          {
            return beyond_making + outside;
          }
      }

    private:
      const Study &study_;
      const CaseSource &source_;
      Point values_;
      std::vector<std::size_t> free_; ///< parameters that are ranges
    };

    /// Shares of the ranges with the least costs of a scan, the best first.
    std::vector<std::vector<double>> scan(const Search &search)
    {
      constexpr std::size_t count = 32, kept = 2;
      const std::unique_ptr<gsl_qrng, void (*)(gsl_qrng *)> sequence(gsl_qrng_alloc(gsl_qrng_sobol, static_cast<unsigned>(search.n_free())),
                                                                     gsl_qrng_free);
      std::vector<std::pair<double, std::vector<double>>> found;
      for (std::size_t i = 0; i < count; ++i)
        {
          std::vector<double> shares(search.n_free());
          gsl_qrng_get(sequence.get(), shares.data());
          found.emplace_back(search.cost(shares), shares);
        }
      std::sort(found.begin(), found.end());
      std::vector<std::vector<double>> best;
      for (std::size_t i = 0; i < kept; ++i)
        best.push_back(found[i].second);
      return best;
    }

    std::vector<double> to_vector(const gsl_vector *x)
    {
      return {x->data, x->data + x->size};
    }

    /// The least cost near `start`.
    std::pair<double, std::vector<double>> descend(const Search &search, const std::vector<double> &start)
    {
      gsl_multimin_function function{
          [](const gsl_vector *x, void *given) { return static_cast<const Search *>(given)->cost(to_vector(x)); }, start.size(),
          const_cast<Search *>(&search)};
      const auto make = [&](double value) {
        std::unique_ptr<gsl_vector, void (*)(gsl_vector *)> vector(gsl_vector_alloc(start.size()), gsl_vector_free);
        gsl_vector_set_all(vector.get(), value);
        return vector;
      };
      constexpr double first_step = .1, last_step = 1e-5; // of the ranges
      const auto x = make(0), step = make(first_step);
      std::copy(start.begin(), start.end(), x->data);
      const std::unique_ptr<gsl_multimin_fminimizer, void (*)(gsl_multimin_fminimizer *)> simplex(
          gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, start.size()), gsl_multimin_fminimizer_free);
      gsl_multimin_fminimizer_set(simplex.get(), &function, x.get(), step.get());
      constexpr unsigned most = 150;
      for (unsigned i = 0; i < most; ++i)
        if (gsl_multimin_fminimizer_iterate(simplex.get()) != 0 || gsl_multimin_fminimizer_size(simplex.get()) < last_step)
          break;
      return {gsl_multimin_fminimizer_minimum(simplex.get()), to_vector(gsl_multimin_fminimizer_x(simplex.get()))};
    }

    std::string describe_miss(const Study &study, const std::vector<double> &values)
    {
      std::string text;
      for (const Target &target : study.targets)
        if (deviation_from_target(target, values[target.output]) > reached)
          {
            const Output &output = study.outputs[target.output];
            const char *word = target.relation == Target::Relation::equal      ? ""
                               : target.relation == Target::Relation::at_least ? "at least "
                                                                               : "at most ";
            text += fmt::format("{}{} is {:.4g} {unit}, but must be {}{:.4g} {unit}", text.empty() ? "nearest to the target: " : "; ",
                                output.name, output.shown(values[target.output]), word, output.shown(target.value),
                                fmt::arg("unit", info(output.measure).unit));
          }
      return text;
    }

    Mix find_mix(const Study &study, const CaseSource &source, const Point &values)
    {
      const Search search(study, source, values);
      std::pair<double, std::vector<double>> best{search.n_free() == 0 ? 0 : HUGE_VAL, {}};
      if (search.n_free() > 0)
        for (const std::vector<double> &start : scan(search))
          best = std::min(best, descend(search, start));
      Mix mix{search.point_at(best.second), ""};
      try
        {
          mix.miss = describe_miss(study, search.properties(mix.values));
        }
      catch (const InputError &)
        {
          // the examination of the candidate says why it cannot be made
        }
      catch (const std::invalid_argument &)
        {
          // likewise
        }
      return mix;
    }
  } // namespace

  double deviation_from_target(const Target &target, double value)
  {
    return std::max(0., signed_miss(target, value));
  }

  std::vector<Mix> find_mixes(const Study &study, const CaseSource &source)
  {
    // A simplex that gets stuck ends the search at its best point and not the program.
    const materials::GslErrorsOff quiet;
    Study lists = study;
    lists.sampling.method = SamplingMethod::grid;
    for (Parameter &parameter : lists.parameters)
      if (parameter.spread) // one place for the value that is looked for
        parameter.choices = {parameter.choice_of(parameter.spread->first)};
    std::vector<Mix> mixes;
    for (const Point &values : make_points(lists))
      mixes.push_back(find_mix(study, source, values));
    return mixes;
  }
} // namespace sagitta::study
