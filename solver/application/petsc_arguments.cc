#include <solver/application/petsc_arguments.h>

#include <solver/base/errors.h>
#include <solver/input/text/files.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <exception>
#include <set>
#include <sstream>

namespace sagitta::application
{
  namespace
  {
    /// Words of a file with options of PETSc: # begins a comment, as do % and ! in front of a line.
    std::vector<std::string> read_petsc_arguments(const std::string &name)
    {
      std::istringstream lines(input::read_text_file(name).text);
      std::vector<std::string> words;
      for (std::string line; std::getline(lines, line);)
        {
          std::istringstream rest(line.substr(0, line.find('#')));
          for (std::string word; rest >> word && word[0] != '%' && word[0] != '!';)
            words.push_back(word);
        }
      return words;
    }

    /// Options that act on the process instead of a solver: they load libraries or Python, trap floating-point numbers, wait for a
    /// debugger, open files before errors can be reported, or replace Sagitta's error handling. In this program they abort or do nothing.
    bool concerns_process(const std::string &option)
    {
      static const std::set<std::string> names = {"-dll_append",
                                                  "-dll_prepend",
                                                  "-python",
                                                  "-fp_trap",
                                                  "-history",
                                                  "-petsc_sleep",
                                                  "-start_in_debugger",
                                                  "-stop_for_debugger",
                                                  "-debug_terminal",
                                                  "-debugger_nodes",
                                                  "-debugger_ranks",
                                                  "-debugger_pause",
                                                  "-on_error_attach_debugger",
                                                  "-on_error_abort",
                                                  "-on_error_mpiabort",
                                                  "-on_error_emacs",
                                                  "-mpi_linear_solver_server",
                                                  "-options_file_yaml",
                                                  "-options_string",
                                                  "-options_string_yaml",
                                                  "-options_gui"};
      return names.count(option) > 0 || option.compare(0, 5, "-saws") == 0;
    }

    /// Options begin with a hyphen and have one value at most; PETSc passes over anything else.
    void collect_petsc_arguments(const std::vector<std::string> &words, const std::string &place, unsigned depth,
                                 std::vector<std::string> &taken)
    {
      const auto is_option = [](const std::string &word) {
        return word.size() > 1 && word[0] == '-' && (std::isalpha(static_cast<unsigned char>(word[1])) || word[1] == '-');
      };
      for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] == "-options_file")
          {
            if (++i == words.size())
              throw InputError(place + ": the name of a file is missing after -options_file");
            if (depth > 8)
              throw InputError(place + ": files of options include each other in a loop");
            collect_petsc_arguments(read_petsc_arguments(words[i]), place + " -options_file " + words[i], depth + 1, taken);
          }
        else if (concerns_process(words[i]))
          throw InputError(fmt::format("{}: {} acts on the process as a whole (debuggers, traps, Python, libraries to load), which Sagitta "
                                       "does not support; only options of solvers, viewers and logs are supported",
                                       place, words[i]));
        else if (is_option(words[i]) || (i > 0 && is_option(words[i - 1])))
          taken.push_back(words[i]);
        else
          throw InputError(fmt::format(
              "{}: \"{}\" is neither an option of PETSc nor the value of one: an option begins with a hyphen and has at most one value, "
              "for instance -ksp_type cg",
              place, words[i]));
    }
  } // namespace

  SplitArguments split_arguments(int argc, char **argv)
  {
    SplitArguments result;
    int i = 0;
    for (; i < argc && std::string(argv[i]) != "--petsc"; ++i)
      result.ours.emplace_back(argv[i]);
    result.petsc.emplace_back(argc > 0 ? argv[0] : "sagitta");
    try
      {
        collect_petsc_arguments(std::vector<std::string>(argv + std::min(i + 1, argc), argv + argc), "--petsc", 0, result.petsc);
      }
    catch (const std::exception &error)
      {
        result.mistake = error.what();
      }
    return result;
  }
} // namespace sagitta::application
