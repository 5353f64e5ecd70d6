#include <solver/reduced/reduced_model.h>

#include <materials/isotropic_moduli.h>
#include <solver/reduced/point_extremes.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::reduced
{
  namespace
  {
    // Largest error of a certified figure: the larger one of a share of it, and of a length [m] or a temperature [K].
    constexpr double certified_share = .01, certified_length = .5e-6, certified_temperature = .1;

    double mean(const std::array<double, 2> &range)
    {
      return (range[0] + range[1]) / 2;
    }

    double log_mean(const std::array<double, 2> &range)
    {
      return std::sqrt(range[0] * range[1]);
    }
  } // namespace

  bool Answer::is_certified() const
  {
    for (std::size_t figure = 0; figure < values.size(); ++figure)
      if (!is_certified(figure))
        return false;
    return true;
  }

  void Sketch::find_norms()
  {
    norms.clear();
    for (const auto &set : points)
      {
        std::vector<double> squares(set.empty() ? 0 : set.front().size(), 0.);
        for (const std::vector<double> &row : set)
          for (std::size_t i = 0; i < squares.size(); ++i)
            squares[i] += row[i] * row[i];
        for (double &square : squares)
          square = std::sqrt(square / rows);
        norms.push_back(std::move(squares));
      }
  }

  const std::string &ReducedModel::figure_name(std::size_t figure) const
  {
    return figure < functionals.size() ? functionals[figure] : sets[figure - functionals.size()].name;
  }

  bool ReducedModel::is_thermal(std::size_t figure) const
  {
    return figure >= functionals.size() && sets[figure - functionals.size()].figure == PointSet::Figure::highest;
  }

  double ReducedModel::tolerance_of(std::size_t figure, double value) const
  {
    if (is_thermal(figure))
      return std::max(certified_share * std::abs(value - sets[figure - functionals.size()].offset), certified_temperature);
    return std::max(certified_share * std::abs(value), certified_length);
  }

  Query ReducedModel::base() const
  {
    Query query;
    for (const FreeMaterial &material : materials)
      query.moduli.push_back({{material.base_young, material.base_poisson}});
    for (const FreeConductor &conductor : conductors)
      query.conductivities.push_back(conductor.base);
    query.strains.assign(strains.size(), 1.);
    for (const FreeThickness &thickness : thicknesses)
      query.thicknesses.push_back(thickness.base);
    return query;
  }

  Query ReducedModel::middle() const
  {
    Query query = base();
    for (std::size_t m = 0; m < materials.size(); ++m)
      query.moduli[m] = {{log_mean(materials[m].young), mean(materials[m].poisson)}};
    for (std::size_t c = 0; c < conductors.size(); ++c)
      query.conductivities[c] = log_mean(conductors[c].conductivity);
    for (std::size_t t = 0; t < thicknesses.size(); ++t)
      query.thicknesses[t] = thicknesses[t].reference();
    return query;
  }

  double FreeThickness::reference() const
  {
    return log_mean(range);
  }

  std::vector<double> ReducedModel::coefficients(const Query &query) const
  {
    if (query.moduli.size() != materials.size() || query.strains.size() != strains.size() ||
        query.conductivities.size() != conductors.size() || query.thicknesses.size() != thicknesses.size())
      throw std::invalid_argument("a query does not fit its model");
    std::vector<double> result{1.};
    for (const auto &[young, poisson] : query.moduli)
      {
        const materials::IsotropicModuli moduli = materials::isotropic_moduli(young, poisson);
        result.push_back(moduli.bulk);
        result.push_back(moduli.shear);
      }
    for (const double conductivity : query.conductivities)
      {
        if (!(conductivity > 0))
          throw std::invalid_argument("a conductivity is positive");
        result.push_back(conductivity);
      }
    return result;
  }

  namespace
  {
    double power_of(const ReducedModel &model, const Query &query, const std::optional<unsigned> &thickness, int power)
    {
      if (!thickness || power == 0)
        return 1;
      const double ratio = query.thicknesses[*thickness] / model.thicknesses[*thickness].reference();
      return power > 0 ? ratio : 1 / ratio;
    }
  } // namespace

  std::vector<double> ReducedModel::term_coefficients(const Query &query) const
  {
    const std::vector<double> moduli = coefficients(query);
    std::vector<double> result;
    for (const StiffnessTerm &term : terms)
      result.push_back(moduli[term.modulus] * power_of(*this, query, term.thickness, term.power));
    return result;
  }

  std::vector<double> ReducedModel::load_coefficients(const Query &query) const
  {
    const std::vector<double> moduli = coefficients(query);
    std::vector<double> result;
    for (const LoadTerm &load : loads)
      result.push_back((load.modulus ? moduli[*load.modulus] : 1.) * (load.strain ? query.strains[*load.strain] : 1.) *
                       power_of(*this, query, load.thickness, load.power));
    return result;
  }

  std::vector<double> ReducedModel::sketch_factors(const Query &query) const
  {
    if (thicknesses.empty())
      return {1.};
    double whole = fixed_thickness, reference_whole = fixed_thickness;
    for (std::size_t t = 0; t < thicknesses.size(); ++t)
      {
        whole += query.thicknesses[t];
        reference_whole += thicknesses[t].reference();
      }
    const double scale = std::min(1., whole / reference_whole);
    std::vector<double> result{1., 1 / scale};
    for (const double thickness : query.thicknesses)
      result.push_back(thickness / scale);
    return result;
  }

  double ReducedModel::alpha(const Query &query) const
  {
    const std::vector<double> moduli = coefficients(query);
    double smallest = fixed_ratio;
    for (std::size_t q = 1; q < moduli.size(); ++q)
      smallest = std::min(smallest, moduli[q] / reference[q]);
    return table.is_empty() ? smallest : smallest * table.find(query.thicknesses);
  }

  std::vector<double> ReducedModel::point_values(std::size_t set, const std::vector<double> &coordinates) const
  {
    return combine(sets[set].values, coordinates);
  }

  double failure_probability(unsigned rows, double wanted)
  {
    // Lower incomplete gamma function, regularised: P(a, x) = x^a e^-x / Gamma(a + 1) (1 + x / (a + 1) + x^2 / ((a + 1)(a + 2)) + ...).
    const double least = 1 / wanted + sketch_loss; // of the exact sketch over the norm
    const double a = rows / 2., x = a * least * least;
    double term = 1, sum = 1;
    for (unsigned n = 1; n < 1000 && term > 1e-16 * sum; ++n)
      {
        term *= x / (a + n);
        sum += term;
      }
    return std::exp(a * std::log(x) - x - std::lgamma(a + 1)) * sum;
  }

  double sketch_factor(unsigned rows)
  {
    double low = 1, high = 2;
    while (failure_probability(rows, high) > most_failure)
      high *= 2;
    for (unsigned step = 0; step < 50; ++step)
      {
        const double middle = (low + high) / 2;
        (failure_probability(rows, middle) > most_failure ? low : high) = middle;
      }
    return high;
  }

  double failure_of(const ReducedModel &model, unsigned queries)
  {
    // One primal residual, one dual one per functional and per point with a dual of its own; the norm of each point counts once.
    double per_query = 1. + static_cast<double>(model.functionals.size()), fixed = 0;
    for (const PointSet &set : model.sets)
      {
        per_query += (set.figure == PointSet::Figure::peak_to_valley ? 2. : 1.) * most_refined_points;
        fixed += set.values.empty() ? 0. : static_cast<double>(set.values.front().size());
      }
    return (per_query * queries + fixed) * most_failure;
  }

  namespace
  {
    /// The matrices, loads and sketches at one query.
    struct AssembledQuery
    {
      std::vector<double> loads, parts, sketched_loads; ///< factors of loads; of the parts of the sketch; their products
      PointBounds bounds;

      AssembledQuery(const ReducedModel &model, const Query &query, const Sketch &sketch)
          : loads(model.load_coefficients(query)), parts(model.sketch_factors(query)), sketched_loads(outer(parts, loads)),
            bounds(assemble(model, model.term_coefficients(query), parts, sketch))
      {
      }

      static std::vector<double> outer(const std::vector<double> &a, const std::vector<double> &b)
      {
        std::vector<double> result;
        for (const double x : a)
          for (const double y : b)
            result.push_back(x * y);
        return result;
      }

      static PointBounds assemble(const ReducedModel &model, const std::vector<double> &terms, const std::vector<double> &parts,
                                  const Sketch &sketch)
      {
        return {combine(model.stiffness, terms), combine(sketch.stiffness, outer(parts, terms)), model.size,
                sketch_factor(model.certificate.rows)};
      }

      /// A functional by the sketch, row by row.
      std::vector<double> functional(const ReducedModel &model, const Sketch &sketch, std::size_t number) const
      {
        std::vector<double> sum(sketch.rows, 0.);
        for (std::size_t p = 0; p < parts.size(); ++p)
          for (unsigned k = 0; k < sketch.rows; ++k)
            sum[k] += parts[p] * sketch.functionals[p * model.functionals.size() + number][k];
        return sum;
      }

      /// Of the values of T omega_k at points, which are heights or temperatures, over those of omega_k.
      double scale_of_points() const { return parts.size() > 1 ? parts[1] : 1.; }
    };
  } // namespace

  Answer evaluate(const ReducedModel &model, const Query &query, const Sketch &sketch)
  {
    const AssembledQuery at(model, query, sketch);
    Answer answer;
    answer.alpha = model.alpha(query);
    answer.coordinates = at.bounds.solve(combine(model.load_vectors, at.loads));
    const double primal = at.bounds.norm(combine(sketch.loads, at.sketched_loads), answer.coordinates) / answer.alpha;
    for (std::size_t j = 0; j < model.functionals.size(); ++j)
      {
        answer.values.push_back(product(model.functional_vectors[j], answer.coordinates));
        answer.bounds.push_back(primal * at.bounds.dual_norm(at.functional(model, sketch, j), model.functional_vectors[j]));
      }
    const double scale = at.scale_of_points();
    for (std::size_t s = 0; s < model.sets.size(); ++s)
      {
        const std::vector<double> values = model.point_values(s, answer.coordinates);
        const Extreme extreme = at.bounds.extreme(model.sets[s], values, primal, {sketch.points[s], sketch.norms[s], scale});
        answer.values.push_back(model.sets[s].offset + extreme.value);
        answer.bounds.push_back(extreme.bound);
        answer.point_bounds.push_back(primal * at.bounds.factor() * scale *
                                      *std::max_element(sketch.norms[s].begin(), sketch.norms[s].end()));
      }
    for (std::size_t figure = 0; figure < answer.values.size(); ++figure)
      answer.tolerances.push_back(model.tolerance_of(figure, answer.values[figure]));
    return answer;
  }

  double bound_at(const ReducedModel &model, const Query &query, std::size_t set, const std::vector<std::size_t> &points)
  {
    const Sketch &sketch = model.certificate;
    const AssembledQuery at(model, query, sketch);
    double largest = 0;
    for (const std::size_t point : points)
      {
        std::vector<double> vector, sketched;
        for (const std::vector<double> &function : model.sets[set].values)
          vector.push_back(function[point]);
        for (const std::vector<double> &row : sketch.points[set])
          sketched.push_back(at.scale_of_points() * row[point]);
        largest = std::max(largest, at.bounds.dual_norm(sketched, vector));
      }
    const std::vector<double> x = at.bounds.solve(combine(model.load_vectors, at.loads));
    return largest * at.bounds.norm(combine(sketch.loads, at.sketched_loads), x) / model.alpha(query);
  }
} // namespace sagitta::reduced
