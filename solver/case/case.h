#pragma once

#include <meshing/package/package.h>
#include <solver/case/conditions.h>
#include <solver/case/layout_metal.h>
#include <solver/case/materials.h>
#include <solver/case/numerics.h>
#include <solver/case/programme.h>
#include <solver/case/requests.h>
#include <solver/case/submodel.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta
{
  /// A whole case, checked: every index is valid, every number finite, every physics present that its states need.
  /// Each part is a value of its own: what computes takes the parts that it uses.
  struct Case
  {
    std::string name;
    std::string title;
    std::string source_text; ///< the case file after --set, as canonical YAML: what the hash is of
    std::string hash;        ///< SHA-256 of source_text and the cards it uses, hexadecimal
    meshing::Package package;
    Materials materials;
    Conditions conditions;
    Programme programme;
    Numerics numerics;
    Requests requests;
    std::optional<Submodel> submodel = {}; ///< of a window of another case
    std::vector<HomogenisedSites> homogenised_sites = {};
    std::vector<LayoutMetal> layouts = {}; ///< the layers and parts whose metal is read from layouts
  };
} // namespace sagitta
