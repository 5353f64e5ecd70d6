#include <solver/model/model.h>

#include <solver/model/condition_check.h>
#include <solver/model/faces.h>
#include <solver/model/memory_estimate.h>

#include <solver/errors.h>
#include <solver/model/mirror.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::model
{
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

  Model::Model(const Case &problem, MPI_Comm communicator) : Model(problem, PackagePlan(problem, communicator), communicator) {}

  Model::Model(const Case &problem, const PackagePlan &plan, MPI_Comm communicator)
      : problem_(problem), communicator_(communicator), plan_(plan.plan()), compositions_(problem.package)
  {
    grid_ = std::make_shared<const meshing::LayerGrid>(meshing::make_layer_grid(problem.package));
    meshes_ = meshing::make_plan_levels(plan.forest());
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
    check_conditions(*this);
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

  std::shared_ptr<const layered::PlanSpace> Model::make_plan_space(unsigned degree) const
  {
    return std::make_shared<const layered::PlanSpace>(meshes_.back(), degree, plan_.snapped.has_value(), communicator_);
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
    unsigned long long counts[3] = {plan.n_cells(), 0, 0}; // and the numbers that materials remember
    std::vector<unsigned> remembered;
    for (const meshing::Body &body : package.bodies)
      remembered.push_back(body.kind == meshing::BodyKind::gap ? 0 : remembered_numbers(problem_, body.material));
    const unsigned n_points = plan.dofs_per_cell() * (problem_.mesh.degree_z + 1);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned e = 0; e < grid_->n_elements(); ++e)
        {
          counts[1] += !composition(cell, e).empty();
          for (const auto &[body, fraction] : composition(cell, e))
            {
              modelled[body] += fraction * plan.area(cell) * grid_->height(e);
              counts[2] += remembered[body] * n_points;
            }
        }
    MPI_Allreduce(MPI_IN_PLACE, modelled.data(), static_cast<int>(modelled.size()), MPI_DOUBLE, MPI_SUM, communicator_);
    MPI_Allreduce(MPI_IN_PLACE, counts, 3, MPI_UNSIGNED_LONG_LONG, MPI_SUM, communicator_);

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
    for (std::string &sentence : describe_moved_points(*this))
      info.averaged.push_back(std::move(sentence));
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
    int ranks = 1;
    MPI_Comm_size(communicator_, &ranks);
    info.estimated_memory = info.largest_memory = estimate_memory(problem_, info, static_cast<double>(counts[2]), ranks);
    if (problem_.adaptive)
      {
        report::MeshInfo refined = info;
        refined.dofs = std::max(problem_.adaptive->max_dofs, info.dofs);
        refined.dofs_temperature = problem_.needs_heat() ? refined.dofs / 3 : 0;
        info.largest_memory = estimate_memory(problem_, refined, 0, ranks);
      }
    return info;
  }
} // namespace sagitta::model
