#include <solver/reduced/vector_products.h>

#include <solver/layered/operator/lanes.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::reduced
{
  namespace
  {
    using Lane = layered::LaneType<double>;
    constexpr std::size_t lanes = layered::Lanes<double>::n;

    /// Numbers of a piece: those of some tens of vectors fit the cache.
    constexpr std::size_t piece = 1024;

    /// The product of two pieces, in two independent chains of sums.
    double multiply(const double *a, const double *b, std::size_t n)
    {
      Lane first{}, second{};
      std::size_t i = 0;
      for (; i + 2 * lanes <= n; i += 2 * lanes)
        {
          first += layered::load_lanes<Lane>(a + i) * layered::load_lanes<Lane>(b + i);
          second += layered::load_lanes<Lane>(a + i + lanes) * layered::load_lanes<Lane>(b + i + lanes);
        }
      first += second;
      double sum = 0;
      for (std::size_t l = 0; l < lanes; ++l)
        sum += first[l];
      for (; i < n; ++i)
        sum += a[i] * b[i];
      return sum;
    }

    /// to += factor from.
    void add(double factor, const double *from, double *to, std::size_t n)
    {
      std::size_t i = 0;
      for (; i + lanes <= n; i += lanes)
        layered::store_lanes(to + i, layered::load_lanes<Lane>(to + i) + factor * layered::load_lanes<Lane>(from + i));
      for (; i < n; ++i)
        to[i] += factor * from[i];
    }
  } // namespace

  std::vector<std::vector<double>> find_products(const std::vector<layered::Vector<double>> &left,
                                                 const std::vector<const layered::Vector<double> *> &right, MPI_Comm communicator)
  {
    std::vector<double> sums(left.size() * right.size(), 0.);
    const std::size_t n = right.empty() ? 0 : right.front()->locally_owned_size();
    for (std::size_t begin = 0; begin < n; begin += piece)
      for (std::size_t r = 0; r < right.size(); ++r)
        for (std::size_t l = 0; l < left.size(); ++l)
          sums[r * left.size() + l] += multiply(left[l].begin() + begin, right[r]->begin() + begin, std::min(piece, n - begin));
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, communicator);
    std::vector<std::vector<double>> result;
    for (std::size_t r = 0; r < right.size(); ++r)
      result.emplace_back(sums.begin() + static_cast<std::ptrdiff_t>(r * left.size()),
                          sums.begin() + static_cast<std::ptrdiff_t>((r + 1) * left.size()));
    return result;
  }

  std::vector<double> find_products(const std::vector<layered::Vector<double>> &left, const layered::Vector<double> &right,
                                    MPI_Comm communicator)
  {
    return find_products(left, std::vector<const layered::Vector<double> *>{&right}, communicator).front();
  }

  void add_combinations(const std::vector<std::vector<double>> &factors, const std::vector<layered::Vector<double>> &vectors,
                        const std::vector<layered::Vector<double> *> &targets)
  {
    const std::size_t n = targets.empty() ? 0 : targets.front()->locally_owned_size();
    for (std::size_t begin = 0; begin < n; begin += piece)
      for (std::size_t t = 0; t < targets.size(); ++t)
        for (std::size_t v = 0; v < vectors.size(); ++v)
          add(factors[t][v], vectors[v].begin() + begin, targets[t]->begin() + begin, std::min(piece, n - begin));
  }
} // namespace sagitta::reduced
