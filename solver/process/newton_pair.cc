#include <solver/process/newton_pair.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    // A stress below that of this strain needs no relative accuracy.
    constexpr double smallest_strain = 1e-5;

    // The instantaneous change at the start takes this time [s]: rates have no influence in it.
    constexpr double instant_duration = 1e-9;

    // Above this number of corrections the next step is shorter, below it may grow.
    constexpr unsigned usual_corrections = 8;

    /// (1 - share) a + share b at all points.
    PointField interpolate(const PointField &a, const PointField &b, double share, const MaterialBlocks &blocks)
    {
      const unsigned n = a.is_uniform() && b.is_uniform() ? 1 : blocks.n_points();
      std::vector<double> values(n * blocks.size());
      for (std::size_t i = 0; i < values.size(); ++i)
        {
          const std::size_t block = i / n;
          const auto point = static_cast<unsigned>(i % n);
          values[i] = (1 - share) * a(block, point) + share * b(block, point);
        }
      return n == 1 ? PointField(std::move(values)) : PointField(std::move(values), n);
    }
  } // namespace

  NewtonPair::NewtonPair(const Package &package, mechanics::MechanicsProblem &mechanics, const NewtonSettings &settings)
      : package_(package), mechanics_(mechanics), points_(package.states, package.cards, package.births),
        equilibrium_(package.model, package.states.blocks(), points_, mechanics, settings)
  {
  }

  Conditions NewtonPair::conditions(const Instant &at, const RelaxingSteps &steps) const
  {
    if (package_.heat)
      return package_.heat->conditions(at, package_.materials.law(at, steps));
    const MaterialBlocks &blocks = package_.states.blocks();
    std::array<std::vector<double>, 3> cure_strain;
    for (std::size_t b = 0; b < blocks.size(); ++b)
      {
        const std::array<double, 3> strain = package_.materials.cure_strain(blocks.material(b), at);
        for (unsigned axis = 0; axis < 3; ++axis)
          cure_strain[axis].push_back(strain[axis]);
      }
    return {PointField(at.temperature),
            field_of_materials(blocks, at.cure),
            {PointField(std::move(cure_strain[0])), PointField(std::move(cure_strain[1])), PointField(std::move(cure_strain[2]))},
            package_.materials.law(at, steps),
            at.temperature};
  }

  Instant NewtonPair::later(const Instant &from, double duration, double temperature) const
  {
    return package_.heat ? package_.heat->later(from, duration, temperature) : package_.materials.later(from, duration, temperature);
  }

  void NewtonPair::find_equilibrium(PathState &state, Attempts &attempts)
  {
    const Conditions now = conditions(state.now, package_.materials.steps(state.now, state.now, 0));
    state.law = now.law;
    double &smallest = state.step.smallest_stress;
    for (const auto &step : now.law.steps())
      if (step)
        smallest = std::max(smallest, smallest_strain * step->stiffness.c11);
    StageLog silent(package_.model.communicator(), std::cout, StageLog::Style::silent);
    equilibrium_.carry({state.displacement, now, now, instant_duration, state.memory}, {state.displacement, first_, attempts.carried});
    // An elastic displacement, which has the prescribed values, starts the iteration; its energy is what the tolerance refers to.
    layered::Vector<double> none, load;
    mechanics_.space().initialise(none);
    none.update_ghost_values();
    mechanics_.set_residual({now.law, now.of_cells, attempts.carried, false}, none, load);
    combine(attempts.end_displacement, 1, state.displacement, 0, state.displacement);
    add_solve(mechanics_.solve_step({now.law, now.of_cells, attempts.carried, false}, attempts.end_displacement, silent), attempts.info);
    state.step.largest_energy =
        std::max(state.step.largest_energy, std::sqrt(std::abs(equilibrium_.work(load, attempts.end_displacement))));
    equilibrium_.find({state.displacement, now, now, instant_duration, state.memory}, {attempts.end_displacement, first_, attempts.carried},
                      state.step.largest_energy, attempts.info);
    state.memory.swap(first_.state);
    state.displacement.swap(attempts.end_displacement);
    state.is_in_equilibrium = true;
  }

  StepError NewtonPair::try_pair(PathState &state, Attempts &attempts, const TemperatureRamp &pair)
  {
    const double half = pair.duration / 2;
    const MaterialPath &path = package_.materials;
    const Instant &now = state.now;
    const Instant middle = later(now, half, (now.temperature + pair.temperature) / 2), end = later(middle, half, pair.temperature);
    std::optional<double> heat_error;
    if (package_.heat)
      heat_error = package_.heat->find_error(later(now, pair.duration, pair.temperature), end);
    trial_.emplace(Trial{pair.duration, middle, end, heat_error, conditions(now, path.steps(now, now, 0)),
                         conditions(middle, path.steps(now, middle, half)), conditions(end, path.steps(middle, end, half))});
    const Trial &trial = *trial_;

    layered::Vector<double> &in_middle = attempts.middle_displacement, &at_end = attempts.end_displacement;
    combine(in_middle, 1, state.displacement, state.step.has_rate ? half : 0, state.rate);
    mechanics_.space().complete(in_middle);
    record_ = equilibrium_.find({state.displacement, trial.at_start, trial.in_middle, half, state.memory},
                                {in_middle, first_, attempts.carried}, state.step.largest_energy, attempts.info);
    std::size_t most = record_.energies.size();

    combine(at_end, 2, in_middle, -1, state.displacement);
    mechanics_.space().complete(at_end);
    record_ = equilibrium_.find({in_middle, trial.in_middle, trial.at_end, half, first_.state}, {at_end, second_, attempts.carried},
                                state.step.largest_energy, attempts.info);
    most = std::max(most, record_.energies.size());

    StepError error = find_error(state, attempts);
    if (most > usual_corrections)
      error.most_growth = double(usual_corrections) / static_cast<double>(most);
    return error;
  }

  StepError NewtonPair::compare(const StepValues &before, const std::vector<double> &stress, const std::vector<double> &other) const
  {
    const MaterialBlocks &blocks = package_.states.blocks();
    const std::size_t n = blocks.n_points();
    StepErrorSums sums(package_.model.package().bodies.size());
    std::vector<double> error(6 * n), weights(n);
    blocks.for_each({}, [&](std::size_t b, const BlockPoints &points) {
      for (std::size_t i = 0; i < error.size(); ++i)
        error[i] = other[6 * n * b + i] - stress[6 * n * b + i];
      for (unsigned p = 0; p < n; ++p)
        weights[p] = points.weight(p);
      sums.add(blocks[b].body, error.data(), &stress[6 * n * b], weights);
    });
    return sums.find(before, package_.model.communicator());
  }

  StepError NewtonPair::find_error(const PathState &state, const Attempts &attempts)
  {
    const Trial &trial = *trial_;
    points_.advance({state.displacement, trial.at_start.temperature, trial.at_start.cure, trial.at_start.cure_strain},
                    {attempts.end_displacement, trial.at_end.temperature, trial.at_end.cure, trial.at_end.cure_strain}, trial.duration,
                    state.memory, whole_);
    StepError found = compare(state.step, second_.stress, whole_.stress);
    divide_second_half(attempts);
    const StepError of_second = compare(state.step, second_.stress, whole_.stress);
    if (!(of_second.share <= found.share))
      found = of_second;
    if (trial.heat_error && *trial.heat_error > found.share)
      {
        found.share = *trial.heat_error;
        found.is_of_heat = true;
      }
    return found;
  }

  void NewtonPair::divide_second_half(const Attempts &attempts)
  {
    // Flow may begin anywhere in the half: what the shares leave out is flow in the last quarter.
    constexpr std::array<double, 4> shares{{0, .5, .75, 1}};
    std::array<layered::Vector<double>, 2> displacements;
    for (layered::Vector<double> &displacement : displacements)
      mechanics_.space().initialise(displacement);
    PointsTrial *from = &first_, *to = &whole_;
    for (unsigned part = 0; part + 1 < shares.size(); ++part)
      {
        for (const unsigned end : {0u, 1u})
          {
            const double share = shares[part + end];
            combine(displacements[end], 1 - share, attempts.middle_displacement, share, attempts.end_displacement);
            mechanics_.space().complete(displacements[end]);
          }
        points_.advance(in_second_half(displacements[0], shares[part]), in_second_half(displacements[1], shares[part + 1]),
                        (shares[part + 1] - shares[part]) * trial_->duration / 2, from->state, *to);
        std::swap(from, to);
      }
  }

  PointsAt NewtonPair::in_second_half(const layered::Vector<double> &displacement, double share) const
  {
    const Conditions &middle = trial_->in_middle, &end = trial_->at_end;
    const auto at = [&](const PointField &a, const PointField &b) { return interpolate(a, b, share, package_.states.blocks()); };
    return {displacement,
            at(middle.temperature, end.temperature),
            at(middle.cure, end.cure),
            {at(middle.cure_strain[0], end.cure_strain[0]), at(middle.cure_strain[1], end.cure_strain[1]),
             at(middle.cure_strain[2], end.cure_strain[2])}};
  }

  void NewtonPair::accept(PathState &state, Attempts &attempts, const StepError &error)
  {
    Trial &trial = *trial_;
    if (package_.heat)
      for (const Instant *instant : {&trial.middle, &trial.end})
        package_.heat->note_hottest(*instant, attempts.info.history);
    combine(state.rate, 2 / trial.duration, attempts.end_displacement, -2 / trial.duration, attempts.middle_displacement);
    state.step.has_rate = true;
    state.displacement.swap(attempts.end_displacement);
    state.memory.swap(second_.state);
    state.law = std::move(trial.at_end.law);
    state.now = std::move(trial.end);
    state.step.largest_stress = error.largest_stress;
  }
} // namespace sagitta::process
