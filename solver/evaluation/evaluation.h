#pragma once

#include <solver/case/materials.h>
#include <solver/case/requests.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/results/field_piece.h>
#include <solver/results/results.h>

#include <vector>

namespace sagitta::evaluation
{
  /// A solved state to be evaluated.
  struct SolvedState
  {
    const model::Model &model;
    const Materials &materials;
    const layered::LayeredSpace &space;
    const layered::Vector<double> &displacement; ///< complete and ghosted
    const mechanics::Temperature &temperature;
    const mechanics::ThermoelasticLaw &law;
    const mechanics::CarriedStress *carried = nullptr; ///< of a history: the carried stress of materials with memory
  };

  /// A state of heat conduction alone.
  struct ThermalState
  {
    const model::Model &model;
    const Materials &materials;
    const mechanics::Temperature &temperature;
  };

  enum class Face
  {
    bottom,
    top
  };

  /// What a warpage map is taken of: the bottom or the top face that the case measures, with its zone and grid.
  struct WarpageFace
  {
    Face face;
    const WarpageRequest &request;
  };

  /// The request behind it: the outermost face of the package over the terminal zone, unless the case names another. *Collective.*
  FaceRequest request_of(const model::Model &model, const WarpageFace &face);

  /// u_z of a face over its zone (or the whole face), symmetry undone; NaN where the face has no material. *Collective.*
  results::SurfaceMap sample_surface(const SolvedState &state, const WarpageFace &face);
  results::SurfaceMap sample_surface(const SolvedState &state, const FaceRequest &request);

  /// The warpage of a face, without a limit. *Collective.*
  results::Warpage measure_warpage(const SolvedState &state, const FaceRequest &request);

  /// How the distance between two faces changes. *Collective.*
  results::Gap measure_gap(const SolvedState &state, const GapRequest &request);

  /// Throws InputError for a face or a gap that is asked for and has no piece in its zone. *Collective.*
  void check_faces(const model::Model &model, const WarpageRequest &request);

  /// The transpose: adds the sum of weight times u_z over the points of the warpage map to a load, summed cell by cell (not condensed), on
  /// a space of the model's plan of whatever degree. `weights` are ordered like SurfaceMap::heights. *Collective.*
  void add_surface_load(const model::Model &model, const layered::LayeredSpace &space, const FaceRequest &request,
                        const std::vector<double> &weights, layered::Vector<double> &load);

  /// Displacement, temperature and stress at the probes. Throws InputError when a probe lies in no material. *Collective.*
  std::vector<results::ProbeValue> evaluate_probes(const SolvedState &state, const std::vector<Probe> &probes);

  /// The temperature at the probes; displacement and stress are zero. Throws InputError when a probe lies in no material. *Collective.*
  std::vector<results::ProbeValue> evaluate_probes(const ThermalState &state, const std::vector<Probe> &probes);

  /// What a pass over all quadrature points finds.
  struct Survey
  {
    std::vector<results::PartStress> stresses;       ///< per part
    std::vector<results::PartExposure> exposures;    ///< of every part that fills a cell, alone or with others
    std::vector<mechanics::Voigt> cell_stress;       ///< mean per [cell][element] of this rank [Pa]; empty unless it is asked for
    std::vector<double> cell_von_mises;              ///< mean [Pa]
    std::vector<double> cell_first_principal;        ///< mean [Pa]
    double temperature_min = 0, temperature_max = 0; ///< [K]
  };

  /// Largest and mean stresses at the quadrature points of every part, their 95 % and 99 % percentiles by volume, its temperatures,
  /// and the cell means that make_fields needs. Cells that several parts share by area count for no part's stress. *Collective.*
  Survey survey(const SolvedState &state, bool needs_means);

  /// Hottest node of every part that is a die or carries power; only when the temperature was solved. *Collective.*
  std::vector<results::Hotspot> find_hotspots(const model::Model &model, const mechanics::Temperature &temperature);

  /// Largest, mean and smallest temperature of every part (mean by volume; of a part that no cell holds for the most part nothing) and of
  /// every block of a power map (on the active face, or through the die where the power is in its volume), symmetry undone. Nothing for a
  /// uniform temperature. *Collective.*
  std::vector<results::PartTemperature> measure_part_temperatures(const model::Model &model, const mechanics::Temperature &temperature);

  /// The modelled part of the package as hexahedra of the solution's degree, for output. Local.
  results::FieldPiece make_fields(const SolvedState &state, const Survey &survey);

  /// The same of a temperature field alone. Local.
  results::FieldPiece make_fields(const ThermalState &state);
} // namespace sagitta::evaluation
