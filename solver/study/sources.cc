#include <solver/study/sources.h>

#include <solver/base/errors.h>
#include <solver/input/case/case_reader.h>

#include <algorithm>

namespace sagitta::study
{
  namespace
  {
    bool is_same(const materials::Material &a, const materials::Material &b)
    {
      const auto equal = [](const materials::Provenance &x, const materials::Provenance &y) {
        return x.property == y.property && x.value == y.value && x.source == y.source && x.evidence == y.evidence && x.note == y.note;
      };
      const auto predicted = [](const materials::ReportedEstimate &x, const materials::ReportedEstimate &y) {
        return x.name == y.name && x.temperature == y.temperature && x.estimate.value == y.estimate.value;
      };
      return a.name == b.name && std::equal(a.provenance.begin(), a.provenance.end(), b.provenance.begin(), b.provenance.end(), equal) &&
             std::equal(a.estimates.begin(), a.estimates.end(), b.estimates.begin(), b.estimates.end(), predicted);
    }
  } // namespace

  Sources find_sources(const std::vector<Candidate> &candidates, const Decision &decision, const CaseSource &source, MPI_Comm communicator)
  {
    constexpr std::size_t most = 20; // as many as tables show
    std::vector<std::size_t> chosen = {0};
    chosen.insert(chosen.end(), decision.ranking.begin(),
                  decision.ranking.begin() + static_cast<std::ptrdiff_t>(std::min(most, decision.ranking.size())));
    Sources sources;
    for (const std::size_t c : chosen)
      {
        if (!candidates[c].rejection.empty())
          continue;
        const Case problem = input::read_variant(source.file.source, candidates[c].overrides, source.library, communicator);
        Sources::MaterialsOfCandidate made{c, {}};
        for (const materials::Material &material : problem.materials)
          {
            const auto known = std::find_if(sources.materials.begin(), sources.materials.end(),
                                            [&](const materials::Material &other) { return is_same(material, other); });
            made.materials.push_back(static_cast<std::size_t>(known - sources.materials.begin()));
            if (known == sources.materials.end())
              sources.materials.push_back(material);
          }
        sources.candidates.push_back(std::move(made));
      }
    return sources;
  }
} // namespace sagitta::study
