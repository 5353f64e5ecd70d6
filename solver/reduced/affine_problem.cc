#include <solver/reduced/affine_problem.h>

#include <materials/homogenise/layer_material.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/base/reductions.h>

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

  namespace
  {
    /// The layers of ranges.
    std::vector<unsigned> find_layers(const Case &problem, const Ranges &ranges)
    {
      std::vector<unsigned> layers;
      std::vector<std::string> names;
      for (const meshing::Layer &layer : problem.package.layers)
        names.push_back(layer.name);
      for (const ThicknessRange &range : ranges.thicknesses)
        {
          const auto found = std::find(names.begin(), names.end(), range.layer);
          if (found == names.end())
            throw input_error(range.source, fmt::format("the package has no layer {}{}; its layers are {}", range.layer,
                                                        did_you_mean(range.layer, names), enumerate(names, "and")));
          const auto layer = static_cast<unsigned>(found - names.begin());
          if (std::count(layers.begin(), layers.end(), layer) > 0)
            throw input_error(range.source, range.layer + " has two ranges of its thickness; give one");
          for (const meshing::Body &body : problem.package.bodies)
            if (body.kind != meshing::BodyKind::gap && body.first_layer <= layer && layer <= body.last_layer &&
                problem.materials.recipes[body.material])
              throw input_error(range.source, fmt::format("the layer {} holds {}, a homogenised material whose constants may depend on the "
                                                          "thickness; make a model for each thickness",
                                                          range.layer, problem.materials[body.material].name));
          layers.push_back(layer);
        }
      return layers;
    }

    std::vector<FreeThickness> find_thicknesses(const Case &problem, const Ranges &ranges)
    {
      const std::vector<unsigned> layers = find_layers(problem, ranges);
      std::vector<FreeThickness> result;
      for (std::size_t t = 0; t < layers.size(); ++t)
        result.push_back({ranges.thicknesses[t].layer, ranges.thicknesses[t].thickness, problem.package.layers[layers[t]].thickness});
      return result;
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

  unsigned find_material(const meshing::Package &package, const Materials &materials, const std::string &name, const Source &source)
  {
    std::set<unsigned> used;
    for (const meshing::Body &body : package.bodies)
      if (body.kind != meshing::BodyKind::gap)
        used.insert(body.material);
    std::vector<std::string> names;
    for (const unsigned material : used)
      {
        if (materials[material].name == name)
          return material;
        names.push_back(materials[material].name);
      }
    throw input_error(source, fmt::format("no part is made of {}{}; the materials of the package are {}", name, did_you_mean(name, names),
                                          enumerate(names, "and")));
  }

  AffineProblem::AffineProblem(const Case &problem, const std::string &state, model::Physics physics, const Ranges &ranges,
                               MPI_Comm communicator)
      : problem_(problem), state_(find_state(problem.programme, state)), thicknesses_(find_thicknesses(problem, ranges)),
        free_layers_(find_layers(problem, ranges)), package_(package_at(reference_thicknesses())),
        plan_(package_, problem.conditions, problem.numerics, communicator),
        model_(package_, problem.conditions, problem.numerics, plan_, communicator), system_(model_, std::move(physics))
  {
    if (!thicknesses_.empty() && space().shifts())
      throw InputError("a reduced model with free thicknesses does not support round parts with curved walls; make a model for each "
                       "thickness");
  }

  meshing::Package AffineProblem::package_at(const std::vector<double> &thicknesses) const
  {
    meshing::Package package = problem_.package;
    for (std::size_t t = 0; t < thicknesses.size(); ++t)
      package.layers[free_layers_[t]].thickness = thicknesses[t];
    return package;
  }

  std::vector<double> AffineProblem::reference_thicknesses() const
  {
    std::vector<double> result;
    for (const FreeThickness &thickness : thicknesses_)
      result.push_back(thickness.reference());
    return result;
  }

  std::optional<unsigned> AffineProblem::thickness_of(unsigned element) const
  {
    const auto found = std::find(free_layers_.begin(), free_layers_.end(), space().grid().layer[element]);
    return found == free_layers_.end() ? std::nullopt : std::optional<unsigned>(static_cast<unsigned>(found - free_layers_.begin()));
  }

  AffineProblem::Stretched::Stretched(const AffineProblem &problem, const std::vector<double> &at)
      : thicknesses(at), package(problem.package_at(at)),
        model(package, problem.problem_.conditions, problem.problem_.numerics, problem.plan_, problem.model_.communicator()),
        system(model, problem.system_.physics())
  {
  }

  model::LayeredSystem &AffineProblem::system_at(const std::vector<double> &thicknesses)
  {
    if (thicknesses_.empty())
      return system_;
    if (stretched_ && stretched_->thicknesses == thicknesses)
      return stretched_->system;
    stretched_.reset(); // two set-ups at once are not needed
    stretched_ = std::make_unique<Stretched>(*this, thicknesses);
    const auto constrained = [](const model::Model &model, const model::LayeredSystem &system) {
      return layered::find_constrained_unknowns(system.space(), model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1),
                                                system.physics().find_prescribed(model, system.space()).all())
          .is_constrained;
    };
    if (is_on_any_rank(constrained(model_, system_) != constrained(stretched_->model, stretched_->system), model_.communicator()))
      throw InputError("the supports are at other nodes of the mesh when a thickness changes; place them on the bottom of the package");
    return stretched_->system;
  }

  std::vector<StiffnessTerm> AffineProblem::find_terms(unsigned n_coefficients) const
  {
    std::vector<StiffnessTerm> terms;
    const auto exists = [&](const StiffnessTerm &term) {
      const layered::Coefficients coefficients = term_coefficients(term);
      return is_on_any_rank(std::any_of(coefficients.volume.begin(), coefficients.volume.end(), [](double c) { return c != 0; }),
                            model_.communicator());
    };
    for (unsigned c = 0; c < n_coefficients; ++c)
      {
        if (const StiffnessTerm term{c}; thicknesses_.empty() || exists(term))
          terms.push_back(term);
        for (unsigned t = 0; t < thicknesses_.size(); ++t)
          if (exists({c, t, 1}))
            for (const int power : {1, 0, -1})
              terms.push_back({c, t, power});
      }
    return terms;
  }

  layered::Coefficients AffineProblem::term_coefficients(const StiffnessTerm &term) const
  {
    std::vector<double> unit(1 + coefficients_of_material() * free_.size(), 0.);
    unit[term.modulus] = 1;
    layered::Coefficients result = combine(unit);
    for (unsigned cell = 0; cell < space().plan().n_cells() && !thicknesses_.empty(); ++cell)
      for (unsigned e = 0; e < space().n_elements(); ++e)
        if (thickness_of(e) != term.thickness)
          std::fill_n(result.at(cell, e), layered::n_coefficients(result.n_components), 0.);
    return result;
  }

  ReducedModel AffineProblem::describe() const
  {
    ReducedModel model;
    model.case_name = problem_.name;
    model.case_hash = problem_.hash;
    model.state = state().name;
    model.thicknesses = thicknesses_;
    for (unsigned l = 0; l < package_.layers.size() && !thicknesses_.empty(); ++l)
      if (std::count(free_layers_.begin(), free_layers_.end(), l) == 0)
        model.fixed_thickness += package_.layers[l].thickness;
    add_terms(model);
    model.terms = find_terms(model.n_coefficients());
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
