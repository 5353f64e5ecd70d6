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
  } // namespace

  MaterialPath::MaterialPath(const Case &problem) : problem_(problem)
  {
    for (unsigned m = 0; m < problem.materials.size(); ++m)
      try
        {
          laws_.push_back(materials::has_memory(problem.law(m))
                              ? std::make_optional(materials::memory_law(problem.materials[m], problem.law(m)))
                              : std::nullopt);
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
