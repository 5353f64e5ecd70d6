#include <solver/reduced/affine_problem.h>

#include <materials/homogenise/layer_material.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace sagitta::reduced
{
  namespace
  {
    /// Is a homogenised layer made of a material, among others?
    bool is_constituent(const Materials &materials, unsigned material)
    {
      return std::any_of(materials.recipes.begin(), materials.recipes.end(), [&](const auto &recipe) {
        if (!recipe)
          return false;
        const auto parts = materials::constituents(*recipe);
        return std::count(parts.begin(), parts.end(), material) > 0;
      });
    }
  } // namespace

  unsigned find_state(const Programme &programme, const std::string &name)
  {
    std::vector<std::string> names;
    for (const State &state : programme.states)
      names.push_back(state.name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      throw InputError(fmt::format("the case has no state {}{}", name, did_you_mean(name, names)));
    return static_cast<unsigned>(found - names.begin());
  }

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

  AffineProblem::AffineProblem(const Case &problem, const std::string &state, model::Physics physics, MPI_Comm communicator)
      : problem_(problem), state_(find_state(problem.programme, state)),
        model_(problem.package, problem.conditions, problem.numerics, communicator), system_(model_, std::move(physics))
  {
  }

  ReducedModel AffineProblem::describe() const
  {
    ReducedModel model;
    model.case_name = problem_.name;
    model.case_hash = problem_.hash;
    model.state = state().name;
    add_terms(model);
    model.full_size = space().n_dofs();
    model.reference = model.coefficients(model.middle());
    return model;
  }

  void AffineProblem::add_free(unsigned material, const Source &source)
  {
    const std::string &name = problem_.materials[material].name;
    if (free_number(material))
      throw input_error(source, name + " has two ranges; give one");
    if (is_constituent(problem_.materials, material))
      throw input_error(source, name + " is also part of a homogenised layer, whose constants would change with it");
    free_.push_back(material);
  }

  std::optional<unsigned> AffineProblem::free_number(unsigned material) const
  {
    const auto found = std::find(free_.begin(), free_.end(), material);
    return found == free_.end() ? std::nullopt : std::optional<unsigned>(static_cast<unsigned>(found - free_.begin()));
  }

  layered::Coefficients AffineProblem::mix(unsigned n_components, unsigned n, const std::vector<double> &of_bodies) const
  {
    layered::Coefficients result;
    result.n_components = n_components;
    result.n_elements = space().n_elements();
    result.volume.assign(std::size_t(space().plan().n_cells()) * space().n_elements() * n, 0.);
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space().n_elements(); ++e)
        for (const auto &[body, fraction] : model_.composition(cell, e))
          for (unsigned i = 0; i < n; ++i)
            result.at(cell, e)[i] += fraction * of_bodies[std::size_t(body) * n + i];
    return result;
  }
} // namespace sagitta::reduced
