#include <solver/reduced/affine_problem.h>

#include <materials/homogenise/layer_material.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sagitta::reduced
{
  unsigned find_material(const Case &problem, const std::string &name, const Source &source)
  {
    std::set<unsigned> used;
    for (const meshing::Body &body : problem.package.bodies)
      if (body.kind != meshing::BodyKind::gap)
        used.insert(body.material);
    std::vector<std::string> names;
    for (const unsigned material : used)
      {
        if (problem.materials[material].name == name)
          return material;
        names.push_back(problem.materials[material].name);
      }
    throw input_error(source, fmt::format("no part is made of {}{}; the materials of the package are {}", name, did_you_mean(name, names),
                                          enumerate(names, "and")));
  }

  unsigned find_state(const Case &problem, const std::string &name)
  {
    std::vector<std::string> names;
    for (const State &state : problem.programme.states)
      names.push_back(state.name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      throw InputError(fmt::format("the case has no state {}{}", name, did_you_mean(name, names)));
    return static_cast<unsigned>(found - names.begin());
  }

  void refuse_constituent(const Case &problem, unsigned material, const Source &source)
  {
    for (const auto &recipe : problem.materials.recipes)
      if (recipe)
        for (const unsigned part : materials::constituents(*recipe))
          if (part == material)
            throw input_error(source, problem.materials[material].name +
                                          " is also part of a homogenised layer, whose constants would change with it");
  }
} // namespace sagitta::reduced
