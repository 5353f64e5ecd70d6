#include <solver/material_tools/material_export.h>

#include <solver/base/errors.h>
#include <solver/material_tools/material_choice.h>
#include <solver/material_tools/relaxation_export.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <filesystem>
#include <stdexcept>

namespace sagitta::material_tools
{
  void export_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    const materials::Material material = read_materials({options.material}, options, options.overrides, communicator).front().material;
    if (!material.viscoelasticity)
      throw InputError(fmt::format("{} has no section viscoelasticity, so there is no relaxation to export", material.name));
    try
      {
        material.viscoelasticity->check();
      }
    catch (const std::invalid_argument &error)
      {
        throw InputError(fmt::format("{}: {}", material.name, error.what()));
      }
    RelaxationRequest request{material.name,
                              material.description,
                              relaxation_format_names().value(options.export_format),
                              export_units_names().value(options.export_units),
                              shift_part_names().value(options.export_shift),
                              {}};
    if (!options.export_constants.empty())
      request.limit = elastic_limit_names().value(options.export_constants);
    const RelaxationFiles files = export_relaxation(*material.viscoelasticity, request);
    const std::filesystem::path file(options.output);
    const std::filesystem::path subroutine = file.parent_path() / (file.stem().string() + "_utrs.f");
    output::on_first_rank(communicator, [&] {
      if (!files.subroutine.empty())
        output::write_own_file(subroutine, files.subroutine);
      output::write_whole_file(file, files.material);
    });
    out << file.string() << "\n";
    if (!files.subroutine.empty())
      out << subroutine.string() << "\n";
  }
} // namespace sagitta::material_tools
