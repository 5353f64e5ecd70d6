#include <solver/study/candidate_models.h>

#include <solver/base/errors.h>
#include <solver/input/case/case_reader.h>
#include <solver/input/text/hash.h>
#include <solver/study/model_use.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

namespace sagitta::study
{
  namespace
  {
    /// Of a model of several thicknesses.
    std::string describe_table(const reduced::CaseFamily &family)
    {
      const std::vector<double> &constants = family.model().table.constants;
      if (constants.empty())
        return "";
      return fmt::format(", if no constant between the {} tabulated thicknesses is below those beside it (smallest {:.2g}, {} solves to a "
                         "few per cent besides)",
                         constants.size(), *std::min_element(constants.begin(), constants.end()), family.report().table_solves);
    }

    std::string describe(const reduced::CaseFamily &family)
    {
      const reduced::ReductionReport &report = family.report();
      return fmt::format("Reduced model of the state {}: {} functions of {} unknowns from {} points and {} solves, largest bound {:.2g} of "
                         "the tolerance; a bound fails with a probability of {:.0e} in all{}\n",
                         family.model().state, family.model().size, family.model().full_size, family.model().points, report.solves,
                         report.candidate_bounds.back(), report.failure, describe_table(family));
    }

    ModelRecord record_of(const reduced::CaseFamily &family, const std::string &mesh)
    {
      const reduced::ReducedModel &model = family.model();
      ModelRecord record;
      record.state = model.state;
      record.mesh = mesh;
      record.unknowns = model.full_size;
      record.cases = family.n_cases();
      record.functions = model.size;
      record.points = model.points;
      record.solves = family.report().solves;
      record.random_vectors = model.certificate.rows;
      record.factor = reduced::sketch_factor(model.certificate.rows);
      record.failure = family.report().failure;
      record.tabulated = static_cast<unsigned>(model.table.constants.size());
      return record;
    }
  } // namespace

  CandidateModels::CandidateModels(const Study &study, const CaseSource &source, const std::vector<const Candidate *> &candidates,
                                   MPI_Comm group, std::ostream &out)
  {
    const auto read = [&](const Candidate &candidate) {
      return input::read_variant(source.file.source, candidate.overrides, source.library, group);
    };
    std::map<std::string, std::vector<const Candidate *>> by_mesh;
    for (const Candidate *candidate : candidates)
      if (candidate->rejection.empty())
        by_mesh[study.reduced_thicknesses ? input::sha256(reduced::plan_text(read(*candidate))) : candidate->mesh].push_back(candidate);
    std::set<std::string> states;
    for (const Output &output : study.outputs)
      if (may_have_model(output))
        states.insert(output.state);
    // Below that many cases the solves that make a model cost more than it saves.
    constexpr std::size_t fewest_cases = 12;
    for (const auto &[mesh, members] : by_mesh)
      {
        if (members.size() < fewest_cases)
          continue;
        std::vector<Case> cases;
        for (const Candidate *candidate : members)
          cases.push_back(read(*candidate));
        for (const std::string &state : states)
          try
            {
              StageLog log(group, out, StageLog::Style::batch);
              log.set_prefix(state + ", ");
              families_.push_back(
                  std::make_unique<reduced::CaseFamily>(cases, state, group, log, reduced::FamilyRequest{{}, study.reduced_thicknesses}));
              log.end();
              records_.push_back(record_of(*families_.back(), mesh));
              out << describe(*families_.back()) << std::flush;
            }
          catch (const InputError &error)
            {
              out << "No reduced model: " << error.what() << "\n" << std::flush;
            }
          catch (const ConvergenceError &error)
            {
              out << "No reduced model: " << error.what() << "\n" << std::flush;
            }
      }
  }

  void CandidateModels::add_figures(const Case &problem, const std::vector<Output> &outputs, Record &record) const
  {
    for (const auto &family : families_)
      {
        std::optional<reduced::CertifiedFace> face;
        for (const Output &output : outputs)
          {
            if (!may_have_model(output) || output.state != family->model().state)
              continue;
            if (!face)
              face = family->find(problem);
            if (!face)
              break;
            const bool is_bow = output.measure == Measure::bow;
            if (is_bow ? !face->has_bow : !face->has_warpage || (output.measure == Measure::warpage && !face->has_sign))
              continue;
            record.values[output.key()] = is_bow                               ? face->bow
                                          : output.measure == Measure::warpage ? face->warpage.value
                                                                               : face->warpage.peak_to_valley;
            record.values[bound_key(output)] = is_bow ? face->bow_bound : face->bound;
          }
      }
  }
} // namespace sagitta::study
