#pragma once

#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/output/field_piece.h>
#include <solver/report/results.h>

#include <vector>

namespace sagitta::evaluation
{
  /// A solved state, ready to be looked at.
  struct SolvedState
  {
    const model::Model &model;
    const layered::LayeredSpace &space;
    const layered::Vector<double> &displacement; ///< complete and ghosted
    const mechanics::Temperature &temperature;
    const mechanics::ThermoelasticLaw &law;
    const mechanics::CarriedStress *carried = nullptr; ///< of a history: what materials with memory carry on
  };

  enum class Face
  {
    bottom,
    top
  };

  /// Heights of the lowest or highest filled face over the terminal zone (or the whole package), symmetry undone. *Collective.*
  report::SurfaceMap sample_surface(const SolvedState &state, Face face);

  /// The transpose: adds the sum of weight times u_z over the points of the warpage map to a load, summed cell by cell (not condensed), on
  /// a space of the model's plan of whatever degree. `weights` are ordered like SurfaceMap::heights. *Collective.*
  void add_surface_load(const model::Model &model, const layered::LayeredSpace &space, Face face, const std::vector<double> &weights,
                        layered::Vector<double> &load);

  /// Displacement, temperature and stress at the probes. Throws InputError when a probe lies in no material. *Collective.*
  std::vector<report::ProbeValue> evaluate_probes(const SolvedState &state);

  /// What a pass over all quadrature points finds.
  struct Survey
  {
    std::vector<report::PartStress> stresses;        ///< per part
    std::vector<mechanics::Voigt> cell_stress;       ///< mean per [cell][element] of this rank [Pa]
    std::vector<double> cell_von_mises;              ///< mean [Pa]
    std::vector<double> cell_first_principal;        ///< mean [Pa]
    double temperature_min = 0, temperature_max = 0; ///< [K]
  };

  /// Largest stresses at the quadrature points of every part, and the cell means that make_fields needs. Cells that several parts share
  /// by area count for no part. *Collective.*
  Survey survey(const SolvedState &state, bool needs_means);

  /// Hottest node of every part that is a die or carries power; only when the temperature was solved. *Collective.*
  std::vector<report::Hotspot> find_hotspots(const model::Model &model, const mechanics::Temperature &temperature);

  /// The modelled part of the package as hexahedra of the solution's degree, for output. Local.
  output::FieldPiece make_fields(const SolvedState &state, const Survey &survey);
} // namespace sagitta::evaluation
