#include <solver/case/materials.h>

#include <algorithm>

namespace sagitta
{
  void Materials::homogenise()
  {
    for (std::size_t m = 0; m < recipes.size(); ++m)
      if (recipes[m])
        cards[m] = materials::homogenised(*recipes[m], cards);
    for (BumpLayer &layer : bump_layers)
      {
        layer.formula.reset();
        layer.refusal.clear();
      }
  }

  bool Materials::is_solved(std::size_t material) const
  {
    return std::any_of(bump_layers.begin(), bump_layers.end(), [&](const BumpLayer &layer) {
      return layer.formula && std::count(layer.materials.begin(), layer.materials.end(), material) > 0;
    });
  }
} // namespace sagitta
