#include <solver/study/verdict.h>

#include <fmt/format.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

namespace sagitta::study
{
  namespace
  {
    /// The costs of the candidates within all limits, each goal from 0, the least, to 1.
    class Costs
    {
    public:
      Costs(const Study &study, const Decision &decision) : study_(study)
      {
        for (const std::size_t c : decision.ranking)
          if (decision.entries[c].is_within)
            members_.push_back(c);
        for (const Goal &goal : study.goals)
          {
            std::vector<double> costs;
            for (const std::size_t c : members_)
              costs.push_back(cost(goal, study, decision.entries[c]));
            const auto [low, high] = std::minmax_element(costs.begin(), costs.end());
            const double least = costs.empty() ? 0 : *low, range = costs.empty() ? 0 : *high - *low;
            ranges_.push_back(range);
            for (double &one : costs)
              one = range > 0 ? (one - least) / range : 0;
            shares_.push_back(std::move(costs));
          }
      }

      const std::vector<std::size_t> &members() const { return members_; }
      double range(std::size_t goal) const { return ranges_[goal]; }
      double share(std::size_t goal, std::size_t member) const { return shares_[goal][member]; }

      double score(std::size_t member, const std::vector<double> &weights) const
      {
        double sum = 0;
        for (std::size_t g = 0; g < weights.size(); ++g)
          sum += weights[g] * shares_[g][member];
        return sum;
      }

      std::vector<double> weights() const
      {
        std::vector<double> result;
        for (const Goal &goal : study_.goals)
          result.push_back(study_.outputs[goal.output].weight);
        return result;
      }

    private:
      const Study &study_;
      std::vector<std::size_t> members_; ///< candidates, the best first
      std::vector<double> ranges_;       ///< per goal
      std::vector<std::vector<double>> shares_;
    };

    /// Weightings are spread uniformly over all that add up to one (Dirichlet's distribution with parameters 1).
    std::vector<double> count_firsts(const Costs &costs, std::size_t n_candidates, std::size_t n_goals)
    {
      std::vector<double> shares(n_candidates, 0.);
      if (costs.members().empty() || n_goals == 0)
        return shares;
      const std::unique_ptr<gsl_rng, void (*)(gsl_rng *)> random(gsl_rng_alloc(gsl_rng_mt19937), gsl_rng_free);
      const std::vector<double> ones(n_goals, 1.);
      std::vector<double> weights(n_goals, 1.), scores(costs.members().size());
      for (std::size_t i = 0; i < Verdict::n_weightings; ++i)
        {
          if (n_goals > 1)
            gsl_ran_dirichlet(random.get(), n_goals, ones.data(), weights.data());
          for (std::size_t m = 0; m < scores.size(); ++m)
            scores[m] = costs.score(m, weights);
          const auto first = std::min_element(scores.begin(), scores.end()) - scores.begin();
          shares[costs.members()[static_cast<std::size_t>(first)]] += 1. / Verdict::n_weightings;
        }
      return shares;
    }

    std::vector<double> find_margins(const Costs &costs)
    {
      const std::vector<double> weights = costs.weights();
      std::vector<double> margins(weights.size(), no_number);
      if (costs.members().size() < 2)
        return margins;
      const double lead = costs.score(1, weights) - costs.score(0, weights);
      for (std::size_t g = 0; g < weights.size(); ++g)
        if (costs.range(g) > 0)
          margins[g] = lead * costs.range(g) / weights[g];
      return margins;
    }

    /// The values of the parameters that are words; empty: there are none.
    std::string words_of(const Study &study, const Candidate &candidate)
    {
      std::string text;
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        if (!study.parameters[p].is_numeric())
          text += (text.empty() ? "" : ", ") + study.parameters[p].name + " = " + candidate.values[p].label;
      return text;
    }

    std::vector<Alternative> find_alternatives(const Study &study, const std::vector<Candidate> &candidates, const Costs &costs)
    {
      std::vector<std::string> reasons(costs.members().size());
      const auto add = [&](std::size_t member, const std::string &reason) {
        if (member > 0)
          reasons[member] += (reasons[member].empty() ? "" : "; ") + reason;
      };
      if (costs.members().size() > 1)
        add(1, "second in the ranking");
      std::set<std::string> seen;
      for (std::size_t m = 0; m < costs.members().size(); ++m)
        if (const std::string words = words_of(study, candidates[costs.members()[m]]); !words.empty() && seen.insert(words).second)
          add(m, "the best with " + words);
      for (std::size_t g = 0; g < study.goals.size(); ++g)
        for (std::size_t m = 0; m < costs.members().size(); ++m)
          if (costs.range(g) > 0 && costs.share(g, m) == 0)
            {
              const Output &output = study.outputs[study.goals[g].output];
              add(m, fmt::format("the {} {}{}", study.goals[g].aim == Aim::maximise ? "greatest" : "least",
                                 info(output.measure).is_signed ? "magnitude of " : "", output.name));
              break;
            }
      constexpr std::size_t most = 8;
      std::vector<Alternative> alternatives;
      for (std::size_t m = 1; m < reasons.size() && alternatives.size() < most; ++m)
        if (!reasons[m].empty())
          alternatives.push_back({costs.members()[m], reasons[m]});
      return alternatives;
    }

    /// The candidate whose parameter p is the nearest one above (or below) with all others unchanged; none: the range ends.
    std::optional<std::size_t> find_neighbour(const std::vector<Candidate> &candidates, std::size_t best, std::size_t p, bool above)
    {
      std::optional<std::size_t> nearest;
      for (std::size_t c = 0; c < candidates.size(); ++c)
        {
          if (candidates[c].is_base())
            continue;
          bool is_alike = true;
          for (std::size_t q = 0; q < candidates[c].values.size(); ++q)
            is_alike = is_alike && (q == p || candidates[c].values[q].label == candidates[best].values[q].label);
          const double number = candidates[c].values[p].number, here = candidates[best].values[p].number;
          if (!is_alike || !(above ? number > here : number < here))
            continue;
          if (!nearest || std::abs(number - here) < std::abs(candidates[*nearest].values[p].number - here))
            nearest = c;
        }
      return nearest;
    }

    std::vector<std::string> describe_edges(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision,
                                            std::size_t best)
    {
      std::vector<std::string> sentences;
      if (study.sampling.method != SamplingMethod::grid)
        return sentences;
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        if (study.parameters[p].is_numeric())
          for (const bool above : {false, true})
            {
              const std::string &name = study.parameters[p].name, &value = candidates[best].values[p].label;
              const std::optional<std::size_t> next = find_neighbour(candidates, best, p, above);
              if (!next)
                sentences.push_back(fmt::format("{} = {} is the {} value in the study: a value beyond it may be better", name, value,
                                                above ? "highest" : "lowest"));
              else if (const Entry &entry = decision.entries[*next]; !entry.is_within && !entry.sentence.empty())
                sentences.push_back(fmt::format("the next value of {}, {}, exceeds a limit or is not possible: {}", name,
                                                candidates[*next].values[p].label, entry.sentence));
            }
      return sentences;
    }
  } // namespace

  Verdict compare_candidates(const Study &study, const std::vector<Candidate> &candidates, const Decision &decision)
  {
    Verdict verdict;
    const Costs costs(study, decision);
    verdict.first_share = count_firsts(costs, candidates.size(), study.goals.size());
    if (study.goals.empty() || costs.members().empty())
      return verdict;
    verdict.best = costs.members().front();
    verdict.margins = find_margins(costs);
    verdict.alternatives = find_alternatives(study, candidates, costs);
    verdict.edges = describe_edges(study, candidates, decision, *verdict.best);
    return verdict;
  }
} // namespace sagitta::study
