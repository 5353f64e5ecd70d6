#include <solver/report/view_section.h>

#include <solver/base/errors.h>
#include <solver/report/html.h>
#include <solver/report/scene.h>

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace sagitta::report
{
  namespace
  {
    /// three.js and its orbit controls as a package or the user installed them.
    struct Library
    {
      std::string code, controls, licence;
    };

    std::string read_if_there(const std::filesystem::path &file)
    {
      std::error_code error;
      if (!std::filesystem::is_regular_file(file, error))
        return "";
      std::ifstream stream(file, std::ios::binary);
      return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

    /// In the directory that the environment names in SAGITTA_THREE, with its LICENSE, or where Debian's libjs-three puts it.
    std::optional<Library> find_library()
    {
      const char *own = std::getenv("SAGITTA_THREE");
      const std::filesystem::path folder = own ? own : "/usr/share/javascript/three";
      Library library{read_if_there(folder / "build/three.min.js"), read_if_there(folder / "examples/js/controls/OrbitControls.js"),
                      read_if_there(own ? folder / "LICENSE" : std::filesystem::path("/usr/share/doc/libjs-three/copyright"))};
      if (library.code.empty() || library.controls.empty() || library.licence.empty())
        return std::nullopt;
      return library;
    }

    /// Nothing in a script may look like its end.
    std::string script(const std::string &attributes, std::string text)
    {
      const std::string end = "</script";
      for (std::size_t at = text.find(end); at != std::string::npos; at = text.find(end, at + 1))
        text.insert(at + 1, "\\");
      return fmt::format("<script{}>{}</script>\n", attributes, text);
    }

    std::string statement(const Scene &scene, std::size_t bytes)
    {
      std::string text = fmt::format("{} cells, drawn by the corners of the cells of the mesh, {:.2g} MB.", scene.cells.size(),
                                     static_cast<double>(bytes) / 1e6);
      if (scene.cells.size() < scene.n_cells_of_mesh)
        text += fmt::format(" Decimated: the mesh has {} cells; neighbours of one part are joined, their stresses averaged by volume.",
                            scene.n_cells_of_mesh);
      return text + " Edges are straight between corners; values are stored with 16 bits over their range.";
    }

    std::string frame(const std::string &statements)
    {
      return "<div class=\"view\" id=\"package_view\"><div class=\"stage\"><canvas id=\"canvas\" role=\"img\" aria-label=\"3-D view of the "
             "warped "
             "package\"></canvas><div class=\"caption\" id=\"caption\"></div><div class=\"legend\" id=\"legend\"></div></div>\n"
             "<form class=\"controls\" id=\"controls\" aria-label=\"Controls of the 3-D view\"></form></div>\n"
             "<noscript><p>The view needs JavaScript; everything else on this page does not.</p></noscript>\n" +
             paragraph("Drag to turn, drag with the right button to move, use the wheel to zoom. " + statements, "note");
    }
  } // namespace

  View make_view(const Runs &runs, double largest)
  {
    const std::string name = "The warped package";
    if (!(largest > 0))
      return {section("view", name, paragraph("The 3-D view was left out when this page was written (<code>--view-size 0MB</code>).")), "",
              ""};
    const std::optional<Library> library = find_library();
    if (!library)
      return {
          section("view", name,
                  paragraph("There is no 3-D view, because three.js was not installed where this page was written: <code>apt install "
                            "libjs-three</code> there (or name a directory with three.js in SAGITTA_THREE), and write the page again.")),
          "", ""};
    std::string data, statements;
    for (const StoredRun &run : runs)
      {
        std::optional<Scene> scene = read_scene(run);
        const std::string of_run = runs.size() > 1 ? html(run.label) + ": " : "";
        if (!scene)
          statements += " " + of_run + "the run wrote no fields (output: {fields: false}), so that there is no 3-D view.";
        else if (!decimate(*scene, largest / static_cast<double>(runs.size())))
          statements += " " + of_run +
                        fmt::format("the package does not fit into {:.3g} MB even when its cells are joined; open fields.pvd in ParaView.",
                                    largest / 1e6);
        else
          {
            const std::string text = encode(*scene, run).dump(-1, ' ', false, Json::error_handler_t::replace);
            data += script(" type=\"application/json\" class=\"scene\"", text);
            statements += " " + of_run + statement(*scene, text.size());
          }
      }
    if (data.empty())
      return {section("view", name, paragraph(statements)), "", ""};
    return {section("view", name, frame(statements)), data + script("", library->code) + script("", library->controls),
            "<details><summary>Licence of three.js, which draws the 3-D view</summary><pre>" + html_lines(library->licence) +
                "</pre></details>\n"};
  }
} // namespace sagitta::report
