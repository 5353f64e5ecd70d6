#include <solver/input/text/units.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>

#include <fmt/format.h>
#include <udunits2.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <set>

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
    struct UnitDeleter
    {
      void operator()(ut_unit *unit) const { ut_free(unit); }
    };
    using Unit = std::unique_ptr<ut_unit, UnitDeleter>;

    /// The database of UDUNITS-2, read once.
    ut_system *unit_system()
    {
      static ut_system *const system = [] {
        ut_set_error_message_handler(ut_ignore);
        ut_system *read = ut_read_xml(nullptr);
        if (read == nullptr)
          throw FileError("the database of units of UDUNITS-2 (udunits2.xml) cannot be read; install the package libudunits2-data, or set "
                          "UDUNITS2_XML_PATH");
        return read;
      }();
      return system;
    }

    Unit from_udunits(const std::string &specification)
    {
      return Unit(ut_parse(unit_system(), specification.c_str(), UT_UTF8));
    }

    /// A unit as read: its size in UDUNITS-2, and what UDUNITS-2 does not keep.
    struct ParsedUnit
    {
      Unit unit;
      bool is_angle = false;        ///< an angle has no dimension in UDUNITS-2
      bool has_angle = false;       ///< somewhere in it
      bool has_symbol = false;      ///< not a bare number
      std::optional<double> offset; ///< a lone degC or degF: kelvins at its zero
    };

    /// Symbols that take a prefix.
    const std::set<std::string> &prefixable()
    {
      static const std::set<std::string> symbols = {"m", "g",  "s",   "N", "Pa", "W",  "J",   "V",
                                                    "A", "Hz", "bar", "L", "l",  "eV", "rad", "cal"};
      return symbols;
    }

    /// Symbols that stand alone, as UDUNITS-2 reads them.
    const std::map<std::string, std::string> &plain_symbols()
    {
      static const std::map<std::string, std::string> symbols = {
          {"K", "K"},     {"%", "0.01"},         {"percent", "0.01"},  {"ppm", "1e-6"},   {"ppb", "1e-9"},      {"deg", "degree"},
          {"in", "inch"}, {"mil", "0.001 inch"}, {"ft", "foot"},       {"min", "minute"}, {"h", "hour"},        {"hr", "hour"},
          {"d", "day"},   {"psi", "psi"},        {"ksi", "1000 psi"},  {"atm", "atm"},    {"torr", "torr"},     {"Torr", "torr"},
          {"kgf", "kgf"}, {"lbf", "lbf"},        {"lb", "pound"},      {"hPa", "hPa"},    {"micron", "micron"}, {"turn", "2 PI radian"},
          {"degK", "K"},  {"P", "poise"},        {"cP", "0.01 poise"}, {"cc", "cm3"},     {"kelvin", "K"},      {"mole", "mole"},
          {"mol", "mole"}};
      return symbols;
    }

    const std::set<std::string> celsius = {"degC", "C", "celsius", "Celsius", "deg_C", "degc", "degreeC"};
    const std::set<std::string> fahrenheit = {"degF", "fahrenheit", "Fahrenheit", "deg_F"};
    const std::set<std::string> angles = {"deg", "degree", "degrees", "rad", "mrad", "urad", "radian", "radians", "turn", "turns"};

    /// The usual spellings, to suggest one.
    const std::vector<std::string> suggestions = {"m",   "cm",    "mm",   "um",    "nm",    "in",    "mil",   "K",     "degC", "degF",
                                                  "deg", "rad",   "Pa",   "kPa",   "MPa",   "GPa",   "bar",   "psi",   "N",    "W",
                                                  "mW",  "kW",    "J",    "kJ",    "g",     "kg",    "s",     "min",   "h",    "ppm",
                                                  "%",   "N/mm2", "W/mK", "W/m2K", "J/kgK", "ppm/K", "kg/m3", "g/cm3", "m/s2"};

    /// Spellings of one character each that people paste, as ASCII.
    std::string in_ascii(std::string text)
    {
      static const std::vector<std::pair<std::string, std::string>> characters = {
          {"\u00b0C", "degC"}, {"\u2103", "degC"}, {"\u00b0F", "degF"}, {"\u00b0", "deg"}, {"\u00baC", "degC"}, {"\u00ba", "deg"},
          {"\u00b5", "u"},     {"\u03bc", "u"},    {"\u00b7", "*"},     {"\u22c5", "*"},   {"\u00d7", "*"},     {"\u2219", "*"},
          {"\u2212", "-"},     {"\u207b", "-"},    {"\u00b9", "1"},     {"\u00b2", "2"},   {"\u00b3", "3"},     {"\u00a0", " "},
          {"\u202f", " "},     {"\u2009", " "},    {"**", "^"}};
      for (const auto &[from, to] : characters)
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
          text.replace(at, from.size(), to);
      // "deg C", "degrees Celsius", "deg. C": a temperature, not an angle times another unit.
      static const std::regex spelt_apart("(^|[^A-Za-z_])[Dd]eg(rees?)?[. ]+([CFK])(elsius|ahrenheit|elvin)?\\b", std::regex::optimize);
      return std::regex_replace(text, spelt_apart, "$1deg$3");
    }

    /// Recursive descent over `unit = product { "/" product }`, `product = power { ["*" | "." | "-" | blank] power }`,
    /// `power = (symbol | number | "(" unit ")") [["^"] integer]`. A number is a 1 before a slash (1/K) or a power (1e-6/K, 10^-6/K): any
    /// other is the rest of a number with blanks or points between its thousands.
    class UnitParser
    {
    public:
      UnitParser(std::string text, std::string quantity) : text_(std::move(text)), quantity_(std::move(quantity)) {}

      ParsedUnit parse()
      {
        ParsedUnit result = parse_unit(0);
        if (at_ != text_.size())
          refuse(text_.substr(at_));
        if (symbols_ != 1 || others_)
          result.offset.reset();
        result.has_angle = has_angle_;
        return result;
      }

    private:
      [[noreturn]] void refuse(const std::string &symbol) const
      {
        // A lone F could be a farad elsewhere.
        const std::string hint = symbol == "F" ? "; did you mean degF?" : did_you_mean(symbol, suggestions);
        throw UnitError(fmt::format("\"{}\" has the unknown unit \"{}\"{}", quantity_, symbol, hint));
      }

      [[noreturn]] void refuse_number(const std::string &number) const
      {
        throw UnitError(fmt::format("\"{}\" has a second number, {}, in its unit; write one number, without blanks or points between its "
                                    "thousands, and a unit such as mm or W/(m K)",
                                    quantity_, number));
      }

      void skip_blanks()
      {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
          ++at_;
      }

      char peek()
      {
        skip_blanks();
        return at_ < text_.size() ? text_[at_] : '\0';
      }

      static bool is_digit(char c) { return c >= '0' && c <= '9'; }
      static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%'; }
      bool digit_at(std::size_t i) const { return i < text_.size() && is_digit(text_[i]); }

      ParsedUnit parse_unit(unsigned depth)
      {
        ParsedUnit result;
        if (peek() == '/')
          result.unit = from_udunits("1");
        else
          result = parse_product(depth);
        while (peek() == '/')
          {
            ++at_;
            others_ = true;
            ParsedUnit denominator = parse_product(depth);
            result.unit.reset(ut_divide(result.unit.get(), denominator.unit.get()));
            result.is_angle = false;
            result.has_symbol = result.has_symbol || denominator.has_symbol;
          }
        return result;
      }

      ParsedUnit parse_product(unsigned depth)
      {
        ParsedUnit result = parse_power(depth);
        while (true)
          {
            const char next = peek();
            if (next == '*' || (next == '.' && !digit_at(at_ + 1)) || (next == '-' && !digit_at(at_ + 1)))
              ++at_;
            else if (!(is_letter(next) || is_digit(next) || next == '('))
              return result;
            others_ = true;
            ParsedUnit factor = parse_power(depth);
            result.unit.reset(ut_multiply(result.unit.get(), factor.unit.get()));
            result.is_angle = false;
            result.has_symbol = result.has_symbol || factor.has_symbol;
          }
      }

      ParsedUnit parse_power(unsigned depth)
      {
        if (depth > 8)
          refuse(text_);
        ParsedUnit base;
        const char next = peek();
        if (next == '(')
          {
            ++at_;
            base = parse_unit(depth + 1);
            if (peek() != ')')
              refuse(text_);
            ++at_;
          }
        else if (is_digit(next) || (next == '.' && digit_at(at_ + 1)))
          {
            const std::size_t begin = at_;
            base.unit = parse_number();
            const std::string number = text_.substr(begin, at_ - begin);
            const std::size_t end = at_;
            raise(base, parse_exponent());
            const bool is_power = at_ > end || number.find_first_of("eE") != std::string::npos;
            if (!(is_power || number == "1") || (at_ == end && peek() != '/' && text_ != "1"))
              refuse_number(number);
            return base;
          }
        else if (is_letter(next))
          return parse_symbols();
        else
          refuse(at_ < text_.size() ? text_.substr(at_) : text_);
        raise(base, parse_exponent());
        return base;
      }

      Unit parse_number()
      {
        double factor = 1;
        const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), factor);
        const std::size_t length = static_cast<std::size_t>(end - (text_.data() + at_));
        if (error != std::errc() || !(factor > 0) || !std::isfinite(factor))
          refuse_number(text_.substr(at_, length));
        at_ = static_cast<std::size_t>(end - text_.data());
        others_ = true;
        const Unit one = from_udunits("1");
        return Unit(ut_scale(factor, one.get()));
      }

      int parse_exponent()
      {
        std::size_t i = at_;
        if (i < text_.size() && text_[i] == '^')
          ++i;
        const bool negative = i < text_.size() && text_[i] == '-';
        if (negative || (i < text_.size() && text_[i] == '+'))
          ++i;
        if (!digit_at(i))
          return 1;
        if (digit_at(i + 1) || (i + 1 < text_.size() && text_[i + 1] == '.' && digit_at(i + 2)))
          // 10^-12 is a number's power, but no unit goes beyond nine.
          if (!digit_at(i + 1) || digit_at(i + 2))
            refuse(text_.substr(at_));
        int exponent = text_[i] - '0';
        ++i;
        if (digit_at(i))
          exponent = 10 * exponent + (text_[i++] - '0');
        at_ = i;
        return negative ? -exponent : exponent;
      }

      void raise(ParsedUnit &base, int exponent)
      {
        if (exponent == 1)
          return;
        others_ = true;
        base.is_angle = false;
        base.unit.reset(ut_raise(base.unit.get(), exponent));
        if (!base.unit)
          refuse(text_);
      }

      /// A run of letters: one symbol, or symbols that end in a kelvin (mK, kgK); the exponent belongs to the last.
      ParsedUnit parse_symbols()
      {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_letter(text_[at_]))
          ++at_;
        const std::string letters = text_.substr(begin, at_ - begin);
        for (const std::string kelvin : {"K", "degC", "degK"})
          if (letters.size() > kelvin.size() && letters.compare(letters.size() - kelvin.size(), kelvin.size(), kelvin) == 0 &&
              letters != "degK")
            {
              others_ = true;
              ParsedUnit result = resolve(letters.substr(0, letters.size() - kelvin.size()));
              ParsedUnit last = resolve(kelvin);
              raise(last, parse_exponent());
              result.unit.reset(ut_multiply(result.unit.get(), last.unit.get()));
              result.is_angle = false;
              return result;
            }
        ParsedUnit result = resolve(letters);
        raise(result, parse_exponent());
        return result;
      }

      ParsedUnit resolve(const std::string &symbol)
      {
        ++symbols_;
        ParsedUnit result;
        result.has_symbol = true;
        result.is_angle = angles.count(symbol) > 0;
        has_angle_ = has_angle_ || result.is_angle;
        if (celsius.count(symbol))
          {
            result.unit = from_udunits("K");
            result.offset = 273.15;
          }
        else if (fahrenheit.count(symbol))
          {
            result.unit = from_udunits("degR");
            result.offset = 273.15 - 32 / 1.8;
          }
        else if (const auto plain = plain_symbols().find(symbol); plain != plain_symbols().end())
          result.unit = from_udunits(plain->second);
        else if (is_prefixed(symbol))
          result.unit = from_udunits(symbol);
        else if (symbol.size() >= 4 && std::all_of(symbol.begin(), symbol.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
          result.unit = from_udunits(symbol); // written out: metre, gigapascal
        if (!result.unit)
          refuse(symbol);
        return result;
      }

      static bool is_prefixed(const std::string &symbol)
      {
        static const std::string prefixes = "fpnumcdkMGT";
        return prefixable().count(symbol) > 0 ||
               (symbol.size() > 1 && prefixes.find(symbol[0]) != std::string::npos && prefixable().count(symbol.substr(1)) > 0);
      }

      std::string text_;
      std::string quantity_;
      std::size_t at_ = 0;
      unsigned symbols_ = 0; ///< symbols seen
      bool has_angle_ = false;
      bool others_ = false; ///< powers, products, quotients or numbers seen
    };

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
      if (!unit.empty() && unit[0] == ',')
        throw UnitError(fmt::format("\"{}\" has a comma in its number; write the decimals after a point", quantity));
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
    const ParsedUnit parsed = UnitParser(unit, quantity).parse();
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
