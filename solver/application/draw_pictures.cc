#include <solver/application/draw_pictures.h>

#include <meshing/plan/cell_estimate.h>

#include <solver/base/errors.h>
#include <solver/drawing/plan_mesh_lines.h>
#include <solver/input/text/units.h>
#include <solver/model/plan_choice.h>
#include <solver/output/whole_file.h>

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>

namespace sagitta::application
{
  namespace
  {
    const char *const forms =
        "write x=LENGTH, y=LENGTH or x1,y1:x2,y2, every length with its unit, for instance y=0mm or -4mm,-4mm:4mm,4mm";

    double read_length(const std::string &text, const std::string &words)
    {
      try
        {
          return input::to_si(text, input::Dimension::length);
        }
      catch (const input::UnitError &error)
        {
          throw InputError(fmt::format("--cut {}: {}; {}", words, error.what(), forms));
        }
    }

    std::array<double, 2> read_point(const std::string &text, const std::string &words)
    {
      const std::size_t comma = text.find(',');
      if (comma == std::string::npos)
        throw InputError(fmt::format("--cut {}: \"{}\" is not a point of the plan; {}", words, text, forms));
      return {read_length(text.substr(0, comma), words), read_length(text.substr(comma + 1), words)};
    }
  } // namespace

  drawing::Cut read_cut(const std::string &words, const meshing::Package &package)
  {
    drawing::Cut cut;
    if (const std::size_t equals = words.find('='); equals != std::string::npos)
      {
        const std::string axis = words.substr(0, equals);
        if (axis != "x" && axis != "y")
          throw InputError(fmt::format("--cut {}: \"{}\" is not an axis of the plan; {}", words, axis, forms));
        cut = drawing::cut_along(package, axis == "y" ? 0 : 1, read_length(words.substr(equals + 1), words));
      }
    else
      {
        const std::size_t colon = words.find(':');
        if (colon == std::string::npos)
          throw InputError(fmt::format("--cut {}: this is not a cut; {}", words, forms));
        cut.from = read_point(words.substr(0, colon), words);
        cut.to = read_point(words.substr(colon + 1), words);
      }
    cut.words = words;
    return cut;
  }

  void draw_pictures(const Case &problem, const Options &options, MPI_Comm communicator, std::ostream &out)
  {
    drawing::DrawRequest request;
    for (const std::string &words : options.cuts)
      request.cuts.push_back(read_cut(words, problem.package));
    drawing::check_cuts(problem.package, request.cuts);
    request.z_stretch = options.z_stretch;
    std::optional<drawing::MeshLines> lines;
    if (options.draw_mesh)
      {
        const meshing::Plan plan = model::find_plan(problem.package, problem.conditions, problem.numerics);
        constexpr double most_cells = 2e5; // more lines than a screen has pixels across, and a mesh that takes seconds
        if (const double cells = meshing::estimate_cells(plan); cells > most_cells)
          throw InputError(fmt::format("--mesh: this plan has about {:.3g} cells, too many to be seen in a picture; leave --mesh out, or "
                                       "draw a coarser plan by --set mesh.plan",
                                       cells));
        lines = drawing::find_mesh_lines(plan, *meshing::make_plan_mesh(plan, communicator), communicator);
      }
    // Every rank draws, so that a refusal is the same on all of them.
    const std::vector<drawing::Picture> pictures = drawing::draw_case(problem, request, lines ? &*lines : nullptr);
    const std::filesystem::path directory(options.draw);
    output::on_first_rank(communicator, [&] {
      std::error_code error;
      std::filesystem::create_directories(directory, error);
      if (error)
        throw FileError(
            fmt::format("cannot make the directory {}: {}; choose another one with --draw", directory.string(), error.message()));
      for (const drawing::Picture &picture : pictures)
        output::write_own_file(directory / picture.file, picture.svg);
    });
    out << "Pictures\n";
    for (const drawing::Picture &picture : pictures)
      out << fmt::format("  {:<40} {}\n", (directory / picture.file).string(), picture.what);
    out << "\n";
  }
} // namespace sagitta::application
