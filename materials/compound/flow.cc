#include <materials/compound/flow.h>

#include <materials/cure/kinetics.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    double shift_factor(const ViscosityShift &shift, double reference, double temperature)
    {
      if (const auto *arrhenius = std::get_if<ArrheniusViscosity>(&shift))
        return std::exp(arrhenius->activation_energy / molar_gas_constant * (1 / temperature - 1 / reference));
      const auto &wlf = std::get<WlfViscosity>(shift);
      const double difference = temperature - reference;
      if (!(wlf.c2 + difference > 0))
        throw std::invalid_argument("the WLF formula is valid above its reference temperature minus c2 only");
      return std::pow(10., -wlf.c1 * difference / (wlf.c2 + difference));
    }

    double cure_factor(const CastroMacosko &law, double cure)
    {
      if (cure >= law.gel_point)
        return std::numeric_limits<double>::infinity();
      return std::pow(law.gel_point / (law.gel_point - cure), law.a + law.b * cure);
    }

    double thinning_factor(const Thinning &thinning, double shear_rate)
    {
      if (const auto *cross = std::get_if<CrossThinning>(&thinning))
        return 1 / (1 + std::pow(cross->time * shear_rate, cross->exponent));
      if (const auto *carreau = std::get_if<CarreauThinning>(&thinning))
        return std::pow(1 + std::pow(carreau->time * shear_rate, 2), (carreau->exponent - 1) / 2);
      return 1;
    }

    void check_thinning(double time, double exponent)
    {
      if (!(time > 0) || !(exponent > 0 && exponent <= 1))
        throw std::invalid_argument("the time of shear thinning must be greater than zero, its exponent greater than zero and at most 1");
    }
  } // namespace

  void check(const FlowLaw &law)
  {
    if (!(law.resin_viscosity > 0) || !(law.reference > 0))
      throw std::invalid_argument("viscosity and reference temperature must be greater than zero");
    if (!(law.intrinsic >= 2.5))
      throw std::invalid_argument("the intrinsic viscosity must be at least 2.5, the value of spheres; other shapes have a greater one");
    if (const auto *wlf = std::get_if<WlfViscosity>(&law.shift); wlf && (!(wlf->c1 > 0) || !(wlf->c2 > 0)))
      throw std::invalid_argument("c1 and c2 of the WLF formula must be greater than zero");
    if (const auto *arrhenius = std::get_if<ArrheniusViscosity>(&law.shift); arrhenius && !(arrhenius->activation_energy > 0))
      throw std::invalid_argument("the activation energy of the viscosity must be greater than zero");
    if (const auto *cross = std::get_if<CrossThinning>(&law.thinning))
      check_thinning(cross->time, cross->exponent);
    if (const auto *carreau = std::get_if<CarreauThinning>(&law.thinning))
      check_thinning(carreau->time, carreau->exponent);
    if (law.cure && !(law.cure->gel_point > 0 && law.cure->gel_point <= 1))
      throw std::invalid_argument("the gel point must be a degree of cure greater than 0 and at most 1");
    if (law.cure && (!(law.cure->a > 0) || !(law.cure->a + law.cure->b * law.cure->gel_point > 0)))
      throw std::invalid_argument("the exponent A + B x of Castro and Macosko must be greater than zero up to the gel point");
  }

  double krieger_dougherty(double fraction, double packing, double intrinsic)
  {
    if (!(packing > 0 && packing <= 1))
      throw std::invalid_argument("the maximum packing must lie between 0 and 1");
    if (!(fraction >= 0 && fraction < packing))
      throw std::invalid_argument("the volume fraction of the fillers must be less than their maximum packing");
    return std::pow(1 - fraction / packing, -intrinsic * packing);
  }

  Estimate viscosity(const FlowLaw &law, double fraction, double packing, const FlowState &state)
  {
    check(law);
    if (!(state.cure >= 0 && state.cure <= 1))
      throw std::invalid_argument("the degree of cure must lie between 0 and 1");
    if (!(state.shear_rate >= 0))
      throw std::invalid_argument("the shear rate must be zero or greater");
    if (!(state.temperature > 0))
      throw std::invalid_argument("the temperature must be greater than zero kelvin");
    const double rest = law.resin_viscosity * shift_factor(law.shift, law.reference, state.temperature) *
                        (law.cure ? cure_factor(*law.cure, state.cure) : 1) * thinning_factor(law.thinning, state.shear_rate);
    return {rest * krieger_dougherty(fraction, packing, law.intrinsic), rest * (1 + 2.5 * fraction / (1 - fraction)),
            std::numeric_limits<double>::infinity()};
  }
} // namespace sagitta::materials
