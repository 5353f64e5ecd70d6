#include <solver/report/report.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>
#include <solver/report/page.h>
#include <solver/report/page_files.h>
#include <solver/report/sections.h>
#include <solver/report/view_section.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <utility>

namespace sagitta::report
{
  namespace
  {
    std::string make_page(const ReportRequest &request)
    {
      const Runs runs = read_runs(request.directories);
      const std::string title = runs.front().results.at("case").at("title").get<std::string>(),
                        name = runs.front().results.at("case").at("name").get<std::string>();
      const View view = make_view(runs, request.largest_view);
      const std::string content = heading(runs) + warnings_section(runs) + comparison_section(runs) + drawing_section(runs) + view.section +
                                  curve_section(runs, request.measured) + step_section(runs) + map_section(runs) +
                                  temperature_section(runs) + stress_section(runs) + material_section(runs) + mesh_section(runs) +
                                  cost_section(runs) + case_section(runs);
      return whole_page({title.empty() ? name : title, content,
                         fmt::format("Written by Sagitta {} (revision {}) from the files of {} {}.", version, revision, runs.size(),
                                     runs.size() == 1 ? "run" : "runs") +
                             view.licence,
                         view.scripts + "<script>\n" + page_script + "</script>"});
    }
  } // namespace

  std::string make_report(const ReportRequest &request)
  {
    try
      {
        return make_page(request);
      }
    catch (const Json::exception &error)
      {
        throw FileError(fmt::format("the results of a run do not have the format of this program ({}); run the case again", error.what()));
      }
  }

  void write_report(const ReportRequest &request, const std::filesystem::path &file, MPI_Comm communicator)
  {
    const std::string page = make_report(request);
    output::on_first_rank(communicator, [&]() { output::write_whole_file(file, page); });
  }
} // namespace sagitta::report
