#include <solver/cell/constrained_solver.h>

#include <solver/layered/operator/assembly.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sagitta::cell
{
  namespace
  {
    layered::Coefficients make_coefficients(const layered::LayeredSpace &space, const Filling &filling,
                                            const std::vector<std::vector<double>> &of_phases)
    {
      layered::Coefficients coefficients;
      coefficients.n_components = space.n_components();
      coefficients.n_elements = space.n_elements();
      const unsigned n = layered::n_coefficients(space.n_components());
      coefficients.volume.assign(filling.size() * n, 0.);
      for (std::size_t place = 0; place < filling.size(); ++place)
        if (filling[place] >= 0)
          std::copy_n(of_phases[static_cast<std::size_t>(filling[place])].begin(), n, &coefficients.volume[place * n]);
      return coefficients;
    }
  } // namespace

  bool is_on_side(double position, double end)
  {
    return std::abs(position) < 1e-9 * end || std::abs(position - end) < 1e-9 * end;
  }

  layered::Coefficients elastic_coefficients(const layered::LayeredSpace &space, const Filling &filling,
                                             const std::vector<materials::OrthotropicStiffness> &phases)
  {
    std::vector<std::vector<double>> packed;
    for (const materials::OrthotropicStiffness &phase : phases)
      {
        const std::array<double, 9> moduli = layered::pack(phase);
        packed.emplace_back(moduli.begin(), moduli.end());
      }
    return make_coefficients(space, filling, packed);
  }

  layered::Coefficients conduction_coefficients(const layered::LayeredSpace &space, const Filling &filling,
                                                const std::vector<std::array<double, 3>> &phases)
  {
    std::vector<std::vector<double>> packed;
    for (const std::array<double, 3> &phase : phases)
      packed.emplace_back(phase.begin(), phase.end());
    return make_coefficients(space, filling, packed);
  }

  ConstrainedSolver::ConstrainedSolver(const layered::LayeredSpace &space, const layered::Coefficients &coefficients,
                                       const std::vector<unsigned> &prescribed)
      : space_(space), constrained_(layered::find_constrained_unknowns(space, coefficients.filled(), prescribed)),
        solver_(layered::assemble(space, coefficients, constrained_), {"cell"})
  {
  }

  void ConstrainedSolver::solve(layered::Vector<double> &load) const
  {
    for (const unsigned index : constrained_.owned)
      load.begin()[index] = 0;
    std::vector<double> solution(space_.n_owned());
    solver_.solve(load.begin(), solution.data());
    std::copy(solution.begin(), solution.end(), load.begin());
  }
} // namespace sagitta::cell
