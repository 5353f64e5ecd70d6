#include <solver/input/text/units.h>

#include <solver/input/text/unit_parser.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <regex>
#include <utility>

namespace sagitta::input
{
  const std::vector<DimensionInfo> &dimensions()
  {
    static const std::vector<DimensionInfo> table = {
        {Dimension::fraction, "a plain number", "1", "1", "0.4 or 40 %"},
        {Dimension::length, "a length", "m", "m", "250 um"},
        {Dimension::temperature, "a temperature", "K", "K", "25 degC"},
        {Dimension::temperature_difference, "a temperature difference", "K", "K", "10 K"},
        {Dimension::angle, "an angle", "rad", "rad", "90 deg"},
        {Dimension::pressure, "a pressure", "Pa", "Pa", "20 GPa"},
        {Dimension::power, "a power", "W", "W", "2 W"},
        {Dimension::film_coefficient, "a film coefficient", "W m-2 K-1", "W/(m2 K)", "10 W/(m2 K)"},
        {Dimension::conductivity, "a thermal conductivity", "W m-1 K-1", "W/(m K)", "0.8 W/(m K)"},
        {Dimension::expansion, "a coefficient of expansion", "K-1", "1/K", "8 ppm/K"},
        {Dimension::density, "a density", "kg m-3", "kg/m3", "1.96 g/cm3"},
        {Dimension::specific_heat, "a specific heat", "J kg-1 K-1", "J/(kg K)", "1000 J/(kg K)"},
        {Dimension::heat_capacity, "a heat capacity per volume", "J m-3 K-1", "J/(m3 K)", "1.6e6 J/(m3 K)"},
        {Dimension::acceleration, "an acceleration", "m s-2", "m/s2", "-9.81 m/s2"},
        {Dimension::viscosity, "a viscosity", "Pa s", "Pa s", "250 Pa s"},
        {Dimension::time, "a time", "s", "s", "10 min"},
        {Dimension::area, "an area", "m2", "m2", "25 mm2"},
        {Dimension::volume, "a volume", "m3", "m3", "25 mm3"},
        {Dimension::mass, "a mass", "kg", "kg", "5 g"},
        {Dimension::force, "a force", "N", "N", "5 N"},
        {Dimension::energy, "an energy", "J", "J", "5 J"},
        {Dimension::velocity, "a velocity", "m s-1", "m/s", "1 mm/s"},
        {Dimension::molar_energy, "an energy per amount", "J mol-1", "J/mol", "50 kJ/mol"},
        {Dimension::power_density, "a power per area", "W m-2", "W/m2", "10 W/cm2"},
        {Dimension::rate, "a rate", "s-1", "1/s", "1e-3/s"},
        {Dimension::inverse_pressure, "an inverse pressure", "Pa-1", "1/Pa", "0.02/MPa"},
        {Dimension::temperature_rate, "a rate of temperature", "K s-1", "K/s", "10 K/min"},
        {Dimension::specific_energy, "an energy per mass", "J kg-1", "J/kg", "80 kJ/kg"},
        {Dimension::specific_power, "a power per mass", "W kg-1", "W/kg", "0.5 W/g"},
    };
    return table;
  }

  const DimensionInfo &info(Dimension dimension)
  {
    return dimensions().at(static_cast<std::size_t>(dimension));
  }

  namespace
  {
    /// Raised digits and signs as ^ and ASCII: ten with a raised -6 is 10^-6, a raised 2 behind m is m^2.
    std::string powers_in_ascii(const std::string &text)
    {
      static const std::vector<std::pair<std::string, char>> raised = {{"\u2070", '0'}, {"\u00b9", '1'}, {"\u00b2", '2'}, {"\u00b3", '3'},
                                                                       {"\u2074", '4'}, {"\u2075", '5'}, {"\u2076", '6'}, {"\u2077", '7'},
                                                                       {"\u2078", '8'}, {"\u2079", '9'}, {"\u207a", '+'}, {"\u207b", '-'}};
      std::string result;
      bool is_raised = false;
      for (std::size_t at = 0; at < text.size();)
        {
          const auto found = std::find_if(raised.begin(), raised.end(),
                                          [&](const auto &row) { return text.compare(at, row.first.size(), row.first) == 0; });
          if (found != raised.end() && !is_raised)
            result += '^';
          is_raised = found != raised.end();
          result += is_raised ? found->second : text[at];
          at += is_raised ? found->first.size() : 1;
        }
      return result;
    }

    /// Spellings of one character each that people paste, as ASCII.
    std::string in_ascii(std::string text)
    {
      static const std::vector<std::pair<std::string, std::string>> characters = {
          {"\u00b0C", "degC"}, {"\u2103", "degC"}, {"\u00b0F", "degF"}, {"\u00b0", "deg"}, {"\u00baC", "degC"}, {"\u00ba", "deg"},
          {"\u00b5", "u"},     {"\u03bc", "u"},    {"\u00b7", "*"},     {"\u22c5", "*"},   {"\u00d7", "*"},     {"\u2219", "*"},
          {"\u2022", "*"},     {"\u2212", "-"},    {"\u2013", "-"},     {"\u2011", "-"},   {"\u2215", "/"},     {"\u2044", "/"},
          {"\u00a0", " "},     {"\u202f", " "},    {"\u2009", " "},     {"\u2007", " "},   {"\u2002", " "},     {"**", "^"}};
      text = powers_in_ascii(text);
      for (const auto &[from, to] : characters)
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
          text.replace(at, from.size(), to);
      // "deg C", "degrees Celsius", "deg. C": a temperature, not an angle times another unit.
      static const std::regex spelt_apart("(^|[^A-Za-z_])[Dd]eg(rees?)?[. ]+([CFK])(elsius|ahrenheit|elvin)?\\b", std::regex::optimize);
      return std::regex_replace(text, spelt_apart, "$1deg$3");
    }

    struct SplitQuantity
    {
      double value;
      std::string unit;
    };

    SplitQuantity split(const std::string &quantity, const DimensionInfo &expected)
    {
      const std::string text = in_ascii(quantity);
      const std::size_t begin = text.find_first_not_of(" \t\n");
      if (begin == std::string::npos)
        throw UnitError(fmt::format("the value is empty; {} such as {} belongs here", expected.name, expected.example));
      const char *first = text.data() + begin;
      const char *last = text.data() + text.size();
      if (*first == '+' && first + 1 != last && first[1] != '-')
        ++first;
      double value = 0;
      const auto [end, error] = std::from_chars(first, last, value);
      if (error == std::errc::invalid_argument)
        {
          std::string lower = text.substr(begin, 5);
          for (char &c : lower)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
          if (lower.find("nan") < 3 || lower.find("inf") < 3)
            throw UnitError(
                fmt::format("\"{}\" is not a finite number; {} such as {} belongs here", quantity, expected.name, expected.example));
          throw UnitError(
              fmt::format("\"{}\" does not begin with a number; {} such as {} belongs here", quantity, expected.name, expected.example));
        }
      if (error != std::errc() || !std::isfinite(value))
        throw UnitError(
            fmt::format("\"{}\" is not a finite number; {} such as {} belongs here", quantity, expected.name, expected.example));
      std::string unit(end, last);
      // 10^-6/K: a power of ten alone.
      if (value == 10 && !unit.empty() && unit[0] == '^')
        {
          const std::size_t length = std::min(unit.find_first_not_of("+-0123456789", 1), unit.size());
          const std::string power = "1e" + unit.substr(unit[1] == '+' ? 2 : 1, length - (unit[1] == '+' ? 2 : 1));
          if (std::from_chars(power.data(), power.data() + power.size(), value).ptr == power.data() + power.size())
            unit = unit.substr(length);
        }
      if (!unit.empty() && unit[0] == ',')
        throw UnitError(fmt::format("\"{}\" has a comma in its number; use a decimal point", quantity));
      const std::size_t unit_begin = unit.find_first_not_of(" \t\n");
      unit = unit_begin == std::string::npos ? "" : unit.substr(unit_begin);
      unit.erase(unit.find_last_not_of(" \t\n") + 1);
      // 8 x 10^-6/K
      if (!unit.empty() && (unit[0] == '*' || unit[0] == 'x'))
        if (const std::size_t factor = unit.find_first_not_of(" \t\n", 1);
            factor != std::string::npos && unit.compare(factor, 2, "10") == 0)
          unit = unit.substr(factor);
      return {value, unit};
    }

    /// The thickness [m] of a copper foil of one ounce, the avoirdupois ounce per square foot over the density of copper; absent for any
    /// other unit. Source: the definitions of ounce and foot, 8960 kg/m3 (CRC Handbook of Chemistry and Physics).
    std::optional<double> copper_thickness(const std::string &unit)
    {
      constexpr double ounce = 28.349523125e-3, square_foot = .3048 * .3048, density = 8960;
      static const std::vector<std::string> spellings = {"oz", "oz/ft2", "oz/ft^2", "oz/sqft", "oz Cu", "oz copper"};
      if (std::find(spellings.begin(), spellings.end(), unit) == spellings.end())
        return std::nullopt;
      return ounce / square_foot / density;
    }

    std::string name_of(const ParsedUnit &parsed)
    {
      if (parsed.is_angle)
        return info(Dimension::angle).name;
      if (parsed.has_angle)
        return "a quantity with an angle in its unit";
      for (const DimensionInfo &row : dimensions())
        if (row.dimension != Dimension::angle && ut_are_convertible(parsed.unit.get(), from_udunits(row.si_unit).get()))
          return row.name;
      char buffer[256];
      const int length = ut_format(parsed.unit.get(), buffer, sizeof buffer, UT_ASCII | UT_DEFINITION);
      if (length < 0 || length >= static_cast<int>(sizeof buffer))
        return "something else";
      return fmt::format("a quantity in {}", buffer);
    }
  } // namespace

  bool looks_like_quantity(const std::string &quantity)
  {
    static const std::regex no_number("\\s*[-+]?\\.?(nan|inf|infinity)(\\s.*)?", std::regex::icase | std::regex::optimize);
    if (quantity.size() <= 200 && std::regex_match(quantity, no_number))
      return true;
    const std::size_t begin = quantity.find_first_not_of(" \t+-.");
    return begin != std::string::npos && quantity[begin] >= '0' && quantity[begin] <= '9';
  }

  double to_si(const std::string &quantity, Dimension expected)
  {
    const DimensionInfo &wanted = info(expected);
    if (quantity.size() > 200)
      throw UnitError(fmt::format("\"{}...\" is too long for a quantity; {} such as {} belongs here", quantity.substr(0, 40), wanted.name,
                                  wanted.example));
    const auto [value, unit] = split(quantity, wanted);
    if (unit.empty())
      {
        if (expected == Dimension::fraction)
          return value;
        throw UnitError(fmt::format("\"{}\" has no unit; {} such as {} belongs here", quantity, wanted.name, wanted.example));
      }
    if (const auto thickness = copper_thickness(unit); thickness && expected == Dimension::length)
      return value * *thickness;
    const ParsedUnit parsed = parse_unit(unit, quantity);
    const Unit si = from_udunits(wanted.si_unit);
    const bool same_kind = parsed.is_angle == (expected == Dimension::angle) && parsed.has_angle == parsed.is_angle &&
                           (parsed.has_symbol || expected == Dimension::fraction);
    if (!same_kind || !ut_are_convertible(parsed.unit.get(), si.get()))
      throw UnitError(fmt::format("\"{}\" is {}; {} such as {} belongs here", quantity, name_of(parsed), wanted.name, wanted.example));
    cv_converter *converter = ut_get_converter(parsed.unit.get(), si.get());
    double result = cv_convert_double(converter, value);
    cv_free(converter);
    if (expected == Dimension::temperature)
      {
        result += parsed.offset.value_or(0);
        if (result < 0)
          throw UnitError(fmt::format("\"{}\" is below absolute zero", quantity));
      }
    if (!std::isfinite(result))
      throw UnitError(fmt::format("\"{}\" is not a finite number in {}", quantity, wanted.shown_si));
    return result;
  }
} // namespace sagitta::input
