#include <solver/programme/process_states.h>

#include <solver/base/errors.h>
#include <solver/base/every_rank.h>
#include <solver/model/condition_check.h>
#include <solver/process/flow.h>
#include <solver/process/heat_path.h>
#include <solver/programme/temperature_check.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace sagitta::programme
{
  namespace
  {
    using process::StageMesh;

    process::ProcessCase process_case(const Case &problem)
    {
      return {problem.package, problem.materials, problem.conditions, problem.programme, problem.numerics};
    }

    constexpr const char *note_of_step = "process step";

    /// The step that the state in a file belongs to. Throws FileError.
    std::size_t step_of(const std::filesystem::path &file, std::size_t n_steps)
    {
      for (const auto &[name, text] : restart::read_notes(file))
        if (std::size_t step = 0; name == note_of_step)
          {
            std::from_chars(text.data(), text.data() + text.size(), step);
            if (step < n_steps)
              return step;
          }
      throw FileError(file.string() + " is not a state of this process: it does not name one of its steps");
    }

    /// The face on the stage; nothing when it is not there.
    std::optional<StackFace> face_of_stage(const StackFace &face, const StageMesh &stage)
    {
      StackFace result = face;
      if (face.body && stage.parts().package.bodies[*face.body].kind == meshing::BodyKind::gap)
        return std::nullopt;
      if (face.layer)
        {
          result.layer = stage.parts().find_layer(*face.layer);
          if (!result.layer)
            return std::nullopt;
        }
      return result;
    }

    std::optional<FaceRequest> request_of_stage(const std::optional<FaceRequest> &request, const StageMesh &stage)
    {
      const auto face = request ? face_of_stage(request->face, stage) : std::nullopt;
      if (!face)
        return std::nullopt;
      FaceRequest result = *request;
      result.face = *face;
      return result;
    }

    std::optional<Probe> probe_of_stage(const Probe &probe, const meshing::Package &whole, const StageMesh &stage)
    {
      Probe result = probe;
      const std::optional<double> height = stage.parts().find_height(whole, probe.at[2]);
      if (!height)
        return std::nullopt;
      result.at[2] = *height;
      const model::Model &model = stage.model();
      const meshing::LayerGrid &grid = model.grid();
      const unsigned element = grid.element_at(*height);
      const auto has_material = [&](unsigned e) {
        return model.filling().bodies().body_at(grid.layer[e], probe.at[0], probe.at[1], 1e-9 * model.package().extent()) >= 0;
      };
      if (has_material(element) || (*height >= grid.z[element + 1] && element + 1 < grid.n_elements() && has_material(element + 1)))
        return result;
      return std::nullopt;
    }

    /// A step as the results name it; parts by the names that the case file uses.
    results::StepInfo describe_step(const ProcessStep &step, const meshing::Package &package)
    {
      const auto names = [&](const std::vector<unsigned> &bodies) {
        std::vector<std::string> result;
        for (const unsigned body : bodies)
          {
            const meshing::Body &own = package.bodies[body];
            const std::string &name = own.group.empty() ? own.name : own.group;
            if (std::find(result.begin(), result.end(), name) == result.end())
              result.push_back(name);
          }
        return result;
      };
      return {step.name, step.kind, names(step.joins), names(step.leaves)};
    }
  } // namespace

  Requests requests_of_stage(const Requests &of_case, const meshing::Package &whole, const StageMesh &stage)
  {
    Requests requests = of_case;
    WarpageRequest &warpage = requests.warpage;
    if (warpage.bottom_layer)
      warpage.bottom_layer = stage.parts().find_layer(*warpage.bottom_layer);
    warpage.bottom = request_of_stage(of_case.warpage.bottom, stage);
    warpage.top = request_of_stage(of_case.warpage.top, stage);
    warpage.further.clear();
    for (const FaceRequest &face : of_case.warpage.further)
      if (const auto own = request_of_stage(face, stage))
        warpage.further.push_back(*own);
    warpage.gaps.clear();
    for (GapRequest gap : of_case.warpage.gaps)
      if (const auto upper = face_of_stage(gap.upper, stage), lower = face_of_stage(gap.lower, stage); upper && lower)
        {
          gap.upper = *upper;
          gap.lower = *lower;
          warpage.gaps.push_back(gap);
        }
    requests.probes.clear();
    for (const Probe &probe : of_case.probes)
      if (const auto own = probe_of_stage(probe, whole, stage))
        requests.probes.push_back(*own);
    return requests;
  }

  ProcessStates::ProcessStates(const Case &problem, MPI_Comm communicator)
      : problem_(problem), communicator_(communicator), whole_(problem.package, problem.conditions, problem.numerics, communicator),
        path_(process_case(problem), communicator), state_(path_.start())
  {
    model::check_points(whole_, problem.requests.probes);
    evaluation::check_faces(whole_, problem.requests.warpage);
  }

  restart::Notes ProcessStates::notes() const
  {
    return {{note_of_step, std::to_string(state_.step)}};
  }

  const process::PathState &ProcessStates::take(const std::filesystem::path &file)
  {
    std::size_t step = 0;
    if (const auto failure = find_first_failure(communicator_, [&] { step = step_of(file, problem_.programme.process->steps.size()); }))
      throw FileError(*failure);
    state_ = path_.restore(step, [&](const process::PathSolver &solver, std::vector<layered::Vector<double>> &at_births) {
      return restart::read_path(file, solver, &at_births);
    });
    return state_.path;
  }

  void ProcessStates::prepare(StageLog &log)
  {
    if (!checkpoints_)
      return;
    log.begin("checkpoints");
    newest_ = checkpoints_->begin([&](const std::filesystem::path &file) -> const process::PathState & { return take(file); }, log);
    resumed_ = state_.path.next_state;
  }

  ReachedState ProcessStates::describe(unsigned index)
  {
    const process::StateInfo &info = state_.path.info;
    requests_ = requests_of_stage(problem_.requests, problem_.package, *state_.stage);
    ReachedState reached{index, path_.solved(state_), info.solve, {}, info.history};
    reached.step = describe_step(path_.step_of(state_), problem_.package);
    reached.flow = process::measure_flow(path_.solver(state_), state_.path);
    reached.flow_fields = process::make_flow_fields(path_.solver(state_), state_.path);
    if (const process::HeatPath *heat = path_.solver(state_).heat())
      for (results::Field &field : heat->make_fields(state_.path.now))
        reached.flow_fields.push_back(std::move(field));
    reached.requests = &requests_;
    return reached;
  }

  std::optional<ReachedState> ProcessStates::next(StageLog &log)
  {
    if (repeated_ < resumed_)
      {
        checkpoints_->read_reached(repeated_, [&](const std::filesystem::path &file) -> const process::PathState & { return take(file); });
        return describe(repeated_++);
      }
    if (newest_ && resumed_ > 0) // state_ is one of the states before it
      take(*newest_);
    newest_.reset();
    const unsigned next = state_.path.next_state;
    if (next == problem_.programme.states.size())
      return std::nullopt;
    log.begin("process to " + problem_.programme.states[next].name);
    process::PathSolver::AfterStep after_step;
    if (checkpoints_)
      after_step = [&](const process::PathState &state) { return checkpoints_->after_step(path_.solver(state_), state, notes()); };
    path_.advance(state_, log, after_step);
    if (const auto &points = state_.path.now.points)
      check_temperature(*path_.solver(state_).heat()->space(), points->temperature, state_.stage->model().conditions().thermal);
    if (checkpoints_)
      checkpoints_->write_reached(path_.solver(state_), state_.path, notes());
    return describe(next);
  }
} // namespace sagitta::programme
