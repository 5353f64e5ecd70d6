#include <solver/case/unused_laws.h>

#include <solver/base/nearest.h>
#include <solver/case/names.h>

#include <fmt/format.h>

namespace sagitta
{
  std::vector<std::string> unused_laws(const Materials &all)
  {
    std::vector<std::string> sentences;
    for (std::size_t m = 0; m < all.size(); ++m)
      {
        const materials::Material &material = all[m];
        std::vector<std::string> names;
        const materials::LawRow &row = materials::row_of(all.law(m));
        for (const auto &set : material.inelasticity)
          if (!row.owns)
            names.push_back(set.first);
        if (!names.empty())
          sentences.push_back(
              fmt::format("{} neither yields nor creeps: its inelasticity ({}) is used only with law: {}, but its law is {}", material.name,
                          enumerate(names, "and"), enumerate(materials::names_of_laws(true)), mechanical_law_names().name(all.laws[m])));
      }
    return sentences;
  }
} // namespace sagitta
