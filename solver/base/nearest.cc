#include <solver/base/nearest.h>

#include <algorithm>
#include <cctype>

namespace sagitta
{
  namespace
  {
    unsigned replacement(char a, char b)
    {
      if (a == b)
        return 0;
      return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)) ? 1 : 2;
    }
  } // namespace

  unsigned distance(const std::string &a, const std::string &b)
  {
    std::vector<std::vector<unsigned>> table(a.size() + 1, std::vector<unsigned>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
      for (std::size_t j = 0; j <= b.size(); ++j)
        {
          if (i == 0 || j == 0)
            {
              table[i][j] = 2 * static_cast<unsigned>(i + j);
              continue;
            }
          table[i][j] = std::min({table[i - 1][j] + 2, table[i][j - 1] + 2, table[i - 1][j - 1] + replacement(a[i - 1], b[j - 1])});
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 2);
        }
    return table[a.size()][b.size()];
  }

  std::string nearest(const std::string &word, const std::vector<std::string> &candidates)
  {
    // Longer texts are no misspelling of a key, and the table is quadratic in their length.
    if (word.size() > 64)
      return "";
    std::string best;
    // Half of the letters may be wrong. Of equally near words the one with the same beginning is chosen.
    unsigned best_distance = std::max<unsigned>(1, static_cast<unsigned>(word.size())) + 1;
    for (const std::string &candidate : candidates)
      {
        const bool begins = word.size() >= 3 && candidate.compare(0, word.size(), word) == 0;
        const unsigned d = begins ? 1 : distance(word, candidate);
        const bool begins_alike = !best.empty() && !word.empty() && best[0] != word[0] && candidate[0] == word[0];
        if (d < best_distance || (d == best_distance && begins_alike))
          {
            best = candidate;
            best_distance = d;
          }
      }
    return best;
  }

  std::string enumerate(const std::vector<std::string> &words, const std::string &last)
  {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
      {
        if (i > 0)
          text += i + 1 == words.size() ? " " + last + " " : ", ";
        text += words[i];
      }
    return text;
  }

  std::string did_you_mean(const std::string &word, const std::vector<std::string> &candidates)
  {
    const std::string best = nearest(word, candidates);
    return best.empty() ? "" : "; did you mean " + best + "?";
  }
} // namespace sagitta
