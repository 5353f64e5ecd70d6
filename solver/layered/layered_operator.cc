#include <solver/layered/layered_operator.h>

#include <solver/layered/element_matrix.h>

#include <algorithm>
#include <map>

namespace sagitta::layered
{
  namespace
  {
    /// Orders cells so that those with hanging nodes come last; returns cells per lane, -1 for a lane without a cell.
    std::vector<int> make_batches(const PlanSpace &plan, unsigned lanes, unsigned &n_plain_batches)
    {
      std::vector<int> order;
      for (const bool hanging : {false, true})
        {
          for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
            if (plan.has_hanging(cell) == hanging)
              order.push_back(static_cast<int>(cell));
          while (order.size() % lanes != 0)
            order.push_back(-1);
          if (!hanging)
            n_plain_batches = static_cast<unsigned>(order.size() / lanes);
        }
      return order;
    }
  } // namespace

  template <typename Number>
  LayeredOperator<Number>::LayeredOperator(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                                           std::shared_ptr<const HeldUnknowns> held)
      : space_(std::move(space)), held_(std::move(held)),
        kernel_(find_kernel<Number>(space_->n_components(), space_->plan().degree(), space_->degree_z(), space_->plan().is_rectangular()))
  {
    constexpr unsigned lanes = Lanes<Number>::n;
    const PlanSpace &plan = space_->plan();
    const unsigned nodes = plan.dofs_per_cell(), column_size = space_->column_size(), n_elements = space_->n_elements();
    const unsigned n_coefficient = n_coefficients(space_->n_components());
    const std::vector<int> order = make_batches(plan, lanes, data_.n_plain_batches);

    data_.n_batches = static_cast<unsigned>(order.size() / lanes);
    data_.n_elements = n_elements;
    data_.column_size = column_size;
    for (unsigned e = 0; e < n_elements; ++e)
      data_.heights.push_back(Number(space_->grid().height(e)));
    data_.columns.reserve(std::size_t(data_.n_plain_batches) * lanes * nodes);
    data_.coefficients.resize(std::size_t(data_.n_batches) * n_elements * n_coefficient);
    data_.is_empty.assign(std::size_t(data_.n_batches) * n_elements, 1);
    const unsigned n_geometry = plan.is_rectangular() ? 3 : 5 * nodes;
    data_.geometry.resize(std::size_t(data_.n_batches) * n_geometry);
    data_.entry_start.push_back(0);
    const std::vector<int> hanging_index = index_hanging(plan);

    for (unsigned batch = 0; batch < data_.n_batches; ++batch)
      {
        const int *cells = &order[std::size_t(batch) * lanes];
        // A lane without a cell repeats the first one with no area: it reads valid memory and adds nothing.
        std::vector<std::vector<NodeExpansion>> expansions;
        for (unsigned l = 0; l < lanes && batch >= data_.n_plain_batches; ++l)
          expansions.push_back(expand_nodes(plan, hanging_index, std::max(cells[l], 0)));
        for (unsigned i = 0; i < nodes; ++i)
          for (unsigned l = 0; l < lanes; ++l)
            if (batch < data_.n_plain_batches)
              data_.columns.push_back(plan.cell_dofs(cells[l] < 0 ? cells[0] : cells[l])[i] * column_size);
            else
              {
                if (cells[l] >= 0)
                  for (const auto &[master, weight] : expansions[l][i].masters)
                    {
                      data_.entry_column.push_back(master * column_size);
                      data_.entry_weight.push_back(Number(weight));
                    }
                data_.entry_start.push_back(static_cast<unsigned>(data_.entry_column.size()));
              }

        for (unsigned l = 0; l < lanes; ++l)
          {
            const unsigned cell = cells[l] < 0 ? cells[0] : cells[l];
            LaneType<Number> *geometry = &data_.geometry[std::size_t(batch) * n_geometry];
            if (plan.is_rectangular())
              {
                const std::array<double, 4> &box = plan.box(cell);
                geometry[0][l] = Number(1 / (box[2] - box[0]));
                geometry[1][l] = Number(1 / (box[3] - box[1]));
                geometry[2][l] = cells[l] < 0 ? Number(0) : Number(plan.area(cell));
              }
            else
              {
                const auto &points = plan.geometry(cell);
                for (unsigned q = 0; q < nodes; ++q)
                  for (unsigned g = 0; g < 5; ++g)
                    geometry[q * 5 + g][l] = cells[l] < 0 && g == 4 ? Number(0) : Number(points[q][g]);
              }
            for (unsigned e = 0; e < n_elements; ++e)
              for (unsigned k = 0; k < n_coefficient; ++k)
                {
                  const Number value = cells[l] < 0 ? Number(0) : Number(coefficients.at(cell, e)[k]);
                  data_.coefficients[(std::size_t(batch) * n_elements + e) * n_coefficient + k][l] = value;
                  if (value != 0)
                    data_.is_empty[std::size_t(batch) * n_elements + e] = 0;
                }
          }
      }
    if (coefficients.has_film())
      add_film(coefficients);
  }

  template <typename Number>
  void LayeredOperator<Number>::add_film(const Coefficients &coefficients)
  {
    const PlanSpace &plan = space_->plan();
    const std::vector<int> hanging_index = index_hanging(plan);
    const unsigned column_size = space_->column_size();
    std::map<std::pair<unsigned, unsigned>, double> sums;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
        for_each_film_entry(*space_, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
          for (const auto &[row, row_weight] : nodes[i].masters)
            for (const auto &[column, column_weight] : nodes[j].masters)
              sums[{row * column_size + k, column * column_size + l}] += row_weight * column_weight * value;
        });
      }
    for (const auto &[place, value] : sums)
      {
        film_rows_.push_back(place.first);
        film_columns_.push_back(place.second);
        film_values_.push_back(Number(value));
      }
  }

  template <typename Number>
  void LayeredOperator<Number>::apply_film(Number *dst, const Number *src) const
  {
    for (std::size_t i = 0; i < film_values_.size(); ++i)
      dst[film_rows_[i]] += film_values_[i] * src[film_columns_[i]];
  }

  template <typename Number>
  void LayeredOperator<Number>::vmult_all(Vector<Number> &dst, const Vector<Number> &src) const
  {
    const bool was_ghosted = src.has_ghost_elements();
    src.update_ghost_values();
    if (dst.has_ghost_elements())
      dst.zero_out_ghost_values();
    dst = Number(0);
    kernel_(data_, src.begin(), dst.begin());
    apply_film(dst.begin(), src.begin());
    dst.compress(dealii::VectorOperation::add);
    if (!was_ghosted)
      src.zero_out_ghost_values();
  }

  template <typename Number>
  void LayeredOperator<Number>::vmult(Vector<Number> &dst, const Vector<Number> &src) const
  {
    vmult_all(dst, src);
    clear_held(dst);
  }

  template <typename Number>
  void LayeredOperator<Number>::clear_held(Vector<Number> &vector) const
  {
    Number *values = vector.begin();
    for (const unsigned index : held_->owned)
      values[index] = 0;
  }

  template class LayeredOperator<double>;
  template class LayeredOperator<float>;
} // namespace sagitta::layered
