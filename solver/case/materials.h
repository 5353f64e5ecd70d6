#pragma once

#include <materials/homogenise/layer_material.h>
#include <materials/laws/law_table.h>
#include <materials/material.h>
#include <solver/case/bump_layer.h>

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

    /// The layers of bumps that cell::solve_bump_layers() is to find the materials of; until then closed formulas stand for them.
    std::vector<BumpLayer> bump_layers = {};

    const materials::Material &operator[](std::size_t material) const { return cards[material]; }
    std::size_t size() const { return cards.size(); }
    auto begin() const { return cards.begin(); }
    auto end() const { return cards.end(); }

    materials::MechanicalLaw law(std::size_t material) const { return laws.empty() ? materials::MechanicalLaw::elastic : laws[material]; }

    /// Makes the homogenised materials again by closed formulas, after a change of what they are made of; layers of bumps are to be
    /// solved again then.
    void homogenise();

    /// Is a material that of a layer of bumps which has been solved?
    bool is_solved(std::size_t material) const;
  };
} // namespace sagitta
