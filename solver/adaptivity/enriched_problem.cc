#include <solver/adaptivity/enriched_problem.h>

#include <solver/layered/multigrid/residual_minimiser.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::adaptivity
{
  using layered::Vector;

  namespace
  {
    // e . r converges to this tolerance in three to six steps on all packages tried, with cells from a 200th to ten times the thickness
    // (docs/decisions/error_estimate.md).
    constexpr unsigned max_steps = 12, max_unsymmetric_steps = 20;
    constexpr double settled_share = .05;
  } // namespace

  EnrichedProblem::EnrichedProblem(const model::Model &model, const model::LayeredSystem &system,
                                   std::shared_ptr<const layered::PlanSpace> plan, unsigned degree_z)
      : system_(system), low_(system.space_pointer()),
        space_(std::make_shared<const layered::LayeredSpace>(std::move(plan), low_->grid_pointer(), degree_z, low_->n_components())),
        constrained_(std::make_shared<const layered::ConstrainedUnknowns>(
            layered::find_constrained_unknowns(*space_, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1),
                                               system.physics().find_prescribed(model, *space_).unknowns))),
        embedding_(low_, space_), matrix_(space_, system.coefficients(), constrained_),
        blocks_(*space_, system.coefficients(), *constrained_), modes_(*space_, *constrained_, system.coefficients().has_film())
  {
  }

  Vector<double> EnrichedProblem::embed(const Vector<double> &field) const
  {
    Vector<double> embedded;
    space_->initialise(embedded);
    embedding_.embed(embedded, field);
    space_->complete(embedded);
    return embedded;
  }

  Vector<double> EnrichedProblem::residual(Vector<double> &&load, const Vector<double> &embedded) const
  {
    space_->condense(load);
    Vector<double> product;
    space_->initialise(product);
    matrix_.vmult_all(product, embedded);
    load.add(-1., product);
    matrix_.clear_constrained(load);
    modes_.project(load);
    return std::move(load);
  }

  Vector<double> EnrichedProblem::on_free_unknowns(Vector<double> &&load) const
  {
    space_->condense(load);
    matrix_.clear_constrained(load);
    return std::move(load);
  }

  Vector<double> EnrichedProblem::correct(const Vector<double> &dual_residual, const Vector<double> &residual) const
  {
    Vector<double> e, r = dual_residual, z, p, q;
    for (Vector<double> *vector : {&e, &z, &p, &q})
      space_->initialise(*vector);
    double rz = 0, before = 0;
    for (unsigned step = 0; step < max_steps; ++step)
      {
        blocks_.solve(z, r, 1., 0.);
        modes_.project(z);
        const double rz_new = r * z;
        if (!(rz_new > 0))
          break;
        if (step == 0)
          p = z;
        else
          p.sadd(rz_new / rz, 1., z);
        rz = rz_new;
        matrix_.vmult(q, p);
        const double alpha = rz / (p * q);
        e.add(alpha, p);
        r.add(-alpha, q);
        const double estimate = e * residual;
        if (step > 1 && std::abs(estimate - before) <= settled_share * std::abs(estimate))
          break;
        before = estimate;
      }
    return e;
  }

  Vector<double> EnrichedProblem::correct(Vector<double> r, const Vector<double> &residual, const PointConductivity &conductivity) const
  {
    Vector<double> e;
    space_->initialise(e);
    layered::ResidualMinimiser minimiser(e, r);
    double before = 0;
    for (unsigned step = 0; step < max_unsymmetric_steps; ++step)
      {
        Vector<double> p, product, complete, more;
        for (Vector<double> *vector : {&p, &product, &complete, &more})
          space_->initialise(*vector);
        blocks_.solve(p, r, 1., 0.);
        modes_.project(p);
        matrix_.vmult(product, p);
        complete = p;
        space_->complete(complete);
        conductivity.add_transposed(1., complete, more);
        product.add(1., on_free_unknowns(std::move(more)));
        if (!minimiser.step(std::move(p), std::move(product)))
          break;
        const double estimate = e * residual;
        if (step > 1 && std::abs(estimate - before) <= settled_share * std::abs(estimate))
          break;
        before = estimate;
      }
    return e;
  }

  Vector<double> EnrichedProblem::correct_solution(const Vector<double> &residual, StageLog &log) const
  {
    constexpr double tolerance = 1e-2; // of a correction that is an estimate
    Vector<double> sum = correct(residual, residual), left = residual, product, load, answer;
    space_->initialise(product);
    matrix_.vmult(product, sum);
    left.add(-1., product);
    low_->initialise(load);
    low_->initialise(answer);
    embedding_.restrict_to(load, left);
    system_.solve_dual({&answer}, {&load}, tolerance, log);
    product.zero_out_ghost_values();
    embedding_.embed(product, answer);
    sum.add(1., product);
    space_->complete(sum);
    return sum;
  }

  void EnrichedProblem::remove_interpolation(Vector<double> &vector) const
  {
    Vector<double> complete = vector, sampled, embedded;
    space_->complete(complete);
    low_->initialise(sampled);
    embedding_.sample(sampled, complete);
    low_->complete(sampled);
    space_->initialise(embedded);
    embedding_.embed(embedded, sampled);
    vector.add(-1., embedded);
  }

  std::vector<double> EnrichedProblem::localise(Vector<double> correction, const Vector<double> &residual) const
  {
    remove_interpolation(correction);
    const layered::PlanSpace &plan = space_->plan();
    const unsigned n_z = space_->n_z(), n_components = space_->n_components(), q = space_->degree_z(), n_elements = space_->n_elements();

    // Per node; then in equal parts to the cells that have the node, and to the elements above and below it.
    const layered::LayeredSpace nodes(space_->plan_pointer(), space_->grid_pointer(), q, 1);
    Vector<double> product, n_cells;
    nodes.initialise(product);
    nodes.initialise(n_cells);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        n_cells.begin()[std::size_t(plan.cell_dofs(cell)[i]) * n_z] += 1;
    n_cells.compress(dealii::VectorOperation::add);
    for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
      for (unsigned k = 0; k < n_z; ++k)
        for (unsigned c = 0; c < n_components; ++c)
          {
            const std::size_t node = std::size_t(dof) * n_z + k, i = node * n_components + c;
            product.begin()[node] += correction.begin()[i] * residual.begin()[i] / n_cells.begin()[std::size_t(dof) * n_z];
          }
    product.update_ghost_values();

    std::vector<double> result(std::size_t(plan.n_cells()) * n_elements, 0.);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        for (unsigned k = 0; k < n_z; ++k)
          {
            const double part = product.begin()[std::size_t(plan.cell_dofs(cell)[i]) * n_z + k];
            const unsigned above = std::min(k / q, n_elements - 1), below = k > 0 ? (k - 1) / q : 0;
            result[std::size_t(cell) * n_elements + above] += part / 2;
            result[std::size_t(cell) * n_elements + below] += part / 2;
          }
    return result;
  }
} // namespace sagitta::adaptivity
