#include <materials/life/life.h>

#include <cmath>
#include <limits>

namespace sagitta::materials
{
  namespace
  {
    constexpr double megapascal = 1e6;

    double cycles(const EnergyLife &law, const CycleDamage &damage, double)
    {
      return 1 / (law.factor * damage.energy);
    }

    double cycles(const StrainLife &law, const CycleDamage &damage, double)
    {
      return 1 / (law.factor * damage.strain);
    }

    double cycles(const CrackLife &law, const CycleDamage &damage, double crack_length)
    {
      const double energy = damage.energy / megapascal;
      return law.initiation * std::pow(energy, law.initiation_exponent) +
             crack_length / (law.growth * std::pow(energy, law.growth_exponent));
    }
  } // namespace

  const std::vector<LifeModel> &life_models()
  {
    static const std::vector<LifeModel> models = {
        {"syed_2004_energy", "1/(0.0019 dW), dW in MPa: accumulated creep energy density of a cycle", "SnAgCu", "A. Syed, ECTC 2004, 737",
         EnergyLife{.0019 / megapascal}},
        {"syed_2004_strain", "1/(0.0513 de): accumulated creep strain of a cycle", "SnAgCu", "A. Syed, ECTC 2004, 737", StrainLife{.0513}},
        {"darveaux_motalab_2012", "37.97 dW^-2.8 + a/(3.99e-6 m dW^2.05), dW in MPa", "SAC305", "M. Motalab et al., ITherm 2012",
         CrackLife{37.97, -2.8, 3.99e-6, 2.05}}};
    return models;
  }

  const LifeModel *find_life_model(const std::string &name)
  {
    for (const LifeModel &model : life_models())
      if (model.name == name)
        return &model;
    return nullptr;
  }

  double cycles_to_failure(const LifeModel &model, const CycleDamage &damage, double crack_length)
  {
    if (damage.energy <= 0 && !std::holds_alternative<StrainLife>(model.law))
      return std::numeric_limits<double>::infinity();
    if (damage.strain <= 0 && std::holds_alternative<StrainLife>(model.law))
      return std::numeric_limits<double>::infinity();
    return std::visit([&](const auto &law) { return cycles(law, damage, crack_length); }, model.law);
  }
} // namespace sagitta::materials
