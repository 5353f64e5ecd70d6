#pragma once

#include <tests/verification/solved_case.h>

#include <solver/reduced/reduction.h>
#include <solver/reduced/thermoelastic_terms.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A die of silicon in a mould above a redistribution layer; cells that two materials share, a film that expands along its axes alone.
  inline std::string small_package(const std::string &lattice, const std::string &more = "")
  {
    return R"(sagitta: 1
package:
  outline: {size: [6 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: rdl, thickness: 20 um, material: rdl}
    - {name: die_zone, thickness: 200 um, material: mould}
    - {name: overmould, thickness: 100 um, material: mould}
  dies: [{name: chip, material: silicon, size: [3.4 mm, 3.4 mm], position: [0 mm, 0 mm], layers: [die_zone], active_face: bottom}]
materials:
  rdl: {young: 20 GPa, poisson: 0.3, cte: 25 ppm/K}
  mould: {young: 15 GPa, poisson: 0.3, cte: 9 ppm/K}
states: [{name: room, temperature: 25 degC}]
warpage: {grid_points: 9}
mesh: {plan: {lattice: )" +
           lattice + "}}\n" + more;
  }

  inline reduced::Ranges small_ranges()
  {
    reduced::Ranges ranges;
    ranges.materials = {{"mould", {{5e9, 30e9}}, {{.25, .4}}, {}}, {"rdl", {{5e9, 60e9}}, {{.25, .4}}, {}}};
    ranges.strains = {{"mould", {{.5, 1.5}}, {}}, {"rdl", {{.5, 1.5}}, {}}};
    return ranges;
  }

  /// The same with the thicknesses of the die and of the mould above it.
  inline reduced::Ranges thickness_ranges()
  {
    reduced::Ranges ranges = small_ranges();
    ranges.thicknesses = {{"die_zone", {{80e-6, 300e-6}}, {}}, {"overmould", {{50e-6, 300e-6}}, {}}};
    return ranges;
  }

  /// The same with an adhesive under the die; three materials besides silicon.
  inline std::string twelve_package(const std::string &lattice)
  {
    return R"(sagitta: 1
package:
  outline: {size: [6 mm, 6 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: rdl, thickness: 15 um, material: rdl}
    - {name: attach, thickness: 25 um, material: adhesive}
    - {name: die_zone, thickness: 150 um, material: mould}
    - {name: overmould, thickness: 100 um, material: mould}
  dies: [{name: chip, material: silicon, size: [3.4 mm, 3.4 mm], position: [0 mm, 0 mm], layers: [die_zone], active_face: bottom}]
materials:
  rdl: {young: 20 GPa, poisson: 0.3, cte: 25 ppm/K}
  adhesive: {young: 8 GPa, poisson: 0.3, cte: 40 ppm/K}
  mould: {young: 15 GPa, poisson: 0.3, cte: 9 ppm/K}
states: [{name: room, temperature: 25 degC}]
warpage: {grid_points: 9}
solver: {tolerance: 1e-10}
mesh: {plan: {lattice: )" +
           lattice + "}}\n";
  }

  /// Twelve: six moduli, three thicknesses, three expansions.
  inline reduced::Ranges twelve_ranges()
  {
    reduced::Ranges ranges;
    ranges.materials = {
        {"mould", {{5e9, 30e9}}, {{.25, .4}}, {}}, {"rdl", {{5e9, 60e9}}, {{.25, .4}}, {}}, {"adhesive", {{3e9, 15e9}}, {{.25, .4}}, {}}};
    ranges.strains = {{"mould", {{.5, 1.5}}, {}}, {"rdl", {{.5, 1.5}}, {}}, {"adhesive", {{.5, 1.5}}, {}}};
    ranges.thicknesses = {{"rdl", {{6e-6, 30e-6}}, {}}, {"die_zone", {{80e-6, 300e-6}}, {}}, {"overmould", {{50e-6, 300e-6}}, {}}};
    return ranges;
  }

  /// Unknowns that a condition prescribes, with inactive and hanging ones. *Collective.*
  inline std::shared_ptr<const layered::ConstrainedUnknowns> constrained_unknowns(reduced::AffineProblem &problem)
  {
    return std::make_shared<layered::ConstrainedUnknowns>(layered::find_constrained_unknowns(
        problem.space(), problem.model().filled(static_cast<unsigned>(problem.model().plan_levels().size()) - 1),
        model::find_prescribed_displacements(problem.model(), problem.space()).all()));
  }

  /// The figures of a query by the full model. *Collective.*
  inline std::vector<double> full_figures(reduced::AffineProblem &problem, const reduced::ReducedModel &model, const reduced::Query &query)
  {
    StageLog log(problem.model().communicator(), std::cout, StageLog::Style::silent);
    log.begin("test");
    model::LayeredSystem &system = problem.system_at(query.thicknesses);
    system.set_coefficients(problem.combine(model.coefficients(query)), log);
    const std::vector<double> factors = model.load_coefficients(query);
    layered::Vector<double> load, u;
    problem.space().initialise(load);
    problem.space().initialise(u);
    for (unsigned l = 0; l < model.loads.size(); ++l)
      {
        layered::Vector<double> part;
        problem.space().initialise(part);
        problem.add_load(l, part);
        problem.space().condense(part);
        load.add(factors[l], part);
      }
    system.solve_dual({&u}, {&load}, 1e-10, log);
    u.zero_out_ghost_values();
    std::vector<double> figures;
    for (unsigned j = 0; j < model.functionals.size(); ++j)
      {
        layered::Vector<double> functional;
        problem.space().initialise(functional);
        problem.add_functional(j, functional);
        problem.space().condense(functional);
        figures.push_back(functional * u);
      }
    problem.space().complete(u);
    for (unsigned set = 0; set < model.sets.size(); ++set)
      {
        const std::vector<double> values = problem.sample(set, u);
        const auto [least, most] = std::minmax_element(values.begin(), values.end());
        figures.push_back(model.sets[set].offset + *most -
                          (model.sets[set].figure == reduced::PointSet::Figure::peak_to_valley ? *least : 0));
      }
    return figures;
  }

  struct Comparisons
  {
    unsigned count = 0, violations = 0, certified = 0;
    double largest_error = 0;                        ///< over the tolerance
    double smallest_effectivity = 1e300, median = 0; ///< bound over error, of errors above what the full solves are accurate to
  };

  /// Bounds against the errors of random queries. *Collective.*
  Comparisons compare(reduced::AffineProblem &problem, const reduced::ReducedModel &model, unsigned count);
} // namespace sagitta::tests
