#include <solver/study/decision.h>

#include <solver/study/zeros.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study
{
  namespace
  {
    std::string shown(const Output &output, double value)
    {
      return fmt::format("{:.4g} {}", output.shown(value), info(output.measure).unit);
    }

    /// "warpage is 120 um, above 100 um"; empty: all limits are kept.
    std::string find_exceeded(const std::vector<Output> &outputs, const std::vector<double> &values)
    {
      std::string text;
      const auto add = [&](const Output &output, double value, const char *word, double limit) {
        text += fmt::format("{}{} is {}, {} {}", text.empty() ? "" : "; ", output.name, shown(output, value), word, shown(output, limit));
      };
      for (std::size_t o = 0; o < outputs.size(); ++o)
        {
          const Output &output = outputs[o];
          if (output.at_most && !(output.compared(values[o]) <= *output.at_most))
            add(output, values[o], "above", *output.at_most);
          if (output.at_least && !(output.compared(values[o]) >= *output.at_least))
            add(output, values[o], "below", *output.at_least);
        }
      return text;
    }

    Entry make_entry(const Study &study, const Candidate &candidate, const Ledger &ledger)
    {
      Entry entry;
      entry.values = candidate.before;
      if (!candidate.rejection.empty())
        {
          entry.status = Status::rejected;
          entry.sentence = candidate.rejection;
          return entry;
        }
      entry.record = ledger.find(candidate.hash);
      if (entry.record == nullptr)
        return entry;
      if (!entry.record->is_solved)
        {
          entry.status = Status::failed;
          entry.sentence = entry.record->sentence;
          return entry;
        }
      for (std::size_t o = 0; o < study.outputs.size(); ++o)
        if (const auto value = entry.record->values.find(study.outputs[o].key()); value != entry.record->values.end())
          entry.values[o] = value->second;
      if (std::any_of(entry.values.begin(), entry.values.end(), [](double value) { return std::isnan(value); }))
        return entry; // an output that was added later
      entry.status = Status::solved;
      entry.sentence = find_exceeded(study.outputs, entry.values);
      entry.is_within = entry.sentence.empty();
      return entry;
    }

    bool is_better(const Study &study, const Entry &a, const Entry &b)
    {
      bool is_less = false;
      for (const Goal &goal : study.goals)
        {
          if (cost(goal, study, a) > cost(goal, study, b))
            return false;
          is_less = is_less || cost(goal, study, a) < cost(goal, study, b);
        }
      return is_less;
    }

    /// The candidates that compete, without the base case.
    std::vector<std::size_t> find_competitors(const std::vector<Candidate> &candidates, const std::vector<Entry> &entries)
    {
      std::vector<std::size_t> result;
      for (std::size_t c = 0; c < candidates.size(); ++c)
        if (!candidates[c].is_base() && entries[c].status == Status::solved)
          result.push_back(c);
      return result;
    }

    void rank(const Study &study, const std::vector<Candidate> &candidates, Decision &decision)
    {
      std::vector<Entry> &entries = decision.entries;
      decision.ranking = find_competitors(candidates, entries);
      const bool has_within =
          std::any_of(decision.ranking.begin(), decision.ranking.end(), [&](std::size_t c) { return entries[c].is_within; });
      for (const Goal &goal : study.goals)
        {
          double low = HUGE_VAL, high = -HUGE_VAL;
          for (const std::size_t c : decision.ranking)
            if (entries[c].is_within || !has_within)
              {
                low = std::min(low, cost(goal, study, entries[c]));
                high = std::max(high, cost(goal, study, entries[c]));
              }
          for (const std::size_t c : decision.ranking)
            if (high > low)
              entries[c].score += study.outputs[goal.output].weight * (cost(goal, study, entries[c]) - low) / (high - low);
        }
      std::stable_sort(decision.ranking.begin(), decision.ranking.end(), [&](std::size_t a, std::size_t b) {
        return entries[a].is_within != entries[b].is_within ? entries[a].is_within : entries[a].score < entries[b].score;
      });
      for (std::size_t i = 0; i < decision.ranking.size(); ++i)
        entries[decision.ranking[i]].rank = i + 1;
      for (const std::size_t c : decision.ranking)
        entries[c].is_on_front = !study.goals.empty() && entries[c].is_within &&
                                 std::none_of(decision.ranking.begin(), decision.ranking.end(), [&](std::size_t other) {
                                   return entries[other].is_within && is_better(study, entries[other], entries[c]);
                                 });
    }
  } // namespace

  double cost(const Goal &goal, const Study &study, const Entry &entry)
  {
    const double value = study.outputs[goal.output].compared(entry.values[goal.output]);
    return goal.aim == Aim::maximise ? -value : value;
  }

  const NameTable<Status> &status_names()
  {
    static const NameTable<Status> table = {{Status::solved, "solved", "all outputs are known"},
                                            {Status::rejected, "rejected", "the candidate is not possible, and was not solved"},
                                            {Status::failed, "failed", "the solve failed"},
                                            {Status::missing, "missing", "not yet computed"}};
    return table;
  }

  std::size_t Decision::count(Status status) const
  {
    return static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.status == status; }));
  }

  Decision decide(const Study &study, const std::vector<Candidate> &candidates, const Ledger &ledger)
  {
    Decision decision;
    for (const Candidate &candidate : candidates)
      decision.entries.push_back(make_entry(study, candidate, ledger));
    decision.models = ledger.models();
    rank(study, candidates, decision);
    decision.zeros = find_zeros(study, candidates, decision.entries);
    return decision;
  }

  std::string label_of(const Study &study, const Candidate &candidate, std::size_t without)
  {
    if (candidate.is_base())
      return "base case";
    std::string text;
    for (std::size_t p = 0; p < study.parameters.size(); ++p)
      if (p != without)
        text += (text.empty() ? "" : ", ") + candidate.values[p].label;
    return text;
  }

  std::string label_of(const Study &study, const Candidate &candidate)
  {
    return label_of(study, candidate, study.parameters.size());
  }
} // namespace sagitta::study
