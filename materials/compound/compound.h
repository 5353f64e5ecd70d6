#pragma once

#include <materials/compound/conduction_estimate.h>
#include <materials/compound/elastic_estimate.h>
#include <materials/compound/flow.h>
#include <materials/compound/packing.h>
#include <materials/estimate.h>
#include <materials/material.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::materials
{
  /// A thin layer that couples a particle to the resin.
  struct Coupling
  {
    double modulus;   ///< [Pa]
    double thickness; ///< [m]
  };

  /// One filler of a recipe.
  struct CompoundFiller
  {
    Material material;           ///< its isotropic solid; the z axis of an anisotropic conductivity is the particle's axis of symmetry
    double fraction;             ///< of the whole compound, by weight or volume [-]
    double aspect_ratio;         ///< of the spheroid, see spheroid_moments(): 1 sphere, below 1 plate, above 1 fibre
    std::vector<SizeMode> sizes; ///< diameters: of a sphere, of the face of a plate, across a fibre; empty: not known
    std::optional<double> interface_conductance; ///< [W/(m2 K)]; absent: perfect contact
    std::optional<Coupling> coupling;            ///< absent: perfect bond
  };

  /// Shrinkage of the resin by cure after gelation.
  struct CureShrinkage
  {
    double volumetric;  ///< of the resin, loss of volume over volume [-]
    double temperature; ///< at which it happens [K]; the moduli there determine how much of it the fillers prevent
  };

  /// A resin, its fillers, and the schemes by which the properties are estimated.
  struct CompoundRecipe
  {
    std::string name;
    Material resin;
    std::vector<CompoundFiller> fillers;
    bool is_by_weight; ///< whether the fractions are by weight
    ElasticScheme elastic_scheme;
    ConductionScheme conduction_scheme;
    std::optional<double> maximum_packing; ///< [-]; absent: from the sizes, all particles spheres
    std::optional<FlowLaw> flow;
    std::optional<CureShrinkage> cure_shrinkage;
  };

  /// Properties of a filled compound, point by point in temperature, each with its bounds.
  /// Source: docs/theory/filled_compounds.md.
  class Compound
  {
  public:
    /// Throws std::invalid_argument, with a message, for: fractions that are negative or add up to 1 or more, fillers above their maximum
    /// packing, a resin without glass transition, a phase with one of elasticity and expansion but not the other, an elastic law that is
    /// not isotropic, sizes that are missing where they are needed, shapes and compositions that a scheme does not cover.
    explicit Compound(CompoundRecipe recipe);

    const CompoundRecipe &recipe() const { return recipe_; }
    const std::vector<double> &volume() const { return volume_; } ///< volume fraction of each filler [-]
    const std::vector<double> &weight() const { return weight_; } ///< weight fraction of each filler [-]; empty without densities
    double filled() const;                                        ///< volume fraction of all fillers [-]
    double maximum_packing() const { return packing_; }

    bool has_mechanics() const { return has_mechanics_; }       ///< all phases have elasticity and expansion
    bool has_conductivity() const { return has_conductivity_; } ///< all phases have a conductivity
    bool has_density() const { return !weight_.empty(); }
    bool has_specific_heat() const { return has_specific_heat_; }

    /// Largest temperature at which moduli and expansion are known [K]: the glass transition of a resin whose moduli are known below it
    /// only, since a resin softens there by a factor of a hundred; absent: no limit.
    std::optional<double> mechanics_end() const;
    bool has_mechanics_at(double temperature) const { return has_mechanics_ && !(mechanics_end() && temperature > *mechanics_end()); }

    /// Properties at a temperature [K]. Throw std::logic_error for a property that a phase lacks, std::invalid_argument if the scheme
    /// is outside the bounds, and for mechanics beyond mechanics_end().
    Estimate bulk(double temperature) const;
    Estimate shear(double temperature) const;
    Estimate young(double temperature) const;
    Estimate poisson(double temperature) const;
    Estimate expansion(double temperature) const; ///< instantaneous linear coefficient [1/K]
    Estimate conductivity(double temperature) const;
    std::array<double, 3> aligned_conductivity(double temperature) const; ///< for parallel particles, see aligned_conductivity()
    bool may_align() const;                                               ///< not all particles are spheres with isotropic conductivity
    Estimate density() const;
    Estimate specific_heat(double temperature) const;
    Estimate cure_shrinkage() const; ///< linear [-], of the recipe's resin shrinkage
    Estimate viscosity(const FlowState &state) const;

    /// Cure of the compound if that of the resin is known, and the densities: fillers do not react, so that kinetics, gel point and glass
    /// transition are the resin's, and the heat is the resin's times its share by weight. The shrinkage is cure_shrinkage() of the recipe.
    std::optional<Cure> cure() const;

    /// Temperatures below and above the glass transition at which properties are quoted [K]: 25 degC, or 50 K below Tg if that is lower; 50
    /// K above Tg.
    double quoted_below() const;
    double quoted_above() const;

    /// Adds what `material` lacks: elasticity, expansion, conductivity, density, specific heat, glass transition, cure; tables over
    /// temperature, with their provenance; and all predictions as its estimates. Values that it has, such as a measured density, remain.
    void complete(Material &material) const;

  private:
    void check_filler(const CompoundFiller &filler) const;
    double find_packing() const; ///< volume fraction at which the fillers touch: that of the recipe, else by their sizes [-]
    IsotropicModuli resin_moduli(double temperature) const;
    std::vector<ElasticInclusion> elastic_inclusions(double temperature) const;
    std::vector<ConductingInclusion> conducting_inclusions(double temperature) const;
    ElasticEstimate elasticity(double temperature) const;
    std::vector<double> filler_slopes(double temperature) const;

    CompoundRecipe recipe_;
    std::vector<double> volume_, weight_;
    double packing_ = 0;
    bool has_mechanics_ = false, has_conductivity_ = false, has_specific_heat_ = false;
  };

  /// Whether the first value of the material that begins with `property` ("elasticity.") is predicted: values of its card come first.
  bool is_predicted(const Material &material, const std::string &property);

  /// The recipe with all fillers together at another fraction of the compound, by weight or by volume [-], in unchanged proportion among
  /// them. Throws std::invalid_argument without filler, and by weight without densities.
  CompoundRecipe with_loading(const Compound &compound, double fraction, bool is_by_weight);

  /// Names of the formulas, for provenance: "differential scheme (McLaughlin 1977)".
  std::string formula_name(ElasticScheme scheme);
  std::string formula_name(ConductionScheme scheme, bool has_interface);
} // namespace sagitta::materials
