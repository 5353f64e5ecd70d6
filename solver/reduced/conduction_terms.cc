#include <solver/reduced/conduction_terms.h>

#include <solver/base/errors.h>
#include <solver/conduction/rim_contact.h>
#include <solver/evaluation/die_of_body.h>
#include <solver/model/face_loads.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace sagitta::reduced
{
  namespace
  {
    model::Physics physics_of(const Conditions &conditions)
    {
      return {1, "temperature", conditions.thermal.source,
              "the package has power but no boundary that removes heat: add a film or a fixed temperature",
              model::find_prescribed_temperatures};
    }
  } // namespace

  ConductionTerms::ConductionTerms(const Case &problem, const std::string &state, const Ranges &ranges, MPI_Comm communicator)
      : AffineProblem(problem, state, physics_of(problem.conditions), ranges, communicator), heat_(model_, problem.materials),
        law_(problem.package, problem.materials)
  {
    if (!ranges.thicknesses.empty())
      throw input_error(ranges.thicknesses.front().source,
                        "a reduced model of hotspots has fixed thicknesses; make a model for each thickness");
    check_state();
    find_conductors(ranges);
    find_nodes();
  }

  void ConductionTerms::check_state()
  {
    if (!state().is_solved() || problem_.programme.path || problem_.submodel)
      throw InputError(state().name + ": ranges of conductivities need a state with temperature: solved, without a history or a source");
    for (const FixedTemperature &fixed : problem_.conditions.thermal.fixed_temperatures)
      if (fixed.temperature != heat_.reference())
        throw InputError(state().name + ": a reduced model of hotspots needs fixed temperatures that equal all ambient temperatures");
    for (unsigned b = 0; b < package().bodies.size(); ++b)
      if (const meshing::Body &body = package().bodies[b];
          body.kind != meshing::BodyKind::gap && law_.depends_on_temperature(meshing::Composition{{b, 1.}}))
        throw InputError(
            fmt::format("{}: the conductivity of {} depends on temperature, so that the equations of heat are not linear; solve "
                        "the case, or give the material one conductivity",
                        body.name, problem_.materials[body.material].name));
    if (space().shifts())
      throw InputError(state().name + ": a reduced model of hotspots does not support round parts with curved walls; solve the case");
    double limited = 0;
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      {
        std::vector<std::array<double, 3>> before;
        for (unsigned e = 0; e < space().n_elements(); ++e)
          before.push_back(law_.conductivity(model_.composition(cell, e), heat_.reference()));
        std::vector<std::array<double, 3>> after = before;
        conduction::limit_rim_contact(model_, space(), cell, after.front().data());
        limited += before != after;
      }
    MPI_Allreduce(MPI_IN_PLACE, &limited, 1, MPI_DOUBLE, MPI_SUM, model_.communicator());
    if (limited > 0)
      throw InputError(state().name + ": contacts at the rims of round parts are not linear in the conductivities; solve the case");
  }

  void ConductionTerms::find_conductors(const Ranges &ranges)
  {
    for (const ConductorRange &range : ranges.conductors)
      {
        const unsigned material = find_material(problem_.package, problem_.materials, range.material, range.source);
        const materials::Material &card = problem_.materials[material];
        unsigned body = 0;
        while (package().bodies[body].kind == meshing::BodyKind::gap || package().bodies[body].material != material)
          ++body;
        const std::array<double, 3> k = law_.conductivity({{body, 1.}}, heat_.reference());
        if (k[0] != k[1] || k[0] != k[2])
          throw input_error(range.source, card.name + " has an anisotropic conductivity; only isotropic conductivities may be free");
        add_free(material, range.source);
        conductors_.push_back({card.name, range.conductivity, k[0]});
      }
  }

  void ConductionTerms::find_nodes()
  {
    const std::vector<unsigned> dies = evaluation::find_dies_of_bodies(package());
    std::vector<std::set<std::size_t>> of_body(package().bodies.size());
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space().n_elements(); ++e)
        if (const int body = model_.main_body(cell, e); body >= 0)
          for (unsigned i = 0; i < space().plan().dofs_per_cell(); ++i)
            for (unsigned k = e * space().degree_z(); k <= (e + 1) * space().degree_z(); ++k)
              of_body[dies[static_cast<unsigned>(body)]].insert(std::size_t(space().plan().cell_dofs(cell)[i]) * space().n_z() + k);
    for (unsigned b = 0; b < package().bodies.size(); ++b)
      {
        const meshing::Body &body = package().bodies[b];
        if (!body.has_hotspot())
          continue;
        std::set<std::size_t> nodes;
        for (const meshing::Reflection &reflection : model_.mirror().reflections())
          nodes.insert(of_body[model_.images()(b, reflection)].begin(), of_body[model_.images()(b, reflection)].end());
        unsigned long long count = nodes.size();
        MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model_.communicator());
        if (count == 0)
          continue; // thinner than the mesh
        parts_.push_back(body.name);
        unknowns_.emplace_back(nodes.begin(), nodes.end());
      }
    if (parts_.empty())
      throw InputError("the case has no die and no part with power, and so no hotspot");
  }

  void ConductionTerms::add_terms(ReducedModel &model) const
  {
    model.conductors = conductors_;
    model.loads = {LoadTerm{}};
    for (const std::string &part : parts_)
      model.sets.push_back({"hotspot " + part, PointSet::Figure::highest, heat_.reference(), {}, {}, {}});
  }

  layered::Coefficients ConductionTerms::combine(const std::vector<double> &coefficients) const
  {
    std::vector<double> of_bodies(package().bodies.size() * 3);
    for (unsigned b = 0; b < package().bodies.size(); ++b)
      {
        const meshing::Body &body = package().bodies[b];
        if (body.kind == meshing::BodyKind::gap)
          continue;
        std::array<double, 3> k = law_.conductivity({{b, 1.}}, heat_.reference());
        if (const auto number = free_number(body.material))
          k.fill(coefficients[1 + *number]);
        else
          for (double &component : k)
            component *= coefficients[0];
        std::copy(k.begin(), k.end(), of_bodies.begin() + 3 * static_cast<std::ptrdiff_t>(b));
      }
    layered::Coefficients result = mix(1, 3, of_bodies);
    for (const FilmCondition &film : problem_.conditions.thermal.films)
      model::add_film(model_, space().plan(), film.face, coefficients[0] * film.coefficient, result);
    return result;
  }

  void ConductionTerms::add_load(unsigned, layered::Vector<double> &vector) const
  {
    const layered::Vector<double> whole = heat_.make_load(space());
    for (unsigned i = 0; i < space().n_local(); ++i)
      vector.begin()[i] += whole.begin()[i];
  }

  void ConductionTerms::add_functional(unsigned, layered::Vector<double> &) const
  {
    throw std::logic_error("a model of hotspots has no functionals");
  }

  std::vector<double> ConductionTerms::sample(unsigned set, const layered::Vector<double> &field) const
  {
    std::vector<double> own;
    for (const std::size_t unknown : unknowns_[set])
      own.push_back(field.begin()[unknown]);
    int size = 1, count = static_cast<int>(own.size());
    MPI_Comm_size(model_.communicator(), &size);
    std::vector<int> counts(static_cast<std::size_t>(size)), places(1, 0);
    MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, model_.communicator());
    for (const int other : counts)
      places.push_back(places.back() + other);
    std::vector<double> all(static_cast<std::size_t>(places.back()));
    MPI_Allgatherv(own.data(), count, MPI_DOUBLE, all.data(), counts.data(), places.data(), MPI_DOUBLE, model_.communicator());
    return all;
  }
} // namespace sagitta::reduced
