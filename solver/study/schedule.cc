#include <solver/study/schedule.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace sagitta::study
{
  namespace
  {
    /// The lowest and the highest number of every parameter.
    struct Box
    {
      std::vector<double> low, high;
    };

    Box find_box(const Study &study, const std::vector<Candidate> &candidates)
    {
      Box box{std::vector<double>(study.parameters.size(), HUGE_VAL), std::vector<double>(study.parameters.size(), -HUGE_VAL)};
      for (const Candidate &candidate : candidates)
        for (std::size_t p = 0; p < candidate.values.size(); ++p)
          if (const double number = candidate.values[p].number; !std::isnan(number))
            {
              box.low[p] = std::min(box.low[p], number);
              box.high[p] = std::max(box.high[p], number);
            }
      return box;
    }

    /// Sum over the parameters of their difference: as a share of the range of a quantity, 1 for two words.
    double distance(const Candidate &a, const Candidate &b, const Box &box)
    {
      if (a.is_base() || b.is_base())
        return 0;
      double sum = 0;
      for (std::size_t p = 0; p < a.values.size(); ++p)
        if (const double x = a.values[p].number, y = b.values[p].number; std::isnan(x) || std::isnan(y))
          sum += a.values[p].label == b.values[p].label ? 0 : 1;
        else if (box.high[p] > box.low[p])
          sum += std::abs(x - y) / (box.high[p] - box.low[p]);
      return sum;
    }

    bool is_known(const Study &study, const Candidate &candidate, const Record *record, bool retries)
    {
      if (record == nullptr)
        return false;
      if (!record->is_solved)
        return !retries;
      for (std::size_t o = 0; o < study.outputs.size(); ++o)
        if (std::isnan(candidate.before[o]) && record->values.count(study.outputs[o].key()) == 0)
          return false;
      return true;
    }
  } // namespace

  std::vector<std::size_t> find_open(const Study &study, const std::vector<Candidate> &candidates, const Ledger &ledger, bool retries)
  {
    std::map<std::string, std::vector<std::size_t>> meshes;
    std::vector<std::string> order;
    std::set<std::string> seen;
    for (std::size_t c = 0; c < candidates.size(); ++c)
      if (candidates[c].rejection.empty() && seen.insert(candidates[c].hash).second &&
          !is_known(study, candidates[c], ledger.find(candidates[c].hash), retries))
        {
          if (meshes.count(candidates[c].mesh) == 0)
            order.push_back(candidates[c].mesh);
          meshes[candidates[c].mesh].push_back(c);
        }
    // Of many candidates the order in which they were made is near enough.
    constexpr std::size_t most_sorted = 4000;
    const Box box = find_box(study, candidates);
    std::vector<std::size_t> open;
    for (const std::string &mesh : order)
      {
        std::vector<std::size_t> left = meshes[mesh];
        for (std::size_t i = 1; i < left.size() && left.size() <= most_sorted; ++i)
          {
            const auto nearest =
                std::min_element(left.begin() + static_cast<std::ptrdiff_t>(i), left.end(), [&](std::size_t a, std::size_t b) {
                  return distance(candidates[left[i - 1]], candidates[a], box) < distance(candidates[left[i - 1]], candidates[b], box);
                });
            // The others keep their order.
            std::rotate(left.begin() + static_cast<std::ptrdiff_t>(i), nearest, nearest + 1);
          }
        open.insert(open.end(), left.begin(), left.end());
      }
    return open;
  }

  std::vector<std::size_t> select_part(const std::vector<std::size_t> &all, std::size_t part, std::size_t parts)
  {
    const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(all.size() * i / parts); };
    return {at(part), at(part + 1)};
  }
} // namespace sagitta::study
