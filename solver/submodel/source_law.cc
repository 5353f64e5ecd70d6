#include <solver/submodel/source_law.h>

#include <solver/base/errors.h>

#include <meshing/fill/layer_grid.h>

namespace sagitta::submodel
{
  StressAndEnergy evaluate(const mechanics::ThermoelasticLaw &law, const StrainedPoint &point)
  {
    StressAndEnergy result{law.stress(point.composition, point.cell_temperature, point.strain, point.temperature, &point.position), 0};
    for (const auto &[body, fraction] : point.composition)
      {
        const mechanics::Voigt elastic = law.mechanical_strain(body, point.strain, point.temperature, &point.position);
        const mechanics::Voigt stress = law.body_stiffness(body, point.cell_temperature).stress(elastic);
        for (unsigned i = 0; i < 6; ++i)
          result.energy += fraction * stress[i] * elastic[i] / 2;
      }
    return result;
  }

  SourceLaw::SourceLaw(const meshing::Package &package, const Materials &materials, const restore::StoredGrid &grid)
      : grid_(grid), compositions_(package), law_(package, materials), layers_(meshing::make_layer_grid(package).layer)
  {
    if (layers_.size() != grid.n_elements())
      throw InputError("the layers of the source's case are not those of its results");
    for (unsigned body = 0; body < package.bodies.size(); ++body)
      pure_.push_back({{body, 1.}});
  }

  const meshing::Composition &SourceLaw::composition_at(const restore::StoredGrid::Place &place)
  {
    // A mapped cell follows the outlines of its parts.
    if (!grid_.is_rectangle(place.cell))
      return pure_.at(static_cast<std::size_t>(grid_.mesh().parts[std::size_t(place.cell) * grid_.n_elements() + place.element]));
    const unsigned layer = layers_[place.element];
    const auto [known, is_new] = known_.try_emplace({place.cell, layer}, 0);
    if (is_new)
      known->second = compositions_.classify(grid_.box(place.cell), layer);
    return compositions_[known->second];
  }

  double SourceLaw::mean_temperature(const restore::StoredField &temperature, const restore::StoredGrid::Place &place)
  {
    const auto [known, is_new] = means_.try_emplace({place.cell, place.element}, 0);
    if (!is_new)
      return known->second;
    const meshing::Rectangle &box = grid_.box(place.cell);
    const std::array<double, 3> middle{{(box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2,
                                        (grid_.mesh().z[place.element] + grid_.mesh().z[place.element + 1]) / 2}};
    // A millionth inside, so that a point on a face is not one of the neighbour.
    const double reach = 1 - 1e-6;
    const std::array<double, 3> half{
        {reach * (middle[0] - box.x_min), reach * (middle[1] - box.y_min), reach * (middle[2] - grid_.mesh().z[place.element])}};
    constexpr std::array<double, 3> weights{{1. / 6, 4. / 6, 1. / 6}};
    double sum = 0, weight = 0;
    for (unsigned i = 0; i < 27; ++i)
      {
        const std::array<unsigned, 3> step{{i % 3, i / 3 % 3, i / 9}};
        std::array<double, 3> at = middle;
        for (unsigned a = 0; a < 3; ++a)
          at[a] += (step[a] - 1.) * half[a];
        if (const auto value = temperature.at(at))
          {
            const double own = weights[step[0]] * weights[step[1]] * weights[step[2]];
            sum += own * (*value)[0];
            weight += own;
          }
      }
    return known->second = sum / weight;
  }

  std::optional<StressAndEnergy> SourceLaw::at(const SourceFields &fields, const std::array<double, 3> &point)
  {
    // The modelled part is evaluated as the case describes it; stresses are mapped back by symmetry.
    const meshing::Mirror &mirror = grid_.mesh().mirror;
    const meshing::Reflection reflection = mirror.into_model(point);
    const std::array<double, 3> inside = mirror.reflect(point, reflection);
    const auto place = grid_.find(inside);
    if (!place)
      return std::nullopt;
    const auto gradient = fields.displacement.gradients_at(inside);
    const auto temperature = fields.temperature.at(inside);
    if (!gradient || !temperature)
      return std::nullopt;
    StressAndEnergy result = evaluate(
        law_, {composition_at(*place), mean_temperature(fields.temperature, *place), (*temperature)[0], inside, strain_of(*gradient)});
    constexpr std::array<std::array<unsigned, 2>, 6> indices{{{{0, 0}}, {{1, 1}}, {{2, 2}}, {{1, 2}}, {{0, 2}}, {{0, 1}}}};
    for (unsigned i = 0; i < 6; ++i)
      result.stress[i] *= reflection.sign(indices[i][0], indices[i][1]);
    return result;
  }
} // namespace sagitta::submodel
