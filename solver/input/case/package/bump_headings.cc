#include <solver/input/case/package/bump_headings.h>

#include <solver/input/fit/table_cells.h>

#include <algorithm>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    /// Headings by which lists call a column, the first that a list has counts.
    const std::vector<std::pair<std::string, std::vector<std::string>>> usual_headings = {
        {"name", {"name", "number", "pin number", "pin", "ball"}},
        {"x", {"x", "x coord"}},
        {"y", {"y", "y coord"}},
        {"net", {"net", "net name"}},
        {"diameter", {"diameter"}},
        {"padstack", {"padstack"}}};

    bool is_heading(const std::string &cell, const std::string &heading)
    {
      return cell == heading || heading_name(cell) == heading_name(heading);
    }
  } // namespace

  std::optional<std::map<std::string, std::string>> find_bump_headings(const std::vector<std::string> &cells,
                                                                       const std::map<std::string, std::string> &named)
  {
    std::map<std::string, std::string> found;
    for (const auto &[column, headings] : usual_headings)
      {
        const auto own = named.find(column);
        const std::vector<std::string> wanted = own != named.end() ? std::vector<std::string>{own->second} : headings;
        for (const std::string &heading : wanted)
          if (const auto cell = std::find_if(cells.begin(), cells.end(), [&](const std::string &c) { return is_heading(c, heading); });
              cell != cells.end() && !found.count(column))
            found[column] = *cell;
        if ((own != named.end() || column == "name" || column == "x" || column == "y") && !found.count(column))
          return std::nullopt;
      }
    return found;
  }
} // namespace sagitta::input
