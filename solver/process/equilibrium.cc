#include <solver/process/equilibrium.h>

#include <solver/base/reductions.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    using layered::Vector;

    // The multigrid is set up again when the mean tangent of a body has changed by more than this factor: a factor of five costs four
    // more iterations (docs/decisions/newton_in_the_mesh.md).
    constexpr double largest_change = 5;

    // A correction is accepted whole unless the work along it has changed its sign and is larger than this share of that at its start.
    constexpr double search_share = .8;
    constexpr unsigned most_searches = 5;

    bool are_near(const std::vector<double> &a, const std::vector<double> &b)
    {
      const auto is_near = [](double x, double y) { return x <= largest_change * y && y <= largest_change * x; };
      return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), is_near);
    }

    PointsAt points_at(const Vector<double> &displacement, const Conditions &conditions)
    {
      return {displacement, conditions.temperature, conditions.cure, conditions.cure_strain};
    }

    void copy_with_ghosts(const Vector<double> &from, std::size_t n_local, Vector<double> &to)
    {
      std::copy(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(n_local), to.begin());
    }
  } // namespace

  Equilibrium::Equilibrium(const model::Model &model, const MaterialBlocks &blocks, const MaterialPoints &points,
                           mechanics::MechanicsProblem &mechanics, const NewtonSettings &settings)
      : model_(model), blocks_(blocks), points_(points), mechanics_(mechanics), settings_(settings),
        silent_(model.communicator(), std::cout, StageLog::Style::silent)
  {
  }

  double Equilibrium::work(const Vector<double> &residual, const Vector<double> &displacement) const
  {
    double sum = 0;
    for (std::size_t i = 0; i < blocks_.space().n_local(); ++i)
      sum += residual.begin()[i] * displacement.begin()[i];
    MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, model_.communicator());
    return sum;
  }

  void Equilibrium::evaluate(const StepInPackage &step, Iterate &at) const
  {
    points_.advance(points_at(step.from, step.start), points_at(at.displacement, step.end), step.duration, step.state, at.trial);
    at.carried.set_zero();
    points_.add_birth_stress(step.end.law, step.end.of_cells, at.carried);
    const std::size_t n = blocks_.n_points();
    blocks_.for_each({&at.displacement}, [&](std::size_t b, const BlockPoints &points) {
      const MaterialBlock &block = blocks_[b];
      const materials::OrthotropicStiffness stiffness = step.end.law.steps()[blocks_.material(b)]->stiffness;
      const double *stress = &at.trial.stress[6 * n * b];
      double *to = at.carried.values(block.cell, block.element);
      for (unsigned p = 0; p < n; ++p)
        {
          const mechanics::Voigt of_law =
              stiffness.stress(step.end.law.mechanical_strain(block.body, points.strain(0, p), step.end.temperature(b, p)));
          for (unsigned c = 0; c < 6; ++c)
            to[c * n + p] += block.fraction * (stress[c * n + p] - of_law[c]);
        }
    });
    mechanics_.set_residual({step.end.law, step.end.of_cells, at.carried, true}, at.displacement, at.residual);
  }

  void Equilibrium::carry(const StepInPackage &step, const StepResult &result) const
  {
    Iterate at(result);
    evaluate(step, at);
  }

  void Equilibrium::set_tangents(const StepInPackage &step, const PointsTrial &trial, NewtonRecord &record)
  {
    const auto next = std::make_shared<PointTangents>(model_, blocks_, points_, step.end, trial.tangent);
    tangents_ = next;
    std::vector<double> mean = next->find_mean_shear();
    const bool keep = are_near(mean, set_up_for_);
    mechanics_.set_tangents([next](unsigned cell, unsigned element, double *numbers) { return next->write(cell, element, numbers); },
                            silent_, keep);
    if (!keep)
      {
        set_up_for_ = std::move(mean);
        ++record.set_ups;
      }
  }

  double Equilibrium::solve(const Iterate &at, Vector<double> &correction, double tolerance, StateInfo &info) const
  {
    Vector<double> used_up;
    blocks_.space().initialise(used_up);
    copy_with_ghosts(at.residual, blocks_.space().n_local(), used_up);
    if (correction.has_ghost_elements())
      correction.zero_out_ghost_values();
    results::SolveInfo solve = mechanics_.solve_correction(correction, used_up, tolerance, silent_);
    solve.method = "Newton, " + solve.method;
    add_solve(solve, info);
    return work(at.residual, correction);
  }

  void Equilibrium::move(Vector<double> &displacement, double factor, const Vector<double> &correction) const
  {
    for (std::size_t i = 0; i < blocks_.space().n_local(); ++i)
      displacement.begin()[i] += factor * correction.begin()[i];
  }

  void Equilibrium::search(const StepInPackage &step, const Vector<double> &correction, double work_at_start, Iterate &at,
                           NewtonRecord &record) const
  {
    double low = 0, low_work = work_at_start, share = 1, high = 0, high_work = 0;
    move(at.displacement, share, correction);
    for (unsigned i = 0;; ++i)
      {
        evaluate(step, at);
        ++record.evaluations;
        const double here = work(at.residual, correction);
        if (!std::isfinite(here))
          throw StepFailure("the stress of an iteration is not a finite number");
        if (here >= -search_share * work_at_start && (high == 0 || here <= search_share * work_at_start))
          return;
        if (i == most_searches)
          return;
        if (here < 0)
          {
            high = share;
            high_work = here;
          }
        else
          {
            low = share;
            low_work = here;
          }
        const double secant = low + (high - low) * low_work / (low_work - high_work),
                     next = std::clamp(secant, low + .1 * (high - low), high - .1 * (high - low));
        move(at.displacement, next - share, correction);
        share = next;
      }
  }

  NewtonRecord Equilibrium::find(const StepInPackage &step, const StepResult &result, double &largest_energy, StateInfo &info)
  {
    NewtonRecord record;
    Iterate at(result);
    Vector<double> correction;
    blocks_.space().initialise(correction);
    evaluate(step, at);
    ++record.evaluations;
    while (record.energies.size() < settings_.most_corrections)
      {
        // Laws that are linear in the change of strain keep their tangents through a step.
        if (record.energies.empty() || is_on_any_rank(at.trial.tangent != tangents_->numbers(), model_.communicator()))
          set_tangents(step, at.trial, record);
        const bool is_first = record.energies.empty();
        const double progress = is_first || record.energies.front() == 0 ? 1 : record.energies.back() / record.energies.front();
        const double gain =
            solve(at, correction, std::clamp(progress, std::min(1e-9, settings_.largest_forcing), settings_.largest_forcing), info);
        if (!(gain >= 0))
          throw StepFailure("the tangent of an iteration is not positive");
        record.energies.push_back(std::sqrt(gain));
        largest_energy = std::max(largest_energy, is_first ? record.energies.back() : 0.);
        const bool is_last = record.energies.back() <= settings_.tolerance * largest_energy;
        if (is_last)
          {
            move(at.displacement, 1, correction);
            mechanics_.remove_rigid_motion(at.displacement);
            evaluate(step, at);
            ++record.evaluations;
            return record;
          }
        search(step, correction, gain, at, record);
      }
    throw StepFailure(fmt::format("Newton's method did not find the equilibrium: after {} corrections the last one has an energy norm of "
                                  "{:.1e} of the largest",
                                  record.energies.size(), record.energies.back() / largest_energy));
  }
} // namespace sagitta::process
