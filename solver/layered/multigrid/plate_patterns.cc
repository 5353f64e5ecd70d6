#include <solver/layered/multigrid/plate_patterns.h>

#include <cmath>

namespace sagitta::layered
{
  namespace
  {
    // Functions have unit length; a value or a norm below this is zero.
    constexpr double negligible = 1e-9;

    /// States of the unknowns of a column.
    constexpr char is_free = 0, is_prescribed = 1, is_inactive = 2; // inactive: in no filled cell, or of a hanging column

    /// Chooses, function after function, the combinations for one component of a column.
    class ComponentPattern
    {
    public:
      /// `states`: of the column's unknowns.
      ComponentPattern(const std::vector<ColumnFunction> &functions, const std::vector<char> &states, unsigned component,
                       unsigned n_components)
          : functions_(functions), states_(states), component_(component), n_components_(n_components)
      {
      }

      /// Adds function f to the pattern unless constraints make it zero or it depends on earlier functions.
      void take(unsigned f, ColumnPattern &pattern)
      {
        const Candidate candidate = reduce(f);
        const std::size_t node = find_violated_node(candidate.values);
        if (node < candidate.values.size())
          {
            pivots_.push_back({candidate, node});
            return;
          }
        std::vector<double> active = candidate.values;
        for (std::size_t k = 0; k < active.size(); ++k)
          if (state(k) != is_free)
            active[k] = 0;
        const double scale = std::sqrt(dot(active, active));
        if (!(scale > negligible) || !orthonormalise(active, kept_))
          return;
        kept_.push_back(active);
        store(f, candidate, pattern);
      }

    private:
      struct Candidate
      {
        std::vector<double> values;      ///< at the z-nodes
        std::vector<double> combination; ///< of the original functions
      };

      /// A function that meets a prescribed value at a z-node.
      struct Pivot
      {
        Candidate function;
        std::size_t node;
      };

      char state(std::size_t z_node) const { return states_[z_node * n_components_ + component_]; }

      /// Function f less the pivots, so that it is zero at their nodes.
      Candidate reduce(unsigned f) const
      {
        Candidate candidate{functions_[f].values, std::vector<double>(functions_.size(), 0.)};
        candidate.combination[f] = 1;
        for (const Pivot &pivot : pivots_)
          {
            const double factor = candidate.values[pivot.node] / pivot.function.values[pivot.node];
            for (std::size_t k = 0; k < candidate.values.size(); ++k)
              candidate.values[k] -= factor * pivot.function.values[k];
            for (std::size_t g = 0; g < candidate.combination.size(); ++g)
              candidate.combination[g] -= factor * pivot.function.combination[g];
          }
        return candidate;
      }

      /// The prescribed z-node with the largest value, or the number of nodes if all are zero.
      std::size_t find_violated_node(const std::vector<double> &values) const
      {
        std::size_t node = values.size();
        double largest = negligible;
        for (std::size_t k = 0; k < values.size(); ++k)
          if (state(k) == is_prescribed && std::abs(values[k]) > largest)
            {
              largest = std::abs(values[k]);
              node = k;
            }
        return node;
      }

      void store(unsigned f, const Candidate &candidate, ColumnPattern &pattern) const
      {
        const std::size_t n = functions_.size();
        pattern.is_used[f] = 1;
        for (std::size_t g = 0; g < n; ++g)
          {
            pattern.combination[g * n + f] = candidate.combination[g];
            pattern.is_plain &= candidate.combination[g] == (g == f ? 1. : 0.);
          }
        for (std::size_t k = 0; k < candidate.values.size(); ++k)
          if (state(k) == is_free)
            pattern.values[(k * n_components_ + component_) * n + f] = candidate.values[k];
      }

      const std::vector<ColumnFunction> &functions_;
      const std::vector<char> &states_;
      unsigned component_, n_components_;
      std::vector<Pivot> pivots_;
      std::vector<std::vector<double>> kept_;
    };

    ColumnPattern make_pattern(const std::vector<ColumnFunction> &functions, const std::vector<char> &states, unsigned n_components)
    {
      const auto n = static_cast<unsigned>(functions.size());
      ColumnPattern pattern;
      pattern.combination.assign(std::size_t(n) * n, 0.);
      pattern.values.assign(states.size() * n, 0.);
      pattern.is_used.assign(n, 0);
      pattern.is_plain = true;
      for (unsigned c = 0; c < n_components; ++c)
        {
          ComponentPattern component(functions, states, c, n_components);
          for (unsigned f = 0; f < n; ++f)
            if (functions[f].component == c)
              component.take(f, pattern);
        }
      return pattern;
    }
  } // namespace

  ColumnPatterns::ColumnPatterns(const LayeredSpace &space, const ConstrainedUnknowns &constrained,
                                 const std::vector<ColumnFunction> &functions)
      : pattern_of_(space.plan().n_local())
  {
    const unsigned n_z = space.n_z(), components = space.n_components();
    std::vector<char> states(space.column_size());
    for (unsigned dof = 0; dof < pattern_of_.size(); ++dof)
      {
        for (unsigned k = 0; k < n_z; ++k)
          for (unsigned c = 0; c < components; ++c)
            {
              const std::size_t node = std::size_t(dof) * n_z + k;
              states[k * components + c] = space.plan().is_hanging(dof) || constrained.is_inactive[node]
                                               ? is_inactive
                                               : (constrained.is_constrained[node * components + c] ? is_prescribed : is_free);
            }
        const auto [entry, is_new] = index_.try_emplace(states, static_cast<unsigned>(patterns_.size()));
        if (is_new)
          patterns_.push_back(make_pattern(functions, states, components));
        pattern_of_[dof] = entry->second;
      }
  }
} // namespace sagitta::layered
