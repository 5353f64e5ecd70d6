#include <solver/report/report.h>

#include <solver/base/errors.h>
#include <solver/output/whole_file.h>
#include <solver/report/html.h>
#include <solver/report/page_files.h>
#include <solver/report/sections.h>
#include <solver/report/view_section.h>
#include <solver/revision.h>

#include <fmt/format.h>

#include <map>
#include <utility>

namespace sagitta::report
{
  namespace
  {
    /// Puts the texts at the {{PLACES}} of the frame, once each.
    std::string fill(const std::string &frame, const std::map<std::string, std::string> &texts)
    {
      std::string page;
      std::size_t at = 0;
      for (std::size_t begin; (begin = frame.find("{{", at)) != std::string::npos;)
        {
          const std::size_t end = frame.find("}}", begin);
          page += frame.substr(at, begin - at) + texts.at(frame.substr(begin + 2, end - begin - 2));
          at = end + 2;
        }
      return page + frame.substr(at);
    }

    /// Links to the sections, by their anchors and headings.
    std::string navigation(const std::string &content)
    {
      std::string links;
      const std::string tag = "<section id=\"";
      for (std::size_t at = content.find(tag); at != std::string::npos; at = content.find(tag, at + 1))
        {
          const std::size_t name = at + tag.size(), heading = content.find("<h2>", at) + 4;
          links += fmt::format("<a href=\"#{}\">{}</a>", content.substr(name, content.find('"', name) - name),
                               content.substr(heading, content.find("</h2>", heading) - heading));
        }
      return links;
    }

    std::string make_page(const ReportRequest &request)
    {
      const Runs runs = read_runs(request.directories);
      const std::string title = runs.front().results.at("case").at("title").get<std::string>(),
                        name = runs.front().results.at("case").at("name").get<std::string>();
      const View view = make_view(runs, request.largest_view);
      const std::string content = heading(runs) + warnings_section(runs) + comparison_section(runs) + drawing_section(runs) + view.section +
                                  curve_section(runs, request.measured) + map_section(runs) + temperature_section(runs) +
                                  stress_section(runs) + material_section(runs) + mesh_section(runs) + cost_section(runs) +
                                  case_section(runs);
      return fill(page_html, {{"GENERATOR", fmt::format("Sagitta {} ({})", version, revision)},
                              {"TITLE", html(title.empty() ? name : title)},
                              {"STYLE", page_style},
                              {"NAVIGATION", navigation(content)},
                              {"CONTENT", content},
                              {"FOOTER", fmt::format("Written by Sagitta {} (revision {}) from the files of {} {}.", version, revision,
                                                     runs.size(), runs.size() == 1 ? "run" : "runs") +
                                             view.licence},
                              {"SCRIPTS", view.scripts + "<script>\n" + page_script + "</script>"}});
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
        throw FileError(fmt::format("the results of a run are not as this program writes them ({}); run the case again", error.what()));
      }
  }

  void write_report(const ReportRequest &request, const std::filesystem::path &file, MPI_Comm communicator)
  {
    const std::string page = make_report(request);
    output::on_first_rank(communicator, [&]() { output::write_whole_file(file, page); });
  }
} // namespace sagitta::report
