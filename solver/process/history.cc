#include <solver/process/history.h>

#include <solver/base/errors.h>
#include <solver/process/step_forms.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // What relaxes within this share of the time to a state is not followed.
    constexpr double shortest_share = 1e-9;

    // A stress below what this strain makes needs no relative accuracy.
    constexpr double smallest_strain = 1e-5;

    // The preconditioner is made anew when a modulus has moved by more than this factor.
    constexpr double largest_move = 2;

    /// to = a x + b y on the owned unknowns.
    void combine(Vector<double> &to, double a, const Vector<double> &x, double b, const Vector<double> &y)
    {
      if (to.has_ghost_elements())
        to.zero_out_ghost_values();
      const auto n = static_cast<std::ptrdiff_t>(to.locally_owned_size());
      for (std::ptrdiff_t i = 0; i < n; ++i)
        to.begin()[i] = a * x.begin()[i] + b * y.begin()[i];
    }

    double square(const std::vector<double> &stress, std::size_t n, std::size_t p)
    {
      double sum = 0;
      for (std::size_t c = 0; c < 6; ++c)
        sum += (c < 3 ? 1 : 2) * stress[c * n + p] * stress[c * n + p];
      return sum;
    }
  } // namespace

  History::History(const model::Model &model, const Materials &materials, const Programme &programme,
                   mechanics::MechanicsProblem &mechanics)
      : model_(model), cards_(materials), programme_(programme), mechanics_(mechanics),
        materials_(model.package(), materials, *programme.path), control_(programme.path->tolerance),
        silent_(model.communicator(), std::cout, StageLog::Style::silent), now_(materials_.start())
  {
    for (Vector<double> *vector : {&displacement_, &rate_, &middle_displacement_, &end_displacement_})
      mechanics_.space().initialise(*vector);
  }

  evaluation::SolvedState History::state() const
  {
    return {model_, cards_, mechanics_.space(), displacement_, temperature_, *law_, &*carried_};
  }

  void History::begin()
  {
    RelaxingSteps instantaneous;
    try
      {
        instantaneous = materials_.steps(now_, now_, 0);
      }
    catch (const LawFailure &failure)
      {
        fail(describe(failure));
      }
    for (const auto &step : instantaneous)
      if (step)
        smallest_stress_ = std::max(smallest_stress_, smallest_strain * (step->bulk_modulus() + 4. / 3 * step->shear_modulus()));
    memory_.emplace(model_, mechanics_.space(), materials_, instantaneous);
    carried_.emplace(mechanics_.space(), memory_->cells());
    law_.emplace(materials_.law(now_, instantaneous));
    solve(*law_, now_, end_displacement_);
    // Materials with memory have no free strain at the start, so that from no displacement to this one the strain changes at once.
    const StrainedBody none{displacement_, *law_, now_.temperature}, strained{end_displacement_, *law_, now_.temperature};
    memory_->commit({none, none, strained}, instantaneous, instantaneous);
    displacement_.swap(end_displacement_);
  }

  Passage History::go_on(StageLog &log)
  {
    const State &state = programme_.states[next_state_];
    passage_ = Passage();
    if (!memory_)
      begin();
    const double time = now_.time, temperature = now_.temperature;
    std::vector<double> stops = materials_.kinks(now_, *state.duration, *state.temperature);
    stops.push_back(1);
    double done = 0;
    for (const double stop : stops)
      {
        go_straight((stop - done) * *state.duration, temperature + stop * (*state.temperature - temperature),
                    [&](double share) { log.share(done + share * (stop - done)); });
        done = stop;
      }
    now_.time = time + *state.duration;
    temperature_ = *state.temperature;
    ++next_state_;

    passage_.history.time = now_.time;
    for (unsigned m = 0; m < cards_.size(); ++m)
      if (materials_.has_memory(m) && cards_[m].cure)
        passage_.history.cure.push_back({cards_[m].name, now_.cure[m]});
    log.remark(fmt::format("{} steps, {} rejected, {} iterations", passage_.history.steps, passage_.history.rejected,
                           passage_.history.iterations));
    return passage_;
  }

  void History::go_straight(double duration, double temperature, const std::function<void(double)> &report_share)
  {
    const double from = now_.temperature;
    double done = 0;
    has_rate_ = false;
    while (done < duration)
      {
        const double rest = duration - done, allowed = next_step_ > 0 ? next_step_ : duration;
        // Never a short piece at the end.
        const double step = allowed > .99 * rest ? rest : std::min(allowed, rest / 2);
        const bool is_last = step == rest;
        if (advance(step, is_last ? temperature : from + (temperature - from) * (done + step) / duration))
          {
            done = is_last ? duration : done + step;
            if (step < allowed)
              next_step_ = std::max(next_step_, allowed);
            report_share(done / duration);
          }
        else if (next_step_ < shortest_share * duration)
          fail(obstacle_);
      }
  }

  bool History::advance(double duration, double temperature)
  {
    const double shortest = shortest_share * *programme_.states[next_state_].duration;
    try
      {
        Trial trial = try_pair(duration, temperature);
        const StepError error = find_error(trial);
        next_step_ = std::max(shortest, duration * control_.growth(error.share));
        if (control_.accepts(error.share) || (duration <= shortest && std::isfinite(error.share)))
          {
            accept(std::move(trial), error);
            return true;
          }
        obstacle_ =
            fmt::format("in the part {} the error of a step of {:.3g} s is still {:.1e} of the largest stress; raise history.tolerance",
                        model_.package().bodies[error.body].name, duration, error.share);
        if (duration <= shortest)
          fail(obstacle_);
      }
    catch (const LawFailure &failure)
      {
        obstacle_ = describe(failure);
        if (!failure.is_worth_a_shorter_step)
          fail(obstacle_);
        next_step_ = duration / 4;
      }
    ++passage_.history.rejected;
    return false;
  }

  History::Trial History::try_pair(double duration, double temperature)
  {
    const double half = duration / 2;
    const Instant middle = materials_.later(now_, half, (now_.temperature + temperature) / 2),
                  end = materials_.later(middle, half, temperature);
    const RelaxingSteps first = materials_.steps(now_, middle, half), second = materials_.steps(middle, end, half);
    Trial trial{duration, middle, end, first, second, materials_.law(middle, first), materials_.law(end, second)};

    const StrainedBody at_start{displacement_, *law_, now_.temperature};
    carry({at_start}, carried_into_first(first));
    combine(middle_displacement_, 1, displacement_, has_rate_ ? half : 0, rate_);
    solve(trial.middle_law, middle, middle_displacement_);

    const StrainedBody in_middle{middle_displacement_, trial.middle_law, middle.temperature};
    carry({at_start, in_middle}, carried_into_second(first, second));
    combine(end_displacement_, 2, middle_displacement_, -1, displacement_);
    solve(trial.end_law, end, end_displacement_);
    return trial;
  }

  void History::carry(const std::vector<StrainedBody> &strains, const StressForms &forms)
  {
    carried_->set_zero();
    memory_->evaluate(strains, {forms},
                      [&](const MemoryBlock &block, const std::vector<std::vector<double>> &stress, const std::vector<double> &) {
                        double *to = carried_->values(block.cell, block.element);
                        for (std::size_t i = 0; i < stress[0].size(); ++i)
                          to[i] += block.fraction * stress[0][i];
                      });
  }

  History::StepError History::find_error(const Trial &trial) const
  {
    const RelaxingSteps whole = materials_.steps(now_, trial.end, trial.duration);
    const std::vector<StressForms> forms = {error_of_pair(whole, trial.first, trial.second), stress_at_end(trial.first, trial.second)};
    const std::vector<StrainedBody> strains = {{displacement_, *law_, now_.temperature},
                                               {middle_displacement_, trial.middle_law, trial.middle.temperature},
                                               {end_displacement_, trial.end_law, trial.end.temperature}};
    const std::size_t n_bodies = model_.package().bodies.size(), n = memory_->n_points();
    std::vector<double> sums(3 * n_bodies, 0.); // of squared errors, squared stresses, volumes
    memory_->evaluate(strains, forms,
                      [&](const MemoryBlock &block, const std::vector<std::vector<double>> &stress, const std::vector<double> &weights) {
                        double *sum = &sums[3 * block.body];
                        for (std::size_t p = 0; p < n; ++p)
                          {
                            sum[0] += weights[p] * square(stress[0], n, p);
                            sum[1] += weights[p] * square(stress[1], n, p);
                            sum[2] += weights[p];
                          }
                      });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());

    StepError error;
    error.largest_stress = largest_stress_;
    double largest_error = 0;
    for (unsigned b = 0; b < n_bodies; ++b)
      if (const double volume = sums[3 * b + 2]; volume > 0)
        {
          error.largest_stress = std::max(error.largest_stress, std::sqrt(sums[3 * b + 1] / volume));
          if (const double own = std::sqrt(sums[3 * b] / volume); !(own <= largest_error))
            {
              largest_error = own;
              error.body = b;
            }
        }
    error.share = largest_error == 0 ? 0 : largest_error / std::max(error.largest_stress, smallest_stress_);
    return error;
  }

  void History::accept(Trial &&trial, const StepError &error)
  {
    memory_->commit({StrainedBody{displacement_, *law_, now_.temperature},
                     StrainedBody{middle_displacement_, trial.middle_law, trial.middle.temperature},
                     StrainedBody{end_displacement_, trial.end_law, trial.end.temperature}},
                    trial.first, trial.second);
    combine(rate_, 2 / trial.duration, end_displacement_, -2 / trial.duration, middle_displacement_);
    has_rate_ = true;
    displacement_.swap(end_displacement_);
    law_.emplace(std::move(trial.end_law));
    now_ = std::move(trial.end);
    largest_stress_ = error.largest_stress;
    ++passage_.history.steps;
  }

  void History::solve(const mechanics::ThermoelasticLaw &law, const Instant &at, Vector<double> &displacement)
  {
    const bool keep = has_moved_little(law, at.temperature);
    results::SolveInfo info;
    try
      {
        info = mechanics_.solve_step({law, at.temperature, *carried_, keep}, displacement, silent_);
      }
    catch (const ConvergenceError &error)
      {
        fail(error.what());
      }
    catch (const model::LoadNotFinite &)
      {
        fail("displacement: the load is not a finite number; a material law has left the range of its data");
      }
    results::SolveInfo &hardest = passage_.solve;
    const double set_up = hardest.set_up_seconds + info.set_up_seconds, solve = hardest.solve_seconds + info.solve_seconds;
    passage_.history.iterations += info.iterations;
    if (hardest.method.empty() || info.iterations > hardest.iterations)
      hardest = info;
    hardest.set_up_seconds = set_up;
    hardest.solve_seconds = solve;
  }

  bool History::has_moved_little(const mechanics::ThermoelasticLaw &law, double temperature)
  {
    std::vector<materials::OrthotropicStiffness> now(model_.package().bodies.size());
    for (unsigned b = 0; b < now.size(); ++b)
      if (model_.package().bodies[b].kind != meshing::BodyKind::gap)
        now[b] = law.body_stiffness(b, temperature);
    const auto is_near = [](double a, double b) { return a <= largest_move * b && b <= largest_move * a; };
    const bool is_little =
        set_up_.size() == now.size() && std::equal(now.begin(), now.end(), set_up_.begin(), [&](const auto &a, const auto &b) {
          return is_near(a.c11, b.c11) && is_near(a.c22, b.c22) && is_near(a.c33, b.c33) && is_near(a.c44, b.c44) &&
                 is_near(a.c55, b.c55) && is_near(a.c66, b.c66);
        });
    if (!is_little)
      set_up_ = std::move(now);
    return is_little;
  }

  std::string History::describe(const LawFailure &failure) const
  {
    std::string part;
    for (const meshing::Body &body : model_.package().bodies)
      if (body.kind != meshing::BodyKind::gap && body.material == failure.material && part.empty())
        part = body.name;
    return fmt::format("the law of {} (part {}): {}", cards_[failure.material].name, part, failure.what());
  }

  void History::fail(const std::string &what) const
  {
    throw ConvergenceError(fmt::format("the path cannot be followed beyond {:.6g} s, {:.6g} degC, on the way to the state {}: {}",
                                       now_.time, now_.temperature - 273.15, programme_.states[next_state_].name, what));
  }
} // namespace sagitta::process
