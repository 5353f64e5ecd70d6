#include <solver/model/model.h>

#include <solver/errors.h>

#include <meshing/connectivity.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::model
{
  namespace
  {
    bool same_outline(const meshing::Outline &a, const meshing::Outline &b, double scale)
    {
      const meshing::Rectangle r = meshing::bounding_box(a), s = meshing::bounding_box(b);
      const auto close = [&](double p, double q) { return std::abs(p - q) <= 1e-9 * scale; };
      return a.index() == b.index() && close(r.x_min, s.x_min) && close(r.x_max, s.x_max) && close(r.y_min, s.y_min) &&
             close(r.y_max, s.y_max);
    }

    Side opposite(Side side)
    {
      switch (side)
        {
        case Side::x_min:
          return Side::x_max;
        case Side::x_max:
          return Side::x_min;
        case Side::y_min:
          return Side::y_max;
        case Side::y_max:
          return Side::y_min;
        default:
          return side;
        }
    }

    meshing::Outline mirrored(const meshing::Outline &outline, bool in_x, double centre)
    {
      if (const auto *disc = std::get_if<meshing::Disc>(&outline))
        return in_x ? meshing::Disc{2 * centre - disc->x, disc->y, disc->radius}
                    : meshing::Disc{disc->x, 2 * centre - disc->y, disc->radius};
      const auto &r = std::get<meshing::Rectangle>(outline);
      if (in_x)
        return meshing::Rectangle{2 * centre - r.x_max, 2 * centre - r.x_min, r.y_min, r.y_max};
      return meshing::Rectangle{r.x_min, r.x_max, 2 * centre - r.y_max, 2 * centre - r.y_min};
    }

    unsigned image_in_plane(const meshing::Package &package, unsigned b, bool in_x, double centre, double scale)
    {
      const meshing::Body &body = package.bodies[b];
      const meshing::Outline wanted = mirrored(body.outline, in_x, centre);
      if (same_outline(wanted, body.outline, scale))
        return b;
      for (unsigned i = 0; i < package.bodies.size(); ++i)
        {
          const meshing::Body &other = package.bodies[i];
          if (other.kind == body.kind && other.first_layer == body.first_layer && other.last_layer == body.last_layer &&
              other.material == body.material && same_outline(wanted, other.outline, scale))
            return i;
        }
      return b;
    }

    /// Do the boundary conditions on faces agree with a mirror plane? `kind(condition)` compares what is not the face.
    template <typename Condition, typename Same>
    bool faces_are_symmetric(const std::vector<Condition> &conditions, const meshing::Package &package, bool in_x, double centre,
                             double scale, const Same &same)
    {
      const auto image = [&](const FacePlace &face) {
        FacePlace result = face;
        const bool turns =
            in_x ? face.side == Side::x_min || face.side == Side::x_max : face.side == Side::y_min || face.side == Side::y_max;
        if (turns)
          result.side = opposite(face.side);
        if (face.body)
          result.body = image_in_plane(package, *face.body, in_x, centre, scale);
        return result;
      };
      return std::all_of(conditions.begin(), conditions.end(), [&](const Condition &condition) {
        const FacePlace wanted = image(condition.face);
        return std::any_of(conditions.begin(), conditions.end(), [&](const Condition &other) {
          return other.face.body == wanted.body && other.face.side == wanted.side && same(condition, other);
        });
      });
    }

    /// A support as conditions of one face, so that the same comparison serves.
    struct FaceSupport
    {
      FacePlace face;
      std::array<std::optional<double>, 3> displacement;
    };

    bool conditions_are_symmetric(const Case &problem, bool in_x, double centre, double scale)
    {
      const unsigned axis = in_x ? 0 : 1;
      std::vector<FaceSupport> supports;
      for (const Support &support : problem.supports)
        {
          if (!std::holds_alternative<FacePlace>(support.place))
            return false;
          supports.push_back({std::get<FacePlace>(support.place), support.displacement});
        }
      const auto same_support = [&](const FaceSupport &a, const FaceSupport &b) {
        for (unsigned c = 0; c < 3; ++c)
          {
            if (a.displacement[c].has_value() != b.displacement[c].has_value())
              return false;
            if (a.displacement[c] && *a.displacement[c] != (c == axis ? -1 : 1) * *b.displacement[c])
              return false;
          }
        return true;
      };
      const meshing::Package &package = problem.package;
      return problem.acceleration[axis] == 0 && faces_are_symmetric(supports, package, in_x, centre, scale, same_support) &&
             faces_are_symmetric(problem.films, package, in_x, centre, scale,
                                 [](const auto &a, const auto &b) { return a.coefficient == b.coefficient && a.ambient == b.ambient; }) &&
             faces_are_symmetric(problem.fixed_temperatures, package, in_x, centre, scale,
                                 [](const auto &a, const auto &b) { return a.temperature == b.temperature; }) &&
             faces_are_symmetric(problem.pressures, package, in_x, centre, scale,
                                 [](const auto &a, const auto &b) { return a.pressure == b.pressure; });
    }

    double plan_scale(const meshing::Package &package)
    {
      const meshing::Rectangle box = package.bounding_box();
      return std::max(box.x_max - box.x_min, box.y_max - box.y_min);
    }

    void refuse_loose_parts(const meshing::Package &package)
    {
      const auto groups = meshing::find_connected_bodies(package);
      if (groups.size() < 2)
        return;
      std::string names;
      for (const unsigned b : groups[1])
        names += (names.empty() ? "" : ", ") + package.bodies[b].name;
      throw InputError(
          fmt::format("part {} hangs loose: no face joins it to the rest of the package; give it a neighbour (or leave it out)", names));
    }
  } // namespace

  void agree_on_error(const std::string &sentence, MPI_Comm communicator)
  {
    int rank = 0, size = 0;
    MPI_Comm_rank(communicator, &rank);
    MPI_Comm_size(communicator, &size);
    int first = sentence.empty() ? size : rank;
    MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, communicator);
    if (first == size)
      return;
    int length = static_cast<int>(sentence.size());
    MPI_Bcast(&length, 1, MPI_INT, first, communicator);
    std::string text = rank == first ? sentence : std::string(static_cast<std::size_t>(length), ' ');
    MPI_Bcast(text.data(), length, MPI_CHAR, first, communicator);
    throw InputError(text);
  }

  meshing::Symmetry Model::usable_symmetry() const
  {
    if (problem_.mesh.symmetry == meshing::SymmetryRequest::none)
      return {};
    meshing::Symmetry symmetry = meshing::find_symmetry(problem_.package);
    const double scale = plan_scale(problem_.package);
    symmetry.in_x = symmetry.in_x && conditions_are_symmetric(problem_, true, symmetry.centre_x, scale);
    symmetry.in_y = symmetry.in_y && conditions_are_symmetric(problem_, false, symmetry.centre_y, scale);
    return symmetry;
  }

  Model::Model(const Case &problem, MPI_Comm communicator) : problem_(problem), communicator_(communicator), compositions_(problem.package)
  {
    refuse_loose_parts(problem.package);
    try
      {
        plan_ = meshing::make_plan(problem.package, problem.mesh, usable_symmetry());
      }
    catch (const std::invalid_argument &error)
      {
        throw InputError(fmt::format("mesh.plan: {}", error.what()));
      }
    grid_ = std::make_shared<const meshing::LayerGrid>(meshing::make_layer_grid(problem.package));
    meshes_ = meshing::make_plan_levels(meshing::make_plan_mesh(plan_, communicator));
    for (const auto &mesh : meshes_)
      plan_levels_.push_back(
          std::make_shared<const layered::PlanSpace>(mesh, problem.mesh.degree, plan_.snapped.has_value(), communicator));

    const unsigned n_layers = static_cast<unsigned>(problem.package.layers.size());
    for (const auto &plan : plan_levels_)
      {
        composition_of_ = classify(*plan);
        filled_.emplace_back();
        for (unsigned cell = 0; cell < plan->n_cells(); ++cell)
          for (const unsigned layer : grid_->layer)
            filled_.back().push_back(!compositions_[composition_of_[std::size_t(cell) * n_layers + layer]].empty());
      }
  }

  std::vector<unsigned> Model::classify(const layered::PlanSpace &plan)
  {
    std::vector<unsigned> result;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned layer = 0; layer < problem_.package.layers.size(); ++layer)
        if (plan.is_rectangular())
          {
            const auto &box = plan.box(cell);
            result.push_back(compositions_.classify({box[0], box[2], box[1], box[3]}, layer));
          }
        else
          {
            const auto &iterator = plan.cell(cell);
            result.push_back(compositions_.classify(
                [&](double x, double y) {
                  const dealii::Point<2> p = plan.mapping().transform_unit_to_real_cell(iterator, dealii::Point<2>(x, y));
                  return std::array<double, 2>{{p[0], p[1]}};
                },
                std::sqrt(plan.area(cell)), layer));
          }
    return result;
  }

  std::vector<std::shared_ptr<const layered::LayeredSpace>> Model::make_spaces(unsigned n_components) const
  {
    std::vector<std::shared_ptr<const layered::LayeredSpace>> spaces;
    for (const auto &plan : plan_levels_)
      spaces.push_back(std::make_shared<const layered::LayeredSpace>(plan, grid_, problem_.mesh.degree_z, n_components));
    return spaces;
  }

  int Model::main_body(unsigned cell, unsigned element) const
  {
    int body = -1;
    double largest = 0;
    for (const auto &[b, fraction] : composition(cell, element))
      if (fraction > largest)
        {
          largest = fraction;
          body = static_cast<int>(b);
        }
    return body;
  }

  bool Model::has_image(unsigned operation) const
  {
    return (!(operation & 1) || plan_.symmetry.in_x) && (!(operation & 2) || plan_.symmetry.in_y);
  }

  std::array<unsigned, 4> Model::images(unsigned body) const
  {
    const double scale = plan_scale(problem_.package);
    const meshing::Symmetry &symmetry = plan_.symmetry;
    const auto in_x = [&](unsigned b) { return symmetry.in_x ? image_in_plane(problem_.package, b, true, symmetry.centre_x, scale) : b; };
    const auto in_y = [&](unsigned b) { return symmetry.in_y ? image_in_plane(problem_.package, b, false, symmetry.centre_y, scale) : b; };
    return {{body, in_x(body), in_y(body), in_x(in_y(body))}};
  }

  std::array<double, 3> Model::mirror(const std::array<double, 3> &point, unsigned operation) const
  {
    std::array<double, 3> result = point;
    if (operation & 1)
      result[0] = 2 * plan_.symmetry.centre_x - point[0];
    if (operation & 2)
      result[1] = 2 * plan_.symmetry.centre_y - point[1];
    return result;
  }

  unsigned Model::operation_into_model(const std::array<double, 3> &point) const
  {
    return (plan_.symmetry.in_x && point[0] < plan_.symmetry.centre_x ? 1u : 0u) +
           (plan_.symmetry.in_y && point[1] < plan_.symmetry.centre_y ? 2u : 0u);
  }

  report::MeshInfo Model::describe() const
  {
    const layered::PlanSpace &plan = finest_plan();
    const meshing::Package &package = problem_.package;
    std::vector<double> modelled(package.bodies.size(), 0.);
    unsigned long long counts[2] = {plan.n_cells(), 0};
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned e = 0; e < grid_->n_elements(); ++e)
        {
          counts[1] += !composition(cell, e).empty();
          for (const auto &[body, fraction] : composition(cell, e))
            modelled[body] += fraction * plan.area(cell) * grid_->height(e);
        }
    MPI_Allreduce(MPI_IN_PLACE, modelled.data(), static_cast<int>(modelled.size()), MPI_DOUBLE, MPI_SUM, communicator_);
    MPI_Allreduce(MPI_IN_PLACE, counts, 2, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator_);

    report::MeshInfo info;
    info.plan_cells = counts[0];
    info.cells = counts[1];
    info.layer_elements = grid_->n_elements();
    info.degree = problem_.mesh.degree;
    info.degree_z = problem_.mesh.degree_z;
    const unsigned long long nodes = plan.n_global() * (grid_->n_elements() * problem_.mesh.degree_z + 1ull);
    info.dofs = 3 * nodes;
    info.dofs_temperature = problem_.needs_heat() ? nodes : 0;
    info.symmetry = meshing::to_string(plan_.symmetry);
    info.averaged = plan_.averaged;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        if (package.bodies[b].kind == meshing::BodyKind::gap)
          continue;
        double volume = 0;
        for (unsigned operation = 0; operation < 4; ++operation)
          if (has_image(operation))
            volume += modelled[images(b)[operation]];
        info.volumes.push_back({package.bodies[b].name, problem_.materials[package.bodies[b].material].name, volume});
      }
    // Per displacement unknown: vectors and column factors of about 40 numbers per level in single and 12 in double precision, levels
    // adding a third; and 190 MB that every rank needs for its libraries (docs/theory/column_multigrid.md).
    int ranks = 1;
    MPI_Comm_size(communicator_, &ranks);
    info.estimated_memory = 330. * static_cast<double>(info.dofs + info.dofs_temperature) + 1.9e8 * ranks;
    return info;
  }
} // namespace sagitta::model
