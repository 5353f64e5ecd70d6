#include <solver/sensitivity/card_derivatives.h>

#include <materials/eigenstrain.h>

#include <algorithm>
#include <map>
#include <utility>

namespace sagitta::sensitivity
{
  namespace
  {
    constexpr std::array<double, CardDerivative::n_points> difference_weights = {{1. / 12, -8. / 12, 8. / 12, -1. / 12}};

    /// The step of a parameter's factor: small where a Poisson's ratio is near 1/2.
    double first_step(const Parameter &parameter, const materials::Material &card)
    {
      constexpr double usual = 1e-3, share_of_distance = 1. / 64;
      if (parameter.kind != ParameterKind::poisson)
        return usual;
      const auto *isotropic = std::get_if<materials::IsotropicElasticity>(&*card.elasticity);
      if (isotropic == nullptr)
        return usual;
      const std::vector<double> &values = isotropic->poisson.values();
      const double largest = *std::max_element(values.begin(), values.end());
      return largest > 0 ? std::min(usual, share_of_distance * (.5 / largest - 1)) : usual;
    }

    const std::vector<double> &points_of(const materials::Material &card)
    {
      static const std::vector<double> none;
      const auto *table = card.elasticity ? std::get_if<materials::StiffnessElasticity>(&*card.elasticity) : nullptr;
      return table ? table->temperatures() : none;
    }

    /// The cards of one parameter at four factors, by material.
    std::map<unsigned, std::vector<materials::Material>> move(const Materials &materials, const Parameter &parameter, double step)
    {
      std::map<unsigned, std::vector<materials::Material>> cards;
      for (const double offset : CardDerivative::offsets)
        for (auto &[material, card] : scaled_cards(materials, parameter, 1 + offset * step))
          cards[material].push_back(std::move(card));
      return cards;
    }

    /// Do homogenised tables have the same temperatures at all factors? Else values between two of them jump with the factor.
    bool have_same_points(const std::map<unsigned, std::vector<materials::Material>> &cards)
    {
      return std::all_of(cards.begin(), cards.end(), [](const auto &entry) {
        return std::all_of(entry.second.begin(), entry.second.end(),
                           [&](const materials::Material &card) { return points_of(card) == points_of(entry.second.front()); });
      });
    }

    /// The intrinsic strain of a film of another card, by which it has the same stress at its stress-free temperature.
    std::array<double, 3> intrinsic_strain(const meshing::Body &body, const materials::Material &base, const materials::Material &card)
    {
      const materials::OrthotropicStiffness c = materials::stiffness(*base.elasticity, body.stress_free_temperature);
      const auto &e = body.intrinsic_strain;
      const materials::Voigt stress = c.stress({{-e[0], -e[1], -e[2], 0, 0, 0}});
      return materials::film_strain(*card.elasticity, body.stress_free_temperature, {{stress[0], stress[1]}}, false);
    }
  } // namespace

  CardDerivative::CardDerivative(unsigned parameter, const materials::Material &base, std::vector<materials::Material> cards, double step)
      : parameter_(parameter), base_(&base), cards_(std::move(cards)), step_(step)
  {
  }

  void CardDerivative::set_changes(ParameterKind kind, bool is_own)
  {
    const bool is_elastic = kind == ParameterKind::young || kind == ParameterKind::poisson;
    changes_stiffness_ = is_elastic;
    // The expansion of a homogenised material depends on the stiffness of its constituents.
    changes_strain_ = kind == ParameterKind::expansion || (is_elastic && !is_own);
    changes_conductivity_ = kind == ParameterKind::conductivity;
  }

  double CardDerivative::weight(unsigned i) const
  {
    return difference_weights[i] / step_;
  }

  materials::OrthotropicStiffness CardDerivative::stiffness(const meshing::Body &body, double temperature) const
  {
    materials::OrthotropicStiffness sum;
    for (unsigned i = 0; i < n_points; ++i)
      {
        materials::OrthotropicStiffness part = materials::stiffness(*cards_[i].elasticity, temperature);
        part *= weight(i);
        sum += part;
      }
    return body.quarter_turns % 2 != 0 ? sum.quarter_turned() : sum;
  }

  std::array<double, 3> CardDerivative::strain(const meshing::Body &body, double temperature, mechanics::PointOfBody point) const
  {
    std::array<double, 3> sum{};
    meshing::Body moved = body;
    for (unsigned i = 0; i < n_points; ++i)
      {
        if (is_film(body))
          moved.intrinsic_strain = intrinsic_strain(body, *base_, cards_[i]);
        const std::array<double, 3> part = mechanics::body_strain(moved, cards_[i], temperature, {}, point);
        for (unsigned axis = 0; axis < 3; ++axis)
          sum[axis] += weight(i) * part[axis];
      }
    return sum;
  }

  CardDerivatives::CardDerivatives(const std::vector<Parameter> &parameters, const Materials &materials)
      : materials_(materials), steps_(parameters.size(), 0.), by_material_(materials.size())
  {
    for (unsigned number = 0; number < parameters.size(); ++number)
      if (parameters[number].is_of_material())
        add(number, parameters[number]);
  }

  void CardDerivatives::add(unsigned number, const Parameter &parameter)
  {
    // A step at which the points of a homogenised table move is made smaller, a few times.
    double step = first_step(parameter, materials_[parameter.index]);
    std::map<unsigned, std::vector<materials::Material>> cards = move(materials_, parameter, step);
    for (unsigned attempt = 0; attempt < 4 && !have_same_points(cards); ++attempt)
      cards = move(materials_, parameter, step /= 4);
    steps_[number] = step;
    for (auto &[material, moved] : cards)
      {
        CardDerivative derivative(number, materials_.cards[material], std::move(moved), step);
        derivative.set_changes(parameter.kind, material == parameter.index);
        by_material_[material].push_back(std::move(derivative));
      }
  }

  Materials CardDerivatives::moved(unsigned parameter, unsigned point) const
  {
    Materials result = materials_;
    for (unsigned m = 0; m < by_material_.size(); ++m)
      for (const CardDerivative &derivative : by_material_[m])
        if (derivative.parameter() == parameter)
          result.cards[m] = derivative.cards()[point];
    return result;
  }

  double CardDerivatives::weight(unsigned parameter, unsigned point) const
  {
    return difference_weights[point] / steps_[parameter];
  }
} // namespace sagitta::sensitivity
