#include <solver/process/relaxing_pair.h>

#include <algorithm>
#include <iostream>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    // A stress below that of this strain needs no relative accuracy.
    constexpr double smallest_strain = 1e-5;

    // The multigrid is set up again when a modulus has changed by more than this factor.
    constexpr double largest_change = 2;

    bool are_equal(const std::optional<LawAt> &a, const std::optional<LawAt> &b)
    {
      const auto is_equal = [](const auto &x, const auto &y) {
        return x.has_value() == y.has_value() && (!x || (x->stiffness == y->stiffness && x->cure_strain == y->cure_strain));
      };
      if (!a || !b)
        return !a && !b;
      return a->temperature == b->temperature &&
             std::equal(a->law.steps().begin(), a->law.steps().end(), b->law.steps().begin(), b->law.steps().end(), is_equal);
    }
  } // namespace

  RelaxingPair::RelaxingPair(const model::Model &model, const MaterialPath &materials, const StateLayout &states,
                             mechanics::MechanicsProblem &mechanics, const BirthStrains &births)
      : model_(model), materials_(materials), blocks_(states.blocks()), mechanics_(mechanics), births_(births), memory_(states),
        silent_(model.communicator(), std::cout, StageLog::Style::silent)
  {
  }

  void RelaxingPair::find_equilibrium(PathState &state, Attempts &attempts)
  {
    const RelaxingSteps instantaneous = materials_.steps(state.now, state.now, 0);
    double &smallest = state.step.smallest_stress;
    for (const auto &step : instantaneous)
      if (step)
        smallest = std::max(smallest, smallest_strain * (step->bulk_modulus() + 4. / 3 * step->shear_modulus()));
    state.law = materials_.law(state.now, instantaneous);
    const LawAt now{state.law, state.now.temperature};
    // At the start of a path materials with memory have no free strain, and nothing is carried.
    const StrainedBody before{state.displacement, state.law, state.now.temperature};
    carry(state.memory, {before}, carried_into_first(instantaneous), now, attempts.carried);
    combine(attempts.end_displacement, 1, state.displacement, 0, state.displacement);
    solve(state, attempts, now, attempts.end_displacement);
    const StrainedBody after{attempts.end_displacement, state.law, state.now.temperature};
    memory_.advance(state.memory, {before, before, after}, instantaneous, instantaneous);
    state.displacement.swap(attempts.end_displacement);
    state.is_in_equilibrium = true;
  }

  StepError RelaxingPair::try_pair(PathState &state, Attempts &attempts, const TemperatureRamp &pair)
  {
    const double half = pair.duration / 2;
    const Instant &now = state.now;
    const Instant middle = materials_.later(now, half, (now.temperature + pair.temperature) / 2),
                  end = materials_.later(middle, half, pair.temperature);
    const RelaxingSteps first = materials_.steps(now, middle, half), second = materials_.steps(middle, end, half);
    trial_.emplace(Trial{pair.duration, middle, end, first, second, materials_.law(middle, first), materials_.law(end, second)});
    const Trial &trial = *trial_;

    const StrainedBody at_start{state.displacement, state.law, now.temperature};
    carry(state.memory, {at_start}, carried_into_first(first), {trial.middle_law, middle.temperature}, attempts.carried);
    combine(attempts.middle_displacement, 1, state.displacement, state.step.has_rate ? half : 0, state.rate);
    solve(state, attempts, {trial.middle_law, middle.temperature}, attempts.middle_displacement);

    const StrainedBody in_middle{attempts.middle_displacement, trial.middle_law, middle.temperature};
    carry(state.memory, {at_start, in_middle}, carried_into_second(first, second), {trial.end_law, end.temperature}, attempts.carried);
    combine(attempts.end_displacement, 2, attempts.middle_displacement, -1, state.displacement);
    solve(state, attempts, {trial.end_law, end.temperature}, attempts.end_displacement);
    return find_error(state, attempts);
  }

  void RelaxingPair::carry(const std::vector<double> &memory, const std::vector<StrainedBody> &strains, const StressForms &forms,
                           const LawAt &at, mechanics::CarriedStress &carried) const
  {
    carried.set_zero();
    births_.add_stress(at.law, at.temperature, carried);
    memory_.evaluate(memory, strains, {forms},
                     [&](std::size_t index, const std::vector<std::vector<double>> &stress, const std::vector<double> &) {
                       const MaterialBlock &block = blocks_[index];
                       double *to = carried.values(block.cell, block.element);
                       for (std::size_t i = 0; i < stress[0].size(); ++i)
                         to[i] += block.fraction * stress[0][i];
                     });
  }

  std::array<StrainedBody, 3> RelaxingPair::strains(const PathState &state, const Attempts &attempts) const
  {
    const Trial &trial = *trial_;
    return {StrainedBody{state.displacement, state.law, state.now.temperature},
            StrainedBody{attempts.middle_displacement, trial.middle_law, trial.middle.temperature},
            StrainedBody{attempts.end_displacement, trial.end_law, trial.end.temperature}};
  }

  StepError RelaxingPair::find_error(const PathState &state, const Attempts &attempts) const
  {
    const Trial &trial = *trial_;
    const RelaxingSteps whole = materials_.steps(state.now, trial.end, trial.duration);
    const std::vector<StressForms> forms = {error_of_pair(whole, trial.first, trial.second), stress_at_end(trial.first, trial.second)};
    const std::array<StrainedBody, 3> at = strains(state, attempts);
    StepErrorSums sums(model_.package().bodies.size());
    memory_.evaluate(state.memory, {at.begin(), at.end()}, forms,
                     [&](std::size_t block, const std::vector<std::vector<double>> &stress, const std::vector<double> &weights) {
                       sums.add(blocks_[block].body, stress[0].data(), stress[1].data(), weights);
                     });
    return sums.find(state.step, model_.communicator());
  }

  void RelaxingPair::accept(PathState &state, Attempts &attempts, const StepError &error)
  {
    Trial &trial = *trial_;
    memory_.advance(state.memory, strains(state, attempts), trial.first, trial.second);
    combine(state.rate, 2 / trial.duration, attempts.end_displacement, -2 / trial.duration, attempts.middle_displacement);
    state.step.has_rate = true;
    state.displacement.swap(attempts.end_displacement);
    state.law = std::move(trial.end_law);
    state.now = std::move(trial.end);
    state.step.largest_stress = error.largest_stress;
  }

  void RelaxingPair::solve(PathState &state, Attempts &attempts, const LawAt &at, layered::Vector<double> &displacement)
  {
    const bool keep = state.step.set_up && has_moved_little(*state.step.set_up, at);
    if (keep && !are_equal(set_up_, state.step.set_up)) // the last path of this solver was another one
      mechanics_.set_up(state.step.set_up->law, state.step.set_up->temperature, silent_);
    if (!keep)
      state.step.set_up = at;
    set_up_ = state.step.set_up;
    add_solve(mechanics_.solve_step({at.law, at.temperature, attempts.carried, keep}, displacement, silent_), attempts.info);
  }

  bool RelaxingPair::has_moved_little(const LawAt &from, const LawAt &to) const
  {
    const auto is_near = [](double a, double b) { return a <= largest_change * b && b <= largest_change * a; };
    for (unsigned body = 0; body < model_.package().bodies.size(); ++body)
      if (model_.package().bodies[body].kind != meshing::BodyKind::gap)
        {
          const materials::OrthotropicStiffness a = to.law.body_stiffness(body, to.temperature),
                                                b = from.law.body_stiffness(body, from.temperature);
          if (!(is_near(a.c11, b.c11) && is_near(a.c22, b.c22) && is_near(a.c33, b.c33) && is_near(a.c44, b.c44) && is_near(a.c55, b.c55) &&
                is_near(a.c66, b.c66)))
            return false;
        }
    return true;
  }
} // namespace sagitta::process
