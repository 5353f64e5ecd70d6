#include <solver/programme/result_writer.h>

#include <solver/evaluation/nodal_fields.h>
#include <solver/output/results_json.h>
#include <solver/output/warpage_file.h>
#include <solver/output/whole_file.h>
#include <solver/revision.h>

namespace sagitta::programme
{
  ResultWriter::ResultWriter(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator)
      : directory_(directory), communicator_(communicator),
        request_(problem.requests.output), info_{problem.name, problem.hash, version, revision}
  {
    for (const State &state : problem.programme.states)
      states_.push_back({state.name, state.temperature});
    lock_ = output::prepare_directory(directory_, state_names(), communicator_);
  }

  std::vector<std::string> ResultWriter::state_names() const
  {
    std::vector<std::string> names;
    for (const output::NodalState &state : states_)
      names.push_back(state.name);
    return names;
  }

  void ResultWriter::write_fields(unsigned state, const evaluation::ThermalState &thermal) const
  {
    output::write_state({directory_, info_, request_.file_groups}, states_[state].name, evaluation::make_fields(thermal), communicator_);
  }

  void ResultWriter::write_fields(const ReachedState &reached, const evaluation::Survey &survey)
  {
    if (!nodal_)
      nodal_.emplace(directory_ / "fields.h5", evaluation::make_nodal_grid(reached.state), states_, info_, communicator_);
    nodal_->write(reached.index, evaluation::make_nodal_values(reached.state));
    output::write_state({directory_, info_, request_.file_groups}, states_[reached.index].name,
                        evaluation::make_fields(reached.state, survey), communicator_);
  }

  void ResultWriter::write_maps(const results::RunResult &result)
  {
    if (nodal_)
      nodal_->commit();
    if (request_.fields)
      output::write_collection(directory_, state_names(), communicator_);
    if (result.states.front().has_displacement)
      output::write_warpage_file(directory_ / "warpage.h5", result.states, info_, communicator_);
  }

  void ResultWriter::write_results(const results::RunResult &result) const
  {
    output::write_results_json(directory_ / "results.json", result, communicator_);
  }

  void ResultWriter::discard() const
  {
    output::discard_results(directory_, state_names(), communicator_);
  }
} // namespace sagitta::programme
