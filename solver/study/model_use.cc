#include <solver/study/model_use.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study
{
  bool may_have_model(const Output &output)
  {
    return (output.measure == Measure::warpage || output.measure == Measure::peak_to_valley || output.measure == Measure::bow) &&
           output.face == "bottom";
  }

  std::string bound_key(const Output &output)
  {
    return "bound of " + output.key();
  }

  double bound_of(const Output &output, const Entry &entry)
  {
    if (entry.record == nullptr)
      return no_number;
    const auto found = entry.record->values.find(bound_key(output));
    return found == entry.record->values.end() ? no_number : found->second;
  }

  ModelUse find_model_use(const Study &study, const Decision &decision)
  {
    ModelUse use;
    for (std::size_t o = 0; o < study.outputs.size(); ++o)
      if (may_have_model(study.outputs[o]))
        use.outputs.push_back({o});
    for (const Entry &entry : decision.entries)
      {
        if (entry.status != Status::solved || use.outputs.empty())
          continue;
        bool is_solved = false;
        for (OutputUse &one : use.outputs)
          {
            const double bound = bound_of(study.outputs[one.output], entry);
            const bool has_bound = std::isfinite(bound);
            is_solved |= !has_bound;
            ++(has_bound ? one.by_model : one.by_solve);
            if (has_bound)
              one.largest_bound = std::max(one.largest_bound, bound);
          }
        ++use.n_cases;
        ++(is_solved ? use.n_solved : use.n_by_model);
      }
    for (const ModelRecord &model : decision.models)
      {
        use.failure = std::min(1., use.failure + model.failure);
        use.tabulated = std::max(use.tabulated, model.tabulated);
      }
    return use;
  }

  std::string describe(const ModelUse &use)
  {
    const double share = use.n_cases > 0 ? static_cast<double>(use.n_solved) / static_cast<double>(use.n_cases) : 0;
    return fmt::format("warpage and bow of {} of {} cases come from reduced models, each with a bound of its error against a solve on the "
                       "same mesh within max(1 %, 0.5 um); {} ({:.3g} %) fell back to solves; the probability that any bound does not hold "
                       "is at most {:.0e}{}",
                       use.n_by_model, use.n_cases, use.n_solved, 100 * share, use.failure,
                       use.tabulated > 0 ? ", if no constant between tabulated thicknesses is below those beside it" : "");
  }
} // namespace sagitta::study
