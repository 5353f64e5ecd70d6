#pragma once

#include <materials/homogenise/layer_material.h>
#include <materials/laws/law_table.h>
#include <materials/material.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta
{
  /// The materials of a case and the mechanical law that each follows; the index of a material is the one in meshing::Body.
  struct Materials
  {
    std::vector<materials::Material> cards;
    std::vector<materials::MechanicalLaw> laws = {}; ///< per material; empty: all are elastic
    /// Per material: how a homogenised one is made of others before it. May be empty when none is.
    std::vector<std::optional<materials::LayerRecipe>> recipes = {};

    const materials::Material &operator[](std::size_t material) const { return cards[material]; }
    std::size_t size() const { return cards.size(); }
    auto begin() const { return cards.begin(); }
    auto end() const { return cards.end(); }

    materials::MechanicalLaw law(std::size_t material) const { return laws.empty() ? materials::MechanicalLaw::elastic : laws[material]; }

    /// Makes the homogenised materials again, after a change of what they are made of.
    void homogenise();
  };
} // namespace sagitta
