#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::reduced
{
  /// A material whose moduli may be chosen, and where its model has been trained.
  struct FreeMaterial
  {
    std::string name;
    std::array<double, 2> young, poisson; ///< ranges [Pa], [-]
    double base_young, base_poisson;      ///< of the case
  };

  /// A material whose conductivity may be chosen, in a model of heat conduction.
  struct FreeConductor
  {
    std::string name;
    std::array<double, 2> conductivity; ///< range [W/(m K)]
    double base;                        ///< of the case
  };

  /// The free strain of a material in the state, which may be multiplied by a factor.
  struct FreeStrain
  {
    std::string name;
    std::array<double, 2> factors; ///< range that the model has been trained in [-]
    std::optional<double> cte;     ///< of the case, that the factor 1 stands for [1/K]; absent: a table, or several numbers
  };

  /// A layer whose thickness may be chosen.
  struct FreeThickness
  {
    std::string layer;
    std::array<double, 2> range; ///< [m]
    double base;                 ///< of the case [m]

    /// Of the mesh that the model is made on: the middle of the range by logarithms [m].
    double reference() const;
  };

  /// A load: `vector` times a modulus (or 1) times the factor of a free strain (or 1) times a power of the ratio of a thickness to its
  /// reference.
  struct LoadTerm
  {
    std::optional<unsigned> modulus;        ///< number among ReducedModel::coefficients()
    std::optional<unsigned> strain;         ///< number of the free strain
    std::optional<unsigned> thickness = {}; ///< number of the free thickness
    int power = 0;                          ///< of the ratio: 1 or 0
  };

  /// A matrix: its factor is a modulus times a power of the ratio of a thickness to its reference.
  struct StiffnessTerm
  {
    unsigned modulus;                       ///< number among ReducedModel::coefficients()
    std::optional<unsigned> thickness = {}; ///< number of the free thickness; absent: all layers of a given thickness
    int power = 0;                          ///< of the ratio: 1, 0 or -1
  };

  /// The smallest eigenvalue of the stiffness at the middle of the moduli over the norm that follows the thicknesses, at nodes of a grid
  /// over the thicknesses. Theory: docs/theory/reduced_models.md, Eqs. (12), (13).
  struct ThicknessTable
  {
    std::vector<std::vector<double>> nodes; ///< per thickness, ascending [m]
    std::vector<double> constants;          ///< the last thickness fastest

    bool is_empty() const { return nodes.empty(); }

    /// The smallest constant at the corners of the cell that holds the thicknesses. Not a strict bound between the nodes. Throws
    /// std::invalid_argument outside of the grid.
    double find(const std::vector<double> &thicknesses) const;
  };

  /// Points of which the extremes are a figure: the warpage of a face, or the hottest node of a part.
  struct PointSet
  {
    enum class Figure
    {
      peak_to_valley, ///< of heights over the plane of least squares [m]
      highest         ///< temperature [K]
    };
    std::string name;
    Figure figure;
    double offset = 0;                            ///< that the values are counted from [K]
    std::vector<double> x, y;                     ///< axes of the grid of a face [m]; empty for nodes
    std::vector<unsigned> places;                 ///< per point: its index in the grid of a face
    std::vector<std::vector<double>> values = {}; ///< [function of the space][point]
  };

  /// Vectors of a random sketch against the parts of a residual: rows omega_k with covariance X^-1, so that the mean of (omega_k . r)^2 is
  /// the square of the norm of r in the dual of the energy norm X. Theory: docs/theory/reduced_models.md, Eq. (6).
  /// With free thicknesses the vectors are T omega_k, whose parts of ReducedModel::sketch_factors() follow one another: [part][term].
  struct Sketch
  {
    unsigned rows = 0;
    std::vector<std::vector<double>> stiffness;           ///< [part][term]: rows x N, omega_k . A_q v_i
    std::vector<std::vector<double>> loads;               ///< [part][load][row]
    std::vector<std::vector<double>> functionals;         ///< [part][functional][row]
    std::vector<std::vector<std::vector<double>>> points; ///< [set][row][point]: omega_k at the points
    std::vector<std::vector<double>> norms;               ///< [set][point]: norm of the value at the point as a functional

    /// Finds `norms` of `points`.
    void find_norms();
  };

  /// What is asked of a model: young and poisson per free material, a conductivity per free conductor, a factor per free strain, the
  /// thickness of every layer where it is free [m].
  struct Query
  {
    std::vector<std::array<double, 2>> moduli;
    std::vector<double> strains;
    std::vector<double> conductivities;
    std::vector<double> thicknesses = {};
  };

  /// Figures with bounds: of the functionals, then of the sets of points.
  struct Answer
  {
    std::vector<double> values;       ///< [m], [K]
    std::vector<double> bounds;       ///< of their errors against the full model on the same mesh
    std::vector<double> tolerances;   ///< of a certified figure: tolerance_of()
    double alpha = 0;                 ///< lower bound of the energy over that of the reference
    std::vector<double> coordinates;  ///< of the solution in the space
    std::vector<double> point_bounds; ///< per set: of the error at any of its points

    bool is_certified(std::size_t figure) const { return bounds[figure] <= tolerances[figure]; }
    bool is_certified() const; ///< all of them
  };

  /// A reduced model of a linear state: figures of the warpage by the moduli K and mu of some isotropic materials and factors of free
  /// strains, or hotspots by the conductivities k of some isotropic materials, with bounds of their errors. A value: the sums that it needs
  /// are dense and small.
  ///   A(p) = A_0 + sum over free materials of K A_K + mu A_mu + sum over free conductors of k A_k
  /// Each of these is a sum over layers where thicknesses are free, with the factors h, 1 and 1/h of the ratio of a thickness.
  /// Theory: docs/theory/reduced_models.md.
  struct ReducedModel
  {
    std::string case_name, case_hash, state;
    std::vector<FreeMaterial> materials;
    std::vector<FreeConductor> conductors;
    std::vector<FreeStrain> strains;
    std::vector<FreeThickness> thicknesses;
    double fixed_thickness = 0; ///< of the other layers together [m]; where thicknesses are free
    std::vector<StiffnessTerm> terms;
    std::vector<LoadTerm> loads;
    std::vector<std::string> functionals; ///< their names: heights and bows [m]
    std::vector<PointSet> sets;
    std::vector<double> reference;    ///< the coefficients() of X, whose thicknesses are the references
    ThicknessTable table;             ///< empty without free thicknesses
    double fixed_ratio = 1;           ///< least ratio of the fixed part of A to that of X; not 1 only where another state's X is used
    unsigned size = 0;                ///< N
    unsigned points = 0;              ///< that the space was made of
    unsigned long long full_size = 0; ///< unknowns of the full model

    std::vector<std::vector<double>> stiffness;          ///< [term]: N x N
    std::vector<std::vector<double>> load_vectors;       ///< [load][N]
    std::vector<std::vector<double>> functional_vectors; ///< [functional][N]
    Sketch certificate;                                  ///< independent of the one that the space was chosen by

    unsigned n_coefficients() const { return 1 + 2 * static_cast<unsigned>(materials.size()) + static_cast<unsigned>(conductors.size()); }
    unsigned n_terms() const { return static_cast<unsigned>(terms.size()); }
    std::size_t n_figures() const { return functionals.size() + sets.size(); }
    const std::string &figure_name(std::size_t figure) const;
    bool is_thermal(std::size_t figure) const;

    /// Largest error of a certified figure: of a length the larger one of 1 % of it and 0.5 um, of a hotspot the larger one of 1 % of its
    /// rise over the ambient and 0.1 K.
    double tolerance_of(std::size_t figure, double value) const;

    /// The case itself.
    Query base() const;
    /// The middle of the ranges, where the reference is.
    Query middle() const;

    /// 1, then K and mu per free material [Pa], then k per free conductor [W/(m K)].
    std::vector<double> coefficients(const Query &query) const;
    /// The factors of the stiffness terms and of the loads.
    std::vector<double> term_coefficients(const Query &query) const;
    std::vector<double> load_coefficients(const Query &query) const;

    /// Factors of the parts of T omega_k: 1; with free thicknesses also 1/s and h/s of every free layer, s the smaller one of 1 and the
    /// ratio of the whole thickness to that of the reference. Theory: docs/theory/reduced_models.md, Eq. (11).
    std::vector<double> sketch_factors(const Query &query) const;
    unsigned n_sketch_parts() const { return thicknesses.empty() ? 1 : 2 + static_cast<unsigned>(thicknesses.size()); }

    /// Lower bound of A(p) over the norm: the smallest ratio of the coefficients to those of X, which is the sharpest bound that pointwise
    /// energies give, times the constant of the table.
    double alpha(const Query &query) const;

    /// Values at the points of a set, at the coordinates of an answer; without the offset.
    std::vector<double> point_values(std::size_t set, const std::vector<double> &coordinates) const;
  };

  /// A norm is at most this factor times its sketch of `rows` rows, but for the probability most_failure: 1.99 for 64 rows, 4.44 for 20.
  double sketch_factor(unsigned rows);
  constexpr double most_failure = 1e-9;

  /// Share of a norm by which its sketch may be too small because the vectors are solved for iteratively.
  constexpr double sketch_loss = .02;

  /// Probability that the norm of one residual exceeds `factor` times a sketch of `rows` rows: of chi square with so many degrees of
  /// freedom below rows (1 / factor + sketch_loss)^2.
  double failure_probability(unsigned rows, double factor);

  /// Upper bound of the probability that any bound of some queries fails: the sum over all norms that the bounds use.
  double failure_of(const ReducedModel &model, unsigned queries);

  /// Points, at most, whose own duals are used for the bound of one extreme.
  constexpr unsigned most_refined_points = 20;

  /// The figures for a query with their bounds by a sketch, with the factor of the certificate: |s - s_N| <= |r|_X' |r*|_X' / alpha. Throws
  /// std::invalid_argument for moduli that no solid has, or lists that do not fit the model.
  Answer evaluate(const ReducedModel &model, const Query &query, const Sketch &sketch);
  /// The largest bound of the error at some points of a set, each with its own dual in the space, by the certificate.
  double bound_at(const ReducedModel &model, const Query &query, std::size_t set, const std::vector<std::size_t> &points);
  inline Answer evaluate(const ReducedModel &model, const Query &query)
  {
    return evaluate(model, query, model.certificate);
  }
} // namespace sagitta::reduced
