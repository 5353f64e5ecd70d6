#include <solver/input/case/package/requested_materials.h>

#include <utility>

namespace sagitta::input
{
  unsigned RequestedMaterials::index(const Value &reference)
  {
    const std::string name = names_.find(reference);
    const auto [known, is_new] = indices_.emplace(name, static_cast<unsigned>(list_.size()));
    if (is_new)
      list_.emplace_back(NamedMaterial{name, reference.source()});
    return known->second;
  }

  unsigned RequestedMaterials::add(materials::LayerRecipe recipe)
  {
    list_.emplace_back(std::move(recipe));
    return static_cast<unsigned>(list_.size() - 1);
  }

  std::optional<double> RequestedMaterials::stress_free_temperature(unsigned index) const
  {
    const auto *named = std::get_if<NamedMaterial>(&list_[index]);
    return named ? names_.stress_free_temperature(named->name) : std::nullopt;
  }
} // namespace sagitta::input
