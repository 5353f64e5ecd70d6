#include <solver/driver.h>

#include <solver/errors.h>
#include <solver/exchange/brick_mesh.h>
#include <solver/exchange/calculix.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

namespace sagitta
{
  void export_model(const Case &problem, const std::string &format, const std::filesystem::path &file, MPI_Comm communicator)
  {
    if (format != "inp")
      throw InputError(fmt::format("export format \"{}\" is unknown; inp (CalculiX) is what there is", format));
    if (problem.history)
      throw InputError(
          "the export knows elastic materials only, and this case has materials with a memory; make them law: elastic and leave "
          "history and durations out");
    const model::Model model(problem, communicator);
    const exchange::BrickMesh mesh = exchange::make_brick_mesh(model);
    std::string text, refusal;
    try
      {
        if (mesh.n_bricks() > 0)
          text = exchange::write_calculix(problem, mesh);
      }
    catch (const std::invalid_argument &error) // a law without a value at a state's temperature
      {
        refusal = fmt::format("the materials cannot be tabulated: {}", error.what());
      }
    model::agree_on_error(refusal, communicator);
    output::on_first_rank(communicator, [&]() { output::write_whole_file(file, text); });
  }
} // namespace sagitta
