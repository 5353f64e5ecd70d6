#include <solver/reduced/plan_gradient.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::reduced
{
  PlanGradient::PlanGradient(std::shared_ptr<const layered::PlanSpace> plan, double length, std::array<std::vector<char>, 2> is_zero)
      : plan_(std::move(plan)), is_zero_(std::move(is_zero)), diagonal_(make_field())
  {
    find_cells(length);
    const unsigned n = plan_->dofs_per_cell();
    for (unsigned cell = 0; cell < plan_->n_cells(); ++cell)
      for (unsigned i = 0; i < n; ++i)
        diagonal_.begin()[plan_->cell_dofs(cell)[i]] += filter_[(std::size_t(cell) * n + i) * n + i];
    condense(diagonal_);
  }

  PlanGradient::Field PlanGradient::make_field() const
  {
    Field field;
    field.reinit(plan_->partitioner());
    return field;
  }

  void PlanGradient::find_cells(double length)
  {
    const unsigned n = plan_->dofs_per_cell();
    const std::size_t size = std::size_t(plan_->n_cells()) * n * n;
    filter_.assign(size, 0.);
    for (std::vector<double> &blocks : gradient_)
      blocks.assign(size, 0.);
    layered::PlanSpace::CellShapes shapes;
    std::size_t place = 0;
    for (unsigned cell = 0; cell < plan_->n_cells(); ++cell)
      {
        plan_->evaluate_shapes(cell, shapes);
        for (unsigned i = 0; i < n; ++i)
          for (unsigned j = 0; j < n; ++j, ++place)
            for (std::size_t q = 0; q < shapes.weight.size(); ++q)
              {
                const std::size_t a = q * n + i, b = q * n + j;
                filter_[place] += shapes.weight[q] * (shapes.value[a] * shapes.value[b] +
                                                      length * length * (shapes.dx[a] * shapes.dx[b] + shapes.dy[a] * shapes.dy[b]));
                gradient_[0][place] += shapes.weight[q] * shapes.value[a] * shapes.dx[b];
                gradient_[1][place] += shapes.weight[q] * shapes.value[a] * shapes.dy[b];
              }
      }
  }

  void PlanGradient::complete(Field &field) const
  {
    field.update_ghost_values();
    const layered::PlanSpace::HangingColumns &hanging = plan_->hanging();
    for (unsigned h = 0; h < hanging.column.size(); ++h)
      {
        double value = 0;
        for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
          value += hanging.weight[e] * field.begin()[hanging.master[e]];
        field.begin()[hanging.column[h]] = value;
      }
  }

  void PlanGradient::condense(Field &field) const
  {
    const layered::PlanSpace::HangingColumns &hanging = plan_->hanging();
    for (unsigned h = 0; h < hanging.column.size(); ++h)
      for (unsigned e = hanging.start[h]; e < hanging.start[h + 1]; ++e)
        field.begin()[hanging.master[e]] += hanging.weight[e] * field.begin()[hanging.column[h]];
    for (const unsigned column : hanging.column)
      field.begin()[column] = 0;
    field.compress(dealii::VectorOperation::add);
  }

  void PlanGradient::clear(unsigned axis, Field &field) const
  {
    for (unsigned d = 0; d < plan_->n_owned(); ++d)
      if (is_zero_[axis][d] || plan_->is_hanging(d))
        field.begin()[d] = 0;
  }

  void PlanGradient::add_cells(const std::vector<double> &blocks, bool is_transposed, const Field &from, Field &to) const
  {
    const unsigned n = plan_->dofs_per_cell();
    for (unsigned cell = 0; cell < plan_->n_cells(); ++cell)
      {
        const unsigned *dofs = plan_->cell_dofs(cell);
        const double *block = &blocks[std::size_t(cell) * n * n];
        for (unsigned i = 0; i < n; ++i)
          for (unsigned j = 0; j < n; ++j)
            to.begin()[dofs[is_transposed ? j : i]] += block[i * n + j] * from.begin()[dofs[is_transposed ? i : j]];
      }
  }

  PlanGradient::Field PlanGradient::solve(unsigned axis, Field right_side) const
  {
    // The transform and its inverse agree to this accuracy; the condition is that of a few cells per filter length.
    constexpr double accuracy = 1e-13;
    constexpr unsigned most_steps = 1000;
    clear(axis, right_side);
    Field x = make_field(), residual = std::move(right_side), direction = make_field(), image = make_field(), z = make_field();
    const auto precondition = [&] {
      for (unsigned d = 0; d < plan_->n_owned(); ++d)
        z.begin()[d] = diagonal_.begin()[d] > 0 ? residual.begin()[d] / diagonal_.begin()[d] : 0.;
    };
    const double first = residual.l2_norm();
    double product = 0;
    for (unsigned step = 0; step < most_steps && residual.l2_norm() > accuracy * first; ++step)
      {
        precondition();
        const double next = residual * z;
        direction.zero_out_ghost_values();
        direction.sadd(step == 0 ? 0. : next / product, 1., z);
        product = next;
        complete(direction);
        image = 0.;
        add_cells(filter_, false, direction, image);
        condense(image);
        clear(axis, image);
        direction.zero_out_ghost_values();
        clear(axis, direction);
        const double length = product / (direction * image);
        x.add(length, direction);
        residual.add(-length, image);
      }
    return x;
  }

  std::array<PlanGradient::Field, 2> PlanGradient::apply(const Field &function) const
  {
    Field whole = make_field();
    std::copy_n(function.begin(), plan_->n_owned(), whole.begin());
    complete(whole);
    std::array<Field, 2> result;
    for (unsigned axis = 0; axis < 2; ++axis)
      {
        Field right_side = make_field();
        add_cells(gradient_[axis], false, whole, right_side);
        condense(right_side);
        result[axis] = solve(axis, std::move(right_side));
      }
    return result;
  }

  PlanGradient::Field PlanGradient::apply_transposed(const std::array<Field, 2> &gradient) const
  {
    Field result = make_field();
    for (unsigned axis = 0; axis < 2; ++axis)
      {
        Field filtered = solve(axis, gradient[axis]);
        complete(filtered);
        add_cells(gradient_[axis], true, filtered, result);
      }
    condense(result);
    return result;
  }
} // namespace sagitta::reduced
