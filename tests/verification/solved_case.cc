#include <tests/verification/solved_case.h>

#include <solver/layered/space/cell_values.h>
#include <solver/model/condition_check.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace sagitta::tests
{
  namespace
  {
    const MPI_Comm world = MPI_COMM_WORLD;

    const input::Library &library()
    {
      static const input::Library cards(input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library"));
      return cards;
    }
  } // namespace

  double largest_over_ranks(double value)
  {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_MAX, world);
    return value;
  }

  double sum_over_ranks(double value)
  {
    MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_DOUBLE, MPI_SUM, world);
    return value;
  }

  Case parse(const std::string &text, const std::vector<std::string> &overrides)
  {
    return input::parse_case({"case.yaml", text}, overrides, library());
  }

  std::string normal_supports(const std::vector<std::string> &faces)
  {
    std::string text = "mechanics:\n  supports:\n";
    for (const std::string &face : faces)
      {
        const char axis = face[0] == 'x' || face[0] == 'y' ? face[0] : 'z';
        text += "    - {face: " + face + ", displacement: {" + axis + ": 0 um}}\n";
      }
    return text;
  }

  std::string mould_on_silicon(const std::string &width, const std::string &arms, const std::string &activation)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [{0}, {0}]}}
  stress_free_temperature: 175 degC
  layers:
    - {{name: silicon, thickness: 0.5 mm, material: silicon_like}}
    - {{name: mould, thickness: 0.5 mm, material: mould_like}}
materials:
  silicon_like: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}}
  mould_like:
    law: viscoelastic
    expansion: {{model: tangent, coefficient: 10 ppm/K}}
    viscoelasticity:
      model: young
      young: {{instantaneous: 20 GPa, arms: {1}}}
      poisson: 0.30
      shift: {{model: arrhenius, reference: 100 degC, activation_energy: {2}}}
history: {{start: {{temperature: 175 degC}}}}
)",
                       width, arms, activation);
  }

  std::string shipped_case(const std::string &name)
  {
    return input::read_text_file(std::filesystem::path(SAGITTA_SOURCE_DIR) / "cases" / name / "case.yaml").text;
  }

  SolvedCase::SolvedCase(const std::string &text, const std::vector<std::string> &overrides, unsigned which_state)
      : SolvedCase(parse(text, overrides), which_state)
  {
  }

  SolvedCase::SolvedCase(Case problem, unsigned which_state)
      : problem_(std::move(problem)), log_(world, std::cout, StageLog::Style::silent),
        model_(problem_.package, problem_.conditions, problem_.numerics, world), mechanics_(model_, problem_.materials)
  {
    model::check_points(model_, problem_.requests.probes);
    const State &wanted = problem_.programme.states.at(which_state);
    if (wanted.temperature)
      temperature_ = *wanted.temperature;
    else
      {
        heat_ = conduction::HeatProblem(model_, problem_.materials).solve(log_);
        temperature_ = mechanics::TemperatureField{heat_->space, &heat_->temperature};
      }
    mechanics_.space().initialise(displacement_);
    info_ = mechanics_.solve({temperature_}, {&displacement_}, log_).front();
    probes_ = evaluation::evaluate_probes(state(), problem_.requests.probes);
  }

  results::Warpage SolvedCase::warpage(evaluation::Face face) const
  {
    return evaluation::measure_warpage(state(), evaluation::request_of(model_, {face, problem_.requests.warpage}));
  }

  const results::ProbeValue &SolvedCase::probe(const std::string &name) const
  {
    for (const results::ProbeValue &value : probes_)
      if (value.name == name)
        return value;
    throw std::out_of_range("no probe " + name);
  }

  double SolvedCase::largest_displacement() const
  {
    double largest = 0;
    for (unsigned i = 0; i < space().n_owned(); ++i)
      largest = std::max(largest, std::abs(displacement_.begin()[i]));
    return largest_over_ranks(largest);
  }

  double SolvedCase::stress_deviation(const mechanics::Voigt &expected) const
  {
    double largest = 0;
    layered::CellValues values(space());
    mechanics::CellTemperature temperatures(temperature_);
    const unsigned n = space().plan().dofs_per_cell(), nz = space().element_z().n;
    for (unsigned cell = 0; cell < space().plan().n_cells(); ++cell)
      {
        values.load(cell, displacement_);
        temperatures.load(cell);
        for (unsigned e = 0; e < space().n_elements(); ++e)
          for (unsigned q = 0; q < n; ++q)
            for (unsigned qz = 0; qz < nz; ++qz)
              if (!model_.composition(cell, e).empty())
                {
                  const mechanics::Voigt stress = mechanics_.law().stress(model_.composition(cell, e), temperatures.mean(e),
                                                                          values.strain(e, q, qz), temperatures.at(e, q, qz));
                  for (unsigned s = 0; s < 6; ++s)
                    largest = std::max(largest, std::abs(stress[s] - expected[s]));
                }
      }
    return largest_over_ranks(largest);
  }
} // namespace sagitta::tests
