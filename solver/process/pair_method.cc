#include <solver/process/pair_method.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::process
{
  namespace
  {
    double square(const double *stress, std::size_t n, std::size_t p)
    {
      double sum = 0;
      for (std::size_t c = 0; c < 6; ++c)
        sum += (c < 3 ? 1 : 2) * stress[c * n + p] * stress[c * n + p];
      return sum;
    }
  } // namespace

  void add_solve(const results::SolveInfo &info, StateInfo &to)
  {
    results::SolveInfo &hardest = to.solve;
    const double set_up = hardest.set_up_seconds + info.set_up_seconds, solve = hardest.solve_seconds + info.solve_seconds;
    to.history.iterations += info.iterations;
    ++to.history.solves;
    if (hardest.method.empty() || info.iterations > hardest.iterations)
      hardest = info;
    hardest.set_up_seconds = set_up;
    hardest.solve_seconds = solve;
  }

  void StepErrorSums::add(unsigned body, const double *error, const double *stress, const std::vector<double> &weights)
  {
    const std::size_t n = weights.size();
    double *sum = &sums_[3 * std::size_t(body)];
    for (std::size_t p = 0; p < n; ++p)
      {
        sum[0] += weights[p] * square(error, n, p);
        sum[1] += weights[p] * square(stress, n, p);
        sum[2] += weights[p];
      }
  }

  StepError StepErrorSums::find(const StepValues &before, MPI_Comm communicator)
  {
    MPI_Allreduce(MPI_IN_PLACE, sums_.data(), static_cast<int>(sums_.size()), MPI_DOUBLE, MPI_SUM, communicator);
    StepError error;
    error.largest_stress = before.largest_stress;
    double largest_error = 0;
    for (unsigned b = 0; b < sums_.size() / 3; ++b)
      if (const double volume = sums_[3 * b + 2]; volume > 0)
        {
          error.largest_stress = std::max(error.largest_stress, std::sqrt(sums_[3 * b + 1] / volume));
          if (const double own = std::sqrt(sums_[3 * b] / volume); !(own <= largest_error))
            {
              largest_error = own;
              error.body = b;
            }
        }
    error.share = largest_error == 0 ? 0 : largest_error / std::max(error.largest_stress, before.smallest_stress);
    return error;
  }

  void combine(layered::Vector<double> &to, double a, const layered::Vector<double> &x, double b, const layered::Vector<double> &y)
  {
    if (to.has_ghost_elements())
      to.zero_out_ghost_values();
    const auto n = static_cast<std::ptrdiff_t>(to.locally_owned_size());
    for (std::ptrdiff_t i = 0; i < n; ++i)
      to.begin()[i] = a * x.begin()[i] + b * y.begin()[i];
  }
} // namespace sagitta::process
