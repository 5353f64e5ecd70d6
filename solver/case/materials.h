#pragma once

#include <materials/material.h>
#include <materials/point/mechanical_law.h>

#include <cstddef>
#include <vector>

namespace sagitta
{
  /// The materials of a case and the mechanical law that each follows; the index of a material is the one in meshing::Body.
  struct Materials
  {
    std::vector<materials::Material> cards;
    std::vector<materials::MechanicalLaw> laws = {}; ///< per material; empty: all are elastic

    const materials::Material &operator[](std::size_t material) const { return cards[material]; }
    std::size_t size() const { return cards.size(); }
    auto begin() const { return cards.begin(); }
    auto end() const { return cards.end(); }

    materials::MechanicalLaw law(std::size_t material) const { return laws.empty() ? materials::MechanicalLaw::elastic : laws[material]; }
  };
} // namespace sagitta
