#include <solver/input/text/unit_pattern.h>

#include <solver/input/text/unit_parser.h>

#include <algorithm>
#include <set>
#include <vector>

namespace sagitta::input
{
  namespace
  {
    const std::string decimal = "[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?:\\s*[*x]\\s*10(?:\\^?[-+]?[0-9]{1,2})?)?";

    std::string escaped(const std::string &text)
    {
      std::string result;
      for (const char c : text)
        result += (std::string("\\^$.|?*+()[]{}/").find(c) == std::string::npos ? "" : "\\") + std::string(1, c);
      return result;
    }

    template <typename Words>
    std::string one_of(const Words &words)
    {
      std::string result;
      for (const std::string &word : words)
        result += (result.empty() ? "" : "|") + escaped(word);
      return "(?:" + result + ")";
    }

    /// A unit of known symbols, in whatever order. A number in it stands behind a separator, so that digits match in one way only: nested
    /// repetitions of them would take forever on a long text that does not match.
    std::string any_unit()
    {
      const UnitSymbols &symbols = unit_symbols();
      // Names of four small letters and more are looked up in UDUNITS-2; the F is that of "deg F".
      const std::string symbol = "(?:[" + symbols.prefixes + "]?" + one_of(symbols.prefixable) + "|" + one_of(symbols.plain) +
                                 "|F|[A-Za-z][a-z]{3,})(?:K|degC|degK)?(?:\\^?[-+]?[0-9]{1,2}|(?![A-Za-z_%]))";
      const std::string separator = "[-+\\s*./()^]", number_in_unit = "[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?";
      return "(?:" + separator + "*" + symbol + "|" + separator + "+" + number_in_unit + ")+" + separator + "*";
    }

    /// Units that people write, of every dimension.
    std::set<std::string> usual_units()
    {
      std::set<std::string> units = {"nm",   "um",  "mm",    "cm",   "m",     "mil",   "in",    "K",     "degC",  "degF",  "deg",
                                     "rad",  "Pa",  "kPa",   "MPa",  "GPa",   "bar",   "psi",   "ksi",   "Msi",   "N",     "mN",
                                     "W",    "mW",  "kW",    "J",    "kJ",    "g",     "kg",    "s",     "sec",   "min",   "h",
                                     "%",    "ppm", "N/mm2", "W/mK", "W/m2K", "J/kgK", "J/gK",  "ppm/K", "kg/m3", "g/cm3", "m/s2",
                                     "Pa s", "Hz",  "1/s",   "/s",   "W/cm2", "J/g",   "kJ/mol"};
      // Quantities per length, area, volume and temperature in place of the quantity itself.
      for (const std::string unit : {"W", "mW", "N", "mN", "J", "kg", "g"})
        for (const std::string per : {"m", "m2", "m^2", "m3", "m^3", "mm", "mm2", "mm^2", "mm3", "mm^3", "cm2", "cm^2", "cm3", "cm^3"})
          units.insert(unit + "/" + per);
      for (const std::string unit :
           {"K/s", "K/min", "degC/min", "mm/min", "um/m", "um/K", "1/K", "/K", "Pa/K", "MPa/K", "mm2", "um2", "mm3"})
        units.insert(unit);
      for (const DimensionInfo &row : dimensions())
        {
          const std::size_t blank = row.example.find(' ');
          if (blank != std::string::npos && row.example.find(" or ") == std::string::npos)
            units.insert(row.example.substr(blank + 1));
        }
      return units;
    }

    bool is_read(const std::string &quantity, Dimension dimension)
    {
      try
        {
          to_si(quantity, dimension);
          return true;
        }
      catch (const UnitError &)
        {
          return false;
        }
    }
  } // namespace

  std::string quantity_pattern(Dimension dimension)
  {
    static const std::set<std::string> units = usual_units();
    std::vector<std::string> wrong;
    for (const std::string &unit : units)
      if (!is_read("1000 " + unit, dimension))
        wrong.push_back(unit);
    const std::string unit = dimension == Dimension::fraction ? "(?:" + any_unit() + ")?" : any_unit();
    return "^(?!\\s*" + decimal + "\\s*" + one_of(wrong) + "\\s*$)\\s*" + decimal + "\\s*" + unit + "$|[^\\x00-\\x7F]";
  }
} // namespace sagitta::input
