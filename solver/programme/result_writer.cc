#include <solver/programme/result_writer.h>

#include <solver/base/reductions.h>
#include <solver/case/process.h>
#include <solver/drawing/model_file.h>
#include <solver/evaluation/nodal_fields.h>
#include <solver/output/history_file.h>
#include <solver/output/results_json.h>
#include <solver/output/tornado.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    bool are_finite(const double *begin, const double *end)
    {
      return std::all_of(begin, end, [](double value) { return std::isfinite(value); });
    }

    bool are_finite(const std::vector<double> &values)
    {
      return are_finite(values.data(), values.data() + values.size());
    }

    bool are_finite(const layered::LayeredSpace &space, const layered::Vector<double> &vector)
    {
      return are_finite(vector.begin(), vector.begin() + space.n_owned());
    }

    bool are_finite(const mechanics::Temperature &temperature)
    {
      const auto *field = std::get_if<mechanics::TemperatureField>(&temperature);
      return field == nullptr || are_finite(*field->space, *field->values);
    }

    /// Name of the first field of a state that is not finite on this rank; empty: all are.
    std::string find_field_not_finite(const ReachedState &reached, const evaluation::Survey &survey)
    {
      if (!std::visit([](const auto &state) { return are_finite(state.temperature); }, reached.state))
        return "temperature";
      if (std::holds_alternative<evaluation::ThermalState>(reached.state))
        return "";
      const evaluation::SolvedState &state = reached.solved();
      if (!are_finite(state.space, state.displacement))
        return "displacement";
      const bool is_stress_finite =
          are_finite(survey.cell_von_mises) && are_finite(survey.cell_first_principal) &&
          std::all_of(survey.cell_stress.begin(), survey.cell_stress.end(), [](const mechanics::Voigt &stress) {
            return std::all_of(stress.begin(), stress.end(), [](double component) { return std::isfinite(component); });
          });
      return is_stress_finite ? "" : "stress";
    }

    [[noreturn]] void refuse(const std::string &what)
    {
      throw ConvergenceError(what + " is not a finite number: a load, a temperature or a constant of the case is too large or too small to "
                                    "compute with; nothing is written");
    }
  } // namespace

  ResultWriter::ResultWriter(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator)
      : directory_(directory), communicator_(communicator),
        request_(problem.requests.output), info_{problem.name, problem.hash, version, revision}
  {
    for (const State &state : problem.programme.states)
      states_.push_back({state.name, state.temperature, problem.programme.has_displacement});
    if (problem.programme.process)
      first_nodal_state_ = last_change_of_parts(*problem.programme.process);
    lock_ = output::prepare_directory(directory_, state_names(), communicator_);
  }

  void ResultWriter::write_model(const Case &problem) const
  {
    output::on_first_rank(communicator_, [&]() { drawing::write_model(problem, directory_); });
  }

  void ResultWriter::refuse_not_finite(unsigned index, const results::StateResult &state, const std::string &field) const
  {
    const std::string of_state = fmt::format("the state {}: ", states_[index].name);
    if (const std::string figure = output::find_not_finite(state); !figure.empty())
      refuse(of_state + figure);
    if (is_on_any_rank(!field.empty(), communicator_))
      refuse(of_state + (field.empty() ? "a field" : field));
  }

  void ResultWriter::check_finite(const ReachedState &reached, const evaluation::Survey &survey, const results::StateResult &state) const
  {
    refuse_not_finite(reached.index, state, find_field_not_finite(reached, survey));
  }

  std::vector<std::string> ResultWriter::state_names() const
  {
    std::vector<std::string> names;
    for (const output::NodalState &state : states_)
      names.push_back(state.name);
    return names;
  }

  void ResultWriter::keep_path(const ReachedState &reached)
  {
    if (reached.step)
      {
        path_.steps.resize(states_.size());
        path_.steps[reached.index] = *reached.step;
      }
    if (!reached.flow.empty())
      path_.flows.push_back({states_[reached.index].name, reached.flow});
  }

  void ResultWriter::write_fields(const ReachedState &reached, const evaluation::Survey &survey)
  {
    const auto write = [&](const auto &state, const results::FieldPiece &piece) {
      if (reached.index >= first_nodal_state_)
        {
          if (!nodal_)
            nodal_.emplace(directory_ / "fields.h5", evaluation::make_nodal_grid(state),
                           std::vector<output::NodalState>(states_.begin() + first_nodal_state_, states_.end()), info_, communicator_);
          nodal_->write(reached.index - first_nodal_state_, evaluation::make_nodal_values(state));
        }
      output::write_state({directory_, info_, request_.file_groups}, states_[reached.index].name, piece, communicator_);
    };
    if (const auto *thermal = std::get_if<evaluation::ThermalState>(&reached.state))
      write(*thermal, evaluation::make_fields(*thermal));
    else
      {
        results::FieldPiece piece = evaluation::make_fields(reached.solved(), survey);
        piece.cell_fields.insert(piece.cell_fields.end(), reached.flow_fields.begin(), reached.flow_fields.end());
        write(reached.solved(), piece);
      }
  }

  void ResultWriter::write_maps(const results::RunResult &result)
  {
    if (nodal_)
      nodal_->commit();
    if (request_.fields)
      output::write_collection(directory_, state_names(), communicator_);
    if (result.states.front().has_displacement)
      output::write_warpage_file(directory_ / "warpage.h5", result.states, info_, communicator_);
    if (output::has_history(result))
      output::write_history_file(directory_ / "history.h5", result, path_, info_, communicator_);
    if (result.sensitivities && !result.sensitivities->gradients.empty())
      output::on_first_rank(communicator_, [&] {
        output::write_whole_file(
            directory_ / "sensitivities.svg",
            output::tornado_svg(*result.sensitivities, result.case_title.empty() ? result.case_name : result.case_title));
      });
  }

  void ResultWriter::conclude(results::RunResult &result, StageLog &log)
  {
    if (const std::string figure = output::find_not_finite(result); !figure.empty())
      refuse(figure);
    log.begin("results");
    write_maps(result);
    log.end();
    result.stages = log.costs();
    output::write_results_json(directory_ / "results.json", result, communicator_, path_);
  }

  void ResultWriter::discard() const
  {
    output::discard_results(directory_, state_names(), communicator_);
  }
} // namespace sagitta::programme
