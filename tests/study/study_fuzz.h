#pragma once

// Study files of changed structure, made from the files in tests/study/forms and changed by a seed. An accepted study is examined as the
// program does it, and decided upon with figures that stand for solves.

#include <tests/input/fuzz.h>

#include <solver/output/line_plot.h>
#include <solver/study/decision_table.h>
#include <solver/study/ledger_files.h>
#include <solver/study/study_json.h>
#include <solver/study/study_plots.h>
#include <solver/study/study_reader.h>
#include <solver/study/study_schema.h>

#include <fmt/format.h>

#include <functional>
#include <sstream>

namespace sagitta::tests
{
  class StudySource
  {
  public:
    StudySource() : folder_(std::filesystem::path(SAGITTA_SOURCE_DIR) / "tests" / "study" / "forms")
    {
      for (const char *name : {"grid", "samples", "indices", "target"})
        studies_.push_back(input::parse_document(input::read_text_file(folder_ / (std::string(name) + ".yaml")).text, "study.yaml"));
    }

    /// Input number `number`: the same for the same number and the same files.
    FuzzInput make(unsigned long long number) const
    {
      Mutation mutation(number);
      FuzzInput input{FuzzKind::study, {}, "study.yaml", {}, ""};
      Node root = studies_[mutation.below(studies_.size())];
      if (!mutation.once_in(50))
        mutation.change(root, *study::study_type(), studies_);
      std::string text = mutation.once_in(2) ? input::yaml_text(root) : input::canonical_text(root);
      if (mutation.once_in(8))
        mutation.change(text);
      input.files["study.yaml"] = std::move(text);
      return input;
    }

    /// The folder of the base case.
    const std::filesystem::path &folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
    std::vector<Node> studies_;
  };

  /// Reads, examines and decides studies.
  class StudyEvaluation
  {
  public:
    explicit StudyEvaluation(std::filesystem::path folder)
        : folder_(std::move(folder)), library_(input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library"))
    {
    }

    FuzzOutcome evaluate(const FuzzInput &input) const
    {
      std::vector<std::string> rejections;
      FuzzOutcome outcome = examine(input, [&] {
        try
          {
            return read(input.text(), rejections);
          }
        catch (const FileError &)
          {
            return std::string("without a base case");
          }
      });
      for (const std::string &sentence : rejections)
        for (const std::string &what : check_message("a candidate is rejected: " + as_sentence(sentence), input.text()))
          outcome.found.push_back(what);
      return outcome;
    }

  private:
    std::string read(const std::string &text, std::vector<std::string> &rejections) const
    {
      study::Study study = study::parse_study({(folder_ / "study.yaml").string(), text}, {});
      expect_finite(study);
      constexpr std::size_t most = 24; // larger studies take the same path
      if (study.targets.empty() && (study.sampling.count > most || study::make_points(study).size() > most))
        return "many candidates";
      study::CaseSource source{input::read_text_file(study.base), library_};
      const std::vector<study::Candidate> candidates = study::examine(study, source, MPI_COMM_SELF);
      for (const study::Candidate &candidate : candidates)
        rejections.push_back(candidate.rejection.empty() ? "it is not rejected" : candidate.rejection);
      decide(study, candidates, source);
      return "accepted";
    }

    static void expect_finite(const study::Study &study)
    {
      const auto require = [](double value, const std::string &what) {
        if (!std::isfinite(value))
          throw std::range_error(what + " is not finite");
      };
      for (const study::Parameter &parameter : study.parameters)
        {
          if (parameter.spread)
            {
              require(parameter.spread->first, "a range");
              require(parameter.spread->second, "a range");
            }
          for (const study::Choice &choice : parameter.choices)
            if (parameter.is_numeric())
              require(choice.number, "a value of " + parameter.name);
        }
      for (const study::Output &output : study.outputs)
        {
          require(output.weight, "a weight");
          require(output.temperature, "a temperature");
          require(output.at_most.value_or(0), "a limit");
          require(output.at_least.value_or(0), "a limit");
        }
      for (const study::Target &target : study.targets)
        require(target.value, "a target");
    }

    /// A ledger in which most candidates are solved and some have failed.
    static study::Ledger make_ledger(const study::Study &study, const std::vector<study::Candidate> &candidates)
    {
      std::string lines;
      for (std::size_t c = 0; c < candidates.size(); ++c)
        {
          if (!candidates[c].rejection.empty() || c % 7 == 6)
            continue;
          std::string values;
          for (std::size_t o = 0; o < study.outputs.size(); ++o)
            if (std::isnan(candidates[c].before[o]))
              {
                // Of both signs, some equal.
                const double number = static_cast<double>((std::hash<std::string>()(candidates[c].hash) >> o) % 5) - 2;
                values += fmt::format("{}{}: {}", values.empty() ? "" : ", ", quoted(study.outputs[o].key()),
                                      study::info(study.outputs[o].measure).offset + number * study::info(study.outputs[o].measure).si);
              }
          lines += fmt::format("{{\"hash\": \"{}\", \"status\": \"{}\", \"sentence\": \"\", \"values\": {{{}}}, \"seconds\": 1, "
                               "\"iterations\": 2, \"ranks\": 1, \"revision\": \"0\"}}\n",
                               candidates[c].hash, c % 7 == 5 ? "failed" : "solved", values);
        }
      return study::Ledger::parse(lines);
    }

    static std::string quoted(const std::string &key)
    {
      std::string text = "\"";
      for (const char c : key)
        if (c == '"' || c == '\\')
          text += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 32)
          text += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          text += c;
      return text + "\"";
    }

    /// All that follows from a ledger, except runs. Throws std::range_error for a number that is not finite.
    static void decide(const study::Study &study, const std::vector<study::Candidate> &candidates, const study::CaseSource &source)
    {
      const study::Ledger ledger = make_ledger(study, candidates);
      const study::Decision decision = study::decide(study, candidates, ledger);
      const study::Verdict verdict = study::compare_candidates(study, candidates, decision);
      const study::Sources sources = study::find_sources(candidates, decision, source, MPI_COMM_SELF);
      std::optional<study::Uncertainty> uncertainty;
      if (study::is_uncertain(study))
        {
          const std::size_t n_parameters = study.parameters.size();
          study::FirstOrder nothing; // as of a case at the means that failed
          nothing.sentence = "the case at the means is not run here";
          for (const study::Parameter &parameter : study.parameters)
            nothing.means.push_back(study::mean_of(parameter));
          nothing.names.resize(n_parameters);
          nothing.values.assign(study.outputs.size(), study::no_number);
          nothing.slopes.assign(study.outputs.size(), std::vector<double>(n_parameters, study::no_number));
          uncertainty = study::find_uncertainty(study, candidates, decision, nothing);
        }
      const std::optional<study::MeshError> mesh_error;
      const study::StudyResult result{study, candidates, decision, mesh_error, verdict, sources, uncertainty};
      std::ostringstream out;
      study::print_decision(out, result);
      out << study::study_json(result);
      for (const auto &[name, plot] : study::make_plots(result))
        out << output::svg(plot);
      for (const char *word : {" nan", " inf", " -nan", " -inf", ":nan", ":inf", "\"nan", "\"inf"})
        if (const std::size_t at = out.str().find(word); at != std::string::npos)
          throw std::range_error("what is written holds" + std::string(word) + ": " + out.str().substr(at < 60 ? 0 : at - 60, 120));
    }

    std::filesystem::path folder_;
    input::Library library_;
  };

  /// Evaluates `count` studies from number `first` on.
  inline FuzzReport fuzz_studies(unsigned long long first, unsigned long long count)
  {
    const StudySource source;
    const StudyEvaluation evaluation(source.folder());
    FuzzRange range{first, count};
    range.per_child = 500;
    range.seconds = 60; // the search for a target reads some hundred cases
    return run_forked(range, [&](unsigned long long number) { return evaluation.evaluate(source.make(number)); });
  }
} // namespace sagitta::tests
