#include <meshing/families/halved_parts.h>

#include <algorithm>

namespace sagitta::meshing
{
  HalvedParts halve(const std::vector<BumpPart> &parts)
  {
    double height = 0;
    for (const BumpPart &part : parts)
      height = std::max(height, part.top);
    const double middle = height / 2, smallest = 1e-9 * height;
    HalvedParts halved;
    for (std::size_t p = 0; p < parts.size(); ++p)
      {
        halved.parts.push_back(parts[p]);
        halved.origin.push_back(p);
        if (parts[p].bottom > middle - smallest || parts[p].top < middle + smallest)
          continue;
        halved.parts.back().top = middle;
        halved.parts.push_back(
            {parts[p].is_bump() ? "upper_half" : parts[p].name + "_upper_half", middle, parts[p].top, parts[p].diameter});
        halved.origin.push_back(p);
      }
    return halved;
  }
} // namespace sagitta::meshing
