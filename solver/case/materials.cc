#include <solver/case/materials.h>

namespace sagitta
{
  void Materials::homogenise()
  {
    for (std::size_t m = 0; m < recipes.size(); ++m)
      if (recipes[m])
        cards[m] = materials::homogenised(*recipes[m], cards);
  }
} // namespace sagitta
