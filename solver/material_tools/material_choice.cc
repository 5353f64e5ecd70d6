#include <solver/material_tools/material_choice.h>

#include <solver/base/errors.h>
#include <solver/input/card/cards_beside.h>
#include <solver/input/card/library.h>

#include <optional>

namespace sagitta::material_tools
{
  std::vector<input::ChosenMaterial> read_materials(const std::vector<std::string> &names, const MaterialOptions &options,
                                                    const std::vector<std::string> &overrides, MPI_Comm communicator)
  {
    if (options.case_file.empty() && !overrides.empty())
      throw InputError("--set changes the case file of --case; give --case too, or leave --set out");
    std::optional<input::TextFile> case_file;
    if (!options.case_file.empty())
      case_file =
          input::read_on_root(communicator, [&] { return std::vector<input::TextFile>{input::read_text_file(options.case_file)}; }).front();
    input::Library library = input::read_library(options.libraries, communicator);
    if (case_file)
      input::add_cards_beside(options.case_file, input::parse_document(case_file->text, case_file->source), communicator, library);
    return input::choose_materials(names, library, case_file, overrides);
  }
} // namespace sagitta::material_tools
