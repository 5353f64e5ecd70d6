#include <solver/sensitivity/mechanical_gradient.h>

#include <solver/layered/space/cell_values.h>
#include <solver/mechanics/forces.h>
#include <solver/sensitivity/strain_products.h>

#include <algorithm>
#include <array>
#include <optional>

namespace sagitta::sensitivity
{
  using layered::CellPoints;
  using layered::CellValues;
  using layered::Vector;
  using mechanics::Voigt;

  namespace
  {
    /// The strains of an element at its points.
    class ElementStrains
    {
    public:
      void load(const CellValues &values, unsigned e) { values.strains(e, strains_); }

      Voigt at(unsigned point) const
      {
        return {{strains_[0][point], strains_[1][point], strains_[2][point], strains_[3][point], strains_[4][point], strains_[5][point]}};
      }

    private:
      std::array<std::vector<double>, 6> strains_;
    };

    /// What a parameter changes of a body at a uniform temperature.
    struct UniformChange
    {
      unsigned parameter;
      bool changes_stiffness, changes_strain;
      materials::OrthotropicStiffness stiffness;
      Voigt stress; ///< C de
    };

    struct UniformBody
    {
      Voigt free; ///< strain
      std::vector<UniformChange> changes;
    };

    /// The sums over an element from which the derivatives by the constants follow.
    class ConstantsSweep
    {
    public:
      ConstantsSweep(const evaluation::SolvedState &state, const CardDerivatives &derivatives, std::vector<double> &by_factor)
          : state_(state), derivatives_(derivatives), by_factor_(by_factor), is_uniform_(mechanics::is_uniform(state.temperature)),
            bodies_(state.model.package().bodies.size())
      {
      }

      /// Where an element is and what happens in it.
      struct Element
      {
        unsigned cell, e;
        const CellPoints &points;
        const mechanics::CellTemperature &temperatures;
        const ElementStrains &strains, &duals;
      };

      void add(const Element &element)
      {
        const meshing::Composition &composition = state_.model.composition(element.cell, element.e);
        if (is_uniform_ && !state_.law.depends_on_point(composition))
          add_uniform(composition, element);
        else
          for (const auto &[body, fraction] : composition)
            add_body(body, fraction, element);
      }

    private:
      void add_uniform(const meshing::Composition &composition, const Element &element)
      {
        StrainProducts products;
        Voigt mean_dual{};
        for (unsigned q = 0; q < element.points.n_plan(); ++q)
          for (unsigned qz = 0; qz < element.points.n_layer(); ++qz)
            {
              const unsigned point = element.points.index(q, qz);
              const double jxw = element.points.jxw(element.e, q, qz);
              const Voigt dual = element.duals.at(point);
              products.add(element.strains.at(point), dual, jxw);
              for (unsigned i = 0; i < 6; ++i)
                mean_dual[i] += jxw * dual[i];
            }
        for (const auto &[b, fraction] : composition)
          {
            const UniformBody &body = uniform_body(b, element.temperatures.mean(element.e));
            StrainProducts mechanical = products;
            mechanical.add(body.free, mean_dual, -1);
            for (const UniformChange &change : body.changes)
              {
                double sum = change.changes_stiffness ? -mechanical.contract(change.stiffness) : 0.;
                if (change.changes_strain)
                  sum += product(change.stress, mean_dual);
                by_factor_[change.parameter] += fraction * sum;
              }
          }
      }

      const UniformBody &uniform_body(unsigned b, double temperature)
      {
        if (bodies_[b])
          return *bodies_[b];
        const meshing::Body &body = state_.model.package().bodies[b];
        UniformBody result{free_strain(b, temperature, nullptr), {}};
        const materials::OrthotropicStiffness stiffness = state_.law.body_stiffness(b, temperature);
        for (const CardDerivative &card : derivatives_.of(body.material))
          if (card.changes_stiffness() || card.changes_strain(body))
            {
              UniformChange change{card.parameter(), card.changes_stiffness(), card.changes_strain(body), {}, {}};
              if (change.changes_stiffness)
                change.stiffness = card.stiffness(body, temperature);
              if (change.changes_strain)
                change.stress = stiffness.stress(normal_strain(card.strain(body, temperature, nullptr)));
              result.changes.push_back(change);
            }
        return bodies_[b].emplace(std::move(result));
      }

      Voigt free_strain(unsigned b, double temperature, mechanics::PointOfBody point) const
      {
        Voigt strain = state_.law.mechanical_strain(b, Voigt{}, temperature, point);
        for (double &component : strain)
          component = -component;
        return strain;
      }

      void add_body(unsigned b, double fraction, const Element &element)
      {
        const meshing::Body &body = state_.model.package().bodies[b];
        const std::vector<CardDerivative> &cards = derivatives_.of(body.material);
        const double mean = element.temperatures.mean(element.e);
        const materials::OrthotropicStiffness stiffness = state_.law.body_stiffness(b, mean);
        StrainProducts products;
        for (unsigned q = 0; q < element.points.n_plan(); ++q)
          for (unsigned qz = 0; qz < element.points.n_layer(); ++qz)
            {
              const unsigned point = element.points.index(q, qz);
              const double weight = fraction * element.points.jxw(element.e, q, qz),
                           temperature = element.temperatures.at(element.e, q, qz);
              const std::array<double, 3> place = element.points.position(element.e, q, qz);
              const Voigt dual = element.duals.at(point);
              products.add(state_.law.mechanical_strain(b, element.strains.at(point), temperature, &place), dual, weight);
              for (const CardDerivative &card : cards)
                if (card.changes_strain(body))
                  by_factor_[card.parameter()] +=
                      weight * product(stiffness.stress(normal_strain(card.strain(body, temperature, &place))), dual);
            }
        for (const CardDerivative &card : cards)
          if (card.changes_stiffness())
            by_factor_[card.parameter()] -= products.contract(card.stiffness(body, mean));
      }

      const evaluation::SolvedState &state_;
      const CardDerivatives &derivatives_;
      std::vector<double> &by_factor_;
      bool is_uniform_;
      std::vector<std::optional<UniformBody>> bodies_;
    };

    /// The part of a strain that is divided by the height of the element: zz, yz, xz by d/dz.
    Voigt through_strain(const CellValues &values, unsigned e, unsigned q, unsigned qz)
    {
      return {{0, 0, values.derivative(e, q, qz, 2, 2), values.derivative(e, q, qz, 1, 2), values.derivative(e, q, qz, 0, 2), 0}};
    }

    Voigt difference(const Voigt &a, const Voigt &b)
    {
      Voigt result = a;
      for (unsigned i = 0; i < 6; ++i)
        result[i] -= b[i];
      return result;
    }

    /// The derivatives by layer thicknesses.
    class ThicknessSweep
    {
    public:
      ThicknessSweep(const evaluation::SolvedState &state, const std::vector<Parameter> &parameters, std::vector<double> &by_factor)
          : state_(state), sums_(state.model.package().layers.size(), nullptr)
      {
        for (std::size_t p = 0; p < parameters.size(); ++p)
          if (parameters[p].kind == ParameterKind::thickness)
            sums_[parameters[p].index] = &by_factor[p];
      }

      void add(const ConstantsSweep::Element &element, const CellValues &displacement, const CellValues &dual)
      {
        double *sum = sum_of(element.e);
        if (sum == nullptr)
          return;
        const meshing::Composition &composition = state_.model.composition(element.cell, element.e);
        const double mean = element.temperatures.mean(element.e);
        const bool is_same = mechanics::is_uniform(state_.temperature) && !state_.law.depends_on_point(composition);
        mechanics::AffineStress law{};
        if (is_same)
          law = state_.law.at(composition, mean, mean);
        for (unsigned q = 0; q < element.points.n_plan(); ++q)
          for (unsigned qz = 0; qz < element.points.n_layer(); ++qz)
            {
              const unsigned point = element.points.index(q, qz);
              const std::array<double, 3> place = element.points.position(element.e, q, qz);
              if (!is_same)
                law = state_.law.at(composition, mean, element.temperatures.at(element.e, q, qz), &place);
              const Voigt strain = element.strains.at(point), virtual_strain = element.duals.at(point);
              const Voigt along = difference(virtual_strain, through_strain(dual, element.e, q, qz));
              *sum += element.points.jxw(element.e, q, qz) *
                      (product(law.stiffness.stress(through_strain(displacement, element.e, q, qz)), virtual_strain) -
                       product(law.stress(strain), along));
            }
        add_weight(element, dual, *sum);
      }

      /// Pressures on vertical faces.
      void add_walls(const Vector<double> &dual)
      {
        const layered::LayeredSpace &space = state_.space;
        CellPoints points(space);
        for (const Pressure &pressure : state_.model.conditions().mechanical.pressures)
          {
            const unsigned axis = axis_of(pressure.face.side);
            const double traction = mechanics::traction(pressure)[axis];
            for (const model::FaceParts::Wall &part : state_.model.boundary(space.plan()).outer_parts(pressure.face).walls)
              if (double *sum = sum_of(part.element))
                {
                  points.enter(part.cell);
                  const unsigned n = space.plan().element().n;
                  for (unsigned i = 0; i < n; ++i)
                    for (unsigned k = 0; k < points.n_layer(); ++k)
                      {
                        const std::size_t column = space.plan().cell_dofs(part.cell)[layered::side_node(part.face, i, n)];
                        const double z = dual.begin()[column * space.column_size() + (part.element * space.degree_z() + k) * 3 + axis];
                        *sum += traction * part.fraction * points.side_integral(part.element, part.face, i, k) * z;
                      }
                }
          }
      }

    private:
      double *sum_of(unsigned e) { return sums_[state_.model.grid().layer[e]]; }

      void add_weight(const ConstantsSweep::Element &element, const CellValues &dual, double &sum) const
      {
        const MechanicalConditions &conditions = state_.model.conditions().mechanical;
        if (!conditions.has_acceleration())
          return;
        const std::array<double, 3> force = mechanics::body_force(state_.law, state_.model.composition(element.cell, element.e),
                                                                  element.temperatures.mean(element.e), conditions);
        for (unsigned c = 0; c < 3; ++c)
          sum += force[c] * element.points.volume(element.e) * dual.mean(element.e, c);
      }

      const evaluation::SolvedState &state_;
      std::vector<double *> sums_; ///< per layer
    };
  } // namespace

  void add_mechanical_gradient(const evaluation::SolvedState &state, const Vector<double> &dual, const CardDerivatives &derivatives,
                               const std::vector<Parameter> &parameters, std::vector<double> &by_factor)
  {
    CellValues displacements(state.space), duals(state.space);
    mechanics::CellTemperature temperatures(state.temperature);
    ElementStrains strains, dual_strains;
    ConstantsSweep constants(state, derivatives, by_factor);
    ThicknessSweep thicknesses(state, parameters, by_factor);
    for (unsigned cell = 0; cell < state.space.plan().n_cells(); ++cell)
      {
        displacements.load(cell, state.displacement);
        duals.load(cell, dual);
        temperatures.load(cell);
        for (unsigned e = 0; e < state.space.n_elements(); ++e)
          if (state.model.is_filled(cell, e))
            {
              strains.load(displacements, e);
              dual_strains.load(duals, e);
              const ConstantsSweep::Element element{cell, e, displacements.points(), temperatures, strains, dual_strains};
              constants.add(element);
              thicknesses.add(element, displacements, duals);
            }
      }
    thicknesses.add_walls(dual);
  }
} // namespace sagitta::sensitivity
