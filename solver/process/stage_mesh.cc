#include <solver/process/stage_mesh.h>

#include <solver/base/errors.h>

#include <meshing/fill/connectivity.h>

#include <fmt/format.h>

#include <algorithm>
#include <variant>

namespace sagitta::process
{
  namespace
  {
    std::vector<char> bodies_of(const ProcessCase &whole, std::size_t step)
    {
      return bodies_in_step(*whole.programme.process, whole.package.bodies.size(), step);
    }

    /// A material without a part in the stage has no state to follow there.
    Materials make_materials(const ProcessCase &whole, const meshing::Package &package)
    {
      Materials materials = whole.materials;
      std::vector<char> is_used(materials.size(), 0);
      for (const meshing::Body &body : package.bodies)
        if (body.kind != meshing::BodyKind::gap)
          is_used[body.material] = 1;
      for (std::size_t m = 0; m < materials.laws.size(); ++m)
        if (!is_used[m])
          materials.laws[m] = materials::MechanicalLaw::elastic;
      return materials;
    }

    bool is_there(const std::optional<unsigned> &body, const std::vector<char> &present)
    {
      return !body || present[*body];
    }

    /// The supports of the case itself, whose heights are those of the whole package, as far as the supported parts are there.
    std::vector<Support> supports_of_case(const ProcessCase &whole, const StagePackage &parts, const std::vector<char> &present)
    {
      std::vector<Support> supports;
      for (Support support : whole.conditions.mechanical.supports)
        {
          if (const auto *face = std::get_if<FacePlace>(&support.place); face && !is_there(face->body, present))
            continue;
          if (const auto *rim = std::get_if<RimPlace>(&support.place); rim && !is_there(rim->body, present))
            continue;
          if (auto *point = std::get_if<PointPlace>(&support.place))
            {
              const std::optional<double> height = parts.find_height(whole.package, point->at[2]);
              if (!height)
                continue;
              point->at[2] = *height;
            }
          supports.push_back(support);
        }
      return supports;
    }

    sagitta::Conditions make_conditions(const ProcessCase &whole, std::size_t step, const StagePackage &parts)
    {
      const Process &process = *whole.programme.process;
      const std::vector<char> present = bodies_of(whole, step);
      sagitta::Conditions conditions = whole.conditions;
      MechanicalConditions &mechanical = conditions.mechanical;
      mechanical.supports = supports_of_case(whole, parts, present);
      for (std::size_t s = 0; s <= step; ++s)
        if (process.steps[s].supports)
          mechanical.supports = *process.steps[s].supports;
      const ProcessStep &own = process.steps[step];
      mechanical.pressures.erase(std::remove_if(mechanical.pressures.begin(), mechanical.pressures.end(),
                                                [&](const Pressure &pressure) { return !is_there(pressure.face.body, present); }),
                                 mechanical.pressures.end());
      mechanical.pressures.insert(mechanical.pressures.end(), own.pressures.begin(), own.pressures.end());
      if (own.acceleration)
        mechanical.acceleration = *own.acceleration;
      return conditions;
    }
  } // namespace

  StagePackage parts_in_step(const ProcessCase &whole, std::size_t step)
  {
    const ProcessStep &own = whole.programme.process->steps[step];
    StagePackage parts = make_stage_package(whole.package, bodies_of(whole, step));
    const auto groups = meshing::find_connected_bodies(parts.package);
    if (groups.size() > 1)
      throw input_error(own.source, fmt::format("in the step {} the part {} is not connected: no face joins it to the other parts that are "
                                                "present in this step; let it join later, or let the part that supports it leave later",
                                                own.name, parts.package.bodies[groups[1].front()].name));
    return parts;
  }

  sagitta::Conditions conditions_of_all_steps(const ProcessCase &whole)
  {
    sagitta::Conditions all = whole.conditions;
    for (const ProcessStep &step : whole.programme.process->steps)
      {
        if (step.supports)
          all.mechanical.supports.insert(all.mechanical.supports.end(), step.supports->begin(), step.supports->end());
        all.mechanical.pressures.insert(all.mechanical.pressures.end(), step.pressures.begin(), step.pressures.end());
        for (unsigned axis = 0; step.acceleration && axis < 3; ++axis)
          if ((*step.acceleration)[axis] != 0)
            all.mechanical.acceleration[axis] = (*step.acceleration)[axis];
      }
    return all;
  }

  StageMesh::StageMesh(const ProcessCase &whole, std::size_t step, const model::PackagePlan &plan, MPI_Comm communicator)
      : parts_(parts_in_step(whole, step)), materials_(make_materials(whole, parts_.package)),
        conditions_(make_conditions(whole, step, parts_)), model_(parts_.package, conditions_, whole.numerics, plan, communicator),
        mechanics_(model_, materials_)
  {
    const auto finest = static_cast<unsigned>(model_.plan_levels().size()) - 1;
    inactive_ = layered::find_constrained_unknowns(mechanics_.space(), model_.filled(finest), {}).is_inactive;
  }
} // namespace sagitta::process
