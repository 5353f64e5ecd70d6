#include <solver/programme/submodel_source.h>

#include <solver/base/errors.h>
#include <solver/programme/driver.h>
#include <solver/restore/field_file.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>

namespace sagitta::programme
{
  namespace
  {
    /// Are the results of this case there, by this version? *Collective.*
    bool is_solved(const std::filesystem::path &directory, const Case &source, MPI_Comm communicator)
    {
      int found = 0, rank = 0;
      MPI_Comm_rank(communicator, &rank);
      if (rank == 0)
        try
          {
            const restore::FieldFile file(directory);
            const bool is_complete = std::filesystem::exists(directory / "results.json"); // it is written last
            found = is_complete && file.case_hash() == source.hash && file.version() == version ? 1 : 0;
          }
        catch (const std::exception &)
          {
          }
      MPI_Bcast(&found, 1, MPI_INT, 0, communicator);
      return found != 0;
    }

    std::filesystem::path place_beside(const std::filesystem::path &directory, const Case &source)
    {
      std::filesystem::path own = directory.lexically_normal();
      if (!own.has_filename()) // of "results/window/"
        own = own.parent_path();
      return own.parent_path() / fmt::format("{}_{:.8}", source.name, source.hash);
    }
  } // namespace

  Case find_or_solve_source(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator, StageLog &log)
  {
    Case located = problem;
    if (!problem.submodel->results.empty())
      return located;
    Case source = *problem.submodel->source;
    const std::filesystem::path place = place_beside(directory, source);
    if (!is_solved(place, source, communicator))
      {
        source.requests.output.fields = true;
        log.set_prefix("source: ");
        run(source, place, communicator, log);
        log.set_prefix("");
      }
    located.submodel->results = place.string();
    return located;
  }

  results::SubmodelResult describe_source(const submodel::SourceRun &source)
  {
    const meshing::Rectangle &window = source.submodel().window;
    return {source.file().case_name(),
            source.file().case_hash(),
            source.file().version(),
            source.submodel().results,
            {{window.x_min, window.x_max, window.y_min, window.y_max}},
            source.submodel().left_out,
            {}};
  }

  std::vector<results::Warning> warn_of_cuts(const Submodel &submodel)
  {
    if (submodel.distances.empty())
      return {};
    const auto is_inside = [](const CutDistance &part) { return part.distance >= part.needed * (1 - 1e-6); };
    constexpr std::size_t most_names = 5;
    std::string names;
    std::size_t n_inside = 0;
    for (const CutDistance &part : submodel.distances)
      if (is_inside(part) && ++n_inside <= most_names)
        names += (names.empty() ? "" : ", ") + part.part;
    if (n_inside > most_names)
      names += fmt::format(" and {} more", n_inside - most_names);
    if (n_inside > 0)
      return {{results::WarningKind::near_cut, fmt::format("of the {} round parts in the window {} {} a whole neighbour between {} and the "
                                                           "cuts: {}; the stresses of the others are influenced by the cut",
                                                           submodel.distances.size(), n_inside, n_inside == 1 ? "has" : "have",
                                                           n_inside == 1 ? "itself" : "themselves", names)}};
    const auto best =
        std::max_element(submodel.distances.begin(), submodel.distances.end(),
                         [](const CutDistance &a, const CutDistance &b) { return a.distance / a.needed < b.distance / b.needed; });
    return {{results::WarningKind::near_cut,
             fmt::format("no round part in the window has a whole neighbour between itself and the cuts: the part closest to this, {}, is "
                         "{:.4g} um from a cut and needs {:.4g} um, one and a half pitches; widen the window",
                         best->part, 1e6 * best->distance, 1e6 * best->needed)}};
  }

  std::vector<results::Warning> warn_of_balance(const results::SubmodelResult &result)
  {
    constexpr double largest = .1; // docs/theory/submodel.md
    std::vector<results::Warning> warnings;
    for (const results::SubmodelBalance &balance : result.balances)
      {
        if (balance.energy_source && std::abs(balance.energy - *balance.energy_source) > largest * *balance.energy_source)
          warnings.push_back({results::WarningKind::submodel_balance,
                              fmt::format("the strain energy of the window is {:.4g} J here and {:.4g} J in the source ({:+.0f} %): the "
                                          "mesh of the source is too coarse there, or the source has other parts in the window",
                                          balance.energy, *balance.energy_source, 100 * (balance.energy / *balance.energy_source - 1)),
                              balance.state});
        const auto worst = std::max_element(balance.faces.begin(), balance.faces.end(), [](const auto &a, const auto &b) {
          return a.difference().value_or(0) < b.difference().value_or(0);
        });
        if (worst != balance.faces.end() && worst->difference().value_or(0) > largest)
          warnings.push_back(
              {results::WarningKind::submodel_balance,
               fmt::format("the force on the cut {} differs from that of the source by {:.0f} % of the magnitude of the tractions there; "
                           "move the cut away from details that the source does not resolve, or refine the source",
                           worst->side, 100 * *worst->difference()),
               balance.state});
      }
    return warnings;
  }
} // namespace sagitta::programme
