#include <solver/process/state_layout.h>

#include <solver/process/law_failure.h>

namespace sagitta::process
{
  StateLayout::StateLayout(const MaterialBlocks &blocks, const std::vector<std::optional<materials::MaterialLaw>> &laws)
      : blocks_(blocks), laws_(laws), first_{0}
  {
    for (std::size_t b = 0; b < blocks.size(); ++b)
      first_.push_back(first_.back() + std::size_t(law(b).state_size()) * blocks.n_points());
  }

  std::vector<double> StateLayout::initial(const PointField &temperature, const PointField &cure) const
  {
    const unsigned n = blocks_.n_points();
    std::vector<double> state(size());
    call_on_all_ranks(blocks_.space().communicator(), [&] {
      std::vector<double> of_point;
      for (std::size_t b = 0; b < blocks_.size(); ++b)
        for (unsigned p = 0; p < n; ++p)
          {
            of_point.resize(law(b).state_size());
            call_law(blocks_.material(b), [&] { law(b).initialise(temperature(b, p), cure(b, p), of_point.data()); });
            for (std::size_t v = 0; v < of_point.size(); ++v)
              state[first_[b] + v * n + p] = of_point[v];
          }
    });
    return state;
  }
} // namespace sagitta::process
