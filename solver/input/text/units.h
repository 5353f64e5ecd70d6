#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// What a physical quantity of the input measures.
  enum class Dimension
  {
    fraction, ///< a plain number or a percentage
    length,
    temperature,            ///< absolute: degC has its offset
    temperature_difference, ///< degC is K here
    angle,
    pressure, ///< stress and modulus too
    power,
    film_coefficient,
    conductivity,
    expansion,
    density,
    specific_heat,
    heat_capacity, ///< per volume
    acceleration,
    viscosity,
    time,
    area,
    volume,
    mass,
    force,
    energy,
    velocity,
    molar_energy,  ///< per amount of substance
    power_density, ///< per area
    rate,          ///< per time: of strain, of a reaction; a frequency
    inverse_pressure,
    temperature_rate,
    specific_energy, ///< per mass
    specific_power   ///< per mass: heat flow of a calorimeter
  };

  /// One row of the table of dimensions: it drives reading, error sentences, the schema and the documentation.
  struct DimensionInfo
  {
    Dimension dimension;
    std::string name;     ///< with its article: "a length"
    std::string si_unit;  ///< as UDUNITS-2 reads it
    std::string shown_si; ///< as people write it
    std::string example;  ///< "250 um"
  };

  const std::vector<DimensionInfo> &dimensions();
  const DimensionInfo &info(Dimension dimension);

  /// A quantity that cannot be read. The sentence quotes it; its place is added where it is known.
  class UnitError : public std::runtime_error
  {
    using std::runtime_error::runtime_error;
  };

  /// Value in SI units of a quantity as engineers write it: a number and a unit, such as `250 um`, `8 ppm/K`, `10 W/m2K`.
  ///
  /// Units are products of symbols of UDUNITS-2 with integer powers, read as on data sheets:
  /// - everything behind a slash is in the denominator up to the next slash: W/m2K = W/m2 K = W/(m2 K) = W/m2/K;
  /// - a K at the end of a symbol is the kelvin: W/mK is W/(m K), and no spelling means millikelvin;
  /// - degC, °C and C are degrees Celsius: with their offset in an absolute temperature, as kelvins in all else.
  ///
  /// A fraction may go without a unit, nothing else may.
  /// Throws UnitError for a missing or unknown unit, a wrong dimension, a number that is not finite.
  double to_si(const std::string &quantity, Dimension expected);

  /// Whether `quantity` begins with a number, so that it is meant as a quantity at all.
  bool looks_like_quantity(const std::string &quantity);
} // namespace sagitta::input
