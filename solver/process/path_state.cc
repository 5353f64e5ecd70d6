#include <solver/process/path_state.h>

#include <solver/process/heat_path.h>

#include <cstddef>

namespace sagitta::process
{
  namespace
  {
    void append(std::vector<double> &to, const std::vector<double> &values)
    {
      to.insert(to.end(), values.begin(), values.end());
    }

    void append(std::vector<double> &to, const layered::Vector<double> &vector)
    {
      to.insert(to.end(), vector.begin(), vector.begin() + static_cast<std::ptrdiff_t>(vector.locally_owned_size()));
    }

    void append(std::vector<double> &to, const mechanics::ThermoelasticLaw &law)
    {
      for (const auto &step : law.steps())
        if (step)
          {
            const materials::OrthotropicStiffness &c = step->stiffness;
            append(to, {c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66});
            append(to, {step->cure_strain.begin(), step->cure_strain.end()});
          }
    }
  } // namespace

  std::vector<double> numbers(const PathState &state)
  {
    std::vector<double> result = {double(state.next_state), double(state.is_in_equilibrium), state.now.time, state.now.temperature};
    append(result, state.now.cure);
    for (const std::array<double, 3> &moved : state.now.moved_transition)
      append(result, {moved.begin(), moved.end()});
    if (const HeatedPoints *heated = state.now.points.get())
      {
        append(result, heated->temperature);
        append(result, heated->cure);
        for (const std::vector<double> &strain : heated->moved_transition)
          append(result, strain);
      }
    append(result, state.law);
    append(result, state.displacement);
    append(result, state.rate);
    append(result, state.memory);
    append(result, state.carried.values());
    const StepValues &step = state.step;
    append(result, {step.largest_stress, step.smallest_stress, step.next_step, step.largest_energy, double(step.has_rate),
                    double(step.set_up.has_value())});
    if (step.set_up)
      {
        append(result, step.set_up->law);
        result.push_back(step.set_up->temperature);
      }
    append(result, {double(state.steps), double(state.segment.has_begun), double(state.segment.piece), state.segment.done});
    return result;
  }

  bool operator==(const PathState &a, const PathState &b)
  {
    return numbers(a) == numbers(b);
  }
} // namespace sagitta::process
