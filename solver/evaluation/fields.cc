#include <solver/evaluation/evaluation.h>

namespace sagitta::evaluation
{
  namespace
  {
    /// Values of the shapes at equidistant nodes: row i holds node i.
    std::vector<double> resample(const layered::ReferenceElement &element)
    {
      std::vector<double> table;
      for (unsigned i = 0; i < element.n; ++i)
        {
          const std::vector<double> row = element.evaluate(double(i) / element.degree);
          table.insert(table.end(), row.begin(), row.end());
        }
      return table;
    }

    /// Column values of one cell and element at equidistant nodes, lexicographic, per component.
    std::vector<double> nodal(const layered::LayeredSpace &space, const layered::Vector<double> &field, unsigned cell, unsigned e,
                              const std::vector<double> &in_plan, const std::vector<double> &through)
    {
      const layered::PlanSpace &plan = space.plan();
      const unsigned n = plan.element().n, nz = space.element_z().n, components = space.n_components();
      const auto at = [&](unsigned i, unsigned k, unsigned c) {
        return field.begin()[std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() + (e * space.degree_z() + k) * components + c];
      };
      std::vector<double> result(std::size_t(n) * n * nz * components, 0.);
      const bool is_direct = n <= 3 && nz <= 3; // Gauss-Lobatto nodes of degree 1 and 2 are equidistant
      for (unsigned k = 0; k < nz; ++k)
        for (unsigned i = 0; i < n * n; ++i)
          for (unsigned c = 0; c < components; ++c)
            {
              double &to = result[(std::size_t(k) * n * n + i) * components + c];
              if (is_direct)
                to = at(i, k, c);
              else
                for (unsigned l = 0; l < nz; ++l)
                  for (unsigned j = 0; j < n * n; ++j)
                    to += through[k * nz + l] * in_plan[(i % n) * n + j % n] * in_plan[(i / n) * n + j / n] * at(j, l, c);
            }
      return result;
    }
  } // namespace

  results::FieldPiece make_fields(const SolvedState &state, const Survey &survey)
  {
    const model::Model &model = state.model;
    const layered::LayeredSpace &space = state.space;
    const layered::PlanSpace &plan = space.plan();
    const unsigned n = plan.element().n, nz = space.element_z().n, q = space.degree_z();
    const std::vector<double> in_plan = resample(plan.element()), through = resample(space.element_z());

    results::FieldPiece piece;
    piece.degree = plan.degree();
    piece.degree_z = q;
    for (const meshing::Body &body : model.package().bodies)
      piece.part_names.push_back(body.name);
    for (const materials::Material &material : state.materials)
      piece.material_names.push_back(material.name);
    piece.point_fields = {{"displacement", "m", 3, {}}, {"temperature", "K", 1, {}}};
    piece.cell_fields = {{"stress", "Pa", 6, {}}, {"von_mises", "Pa", 1, {}}, {"first_principal", "Pa", 1, {}}};

    // Points are shared between cells of one column stack and its neighbours: one per plan DoF and z-node that is used.
    std::vector<std::int64_t> point_of(std::size_t(plan.n_local()) * space.n_z(), -1);
    const auto *temperature_field = std::get_if<mechanics::TemperatureField>(&state.temperature);
    std::vector<double> node_x(n * n), node_y(n * n);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        for (unsigned i = 0; i < n * n; ++i)
          {
            node_x[i] = node_y[i] = 0;
            for (unsigned j = 0; j < n * n; ++j)
              {
                const double weight = in_plan[(i % n) * n + j % n] * in_plan[(i / n) * n + j / n];
                node_x[i] += weight * plan.position(plan.cell_dofs(cell)[j])[0];
                node_y[i] += weight * plan.position(plan.cell_dofs(cell)[j])[1];
              }
          }
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const int body = model.main_body(cell, e);
            if (body < 0)
              continue;
            const std::vector<double> displacement = nodal(space, state.displacement, cell, e, in_plan, through);
            std::vector<double> temperature;
            if (temperature_field)
              temperature = nodal(*temperature_field->space, *temperature_field->values, cell, e, in_plan, through);
            for (unsigned k = 0; k < nz; ++k)
              for (unsigned i = 0; i < n * n; ++i)
                {
                  std::int64_t &point = point_of[std::size_t(plan.cell_dofs(cell)[i]) * space.n_z() + e * q + k];
                  if (point < 0)
                    {
                      point = static_cast<std::int64_t>(piece.points.size() / 3);
                      piece.points.insert(piece.points.end(),
                                          {node_x[i], node_y[i], model.grid().z[e] + model.grid().height(e) * k / space.degree_z()});
                      const std::size_t node = std::size_t(k) * n * n + i;
                      for (unsigned c = 0; c < 3; ++c)
                        piece.point_fields[0].data.push_back(displacement[node * 3 + c]);
                      piece.point_fields[1].data.push_back(temperature_field ? temperature[node] : std::get<double>(state.temperature));
                    }
                  piece.connectivity.push_back(point);
                }
            const std::size_t index = std::size_t(cell) * space.n_elements() + e;
            const mechanics::Voigt &s = survey.cell_stress[index];
            piece.cell_fields[0].data.insert(piece.cell_fields[0].data.end(), {s[0], s[1], s[2], s[5], s[3], s[4]});
            piece.cell_fields[1].data.push_back(survey.cell_von_mises[index]);
            piece.cell_fields[2].data.push_back(survey.cell_first_principal[index]);
            piece.part_ids.push_back(body);
            piece.material_ids.push_back(static_cast<std::int32_t>(model.package().bodies[body].material));
          }
      }
    return piece;
  }
} // namespace sagitta::evaluation
