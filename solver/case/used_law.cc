#include <solver/case/used_law.h>

#include <solver/case/names.h>

namespace sagitta
{
  std::string used_law(const Case &problem, std::size_t material)
  {
    return problem.programme.has_displacement ? mechanical_law_names().name(problem.materials.law(material)) : "conduction";
  }
} // namespace sagitta
