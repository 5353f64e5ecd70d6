#include <solver/reduced/thickness_constants.h>

#include <solver/reduced/energy_sketch.h>
#include <solver/reduced/vector_products.h>

#include <deal.II/lac/lapack_full_matrix.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::reduced
{
  using layered::Vector;

  namespace
  {
    constexpr unsigned block = 4, most_blocks = 15;

    // The iteration ends where a step lowers the Ritz value by less than this share, twice.
    constexpr double smallest_step = 5e-3;

    // Share of a Ritz value that is kept: ten times what the last two steps lowered it by.
    constexpr double kept_share = .9;

    // Of the solves that precondition: the Ritz values do not depend on it.
    constexpr double solve_tolerance = 3e-2;

    constexpr unsigned long long start_seed = 4711;

    /// A space of w, orthonormal in X, with the products T' A T w.
    struct RitzSpace
    {
      std::vector<Vector<double>> w, xw, aw;
      std::vector<std::vector<double>> projected; ///< lower triangle of w' T' A T w

      /// Values and vectors of the smallest ones, ascending.
      std::pair<std::vector<double>, std::vector<std::vector<double>>> smallest(unsigned count) const
      {
        const auto n = static_cast<unsigned>(w.size());
        dealii::LAPACKFullMatrix<double> matrix(n, n);
        double largest = 0;
        for (unsigned i = 0; i < n; ++i)
          for (unsigned j = 0; j <= i; ++j)
            {
              matrix(i, j) = matrix(j, i) = projected[i][j];
              largest = std::max(largest, std::abs(projected[i][j]));
            }
        dealii::Vector<double> values;
        dealii::FullMatrix<double> vectors;
        matrix.compute_eigenvalues_symmetric(-1., 1e3 * n * largest, 0., values, vectors);
        std::pair<std::vector<double>, std::vector<std::vector<double>>> result;
        for (unsigned i = 0; i < std::min<unsigned>(count, values.size()); ++i)
          {
            result.first.push_back(values[i]);
            std::vector<double> vector;
            for (unsigned j = 0; j < n; ++j)
              vector.push_back(vectors(j, i));
            result.second.push_back(std::move(vector));
          }
        return result;
      }
    };

    /// The eigenvalue problem at one set of thicknesses.
    class EigenProblem
    {
    public:
      EigenProblem(model::LayeredSystem &system, const layered::LayeredOperator<double> &stiffness,
                   const layered::LayeredOperator<double> &energy, const ThicknessNorm &norm, StageLog &log)
          : system_(system), stiffness_(stiffness), energy_(energy), norm_(norm), shape_(norm.shape(system.space())), log_(log)
      {
      }

      ThicknessConstant find()
      {
        std::vector<Vector<double>> loads(block);
        for (unsigned i = 0; i < block; ++i)
          {
            energy_.space().initialise(loads[i]);
            add_random_load(system_.space(), system_.coefficients(), start_seed + i, loads[i]);
          }
        ThicknessConstant result;
        unsigned small_steps = 0;
        for (unsigned step = 0; step < most_blocks && small_steps < 2; ++step)
          {
            extend(loads);
            result.solves += static_cast<unsigned>(loads.size());
            const auto [values, vectors] = space_.smallest(block);
            small_steps = step > 0 && result.ritz - values.front() < smallest_step * values.front() ? small_steps + 1 : 0;
            result.ritz = values.front();
            loads.clear();
            for (std::size_t i = 0; i < values.size(); ++i)
              loads.push_back(residual(values[i], vectors[i]));
          }
        result.value = kept_share * result.ritz;
        return result;
      }

    private:
      /// T^-T (T' A T w - value X w): what a solve with A turns into the next direction.
      Vector<double> residual(double value, const std::vector<double> &coordinates) const
      {
        Vector<double> sum, part;
        energy_.space().initialise(sum);
        energy_.space().initialise(part);
        add_combinations({coordinates}, space_.aw, {&sum});
        add_combinations({coordinates}, space_.xw, {&part});
        sum.add(-value, part);
        norm_.apply_inverse_transposed(shape_, sum);
        return sum;
      }

      /// Solves for the loads and takes the solutions into the space.
      void extend(const std::vector<Vector<double>> &right_sides)
      {
        std::vector<Vector<double>> sides(right_sides), solved(right_sides.size());
        layered::Columns x, b;
        for (std::size_t i = 0; i < sides.size(); ++i)
          {
            energy_.space().initialise(solved[i]);
            x.push_back(&solved[i]);
            b.push_back(&sides[i]);
          }
        system_.solve_dual(x, b, solve_tolerance, log_);
        for (Vector<double> &vector : solved)
          {
            vector.zero_out_ghost_values();
            stiffness_.clear_constrained(vector);
            norm_.apply_inverse(shape_, vector);
            add(std::move(vector));
          }
      }

      void add(Vector<double> w)
      {
        const MPI_Comm communicator = energy_.space().communicator();
        Vector<double> image;
        energy_.space().initialise(image);
        double before = 0, after = 0;
        for (unsigned pass = 0; pass < 3; ++pass)
          {
            std::vector<double> parts = find_products(space_.xw, w, communicator);
            for (double &part : parts)
              part = -part;
            if (pass > 0)
              add_combinations({parts}, space_.w, {&w});
            energy_.vmult(image, w);
            after = std::sqrt(std::max(0., w * image));
            if (pass == 0)
              before = after;
          }
        constexpr double rounding = 1e-8;
        if (!(after > rounding * before))
          return;
        w *= 1 / after;
        image *= 1 / after;
        Vector<double> displacement(w), force;
        energy_.space().initialise(force);
        norm_.apply(shape_, displacement);
        stiffness_.vmult(force, displacement);
        norm_.apply_transposed(shape_, force);
        space_.w.push_back(std::move(w));
        space_.xw.push_back(std::move(image));
        space_.projected.push_back(find_products(space_.w, force, communicator));
        space_.aw.push_back(std::move(force));
      }

      model::LayeredSystem &system_;
      const layered::LayeredOperator<double> &stiffness_, &energy_;
      const ThicknessNorm &norm_;
      ThicknessNorm::Shape shape_;
      StageLog &log_;
      RitzSpace space_;
    };
  } // namespace

  ThicknessConstants::ThicknessConstants(AffineProblem &problem, const ReducedModel &model, const layered::LayeredOperator<double> &energy,
                                         const ThicknessNorm &norm)
      : problem_(problem), model_(model), energy_(energy), norm_(norm)
  {
  }

  ThicknessConstant ThicknessConstants::find(const std::vector<double> &thicknesses, StageLog &log) const
  {
    model::LayeredSystem &system = problem_.system_at(thicknesses);
    const layered::Coefficients coefficients = problem_.combine(model_.reference);
    system.set_coefficients(coefficients, log);
    const layered::LayeredOperator<double> stiffness(system.space_pointer(), coefficients,
                                                     std::make_shared<const layered::ConstrainedUnknowns>(energy_.constrained()));
    return EigenProblem(system, stiffness, energy_, norm_, log).find();
  }

  std::vector<std::vector<double>> ThicknessConstants::choose_nodes(const ReducedModel &model)
  {
    // 9, 25 and 27 nodes of one, two and three thicknesses, then two per thickness.
    const std::size_t n = model.thicknesses.size();
    const unsigned per_line = n == 1 ? 9 : n == 2 ? 5 : n == 3 ? 3 : 2;
    std::vector<std::vector<double>> nodes;
    for (const FreeThickness &thickness : model.thicknesses)
      {
        std::vector<double> line;
        for (unsigned i = 0; i < per_line; ++i)
          line.push_back(i + 1 == per_line ? thickness.range[1]
                                           : thickness.range[0] * std::pow(thickness.range[1] / thickness.range[0],
                                                                           static_cast<double>(i) / (per_line - 1)));
        nodes.push_back(std::move(line));
      }
    return nodes;
  }

  ThicknessTable ThicknessConstants::make_table(StageLog &log, unsigned &solves) const
  {
    ThicknessTable table{choose_nodes(model_), {}};
    std::size_t count = 1;
    for (const std::vector<double> &line : table.nodes)
      count *= line.size();
    for (std::size_t number = 0; number < count; ++number)
      {
        log.begin(fmt::format("reduced model, constant {} of {}", number + 1, count));
        std::vector<double> thicknesses(table.nodes.size());
        std::size_t rest = number;
        for (std::size_t t = thicknesses.size(); t-- > 0;)
          {
            thicknesses[t] = table.nodes[t][rest % table.nodes[t].size()];
            rest /= table.nodes[t].size();
          }
        const ThicknessConstant constant = find(thicknesses, log);
        solves += constant.solves;
        table.constants.push_back(constant.value);
      }
    return table;
  }
} // namespace sagitta::reduced
