// Reduced models of hotspots against full solves of heat conduction, and the random vectors behind their bounds.

#include <tests/refusal.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/reduced/conduction_terms.h>
#include <solver/reduced/energy_sketch.h>
#include <solver/reduced/reduction.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  /// A die with power in a mould above a redistribution layer, films on both faces.
  std::string heated_package(double mould, double rdl, const std::string &die = "140 W/mK")
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 6 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: rdl, thickness: 20 um, material: rdl}}
    - {{name: die_zone, thickness: 200 um, material: mould}}
    - {{name: overmould, thickness: 100 um, material: mould}}
  dies: [{{name: chip, material: die, size: [3 mm, 3 mm], position: [0.5 mm, 0 mm], layers: [die_zone], active_face: bottom, power: 2 W}}]
materials:
  rdl: {{young: 20 GPa, poisson: 0.3, cte: 25 ppm/K, conductivity: {} W/mK}}
  mould: {{young: 15 GPa, poisson: 0.3, cte: 9 ppm/K, conductivity: {} W/mK}}
  die: {{young: 130 GPa, poisson: 0.28, cte: 3 ppm/K, conductivity: {}}}
thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}, {{face: bottom, film: {{coefficient: 1000 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: operating, temperature: solved}}]
mesh: {{plan: {{lattice: [8, 8]}}}}
solver: {{tolerance: 1e-10}}
)",
                       rdl, mould, die);
  }

  reduced::Ranges heat_ranges()
  {
    reduced::Ranges ranges;
    ranges.conductors = {{"mould", {{.5, 5}}, {}}, {"rdl", {{1, 40}}, {}}};
    return ranges;
  }

  double full_hotspot(double mould, double rdl)
  {
    const Case problem = parse(heated_package(mould, rdl));
    const model::Model model(problem.package, problem.conditions, problem.numerics, MPI_COMM_WORLD);
    conduction::HeatProblem heat(model, problem.materials);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    log.begin("test");
    const auto solution = heat.solve(log);
    return evaluation::find_hotspots(model, mechanics::TemperatureField{solution.space, &solution.temperature}).front().temperature;
  }

  TEST(ReducedHotspot, BoundsHoldAndAreNarrowEnough)
  {
    const Case problem = parse(heated_package(1, 10));
    reduced::ConductionTerms terms(problem, "operating", heat_ranges(), MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    reduced::ReductionRequest request;
    request.candidates = 200;
    request.tests = 100;
    const reduced::Reduction reduction = reduced::reduce(terms, request, log);
    EXPECT_LE(reduction.report.candidate_bounds.back(), 1) << "the greedy algorithm ended by its bound";
    EXPECT_GE(reduction.report.share, .95); // 200 candidates are few
    double largest = 0;
    for (const reduced::Query &query : reduced::random_queries(reduction.model, 5, 3))
      {
        const reduced::Answer answer = reduced::evaluate(reduction.model, query);
        const double full = full_hotspot(query.conductivities[0], query.conductivities[1]), error = std::abs(answer.values[0] - full);
        EXPECT_LE(error, answer.bounds[0] + 1e-6); // [K], of two solves to 1e-10 of some 100 K
        largest = std::max(largest, error / answer.tolerances[0]);
      }
    EXPECT_LT(largest, 1);
    record({"largest error of the hotspot over max(1 %, 0.1 K)", largest, 0, "1", "below 1", "full solves of 5 random points", ""});
  }

  TEST(ReducedHotspot, RandomVectorsHaveTheInverseAsCovariance)
  {
    // Mean of (omega . f)^2 against f' X^-1 f of the load, whose value is J(X^-1 f): one solve.
    const Case problem = parse(heated_package(1, 10));
    reduced::ConductionTerms terms(problem, "operating", heat_ranges(), MPI_COMM_WORLD);
    const reduced::ReducedModel model = terms.describe();
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    log.begin("test");
    const layered::Coefficients reference = terms.combine(model.reference);
    terms.system().set_coefficients(reference, log);
    layered::Vector<double> load, condensed, solution;
    terms.space().initialise(solution);
    for (layered::Vector<double> *vector : {&load, &condensed})
      {
        terms.space().initialise(*vector);
        terms.add_load(0, *vector);
      }
    terms.space().condense(condensed);
    terms.system().solve_dual({&solution}, {&load}, 1e-9, log);
    solution.zero_out_ghost_values();
    const double expected = condensed * solution;
    constexpr unsigned rows = 200, at_once = 50;
    double mean = 0;
    for (unsigned begin = 0; begin < rows; begin += at_once)
      {
        std::vector<layered::Vector<double>> random(at_once), vectors(at_once);
        layered::Columns x, b;
        for (unsigned k = 0; k < at_once; ++k)
          {
            terms.space().initialise(random[k]);
            terms.space().initialise(vectors[k]);
            reduced::add_random_load(terms.space(), reference, 1000 + begin + k, random[k]);
            x.push_back(&vectors[k]);
            b.push_back(&random[k]);
          }
        terms.system().solve_dual(x, b, 1e-9, log);
        for (layered::Vector<double> &vector : vectors)
          {
            vector.zero_out_ghost_values();
            const double product = condensed * vector;
            mean += product * product / rows;
          }
      }
    // Chi square of 200 degrees of freedom has a relative deviation of 0.1: four of them.
    EXPECT_NEAR(mean / expected, 1, .4);
    record({"mean square of random vectors over the norm", mean / expected, 1, "1", "0.4", "one solve", ""});
  }

  TEST(ReducedHotspot, NamesUnsupportedCases)
  {
    const auto said = [](const std::string &text, const reduced::Ranges &ranges) {
      const Case problem = parse(text);
      return sentence_of<InputError>([&] { reduced::ConductionTerms(problem, "operating", ranges, MPI_COMM_WORLD); });
    };
    const std::string table =
        said(heated_package(1, 10, "{model: isotropic, k: {table: [[0 degC, 160 W/mK], [100 degC, 110 W/mK]]}}"), heat_ranges());
    EXPECT_NE(table.find("depends on temperature"), std::string::npos) << table;
    reduced::Ranges ranges = heat_ranges();
    ranges.conductors[0].material = "mold";
    const std::string name = said(heated_package(1, 10), ranges);
    EXPECT_NE(name.find("did you mean mould?"), std::string::npos) << name;
  }
} // namespace
