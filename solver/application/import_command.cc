#include <solver/application/import_command.h>

#include <solver/input/import/import_file.h>
#include <solver/input/text/gaps.h>
#include <solver/output/whole_file.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace sagitta::application
{
  namespace
  {
    /// The case and its files under the names that they get, then a text with the remarks.
    std::vector<input::TextFile> make_case(const Options &options)
    {
      const std::filesystem::path target(options.output);
      std::optional<input::ImportFormat> format;
      if (!options.import_format.empty())
        format = input::import_format_names().value(options.import_format);
      const input::Skeleton skeleton = input::import_file(options.case_file, target, format);
      std::vector<input::TextFile> files = {{target.string(), input::case_file_text(skeleton, options.case_file)}};
      for (const auto &[name, text] : skeleton.files)
        files.push_back({(target.parent_path() / name).string(), text});
      std::error_code error;
      for (const input::TextFile &file : files)
        if (std::filesystem::exists(file.source, error))
          throw InputError(
              fmt::format("command line: -o: {} exists already and is not overwritten; name another file, or remove it", file.source));
      std::string said;
      for (const std::string &remark : skeleton.remarks)
        said += "note: " + remark + "\n";
      const auto gaps = input::find_gaps(skeleton.root);
      said += gaps.empty() ? "Nothing is missing.\n" : fmt::format("Missing ({}), to be completed in {}:\n", gaps.size(), target.string());
      for (const input::Gap &gap : gaps)
        said += fmt::format("  {}: {}\n", gap.path, gap.what);
      files.push_back({"", said});
      return files;
    }
  } // namespace

  void add_import_command(CLI::App &app, Options &options)
  {
    auto *command = app.add_subcommand(
        "import", "Make a case from a file of another program; values that the file does not contain are marked as missing");
    command->add_option("FILE", options.case_file, "The file of the other program")->required();
    std::string formats = "The format; when left out, it is found from the ending of the file:";
    for (const Word &word : input::import_format_names().words())
      formats += fmt::format("\n{}: {}", word.name, word.description);
    command->add_option("--format", options.import_format, formats)
        ->check(CLI::IsMember(names_of(input::import_format_names().words())))
        ->type_name("FORMAT");
    command->add_option("-o,--output", options.output, "The case file to write")->required()->type_name("FILE");
    command->footer("Example:\n  sagitta import stack.stk -o stack.yaml\n  sagitta check stack.yaml --draw pictures");
    command->callback([&options] { options.command = Command::import_case; });
  }

  void import_case(const Options &options, MPI_Comm communicator, std::ostream &out)
  {
    const std::vector<input::TextFile> files = input::read_on_root(communicator, [&] { return make_case(options); });
    output::on_first_rank(communicator, [&] {
      for (std::size_t i = 0; i + 1 < files.size(); ++i)
        output::write_whole_file(files[i].source, files[i].text);
    });
    for (std::size_t i = 0; i + 1 < files.size(); ++i)
      out << files[i].source << "\n";
    out << files.back().text;
  }
} // namespace sagitta::application
