#include <solver/layered/multigrid/conjugate_gradients.h>

#include <solver/layered/multigrid/energy_error.h>
#include <solver/layered/operator/lanes.h>
#include <solver/layered/space/load_basis.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    // Each makes one pass over memory, which bounds the speed of the iteration. Sums run in lanes, in independent chains.
    using Lane = LaneType<double>;
    constexpr std::size_t lanes = Lanes<double>::n;

    double sum_lanes(const Lane &values)
    {
      double sum = 0;
      for (std::size_t l = 0; l < lanes; ++l)
        sum += values[l];
      return sum;
    }

    /// Adds this rank's sums of a_i b_i and of c_i b_i.
    void add_products(const Vector<double> &a, const Vector<double> &c, const Vector<double> &b, double *sums)
    {
      const double *pa = a.begin(), *pb = b.begin(), *pc = c.begin();
      const std::size_t n = a.locally_owned_size(), n_full = n / lanes * lanes;
      Lane first{}, second{};
      for (std::size_t i = 0; i < n_full; i += lanes)
        {
          const Lane factor = load_lanes<Lane>(pb + i);
          first += load_lanes<Lane>(pa + i) * factor;
          second += load_lanes<Lane>(pc + i) * factor;
        }
      sums[0] += sum_lanes(first);
      sums[1] += sum_lanes(second);
      for (std::size_t i = n_full; i < n; ++i)
        {
          sums[0] += pa[i] * pb[i];
          sums[1] += pc[i] * pb[i];
        }
    }

    /// x += alpha p, r -= alpha q; returns this rank's sum of r_i^2.
    double advance(Vector<double> &x, Vector<double> &r, const Vector<double> &p, const Vector<double> &q, double alpha)
    {
      double *px = x.begin(), *pr = r.begin();
      const double *pp = p.begin(), *pq = q.begin();
      const std::size_t n = x.locally_owned_size(), n_full = n / lanes * lanes;
      Lane square{};
      for (std::size_t i = 0; i < n_full; i += lanes)
        {
          store_lanes(px + i, load_lanes<Lane>(px + i) + alpha * load_lanes<Lane>(pp + i));
          const Lane residual = load_lanes<Lane>(pr + i) - alpha * load_lanes<Lane>(pq + i);
          store_lanes(pr + i, residual);
          square += residual * residual;
        }
      double sum = sum_lanes(square);
      for (std::size_t i = n_full; i < n; ++i)
        {
          px[i] += alpha * pp[i];
          pr[i] -= alpha * pq[i];
          sum += pr[i] * pr[i];
        }
      return sum;
    }

    // The tolerance of solutions from which others are combined is divided by this factor at most.
    constexpr double largest_growth = 30;

    /// One load case.
    struct Column
    {
      Vector<double> *x, *b;
      Vector<double> r, z, p, q;
      double norm = 0;      ///< of b
      double last_true = 1; ///< the true relative residual at which the present recurrence began
      double reached = 1;   ///< the relative residual of the recurrence
      double rz = 0;        ///< r . z; zero at the beginning of a recurrence
      double alpha = 0;
      EnergyError error;
      double inherited_error = EnergyError::unknown; ///< in the energy norm, of a start that is a combination of solutions
      bool is_finished = false;
      SolveOutcome outcome;

      std::array<Vector<double> *, 4> work() { return {{&r, &z, &p, &q}}; }
    };

    class Iteration
    {
    public:
      Iteration(const PreconditionedEquations &equations, const SolveOptions &options)
          : matrix_(equations.matrix), preconditioner_(equations.preconditioner), modes_(equations.modes), options_(options)
      {
      }

      /// Solves for the given columns to `tolerance`.
      void run(const std::vector<Column *> &all, double tolerance)
      {
        tolerance_ = tolerance;
        std::vector<Column *> columns = all;
        begin(columns);
        for (drop_finished(columns); !columns.empty(); drop_finished(columns))
          {
            step(columns);
            std::vector<Column *> ended;
            for (Column *column : columns)
              if (!column->is_finished && has_ended(*column))
                ended.push_back(column);
            check_ended(ended);
          }
        for (Column *column : all)
          for (Vector<double> *vector : column->work())
            *vector = Vector<double>();
      }

    private:
      /// Must the recurrence be compared with the true residual?
      bool has_ended(const Column &column) const
      {
        const bool meets_tolerance = column.reached <= .9 * tolerance_ && column.error.after_step(column.reached) <= .9 * tolerance_;
        // Below 1e-7 of its first residual the recurrence may have drifted from the true one.
        const bool may_have_drifted = column.reached < 1e-7 * column.last_true;
        const bool is_decided = has_met_tolerance(column) || column.error.is_at_rounding();
        return meets_tolerance || may_have_drifted || is_decided || column.outcome.iterations == options_.max_iterations;
      }

      static void drop_finished(std::vector<Column *> &columns)
      {
        columns.erase(std::remove_if(columns.begin(), columns.end(), [](const Column *column) { return column->is_finished; }),
                      columns.end());
      }

      void sum_over_ranks(std::vector<double> &sums) const
      {
        MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, matrix_.space().communicator());
      }

      static Columns select(const std::vector<Column *> &columns, Vector<double> Column::*member)
      {
        Columns selected;
        for (Column *column : columns)
          selected.push_back(&(column->*member));
        return selected;
      }

      void multiply(const Columns &dst, const Columns &src) const { matrix_.vmult(dst, ConstColumns(src.begin(), src.end())); }

      /// r = b - scale A x, its relative norm, and x . b. `fits`: the scale minimises r, and x is scaled too; else it is one.
      void find_true_residuals(const std::vector<Column *> &columns, bool fits) const
      {
        Columns x;
        for (Column *column : columns)
          x.push_back(column->x);
        multiply(select(columns, &Column::r), x);
        std::vector<double> sums(2 * columns.size(), 0.);
        for (std::size_t c = 0; c < columns.size() && fits; ++c)
          add_products(*columns[c]->b, columns[c]->r, columns[c]->r, &sums[2 * c]);
        if (fits)
          sum_over_ranks(sums);
        for (std::size_t c = 0; c < columns.size(); ++c)
          {
            Column &column = *columns[c];
            const double scale = fits && sums[2 * c + 1] > 0 ? sums[2 * c] / sums[2 * c + 1] : 1;
            if (fits)
              *column.x *= scale;
            column.r.sadd(-scale, 1., *column.b);
            modes_.project(column.r);
          }
        std::fill(sums.begin(), sums.end(), 0.);
        for (std::size_t c = 0; c < columns.size(); ++c)
          {
            std::array<double, 2> square{}, product{};
            add_products(columns[c]->r, columns[c]->r, columns[c]->r, square.data());
            add_products(*columns[c]->x, *columns[c]->x, *columns[c]->b, product.data());
            sums[2 * c] = square[0];
            sums[2 * c + 1] = product[0];
          }
        sum_over_ranks(sums);
        for (std::size_t c = 0; c < columns.size(); ++c)
          {
            columns[c]->outcome.relative_residual = std::sqrt(sums[2 * c]) / columns[c]->norm;
            columns[c]->error.set_energy(sums[2 * c + 1]);
          }
      }

      void begin(const std::vector<Column *> &columns)
      {
        std::vector<Column *> started, good, unsolved;
        for (Column *column : columns)
          {
            for (Vector<double> *vector : column->work())
              matrix_.space().initialise(*vector);
            column->r = *column->b;
            column->outcome.relative_residual = 1;
            if (column->x->linfty_norm() > 0)
              started.push_back(column);
          }
        if (!started.empty())
          find_true_residuals(started, true);
        for (Column *column : started)
          if (column->outcome.relative_residual <= tolerance_)
            good.push_back(column);
        find_start_errors(good);
        for (Column *column : columns)
          if (!(column->is_finished = meets(column->outcome, tolerance_)))
            unsolved.push_back(column);
        if (options_.start && !unsolved.empty())
          start(unsolved);
        for (Column *column : columns)
          {
            column->last_true = column->reached = column->outcome.relative_residual;
            column->outcome.converged = column->is_finished;
            column->is_finished |= options_.max_iterations == 0;
          }
      }

      /// The errors of starts that have a small residual.
      void find_start_errors(const std::vector<Column *> &columns) const
      {
        std::vector<Column *> unknown;
        for (Column *column : columns)
          {
            column->outcome.energy_error = relative_error(*column, column->inherited_error);
            if (!std::isfinite(column->outcome.energy_error))
              unknown.push_back(column);
          }
        if (unknown.empty())
          return;
        // With a preconditioner near A^-1 the square of the error is nearly r . z.
        precondition(preconditioner_, unknown);
        std::vector<double> sums(2 * unknown.size(), 0.);
        for (std::size_t c = 0; c < unknown.size(); ++c)
          add_products(unknown[c]->r, unknown[c]->r, unknown[c]->z, &sums[2 * c]);
        sum_over_ranks(sums);
        for (std::size_t c = 0; c < unknown.size(); ++c)
          unknown[c]->outcome.energy_error = relative_error(*unknown[c], std::sqrt(std::max(sums[2 * c], 0.)));
      }

      static double relative_error(const Column &column, double error)
      {
        return column.error.energy() > 0 ? error / std::sqrt(column.error.energy()) : EnergyError::unknown;
      }

      /// The first corrections, by the better preconditioner.
      void start(const std::vector<Column *> &columns)
      {
        precondition(options_.start, columns);
        std::vector<double> from;
        for (Column *column : columns)
          {
            *column->x += column->z;
            from.push_back(column->outcome.relative_residual);
          }
        find_true_residuals(columns, false);
        for (std::size_t c = 0; c < columns.size(); ++c)
          {
            Column *column = columns[c];
            column->error.set_start(column->error.energy(), from[c]); // the gain is the whole energy if the start was zero
            column->outcome.energy_error = column->error.after_step(column->outcome.relative_residual);
            column->is_finished = meets(column->outcome, tolerance_);
          }
      }

      static void precondition(const Preconditioner &preconditioner, const std::vector<Column *> &columns)
      {
        const Columns r = select(columns, &Column::r);
        preconditioner(select(columns, &Column::z), ConstColumns(r.begin(), r.end()));
      }

      /// One step of the recurrences.
      void step(const std::vector<Column *> &columns)
      {
        const std::size_t n = columns.size();
        precondition(preconditioner_, columns);
        std::vector<double> sums(2 * n, 0.);
        for (std::size_t c = 0; c < n; ++c)
          add_products(columns[c]->r, columns[c]->rz == 0 ? columns[c]->r : columns[c]->q, columns[c]->z, &sums[2 * c]);
        sum_over_ranks(sums);
        for (std::size_t c = 0; c < n; ++c)
          {
            Column &column = *columns[c];
            // Flexible (Polak-Ribiere): z'(r - r_old) = -alpha z'q.
            if (column.rz == 0)
              column.p = column.z;
            else
              column.p.sadd(-column.alpha * sums[2 * c + 1] / column.rz, 1., column.z);
            column.rz = sums[2 * c];
          }
        multiply(select(columns, &Column::q), select(columns, &Column::p));
        std::fill(sums.begin(), sums.end(), 0.);
        for (std::size_t c = 0; c < n; ++c)
          add_products(columns[c]->p, columns[c]->p, columns[c]->q, &sums[2 * c]);
        sum_over_ranks(sums);
        for (std::size_t c = 0; c < n; ++c)
          {
            Column &column = *columns[c];
            column.alpha = column.rz / sums[2 * c];
            sums[2 * c] = std::isfinite(column.alpha) ? advance(*column.x, column.r, column.p, column.q, column.alpha) : 0.;
          }
        sum_over_ranks(sums);
        double largest = 0;
        for (std::size_t c = 0; c < n; ++c)
          {
            Column &column = *columns[c];
            ++column.outcome.iterations;
            const double before = column.reached;
            column.reached = std::isfinite(column.alpha) ? std::sqrt(sums[2 * c]) / column.norm : std::nan("");
            column.error.add_step(column.alpha * column.rz, before, column.reached);
            column.outcome.residual_history.push_back(column.reached);
            largest = std::max(largest, column.reached);
            if (!std::isfinite(column.alpha))
              {
                column.outcome.relative_residual = column.outcome.energy_error = column.reached;
                column.is_finished = true;
              }
          }
        ++n_steps_;
        if (options_.progress)
          options_.progress(n_steps_, largest);
      }

      /// Finds the true residuals of columns whose recurrence ended: they are finished, or begin anew.
      void check_ended(const std::vector<Column *> &columns)
      {
        if (columns.empty())
          return;
        for (Column *column : columns)
          modes_.project(*column->x);
        find_true_residuals(columns, false);
        for (Column *column : columns)
          {
            SolveOutcome &outcome = column->outcome;
            if (!outcome.residual_history.empty())
              outcome.residual_history.back() = outcome.relative_residual;
            const bool is_known = has_met_tolerance(*column), is_at_rounding = column->error.is_at_rounding();
            outcome.energy_error =
                is_known || is_at_rounding ? column->error.at_begin() : column->error.after_step(outcome.relative_residual);
            outcome.converged = is_known || meets(outcome, tolerance_) || (is_at_rounding && outcome.relative_residual <= tolerance_);
            outcome.stagnated = !outcome.converged && is_at_rounding;
            column->is_finished = outcome.converged || is_at_rounding || outcome.iterations >= options_.max_iterations;
            column->last_true = column->reached = outcome.relative_residual;
            column->error.restart();
            column->rz = 0;
          }
      }

      /// Was the error of the true residual small enough?
      bool has_met_tolerance(const Column &column) const { return column.error.has_true_error() && column.error.at_begin() <= tolerance_; }

      static bool meets(const SolveOutcome &outcome, double tolerance)
      {
        return outcome.relative_residual <= tolerance && outcome.energy_error <= tolerance;
      }

      const LayeredOperator<double> &matrix_;
      const Preconditioner &preconditioner_;
      const RigidModes &modes_;
      const SolveOptions &options_;
      double tolerance_ = 0;
      unsigned n_steps_ = 0;
    };
  } // namespace

  std::vector<SolveOutcome> solve(const PreconditionedEquations &equations, const Columns &x, const Columns &b, const SolveOptions &options)
  {
    std::vector<Column> columns(x.size());
    ConstColumns loads;
    for (std::size_t c = 0; c < x.size(); ++c)
      {
        equations.matrix.clear_constrained(*b[c]);
        equations.modes.project(*b[c]);
        columns[c].x = x[c];
        columns[c].b = b[c];
        columns[c].norm = b[c]->l2_norm();
        loads.push_back(b[c]);
      }

    // A load of zeros is a combination of no others.
    const LoadBasis basis = find_load_basis(loads, options.dependent_share);
    Iteration iteration(equations, options);
    std::vector<Column *> independent, dependent;
    for (const unsigned c : basis.chosen)
      independent.push_back(&columns[c]);
    double growth = 1; // of residuals when solutions are combined
    for (std::size_t i = 0; i < basis.others.size(); ++i)
      if (Column &column = columns[basis.others[i]]; column.norm > 0)
        {
          double sum = 0;
          for (std::size_t k = 0; k < independent.size(); ++k)
            sum += std::abs(basis.combination[i][k]) * independent[k]->norm / column.norm;
          growth = std::max(growth, sum);
          dependent.push_back(&column);
        }
    iteration.run(independent, dependent.empty() ? options.tolerance : options.tolerance / std::min(2 * growth, largest_growth));
    for (std::size_t i = 0; i < basis.others.size(); ++i)
      {
        Column &column = columns[basis.others[i]];
        *column.x = 0.;
        column.outcome.converged = true; // final for a load of zeros; the residuals of the others follow
        column.inherited_error = 0;
        for (std::size_t k = 0; k < independent.size() && column.norm > 0; ++k)
          {
            column.x->add(basis.combination[i][k], *independent[k]->x);
            column.inherited_error +=
                std::abs(basis.combination[i][k]) * independent[k]->outcome.energy_error * std::sqrt(independent[k]->error.energy());
          }
      }
    iteration.run(dependent, options.tolerance);

    std::vector<SolveOutcome> outcomes;
    for (Column &column : columns)
      {
        // Independent columns are solved to a smaller tolerance; the caller's tolerance decides on their convergence.
        const SolveOutcome &reached = column.outcome;
        column.outcome.converged |= column.norm > 0 && (reached.energy_error <= options.tolerance ||
                                                        (reached.stagnated && reached.relative_residual <= options.tolerance));
        outcomes.push_back(std::move(column.outcome));
      }
    return outcomes;
  }
} // namespace sagitta::layered
