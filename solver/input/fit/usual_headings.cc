#include <solver/input/fit/usual_headings.h>

#include <algorithm>
#include <cctype>

namespace sagitta::input
{
  const std::vector<UsualHeadings> &usual_headings()
  {
    static const std::vector<UsualHeadings> table = {
        {"temperature", {"T", "temp", "temp.", "sample temperature", "sample temp.", "sample temp", "ts"}},
        {"time", {"t"}},
        {"frequency", {"f", "freq", "freq."}},
        {"storage modulus", {"e'", "g'", "e_stor", "g_stor", "e' storage modulus", "g' storage modulus", "storage"}},
        {"loss modulus", {"e''", "g''", "e\"", "g\"", "e_loss", "g_loss", "e'' loss modulus", "g'' loss modulus", "loss"}},
        {"tan delta", {"tan_delta", "tan(delta)", "tan d", "tand", "tan \u03b4", "tan\u03b4", "tan(\u03b4)", "damping factor"}},
        {"relaxation modulus", {"e_relax", "g_relax", "e(t)", "g(t)"}},
        {"heat flow", {"heatflow", "dsc"}},
        {"strain", {"dl/lo", "dl/l0"}},
        {"length change", {"dl", "dimension change", "delta l", "\u03b4l"}},
        {"log10 shift factor", {"log_at", "log at", "log(at)", "log10(at)", "log10 at", "log10_at"}},
        {"set point", {"set temperature", "set temp", "set temp.", "setpoint", "program temperature", "program temp."}},
        {"set", {"sweep", "step", "segment"}}};
    return table;
  }

  bool is_usual_heading(const std::string &heading)
  {
    std::string name = heading;
    if (name.size() > 1)
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::vector<UsualHeadings> &table = usual_headings();
    return std::any_of(table.begin(), table.end(), [&](const UsualHeadings &row) {
      return row.own == name || std::count(row.others.begin(), row.others.end(), name) > 0;
    });
  }
} // namespace sagitta::input
