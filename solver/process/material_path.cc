#include <solver/process/material_path.h>

#include <solver/base/errors.h>
#include <solver/process/law_failure.h>

#include <materials/eigenstrain.h>
#include <materials/isotropic_moduli.h>
#include <materials/laws/law_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sagitta::process
{
  namespace
  {
    constexpr unsigned pieces_of_a_step = 8;
    constexpr unsigned pieces_of_a_segment = 64; // in each of which the glass transition is passed once at most

    double along(double from, double to, double share)
    {
      return share == 1 ? to : from + (to - from) * share;
    }
  } // namespace

  std::optional<materials::MaterialLaw> make_law_with_memory(const Materials &materials, unsigned material)
  {
    if (!materials::has_memory(materials.law(material)))
      return std::nullopt;
    try
      {
        return materials::make_law_for_mesh(materials[material], materials.law(material));
      }
    catch (const std::invalid_argument &error)
      {
        throw InputError(fmt::format("the material {}: {}", materials[material].name, error.what()));
      }
  }

  bool needs_newton(const Materials &materials, const Programme &programme)
  {
    if (programme.is_heated_path())
      return true;
    for (unsigned m = 0; m < materials.size(); ++m)
      if (const auto law = make_law_with_memory(materials, m); law && !law->is_relaxing())
        return true;
    return false;
  }

  MaterialPath::MaterialPath(const meshing::Package &package, const Materials &materials, const PathRequest &path)
      : package_(package), materials_(materials), path_(path)
  {
    for (unsigned m = 0; m < materials.size(); ++m)
      laws_.push_back(make_law_with_memory(materials, m));
  }

  Instant MaterialPath::start() const
  {
    return {0, path_.start_temperature, path_.initial_cure, std::vector<std::array<double, 3>>(materials_.size())};
  }

  double MaterialPath::cure_after(unsigned m, double cure, const materials::CureInterval &interval, double tolerance) const
  {
    return call_law(m, [&] { return materials::advance_cure(materials_[m].cure->kinetics, cure, interval, tolerance).cure; });
  }

  Instant MaterialPath::later(const Instant &from, double duration, double temperature) const
  {
    Instant to = from;
    to.time += duration;
    to.temperature = temperature;
    for (unsigned m = 0; m < laws_.size(); ++m)
      if (cures(m, from))
        {
          const CureOfPoint at =
              later(m, {from.cure[m], from.moved_transition[m]}, {duration, {{from.temperature, temperature}}}, cure_tolerance);
          to.cure[m] = at.cure;
          to.moved_transition[m] = at.moved_transition;
        }
    return to;
  }

  CureOfPoint MaterialPath::later(unsigned m, const CureOfPoint &from, const materials::CureInterval &interval, double tolerance) const
  {
    const auto &[duration, temperature] = interval;
    CureOfPoint to = from;
    // A glass transition that moves in a curve is followed in pieces.
    const bool moves = materials::has_moving_expansion(materials_[m]) && temperature[0] != temperature[1];
    const unsigned n = moves ? pieces_of_a_step : 1;
    for (unsigned i = 0; i < n; ++i)
      {
        const std::array<double, 2> piece = {
            {along(temperature[0], temperature[1], double(i) / n), along(temperature[0], temperature[1], double(i + 1) / n)}};
        const double before = to.cure;
        to.cure = cure_after(m, before, {duration / n, piece}, tolerance);
        const std::array<double, 3> added = materials::strain_of_moved_transition(materials_[m], piece, {{before, to.cure}});
        for (unsigned axis = 0; axis < 3; ++axis)
          to.moved_transition[axis] += added[axis];
      }
    return to;
  }

  RelaxingSteps MaterialPath::steps(const Instant &from, const Instant &to, double duration) const
  {
    RelaxingSteps steps(laws_.size());
    for (unsigned m = 0; m < laws_.size(); ++m)
      if (laws_[m] && laws_[m]->is_relaxing())
        {
          const materials::PointStep step{duration, {from.temperature, to.temperature}, {from.cure[m], to.cure[m]}, {}};
          steps[m] = call_law(m, [&] { return laws_[m]->relaxing_step(step); });
        }
    return steps;
  }

  std::array<double, 3> MaterialPath::cure_strain(unsigned m, const CureOfPoint &at) const
  {
    return materials::cure_strain(materials_[m], {{path_.initial_cure[m], at.cure}}, at.moved_transition);
  }

  mechanics::ThermoelasticLaw MaterialPath::law(const Instant &at, const RelaxingSteps &steps) const
  {
    std::vector<std::optional<mechanics::MaterialStep>> result(steps.size());
    for (unsigned m = 0; m < steps.size(); ++m)
      if (steps[m])
        {
          const materials::IsotropicModuli moduli{steps[m]->bulk_modulus(), steps[m]->shear_modulus()};
          result[m] = mechanics::MaterialStep{materials::isotropic_stiffness(moduli), cure_strain(m, at)};
        }
      else if (laws_[m])
        result[m] = mechanics::MaterialStep{materials::stiffness(*materials_[m].elasticity, at.temperature), cure_strain(m, at)};
    return {package_, materials_, std::move(result)};
  }

  std::vector<double> MaterialPath::transition_crossings(unsigned m, const Instant &from, double duration, double temperature) const
  {
    const materials::Material &material = materials_[m];
    const double of_card = std::get<materials::GlassTransitionExpansion>(*material.expansion).glass_transition;
    const materials::GlassTransition &transition = *material.cure->glass_transition;
    const auto at = [&](double share) { return along(from.temperature, temperature, share); };
    const auto is_above = [&](double share, double cure) { return at(share) > of_card + transition.value(cure) - transition.cured(); };
    std::vector<double> shares;
    double cure = from.cure[m];
    for (unsigned i = 0; i < pieces_of_a_segment; ++i)
      {
        const double begin = double(i) / pieces_of_a_segment, end = double(i + 1) / pieces_of_a_segment;
        const auto after = [&](double share) {
          return cure_after(m, cure, {(share - begin) * duration, {{at(begin), at(share)}}}, cure_tolerance);
        };
        const bool was_above = is_above(begin, cure);
        const double next = after(end);
        if (is_above(end, next) != was_above)
          {
            double low = begin, high = end;
            for (unsigned halving = 0; halving < 24; ++halving)
              {
                const double middle = (low + high) / 2;
                (is_above(middle, after(middle)) == was_above ? low : high) = middle;
              }
            shares.push_back(high);
          }
        cure = next;
      }
    return shares;
  }

  std::vector<double> MaterialPath::kinks(const Instant &from, double duration, double temperature) const
  {
    std::vector<double> shares;
    if (from.temperature == temperature)
      return shares;
    std::set<unsigned> present;
    for (const meshing::Body &body : package_.bodies)
      if (body.kind != meshing::BodyKind::gap)
        present.insert(body.material);
    for (const unsigned m : present)
      if (cures(m, from) && materials::has_moving_expansion(materials_[m]))
        {
          const std::vector<double> own = transition_crossings(m, from, duration, temperature);
          shares.insert(shares.end(), own.begin(), own.end());
        }
      else
        for (const double kink : materials::expansion_kinks(*materials_[m].expansion))
          shares.push_back((kink - from.temperature) / (temperature - from.temperature));
    for (const unsigned m : present)
      if (laws_[m] && !laws_[m]->is_relaxing() && materials_[m].solidus)
        shares.push_back((*materials_[m].solidus - from.temperature) / (temperature - from.temperature));
    shares.erase(std::remove_if(shares.begin(), shares.end(), [](double share) { return !(share > 1e-9 && share < 1 - 1e-9); }),
                 shares.end());
    std::sort(shares.begin(), shares.end());
    shares.erase(std::unique(shares.begin(), shares.end(), [](double a, double b) { return b - a < 1e-9; }), shares.end());
    return shares;
  }
} // namespace sagitta::process
