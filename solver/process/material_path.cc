#include <solver/process/material_path.h>

#include <solver/base/errors.h>

#include <materials/point/material_law.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sagitta::process
{
  namespace
  {
    /// f(), its exceptions as those of a material.
    template <typename F>
    auto guarded(unsigned material, const F &f)
    {
      try
        {
          return f();
        }
      catch (const std::invalid_argument &error)
        {
          throw LawFailure(material, error.what(), false);
        }
      catch (const std::runtime_error &error)
        {
          throw LawFailure(material, error.what(), true);
        }
    }

    /// 2 G dev + K 1 x 1.
    materials::OrthotropicStiffness isotropic(double shear, double bulk)
    {
      const double diagonal = bulk + 4. / 3 * shear, beside = bulk - 2. / 3 * shear;
      return {diagonal, diagonal, diagonal, beside, beside, beside, shear, shear, shear};
    }

    // A liquid keeps this share of its glassy shear modulus, so that the mesh holds together.
    constexpr double softest_share = 1e-6;

    constexpr unsigned pieces_of_a_step = 8;
    constexpr unsigned pieces_of_a_way = 64; // in which passages of the glass transition are looked for

    double along(double from, double to, double share)
    {
      return share == 1 ? to : from + (to - from) * share;
    }

    // While a network grows, its bulk modulus is at most so many shear moduli: stiffer than that is as good as incompressible.
    constexpr double largest_bulk = 1000;

    double glassy_shear(const materials::MemoryLaw &law)
    {
      const auto *viscoelastic = std::get_if<materials::ViscoelasticLaw>(&law);
      return viscoelastic ? viscoelastic->shear.instantaneous : 0;
    }

    /// The law in the mesh: where the network grows with the cure, its bulk modulus grows with it. Source: docs/theory/history.md, Eq. (9).
    materials::MemoryLaw law_in_mesh(const Materials &materials, unsigned m)
    {
      materials::MemoryLaw law = materials::memory_law(materials[m], materials.law(m));
      if (auto *viscoelastic = std::get_if<materials::ViscoelasticLaw>(&law);
          viscoelastic && viscoelastic->shear.growth && viscoelastic->bulk.equilibrium_weight() > 0)
        {
          materials::RelaxingModulus &bulk = viscoelastic->bulk;
          const materials::RelaxingModulus &shear = viscoelastic->shear;
          bulk.growth = shear.growth;
          bulk.growth->lead = std::max(1., largest_bulk * shear.instantaneous * shear.equilibrium_weight() /
                                               (bulk.instantaneous * bulk.equilibrium_weight()));
        }
      if (auto *chile = std::get_if<materials::ChileLaw>(&law))
        if (auto *moduli = std::get_if<materials::TransitionModuli>(&chile->moduli))
          moduli->liquid_bulk = 0;
      return law;
    }

    /// Adds to the part that forgets most. Source: docs/theory/history.md, Eq. (10).
    void raise(std::vector<materials::RelaxingStep::Part> &parts, double missing)
    {
      if (missing > 0)
        std::min_element(parts.begin(), parts.end(), [](const auto &a, const auto &b) { return a.decay < b.decay; })->gain += missing;
    }
  } // namespace

  MaterialPath::MaterialPath(const meshing::Package &package, const Materials &materials, const PathRequest &path)
      : package_(package), materials_(materials), path_(path)
  {
    for (unsigned m = 0; m < materials.size(); ++m)
      try
        {
          laws_.push_back(materials::has_memory(materials.law(m)) ? std::make_optional(law_in_mesh(materials, m)) : std::nullopt);
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(fmt::format("the material {}: {}", materials[m].name, error.what()));
        }
  }

  Instant MaterialPath::start() const
  {
    return {0, path_.start_temperature, path_.initial_cure, std::vector<std::array<double, 3>>(materials_.size())};
  }

  double MaterialPath::cure_after(unsigned m, double cure, double duration, double from, double to) const
  {
    return guarded(m, [&] { return materials::advance_cure(materials_[m].cure->kinetics, cure, {duration, {from, to}}).cure; });
  }

  Instant MaterialPath::later(const Instant &from, double duration, double temperature) const
  {
    Instant to = from;
    to.time += duration;
    to.temperature = temperature;
    for (unsigned m = 0; m < laws_.size(); ++m)
      if (cures(m, from))
        {
          // A glass transition that moves in a curve is followed in pieces.
          const bool moves = materials::has_moving_expansion(materials_[m]) && temperature != from.temperature;
          const unsigned n = moves ? pieces_of_a_step : 1;
          for (unsigned i = 0; i < n; ++i)
            {
              const std::array<double, 2> piece = {
                  {along(from.temperature, temperature, double(i) / n), along(from.temperature, temperature, double(i + 1) / n)}};
              const double before = to.cure[m];
              to.cure[m] = cure_after(m, before, duration / n, piece[0], piece[1]);
              const std::array<double, 3> added = materials::strain_of_moved_transition(materials_[m], piece, {{before, to.cure[m]}});
              for (unsigned axis = 0; axis < 3; ++axis)
                to.moved_transition[m][axis] += added[axis];
            }
        }
    return to;
  }

  RelaxingSteps MaterialPath::steps(const Instant &from, const Instant &to, double duration) const
  {
    RelaxingSteps steps(laws_.size());
    for (unsigned m = 0; m < laws_.size(); ++m)
      if (laws_[m])
        {
          const materials::PointStep step{duration, {from.temperature, to.temperature}, {from.cure[m], to.cure[m]}, {}};
          steps[m] = guarded(m, [&] { return std::visit([&](const auto &law) { return law.relaxing_step(step); }, *laws_[m]); });
          raise(steps[m]->shear, softest_share * glassy_shear(*laws_[m]) - steps[m]->shear_modulus());
          raise(steps[m]->bulk, 2. / 3 * steps[m]->shear_modulus() - steps[m]->bulk_modulus());
        }
    return steps;
  }

  mechanics::ThermoelasticLaw MaterialPath::law(const Instant &at, const RelaxingSteps &steps) const
  {
    std::vector<std::optional<mechanics::MaterialStep>> result(steps.size());
    for (unsigned m = 0; m < steps.size(); ++m)
      if (steps[m])
        {
          double shrinkage = 0;
          if (const auto &cure = materials_[m].cure; cure && cure->shrinkage)
            shrinkage = cure->shrinkage->strain(at.cure[m]) - cure->shrinkage->strain(path_.initial_cure[m]);
          std::array<double, 3> free = at.moved_transition[m];
          for (double &component : free)
            component += shrinkage;
          result[m] = mechanics::MaterialStep{isotropic(steps[m]->shear_modulus(), steps[m]->bulk_modulus()), free};
        }
    return {package_, materials_, std::move(result)};
  }

  std::vector<double> MaterialPath::passages(unsigned m, const Instant &from, double duration, double temperature) const
  {
    const materials::Material &material = materials_[m];
    const double of_card = std::get<materials::GlassTransitionExpansion>(*material.expansion).glass_transition;
    const materials::GlassTransition &transition = *material.cure->glass_transition;
    const auto at = [&](double share) { return along(from.temperature, temperature, share); };
    const auto is_above = [&](double share, double cure) { return at(share) > of_card + transition.value(cure) - transition.cured(); };
    std::vector<double> shares;
    double cure = from.cure[m];
    for (unsigned i = 0; i < pieces_of_a_way; ++i)
      {
        const double begin = double(i) / pieces_of_a_way, end = double(i + 1) / pieces_of_a_way;
        const auto after = [&](double share) { return cure_after(m, cure, (share - begin) * duration, at(begin), at(share)); };
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
          const std::vector<double> own = passages(m, from, duration, temperature);
          shares.insert(shares.end(), own.begin(), own.end());
        }
      else
        for (const double kink : materials::expansion_kinks(*materials_[m].expansion))
          shares.push_back((kink - from.temperature) / (temperature - from.temperature));
    shares.erase(std::remove_if(shares.begin(), shares.end(), [](double share) { return !(share > 1e-9 && share < 1 - 1e-9); }),
                 shares.end());
    std::sort(shares.begin(), shares.end());
    shares.erase(std::unique(shares.begin(), shares.end(), [](double a, double b) { return b - a < 1e-9; }), shares.end());
    return shares;
  }
} // namespace sagitta::process
