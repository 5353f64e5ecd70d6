#include <solver/model/model.h>

#include <solver/model/condition_check.h>
#include <solver/model/faces.h>

#include <meshing/fill/mirror.h>
#include <solver/base/errors.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::model
{
  Model::Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, MPI_Comm communicator)
      : Model(package, conditions, numerics, PackagePlan(package, conditions, numerics, communicator), communicator)
  {
  }

  Model::Model(const meshing::Package &package, const Conditions &conditions, const Numerics &numerics, const PackagePlan &plan,
               MPI_Comm communicator)
      : package_(package), conditions_(conditions), numerics_(numerics), communicator_(communicator), plan_(plan.plan()),
        compositions_(package)
  {
    grid_ = std::make_shared<const meshing::LayerGrid>(meshing::make_layer_grid(package));
    meshes_ = meshing::make_plan_levels(plan.forest());
    for (const auto &mesh : meshes_)
      plan_levels_.push_back(
          std::make_shared<const layered::PlanSpace>(mesh, numerics.mesh.degree, plan_.snapped.has_value(), communicator));

    const unsigned n_layers = static_cast<unsigned>(package.layers.size());
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
      for (unsigned layer = 0; layer < package_.layers.size(); ++layer)
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
      spaces.push_back(std::make_shared<const layered::LayeredSpace>(plan, grid_, numerics_.mesh.degree_z, n_components));
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
    const double scale = plan_scale(package_);
    const meshing::Symmetry &symmetry = plan_.symmetry;
    const auto in_x = [&](unsigned b) { return symmetry.in_x ? image_in_plane(package_, b, true, symmetry.centre_x, scale) : b; };
    const auto in_y = [&](unsigned b) { return symmetry.in_y ? image_in_plane(package_, b, false, symmetry.centre_y, scale) : b; };
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
} // namespace sagitta::model
