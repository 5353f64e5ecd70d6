#pragma once

#include <solver/mechanics/thermoelastic_law.h>
#include <solver/reduced/affine_problem.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// The equations of a state with a uniform temperature as a function of the moduli of isotropic materials, of free strains and of
  /// thicknesses of layers. Figures are the bow of the bottom face, heights of four of its points over the plane of least squares, and its
  /// warpage.
  class ThermoelasticTerms final : public AffineProblem
  {
  public:
    /// Throws InputError for a state or a material that does not allow it. `problem` outlives the object. *Collective.*
    ThermoelasticTerms(const Case &problem, const std::string &state, const Ranges &ranges, MPI_Comm communicator);

    layered::Coefficients combine(const std::vector<double> &coefficients) const override;
    void add_load(unsigned load, layered::Vector<double> &vector) const override;
    void add_functional(unsigned functional, layered::Vector<double> &vector) const override;
    std::vector<double> sample(unsigned set, const layered::Vector<double> &field) const override;

  private:
    void add_terms(ReducedModel &model) const override;
    /// A load with the stress at zero strain of every body per unit coefficient [Pa], zero for others.
    struct Load
    {
      LoadTerm term;
      std::vector<mechanics::Voigt> stress; ///< per body
    };

    void check_state();
    void find_materials(const Ranges &ranges);
    void find_strains(const Ranges &ranges);
    void find_loads();
    /// Splits every load by the free thicknesses.
    void spread_over_thicknesses();
    /// Does a load have a stress in the layers of a thickness, or in those of given thicknesses? *Collective.*
    bool has_load(const Load &load, const std::optional<unsigned> &thickness) const;
    void find_functionals();
    void add_load(const LoadTerm &term, unsigned body, const mechanics::Voigt &stress);
    results::SurfaceMap sample_face(const layered::Vector<double> &field) const;

    mechanics::ThermoelasticLaw law_;
    double temperature_ = 0;
    std::vector<FreeMaterial> materials_; ///< the free materials
    std::vector<unsigned> strained_;      ///< materials with a free strain
    std::vector<FreeStrain> strains_;     ///< the same
    std::vector<Load> loads_;
    std::vector<std::string> functionals_;
    std::vector<std::vector<double>> weights_; ///< of the heights, per functional
    PointSet face_;
  };
} // namespace sagitta::reduced
