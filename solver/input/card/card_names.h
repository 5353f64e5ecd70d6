#pragma once

#include <solver/base/name_table.h>

namespace sagitta::input
{
  enum class ElasticityModel
  {
    isotropic,
    cubic,
    orthotropic
  };

  enum class ExpansionModel
  {
    tangent,
    secant,
    glass_transition,
    strain
  };

  enum class ConductivityModel
  {
    isotropic,
    orthotropic
  };

  const NameTable<ElasticityModel> &elasticity_model_names();
  const NameTable<ExpansionModel> &expansion_model_names();
  const NameTable<ConductivityModel> &conductivity_model_names();
} // namespace sagitta::input
