#include <solver/evaluation/evaluation.h>
#include <solver/evaluation/round_rim.h>
#include <solver/layered/space/curved_element.h>
#include <solver/layered/space/element_geometry.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace sagitta::evaluation
{
  namespace
  {
    /// Equidistant nodes of an element, in the plan and through a layer.
    class EquidistantNodes
    {
    public:
      explicit EquidistantNodes(const layered::LayeredSpace &space)
          : n_(space.plan().element().n), nz_(space.element_z().n), in_plan_(tabulate(space.plan().element())),
            through_(tabulate(space.element_z()))
      {
      }

      /// Value of plan shape j at plan node i, both lexicographic.
      double in_plan(unsigned i, unsigned j) const { return in_plan_[(i % n_) * n_ + j % n_] * in_plan_[(i / n_) * n_ + j / n_]; }

      /// Values of a field on one cell and element: [z-node, plan node, component].
      std::vector<double> values(const layered::LayeredSpace &space, const layered::Vector<double> &field, unsigned cell, unsigned e) const
      {
        const layered::PlanSpace &plan = space.plan();
        const unsigned nodes = n_ * n_, components = space.n_components();
        const auto at = [&](unsigned i, unsigned k, unsigned c) {
          return field.begin()[std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() + (e * space.degree_z() + k) * components + c];
        };
        std::vector<double> result(std::size_t(nodes) * nz_ * components, 0.);
        const bool is_direct = n_ <= 3 && nz_ <= 3; // Gauss-Lobatto nodes of degree 1 and 2 are equidistant
        for (unsigned k = 0; k < nz_; ++k)
          for (unsigned i = 0; i < nodes; ++i)
            for (unsigned c = 0; c < components; ++c)
              {
                double &to = result[(std::size_t(k) * nodes + i) * components + c];
                if (is_direct)
                  to = at(i, k, c);
                else
                  for (unsigned l = 0; l < nz_; ++l)
                    for (unsigned j = 0; j < nodes; ++j)
                      to += through_[k * nz_ + l] * in_plan_[(i % n_) * n_ + j % n_] * in_plan_[(i / n_) * n_ + j / n_] * at(j, l, c);
              }
        return result;
      }

    private:
      /// Values of the shapes of a line at its equidistant nodes: row i holds node i.
      static std::vector<double> tabulate(const layered::ReferenceElement &element)
      {
        std::vector<double> table;
        for (unsigned i = 0; i < element.n; ++i)
          {
            const std::vector<double> row = element.evaluate(double(i) / element.degree);
            table.insert(table.end(), row.begin(), row.end());
          }
        return table;
      }

      unsigned n_, nz_;
      std::vector<double> in_plan_, through_;
    };

    /// The mechanical fields of a state.
    struct Mechanical
    {
      const layered::Vector<double> &displacement;
      const Survey &survey;
    };

    /// Puts the elements of this rank together: points are shared by the elements of a column and its neighbours, one per plan DoF and
    /// z-node that is used.
    class FieldCollector
    {
    public:
      /// `space`: of the nodes; `mechanical`: absent for the temperature alone.
      FieldCollector(const ThermalState &state, const layered::LayeredSpace &space, std::optional<Mechanical> mechanical)
          : state_(state), mechanical_(mechanical), space_(space), plan_(space.plan()),
            temperature_(std::get_if<mechanics::TemperatureField>(&state.temperature)), geometry_(space_), nodes_(space_),
            point_of_(std::size_t(plan_.n_local()) * space_.n_z(), -1)
      {
      }

      results::FieldPiece collect()
      {
        piece_.degree = plan_.degree();
        piece_.degree_z = space_.degree_z();
        for (const meshing::Body &body : state_.model.package().bodies)
          piece_.part_names.push_back(body.name);
        for (const materials::Material &material : state_.materials)
          piece_.material_names.push_back(material.name);
        piece_.point_fields = {{"temperature", "K", 1, {}}};
        if (mechanical_)
          {
            piece_.point_fields.insert(piece_.point_fields.begin(), {"displacement", "m", 3, {}});
            piece_.cell_fields = {{"stress", "Pa", 6, {}}, {"von_mises", "Pa", 1, {}}, {"first_principal", "Pa", 1, {}}};
          }
        for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
          {
            find_plan_nodes(cell);
            for (unsigned e = 0; e < space_.n_elements(); ++e)
              if (const int body = state_.model.main_body(cell, e); body >= 0)
                {
                  add_points(cell, e);
                  add_element(cell, e, body);
                }
          }
        return std::move(piece_);
      }

    private:
      /// Positions of the equidistant nodes of a cell.
      void find_plan_nodes(unsigned cell)
      {
        const unsigned n = plan_.dofs_per_cell();
        plan_nodes_.assign(n, {{0, 0}});
        for (unsigned i = 0; i < n; ++i)
          for (unsigned j = 0; j < n; ++j)
            for (unsigned a = 0; a < 2; ++a)
              plan_nodes_[i][a] += nodes_.in_plan(i, j) * plan_.position(plan_.cell_dofs(cell)[j])[a];
      }

      /// How far the equidistant nodes of an element are shifted, [z-node][plan node]{x, y} [m].
      std::vector<double> find_shifts(unsigned cell, unsigned e) const
      {
        const unsigned n = plan_.dofs_per_cell(), nz = space_.element_z().n;
        if (!space_.is_curved(cell, e))
          return std::vector<double>(std::size_t(2) * n * nz, 0.);
        std::vector<double> shifts;
        const layered::CurvedElement map(*space_.shifts(), cell, e);
        for (unsigned k = 0; k < nz; ++k)
          for (unsigned i = 0; i < n; ++i)
            {
              const double degree = plan_.degree();
              const auto at = map.at({{(i % plan_.element().n) / degree, (i / plan_.element().n) / degree}}, double(k) / space_.degree_z());
              shifts.insert(shifts.end(), {at.position[0] - plan_nodes_[i][0], at.position[1] - plan_nodes_[i][1]});
            }
        return shifts;
      }

      /// The points of an element, those that are new with their fields.
      void add_points(unsigned cell, unsigned e)
      {
        const unsigned n = plan_.dofs_per_cell(), nz = space_.element_z().n, q = space_.degree_z();
        std::vector<double> displacement, temperature;
        if (mechanical_)
          displacement = nodes_.values(space_, mechanical_->displacement, cell, e);
        if (temperature_)
          temperature = nodes_.values(*temperature_->space, *temperature_->values, cell, e);
        const std::vector<double> shifts = find_shifts(cell, e);
        const std::vector<MovedNode> moved = find_moved(cell, e);
        for (unsigned k = 0; k < nz; ++k)
          for (unsigned i = 0; i < n; ++i)
            {
              const std::size_t place = std::size_t(plan_.cell_dofs(cell)[i]) * space_.n_z() + e * q + k;
              const MovedNode *own = moved.empty() || !moved[i].is_moved ? nullptr : &moved[i];
              std::int64_t &point = own ? moved_point_of_.emplace(std::make_pair(place, own->body), -1).first->second : point_of_[place];
              if (point < 0)
                {
                  point = static_cast<std::int64_t>(piece_.points.size() / 3);
                  const std::size_t node = std::size_t(k) * n + i;
                  const double x = own ? own->at[0] : plan_nodes_[i][0] + shifts[2 * node],
                               y = own ? own->at[1] : plan_nodes_[i][1] + shifts[2 * node + 1];
                  piece_.points.insert(piece_.points.end(), {x, y, geometry_.z(e, double(k) / space_.degree_z())});
                  for (unsigned c = 0; mechanical_ && c < 3; ++c)
                    piece_.point_fields.front().data.push_back(own ? interpolate(own->shapes, displacement, k, 3, c)
                                                                   : displacement[node * 3 + c]);
                  piece_.point_fields.back().data.push_back(!temperature_ ? std::get<double>(state_.temperature)
                                                            : own         ? interpolate(own->shapes, temperature, k, 1, 0)
                                                                          : temperature[node]);
                }
              piece_.connectivity.push_back(point);
            }
      }

      /// A node of a cell that is moved onto the rim of a disc.
      struct MovedNode
      {
        bool is_moved = false;
        unsigned body = 0;               ///< whose rim it is
        std::array<double, 2> at{};      ///< [m]
        std::vector<double> shapes = {}; ///< of the cell there
      };

      /// Per plan node; empty where no rim passes through the element.
      std::vector<MovedNode> find_moved(unsigned cell, unsigned e) const
      {
        const auto rim = find_rim(state_.model, cell, e);
        if (!rim)
          return {};
        std::vector<MovedNode> nodes(plan_.dofs_per_cell());
        for (std::size_t i = 0; i < nodes.size(); ++i)
          if (const auto at = nearest_on_rim(rim->second, plan_nodes_[i]))
            nodes[i] = {true, rim->first, *at, equidistant_shapes(plan_.degree(), plan_.box(cell), *at)};
        return nodes;
      }

      /// Component c of values [z-node][plan node][component] in the plane of z-node k.
      static double interpolate(const std::vector<double> &shapes, const std::vector<double> &values, unsigned k, unsigned components,
                                unsigned c)
      {
        double sum = 0;
        for (std::size_t i = 0; i < shapes.size(); ++i)
          sum += shapes[i] * values[(k * shapes.size() + i) * components + c];
        return sum;
      }

      void add_element(unsigned cell, unsigned e, int body)
      {
        if (mechanical_)
          {
            const std::size_t index = std::size_t(cell) * space_.n_elements() + e;
            const Survey &survey = mechanical_->survey;
            const mechanics::Voigt &s = survey.cell_stress[index];
            piece_.cell_fields[0].data.insert(piece_.cell_fields[0].data.end(), {s[0], s[1], s[2], s[5], s[3], s[4]});
            piece_.cell_fields[1].data.push_back(survey.cell_von_mises[index]);
            piece_.cell_fields[2].data.push_back(survey.cell_first_principal[index]);
          }
        piece_.part_ids.push_back(body);
        piece_.material_ids.push_back(static_cast<std::int32_t>(state_.model.package().bodies[body].material));
      }

      const ThermalState state_;
      const std::optional<Mechanical> mechanical_;
      const layered::LayeredSpace &space_;
      const layered::PlanSpace &plan_;
      const mechanics::TemperatureField *temperature_; ///< null: uniform
      layered::ElementGeometry geometry_;
      EquidistantNodes nodes_;
      std::vector<std::array<double, 2>> plan_nodes_;                           ///< of the present cell [m]
      std::vector<std::int64_t> point_of_;                                      ///< per plan DoF and z-node; -1: not yet used
      std::map<std::pair<std::size_t, unsigned>, std::int64_t> moved_point_of_; ///< the same on the rim of a body
      results::FieldPiece piece_;
    };
  } // namespace

  results::FieldPiece make_fields(const SolvedState &state, const Survey &survey)
  {
    return FieldCollector({state.model, state.materials, state.temperature}, state.space, Mechanical{state.displacement, survey}).collect();
  }

  results::FieldPiece make_fields(const ThermalState &state)
  {
    return FieldCollector(state, *std::get<mechanics::TemperatureField>(state.temperature).space, std::nullopt).collect();
  }
} // namespace sagitta::evaluation
