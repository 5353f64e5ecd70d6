#include <materials/laws/shift.h>

#include <materials/cure/kinetics.h>
#include <materials/require.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>

namespace sagitta::materials
{
  namespace
  {
    const double ln10 = std::log(10.);

    /// ln a is limited to +-600, so that the factor cannot overflow; beyond, everything or nothing relaxes within any time.
    constexpr double largest_log_factor = 600;

    double wlf(const WlfShift &shift, double temperature)
    {
      const double denominator = shift.c2 + temperature - shift.reference;
      if (!(denominator > 0))
        {
          std::ostringstream message;
          message << "the WLF equation is valid above " << shift.reference - shift.c2 << " K only (its reference minus C2), not at "
                  << temperature << " K: give an Arrhenius part below the glass transition";
          throw std::invalid_argument(message.str());
        }
      return -ln10 * shift.c1 * (temperature - shift.reference) / denominator;
    }

    double arrhenius(double energy, double reference, double temperature)
    {
      return energy / molar_gas_constant * (1 / temperature - 1 / reference);
    }

    /// ln a with every temperature of the function moved by `offset` [K].
    struct LogFactor
    {
      double temperature;
      double offset;

      double operator()(const WlfShift &shift) const { return wlf(shift, temperature - offset); }

      double operator()(const ArrheniusShift &shift) const { return arrhenius(shift.energy, shift.reference + offset, temperature); }

      double operator()(const WlfArrheniusShift &shift) const
      {
        const double junction = shift.junction + offset;
        if (temperature >= junction)
          return wlf(shift.wlf, temperature - offset);
        return wlf(shift.wlf, shift.junction) + arrhenius(shift.energy, junction, temperature);
      }

      double operator()(const TabulatedShift &shift) const { return ln10 * shift.log10_factor.value(temperature - offset); }
    };

    struct Check
    {
      void operator()(const WlfShift &shift) const
      {
        require(shift.reference > 0, "the reference temperature of a WLF shift must be a positive number of K", shift.reference);
        require(shift.c1 > 0 && std::isfinite(shift.c1), "C1 of a WLF shift must be positive", shift.c1);
        require(shift.c2 > 0 && std::isfinite(shift.c2), "C2 of a WLF shift must be a positive number of K", shift.c2);
      }

      void operator()(const ArrheniusShift &shift) const
      {
        require(shift.reference > 0, "the reference temperature of an Arrhenius shift must be a positive number of K", shift.reference);
        require(shift.energy >= 0 && std::isfinite(shift.energy), "the activation energy of a shift must not be negative", shift.energy);
      }

      void operator()(const WlfArrheniusShift &shift) const
      {
        (*this)(shift.wlf);
        (*this)(ArrheniusShift{shift.junction, shift.energy});
        require(shift.junction > shift.wlf.reference - shift.wlf.c2,
                "the junction of the WLF and the Arrhenius part must lie above the WLF reference minus C2", shift.junction);
      }

      void operator()(const TabulatedShift &shift) const
      {
        const std::vector<double> &values = shift.log10_factor.values();
        for (std::size_t i = 1; i < values.size(); ++i)
          require(values[i] <= values[i - 1], "a shift must not increase with temperature, but its table increases to", values[i]);
      }
    };
  } // namespace

  double Shift::log_factor(double temperature, double cure) const
  {
    const double offset = of_cure ? of_cure->value(cure) - of_cure->cured() : 0;
    return std::clamp(std::visit(LogFactor{temperature, offset}, of_temperature), -largest_log_factor, largest_log_factor);
  }

  void Shift::check() const
  {
    std::visit(Check{}, of_temperature);
    if (of_cure)
      of_cure->check();
    // The reference of an Arrhenius part must stay above zero kelvin at no cure.
    const double offset = of_cure ? of_cure->uncured() - of_cure->cured() : 0;
    if (const auto *arrhenius_shift = std::get_if<ArrheniusShift>(&of_temperature))
      require(arrhenius_shift->reference + offset > 0, "the reference temperature of the shift without cure must be positive",
              arrhenius_shift->reference + offset);
    if (const auto *both = std::get_if<WlfArrheniusShift>(&of_temperature))
      require(both->junction + offset > 0, "the junction of the shift without cure must be at a positive temperature",
              both->junction + offset);
  }

  double smooth_activation_energy(const WlfShift &shift, double junction)
  {
    const double denominator = shift.c2 + junction - shift.reference;
    return molar_gas_constant * ln10 * shift.c1 * shift.c2 * junction * junction / (denominator * denominator);
  }
} // namespace sagitta::materials
