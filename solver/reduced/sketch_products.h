#pragma once

#include <solver/reduced/thickness_norm.h>

#include <vector>

namespace sagitta::reduced
{
  /// Products of the vectors T omega_k of a sketch with residuals, part by part.
  class SketchProducts
  {
  public:
    /// `norm`: null without free thicknesses. The vectors and the norm outlive the object. *Collective.*
    SketchProducts(const std::vector<layered::Vector<double>> &vectors, const ThicknessNorm *norm, MPI_Comm communicator);

    unsigned n_parts() const { return norm_ == nullptr ? 1 : static_cast<unsigned>(norm_->arms_of_parts().size()); }
    const std::vector<layered::Vector<double>> &vectors() const { return vectors_; }

    /// [part][right side][vector]; the right sides are zero at constrained unknowns. *Collective.*
    std::vector<std::vector<std::vector<double>>> find(const layered::ConstColumns &right) const;

  private:
    const std::vector<layered::Vector<double>> &vectors_;
    const ThicknessNorm *norm_;
    MPI_Comm communicator_;
    std::vector<std::vector<double>> gradients_; ///< per vector
  };

  /// Makes room for more columns in a matrix of `rows` rows; the new entries are zero.
  void widen(std::vector<double> &matrix, unsigned rows, unsigned from, unsigned to);
} // namespace sagitta::reduced
