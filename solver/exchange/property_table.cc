#include <solver/exchange/property_table.h>

#include <solver/conduction/conduction_law.h>
#include <solver/mechanics/thermoelastic_law.h>

#include <deal.II/base/tensor.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>

namespace sagitta::exchange
{
  namespace
  {
    constexpr double same = 1e-12; // rounding of the conversions below

    bool are_close(double a, double b)
    {
      return std::abs(a - b) <= same * std::max(std::abs(a), std::abs(b));
    }

    std::vector<double> table_temperatures(const Conditions &conditions, const Programme &programme)
    {
      constexpr double step = 5, below = 25, above = 500; // [K]; a solved temperature is not known yet
      std::vector<double> temperatures;
      for (const State &state : programme.states)
        if (state.temperature)
          temperatures.push_back(*state.temperature);
      if (programme.needs_heat())
        {
          std::vector<double> known = temperatures;
          for (const FilmCondition &film : conditions.thermal.films)
            known.push_back(film.ambient);
          for (const FixedTemperature &fixed : conditions.thermal.fixed_temperatures)
            known.push_back(fixed.temperature);
          const auto [lowest, highest] = std::minmax_element(known.begin(), known.end());
          for (double t = std::max(*lowest - below, step); t <= *highest + above; t += step)
            temperatures.push_back(t);
        }
      std::sort(temperatures.begin(), temperatures.end());
      temperatures.erase(std::unique(temperatures.begin(), temperatures.end()), temperatures.end());
      return temperatures;
    }

    double reference_temperature(const meshing::Package &package)
    {
      std::vector<double> stress_free;
      for (const meshing::Body &body : package.bodies)
        if (body.kind != meshing::BodyKind::gap)
          stress_free.push_back(body.stress_free_temperature);
      const bool is_common =
          std::all_of(stress_free.begin(), stress_free.end(), [&](double t) { return are_close(t, stress_free.front()); });
      // At the reference the free strain is zero in CalculiX.
      const bool is_free_there = std::all_of(package.bodies.begin(), package.bodies.end(), [](const meshing::Body &body) {
        return body.intrinsic_strain == std::array<double, 3>{{0, 0, 0}};
      });
      return is_common && is_free_there ? stress_free.front() : 0.;
    }

    /// One column instead of equal ones, one row instead of equal ones.
    PropertyTable simplify(PropertyTable table)
    {
      if (std::all_of(table.begin(), table.end(), [](const PropertyRow &row) {
            return std::all_of(row.values.begin(), row.values.end(), [&](double value) { return are_close(value, row.values.front()); });
          }))
        for (PropertyRow &row : table)
          row.values.resize(1);
      return table;
    }
    PropertyTable drop_equal_rows(PropertyTable table)
    {
      if (std::all_of(table.begin(), table.end(), [&](const PropertyRow &row) {
            return std::equal(row.values.begin(), row.values.end(), table.front().values.begin(), are_close);
          }))
        table.resize(1);
      return table;
    }

    PropertyTable tabulate(const std::vector<double> &temperatures, const std::function<std::vector<double>(double)> &values)
    {
      PropertyTable table;
      for (const double temperature : temperatures)
        table.push_back({temperature, values(temperature)});
      return table;
    }

    bool is_isotropic(const materials::OrthotropicStiffness &c)
    {
      return are_close(c.c11, c.c22) && are_close(c.c11, c.c33) && are_close(c.c12, c.c13) && are_close(c.c12, c.c23) &&
             are_close(c.c44, c.c55) && are_close(c.c44, c.c66) && std::abs(c.c11 - c.c12 - 2 * c.c44) <= same * c.c11;
    }

    PropertyTable elasticity_table(const mechanics::ThermoelasticLaw &law, const meshing::Composition &composition,
                                   const std::vector<double> &temperatures)
    {
      const bool isotropic =
          std::all_of(temperatures.begin(), temperatures.end(), [&](double t) { return is_isotropic(law.stiffness(composition, t)); });
      return drop_equal_rows(tabulate(temperatures, [&](double t) -> std::vector<double> {
        const materials::OrthotropicStiffness c = law.stiffness(composition, t);
        const double poisson = c.c12 / (c.c11 + c.c12);
        if (isotropic)
          return {2 * c.c44 * (1 + poisson), poisson};
        return {c.c11, c.c12, c.c22, c.c13, c.c23, c.c33, c.c66, c.c55, c.c44};
      }));
    }

    /// Strain at which the composition is free of stress.
    std::array<double, 3> free_strain(const mechanics::ThermoelasticLaw &law, const meshing::Composition &composition, double temperature)
    {
      const materials::OrthotropicStiffness c = law.stiffness(composition, temperature);
      const mechanics::Voigt stress = law.stress(composition, temperature, mechanics::Voigt{}, temperature);
      const dealii::Tensor<2, 3> stiffness({{c.c11, c.c12, c.c13}, {c.c12, c.c22, c.c23}, {c.c13, c.c23, c.c33}});
      const dealii::Tensor<1, 3> strain = invert(stiffness) * dealii::Tensor<1, 3>({-stress[0], -stress[1], -stress[2]});
      return {{strain[0], strain[1], strain[2]}};
    }

    PropertyTable expansion_table(const mechanics::ThermoelasticLaw &law, const meshing::Composition &composition,
                                  const std::vector<double> &temperatures, double reference)
    {
      constexpr double near = 1e-3, step = .5; // [K]: at the reference itself the secant is the slope
      return drop_equal_rows(simplify(tabulate(temperatures, [&](double t) -> std::vector<double> {
        const bool is_slope = std::abs(t - reference) < near;
        const double from = is_slope ? reference - step : reference, to = is_slope ? reference + step : t;
        std::array<double, 3> strain = free_strain(law, composition, to);
        if (is_slope)
          {
            const std::array<double, 3> other = free_strain(law, composition, from);
            for (unsigned axis = 0; axis < 3; ++axis)
              strain[axis] -= other[axis];
          }
        return {strain[0] / (to - from), strain[1] / (to - from), strain[2] / (to - from)};
      })));
    }

    PropertyTable conductivity_table(const conduction::ConductionLaw &law, const meshing::Composition &composition,
                                     const std::vector<double> &temperatures)
    {
      return drop_equal_rows(simplify(tabulate(temperatures, [&](double t) {
        const std::array<double, 3> k = law.conductivity(composition, t);
        return std::vector<double>(k.begin(), k.end());
      })));
    }

    /// CalculiX ignores the case of letters and accepts letters, digits and underscores, up to 80 of them.
    std::string make_name(const meshing::Package &package, const meshing::Composition &composition, std::size_t index)
    {
      std::string name = fmt::format("{}_", index + 1);
      const std::string part = package.bodies[composition.front().first].name;
      for (const char c : composition.size() == 1 && composition.front().second == 1 ? part.substr(0, 40) : std::string("MIXED"))
        name += std::isalnum(static_cast<unsigned char>(c)) ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
      return name;
    }

    std::string describe(const meshing::Package &package, const Materials &materials, const meshing::Composition &composition)
    {
      std::string text;
      for (const auto &[b, fraction] : composition)
        {
          const meshing::Body &body = package.bodies[b];
          text += fmt::format("{}{}part {} of {}", text.empty() ? "" : " + ", fraction == 1 ? "" : fmt::format("{:.6g} ", fraction),
                              body.name, materials[body.material].name);
        }
      return text;
    }
  } // namespace

  PropertyTables make_property_tables(const Case &problem, const std::vector<meshing::Composition> &compositions)
  {
    const mechanics::ThermoelasticLaw law(problem.package, problem.materials);
    const conduction::ConductionLaw conduction(problem.package, problem.materials);
    const std::vector<double> temperatures = table_temperatures(problem.conditions, problem.programme);
    const bool has_weight = problem.conditions.mechanical.has_acceleration();
    PropertyTables tables;
    tables.reference = reference_temperature(problem.package);
    for (const meshing::Composition &composition : compositions)
      {
        BrickMaterial material;
        material.name = make_name(problem.package, composition, tables.materials.size());
        material.remark = describe(problem.package, problem.materials, composition);
        material.elasticity = elasticity_table(law, composition, temperatures);
        material.expansion = expansion_table(law, composition, temperatures, tables.reference);
        if (has_weight)
          material.density =
              drop_equal_rows(tabulate(temperatures, [&](double t) { return std::vector<double>{law.density(composition, t)}; }));
        if (problem.programme.needs_heat())
          material.conductivity = conductivity_table(conduction, composition, temperatures);
        tables.materials.push_back(std::move(material));
      }
    return tables;
  }
} // namespace sagitta::exchange
