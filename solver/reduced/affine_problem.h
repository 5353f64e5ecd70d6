#pragma once

#include <solver/case/case.h>
#include <solver/model/model.h>
#include <solver/model/system.h>
#include <solver/reduced/reduced_model.h>

#include <array>
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

  struct Ranges
  {
    std::vector<MaterialRange> materials;
    std::vector<StrainRange> strains;
    std::vector<ConductorRange> conductors = {};
  };

  /// The linear equations of a state as sums of terms that do not depend on the free parameters:
  ///   sum_q theta_q A_q u = sum_l phi_l f_l.
  /// Theory: docs/theory/reduced_models.md, Eqs. (1) to (3).
  class AffineProblem
  {
  public:
    /// `state`: its name. Throws InputError when the case has none of that name. `problem` outlives the object. *Collective.*
    AffineProblem(const Case &problem, const std::string &state, model::Physics physics, MPI_Comm communicator);
    virtual ~AffineProblem() = default;
    AffineProblem(const AffineProblem &) = delete;
    AffineProblem &operator=(const AffineProblem &) = delete;

    const model::Model &model() const { return model_; }
    const layered::LayeredSpace &space() const { return system_.space(); }
    model::LayeredSystem &system() { return system_; }

    /// A model without a space: its parameters, loads, functionals, sets of points, and the reference at the middle of the ranges.
    ReducedModel describe() const;

    /// Sum of coefficients times terms.
    virtual layered::Coefficients combine(const std::vector<double> &coefficients) const = 0;

    /// Adds the vector of a load, or of a functional, summed cell by cell (not condensed). *Collective* for a functional.
    virtual void add_load(unsigned load, layered::Vector<double> &vector) const = 0;
    virtual void add_functional(unsigned functional, layered::Vector<double> &vector) const = 0;

    /// Values of a complete, ghosted field at the points of a set. *Collective.*
    virtual std::vector<double> sample(unsigned set, const layered::Vector<double> &field) const = 0;

  protected:
    /// Adds parameters, loads, functionals and sets of points to a model.
    virtual void add_terms(ReducedModel &model) const = 0;

    const meshing::Package &package() const { return problem_.package; }
    const State &state() const { return problem_.programme.states[state_]; }

    /// A material becomes free. Throws InputError when it is already or is part of a homogenised layer.
    void add_free(unsigned material, const Source &source);

    /// The number of a material among the free ones.
    std::optional<unsigned> free_number(unsigned material) const;

    /// Coefficients of the elements, `n` numbers each, as means by the shares of bodies, whose numbers are `of_bodies`.
    layered::Coefficients mix(unsigned n_components, unsigned n, const std::vector<double> &of_bodies) const;

    const Case &problem_;
    const unsigned state_;
    model::Model model_;
    model::LayeredSystem system_;

  private:
    std::vector<unsigned> free_; ///< materials
  };

  /// The number of a state. Throws InputError when the case has none of that name.
  unsigned find_state(const Programme &programme, const std::string &name);

  /// The material of that name. Throws InputError when no part is made of it.
  unsigned find_material(const Case &problem, const std::string &name, const Source &source);
} // namespace sagitta::reduced
