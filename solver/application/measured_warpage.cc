#include <solver/application/measured_warpage.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace sagitta::application
{
  namespace
  {
    void check_measured_states(const report::MeasuredCurve &measured, const Programme &programme)
    {
      for (const std::string &name : measured.states)
        if (std::none_of(programme.states.begin(), programme.states.end(), [&](const State &state) { return state.name == name; }))
          {
            std::string names;
            for (const State &state : programme.states)
              names += (names.empty() ? "" : ", ") + state.name;
            throw InputError(fmt::format("{}: the case has no state {}; its states are {}", measured.source, name, names));
          }
    }

    /// Without names of states a row belongs to the state of its temperature, which has to be one.
    void check_measured_temperatures(const report::MeasuredCurve &measured, const Programme &programme)
    {
      constexpr double same = 1e-6; // [K], as report::compare takes it
      if (!measured.states.empty())
        return;
      for (auto state = programme.states.begin(); state != programme.states.end(); ++state)
        for (auto other = programme.states.begin(); other != state; ++other)
          if (state->temperature && other->temperature && std::abs(*state->temperature - *other->temperature) < same)
            throw InputError(fmt::format("{}: the states {} and {} of the case have the same temperature; add a column state with the "
                                         "names of the states",
                                         measured.source, other->name, state->name));
    }
  } // namespace

  std::optional<report::MeasuredCurve> read_measured_warpage(const OutputRequest &request, const Programme &programme,
                                                             const std::string &case_file)
  {
    if (request.measured.empty())
      return std::nullopt;
    if (!programme.has_displacement)
      throw sagitta::input_error(
          request.measured_source,
          "the case computes no warpage, because its physics is heat only; add mechanics to physics, or leave the measured warpage out");
    const std::filesystem::path directory =
        std::filesystem::is_directory(case_file) ? std::filesystem::path(case_file) : std::filesystem::path(case_file).parent_path();
    report::MeasuredCurve measured = report::read_measured((directory / request.measured).string());
    check_measured_states(measured, programme);
    check_measured_temperatures(measured, programme);
    return measured;
  }
} // namespace sagitta::application
