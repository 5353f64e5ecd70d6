#include <solver/material_tools/shift_subroutine.h>

#include <materials/cure/kinetics.h>
#include <solver/material_tools/relaxation_export.h>

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <variant>

namespace sagitta::material_tools
{
  namespace
  {
    /// A number of double precision: 1.5D+00.
    std::string number(double value)
    {
      std::string text = fmt::format("{:.15e}", value);
      text.replace(text.find('e'), 1, "D");
      return text;
    }

    std::string line(const std::string &statement)
    {
      return "      " + statement + "\n";
    }

    /// ln A at the absolute temperature TK.
    std::string log_factor(const materials::WlfArrheniusShift &shift)
    {
      const materials::WlfShift &wlf = shift.wlf;
      const std::string reference = number(wlf.reference);
      return line("TREF=" + reference) + line("C1=" + number(std::log(10.) * wlf.c1)) + line("C2=" + number(wlf.c2)) +
             line("TJ=" + number(shift.junction)) + line("ER=" + number(shift.energy / materials::molar_gas_constant)) +
             line("TW=MAX(TK,TJ)") + line("SHLOG=-C1*(TW-TREF)/(C2+TW-TREF)") + line("IF(TK.LT.TJ) SHLOG=SHLOG+ER*(1.D0/TK-1.D0/TJ)");
    }

    std::string log_factor(const materials::TabulatedShift &shift)
    {
      const std::vector<double> &temperatures = shift.log10_factor.temperatures(), &factors = shift.log10_factor.values();
      std::string text;
      for (std::size_t i = 0; i < temperatures.size(); ++i)
        text += line(fmt::format("T({})={}", i + 1, number(temperatures[i]))) +
                line(fmt::format("A({})={}", i + 1, number(std::log(10.) * factors[i])));
      text += line(fmt::format("N={}", temperatures.size())) + line("SHLOG=A(1)") + line("DO 10 I=2,N") +
              line("  IF(TK.GT.T(I-1)) SHLOG=A(I-1)+(A(I)-A(I-1))") + "     1    *(MIN(TK,T(I))-T(I-1))/(T(I)-T(I-1))\n" +
              "   10 CONTINUE\n";
      return text;
    }

    std::string declarations(const materials::WlfArrheniusShift &)
    {
      return "";
    }

    std::string declarations(const materials::TabulatedShift &shift)
    {
      const std::size_t size = shift.log10_factor.temperatures().size();
      return line(fmt::format("DIMENSION T({0}),A({0})", size));
    }

    template <typename Shift>
    std::string function(const Shift &shift, ExportUnits units)
    {
      return line("DOUBLE PRECISION FUNCTION SHLOG(TEMP)") + "C     ln A\n" + line("IMPLICIT DOUBLE PRECISION (A-H,O-Z)") +
             declarations(shift) + line(units == ExportUnits::si ? "TK=TEMP" : "TK=TEMP+273.15D0") + log_factor(shift) + line("RETURN") +
             line("END");
    }
  } // namespace

  std::string shift_subroutine(const materials::ShiftOfTemperature &shift, const std::string &material, ExportUnits units)
  {
    std::string text =
        fmt::format("C     Shift of the relaxation times of {}, at full cure.\nC     Written by Sagitta; temperatures in {}.\n",
                    material.substr(0, 30), units == ExportUnits::si ? "K" : "degC") +
        line("SUBROUTINE UTRS(SHIFT,TEMP,DTEMP,TIME,DTIME,PREDEF,DPRED,") + "     1 STATEV,CMNAME,COORDS)\n" +
        line("INCLUDE 'ABA_PARAM.INC'") + line("CHARACTER*80 CMNAME") + line("DIMENSION SHIFT(2),TIME(2),PREDEF(1),DPRED(1),STATEV(1),") +
        "     1 COORDS(1)\n" + line("DOUBLE PRECISION SHLOG") + "C     at the beginning and at the end of the increment\n" +
        line("SHIFT(1)=EXP(SHLOG(TEMP-DTEMP))") + line("SHIFT(2)=EXP(SHLOG(TEMP))") + line("RETURN") + line("END");
    if (const auto *both = std::get_if<materials::WlfArrheniusShift>(&shift))
      return text + function(*both, units);
    if (const auto *table = std::get_if<materials::TabulatedShift>(&shift))
      return text + function(*table, units);
    throw std::logic_error("a shift that Abaqus has itself");
  }
} // namespace sagitta::material_tools
