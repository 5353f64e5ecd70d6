#include <solver/reduced/thermoelastic_terms.h>

#include <materials/isotropic_moduli.h>
#include <solver/base/errors.h>
#include <solver/base/reductions.h>
#include <solver/evaluation/evaluation.h>
#include <solver/layered/space/cell_loads.h>
#include <solver/reduced/height_weights.h>
#include <solver/results/quadratic.h>
#include <solver/results/warpage.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::reduced
{
  using mechanics::Voigt;

  namespace
  {
    constexpr unsigned terms_of_material = 2; // K and mu

    unsigned bulk_term(unsigned number)
    {
      return 1 + terms_of_material * number;
    }
    unsigned shear_term(unsigned number)
    {
      return bulk_term(number) + 1;
    }

    const materials::OrthotropicStiffness unit_bulk = materials::isotropic_stiffness(materials::IsotropicModuli{1, 0}),
                                          unit_shear = materials::isotropic_stiffness(materials::IsotropicModuli{0, 1});

    /// The one coefficient of expansion of a card, if it has only one.
    std::optional<double> one_coefficient(const materials::Material &card)
    {
      const auto *tangent = card.expansion ? std::get_if<materials::TangentExpansion>(&*card.expansion) : nullptr;
      if (tangent == nullptr)
        return std::nullopt;
      for (const materials::TemperatureFunction &axis : tangent->coefficient)
        if (!axis.is_constant() || axis.values() != tangent->coefficient[0].values())
          return std::nullopt;
      return tangent->coefficient[0].values().front();
    }
  } // namespace

  ThermoelasticTerms::ThermoelasticTerms(const Case &problem, const std::string &state, const Ranges &ranges, MPI_Comm communicator)
      : AffineProblem(problem, state,
                      {3, "displacement", problem.conditions.mechanical.source, "the loads are not in equilibrium",
                       model::find_prescribed_displacements},
                      ranges, communicator),
        law_(package(), problem.materials)
  {
    check_state();
    find_materials(ranges);
    find_strains(ranges);
    find_loads();
    find_functionals();
  }

  void ThermoelasticTerms::check_state()
  {
    if (!state().temperature || problem_.programme.path || problem_.submodel)
      throw InputError(
          fmt::format("a reduced model needs a state with a uniform temperature and without a history or a source; {} is not such a state",
                      state().name));
    temperature_ = *state().temperature;
    if (problem_.conditions.mechanical.has_loads())
      throw InputError("a reduced model supports thermal loads only; the case has pressures or an acceleration");
    for (const Support &support : problem_.conditions.mechanical.supports)
      for (const std::optional<double> &component : support.displacement)
        if (component.value_or(0) != 0)
          throw input_error(support.source, "a reduced model supports only constraints with a displacement of zero");
    for (const meshing::Body &body : package().bodies)
      if (body.stress_free_field)
        throw InputError(body.name + ": a reduced model supports uniform stress-free temperatures only");
  }

  void ThermoelasticTerms::find_materials(const Ranges &ranges)
  {
    for (const MaterialRange &range : ranges.materials)
      {
        const unsigned material = find_material(problem_.package, problem_.materials, range.material, range.source);
        const materials::Material &card = problem_.materials[material];
        const auto *isotropic = std::get_if<materials::IsotropicElasticity>(&*card.elasticity);
        if (isotropic == nullptr)
          throw input_error(range.source, card.name + " is not isotropic; only Young's moduli and Poisson's ratios of isotropic "
                                                      "materials may be free");
        add_free(material, range.source);
        materials_.push_back(
            {card.name, range.young, range.poisson, isotropic->young.value(temperature_), isotropic->poisson.value(temperature_)});
      }
  }

  void ThermoelasticTerms::find_strains(const Ranges &ranges)
  {
    // A film with a stress of its own has a free strain that is not thermal.
    const auto is_film = [&](unsigned material) {
      return std::any_of(package().bodies.begin(), package().bodies.end(), [&](const meshing::Body &body) {
        return body.kind != meshing::BodyKind::gap && body.material == material && body.intrinsic_strain != std::array<double, 3>{};
      });
    };
    for (const meshing::Body &body : package().bodies)
      if (free_number(body.material) && is_film(body.material))
        throw InputError(problem_.materials[body.material].name + ": the moduli of a film with a given stress cannot be free");
    for (const StrainRange &range : ranges.strains)
      {
        const unsigned material = find_material(problem_.package, problem_.materials, range.material, range.source);
        if (is_film(material))
          throw input_error(range.source, range.material + " is a film with a given stress, whose free strain is not thermal");
        if (std::count(strained_.begin(), strained_.end(), material) > 0)
          throw input_error(range.source, range.material + " has two ranges of its expansion; give one");
        strained_.push_back(material);
        strains_.push_back({range.material, range.factors, one_coefficient(problem_.materials[material])});
      }
  }

  void ThermoelasticTerms::add_load(const LoadTerm &term, unsigned body, const Voigt &stress)
  {
    if (std::all_of(stress.begin(), stress.end(), [](double component) { return component == 0; }))
      return;
    auto load = std::find_if(loads_.begin(), loads_.end(),
                             [&](const Load &other) { return other.term.modulus == term.modulus && other.term.strain == term.strain; });
    if (load == loads_.end())
      load = loads_.insert(load, {term, std::vector<Voigt>(package().bodies.size(), Voigt{})});
    load->stress[body] = stress;
  }

  void ThermoelasticTerms::find_loads()
  {
    for (unsigned b = 0; b < package().bodies.size(); ++b)
      {
        const meshing::Body &body = package().bodies[b];
        if (body.kind == meshing::BodyKind::gap)
          continue;
        LoadTerm term;
        if (const auto found = std::find(strained_.begin(), strained_.end(), body.material); found != strained_.end())
          term.strain = static_cast<unsigned>(found - strained_.begin());
        const Voigt mechanical = law_.mechanical_strain(b, Voigt{}, temperature_); // minus the free strain
        if (const auto number = free_number(body.material))
          {
            add_load({bulk_term(*number), term.strain}, b, unit_bulk.stress(mechanical));
            // Equal expansion along the axes has no deviator.
            const Voigt shear = unit_shear.stress(mechanical);
            const double size = std::abs(mechanical[0]) + std::abs(mechanical[1]) + std::abs(mechanical[2]);
            if (std::abs(shear[0]) + std::abs(shear[1]) + std::abs(shear[2]) > 1e-12 * size)
              add_load({shear_term(*number), term.strain}, b, shear);
          }
        else
          add_load(term, b, law_.body_stiffness(b, temperature_).stress(mechanical));
      }
    spread_over_thicknesses();
    if (loads_.empty())
      throw InputError(fmt::format("the state {} has no load: every part is at its stress-free temperature", state().name));
  }

  void ThermoelasticTerms::spread_over_thicknesses()
  {
    // The work of a stress in the plane is proportional to the thickness, that of a stress across it does not depend on it.
    const std::vector<Load> whole = std::exchange(loads_, {});
    const auto add = [&](const Load &load, const LoadTerm &term, const std::array<unsigned, 2> &components) {
      Load part{term, std::vector<Voigt>(load.stress.size(), Voigt{})};
      for (std::size_t b = 0; b < part.stress.size(); ++b)
        for (unsigned c = components[0]; c < components[1]; ++c)
          part.stress[b][c] = load.stress[b][c];
      loads_.push_back(std::move(part));
    };
    for (const Load &load : whole)
      {
        if (thicknesses().empty() || has_load(load, std::nullopt))
          loads_.push_back(load);
        for (unsigned t = 0; t < thicknesses().size(); ++t)
          if (has_load(load, t))
            {
              add(load, {load.term.modulus, load.term.strain, t, 1}, {{0, 2}});
              add(load, {load.term.modulus, load.term.strain, t, 0}, {{2, 3}});
            }
      }
  }

  bool ThermoelasticTerms::has_load(const Load &load, const std::optional<unsigned> &thickness) const
  {
    bool has = false;
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space().n_elements(); ++e)
        if (thickness_of(e) == thickness)
          for (const auto &[body, fraction] : model_.composition(cell, e))
            has |= load.stress[body] != Voigt{};
    return is_on_any_rank(has, model_.communicator());
  }

  results::SurfaceMap ThermoelasticTerms::sample_face(const layered::Vector<double> &field) const
  {
    const mechanics::Temperature temperature = temperature_;
    return evaluation::sample_surface(evaluation::SolvedState{model_, problem_.materials, space(), field, temperature, law_},
                                      evaluation::WarpageFace{evaluation::Face::bottom, problem_.requests.warpage});
  }

  std::vector<double> ThermoelasticTerms::sample(unsigned, const layered::Vector<double> &field) const
  {
    const results::SurfaceMap map = results::measure_warpage(sample_face(field)).map; // over the plane
    std::vector<double> heights;
    for (const unsigned place : face_.places)
      heights.push_back(map.heights[place]);
    return heights;
  }

  void ThermoelasticTerms::find_functionals()
  {
    layered::Vector<double> zero;
    space().initialise(zero);
    space().complete(zero);
    const results::SurfaceMap map = sample_face(zero);
    face_ = {"warpage", PointSet::Figure::peak_to_valley, 0, map.x, map.y, {}};
    for (std::size_t i = 0; i < map.heights.size(); ++i)
      if (std::isfinite(map.heights[i]))
        face_.places.push_back(static_cast<unsigned>(i));
    const auto bow = results::quadratic_weights(map, results::QuadraticFigure::mean_bow);
    if (!bow)
      throw InputError("the bottom face has too few points for a bow");
    const auto add = [&](const std::string &name, std::vector<double> weights) {
      functionals_.push_back(name);
      weights_.push_back(std::move(weights));
    };
    add("bow", *bow);
    const double x = (map.x.front() + map.x.back()) / 2, y = (map.y.front() + map.y.back()) / 2;
    add("centre", height_weights(map, nearest_point(map, x, y)));
    add("corner", height_weights(map, nearest_point(map, map.x.back(), map.y.back())));
    add("edge", height_weights(map, nearest_point(map, map.x.back(), y)));
    const auto die = std::find_if(package().bodies.begin(), package().bodies.end(),
                                  [](const meshing::Body &body) { return body.kind == meshing::BodyKind::die; });
    if (die != package().bodies.end())
      {
        const meshing::Rectangle box = meshing::bounding_box(die->outline);
        add("die_corner", height_weights(map, nearest_point(map, box.x_max, box.y_max)));
      }
  }

  void ThermoelasticTerms::add_terms(ReducedModel &model) const
  {
    model.materials = materials_;
    model.strains = strains_;
    for (const Load &load : loads_)
      model.loads.push_back(load.term);
    model.functionals = functionals_;
    model.sets = {face_};
  }

  layered::Coefficients ThermoelasticTerms::combine(const std::vector<double> &coefficients) const
  {
    std::vector<double> of_bodies(package().bodies.size() * 9);
    for (unsigned b = 0; b < package().bodies.size(); ++b)
      {
        const meshing::Body &body = package().bodies[b];
        if (body.kind == meshing::BodyKind::gap)
          continue;
        materials::OrthotropicStiffness stiffness;
        if (const auto number = free_number(body.material))
          stiffness = materials::isotropic_stiffness(
              materials::IsotropicModuli{coefficients[bulk_term(*number)], coefficients[shear_term(*number)]});
        else
          {
            stiffness = law_.body_stiffness(b, temperature_);
            stiffness *= coefficients[0];
          }
        const std::array<double, 9> packed = layered::pack(stiffness);
        std::copy(packed.begin(), packed.end(), of_bodies.begin() + 9 * static_cast<std::ptrdiff_t>(b));
      }
    return mix(3, 9, of_bodies);
  }

  void ThermoelasticTerms::add_load(unsigned load, layered::Vector<double> &vector) const
  {
    layered::CellPoints points(space());
    layered::CellLoads loads(points, vector);
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      {
        points.enter(cell);
        for (unsigned e = 0; e < space().n_elements(); ++e)
          {
            if (thickness_of(e) != loads_[load].term.thickness)
              continue;
            Voigt stress{};
            for (const auto &[body, fraction] : model_.composition(cell, e))
              for (unsigned i = 0; i < 6; ++i)
                stress[i] += fraction * loads_[load].stress[body][i];
            if (stress != Voigt{})
              loads.subtract_stress(e, stress);
          }
      }
  }

  void ThermoelasticTerms::add_functional(unsigned functional, layered::Vector<double> &vector) const
  {
    evaluation::add_surface_load(model_, space(), evaluation::request_of(model_, {evaluation::Face::bottom, problem_.requests.warpage}),
                                 weights_[functional], vector);
  }
} // namespace sagitta::reduced
