#include <solver/input/case/process/process_reader.h>

#include <solver/base/nearest.h>
#include <solver/case/process.h>
#include <solver/input/case/process/process_schema.h>

#include <meshing/fill/symmetry.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace sagitta::input
{
  namespace
  {
    class ProcessReader
    {
    public:
      ProcessReader(const Value &root, const ProcessTimes &times, const Case &problem) : root_(root), times_(times), problem_(problem)
      {
        const std::vector<meshing::Body> &bodies = problem.package.bodies;
        for (unsigned b = 0; b < bodies.size(); ++b)
          if (bodies[b].kind != meshing::BodyKind::gap)
            parts_[bodies[b].group.empty() ? bodies[b].name : bodies[b].group].push_back(b);
      }

      Process read()
      {
        refuse_sections();
        const std::vector<Value> steps = root_.at("process").at("steps").items();
        Process process;
        for (std::size_t i = 0; i < steps.size(); ++i)
          process.steps.push_back(read_step(steps[i], times_.first_state[i]));
        check_order(process, steps);
        check_cure(process, steps);
        return process;
      }

    private:
      void refuse_sections() const
      {
        for (const char *key : {"submodel", "sensitivities"})
          if (root_.has(key))
            root_.at(key).fail(fmt::format("a case with a process has no section {}; leave it out", key));
        if (!problem_.package.rings.empty())
          root_.at("process").fail("round parts that the mesh resolves do not go through a process; homogenise them (model: homogenised)");
        if (!problem_.programme.has_displacement)
          root_.at("process").fail("a process is followed by mechanics, but physics is heat; add mechanics to physics");
      }

      std::vector<unsigned> read_parts(const Value &step, const char *key) const
      {
        std::vector<unsigned> bodies;
        if (!step.has(key))
          return bodies;
        for (const Value &name : step.at(key).items())
          {
            const auto found = parts_.find(name.text());
            if (found == parts_.end())
              {
                std::vector<std::string> known;
                for (const auto &[part, any] : parts_)
                  known.push_back(part);
                const bool has_near = !nearest(name.text(), known).empty();
                name.fail(fmt::format("there is no part {}{} Parts are {}.", name.text(), has_near ? did_you_mean(name.text(), known) : ".",
                                      enumerate(known, "and")));
              }
            bodies.insert(bodies.end(), found->second.begin(), found->second.end());
          }
        return bodies;
      }

      ProcessStep read_step(const Value &value, unsigned first_state) const
      {
        ProcessStep step;
        step.name = value.at(value.has("name") ? "name" : "step").text();
        step.kind = value.at("step").text();
        step.first_state = first_state;
        step.source = value.source();
        step.leaves = read_parts(value, "leaves");
        step.joins = read_parts(value, "joins");
        const bool is_mould = value.at("step").choice(step_kind_names()) == StepKind::mould;
        step.placement = value.has("placement") ? value.at("placement").choice(placement_names())
                                                : (is_mould ? Placement::fill_between : Placement::continue_columns);
        if (value.has("supports"))
          read_supports(value.at("supports"), step);
        if (value.has("pressure"))
          step.pressures.push_back({{std::nullopt, Side::top}, value.at("pressure").number(), value.at("pressure").source()});
        if (value.has("acceleration"))
          {
            step.acceleration.emplace();
            for (unsigned d = 0; d < 3; ++d)
              (*step.acceleration)[d] = value.at("acceleration").items()[d].number();
          }
        return step;
      }

      static void read_supports(const Value &value, ProcessStep &step)
      {
        step.supports.emplace();
        const std::array<std::optional<double>, 3> fixed_height = {{std::nullopt, std::nullopt, 0.}};
        step.hold = value.is_choice() ? value.text() : "three_pins";
        if (step.hold == "carrier")
          step.supports->push_back({FacePlace{std::nullopt, Side::bottom}, fixed_height, value.source()});
        if (!value.is_choice())
          for (const Value &pin : value.at("three_pins").items())
            step.supports->push_back({PointPlace{{{pin.items()[0].number(), pin.items()[1].number(), 0}}}, fixed_height, value.source()});
      }

      const std::string &name_of(unsigned body) const { return problem_.package.bodies[body].name; }

      void check_order(const Process &process, const std::vector<Value> &steps) const
      {
        std::vector<char> present(problem_.package.bodies.size(), 1);
        for (const ProcessStep &step : process.steps)
          for (const unsigned body : step.joins)
            present[body] = 0;
        for (std::size_t s = 0; s < steps.size(); ++s)
          {
            const ProcessStep &step = process.steps[s];
            if (s == 0 && !step.leaves.empty())
              steps[s].at("leaves").fail(
                  "the process begins with this step, so that a part that leaves in it has no effect; leave the part out of the package");
            for (const unsigned body : step.leaves)
              if (!std::exchange(present[body], 0))
                steps[s].at("leaves").fail(fmt::format("{} is not present in the step {}", name_of(body), step.name));
            for (const unsigned body : step.joins)
              present[body] = 1;
            bool is_any_left = false;
            for (unsigned body = 0; body < present.size(); ++body)
              is_any_left = is_any_left || (present[body] && problem_.package.bodies[body].kind != meshing::BodyKind::gap);
            if (!is_any_left)
              steps[s].fail(
                  fmt::format("no part is present in the step {}; a part that no step adds is present from the start", step.name));
          }
      }

      /// The degree of cure is one number per material.
      void check_cure(const Process &process, const std::vector<Value> &steps) const
      {
        std::vector<int> joined(problem_.package.bodies.size(), -1);
        for (std::size_t s = 0; s < process.steps.size(); ++s)
          for (const unsigned body : process.steps[s].joins)
            joined[body] = static_cast<int>(s);
        std::map<unsigned, unsigned> first;
        for (unsigned body = 0; body < joined.size(); ++body)
          {
            const meshing::Body &own = problem_.package.bodies[body];
            if (own.kind == meshing::BodyKind::gap || !materials::has_memory(problem_.materials.law(own.material)) ||
                !problem_.materials[own.material].cure)
              continue;
            const auto [other, is_first] = first.emplace(own.material, body);
            if (!is_first && joined[other->second] != joined[body])
              steps[static_cast<std::size_t>(std::max(joined[other->second], joined[body]))].at("joins").fail(fmt::format(
                  "{} and {} are both of {}, which cures, and join in different steps; give one of them a material of "
                  "its own: materials: {{OTHER: {{like: {}}}}}",
                  name_of(other->second), name_of(body), problem_.materials[own.material].name, problem_.materials[own.material].name));
          }
      }

      const Value &root_;
      const ProcessTimes &times_;
      const Case &problem_;
      std::map<std::string, std::vector<unsigned>> parts_; ///< bodies by the name of their part
    };
  } // namespace

  namespace
  {
    /// Are parts that mirror planes map onto each other present in the same steps? Otherwise the package of a step has no such planes.
    bool is_symmetric_in_all_steps(const meshing::Package &package, const Process &process)
    {
      const meshing::Symmetry symmetry = meshing::find_symmetry(package);
      for (std::size_t step = 0; step < process.steps.size(); ++step)
        {
          const std::vector<char> present = bodies_in_step(process, package.bodies.size(), step);
          for (const meshing::MirrorPlane &plane : symmetry.mirror.planes())
            for (unsigned b = 0; b < present.size(); ++b)
              if (present[b] != present[symmetry.images(b, {plane.axis == 0, plane.axis == 1})])
                return false;
        }
      return true;
    }
  } // namespace

  void read_process(const Value &root, const ProcessTimes &times, Case &result)
  {
    const auto process = std::make_shared<const Process>(ProcessReader(root, times, result).read());
    if (!is_symmetric_in_all_steps(result.package, *process))
      result.numerics.mesh.symmetry = meshing::SymmetryRequest::none;
    result.programme.process = process;
  }
} // namespace sagitta::input
