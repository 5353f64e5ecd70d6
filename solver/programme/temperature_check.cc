#include <solver/programme/temperature_check.h>

#include <solver/base/errors.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::programme
{
  void check_temperature(const layered::LayeredSpace &space, const layered::Vector<double> &temperature,
                         const ThermalConditions &conditions)
  {
    constexpr double hottest = 2000 + zero_celsius; // [K], as for the temperatures that a case may give
    double highest = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      highest = std::max(highest, temperature.begin()[i]);
    MPI_Allreduce(MPI_IN_PLACE, &highest, 1, MPI_DOUBLE, MPI_MAX, space.communicator());
    if (highest > hottest)
      throw input_error(conditions.source,
                        fmt::format("the solved temperature reaches {:.4g} degC, at which no material of a package is solid (at most 2,000 "
                                    "degC are plausible): the films remove too little of the power; check films and power",
                                    to_celsius(highest)));
  }
} // namespace sagitta::programme
