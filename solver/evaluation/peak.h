#pragma once

#include <solver/model/model.h>

#include <mpi.h>

#include <array>
#include <limits>
#include <vector>

namespace sagitta::evaluation
{
  /// A largest value and its place. Of values that agree to a millionth, as at mirrored points, the place decides, so that the answer does
  /// not depend on the number of ranks.
  struct Peak
  {
    static constexpr double nothing = -std::numeric_limits<double>::infinity();

    double value = nothing;
    std::array<double, 3> at{}; ///< [m]

    bool is_found() const { return value != nothing; }
    bool is_beaten_by(double candidate, const std::array<double, 3> &place) const;
    void take(double candidate, const std::array<double, 3> &place);
  };

  /// The largest of every peak over all ranks. *Collective.*
  void reduce(std::vector<Peak> &peaks, MPI_Comm communicator);

  /// The peak of a body in the whole package: of the image of it that is modelled, mapped back to where the body lies.
  Peak undo_symmetry(const model::Model &model, const std::vector<Peak> &peaks, unsigned body);
} // namespace sagitta::evaluation
