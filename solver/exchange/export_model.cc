#include <solver/exchange/export_model.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/evaluation/evaluation.h>
#include <solver/exchange/brick_mesh.h>
#include <solver/exchange/calculix.h>
#include <solver/model/condition_check.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

namespace sagitta::exchange
{
  void export_model(const Case &problem, const std::string &format, const std::filesystem::path &file, MPI_Comm communicator)
  {
    if (format != "inp")
      throw InputError(fmt::format("export format \"{}\" is unknown; the only format is inp (CalculiX)", format));
    if (!problem.programme.has_displacement)
      throw InputError("the export writes a mechanical model, but physics is heat; add mechanics to physics");
    for (const State &state : problem.programme.states)
      if (state.table)
        throw InputError(fmt::format(
            "the export supports uniform and solved temperatures only, but the temperature of the state {} is a prescribed field",
            state.name));
    for (const meshing::Body &body : problem.package.bodies)
      if (body.stress_free_field)
        throw InputError(fmt::format(
            "the export supports one stress-free temperature for each part, but that of {} differs from point to point", body.name));
    if (problem.submodel)
      throw InputError("the export does not support displacements from another run, and this case is a submodel; export its source");
    if (problem.programme.path)
      throw InputError("the export supports elastic materials only, and this case has materials with a memory; give them law: elastic and "
                       "remove history and durations");
    const model::Model model(problem.package, problem.conditions, problem.numerics, communicator);
    model::check_points(model, problem.requests.probes);
    const auto face_of = [&](evaluation::Face face) {
      return evaluation::find_face(model, evaluation::request_of(model, {face, problem.requests.warpage}).face);
    };
    const BrickMesh mesh =
        make_brick_mesh(model, problem.programme.needs_heat(), {face_of(evaluation::Face::bottom), face_of(evaluation::Face::top)});
    std::string text, refusal;
    try
      {
        if (mesh.n_bricks() > 0)
          text = write_calculix(problem, mesh);
      }
    catch (const std::invalid_argument &error) // a law without a value at a state's temperature
      {
        refusal = fmt::format("the materials cannot be tabulated: {}", error.what());
      }
    agree_on_error(refusal, communicator);
    output::on_first_rank(communicator, [&]() { output::write_whole_file(file, text); });
  }
} // namespace sagitta::exchange
