#include <solver/study_report/stored_study.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace sagitta::study_report
{
  namespace
  {
    std::string read_text(const std::filesystem::path &path)
    {
      std::ifstream file(path, std::ios::binary);
      std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      if (!file.is_open() || file.bad())
        throw FileError(fmt::format("cannot read {}, a file of the study", path.string()));
      return text;
    }

    Json read_json(const std::filesystem::path &path)
    {
      try
        {
          Json json = Json::parse(read_text(path));
          if (json.at("format") == "sagitta study" && json.contains("decision"))
            return json;
        }
      catch (const Json::exception &)
        {
          // the sentence below
        }
      throw FileError(
          fmt::format("{} does not have the format of this program; run the study again, which does not repeat any solve", path.string()));
    }

    std::optional<double> optional_number(const Json &json, const char *key)
    {
      return json.contains(key) ? std::optional<double>(json.at(key).get<double>()) : std::nullopt;
    }

    std::vector<Figure> read_figures(const Json &outputs)
    {
      std::vector<Figure> figures;
      for (const auto &[name, one] : outputs.items())
        figures.push_back({name, one.at("shown_unit").get<std::string>(), one.at("state").get<std::string>(),
                           one.at("shown_factor").get<double>(), one.at("shown_offset").get<double>(), one.at("is_signed").get<bool>(),
                           optional_number(one, "at_most"), optional_number(one, "at_least")});
      return figures;
    }

    std::vector<StoredGoal> read_goals(const Json &goals, const std::vector<Figure> &figures)
    {
      std::vector<StoredGoal> result;
      for (const Json &goal : goals)
        for (std::size_t f = 0; f < figures.size(); ++f)
          if (figures[f].name == goal.at("output").get<std::string>())
            result.push_back({f, goal.at("aim").get<std::string>()});
      return result;
    }
  } // namespace

  std::string Figure::label(bool as_compared) const
  {
    return (as_compared && is_signed ? "|" + name + "|" : name) + " [" + unit + "]";
  }

  std::string Figure::text(double value) const
  {
    return std::isnan(value) ? "-" : fmt::format("{:.4g} {}", shown(value), unit);
  }

  std::string Figure::difference_text(double difference) const
  {
    return std::isnan(difference) ? "-" : fmt::format("{:.3g} {}", difference / factor, difference_unit());
  }

  double StoredStudy::value(std::size_t candidate, std::size_t figure) const
  {
    const Json &value = this->candidate(candidate).at("outputs").at(figures[figure].name);
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
  }

  std::string StoredStudy::label(std::size_t candidate) const
  {
    return this->candidate(candidate).at("label").get<std::string>();
  }

  bool StoredStudy::is_solved(std::size_t candidate) const
  {
    return this->candidate(candidate).at("status") == "solved";
  }

  bool StoredStudy::is_within(std::size_t candidate) const
  {
    return this->candidate(candidate).at("within_limits").get<bool>();
  }

  std::vector<std::size_t> StoredStudy::ranking() const
  {
    return json.at("ranking").get<std::vector<std::size_t>>();
  }

  std::optional<std::size_t> StoredStudy::best() const
  {
    const Json &best = json.at("decision").at("best");
    return best.is_number() ? std::optional<std::size_t>(best.get<std::size_t>()) : std::nullopt;
  }

  StoredStudy read_stored_study(const std::filesystem::path &directory)
  {
    StoredStudy study;
    study.directory = directory;
    study.json = read_json(directory / "study.json");
    study.figures = read_figures(study.json.at("outputs"));
    study.goals = read_goals(study.json.at("goals"), study.figures);
    std::error_code error;
    for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
      if (const std::filesystem::path &path = entry->path(); path.extension() == ".svg")
        study.plots[path.stem().string()] = read_text(path);
    return study;
  }
} // namespace sagitta::study_report
