#include <solver/application/report_command.h>

#include <solver/base/errors.h>
#include <solver/report/report.h>
#include <solver/study_report/study_page.h>

#include <algorithm>
#include <string>

namespace sagitta::application
{
  void write_page(const Options &options, MPI_Comm communicator, std::ostream &out)
  {
    if (std::any_of(options.runs.begin(), options.runs.end(), [](const std::string &run) { return study_report::is_study(run); }))
      {
        if (options.runs.size() > 1 || !options.measured.empty())
          throw InputError("command line: a page shows one study, or one or several runs; give the directory of the study alone, without "
                           "--measured");
        study_report::write_study_page(options.runs.front(), options.output, communicator);
        out << options.output << "\n";
        return;
      }
    report::ReportRequest request{options.runs};
    request.largest_view = static_cast<double>(options.view_size);
    if (!options.measured.empty())
      request.measured = report::read_measured(options.measured);
    report::write_report(request, options.output, communicator);
    out << options.output << "\n";
  }
} // namespace sagitta::application
