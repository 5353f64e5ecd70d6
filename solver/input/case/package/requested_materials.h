#pragma once

#include <materials/homogenise/layer_material.h>
#include <solver/base/errors.h>
#include <solver/input/card/material_names.h>
#include <solver/input/text/value.h>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::input
{
  /// A material that a package names, and where it does so first.
  struct NamedMaterial
  {
    std::string name;
    Source source;
  };

  /// A material of a package: a card by its name, or one that is homogenised of others in the list.
  using MaterialRequest = std::variant<NamedMaterial, materials::LayerRecipe>;

  /// The list of materials that a package is made of, in the order in which its description names them. A body refers to it by index; no
  /// card is read.
  class RequestedMaterials
  {
  public:
    /// `names` must outlive the list.
    explicit RequestedMaterials(const MaterialNames &names) : names_(names) {}

    /// Index of the material that `reference` names. Throws InputError for an unknown name.
    unsigned index(const Value &reference);

    /// Index of a new homogenised material.
    unsigned add(materials::LayerRecipe recipe);

    const std::vector<MaterialRequest> &list() const { return list_; }

    /// The stress-free temperature [K] that the case file gives to a material.
    std::optional<double> stress_free_temperature(unsigned index) const;

  private:
    const MaterialNames &names_;
    std::vector<MaterialRequest> list_;
    std::map<std::string, unsigned> indices_;
  };
} // namespace sagitta::input
