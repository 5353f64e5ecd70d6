#pragma once

#include <udunits2.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  struct UnitDeleter
  {
    void operator()(ut_unit *unit) const { ut_free(unit); }
  };
  using Unit = std::unique_ptr<ut_unit, UnitDeleter>;

  /// A unit as UDUNITS-2 spells it; null when it does not know it. Throws FileError when its database cannot be read.
  Unit from_udunits(const std::string &specification);

  /// A unit as read: its size in UDUNITS-2, and what UDUNITS-2 does not keep.
  struct ParsedUnit
  {
    Unit unit;
    bool is_angle = false;        ///< an angle has no dimension in UDUNITS-2
    bool has_angle = false;       ///< somewhere in it
    bool has_symbol = false;      ///< not a bare number
    std::optional<double> offset; ///< a lone degC or degF: kelvins at its zero
  };

  /// The symbols that parse_unit() knows, besides names of four small letters and more.
  struct UnitSymbols
  {
    std::string prefixes; ///< one letter each
    std::vector<std::string> prefixable, plain;
  };

  const UnitSymbols &unit_symbols();

  /// Reads `unit`, the part of `quantity` behind its number, in ASCII. Errors quote the quantity.
  /// Throws UnitError for an unknown unit and for a second number.
  ParsedUnit parse_unit(const std::string &unit, const std::string &quantity);
} // namespace sagitta::input
