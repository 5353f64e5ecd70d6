#include <materials/laws/assumed_spectrum.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// How many widths the arms must reach to either side of the centre: beyond lies less than 2.3 % of a normal distribution.
    constexpr double reach = 2;
  } // namespace

  void AssumedSpectrum::check() const
  {
    std::ostringstream message;
    if (!(shortest > 0 && longest > shortest && std::isfinite(longest)))
      message << "the arms of a spectrum must go from a positive shortest time to a longer one, not from " << shortest << " s to "
              << longest << " s";
    else if (arms < 2)
      message << "a spectrum needs at least two arms, not " << arms;
    else if (!(width > 0 && std::isfinite(width)))
      message << "the width of a spectrum must be a positive number of decades, not " << width;
    else if (!(std::log10(centre / shortest) >= reach * width && std::log10(longest / centre) >= reach * width))
      message << "the arms of a spectrum must reach two widths to either side of its centre, that is from "
              << centre * std::pow(10, -reach * width) << " s to " << centre * std::pow(10, reach * width) << " s; they go from "
              << shortest << " s to " << longest << " s";
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }

  RelaxingModulus assumed_modulus(const AssumedSpectrum &spectrum, double glassy, double rubbery, const char *name)
  {
    spectrum.check();
    if (!(rubbery > 0 && rubbery <= glassy && std::isfinite(glassy)))
      {
        std::ostringstream message;
        message << name << " must not be greater in the rubbery state than in the glassy one, but changes from " << glassy << " Pa to "
                << rubbery << " Pa; check Young's moduli and Poisson's ratios of both states";
        throw std::invalid_argument(message.str());
      }
    RelaxingModulus modulus{glassy, {}, std::nullopt};
    double sum = 0;
    for (unsigned i = 0; i < spectrum.arms; ++i)
      {
        const double time =
            spectrum.shortest * std::pow(spectrum.longest / spectrum.shortest, static_cast<double>(i) / (spectrum.arms - 1));
        const double distance = std::log10(time / spectrum.centre) / spectrum.width;
        modulus.arms.push_back({std::exp(-0.5 * distance * distance), time});
        sum += modulus.arms.back().weight;
      }
    for (PronyArm &arm : modulus.arms)
      arm.weight *= (1 - rubbery / glassy) / sum;
    return modulus;
  }
} // namespace sagitta::materials
