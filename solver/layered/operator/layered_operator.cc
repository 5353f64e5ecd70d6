#include <solver/layered/operator/layered_operator.h>

#include <solver/layered/operator/cell_kernel.h>
#include <solver/layered/operator/element_matrix.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace sagitta::layered
{
  namespace
  {
    enum class Part
    {
      inner, ///< needs no ghosts
      outer,
      hanging
    };

    Part find_part(const PlanSpace &plan, unsigned cell)
    {
      if (plan.has_hanging(cell))
        return Part::hanging;
      const unsigned *dofs = plan.cell_dofs(cell);
      const bool is_inner = std::all_of(dofs, dofs + plan.dofs_per_cell(), [&](unsigned dof) { return dof < plan.n_owned(); });
      return is_inner ? Part::inner : Part::outer;
    }

  } // namespace

  template <typename Number>
  LayeredOperator<Number>::LayeredOperator(std::shared_ptr<const LayeredSpace> space,
                                           std::shared_ptr<const ConstrainedUnknowns> constrained, CoefficientKind kind, std::size_t width)
      : space_(std::move(space)), constrained_(std::move(constrained)), kind_(kind), data_(std::make_unique<KernelData<Number>>())
  {
    if (width == 0)
      width = lane_bytes;
    const PlanSpace &plan = space_->plan();
    const CellShape cells = plan.is_rectangular() ? CellShape::rectangle : CellShape::mapped;
    kernel_ = find_kernel<Number>({space_->n_components(), plan.degree(), space_->degree_z(), cells, kind, width});
    data_->n_elements = space_->n_elements();
    for (unsigned e = 0; e < data_->n_elements; ++e)
      data_->heights.push_back(Number(space_->grid().height(e)));
    make_batches(static_cast<unsigned>(width / sizeof(Number)));
    find_columns();
    find_fresh_ranges();
    find_geometry();
    if (space_->shifts())
      {
        curved_kernel_ = find_kernel<Number>({space_->n_components(), plan.degree(), space_->degree_z(), CellShape::curved, kind, width});
        find_curved_geometry();
      }
  }

  template <typename Number>
  LayeredOperator<Number>::LayeredOperator(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                                           std::shared_ptr<const ConstrainedUnknowns> constrained, std::size_t width)
      : LayeredOperator(std::move(space), std::move(constrained), CoefficientKind::constant, width)
  {
    set_coefficients(coefficients);
  }

  template <typename Number>
  LayeredOperator<Number>::LayeredOperator(std::shared_ptr<const LayeredSpace> space, const TangentFunction &tangents,
                                           std::shared_ptr<const ConstrainedUnknowns> constrained, std::size_t width)
      : LayeredOperator(std::move(space), std::move(constrained), CoefficientKind::tangent, width)
  {
    set_tangents(tangents);
  }

  template <typename Number>
  LayeredOperator<Number>::~LayeredOperator() = default;

  template <typename Number>
  void LayeredOperator<Number>::make_batches(unsigned lanes)
  {
    const PlanSpace &plan = space_->plan();
    std::array<std::vector<int>, 3> upright, curved;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const bool is_curved = space_->shifts() && space_->shifts()->is_curved_cell(cell);
        (is_curved ? curved : upright)[static_cast<unsigned>(find_part(plan, cell))].push_back(static_cast<int>(cell));
      }
    const auto append = [&](auto begin, auto end) {
      cells_.insert(cells_.end(), begin, end);
      cells_.resize((cells_.size() + lanes - 1) / lanes * lanes, -1);
      return static_cast<unsigned>(cells_.size() / lanes);
    };
    // Half of the inner cells are computed until the ghosts arrive, the others while the results are sent.
    const auto middle = [&](const std::vector<int> &inner) {
      const std::size_t half = plan.n_owned() == plan.n_global() ? inner.size() : inner.size() / lanes / 2 * lanes;
      return inner.begin() + static_cast<std::ptrdiff_t>(half);
    };
    const auto &[inner, outer, hanging] = upright;
    const auto &[curved_inner, curved_outer, curved_hanging] = curved;
    if (!curved_hanging.empty())
      throw std::logic_error("a cell with curved columns has a hanging node");
    ranges_[0].begin = 0;
    ranges_[0].first_curved = append(inner.begin(), middle(inner));
    ranges_[1].begin = ranges_[0].end = append(curved_inner.begin(), middle(curved_inner));
    const unsigned first_hanging = append(outer.begin(), outer.end());
    ranges_[1].first_curved = append(hanging.begin(), hanging.end());
    ranges_[2].begin = ranges_[1].end = append(curved_outer.begin(), curved_outer.end());
    ranges_[2].first_curved = append(middle(inner), inner.end());
    data_->n_batches = ranges_[2].end = append(middle(curved_inner), curved_inner.end());
    data_->lanes = lanes;
    data_->is_hanging.assign(data_->n_batches, 0);
    std::fill(data_->is_hanging.begin() + first_hanging, data_->is_hanging.begin() + ranges_[1].first_curved, 1);
  }

  template <typename Number>
  void LayeredOperator<Number>::find_columns()
  {
    const PlanSpace &plan = space_->plan();
    const unsigned nodes = plan.dofs_per_cell(), column_size = space_->column_size(), lanes = data_->lanes;
    const std::vector<int> hanging_index = index_hanging(plan);
    data_->columns.reserve(cells_.size() * nodes);
    data_->entry_start.push_back(0);
    for (unsigned batch = 0; batch < data_->n_batches; ++batch)
      {
        const int *cells = &cells_[std::size_t(batch) * lanes];
        if (!data_->is_hanging[batch])
          {
            data_->place.push_back(data_->columns.size());
            for (unsigned i = 0; i < nodes; ++i)
              for (unsigned l = 0; l < lanes; ++l) // a lane without a cell repeats the first one: valid memory, no area
                data_->columns.push_back(plan.cell_dofs(cells[l] < 0 ? cells[0] : cells[l])[i] * column_size);
            continue;
          }
        data_->place.push_back(data_->entry_start.size() - 1);
        std::vector<std::vector<NodeExpansion>> expansions;
        for (unsigned l = 0; l < lanes; ++l)
          expansions.push_back(expand_nodes(plan, hanging_index, std::max(cells[l], 0)));
        for (unsigned i = 0; i < nodes; ++i)
          for (unsigned l = 0; l < lanes; ++l)
            {
              if (cells[l] >= 0)
                for (const auto &[master, weight] : expansions[l][i].masters)
                  {
                    data_->entry_column.push_back(master * column_size);
                    data_->entry_weight.push_back(Number(weight));
                  }
              data_->entry_start.push_back(static_cast<unsigned>(data_->entry_column.size()));
            }
      }
  }

  template <typename Number>
  void LayeredOperator<Number>::find_fresh_ranges()
  {
    const unsigned n_nodes = space_->plan().dofs_per_cell() * data_->lanes, column_size = space_->column_size();
    std::vector<char> is_touched(space_->plan().n_local(), 0);
    std::vector<unsigned> fresh; // columns
    const auto touch = [&](unsigned first_unknown) {
      if (!std::exchange(is_touched[first_unknown / column_size], 1))
        fresh.push_back(first_unknown / column_size);
    };
    const auto append_ranges = [&](std::vector<std::array<unsigned, 2>> &ranges, std::size_t first) {
      std::sort(fresh.begin(), fresh.end());
      for (const unsigned column : fresh)
        if (ranges.size() > first && ranges.back()[1] == column * column_size)
          ranges.back()[1] += column_size;
        else
          ranges.push_back({{column * column_size, (column + 1) * column_size}});
      fresh.clear();
    };
    for (unsigned batch = 0; batch < data_->n_batches; ++batch)
      {
        const std::size_t place = data_->place[batch];
        if (data_->is_hanging[batch])
          std::for_each(data_->entry_column.begin() + data_->entry_start[place],
                        data_->entry_column.begin() + data_->entry_start[place + n_nodes], touch);
        else
          std::for_each(data_->columns.begin() + place, data_->columns.begin() + place + n_nodes, touch);
        data_->fresh_start.push_back(static_cast<unsigned>(data_->fresh.size()));
        append_ranges(data_->fresh, data_->fresh.size());
      }
    data_->fresh_start.push_back(static_cast<unsigned>(data_->fresh.size()));
    for (unsigned column = 0; column < is_touched.size(); ++column)
      touch(column * column_size);
    append_ranges(untouched_, 0);
  }

  template <typename Number>
  void LayeredOperator<Number>::find_geometry()
  {
    const PlanSpace &plan = space_->plan();
    const unsigned lanes = data_->lanes, n_points = plan.is_rectangular() ? 1 : plan.dofs_per_cell();
    const unsigned n = plan.is_rectangular() ? 3 : 5;
    data_->geometry.resize(std::size_t(data_->n_batches) * n_points * n * lanes);
    for (std::size_t i = 0; i < cells_.size(); ++i)
      {
        const int cell = cells_[i] < 0 ? cells_[i / lanes * lanes] : cells_[i]; // a lane without a cell has no area
        Number *geometry = &data_->geometry[i / lanes * n_points * n * lanes + i % lanes];
        const double size = cells_[i] < 0 ? 0. : 1.;
        if (plan.is_rectangular())
          {
            const std::array<double, 4> &box = plan.box(cell);
            geometry[0] = Number(1 / (box[2] - box[0]));
            geometry[lanes] = Number(1 / (box[3] - box[1]));
            geometry[2 * lanes] = Number(size * plan.area(cell));
          }
        else
          {
            const auto &points = plan.geometry(cell);
            for (unsigned q = 0; q < n_points; ++q)
              for (unsigned g = 0; g < n; ++g)
                geometry[(q * n + g) * lanes] = Number(g == 4 ? size * points[q][g] : points[q][g]);
          }
      }
  }

  template <typename Number>
  void LayeredOperator<Number>::find_curved_geometry()
  {
    const unsigned lanes = data_->lanes, n_plan = space_->plan().dofs_per_cell();
    data_->curved_batch.assign(data_->n_batches, -1);
    int n_places = 0;
    for (const BatchRange &range : ranges_)
      for (unsigned batch = range.first_curved; batch < range.end; ++batch)
        {
          data_->curved_batch[batch] = n_places++;
          const std::size_t n = std::size_t(n_plan) * 10 * lanes, first = data_->curved_geometry.size();
          data_->curved_geometry.resize(first + n);
          const int *cells = &cells_[std::size_t(batch) * lanes];
          for (unsigned l = 0; l < lanes; ++l) // a lane without a cell repeats the first one: it has no coefficients
            {
              const std::vector<double> numbers =
                  space_->shifts()->plan_derivatives(static_cast<unsigned>(cells[l] < 0 ? cells[0] : cells[l]));
              for (std::size_t k = 0; k < numbers.size(); ++k)
                data_->curved_geometry[first + k * lanes + l] = Number(numbers[k]);
            }
        }
    find_curved_growth();
  }

  template <typename Number>
  void LayeredOperator<Number>::find_curved_growth()
  {
    const unsigned lanes = data_->lanes, n_elements = data_->n_elements, nz = space_->element_z().n;
    data_->curved_element.assign(std::size_t(data_->n_batches) * n_elements, -1);
    int n_places = 0;
    for (std::size_t place = 0; place < data_->curved_element.size(); ++place) // [batch][element]
      {
        const int *cells = &cells_[place / n_elements * lanes];
        const auto element = static_cast<unsigned>(place % n_elements);
        if (std::none_of(cells, cells + lanes,
                         [&](int cell) { return cell >= 0 && space_->is_curved(static_cast<unsigned>(cell), element); }))
          continue;
        data_->curved_element[place] = n_places++;
        const std::size_t first = data_->curved_growth.size();
        data_->curved_growth.resize(first + std::size_t(nz) * 2 * lanes);
        for (unsigned l = 0; l < lanes; ++l)
          for (unsigned qz = 0; qz < nz && cells[l] >= 0; ++qz)
            {
              const std::array<double, 2> growth = space_->shifts()->growth_at(static_cast<unsigned>(cells[l]), element, qz);
              for (unsigned k = 0; k < 2; ++k)
                data_->curved_growth[first + (2 * qz + k) * lanes + l] = Number(growth[k]);
            }
      }
  }

  template <typename Number>
  void LayeredOperator<Number>::set_coefficients(const Coefficients &coefficients)
  {
    const unsigned n = n_coefficients(space_->n_components());
    set_numbers(CoefficientKind::constant, n, [&](unsigned cell, unsigned e, double *numbers) {
      std::copy(coefficients.at(cell, e), coefficients.at(cell, e) + n, numbers);
      return std::any_of(numbers, numbers + n, [](double number) { return number != 0; });
    });
    set_films(coefficients);
  }

  template <typename Number>
  void LayeredOperator<Number>::set_tangents(const TangentFunction &tangents)
  {
    const unsigned n_points = space_->plan().dofs_per_cell() * (space_->degree_z() + 1);
    set_numbers(CoefficientKind::tangent, n_points * n_coefficients(space_->n_components(), CoefficientKind::tangent), tangents);
  }

  template <typename Number>
  void LayeredOperator<Number>::set_numbers(CoefficientKind kind, unsigned n, const TangentFunction &write)
  {
    if (kind != kind_)
      throw std::logic_error("an operator keeps the kind of coefficients that it was made with");
    const unsigned lanes = data_->lanes, n_elements = data_->n_elements;
    data_->coefficients.resize(std::size_t(data_->n_batches) * n_elements * n * lanes);
    data_->is_empty.assign(std::size_t(data_->n_batches) * n_elements, 1);
    std::vector<double> numbers(n);
    for (std::size_t place = 0; place < data_->is_empty.size(); ++place) // [batch][element]
      for (unsigned l = 0; l < lanes; ++l)
        {
          const int cell = cells_[place / n_elements * lanes + l];
          const bool is_filled = cell >= 0 && write(static_cast<unsigned>(cell), place % n_elements, numbers.data());
          Number *target = &data_->coefficients[place * n * lanes + l];
          for (unsigned k = 0; k < n; ++k)
            target[k * lanes] = is_filled ? Number(numbers[k]) : Number(0);
          if (is_filled)
            data_->is_empty[place] = 0;
        }
  }

  template <typename Number>
  void LayeredOperator<Number>::set_films(const Coefficients &coefficients)
  {
    film_rows_.clear();
    film_columns_.clear();
    film_values_.clear();
    n_owned_film_rows_ = 0;
    if (!coefficients.has_film())
      return;
    const PlanSpace &plan = space_->plan();
    const std::vector<int> hanging_index = index_hanging(plan);
    const unsigned column_size = space_->column_size();
    std::vector<std::pair<std::pair<unsigned, unsigned>, double>> entries; // row and column, value
    std::vector<NodeExpansion> nodes;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        nodes.clear();
        for_each_film_entry(*space_, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
          if (nodes.empty())
            nodes = expand_nodes(plan, hanging_index, cell);
          for (const auto &[row, row_weight] : nodes[i].masters)
            for (const auto &[column, column_weight] : nodes[j].masters)
              entries.push_back({{row * column_size + k, column * column_size + l}, row_weight * column_weight * value});
        });
      }
    std::stable_sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    for (std::size_t i = 0; i < entries.size();)
      {
        const auto place = entries[i].first;
        double sum = 0;
        for (; i < entries.size() && entries[i].first == place; ++i)
          sum += entries[i].second;
        film_rows_.push_back(place.first);
        film_columns_.push_back(place.second);
        film_values_.push_back(Number(sum));
      }
    n_owned_film_rows_ = std::lower_bound(film_rows_.begin(), film_rows_.end(), space_->n_owned()) - film_rows_.begin();
  }

  template <typename Number>
  void LayeredOperator<Number>::apply_films(Number *dst, const Number *src, std::size_t begin, std::size_t end) const
  {
    for (std::size_t i = begin; i < end; ++i)
      dst[film_rows_[i]] += film_values_[i] * src[film_columns_[i]];
  }

  template <typename Number>
  void LayeredOperator<Number>::apply(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const
  {
    const auto n = static_cast<unsigned>(src.size());
    std::vector<const Number *> from(n);
    std::vector<Number *> to(n);
    std::vector<char> was_ghosted(n);
    const auto run = [&](const BatchRange &range) {
      kernel_(*data_, {range.begin, range.first_curved, n, from.data(), to.data()});
      if (range.first_curved < range.end)
        curved_kernel_(*data_, {range.first_curved, range.end, n, from.data(), to.data()});
    };
    for (unsigned v = 0; v < n; ++v)
      {
        was_ghosted[v] = src[v]->has_ghost_elements();
        src[v]->update_ghost_values_start(v);
        if (dst[v]->has_ghost_elements())
          dst[v]->zero_out_ghost_values();
        from[v] = src[v]->begin();
        to[v] = dst[v]->begin();
        for (const auto &[begin, end] : untouched_)
          std::fill(to[v] + begin, to[v] + end, Number(0));
      }
    run(ranges_[0]);
    for (const Vector<Number> *vector : src)
      vector->update_ghost_values_finish();
    run(ranges_[1]);
    for (unsigned v = 0; v < n; ++v)
      {
        apply_films(to[v], from[v], n_owned_film_rows_, film_values_.size());
        dst[v]->compress_start(v, dealii::VectorOperation::add);
      }
    run(ranges_[2]);
    for (unsigned v = 0; v < n; ++v)
      {
        apply_films(to[v], from[v], 0, n_owned_film_rows_);
        dst[v]->compress_finish(dealii::VectorOperation::add);
        if (!was_ghosted[v])
          src[v]->zero_out_ghost_values();
      }
  }

  template <typename Number>
  void LayeredOperator<Number>::vmult_all(Vector<Number> &dst, const Vector<Number> &src) const
  {
    apply({&dst}, {&src});
  }

  template <typename Number>
  void LayeredOperator<Number>::vmult(Vector<Number> &dst, const Vector<Number> &src) const
  {
    apply({&dst}, {&src});
    clear_constrained(dst);
  }

  template <typename Number>
  void LayeredOperator<Number>::vmult(const std::vector<Vector<Number> *> &dst, const std::vector<const Vector<Number> *> &src) const
  {
    apply(dst, src);
    for (Vector<Number> *vector : dst)
      clear_constrained(*vector);
  }

  template <typename Number>
  void LayeredOperator<Number>::clear_constrained(Vector<Number> &vector) const
  {
    Number *values = vector.begin();
    for (const unsigned index : constrained_->owned)
      values[index] = 0;
  }

  template class LayeredOperator<double>;
  template class LayeredOperator<float>;
} // namespace sagitta::layered
