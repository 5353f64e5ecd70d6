#include <solver/reduced/sketch_products.h>

#include <solver/reduced/dense.h>
#include <solver/reduced/vector_products.h>

#include <algorithm>
#include <utility>

namespace sagitta::reduced
{
  namespace
  {
    /// A copy of which only the heights or only the other components are not zero.
    layered::Vector<double> component_part(const layered::Vector<double> &vector, bool is_height)
    {
      layered::Vector<double> result(vector);
      for (std::size_t i = 0; i < result.locally_owned_size(); ++i)
        if ((i % 3 == 2) != is_height)
          result.begin()[i] = 0;
      return result;
    }
  } // namespace

  SketchProducts::SketchProducts(const std::vector<layered::Vector<double>> &vectors, const ThicknessNorm *norm, MPI_Comm communicator)
      : vectors_(vectors), norm_(norm), communicator_(communicator)
  {
    if (norm_ != nullptr)
      for (const layered::Vector<double> &vector : vectors_)
        gradients_.push_back(norm_->gradient(vector));
  }

  std::vector<std::vector<std::vector<double>>> SketchProducts::find(const layered::ConstColumns &right) const
  {
    if (norm_ == nullptr)
      return {find_products(vectors_, right, communicator_)};
    std::vector<std::vector<std::vector<double>>> result;
    for (std::size_t part = 0; part < norm_->arms_of_parts().size(); ++part)
      {
        std::vector<std::vector<double>> sums;
        for (const layered::Vector<double> *vector : right)
          {
            const std::vector<double> moments = norm_->moments(norm_->arms_of_parts()[part], *vector);
            std::vector<double> row;
            for (const std::vector<double> &gradient : gradients_)
              row.push_back(product(gradient, moments));
            MPI_Allreduce(MPI_IN_PLACE, row.data(), static_cast<int>(row.size()), MPI_DOUBLE, MPI_SUM, communicator_);
            if (part < 2)
              {
                const std::vector<double> own = find_products(vectors_, component_part(*vector, part == 1), communicator_);
                for (std::size_t k = 0; k < row.size(); ++k)
                  row[k] += own[k];
              }
            sums.push_back(std::move(row));
          }
        result.push_back(std::move(sums));
      }
    return result;
  }

  void widen(std::vector<double> &matrix, unsigned rows, unsigned from, unsigned to)
  {
    std::vector<double> wider(std::size_t(rows) * to, 0.);
    for (unsigned k = 0; k < rows && from > 0; ++k)
      std::copy_n(&matrix[std::size_t(k) * from], from, &wider[std::size_t(k) * to]);
    matrix = std::move(wider);
  }
} // namespace sagitta::reduced
