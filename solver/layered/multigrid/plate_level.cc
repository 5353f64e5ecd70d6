#include <solver/layered/multigrid/plate_level.h>

#include <solver/layered/operator/assembly.h>
#include <solver/layered/operator/element_matrix.h>

#include <algorithm>
#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    double dot(const std::vector<double> &a, const std::vector<double> &b)
    {
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
      return sum;
    }
  } // namespace

  PlateLevel::PlateLevel(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients, const ConstrainedUnknowns &held,
                         const RigidModes &modes, std::vector<ColumnFunction> functions, PlateKind kind)
      : space_(std::move(space)), functions_(std::move(functions))
  {
    find_patterns(held);
    assemble(coefficients);
    std::string prefix = space_->n_components() == 1 ? "heat_plate" : "plate";
    if (kind == PlateKind::laminate)
      {
        find_null_space(modes);
        fixed_ = find_determinate_set(null_space_, space_->communicator());
        std::vector<PetscInt> rows;
        for (const unsigned index : fixed_)
          rows.push_back(matrix_->first_row() + static_cast<PetscInt>(index));
        matrix_->make_identity(rows);
      }
    else
      {
        // Waves as long as four cells cost (thickness / 4 width)^2 of the diagonal: 6e-6 for cells a hundred times as wide as thick.
        matrix_->scale_diagonal(1 + 1e-8);
        prefix = "bending";
      }
    solver_ = std::make_unique<linear::KrylovSolver>(std::move(*matrix_), linear::KrylovSolver::Kind::cholesky, prefix, 1e-10, 200);
    matrix_.reset();
  }

  PlateLevel::~PlateLevel() = default;

  void PlateLevel::find_patterns(const ConstrainedUnknowns &held)
  {
    const PlanSpace &plan = space_->plan();
    const unsigned n_z = space_->n_z(), components = space_->n_components(), column_size = space_->column_size();
    pattern_of_.resize(plan.n_local());
    std::vector<char> key(column_size);
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      {
        for (unsigned k = 0; k < n_z; ++k)
          for (unsigned c = 0; c < components; ++c)
            {
              // 0: free, 1: given, 2: no part in any cell; a tied column has no part either.
              const std::size_t node = std::size_t(dof) * n_z + k;
              key[k * components + c] =
                  plan.is_hanging(dof) || held.is_inactive[node] ? 2 : (held.is_constrained[node * components + c] ? 1 : 0);
            }
        const auto [entry, is_new] = pattern_index_.try_emplace(key, patterns_.size());
        if (is_new)
          patterns_.push_back(make_pattern(key));
        pattern_of_[dof] = entry->second;
      }
  }

  PlateLevel::Pattern PlateLevel::make_pattern(const std::vector<char> &key) const
  {
    const unsigned n = static_cast<unsigned>(functions_.size()), n_z = space_->n_z(), components = space_->n_components();
    Pattern pattern;
    pattern.combination.assign(n * n, 0.);
    pattern.values.assign(std::size_t(space_->column_size()) * n, 0.);
    pattern.is_used.assign(n, 0);
    pattern.is_plain = true;
    for (unsigned c = 0; c < components; ++c)
      {
        // Candidates: each function, minus what earlier ones (the pivots) need to vanish at the held nodes.
        std::vector<std::vector<double>> pivots, pivot_combinations; // functions that serve to meet the held values
        std::vector<unsigned> pivot_nodes;
        std::vector<std::vector<double>> kept;
        for (unsigned f = 0; f < n; ++f)
          {
            if (functions_[f].component != c)
              continue;
            std::vector<double> values = functions_[f].values;
            std::vector<double> combination(n, 0.);
            combination[f] = 1;
            for (std::size_t p = 0; p < pivots.size(); ++p)
              {
                const double factor = values[pivot_nodes[p]] / pivots[p][pivot_nodes[p]];
                for (unsigned k = 0; k < n_z; ++k)
                  values[k] -= factor * pivots[p][k];
                for (unsigned g = 0; g < n; ++g)
                  combination[g] -= factor * pivot_combinations[p][g];
              }
            unsigned worst = n_z;
            double largest = 1e-9; // functions have unit length: below this it vanishes at the held nodes
            for (unsigned k = 0; k < n_z; ++k)
              if (key[k * components + c] == 1 && std::abs(values[k]) > largest)
                {
                  largest = std::abs(values[k]);
                  worst = k;
                }
            if (worst < n_z)
              {
                pivots.push_back(values);
                pivot_combinations.push_back(combination);
                pivot_nodes.push_back(worst);
                continue;
              }
            std::vector<double> active = values;
            for (unsigned k = 0; k < n_z; ++k)
              if (key[k * components + c] != 0)
                active[k] = 0;
            const double scale = std::sqrt(dot(active, active));
            if (!(scale > 1e-9) || !orthonormalise(active, kept))
              continue;
            kept.push_back(active);
            pattern.is_used[f] = 1;
            for (unsigned g = 0; g < n; ++g)
              {
                pattern.combination[g * n + f] = combination[g];
                pattern.is_plain &= combination[g] == (g == f ? 1. : 0.);
              }
            for (unsigned k = 0; k < n_z; ++k)
              if (key[k * components + c] == 0)
                pattern.values[std::size_t(k * components + c) * n + f] = values[k];
          }
      }
    return pattern;
  }

  void PlateLevel::assemble(const Coefficients &coefficients)
  {
    const PlanSpace &plan = space_->plan();
    const unsigned n = static_cast<unsigned>(functions_.size()), q = space_->degree_z(), components = space_->n_components();
    std::vector<PetscInt> row_lengths;
    for (const unsigned neighbours : count_plan_neighbours(plan))
      row_lengths.insert(row_lengths.end(), n, static_cast<PetscInt>(neighbours * n));
    matrix_ = std::make_unique<linear::SparseMatrix>(space_->communicator(), static_cast<PetscInt>(plan.n_owned() * n), row_lengths);

    // Products of two functions through one element, for every coupling: [element][coupling][f * n + g].
    const std::vector<LayerIntegrals> layers = make_layer_integrals(*space_);
    const std::vector<Coupling> &terms = couplings(components);
    std::vector<double> products(std::size_t(space_->n_elements()) * terms.size() * n * n, 0.);
    std::vector<std::vector<unsigned>> coupled(terms.size()); // f * n + g of the functions that a coupling brings together
    for (unsigned t = 0; t < terms.size(); ++t)
      for (unsigned f = 0; f < n; ++f)
        for (unsigned g = 0; g < n; ++g)
          if (functions_[f].component == terms[t].row && functions_[g].component == terms[t].column)
            coupled[t].push_back(f * n + g);
    for (unsigned e = 0; e < space_->n_elements(); ++e)
      for (unsigned t = 0; t < terms.size(); ++t)
        for (const unsigned pair : coupled[t])
          for (unsigned k = 0; k <= q; ++k)
            for (unsigned l = 0; l <= q; ++l)
              products[(std::size_t(e) * terms.size() + t) * n * n + pair] += layers[e](terms[t].row_axis, terms[t].column_axis, k, l) *
                                                                              functions_[pair / n].values[e * q + k] *
                                                                              functions_[pair % n].values[e * q + l];

    const std::vector<int> hanging_index = index_hanging(plan);
    const unsigned nodes_per_cell = plan.dofs_per_cell();
    PlanIntegrals integrals;
    std::vector<double> through(terms.size() * n * n), film(std::size_t(nodes_per_cell) * nodes_per_cell * n * n);
    std::vector<double> block(n * n), turned(n * n), weighted(n * n);
    std::vector<PetscInt> rows(n), columns(n);
    const auto indices = [&](unsigned dof, std::vector<PetscInt> &result) {
      const auto first = plan.partitioner()->local_to_global(dof) * n;
      for (unsigned f = 0; f < n; ++f)
        result[f] = patterns_[pattern_of_[dof]].is_used[f] ? static_cast<PetscInt>(first + f) : -1;
    };
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        integrals.compute(plan, cell);
        std::fill(through.begin(), through.end(), 0.);
        for (unsigned e = 0; e < space_->n_elements(); ++e)
          for (unsigned t = 0; t < terms.size(); ++t)
            {
              const double c = coefficients.at(cell, e)[terms[t].coefficient];
              if (c != 0)
                for (const unsigned pair : coupled[t])
                  through[t * n * n + pair] += c * products[(std::size_t(e) * terms.size() + t) * n * n + pair];
            }
        if (coefficients.has_film())
          {
            std::fill(film.begin(), film.end(), 0.);
            for_each_film_entry(*space_, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
              for (unsigned f = 0; f < n; ++f)
                for (unsigned g = 0; g < n; ++g)
                  film[(std::size_t(i) * nodes_per_cell + j) * n * n + f * n + g] +=
                      value * functions_[f].values[k] * functions_[g].values[l];
            });
          }
        const std::vector<NodeExpansion> nodes = expand_nodes(plan, hanging_index, cell);
        for (unsigned i = 0; i < nodes_per_cell; ++i)
          for (unsigned j = 0; j < nodes_per_cell; ++j)
            {
              std::fill(block.begin(), block.end(), 0.);
              for (unsigned t = 0; t < terms.size(); ++t)
                {
                  const double factor = integrals(terms[t].row_axis, terms[t].column_axis, i, j);
                  for (const unsigned pair : coupled[t])
                    block[pair] += factor * through[t * n * n + pair];
                }
              if (coefficients.has_film())
                for (unsigned k = 0; k < n * n; ++k)
                  block[k] += film[(std::size_t(i) * nodes_per_cell + j) * n * n + k];
              for (const auto &[row, row_weight] : nodes[i].masters)
                for (const auto &[column, column_weight] : nodes[j].masters)
                  {
                    const Pattern &left = patterns_[pattern_of_[row]], &right = patterns_[pattern_of_[column]];
                    const std::vector<double> *final_block = &block;
                    if (!left.is_plain || !right.is_plain)
                      {
                        std::fill(turned.begin(), turned.end(), 0.);
                        for (unsigned a = 0; a < n; ++a)
                          for (unsigned b = 0; b < n; ++b)
                            for (unsigned f = 0; f < n; ++f)
                              if (left.combination[f * n + a] != 0)
                                for (unsigned g = 0; g < n; ++g)
                                  turned[a * n + b] += left.combination[f * n + a] * block[f * n + g] * right.combination[g * n + b];
                        final_block = &turned;
                      }
                    for (unsigned k = 0; k < n * n; ++k)
                      weighted[k] = row_weight * column_weight * (*final_block)[k];
                    indices(row, rows);
                    indices(column, columns);
                    matrix_->add(rows, columns, weighted.data());
                  }
            }
      }
    const double one = 1;
    for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
      for (unsigned f = 0; f < n; ++f)
        if (!patterns_[pattern_of_[dof]].is_used[f])
          {
            const PetscInt row = static_cast<PetscInt>(plan.partitioner()->local_to_global(dof) * n + f);
            matrix_->add({row}, {row}, &one);
          }
    matrix_->finish();
  }

  void PlateLevel::find_null_space(const RigidModes &modes)
  {
    const PlanSpace &plan = space_->plan();
    const unsigned n = static_cast<unsigned>(functions_.size()), n_z = space_->n_z();
    for (const RigidMotion &motion : modes.motions())
      {
        std::vector<double> mode(std::size_t(plan.n_owned()) * n, 0.);
        for (unsigned dof = 0; dof < plan.n_owned(); ++dof)
          {
            if (plan.is_hanging(dof))
              continue;
            // Functions are orthonormal over the nodes, so the coefficients of a motion are plain products.
            for (unsigned f = 0; f < n; ++f)
              if (patterns_[pattern_of_[dof]].is_used[f])
                for (unsigned k = 0; k < n_z; ++k)
                  mode[std::size_t(dof) * n + f] +=
                      functions_[f].values[k] * modes.displacement(motion, plan.position(dof)[0], plan.position(dof)[1],
                                                                   space_->z_nodes()[k])[functions_[f].component];
          }
        for (unsigned pass = 0; pass < 2; ++pass)
          for (const std::vector<double> &other : null_space_)
            {
              double product = dot(mode, other);
              MPI_Allreduce(MPI_IN_PLACE, &product, 1, MPI_DOUBLE, MPI_SUM, space_->communicator());
              for (std::size_t i = 0; i < mode.size(); ++i)
                mode[i] -= product * other[i];
            }
        double square = dot(mode, mode);
        MPI_Allreduce(MPI_IN_PLACE, &square, 1, MPI_DOUBLE, MPI_SUM, space_->communicator());
        for (double &value : mode)
          value /= std::sqrt(square);
        null_space_.push_back(std::move(mode));
      }
  }

  void PlateLevel::project(std::vector<double> &coefficients) const
  {
    if (null_space_.empty())
      return;
    std::vector<double> products;
    for (const std::vector<double> &mode : null_space_)
      products.push_back(dot(mode, coefficients));
    MPI_Allreduce(MPI_IN_PLACE, products.data(), static_cast<int>(products.size()), MPI_DOUBLE, MPI_SUM, space_->communicator());
    for (std::size_t m = 0; m < null_space_.size(); ++m)
      for (std::size_t i = 0; i < coefficients.size(); ++i)
        coefficients[i] -= products[m] * null_space_[m][i];
  }

  template <typename Number>
  void PlateLevel::solve_and_add(Vector<Number> &dst, const Vector<Number> &src) const
  {
    const unsigned n = static_cast<unsigned>(functions_.size()), column_size = space_->column_size(), n_owned = space_->plan().n_owned();
    std::vector<double> right_side(std::size_t(n_owned) * n, 0.), solution(right_side.size(), 0.);
    for (unsigned dof = 0; dof < n_owned; ++dof)
      {
        const Pattern &pattern = patterns_[pattern_of_[dof]];
        const Number *from = src.begin() + std::size_t(dof) * column_size;
        double *to = &right_side[std::size_t(dof) * n];
        for (unsigned k = 0; k < column_size; ++k)
          for (unsigned f = 0; f < n; ++f)
            to[f] += pattern.values[std::size_t(k) * n + f] * double(from[k]);
      }
    project(right_side);
    for (const unsigned index : fixed_)
      right_side[index] = 0;
    solver_->solve(right_side.data(), solution.data());
    project(solution);
    for (unsigned dof = 0; dof < n_owned; ++dof)
      {
        const Pattern &pattern = patterns_[pattern_of_[dof]];
        const double *from = &solution[std::size_t(dof) * n];
        Number *to = dst.begin() + std::size_t(dof) * column_size;
        for (unsigned k = 0; k < column_size; ++k)
          {
            double sum = 0;
            for (unsigned f = 0; f < n; ++f)
              sum += pattern.values[std::size_t(k) * n + f] * from[f];
            to[k] += Number(sum);
          }
      }
  }

  template void PlateLevel::solve_and_add<double>(Vector<double> &, const Vector<double> &) const;
  template void PlateLevel::solve_and_add<float>(Vector<float> &, const Vector<float> &) const;
} // namespace sagitta::layered
