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

    /// A place of the whole package on the stage, where heights differ; nothing if its part is not there.
    std::optional<Place> place_of_stage(Place place, const ProcessCase &whole, const StagePackage &parts, const std::vector<char> &present)
    {
      if (const auto *face = std::get_if<FacePlace>(&place); face && !is_there(face->body, present))
        return std::nullopt;
      if (const auto *rim = std::get_if<RimPlace>(&place); rim && !is_there(rim->body, present))
        return std::nullopt;
      if (auto *point = std::get_if<PointPlace>(&place))
        {
          const std::optional<double> height = parts.find_height(whole.package, point->at[2]);
          if (!height)
            return std::nullopt;
          point->at[2] = *height;
        }
      return place;
    }

    /// The conditions of a list whose place is there.
    template <typename Condition>
    std::vector<Condition> conditions_of_stage(const std::vector<Condition> &of_case, const ProcessCase &whole, const StagePackage &parts,
                                               const std::vector<char> &present)
    {
      std::vector<Condition> result;
      for (Condition condition : of_case)
        if (const auto place = place_of_stage(condition.place, whole, parts, present))
          {
            condition.place = *place;
            result.push_back(condition);
          }
      return result;
    }

    sagitta::Conditions make_conditions(const ProcessCase &whole, std::size_t step, const StagePackage &parts)
    {
      const Process &process = *whole.programme.process;
      const std::vector<char> present = bodies_of(whole, step);
      sagitta::Conditions conditions = whole.conditions;
      MechanicalConditions &mechanical = conditions.mechanical;
      mechanical.supports = conditions_of_stage(mechanical.supports, whole, parts, present);
      for (std::size_t s = 0; s <= step; ++s)
        if (process.steps[s].supports)
          mechanical.supports = *process.steps[s].supports;
      const ProcessStep &own = process.steps[step];
      const auto is_absent = [&](const auto &condition) { return !is_there(condition.face.body, present); };
      mechanical.pressures.erase(std::remove_if(mechanical.pressures.begin(), mechanical.pressures.end(), is_absent),
                                 mechanical.pressures.end());
      ThermalConditions &thermal = conditions.thermal;
      thermal.films.erase(std::remove_if(thermal.films.begin(), thermal.films.end(), is_absent), thermal.films.end());
      thermal.fixed_temperatures = conditions_of_stage(thermal.fixed_temperatures, whole, parts, present);
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
