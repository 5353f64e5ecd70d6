#include <solver/evaluation/peak.h>

#include <cmath>

namespace sagitta::evaluation
{
  bool Peak::is_beaten_by(double candidate, const std::array<double, 3> &place) const
  {
    if (!is_found() || candidate == nothing)
      return candidate > value;
    const double margin = 1e-6 * std::abs(value);
    if (std::abs(candidate - value) > margin)
      return candidate > value;
    return place < at;
  }

  void Peak::take(double candidate, const std::array<double, 3> &place)
  {
    if (is_beaten_by(candidate, place))
      {
        value = candidate;
        at = place;
      }
  }

  void reduce(std::vector<Peak> &peaks, MPI_Comm communicator)
  {
    int ranks = 1;
    MPI_Comm_size(communicator, &ranks);
    static_assert(sizeof(Peak) == 4 * sizeof(double), "a peak travels as four numbers");
    const int n = static_cast<int>(4 * peaks.size());
    std::vector<Peak> all(peaks.size() * static_cast<std::size_t>(ranks));
    MPI_Allgather(peaks.data(), n, MPI_DOUBLE, all.data(), n, MPI_DOUBLE, communicator);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (Peak &peak = peaks[i % peaks.size()]; peak.is_beaten_by(all[i].value, all[i].at))
        peak = all[i];
  }

  Peak undo_symmetry(const model::Model &model, const std::vector<Peak> &peaks, unsigned body)
  {
    Peak best;
    for (const meshing::Reflection &reflection : model.mirror().reflections())
      if (const Peak &peak = peaks[model.images()(body, reflection)]; peak.value > best.value)
        best = {peak.value, model.mirror().reflect(peak.at, reflection)};
    return best;
  }
} // namespace sagitta::evaluation
