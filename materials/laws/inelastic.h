#pragma once

#include <materials/laws/anand.h>
#include <materials/laws/garofalo.h>
#include <materials/laws/plasticity.h>

#include <variant>

namespace sagitta::materials
{
  /// A named set of constants that makes an isotropic elastic material flow.
  using InelasticConstants = std::variant<PlasticConstants, AnandConstants, GarofaloConstants>;
} // namespace sagitta::materials
