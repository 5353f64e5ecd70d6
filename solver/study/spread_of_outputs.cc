#include <solver/study/spread_of_outputs.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace sagitta::study
{
  namespace
  {
    /// The value of an output at candidate `c`; no_number unless it is solved.
    double value_of(const Decision &decision, std::size_t c, std::size_t output)
    {
      return decision.entries[c].status == Status::solved ? decision.entries[c].values[output] : no_number;
    }

    /// The candidates whose parameters are independent draws: of a design for indices the two samples only.
    std::vector<std::size_t> independent_draws(const Study &study, std::size_t n_candidates)
    {
      const std::size_t count =
          study.sampling.method == SamplingMethod::sobol_indices ? 2 * study.sampling.count : n_candidates - 1; // without the base case
      std::vector<std::size_t> draws;
      for (std::size_t c = 1; c <= std::min(count, n_candidates - 1); ++c)
        draws.push_back(c);
      return draws;
    }

    /// Least squares of y by a constant and the parameters, these in standard deviations from their means.
    void fit_linear(const Study &study, const std::vector<Candidate> &candidates, const std::vector<std::size_t> &rows,
                    const std::vector<double> &y, UncertainOutput &result)
    {
      const std::size_t n = study.parameters.size() + 1;
      result.fitted.assign(n - 1, no_number);
      if (rows.size() <= n)
        return;
      const std::unique_ptr<gsl_matrix, void (*)(gsl_matrix *)> x(gsl_matrix_alloc(rows.size(), n), gsl_matrix_free),
          covariance(gsl_matrix_alloc(n, n), gsl_matrix_free);
      const std::unique_ptr<gsl_vector, void (*)(gsl_vector *)> right(gsl_vector_alloc(rows.size()), gsl_vector_free),
          solution(gsl_vector_alloc(n), gsl_vector_free);
      for (std::size_t i = 0; i < rows.size(); ++i)
        {
          gsl_vector_set(right.get(), i, y[i] - y[0]); // against cancellation
          gsl_matrix_set(x.get(), i, 0, 1);
          for (std::size_t p = 0; p + 1 < n; ++p)
            gsl_matrix_set(x.get(), i, p + 1,
                           (candidates[rows[i]].values[p].number - mean_of(study.parameters[p])) / deviation_of(study.parameters[p]));
        }
      const std::unique_ptr<gsl_multifit_linear_workspace, void (*)(gsl_multifit_linear_workspace *)> work(
          gsl_multifit_linear_alloc(rows.size(), n), gsl_multifit_linear_free);
      double residual = 0;
      gsl_multifit_linear(x.get(), right.get(), solution.get(), covariance.get(), &residual, work.get());
      for (std::size_t p = 0; p + 1 < n; ++p)
        result.fitted[p] = gsl_vector_get(solution.get(), p + 1) / deviation_of(study.parameters[p]);
      const double spread = result.moments.deviation.value * result.moments.deviation.value * static_cast<double>(rows.size() - 1);
      if (spread > 0)
        result.r_squared = 1 - residual / spread;
    }

    void add_first_order(const Study &study, UncertainOutput &output)
    {
      const std::size_t n = study.parameters.size();
      std::vector<double> effects(n); // of one standard deviation
      output.is_by_adjoint = true;
      for (std::size_t p = 0; p < n; ++p)
        {
          output.is_by_adjoint = output.is_by_adjoint && std::isfinite(output.adjoint[p]);
          effects[p] = (std::isfinite(output.adjoint[p]) ? output.adjoint[p] : output.fitted[p]) * deviation_of(study.parameters[p]);
        }
      double variance = 0;
      for (const double effect : effects)
        variance += effect * effect;
      for (const Correlation &one : study.sampling.correlations)
        variance += 2 * effects[one.first] * effects[one.second] *
                    correlation_of(study.parameters[one.first], study.parameters[one.second], one.coefficient);
      output.first_order = std::sqrt(std::max(0., variance));
    }

    /// Is a standard deviation below the accuracy of the solves? These end at about 1e-6 of a field; a thousandth of the unit of the tables
    /// (1 nm, 1 mK) is the least where a mean vanishes.
    bool hardly_varies(const Output &output, const Moments &moments)
    {
      constexpr double share = 1e-5, part_of_unit = 1e-3;
      return moments.deviation.value <= std::max(share * std::abs(moments.mean.value), part_of_unit * info(output.measure).si);
    }

    IndexDesign design_of(const Study &study, const Decision &decision, std::size_t output, std::size_t n_groups)
    {
      IndexDesign design;
      const std::size_t n = study.sampling.count;
      design.mixed.resize(n_groups);
      for (std::size_t i = 0; i < n; ++i)
        {
          design.a.push_back(value_of(decision, 1 + i, output));
          design.b.push_back(value_of(decision, 1 + n + i, output));
          for (std::size_t g = 0; g < n_groups; ++g)
            design.mixed[g].push_back(value_of(decision, 1 + (2 + g) * n + i, output));
        }
      return design;
    }
  } // namespace

  bool is_uncertain(const Study &study)
  {
    return std::all_of(study.parameters.begin(), study.parameters.end(), [](const Parameter &one) { return one.is_distribution; });
  }

  Uncertainty find_uncertainty(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision,
                               FirstOrder first_order)
  {
    Uncertainty result;
    result.groups = correlated_groups(study);
    result.first_order = std::move(first_order);
    for (std::size_t o = 0; o < study.outputs.size(); ++o)
      {
        std::vector<std::size_t> rows;
        std::vector<double> values;
        for (const std::size_t c : independent_draws(study, candidates.size()))
          if (const double value = value_of(decision, c, o); std::isfinite(value))
            {
              rows.push_back(c);
              values.push_back(value);
            }
        if (values.size() < 2)
          continue;
        UncertainOutput output{o, find_moments(values), result.first_order.slopes[o], {}};
        output.at_means = result.first_order.values[o];
        fit_linear(study, candidates, rows, values, output);
        add_first_order(study, output);
        output.hardly_varies = hardly_varies(study.outputs[o], output.moments);
        if (study.sampling.method == SamplingMethod::sobol_indices && !output.hardly_varies)
          output.indices = find_indices(design_of(study, decision, o, result.groups.size()));
        result.outputs.push_back(std::move(output));
      }
    return result;
  }
} // namespace sagitta::study
