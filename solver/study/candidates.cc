#include <solver/study/candidates.h>

#include <solver/case/case_text.h>
#include <solver/input/card/cards_beside.h>
#include <solver/input/case/case_reader.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/text/hash.h>
#include <solver/input/text/override.h>
#include <solver/study/measures.h>
#include <solver/study/mixes.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace sagitta::study
{
  namespace
  {
    std::vector<std::string> overrides_of(const Study &study, const std::vector<const Choice *> &choices)
    {
      std::vector<std::string> overrides = study.overrides;
      for (const Choice *choice : choices)
        overrides.insert(overrides.end(), choice->assignments.begin(), choice->assignments.end());
      return overrides;
    }

    std::string shown(const Output &output, double value)
    {
      return fmt::format("{:.4g} {}", output.shown(value), info(output.measure).unit);
    }

    /// Why a figure that is known before the solve makes the solve unnecessary; empty: none does.
    std::string find_exceeded(const std::vector<Output> &outputs, const std::vector<double> &values)
    {
      for (std::size_t o = 0; o < outputs.size(); ++o)
        if (const double value = values[o]; !std::isnan(value))
          {
            const Output &output = outputs[o];
            if (output.at_most && value > *output.at_most)
              return fmt::format("{} is {}, above the limit of {}", output.name, shown(output, value), shown(output, *output.at_most));
            if (output.at_least && value < *output.at_least)
              return fmt::format("{} is {}, below the limit of {}", output.name, shown(output, value), shown(output, *output.at_least));
          }
      return "";
    }

    /// A sentence about a candidate without the words about the command line that overrides have in it.
    std::string plain(const std::string &sentence)
    {
      const std::string word = "--set ";
      return sentence.compare(0, word.size(), word) == 0 ? sentence.substr(word.size()) : sentence;
    }

    /// Values of a parameter that stand for all: every choice, or both ends of a spread.
    std::vector<Choice> typical_values(const Parameter &parameter)
    {
      if (!parameter.spread)
        return parameter.choices;
      const Spread &spread = *parameter.spread;
      return spread.kind == Spread::Kind::uniform
                 ? std::vector<Choice>{parameter.choice_of(spread.first), parameter.choice_of(spread.second)}
                 : std::vector<Choice>{parameter.choice_of(spread.first - spread.second),
                                       parameter.choice_of(spread.first + spread.second)};
    }

    /// Throws InputError when an assignment is not one of the case file's: an unknown key, a wrong unit, a name that no list has. What the
    /// case as a whole allows is not checked here.
    void check_keys(const Study &study, const CaseSource &source)
    {
      for (const Parameter &parameter : study.parameters)
        for (const Choice &choice : typical_values(parameter))
          try
            {
              input::Node root = input::parse_document(source.file.text, source.file.source);
              if (root.find("submodel"))
                return; // its keys are those of its source, which the reader of the case checks
              for (const std::string &assignment : overrides_of(study, {&choice}))
                input::apply_override(root, assignment);
              input::check(root, *input::case_type(), "");
            }
          catch (const InputError &error)
            {
              throw input_error(parameter.source, plain(error.what()));
            }
    }

    /// A variant that has been examined.
    struct Examined
    {
      Candidate candidate;
      std::string physics; ///< physics_text() with the properties that are outputs; the rejection of one that cannot be made
    };

    class Examiner
    {
    public:
      Examiner(const Study &study, const CaseSource &source, MPI_Comm communicator)
          : study_(study), source_(source), communicator_(communicator)
      {
      }

      /// The candidate of these values. Rejected is one that cannot be made. The text of the physics takes a while.
      Examined examine(const Point &values, bool with_physics = false) const
      {
        std::vector<const Choice *> choices;
        for (const Choice &choice : values)
          choices.push_back(&choice);
        Examined result;
        Candidate &candidate = result.candidate;
        candidate.values = values;
        candidate.overrides = overrides_of(study_, choices);
        candidate.before.assign(study_.outputs.size(), no_number);
        try
          {
            const Case problem = input::read_variant(source_.file.source, candidate.overrides, source_.library, communicator_);
            candidate.hash = problem.hash;
            candidate.mesh = input::sha256(mesh_text(problem));
            candidate.bounds = estimate_materials(study_.outputs, source_.file, candidate.overrides, source_.library);
            for (std::size_t o = 0; o < candidate.before.size(); ++o)
              candidate.before[o] = candidate.bounds[o].value;
            candidate.rejection = find_exceeded(study_.outputs, candidate.before);
            if (with_physics)
              result.physics = physics_text(problem);
            for (const double value : candidate.before)
              result.physics += fmt::format("{:a} ", value);
          }
        catch (const InputError &error)
          {
            candidate.rejection = plain(error.what());
          }
        catch (const std::invalid_argument &error)
          {
            candidate.rejection = error.what(); // a formula does not cover the compound
          }
        if (candidate.hash.empty())
          {
            for (const std::string &assignment : candidate.overrides)
              candidate.hash += assignment + "\n";
            candidate.hash = input::sha256(candidate.hash);
            result.physics = candidate.rejection;
          }
        return result;
      }

      /// Throws InputError for a parameter that changes nothing of the base case.
      void check_effect(const Parameter &parameter) const
      {
        const std::vector<Choice> values = typical_values(parameter);
        if (values.size() < 2)
          return;
        const std::string first = examine({values.front()}, true).physics;
        for (std::size_t v = 1; v < values.size(); ++v)
          if (examine({values[v]}, true).physics != first)
            return;
        throw input_error(
            parameter.source,
            fmt::format("nothing depends on this parameter: {} and {} give the same case; check that the package uses the material or part",
                        values.front().label, values.back().label));
      }

    private:
      const Study &study_;
      const CaseSource &source_;
      MPI_Comm communicator_;
    };
  } // namespace

  CaseSource read_source(const Study &study, const std::vector<std::string> &library_directories, MPI_Comm communicator)
  {
    CaseSource source;
    source.file = input::read_on_root(communicator, [&] {
                    std::filesystem::path file(study.base);
                    std::error_code error;
                    if (std::filesystem::is_directory(file, error))
                      file /= "case.yaml";
                    return std::vector<input::TextFile>{input::read_text_file(file)};
                  }).front();
    source.library = input::read_library(library_directories, communicator);
    input::add_cards_beside(source.file.source, input::parse_document(source.file.text, source.file.source), communicator, source.library);
    return source;
  }

  std::vector<Candidate> examine(Study &study, const CaseSource &source, MPI_Comm communicator)
  {
    const Case base = input::read_variant(source.file.source, study.overrides, source.library, communicator);
    resolve_outputs(base, study.outputs);
    measure_materials(study.outputs, source.file, study.overrides, source.library);
    check_keys(study, source);
    const Examiner examiner(study, source, communicator);
    for (const Parameter &parameter : study.parameters)
      examiner.check_effect(parameter);
    std::vector<Candidate> candidates = {examiner.examine({}).candidate};
    if (study.targets.empty())
      for (const Point &point : make_points(study))
        candidates.push_back(examiner.examine(point).candidate);
    else
      for (const Mix &mix : find_mixes(study, source))
        {
          candidates.push_back(examiner.examine(mix.values).candidate);
          if (candidates.back().rejection.empty())
            candidates.back().rejection = mix.miss;
        }
    return candidates;
  }
} // namespace sagitta::study
