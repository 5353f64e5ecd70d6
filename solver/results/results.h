#pragma once

#include <materials/engineering_constants.h>
#include <materials/estimate.h>
#include <solver/base/stage_log.h>
#include <solver/results/layout_errors.h>
#include <solver/results/sensitivity.h>
#include <solver/results/submodel.h>
#include <solver/results/warnings.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::results
{
  enum class WarpageShape
  {
    convex,  ///< centre away from the board (balls down): positive
    concave, ///< centre towards the board: negative
    saddle,  ///< the diagonals bend in opposite directions
    m_like,  ///< along the diagonals the flanks are high, the middle and the corners low
    w_like,  ///< along the diagonals the flanks are low, the middle and the corners high
    flat     ///< no deviation above rounding
  };

  /// Height of one face over the terminal zone on a regular grid, after the rigid motion, before the plane fit.
  /// Points without material are NaN. heights[j * x.size() + i] belongs to (x[i], y[j]).
  struct SurfaceMap
  {
    std::vector<double> x;       ///< [m]
    std::vector<double> y;       ///< [m]
    std::vector<double> heights; ///< uz [m]
  };

  /// A figure with its uncertainty.
  struct Uncertain
  {
    double value = 0;
    double uncertainty = 0;
  };

  /// The best quadratic of a face, which changes smoothly with the heights. Curvatures are positive where the face is convex:
  /// w = ... - (kx x^2 + 2 kxy x y + ky y^2) / 2. Uncertainties: docs/theory/warpage.md, Eqs. (7) and (8).
  struct Quadratic
  {
    Uncertain kx, ky, kxy;            ///< [1/m]
    std::array<Uncertain, 2> bows;    ///< of the quadratic along the two diagonals, middle over corners [m]
    Uncertain mean_bow;               ///< of the two [m]
    double residual = 0;              ///< root mean square of the heights over the quadratic [m]
    std::array<double, 2> half_sides; ///< of the zone [m]
    std::string shape = {};           ///< a word for it: dome, bowl, x_pipe, ...
  };

  /// The largest warpage that a standard allows in a state.
  struct WarpageLimit
  {
    double value; ///< [m]
    std::string source;
  };

  /// Warpage of one face by JEITA ED-7306.
  struct Warpage
  {
    double value = 0;          ///< signed: + convex, - concave [m]
    double peak_to_valley = 0; ///< [m]
    WarpageShape shape = WarpageShape::flat;
    std::array<double, 2> diagonals = {{0, 0}}; ///< signed sagitta of the two diagonals [m]
    bool sign_is_certain = true;                ///< false: the values that decide the sign are below their uncertainty
    std::optional<Quadratic> quadratic = {};    ///< absent: the points do not fix one
    std::optional<WarpageLimit> limit = {};     ///< of the state
    SurfaceMap map = {};                        ///< heights after the plane fit [m]
    std::string face = {};                      ///< the parts: "lid.top"
    std::string name = {};                      ///< of the measurement: "bottom", "top", or that of the case
  };

  /// The name of a measurement, or that of the face if it has none.
  inline std::string label(const Warpage &warpage, const char *face)
  {
    return warpage.name.empty() ? face : warpage.name;
  }

  /// Estimated discretisation error of a figure of a state: the peak to valley of a face, or the larger extreme of a gap's change.
  /// Theory: docs/theory/error_estimate.md.
  struct ErrorEstimate
  {
    double value = 0;                  ///< sum of plan and thickness [m]
    double plan = 0;                   ///< of the cells in the plan, including the part of the temperature [m]
    double thickness = 0;              ///< of the elements through the thickness [m]
    std::string coarsest_layer;        ///< the layer with the largest part of `thickness`
    double averaged = 0;               ///< part of `plan` from cells whose materials are averaged by area [m]
    std::optional<double> properties;  ///< part of both from properties that vary with the temperature inside an element [m]
    double dual_error = 0;             ///< relative error of the dual solution in the energy norm: of the estimate itself
    std::optional<double> temperature; ///< part of `plan` that comes from the solved temperature [m]
    std::optional<double> tolerance;   ///< of the case [m]
    double moved = 0;                  ///< part of `plan`: the corrected face has its highest or lowest point elsewhere [m]
  };

  /// The warpage of a face that the case names.
  struct NamedWarpage
  {
    std::string name;
    Warpage warpage;
    std::optional<ErrorEstimate> error = {}; ///< if it was estimated
  };

  /// How the distance between two faces changes.
  struct Gap
  {
    std::string name;
    std::array<std::string, 2> faces;           ///< upper, lower
    double distance;                            ///< before [m]
    SurfaceMap change;                          ///< u_z of the upper face less that of the lower [m]; positive opens the gap
    double smallest = 0, largest = 0, mean = 0; ///< of `change` [m]
    std::optional<ErrorEstimate> error = {};    ///< of the larger one of both extremes, if it was estimated
  };

  struct Hotspot
  {
    std::string part;
    double temperature;         ///< [K]
    std::array<double, 3> at;   ///< [m]
    std::optional<double> rise; ///< above the ambient temperature, if there is only one [K]
  };

  /// The temperature of a part, or of one of its power blocks.
  struct PartTemperature
  {
    std::string part;
    std::optional<std::string> block; ///< of a die's power; absent: the whole part
    double maximum, mean, minimum;    ///< [K]; the mean over the volume of the part, or over the area of the block
  };

  struct PartStress
  {
    std::string part;
    std::string material;
    double von_mises; ///< largest [Pa]
    std::array<double, 3> von_mises_at;
    double first_principal; ///< largest [Pa]
    std::array<double, 3> first_principal_at;
    /// Percentiles (95 % and 99 %) by volume of the means of the part's elements, which the fields show [Pa].
    std::array<double, 2> von_mises_percentiles = {{0, 0}}, first_principal_percentiles = {{0, 0}};
    /// Mean over the part's volume [Pa]: xx, yy, zz, yz, xz, xy.
    std::array<double, 6> mean = {{0, 0, 0, 0, 0, 0}};
  };

  /// The temperatures and the mean stress of a part in a state, for warnings.
  struct PartExposure
  {
    unsigned part;                           ///< index into the bodies of the package
    double temperature_min, temperature_max; ///< [K]
    std::optional<double> mean_stress;       ///< a third of the trace, averaged over the volume [Pa]; absent: it has no cell of its own
  };

  struct ProbeValue
  {
    std::string name;
    std::array<double, 3> at;
    std::array<double, 3> displacement; ///< [m]
    double temperature;                 ///< [K]
    std::array<double, 6> stress;       ///< xx, yy, zz, yz, xz, xy [Pa]
    std::string part;                   ///< at an interface, the part in which the stress is evaluated
  };

  struct SolveInfo
  {
    std::string method;
    unsigned iterations = 0;
    double relative_residual = 0;         ///< |b - A x| / |b|
    std::vector<double> residual_history; ///< relative, per iteration, by the recurrence; the last one of a pass is the true residual
    std::vector<unsigned> passes = {};    ///< iterations of each pass, if coefficients depend on the solution; else empty
    double set_up_seconds = 0;            ///< operator and preconditioner made for this solve, wall
    double solve_seconds = 0;             ///< iteration; load cases that are solved together have equal shares
    double energy_error = 0;              ///< estimated relative error in the energy norm
  };

  struct MaterialCure
  {
    std::string material;
    double degree;                                   ///< [-], mean over the volume
    std::optional<std::array<double, 2>> range = {}; ///< least and largest, where it differs from point to point
  };

  /// The hottest point of a package on the way to a state.
  struct HottestPoint
  {
    double temperature;       ///< [K]
    double time;              ///< since the start of the path [s]
    std::array<double, 3> at; ///< [m]
  };

  /// The steps of a path in time to a state from the previous one.
  struct HistoryInfo
  {
    double time = 0;                          ///< since the start of the path [s]
    unsigned steps = 0;                       ///< accepted; each is a pair of solves
    unsigned rejected = 0;                    ///< repeated with a shorter step
    unsigned iterations = 0;                  ///< of all linear solves together
    unsigned solves = 0;                      ///< linear ones
    std::vector<MaterialCure> cure;           ///< at the state, of materials with memory
    std::optional<HottestPoint> hottest = {}; ///< where heat conduction is solved in time
  };

  struct StateResult
  {
    std::string name;
    std::optional<double> temperature; ///< [K]; absent: a field
    bool is_prescribed = false;        ///< the field is prescribed, not solved
    double temperature_min = 0, temperature_max = 0;
    bool has_displacement = true; ///< false: heat conduction alone, without warpage, stresses and displacements
    Warpage bottom, top;
    std::vector<NamedWarpage> faces; ///< further ones that the case names
    std::vector<Gap> gaps;
    std::optional<ErrorEstimate> error;        ///< of the bottom face's warpage
    std::optional<ErrorEstimate> top_error;    ///< of the top's, if the case names it
    std::string no_error = {};                 ///< why an error that was asked for could not be estimated; empty: it was, or was not
    std::vector<Hotspot> hotspots;             ///< per die with power, or every die when heat is solved
    std::vector<PartTemperature> temperatures; ///< of every part and power block, where the temperature differs from point to point
    std::vector<PartStress> stresses;
    std::vector<PartExposure> exposures; ///< of the parts that fill a cell
    std::vector<ProbeValue> probes;
    SolveInfo displacement;             ///< along a path: the largest number of iterations and residual, the times of all solves
    std::optional<HistoryInfo> history; ///< absent: the package has no memory
  };

  struct PartVolume
  {
    std::string part;
    std::string material;
    double volume; ///< [m3] in the whole package
  };

  /// An edge or a round outline that no mesh line follows: in the cells that it crosses materials are averaged by area.
  struct AveragedOutline
  {
    std::string part;
    std::string edge;  ///< "x = 2.04 mm", or "round"
    double distance;   ///< largest, from the nearest mesh line [m]
    double cell_width; ///< of the widest cell that it crosses, across the edge [m]
    double share;      ///< of the part's area that lies in cells which its averaged outline crosses
  };

  /// Power blocks of a part whose power per area the plan cells spread over more than the blocks.
  struct SpreadPower
  {
    std::string part;
    unsigned long long blocks = 0; ///< how many lose a notable part of their power per area
    std::string block = {};        ///< of these the one that loses most
    double width = 0;              ///< of its narrower side [m]
    double cell_width = 0;         ///< of the widest cell that it meets [m]
    double share = 0;              ///< the largest power per area of its cells over its own [-]
  };

  struct MeshInfo
  {
    unsigned long long plan_cells = 0;
    unsigned layer_elements = 0;
    unsigned long long cells = 0;            ///< filled cells
    unsigned long long dofs = 0;             ///< displacement components at the nodes of filled cells, constrained ones included
    unsigned long long dofs_temperature = 0; ///< nodes of filled cells
    unsigned degree = 0, degree_z = 0;
    std::string symmetry; ///< "none", "half in x", "half in y", "quarter"
    std::vector<PartVolume> volumes;
    double widest_cell = 0;                         ///< longer side of the widest plan cell [m]
    std::vector<AveragedOutline> averaged_outlines; ///< of the modelled part
    std::vector<SpreadPower> spread_power;          ///< parts with power blocks that the plan does not resolve
    std::vector<std::string> averaged; ///< sentences: edges that no mesh line follows, points whose condition applies at a node nearby
    LayoutErrors layouts;              ///< of layers and parts whose metal is read from layouts
    double estimated_memory = 0;       ///< [bytes], all ranks
    double largest_memory = 0;         ///< [bytes], of the largest plan that refinement may make
  };

  /// One plan of an adaptive run.
  struct AdaptiveCycle
  {
    unsigned long long plan_cells = 0, dofs = 0;
    struct Figure
    {
      std::string state;
      double warpage;              ///< of the face, signed [m]
      std::optional<double> error; ///< estimated [m]; absent: it could not be
      unsigned iterations;
      std::string face = {}; ///< empty: the bottom; else a face or a gap that the case names
    };
    std::vector<Figure> figures; ///< of the states that were solved on this plan, face by face
  };

  /// The refinement of the plan.
  struct AdaptiveResult
  {
    std::vector<AdaptiveCycle> cycles;
    bool is_met = false; ///< every state is within its tolerance
    std::string end;     ///< why refinement ended, in a sentence
  };

  /// The law of a material of the package.
  struct UsedMaterial
  {
    std::string name;
    std::string law; ///< as in the case file
  };

  /// One value of a material from its card or a formula, with its source.
  struct SourcedValue
  {
    std::string property, value, kind, source, note;
  };

  /// The predictions for a filled compound.
  struct PredictedMaterial
  {
    std::string name;
    std::vector<SourcedValue> values; ///< composition, packing, flow of the resin, and all predictions as text
    std::vector<materials::ReportedEstimate> estimates;
  };

  /// Constants of a homogenised layer at one temperature.
  struct LayerConstants
  {
    std::optional<materials::EngineeringConstants> elastic;
    std::optional<std::array<double, 3>> expansion;    ///< x, y, z [1/K]
    std::optional<std::array<double, 3>> conductivity; ///< x, y, z [W/(m K)]
  };

  /// A layer of bumps whose effective material a solve found, beside what closed formulas give.
  struct SolvedBumpLayer
  {
    struct Row
    {
      double temperature; ///< [K]
      LayerConstants cell, formula;
    };
    std::string name, description;
    double share;          ///< of the array's area that has the neighbours of the cell [-]
    std::string refusal;   ///< why it is computed by closed formulas; empty if not
    std::vector<Row> rows; ///< by temperature; empty without a solve or without elasticity

    struct PlateError
    {
      double temperature; ///< [K]
      double error;       ///< how much more a large package bends with the layer than with its bumps [-]
    };
    std::vector<PlateError> plate_errors;
  };

  /// All results of a run.
  struct RunResult
  {
    std::string case_name, case_title, case_hash;
    std::string version, revision;
    unsigned ranks = 1;
    MeshInfo mesh;
    std::vector<UsedMaterial> materials;      ///< of all parts
    std::vector<PredictedMaterial> predicted; ///< the filled compounds of the case
    std::vector<SolvedBumpLayer> bump_layers;
    std::optional<AdaptiveResult> adaptive;
    std::optional<SolveInfo> temperature;
    std::vector<StateResult> states;
    std::vector<Warning> warnings; ///< of the case and its mesh, then of the states in their order
    std::vector<StageCost> stages;
    std::optional<SubmodelResult> submodel = {};         ///< of a window of another run
    std::optional<SensitivityResult> sensitivities = {}; ///< that the case asks for
  };
} // namespace sagitta::results
