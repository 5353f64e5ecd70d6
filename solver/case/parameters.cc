#include <solver/case/parameters.h>

#include <materials/homogenise/layer_material.h>
#include <solver/case/names.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <stdexcept>
#include <utility>

namespace sagitta
{
  namespace
  {
    using materials::TemperatureFunction;

    // Suffixes of the components of a property, in the order of Parameter::component.
    const std::vector<std::string> axes = {"x", "y", "z"}, planes = {"xy", "xz", "yz"}, moduli = {"x", "y", "z", "xy", "xz", "yz"},
                                   cubic = {"c11", "c12", "c44"};
    constexpr unsigned below = 0, above = 1; // of a glass transition

    /// Pointers to the numbers of a property, so that scaling and listing name them once.
    using Functions = std::vector<TemperatureFunction *>;

    Functions young_functions(materials::Elasticity &elasticity)
    {
      if (auto *isotropic = std::get_if<materials::IsotropicElasticity>(&elasticity))
        return {&isotropic->young};
      if (auto *crystal = std::get_if<materials::CubicElasticity>(&elasticity))
        return {&crystal->c11, &crystal->c12, &crystal->c44};
      if (auto *body = std::get_if<materials::OrthotropicElasticity>(&elasticity))
        return {&body->young_x, &body->young_y, &body->young_z, &body->shear_xy, &body->shear_xz, &body->shear_yz};
      return {};
    }

    Functions poisson_functions(materials::Elasticity &elasticity)
    {
      if (auto *isotropic = std::get_if<materials::IsotropicElasticity>(&elasticity))
        return {&isotropic->poisson};
      if (auto *body = std::get_if<materials::OrthotropicElasticity>(&elasticity))
        return {&body->poisson_xy, &body->poisson_xz, &body->poisson_yz};
      return {};
    }

    Functions expansion_functions(materials::Expansion &expansion)
    {
      std::array<TemperatureFunction, 3> *functions = nullptr;
      if (auto *secant = std::get_if<materials::SecantExpansion>(&expansion))
        functions = &secant->coefficient;
      else if (auto *tangent = std::get_if<materials::TangentExpansion>(&expansion))
        functions = &tangent->coefficient;
      else if (auto *strain = std::get_if<materials::StrainExpansion>(&expansion))
        functions = &strain->strain;
      return functions ? Functions{&(*functions)[0], &(*functions)[1], &(*functions)[2]} : Functions{};
    }

    Functions conductivity_functions(materials::Conductivity &conductivity)
    {
      return {&conductivity[0], &conductivity[1], &conductivity[2]};
    }

    bool are_equal(const TemperatureFunction &a, const TemperatureFunction &b)
    {
      return a.temperatures() == b.temperatures() && a.values() == b.values();
    }

    bool is_zero(const TemperatureFunction &function)
    {
      return std::all_of(function.values().begin(), function.values().end(), [](double value) { return value == 0; });
    }

    void scale(TemperatureFunction &function, double factor)
    {
      std::vector<double> values = function.values();
      for (double &value : values)
        value *= factor;
      function = TemperatureFunction(function.temperatures(), std::move(values));
    }

    void scale(const Functions &functions, const std::optional<unsigned> &component, double factor)
    {
      for (unsigned i = 0; i < functions.size(); ++i)
        if (!component || *component == i)
          scale(*functions[i], factor);
    }

    void scale_stiffness(materials::StiffnessElasticity &table, double factor)
    {
      std::vector<materials::OrthotropicStiffness> stiffness;
      for (const double temperature : table.temperatures())
        {
          stiffness.push_back(table.value(temperature));
          stiffness.back() *= factor;
        }
      table = materials::StiffnessElasticity(table.temperatures(), std::move(stiffness));
    }

    /// Lists the parameters of a case.
    class Listing
    {
    public:
      Listing(const Case &problem, bool by_component)
          : problem_(problem), by_component_(by_component), needs_heat_(problem.programme.needs_heat())
      {
      }

      std::vector<Parameter> list()
      {
        for (const unsigned material : used_materials())
          list_material(material);
        if (needs_heat_)
          list_heat();
        for (unsigned layer = 0; layer < problem_.package.layers.size(); ++layer)
          result_.push_back({ParameterKind::thickness,
                             layer,
                             {},
                             problem_.package.layers[layer].name + ".thickness",
                             "m",
                             problem_.package.layers[layer].thickness});
        return std::move(result_);
      }

    private:
      /// Indices of the cards that are not made of others: those of the bodies and their constituents, in order.
      std::set<unsigned> used_materials() const
      {
        std::set<unsigned> cards;
        const std::function<void(unsigned)> add = [&](unsigned material) {
          const Materials &all = problem_.materials;
          if (material < all.recipes.size() && all.recipes[material] && !all.is_solved(material))
            for (const unsigned part : materials::constituents(*all.recipes[material]))
              add(part);
          else
            cards.insert(material);
        };
        for (const meshing::Body &body : problem_.package.bodies)
          if (body.kind != meshing::BodyKind::gap)
            add(body.material);
        return cards;
      }

      void list_material(unsigned material)
      {
        materials::Material card = problem_.materials[material]; // a copy, since the lists of functions are writable
        if (problem_.programme.has_displacement && card.elasticity)
          {
            if (std::holds_alternative<materials::StiffnessElasticity>(*card.elasticity))
              result_.push_back({ParameterKind::young, material, {}, card.name + ".moduli", "Pa", {}});
            else if (std::holds_alternative<materials::CubicElasticity>(*card.elasticity))
              add({ParameterKind::young, material, {}, card.name + ".moduli", "Pa", {}}, young_functions(*card.elasticity), cubic);
            else
              add({ParameterKind::young, material, {}, card.name + ".young", "Pa", {}}, young_functions(*card.elasticity), moduli);
            add({ParameterKind::poisson, material, {}, card.name + ".poisson", "1", {}}, poisson_functions(*card.elasticity), planes);
          }
        if (problem_.programme.has_displacement && card.expansion)
          {
            if (const auto *transition = std::get_if<materials::GlassTransitionExpansion>(&*card.expansion))
              list_transition(material, *transition);
            else
              add({ParameterKind::expansion, material, {}, card.name + ".cte", "1/K", {}}, expansion_functions(*card.expansion), axes);
          }
        if (needs_heat_ && card.conductivity)
          add({ParameterKind::conductivity, material, {}, card.name + ".conductivity", "W/(m K)", {}},
              conductivity_functions(*card.conductivity), axes);
      }

      /// CTE1 and CTE2, each with its axes as one parameter.
      void list_transition(unsigned material, const materials::GlassTransitionExpansion &expansion)
      {
        for (const unsigned side : {below, above})
          {
            const std::array<double, 3> &values = side == below ? expansion.below : expansion.above;
            if (values == std::array<double, 3>{})
              continue;
            const bool is_one = values[0] == values[1] && values[0] == values[2];
            result_.push_back({ParameterKind::expansion, material, side,
                               problem_.materials[material].name + (side == below ? ".cte1" : ".cte2"), "1/K",
                               is_one ? std::optional<double>(values[0]) : std::nullopt});
          }
      }

      /// A property as one parameter, or each of its components that differ.
      void add(Parameter parameter, const Functions &functions, const std::vector<std::string> &names)
      {
        if (functions.empty() || std::all_of(functions.begin(), functions.end(), [](const auto *f) { return is_zero(*f); }))
          return;
        const bool is_one = std::all_of(functions.begin(), functions.end(), [&](const auto *f) { return are_equal(*f, *functions[0]); });
        const auto value_of = [](const TemperatureFunction &f) {
          return f.is_constant() ? std::optional<double>(f.values().front()) : std::nullopt;
        };
        if (is_one || !by_component_)
          {
            parameter.value = is_one ? value_of(*functions[0]) : std::nullopt;
            result_.push_back(std::move(parameter));
            return;
          }
        for (unsigned i = 0; i < functions.size(); ++i)
          if (!is_zero(*functions[i]))
            {
              Parameter component = parameter;
              component.component = i;
              component.name += "_" + names[i];
              component.value = value_of(*functions[i]);
              result_.push_back(std::move(component));
            }
      }

      void list_heat()
      {
        const std::vector<FilmCondition> &films = problem_.conditions.thermal.films;
        for (unsigned i = 0; i < films.size(); ++i)
          result_.push_back({ParameterKind::film, i, {}, film_name(films[i]), "W/(m2 K)", films[i].coefficient});
        for (unsigned b = 0; b < problem_.package.bodies.size(); ++b)
          {
            double power = 0;
            for (const meshing::PowerBlock &block : problem_.package.bodies[b].power)
              power += block.power;
            if (power > 0)
              result_.push_back({ParameterKind::power, b, {}, problem_.package.bodies[b].name + ".power", "W", power});
          }
      }

      std::string film_name(const FilmCondition &film) const
      {
        const std::string side = side_names().name(film.face.side);
        return "films." + (film.face.body ? problem_.package.bodies[*film.face.body].name + "." : "") + side;
      }

      const Case &problem_;
      bool by_component_, needs_heat_;
      std::vector<Parameter> result_;
    };
  } // namespace

  std::vector<Parameter> find_parameters(const Case &problem, bool by_component)
  {
    return Listing(problem, by_component).list();
  }

  materials::Material scaled(const materials::Material &card, const Parameter &parameter, double factor)
  {
    materials::Material result = card;
    switch (parameter.kind)
      {
      case ParameterKind::young:
        if (auto *table = std::get_if<materials::StiffnessElasticity>(&*result.elasticity))
          scale_stiffness(*table, factor);
        else
          scale(young_functions(*result.elasticity), parameter.component, factor);
        break;
      case ParameterKind::poisson:
        scale(poisson_functions(*result.elasticity), parameter.component, factor);
        break;
      case ParameterKind::expansion:
        if (auto *transition = std::get_if<materials::GlassTransitionExpansion>(&*result.expansion))
          for (double &coefficient : *parameter.component == below ? transition->below : transition->above)
            coefficient *= factor;
        else
          scale(expansion_functions(*result.expansion), parameter.component, factor);
        break;
      case ParameterKind::conductivity:
        scale(conductivity_functions(*result.conductivity), parameter.component, factor);
        break;
      default:
        throw std::logic_error("a parameter that is not one of a material");
      }
    return result;
  }

  std::vector<std::pair<unsigned, materials::Material>> scaled_cards(const Materials &materials, const Parameter &parameter, double factor)
  {
    std::vector<materials::Material> cards = materials.cards;
    std::vector<char> is_changed(cards.size(), 0);
    cards[parameter.index] = scaled(cards[parameter.index], parameter, factor);
    is_changed[parameter.index] = 1;
    for (unsigned m = 0; m < materials.recipes.size(); ++m) // made of cards before them
      if (materials.recipes[m] && !materials.is_solved(m))
        {
          const std::vector<unsigned> parts = materials::constituents(*materials.recipes[m]);
          if (std::none_of(parts.begin(), parts.end(), [&](unsigned part) { return is_changed[part]; }))
            continue;
          cards[m] = materials::homogenised(*materials.recipes[m], cards);
          is_changed[m] = 1;
        }
    std::vector<std::pair<unsigned, materials::Material>> changed;
    for (unsigned m = 0; m < cards.size(); ++m)
      if (is_changed[m])
        changed.emplace_back(m, std::move(cards[m]));
    return changed;
  }
} // namespace sagitta
