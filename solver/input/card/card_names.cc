#include <solver/input/card/card_names.h>

namespace sagitta::input
{
  const NameTable<ElasticityModel> &elasticity_model_names()
  {
    static const NameTable<ElasticityModel> table = {
        {ElasticityModel::isotropic, "isotropic", "Young's modulus and Poisson's ratio"},
        {ElasticityModel::cubic, "cubic", "C11, C12, C44 of a cubic crystal and its angle in the plan"},
        {ElasticityModel::orthotropic, "orthotropic", "nine engineering constants in the axes of the plan"}};
    return table;
  }

  const NameTable<ExpansionModel> &expansion_model_names()
  {
    static const NameTable<ExpansionModel> table = {
        {ExpansionModel::tangent, "tangent", "instantaneous coefficients: slope of the strain against temperature"},
        {ExpansionModel::secant, "secant", "mean coefficients from the reference temperature"},
        {ExpansionModel::glass_transition, "glass_transition", "CTE1 below and CTE2 above the glass transition"},
        {ExpansionModel::strain, "strain", "dL/L over temperature, as a dilatometer measures it"}};
    return table;
  }

  const NameTable<ConductivityModel> &conductivity_model_names()
  {
    static const NameTable<ConductivityModel> table = {{ConductivityModel::isotropic, "isotropic", "one conductivity"},
                                                       {ConductivityModel::orthotropic, "orthotropic", "one conductivity per axis"}};
    return table;
  }
} // namespace sagitta::input
