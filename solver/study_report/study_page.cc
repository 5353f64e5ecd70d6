#include <solver/study_report/study_page.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>
#include <solver/report/page.h>
#include <solver/revision.h>
#include <solver/study_report/study_sections.h>

#include <fmt/format.h>

#include <system_error>

namespace sagitta::study_report
{
  bool is_study(const std::filesystem::path &directory)
  {
    std::error_code error;
    return std::filesystem::is_regular_file(directory / "study.json", error);
  }

  std::string make_study_page(const std::filesystem::path &directory)
  {
    try
      {
        const StoredStudy study = read_stored_study(directory);
        const std::string title = study.json.at("title").get<std::string>(), name = study.json.at("name").get<std::string>();
        const std::string content = heading(study) + decision_section(study) + uncertainty_section(study) + ranking_section(study) +
                                    front_section(study) + response_section(study) + contour_section(study) + zero_section(study) +
                                    model_section(study) + rejection_section(study) + source_section(study);
        return report::whole_page({title.empty() ? name : title, content,
                                   fmt::format("Written by Sagitta {} (revision {}) from the files of the study. The same figures: "
                                               "ranking.csv, ledger.csv and ledger.h5, study.json.",
                                               version, revision)});
      }
    catch (const Json::exception &error)
      {
        throw FileError(fmt::format(
            "{}: study.json does not have the format of this program ({}); run the study again, which does not repeat any solve",
            directory.string(), error.what()));
      }
  }

  void write_study_page(const std::filesystem::path &directory, const std::filesystem::path &file, MPI_Comm communicator)
  {
    output::on_first_rank(communicator, [&] { output::write_whole_file(file, make_study_page(directory)); });
  }
} // namespace sagitta::study_report
