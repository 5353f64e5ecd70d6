#pragma once

#include <materials/material.h>
#include <materials/point/mechanical_law.h>
#include <meshing/mesh_request.h>
#include <meshing/package.h>
#include <solver/errors.h>

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sagitta
{
  enum class Side
  {
    x_min,
    x_max,
    y_min,
    y_max,
    bottom,
    top
  };

  /// A face of one part, or of the whole package (no part): the outermost plane on that side.
  struct FacePlace
  {
    std::optional<unsigned> body; ///< index into Package::bodies
    Side side;
  };

  struct PointPlace
  {
    std::array<double, 3> at; ///< [m]
  };

  using Place = std::variant<FacePlace, PointPlace>;

  /// q = coefficient (T - ambient) leaves through the face.
  struct FilmCondition
  {
    FacePlace face;
    double coefficient; ///< [W/(m2 K)]
    double ambient;     ///< [K]
    Source source = {};
  };

  struct FixedTemperature
  {
    Place place;
    double temperature; ///< [K]
    Source source = {};
  };

  /// Given displacement components on a face or at a point; an absent component is free.
  struct Support
  {
    Place place;
    std::array<std::optional<double>, 3> displacement; ///< [m]
    Source source = {};
  };

  /// Pressure [Pa] on a face, positive when it pushes into the body.
  struct Pressure
  {
    FacePlace face;
    double pressure;
    Source source = {};
  };

  /// One state to report: an even temperature, or the solved temperature field.
  struct State
  {
    std::string name;
    std::optional<double> temperature;   ///< [K]; absent: the solved field
    std::optional<double> duration = {}; ///< [s] in which the temperature goes there from the state before; with a history only
  };

  /// Where a path in time begins, and how closely it is followed.
  struct HistoryRequest
  {
    double start_temperature = 0;     ///< [K], at which materials with memory are free of stress
    std::vector<double> initial_cure; ///< degree of cure at the start [-] per material; 1: it is cured and does nothing more
    double tolerance = 1e-3;          ///< error of a step, share of the largest stress; docs/theory/history.md, Eq. (6)
  };

  struct Probe
  {
    std::string name;
    std::array<double, 3> at; ///< [m]
    Source source = {};
  };

  /// What is measured as warpage, and against which limit.
  struct WarpageRequest
  {
    std::optional<meshing::Rectangle> terminal_zone; ///< absent: the whole face
    std::optional<double> ball_pitch;                ///< [m]; absent: no limit is quoted
    unsigned grid_points = 101;                      ///< of the map per axis
  };

  /// Refinement of the plan until the estimated error of every state's warpage (bottom face) is small enough.
  struct AdaptiveRequest
  {
    std::optional<double> length; ///< largest error [m]
    std::optional<double> share;  ///< largest error as a share of the state's own warpage; one of the two is given
    unsigned long long max_dofs = 3000000;
    unsigned max_cycles = 20;
  };

  enum class SolverMethod
  {
    automatic, ///< direct where that is faster, else column_multigrid
    column_multigrid,
    direct, ///< PETSc MUMPS on the assembled matrix
    gamg    ///< PETSc CG + GAMG on the assembled matrix, for comparison
  };

  struct SolverRequest
  {
    SolverMethod method = SolverMethod::automatic;
    double tolerance = 1e-8; ///< true relative residual |b - A x| / |b|
    unsigned max_iterations = 200;
  };

  struct OutputRequest
  {
    bool fields = true;       ///< VTU per state
    unsigned file_groups = 1; ///< VTU files per state at most
  };

  /// Where the case file speaks of what a mesh or a solve may refuse later.
  struct CaseSources
  {
    Source plan, thermal, mechanics;
    std::vector<Source> bodies; ///< per body of the package
  };

  /// A whole case, checked: every index is valid, every number finite, every physics present that its states need.
  struct Case
  {
    std::string name;
    std::string title;
    std::string source_text; ///< the case file after --set, as canonical YAML: what the hash is of
    std::string hash;        ///< SHA-256 of source_text and the cards it uses, hexadecimal
    meshing::Package package;
    std::vector<materials::Material> materials;
    std::vector<materials::MechanicalLaw> laws; ///< per material; empty: all are elastic
    std::optional<HistoryRequest> history;      ///< present when a part has a memory: the states are a path then
    meshing::MeshRequest mesh;
    std::optional<AdaptiveRequest> adaptive;
    bool estimate_error = false; ///< of the warpage by the size of the cells; true with `adaptive`
    std::vector<FilmCondition> films;
    std::vector<FixedTemperature> fixed_temperatures;
    std::vector<Support> supports;
    std::vector<Pressure> pressures;
    std::array<double, 3> acceleration = {{0, 0, 0}}; ///< [m/s2], the acceleration of gravity as felt: body force = density * acceleration
    std::vector<State> states;
    std::vector<Probe> probes;
    WarpageRequest warpage;
    SolverRequest solver;
    OutputRequest output;
    CaseSources sources;

    materials::MechanicalLaw law(unsigned material) const { return laws.empty() ? materials::MechanicalLaw::elastic : laws[material]; }

    bool needs_heat() const
    {
      for (const State &state : states)
        if (!state.temperature)
          return true;
      return false;
    }
  };
} // namespace sagitta
