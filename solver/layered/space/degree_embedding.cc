#include <solver/layered/space/degree_embedding.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::layered
{
  namespace
  {
    /// Shapes of `from` at the nodes of `to`: [node of to][node of from].
    std::vector<double> shapes_at_nodes(const ReferenceElement &from, const ReferenceElement &to)
    {
      std::vector<double> result;
      for (const double node : to.nodes)
        for (const double value : from.evaluate(node))
          result.push_back(value);
      return result;
    }

    std::vector<double> tensor_square(const std::vector<double> &line, unsigned rows, unsigned columns)
    {
      std::vector<double> result;
      for (unsigned row = 0; row < rows * rows; ++row)
        for (unsigned column = 0; column < columns * columns; ++column)
          result.push_back(line[(row % rows) * columns + column % columns] * line[(row / rows) * columns + column / columns]);
      return result;
    }

    /// The element below a z-node of a column and the node's number in it; the lowest node is in the first element.
    std::pair<unsigned, unsigned> place_in_column(unsigned z_node, unsigned degree)
    {
      const unsigned element = z_node == 0 ? 0 : (z_node - 1) / degree;
      return {element, z_node - element * degree};
    }
  } // namespace

  DegreeEmbedding::DegreeEmbedding(std::shared_ptr<const LayeredSpace> low, std::shared_ptr<const LayeredSpace> high)
      : low_(std::move(low)), high_(std::move(high)), low_columns_(find_columns_in_cells(low_->plan())),
        high_columns_(find_columns_in_cells(high_->plan()))
  {
    const ReferenceElement &low_plan = low_->plan().element(), &high_plan = high_->plan().element();
    plan_ = tensor_square(shapes_at_nodes(low_plan, high_plan), high_plan.n, low_plan.n);
    to_plan_ = tensor_square(shapes_at_nodes(high_plan, low_plan), low_plan.n, high_plan.n);
    z_ = shapes_at_nodes(low_->element_z(), high_->element_z());
    to_z_ = shapes_at_nodes(high_->element_z(), low_->element_z());
  }

  std::vector<DegreeEmbedding::ColumnInCell> DegreeEmbedding::find_columns_in_cells(const PlanSpace &plan) const
  {
    std::vector<ColumnInCell> columns;
    std::vector<char> is_found(plan.n_owned(), 0);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned node = 0; node < plan.dofs_per_cell(); ++node)
        if (const unsigned dof = plan.cell_dofs(cell)[node]; dof < plan.n_owned() && !is_found[dof] && !plan.is_hanging(dof))
          {
            is_found[dof] = 1;
            columns.push_back({dof, cell, node});
          }
    return columns;
  }

  namespace
  {
    /// The dependence of a column of the space `to` on those of a cell of the space `from`.
    struct ColumnMap
    {
      const LayeredSpace &to, &from;
      unsigned cell;                      ///< of both plans
      const double *plan_weights;         ///< shapes of `from` at the column
      const std::vector<double> &through; ///< shapes of `from` at z-nodes of an element of `to`

      /// Calls f(place in the column, unknown of `from`, weight) for all entries.
      template <typename Function>
      void for_each(const Function &f) const
      {
        const unsigned components = to.n_components(), n_nodes = from.plan().dofs_per_cell();
        const ReferenceElement &z_from = from.element_z();
        for (unsigned node = 0; node < n_nodes; ++node)
          {
            const double plan_weight = plan_weights[node];
            if (std::abs(plan_weight) < 1e-14) // rounding at nodes that coincide
              continue;
            const std::size_t first = std::size_t(from.plan().cell_dofs(cell)[node]) * from.column_size();
            for (unsigned k = 0; k < to.n_z(); ++k)
              {
                const auto [element, place] = place_in_column(k, to.degree_z());
                for (unsigned l = 0; l < z_from.n; ++l)
                  if (const double weight = plan_weight * through[place * z_from.n + l]; weight != 0)
                    for (unsigned c = 0; c < components; ++c)
                      f(k * components + c, first + (std::size_t(element) * z_from.degree + l) * components + c, weight);
              }
          }
      }

      /// column += the field `field` of the space `from`.
      void interpolate(double *column, const double *field) const
      {
        for_each([=](std::size_t here, std::size_t there, double weight) { column[here] += weight * field[there]; });
      }

      /// The transpose: field += the column's entries.
      void distribute(const double *column, double *field) const
      {
        for_each([=](std::size_t here, std::size_t there, double weight) { field[there] += weight * column[here]; });
      }
    };
  } // namespace

  void DegreeEmbedding::embed(Vector<double> &high, const Vector<double> &low) const
  {
    std::fill(high.begin(), high.begin() + high_->n_local(), 0.);
    const unsigned n = low_->plan().dofs_per_cell();
    for (const ColumnInCell &column : high_columns_)
      ColumnMap{*high_, *low_, column.cell, &plan_[std::size_t(column.node) * n], z_}.interpolate(
          high.begin() + std::size_t(column.dof) * high_->column_size(), low.begin());
  }

  void DegreeEmbedding::restrict_to(Vector<double> &low, const Vector<double> &high) const
  {
    std::fill(low.begin(), low.begin() + low_->n_local(), 0.);
    const unsigned n = low_->plan().dofs_per_cell();
    for (const ColumnInCell &column : high_columns_)
      ColumnMap{*high_, *low_, column.cell, &plan_[std::size_t(column.node) * n], z_}.distribute(
          high.begin() + std::size_t(column.dof) * high_->column_size(), low.begin());
    low_->condense(low);
  }

  void DegreeEmbedding::sample(Vector<double> &low, const Vector<double> &high) const
  {
    std::fill(low.begin(), low.begin() + low_->n_local(), 0.);
    const unsigned n = high_->plan().dofs_per_cell();
    for (const ColumnInCell &column : low_columns_)
      ColumnMap{*low_, *high_, column.cell, &to_plan_[std::size_t(column.node) * n], to_z_}.interpolate(
          low.begin() + std::size_t(column.dof) * low_->column_size(), high.begin());
  }
} // namespace sagitta::layered
