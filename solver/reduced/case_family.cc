#include <solver/reduced/case_family.h>

#include <solver/base/errors.h>
#include <solver/case/case_text.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/reduced/thermoelastic_terms.h>
#include <solver/results/warpage.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

namespace sagitta::reduced
{
  namespace
  {
    // Equal constants may differ by rounding of the paths by which they were computed.
    constexpr double rounding = 1e-12;

    bool is_equal(const materials::OrthotropicStiffness &a, const materials::OrthotropicStiffness &b)
    {
      const std::array<double, 9> first = layered::pack(a), second = layered::pack(b);
      for (unsigned i = 0; i < 9; ++i)
        if (std::abs(first[i] - second[i]) > rounding * std::abs(first[0]))
          return false;
      return true;
    }

    /// The factor between two free strains; nothing when they are not parallel.
    std::optional<double> factor_between(const mechanics::Voigt &base, const mechanics::Voigt &other)
    {
      double size = 0;
      unsigned largest = 0;
      for (unsigned i = 0; i < 3; ++i)
        if (std::abs(base[i]) > size)
          {
            size = std::abs(base[i]);
            largest = i;
          }
      const double factor = size > 0 ? other[largest] / base[largest] : 1.;
      for (unsigned i = 0; i < 3; ++i)
        if (std::abs(other[i] - factor * base[i]) > 1e-9 * std::max(size, std::abs(other[i])))
          return std::nullopt;
      return factor;
    }

    const materials::IsotropicElasticity *isotropic(const Materials &materials, unsigned material)
    {
      const auto &elasticity = materials[material].elasticity;
      return elasticity ? std::get_if<materials::IsotropicElasticity>(&*elasticity) : nullptr;
    }

    void widen(std::array<double, 2> &range, double value)
    {
      range = {{std::min(range[0], value), std::max(range[1], value)}};
    }
  } // namespace

  std::string plan_text(const Case &problem)
  {
    Case plan = problem;
    for (meshing::Layer &layer : plan.package.layers)
      layer.thickness = 1;
    return mesh_text(plan);
  }

  std::optional<CaseDifference> find_difference(const Case &base, const Case &other, double temperature)
  {
    CaseDifference difference;
    difference.moduli.resize(base.materials.size());
    difference.strains.assign(base.materials.size(), std::numeric_limits<double>::quiet_NaN());
    if (other.materials.size() != base.materials.size())
      return std::nullopt;
    for (const meshing::Layer &layer : other.package.layers)
      difference.thicknesses.push_back(layer.thickness);
    const mechanics::ThermoelasticLaw law(base.package, base.materials), other_law(other.package, other.materials);
    for (unsigned b = 0; b < base.package.bodies.size(); ++b)
      {
        const meshing::Body &body = base.package.bodies[b];
        if (body.kind == meshing::BodyKind::gap)
          continue;
        const unsigned material = body.material;
        if (!is_equal(law.body_stiffness(b, temperature), other_law.body_stiffness(b, temperature)))
          {
            const auto *from = isotropic(base.materials, material), *to = isotropic(other.materials, material);
            if (from == nullptr || to == nullptr)
              return std::nullopt;
            difference.moduli[material] = {{to->young.value(temperature), to->poisson.value(temperature)}};
          }
        const auto factor = factor_between(law.mechanical_strain(b, mechanics::Voigt{}, temperature),
                                           other_law.mechanical_strain(b, mechanics::Voigt{}, temperature));
        double &known = difference.strains[material];
        if (!factor || (std::isfinite(known) && std::abs(known - *factor) > 1e-9 * std::abs(known)))
          return std::nullopt;
        known = *factor;
      }
    return difference;
  }

  CaseFamily::CaseFamily(const std::vector<Case> &cases, const std::string &state, MPI_Comm communicator, StageLog &log,
                         const FamilyRequest &family)
      : base_(std::make_shared<const Case>(cases.front())), has_thicknesses_(family.has_thicknesses), mesh_(text_of(*base_))
  {
    const State &wanted = base_->programme.states[find_state(base_->programme, state)];
    if (!wanted.temperature)
      throw InputError(state + ": a reduced model of several cases needs a state of a uniform temperature");
    temperature_ = *wanted.temperature;
    std::vector<CaseDifference> differences;
    for (const Case &problem : cases)
      if (const auto difference = find_difference(*base_, problem, temperature_);
          difference && problem.programme.states[find_state(problem.programme, state)].temperature == wanted.temperature)
        differences.push_back(*difference);
    if (differences.size() < 2)
      throw InputError(state + ": the cases differ in more than moduli of isotropic materials and expansions, so that they have no reduced "
                               "model in common");
    n_cases_ = static_cast<unsigned>(differences.size());
    ThermoelasticTerms terms(*base_, state, find_ranges(differences), communicator);
    model_ = terms.describe();
    ReductionRequest request;
    // Fewer random vectors widen the factor, which costs one more point; the solves of this point are fewer than those of the vectors.
    request.sketch_rows = 16;
    request.snapshot_tolerance = 1e-5;
    // Warpage and bow are asked for, not the heights at single points.
    request.functionals = std::vector<std::string>{"bow"};
    request.choice_rows = 8;
    request.tests = 0; // the cases are known: each has its own bound
    request.vectors = family.vectors;
    for (const CaseDifference &difference : differences)
      request.queries.push_back(query_of(difference));
    Reduction reduction = reduce(terms, request, log);
    model_ = std::move(reduction.model);
    report_ = std::move(reduction.report);
    diagonals_ = points_of_diagonals();
    report_.failure = failure_of(model_, static_cast<unsigned>(differences.size())) +
                      static_cast<double>(differences.size() * diagonals_.size()) * most_failure;
  }

  std::vector<std::size_t> CaseFamily::points_of_diagonals() const
  {
    // A height on a diagonal lies between those of the points around it.
    const PointSet &face = model_.sets.front();
    const std::size_t columns = face.x.size(), rows = face.y.size();
    const double reach = (1. / static_cast<double>(columns - 1) + 1. / static_cast<double>(rows - 1)) * (1 - 1e-9);
    const bool has_nodes = columns == rows && columns % 2 == 1;
    std::vector<std::size_t> points;
    for (std::size_t i = 0; i < face.places.size(); ++i)
      {
        const double x = static_cast<double>(face.places[i] % columns) / static_cast<double>(columns - 1),
                     y = static_cast<double>(face.places[i] / columns) / static_cast<double>(rows - 1);
        if (std::min(std::abs(x - y), std::abs(x + y - 1)) < (has_nodes ? 1e-9 : reach))
          points.push_back(i);
      }
    return points;
  }

  Ranges CaseFamily::find_ranges(const std::vector<CaseDifference> &differences) const
  {
    Ranges ranges;
    for (unsigned material = 0; material < base_->materials.size(); ++material)
      {
        std::array<double, 2> factors{{1, 1}};
        std::optional<MaterialRange> moduli;
        for (const CaseDifference &difference : differences)
          {
            if (std::isfinite(difference.strains[material]))
              widen(factors, difference.strains[material]);
            if (!difference.moduli[material])
              continue;
            if (!moduli)
              {
                const auto *from = isotropic(base_->materials, material);
                moduli = MaterialRange{base_->materials[material].name, {}, {}, {}};
                moduli->young.fill(from->young.value(temperature_));
                moduli->poisson.fill(from->poisson.value(temperature_));
              }
            widen(moduli->young, (*difference.moduli[material])[0]);
            widen(moduli->poisson, (*difference.moduli[material])[1]);
          }
        if (moduli)
          ranges.materials.push_back(*moduli);
        if (factors[0] < factors[1])
          ranges.strains.push_back({base_->materials[material].name, factors, {}});
      }
    for (std::size_t l = 0; l < base_->package.layers.size() && has_thicknesses_; ++l)
      {
        std::array<double, 2> range;
        range.fill(base_->package.layers[l].thickness);
        for (const CaseDifference &difference : differences)
          widen(range, difference.thicknesses[l]);
        if (range[1] > range[0] * (1 + rounding))
          ranges.thicknesses.push_back({base_->package.layers[l].name, range, {}});
      }
    return ranges;
  }

  Query CaseFamily::query_of(const CaseDifference &difference) const
  {
    Query query = model_.base();
    for (unsigned material = 0; material < base_->materials.size(); ++material)
      {
        const std::string &name = base_->materials[material].name;
        for (std::size_t m = 0; m < model_.materials.size(); ++m)
          if (model_.materials[m].name == name && difference.moduli[material])
            query.moduli[m] = *difference.moduli[material];
        for (std::size_t s = 0; s < model_.strains.size(); ++s)
          if (model_.strains[s].name == name)
            query.strains[s] = difference.strains[material];
      }
    for (std::size_t l = 0; l < base_->package.layers.size(); ++l)
      for (std::size_t t = 0; t < model_.thicknesses.size(); ++t)
        if (model_.thicknesses[t].layer == base_->package.layers[l].name)
          query.thicknesses[t] = difference.thicknesses[l];
    return query;
  }

  std::string CaseFamily::text_of(const Case &problem) const
  {
    return has_thicknesses_ ? plan_text(problem) : mesh_text(problem);
  }

  /// Parameters without a range must have the values of the base, and thicknesses must be within the table.
  bool CaseFamily::covers(const CaseDifference &difference) const
  {
    for (unsigned material = 0; material < base_->materials.size(); ++material)
      {
        const auto is_named = [&](const auto &parameter) { return parameter.name == base_->materials[material].name; };
        const double factor = difference.strains[material];
        if ((difference.moduli[material] && std::none_of(model_.materials.begin(), model_.materials.end(), is_named)) ||
            (std::isfinite(factor) && factor != 1 && std::none_of(model_.strains.begin(), model_.strains.end(), is_named)))
          return false;
      }
    for (std::size_t l = 0; l < base_->package.layers.size(); ++l)
      {
        const meshing::Layer &layer = base_->package.layers[l];
        const auto free = std::find_if(model_.thicknesses.begin(), model_.thicknesses.end(),
                                       [&](const FreeThickness &thickness) { return thickness.layer == layer.name; });
        const double low = free == model_.thicknesses.end() ? layer.thickness : free->range[0],
                     high = free == model_.thicknesses.end() ? layer.thickness : free->range[1], h = difference.thicknesses[l];
        if (h < low * (1 - rounding) || h > high * (1 + rounding))
          return false;
      }
    return true;
  }

  std::optional<CertifiedFace> CaseFamily::find(const Case &problem) const
  {
    if (text_of(problem) != mesh_)
      return std::nullopt;
    const State &state = problem.programme.states[find_state(problem.programme, model_.state)];
    const auto difference = find_difference(*base_, problem, temperature_);
    if (!difference || state.temperature != temperature_ || !covers(*difference))
      return std::nullopt;
    const Query query = query_of(*difference);
    const Answer answer = evaluate(model_, query);
    const std::size_t set = model_.functionals.size(); // the first set
    results::SurfaceMap map{model_.sets.front().x, model_.sets.front().y, {}};
    map.heights.assign(map.x.size() * map.y.size(), std::numeric_limits<double>::quiet_NaN());
    const std::vector<double> heights = model_.point_values(0, answer.coordinates);
    for (std::size_t i = 0; i < heights.size(); ++i)
      map.heights[model_.sets.front().places[i]] = heights[i];
    CertifiedFace face{results::measure_warpage(map), false, false, false, answer.values.front(), answer.bounds[set],
                       answer.bounds.front()};
    face.has_warpage = answer.is_certified(set);
    face.has_bow = answer.is_certified(0);
    // The sign is that of the sum of the two sagittas, each the sum of two deviations from a chord, which depends on three heights.
    const double sagittas = face.warpage.diagonals[0] + face.warpage.diagonals[1];
    constexpr double heights_of_sagittas = 8;
    // The bound of all points is known already but wide; that of the points of the diagonals is narrow but needs a dual for each.
    face.has_sign = std::abs(sagittas) > heights_of_sagittas * answer.point_bounds.front() ||
                    std::abs(sagittas) > heights_of_sagittas * bound_at(model_, query, 0, diagonals_);
    return face;
  }
} // namespace sagitta::reduced
