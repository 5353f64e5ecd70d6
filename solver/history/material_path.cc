#include <solver/history/material_path.h>

#include <solver/errors.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::history
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

    // While a network grows, its bulk modulus is at most so many shear moduli: stiffer than that is as good as incompressible.
    constexpr double largest_bulk = 1000;

    double glassy_shear(const materials::MemoryLaw &law)
    {
      const auto *viscoelastic = std::get_if<materials::ViscoelasticLaw>(&law);
      return viscoelastic ? viscoelastic->shear.instantaneous : 0;
    }

    /// The law in the mesh: where the network grows with the cure, its bulk modulus grows with it. Source: docs/theory/history.md, Eq. (9).
    materials::MemoryLaw law_in_mesh(const Case &problem, unsigned m)
    {
      materials::MemoryLaw law = materials::memory_law(problem.materials[m], problem.law(m));
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

  MaterialPath::MaterialPath(const Case &problem) : problem_(problem)
  {
    for (unsigned m = 0; m < problem.materials.size(); ++m)
      try
        {
          laws_.push_back(materials::has_memory(problem.law(m)) ? std::make_optional(law_in_mesh(problem, m)) : std::nullopt);
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(fmt::format("the material {}: {}", problem.materials[m].name, error.what()));
        }
  }

  Instant MaterialPath::start() const
  {
    return {0, problem_.history->start_temperature, problem_.history->initial_cure};
  }

  Instant MaterialPath::later(const Instant &from, double duration, double temperature) const
  {
    Instant to{from.time + duration, temperature, from.cure};
    for (unsigned m = 0; m < laws_.size(); ++m)
      if (laws_[m] && from.cure[m] < 1)
        to.cure[m] = guarded(m, [&] {
          return materials::advance_cure(problem_.materials[m].cure->kinetics, from.cure[m], {duration, {from.temperature, temperature}})
              .cure;
        });
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
          if (const auto &cure = problem_.materials[m].cure; cure && cure->shrinkage)
            shrinkage = cure->shrinkage->strain(at.cure[m]) - cure->shrinkage->strain(problem_.history->initial_cure[m]);
          result[m] = mechanics::MaterialStep{isotropic(steps[m]->shear_modulus(), steps[m]->bulk_modulus()), shrinkage};
        }
    return {problem_, std::move(result)};
  }

  std::vector<double> MaterialPath::kinks(double from, double to) const
  {
    std::vector<double> shares;
    if (from == to)
      return shares;
    for (const meshing::Body &body : problem_.package.bodies)
      if (body.kind != meshing::BodyKind::gap)
        for (const double kink : materials::expansion_kinks(*problem_.materials[body.material].expansion))
          if (const double share = (kink - from) / (to - from); share > 1e-9 && share < 1 - 1e-9)
            shares.push_back(share);
    std::sort(shares.begin(), shares.end());
    shares.erase(std::unique(shares.begin(), shares.end(), [](double a, double b) { return b - a < 1e-9; }), shares.end());
    return shares;
  }
} // namespace sagitta::history
