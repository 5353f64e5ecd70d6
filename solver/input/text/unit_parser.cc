#include <solver/input/text/unit_parser.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace sagitta::input
{
  namespace
  {
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

    const std::string prefixes = "fpnumcdkMGT";

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
          {"K", "K"},      {"%", "0.01"},         {"percent", "0.01"},  {"ppm", "1e-6"},   {"ppb", "1e-9"},         {"deg", "degree"},
          {"in", "inch"},  {"mil", "0.001 inch"}, {"ft", "foot"},       {"min", "minute"}, {"h", "hour"},           {"hr", "hour"},
          {"d", "day"},    {"psi", "psi"},        {"ksi", "1000 psi"},  {"atm", "atm"},    {"torr", "torr"},        {"Torr", "torr"},
          {"kgf", "kgf"},  {"lbf", "lbf"},        {"lb", "pound"},      {"hPa", "hPa"},    {"micron", "micron"},    {"turn", "2 PI radian"},
          {"degK", "K"},   {"P", "poise"},        {"cP", "0.01 poise"}, {"cc", "cm3"},     {"kelvin", "K"},         {"mole", "mole"},
          {"mol", "mole"}, {"sec", "s"},          {"Msi", "1e6 psi"},   {"dyn", "1e-5 N"}, {"oz", "28.349523125 g"}};
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
        throw UnitError(fmt::format(
            "\"{}\" has a second number, {}, in its unit; write one number, without thousands separators, and a unit such as mm or W/(m K)",
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
  } // namespace

  Unit from_udunits(const std::string &specification)
  {
    return Unit(ut_parse(unit_system(), specification.c_str(), UT_UTF8));
  }

  const UnitSymbols &unit_symbols()
  {
    static const UnitSymbols symbols = [] {
      UnitSymbols result{prefixes, {prefixable().begin(), prefixable().end()}, {}};
      for (const auto &row : plain_symbols())
        result.plain.push_back(row.first);
      for (const std::set<std::string> *names : {&celsius, &fahrenheit, &angles})
        result.plain.insert(result.plain.end(), names->begin(), names->end());
      return result;
    }();
    return symbols;
  }

  ParsedUnit parse_unit(const std::string &unit, const std::string &quantity)
  {
    return UnitParser(unit, quantity).parse();
  }
} // namespace sagitta::input
