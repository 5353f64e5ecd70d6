#include <solver/case/process.h>

#include <cstddef>

namespace sagitta
{
  const NameTable<Placement> &placement_names()
  {
    static const NameTable<Placement> table = {
        {Placement::continue_columns, "continue_columns", "on the warped surface that it joins, with its nominal thickness"},
        {Placement::fill_between, "fill_between", "up to the opposite surface, or level with a flat mould cavity"}};
    return table;
  }

  std::vector<char> bodies_in_step(const Process &process, std::size_t n_bodies, std::size_t step)
  {
    std::vector<char> present(n_bodies, 1);
    for (const ProcessStep &any : process.steps)
      for (const unsigned body : any.joins)
        present[body] = 0;
    for (std::size_t s = 0; s <= step; ++s)
      {
        for (const unsigned body : process.steps[s].leaves)
          present[body] = 0;
        for (const unsigned body : process.steps[s].joins)
          present[body] = 1;
      }
    return present;
  }

  bool changes_package(const Process &process, std::size_t step)
  {
    const auto has_loads = [](const ProcessStep &any) { return !any.pressures.empty() || any.acceleration; };
    const ProcessStep &own = process.steps[step];
    return step == 0 || !own.joins.empty() || !own.leaves.empty() || own.supports || has_loads(own) || has_loads(process.steps[step - 1]);
  }

  unsigned last_change_of_parts(const Process &process)
  {
    unsigned first = 0;
    for (const ProcessStep &step : process.steps)
      if (!step.joins.empty() || !step.leaves.empty())
        first = step.first_state;
    return first;
  }
} // namespace sagitta
