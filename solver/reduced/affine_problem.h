#pragma once

#include <solver/case/case.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/model/system.h>
#include <solver/reduced/reduced_model.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// The moduli of a material that are free.
  struct MaterialRange
  {
    std::string material;
    std::array<double, 2> young, poisson; ///< [Pa], [-]
    Source source = {};
  };

  /// The factors of a free strain that are free.
  struct StrainRange
  {
    std::string material;
    std::array<double, 2> factors;
    Source source = {};
  };

  /// The conductivity of a material that is free.
  struct ConductorRange
  {
    std::string material;
    std::array<double, 2> conductivity; ///< [W/(m K)]
    Source source = {};
  };

  /// The thickness of a layer that is free.
  struct ThicknessRange
  {
    std::string layer;
    std::array<double, 2> thickness; ///< [m]
    Source source = {};
  };

  struct Ranges
  {
    std::vector<MaterialRange> materials;
    std::vector<StrainRange> strains;
    std::vector<ConductorRange> conductors = {};
    std::vector<ThicknessRange> thicknesses = {};
  };

  /// The linear equations of a state as sums of terms that do not depend on the free parameters:
  ///   sum_q theta_q A_q u = sum_l phi_l f_l.
  /// Where thicknesses are free, space and system are those of the middle of their ranges.
  /// Theory: docs/theory/reduced_models.md, Eqs. (1) to (3).
  class AffineProblem
  {
  public:
    /// `state`: its name. Throws InputError when the case has none of that name, or for ranges of thicknesses that it does not allow.
    /// `problem` outlives the object. *Collective.*
    AffineProblem(const Case &problem, const std::string &state, model::Physics physics, const Ranges &ranges, MPI_Comm communicator);
    virtual ~AffineProblem() = default;
    AffineProblem(const AffineProblem &) = delete;
    AffineProblem &operator=(const AffineProblem &) = delete;

    const model::Model &model() const { return model_; }
    const layered::LayeredSpace &space() const { return system_.space(); }
    model::LayeredSystem &system() { return system_; }

    /// The equations at other thicknesses on the same plan, with unknowns of the same numbers: kept until the next call. The case must
    /// prescribe the same unknowns there, else InputError. Without thicknesses system(). *Collective.*
    model::LayeredSystem &system_at(const std::vector<double> &thicknesses);

    const std::vector<FreeThickness> &thicknesses() const { return thicknesses_; }

    /// The number of the free thickness that a layer element belongs to.
    std::optional<unsigned> thickness_of(unsigned element) const;

    /// A model without a space: its parameters, loads, functionals, sets of points, and the reference at the middle of the ranges.
    ReducedModel describe() const;

    /// Sum of coefficients times terms.
    virtual layered::Coefficients combine(const std::vector<double> &coefficients) const = 0;

    /// Coefficients of a stiffness term: of 1 times its modulus in its layers, zero elsewhere; the power of the thickness is not in them.
    layered::Coefficients term_coefficients(const StiffnessTerm &term) const;

    /// Adds the vector of a load, or of a functional, summed cell by cell (not condensed). *Collective* for a functional.
    virtual void add_load(unsigned load, layered::Vector<double> &vector) const = 0;
    virtual void add_functional(unsigned functional, layered::Vector<double> &vector) const = 0;

    /// Values of a complete, ghosted field at the points of a set. *Collective.*
    virtual std::vector<double> sample(unsigned set, const layered::Vector<double> &field) const = 0;

  protected:
    /// Adds parameters, loads, functionals and sets of points to a model.
    virtual void add_terms(ReducedModel &model) const = 0;

    const meshing::Package &package() const { return package_; }
    const State &state() const { return problem_.programme.states[state_]; }

    /// Coefficients that a free material has.
    unsigned coefficients_of_material() const { return system_.physics().n_components == 3 ? 2 : 1; }

    /// A material becomes free. Throws InputError when it is already or is part of a homogenised layer.
    void add_free(unsigned material, const Source &source);

    /// The number of a material among the free ones.
    std::optional<unsigned> free_number(unsigned material) const;

    /// Coefficients of the elements, `n` numbers each, as means by the shares of bodies, whose numbers are `of_bodies`.
    layered::Coefficients mix(unsigned n_components, unsigned n, const std::vector<double> &of_bodies) const;

    const Case &problem_;
    const unsigned state_;

  private:
    std::vector<FreeThickness> thicknesses_;
    std::vector<unsigned> free_layers_; ///< of the same
    meshing::Package package_;          ///< of the case, with the reference thicknesses
    model::PackagePlan plan_;

  protected:
    model::Model model_;
    model::LayeredSystem system_;

  private:
    /// The equations at other thicknesses.
    struct Stretched
    {
      Stretched(const AffineProblem &problem, const std::vector<double> &at);
      std::vector<double> thicknesses;
      meshing::Package package;
      model::Model model;
      model::LayeredSystem system;
    };

    meshing::Package package_at(const std::vector<double> &thicknesses) const;
    std::vector<double> reference_thicknesses() const;
    std::vector<StiffnessTerm> find_terms(unsigned n_coefficients) const;

    std::vector<unsigned> free_; ///< materials
    std::unique_ptr<Stretched> stretched_;
  };

  /// The number of a state. Throws InputError when the case has none of that name.
  unsigned find_state(const Programme &programme, const std::string &name);

  /// The material of that name. Throws InputError when no part is made of it.
  unsigned find_material(const meshing::Package &package, const Materials &materials, const std::string &name, const Source &source);
} // namespace sagitta::reduced
