#include <solver/input/text/unit_pattern.h>
#include <solver/input/text/units.h>

#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace sagitta::input;

    struct Written
    {
      std::string text;
      Dimension dimension;
      double si;
    };

    // Values by hand from the definitions of the units; a conversion is a product or two, so 1e-12 is rounding.
    TEST(Units, AreReadAsEngineersWriteThem)
    {
      const std::vector<Written> table = {
          {"10 W/m2K", Dimension::film_coefficient, 10},
          {"10 W/(m2 K)", Dimension::film_coefficient, 10},
          {"10 W/m^2/K", Dimension::film_coefficient, 10},
          {"10 W/m\u00b2K", Dimension::film_coefficient, 10},
          {"10 W/(m2*degC)", Dimension::film_coefficient, 10},
          {"10 W m-2 K-1", Dimension::film_coefficient, 10},
          {"1 W/cm2K", Dimension::film_coefficient, 1e4},
          {"3 W/mK", Dimension::conductivity, 3},
          {"3 W/m-K", Dimension::conductivity, 3},
          {"3 W/m K", Dimension::conductivity, 3},
          {"3 W/(m\u00b7K)", Dimension::conductivity, 3},
          {"3 W/m/K", Dimension::conductivity, 3},
          {"0.03 W/cmK", Dimension::conductivity, 3},
          {"1.63566e6 J/m3K", Dimension::heat_capacity, 1.63566e6},
          {"1 kJ/kgK", Dimension::specific_heat, 1000},
          {"1000 J/(kg K)", Dimension::specific_heat, 1000},
          {"1 J/gK", Dimension::specific_heat, 1000},
          {"8 ppm/K", Dimension::expansion, 8e-6},
          {"8 ppm/degC", Dimension::expansion, 8e-6},
          {"8 ppm/\u00b0C", Dimension::expansion, 8e-6},
          {"8e-6/K", Dimension::expansion, 8e-6},
          {"8e-6 1/K", Dimension::expansion, 8e-6},
          {"8 1e-6/K", Dimension::expansion, 8e-6},
          {"8 10^-6/K", Dimension::expansion, 8e-6},
          {"8 10-6/K", Dimension::expansion, 8e-6},
          {"8\u00d710^-6/K", Dimension::expansion, 8e-6},
          {"8 x 10^-6/K", Dimension::expansion, 8e-6},
          {"8 ppm/\u00baC", Dimension::expansion, 8e-6},
          {"1.96 g/cc", Dimension::density, 1960},
          {"0.4 1", Dimension::fraction, .4},
          {"8 um/mK", Dimension::expansion, 8e-6},
          {"25 degC", Dimension::temperature, 298.15},
          {"25 \u00b0C", Dimension::temperature, 298.15},
          {"25 C", Dimension::temperature, 298.15},
          {"25 deg C", Dimension::temperature, 298.15},
          {"25 deg. C", Dimension::temperature, 298.15},
          {"25 degrees Celsius", Dimension::temperature, 298.15},
          {"25 \u00b0 C", Dimension::temperature, 298.15},
          {"77 deg F", Dimension::temperature, 298.15},
          {"8 ppm/deg C", Dimension::expansion, 8e-6},
          {"0.8 W/m deg C", Dimension::conductivity, .8},
          {"-40 degC", Dimension::temperature, 233.15},
          {"77 degF", Dimension::temperature, 298.15},
          {"300 K", Dimension::temperature, 300},
          {"10 degC", Dimension::temperature_difference, 10},
          {"18 degF", Dimension::temperature_difference, 10},
          {"250 um", Dimension::length, 250e-6},
          {"250um", Dimension::length, 250e-6},
          {"250 \u00b5m", Dimension::length, 250e-6},
          {"250 \u03bcm", Dimension::length, 250e-6},
          {"0.25 mm", Dimension::length, 250e-6},
          {"2.5e-4 m", Dimension::length, 250e-6},
          {"250 micrometre", Dimension::length, 250e-6},
          {"1 mil", Dimension::length, 25.4e-6},
          {"+1 in", Dimension::length, 25.4e-3},
          {"20 GPa", Dimension::pressure, 20e9},
          {"20 kN/mm2", Dimension::pressure, 20e9},
          {"20 N/mm2", Dimension::pressure, 20e6},
          {"1 bar", Dimension::pressure, 1e5},
          {"90 deg", Dimension::angle, std::acos(0.0)},
          {"90\u00b0", Dimension::angle, std::acos(0.0)},
          {"1 rad", Dimension::angle, 1},
          {"40 %", Dimension::fraction, 0.4},
          {"0.4", Dimension::fraction, 0.4},
          {"9.81 m/s2", Dimension::acceleration, 9.81},
          {"1.96 g/cm3", Dimension::density, 1960},
          {"1.96 kg/dm3", Dimension::density, 1960},
          {"1960 kg/m\u00b3", Dimension::density, 1960},
          {"250 Pa s", Dimension::viscosity, 250},
          {"250 Pa\u00b7s", Dimension::viscosity, 250},
          {"250 Pa*s", Dimension::viscosity, 250},
          {"2500 P", Dimension::viscosity, 250},
          {"1500 mW", Dimension::power, 1.5},
          {"10 min", Dimension::time, 600},
          {"10 sec", Dimension::time, 10},
          {"1 m/sec2", Dimension::acceleration, 1},
          {"3 Msi", Dimension::pressure, 3e6 * 6894.757293168361},
          {"5 dyn/cm2", Dimension::pressure, .5},
          {"2e10 dyn/cm\u00b2", Dimension::pressure, 2e9},
          {"8\u00d710\u207b\u2076 K\u207b\u00b9", Dimension::expansion, 8e-6},
          {"8 \u00d7 10\u207b\u2076/K", Dimension::expansion, 8e-6},
          {"8\u00b710\u207b\u2076 1/K", Dimension::expansion, 8e-6},
          {"8\u00d710\u20136 K\u20131", Dimension::expansion, 8e-6},
          {"10\u207b\u2076 K\u207b\u00b9", Dimension::expansion, 1e-6},
          {"2.1\u00d710\u00b9\u00b9 Pa", Dimension::pressure, 2.1e11},
          {"1.2\u00d710\u207a\u2079 Pa", Dimension::pressure, 1.2e9},
          {"4\u00d710\u207b\u00b9", Dimension::fraction, .4},
          {"10\u207b\u00b2", Dimension::fraction, .01},
          {"10 W\u2215(m\u00b2\u22c5K)", Dimension::film_coefficient, 10},
          // An ounce per square foot over 8960 kg/m3.
          {"1 oz", Dimension::length, 28.349523125e-3 / .09290304 / 8960},
          {"0.5 oz", Dimension::length, .5 * 28.349523125e-3 / .09290304 / 8960},
          {"2 oz/ft2", Dimension::length, 2 * 28.349523125e-3 / .09290304 / 8960},
          {"1 oz", Dimension::mass, 28.349523125e-3},
      };
      for (const Written &row : table)
        {
          EXPECT_NEAR(to_si(row.text, row.dimension), row.si, 1e-12 * std::abs(row.si)) << row.text;
          EXPECT_TRUE(std::regex_search(row.text, std::regex(quantity_pattern(row.dimension)))) << "an editor marks " << row.text;
        }
    }

    struct Refused
    {
      std::string text;
      Dimension dimension;
      std::string sentence;
    };

    TEST(Units, NameTheMistake)
    {
      const std::vector<Refused> table = {
          {"250 MPa", Dimension::length, "\"250 MPa\" is a pressure; a length such as 250 um belongs here"},
          {"25 mK", Dimension::temperature, "\"25 mK\" is a quantity in m.K; a temperature such as 25 degC belongs here"},
          {"10 W/mK", Dimension::film_coefficient,
           "\"10 W/mK\" is a thermal conductivity; a film coefficient such as 10 W/(m2 K) belongs here"},
          {"250", Dimension::length, "\"250\" has no unit; a length such as 250 um belongs here"},
          {"8e-6", Dimension::expansion, "\"8e-6\" has no unit; a coefficient of expansion such as 8 ppm/K belongs here"},
          {"8e-6 1", Dimension::expansion, "\"8e-6 1\" is a plain number; a coefficient of expansion such as 8 ppm/K belongs here"},
          {"250 umm", Dimension::length, "\"250 umm\" has the unknown unit \"umm\"; did you mean um?"},
          {"20 Gpa", Dimension::pressure, "\"20 Gpa\" has the unknown unit \"Gpa\"; did you mean GPa?"},
          {"20 mpa", Dimension::pressure, "\"20 mpa\" has the unknown unit \"mpa\"; did you mean MPa?"},
          {"25 degc C", Dimension::temperature, "\"25 degc C\" is"},
          {"77 F", Dimension::temperature, "\"77 F\" has the unknown unit \"F\"; did you mean degF?"},
          {"150 um deg", Dimension::length, "\"150 um deg\" is a quantity with an angle in its unit; a length such as 250 um belongs here"},
          {"8 ppm/deg", Dimension::fraction, "is a quantity with an angle in its unit"},
          {"90 %", Dimension::angle, "\"90 %\" is a plain number; an angle such as 90 deg belongs here"},
          {"90 deg", Dimension::fraction, "\"90 deg\" is an angle; a plain number such as 0.4 or 40 % belongs here"},
          {"1 500 um", Dimension::length,
           "\"1 500 um\" has a second number, 500, in its unit; write one number, without thousands separators"},
          {"1 500/s", Dimension::rate, "has a second number, 500, in its unit"},
          {"1 000/s", Dimension::rate, "has a second number, 000, in its unit"},
          {"10.5.2/s", Dimension::rate, "has a second number, .2, in its unit"},
          {"10.5.2 um", Dimension::length, "has a second number, .2, in its unit"},
          {"150 um 3", Dimension::length, "has a second number, 3, in its unit"},
          {"25 degC 3", Dimension::temperature, "has a second number, 3, in its unit"},
          {"2 W/(3 m K)", Dimension::conductivity, "has a second number, 3, in its unit"},
          {"nan um", Dimension::length, "\"nan um\" is not a finite number; a length such as 250 um belongs here"},
          {".inf", Dimension::length, "\".inf\" is not a finite number; a length such as 250 um belongs here"},
          {"1e999 m", Dimension::length, "\"1e999 m\" is not a finite number; a length such as 250 um belongs here"},
          {"thick", Dimension::length, "\"thick\" does not begin with a number; a length such as 250 um belongs here"},
          {"1,5 mm", Dimension::length, "\"1,5 mm\" has a comma in its number; use a decimal point"},
          {"-300 degC", Dimension::temperature, "\"-300 degC\" is below absolute zero"},
          {"", Dimension::length, "the value is empty; a length such as 250 um belongs here"},
          {"5 (m", Dimension::length, "\"5 (m\" has the unknown unit \"(m\""},
          {"5 m)", Dimension::length, "\"5 m)\" has the unknown unit \")\""},
          {"5 m/", Dimension::length, "\"5 m/\" has the unknown unit \"m/\""},
          {"5 ((((((((((((((((m", Dimension::length, "has the unknown unit"},
          {"5 " + std::string(10000, 'm'), Dimension::length, "is too long for a quantity"},
      };
      for (const Refused &row : table)
        try
          {
            to_si(row.text, row.dimension);
            ADD_FAILURE() << row.text.substr(0, 80) << " was accepted";
          }
        catch (const UnitError &error)
          {
            EXPECT_NE(std::string(error.what()).find(row.sentence), std::string::npos) << error.what();
          }
    }

    TEST(Units, EveryExampleOfTheTableIsOfItsOwnDimension)
    {
      for (const DimensionInfo &row : dimensions())
        {
          EXPECT_EQ(&row, &info(row.dimension)) << row.name;
          if (row.dimension != Dimension::fraction) // its example names two spellings
            {
              EXPECT_NO_THROW(to_si(row.example, row.dimension)) << row.example;
            }
          EXPECT_EQ(to_si("1 " + row.shown_si, row.dimension), 1) << row.shown_si;
        }
    }
  } // namespace
} // namespace sagitta::tests
