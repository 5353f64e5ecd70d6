#include <solver/input/import/skeleton.h>

#include <solver/base/printable.h>
#include <solver/input/text/gaps.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::input
{
  namespace
  {
    /// A number with at most 12 digits, so that 0.1 + 0.2 is 0.3.
    std::string shown_number(double value)
    {
      return fmt::format("{:.12g}", value);
    }
  } // namespace

  Node gap_node(const std::string &what)
  {
    return text_node(gap_text(what));
  }

  Node length_node(double length)
  {
    return std::abs(length) >= 1e-3 || length == 0 ? quantity_node(1e3 * length, "mm") : quantity_node(1e6 * length, "um");
  }

  Node pair_node(double x, double y)
  {
    return list_node({length_node(x), length_node(y)});
  }

  Node quantity_node(double value, const std::string &unit)
  {
    return text_node(shown_number(value) + " " + unit);
  }

  std::string NameMaker::operator()(const std::string &name)
  {
    constexpr std::size_t longest = 60; // leaves room for a number
    std::string plain;
    for (const char c : name.substr(0, longest))
      {
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        plain += is_letter ? c : '_';
      }
    if (plain.empty())
      plain = "part";
    std::string own = plain;
    for (unsigned &number = numbers_[plain]; !taken_.insert(own).second;)
      own = fmt::format("{}_{}", plain, ++number + 1);
    return own;
  }

  Node mesh_node(double extent)
  {
    const double cell = extent / 40, digit = std::pow(10, std::floor(std::log10(cell)));
    const double rounded = cell >= 5 * digit ? 5 * digit : cell >= 2 * digit ? 2 * digit : digit;
    return map_node({{"plan", map_node({{"resolution", length_node(rounded)}})}});
  }

  std::string case_file_text(const Skeleton &skeleton, const std::string &source)
  {
    const std::vector<Gap> gaps = find_gaps(skeleton.root);
    std::string text = "# From " + in_one_line(source) + ".";
    if (!gaps.empty())
      text += fmt::format(" {} value{} missing: replace each text that begins with \"missing:\"; `sagitta check` lists them.", gaps.size(),
                          gaps.size() == 1 ? " is" : "s are");
    return text + "\n" + yaml_text(skeleton.root);
  }
} // namespace sagitta::input
