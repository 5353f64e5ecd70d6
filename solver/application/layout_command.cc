#include <solver/application/layout_command.h>

#include <meshing/layout/metal_map.h>
#include <meshing/layout/tile_classes.h>
#include <solver/base/errors.h>
#include <solver/input/layout/gds_flatten.h>
#include <solver/input/layout/layout_file.h>
#include <solver/input/layout/png_picture.h>
#include <solver/input/text/files.h>
#include <solver/input/text/units.h>
#include <solver/output/tile_files.h>
#include <solver/output/whole_file.h>
#include <solver/results/text_table.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace sagitta::application
{
  namespace
  {
    using meshing::Polygon;

    constexpr double most_tiles = 1e7;

    /// One layer of a layout.
    struct Level
    {
      std::string layer; ///< "31/50"; of a picture "picture"
      std::string name;  ///< by the map
      std::vector<Polygon> polygons;
    };

    struct Layout
    {
      std::string heading;
      std::vector<Level> levels;
      std::vector<std::string> remarks;
    };

    double length(const std::string &text, const std::string &option)
    {
      try
        {
          const double value = input::to_si(text, input::Dimension::length);
          if (value > 0)
            return value;
        }
      catch (const input::UnitError &wrong)
        {
          throw InputError(fmt::format("command line: {}: {}", option, wrong.what()));
        }
      throw InputError(fmt::format("command line: {}: \"{}\" is not a positive length", option, text));
    }

    std::vector<input::GdsLayer> choose_layers(const LayoutOptions &options, const input::LayerMap &map,
                                               const std::vector<input::GdsLayer> &present)
    {
      std::vector<input::GdsLayer> chosen;
      for (const std::string &name : options.layers)
        try
          {
            for (const input::GdsLayer &layer : map.find(name, present))
              chosen.push_back(layer);
          }
        catch (const std::invalid_argument &wrong)
          {
            throw InputError(fmt::format("command line: --layer {}: {}", name, wrong.what()));
          }
      return options.layers.empty() ? present : chosen;
    }

    /// Layers that only the map has, or only the layout.
    std::vector<std::string> compare(const input::LayerMap &map, const std::vector<input::GdsLayer> &present)
    {
      std::string missing, unnamed;
      const auto add = [](std::string &list, const std::string &word) { list += (list.empty() ? "" : ", ") + word; };
      for (const auto &[name, layer] : map.rows())
        if (std::find(present.begin(), present.end(), layer) == present.end())
          add(missing, name + " " + input::shown_layer(layer));
      for (const input::GdsLayer &layer : present)
        if (map.name_of(layer).empty())
          add(unnamed, input::shown_layer(layer));
      std::vector<std::string> remarks;
      if (!missing.empty())
        remarks.push_back("In the layer map, but not in the layout: " + missing);
      if (!unnamed.empty() && !map.rows().empty())
        remarks.push_back("In the layout, but not in the layer map: " + unnamed);
      return remarks;
    }

    Layout read_gds(const LayoutOptions &options, const input::TextFile &file, const input::LayerMap &map)
    {
      if (!options.pixel.empty() || !options.metal_is.empty())
        throw InputError(
            fmt::format("command line: {} is a GDSII stream, which has no pixels; leave --pixel and --metal-is out", file.source));
      const input::GdsLibrary library = input::parse_gds(file.source, file.text);
      const input::GdsCell &cell = input::choose_cell(library, options.cell);
      const std::vector<input::GdsLayer> present = input::list_layers(library);
      Layout layout;
      layout.heading = fmt::format("GDSII, structure {}, database unit {:.6g} nm", cell.name, 1e9 * library.database_unit);
      for (auto &[layer, polygons] : input::flatten(library, cell.name, choose_layers(options, map, present)))
        layout.levels.push_back({input::shown_layer(layer), map.name_of(layer), std::move(polygons)});
      layout.remarks = compare(map, present);
      return layout;
    }

    Layout read_picture(const LayoutOptions &options, const input::TextFile &file)
    {
      if (options.pixel.empty() || options.metal_is.empty())
        throw InputError(
            fmt::format("command line: {} is a picture without a scale; give --pixel LENGTH and --metal-is dark or light", file.source));
      const auto tone = options.metal_is == "dark" ? input::MetalTone::dark : input::MetalTone::light;
      const input::Picture picture = input::read_png(file, tone);
      const double pixel = length(options.pixel, "--pixel");
      Layout layout;
      layout.heading = fmt::format("PNG, {} x {} pixels of {:.6g} um", picture.width, picture.height, 1e6 * pixel);
      layout.levels.push_back({"picture", "", input::make_polygons(picture, pixel)});
      return layout;
    }

    meshing::Rectangle join(const std::vector<Level> &levels)
    {
      std::vector<Polygon> boxes;
      for (const Level &level : levels)
        if (!level.polygons.empty())
          boxes.push_back(meshing::make_polygon(meshing::bounding_box(level.polygons)));
      return meshing::bounding_box(boxes);
    }

    void make_output(const std::string &directory)
    {
      std::error_code error;
      std::filesystem::create_directories(directory, error);
      if (error)
        throw FileError(fmt::format("{}: the directory cannot be made: {}", directory, error.message()));
    }

    void write_map(const LayoutOptions &options, const Level &level, const meshing::MetalMap &map, const meshing::TileClasses &classes)
    {
      const meshing::Rectangle &box = map.grid.area;
      output::TileValues values{{{box.x_min, box.x_max, box.y_min, box.y_max}}, map.grid.n_x, map.grid.n_y, {}};
      std::vector<double> fraction, joins_x, joins_y, of_class;
      for (const meshing::TileMetal &tile : map.tiles)
        {
          fraction.push_back(tile.fraction);
          joins_x.push_back(tile.joins & 1u);
          joins_y.push_back(tile.joins >> 1 & 1u);
        }
      of_class.assign(classes.of_tile.begin(), classes.of_tile.end());
      values.fields = {{"metal_fraction", fraction}, {"joins_along_x", joins_x}, {"joins_along_y", joins_y}, {"class", of_class}};
      std::string name = level.layer;
      std::replace(name.begin(), name.end(), '/', '_');
      make_output(options.output);
      const std::filesystem::path file = std::filesystem::path(options.output) / ("layer_" + name);
      output::write_tiles_vtu(file.string() + ".vtu", values);
      output::write_tiles_png(file.string() + ".png", values);
    }

    void describe_levels(const LayoutOptions &options, Layout layout, MPI_Comm communicator, std::ostream &out)
    {
      const meshing::Rectangle box = join(layout.levels);
      const double width = box.x_max - box.x_min, height = box.y_max - box.y_min;
      if (!(width > 0 && height > 0))
        throw InputError(fmt::format("{}: the chosen layers contain no metal", options.file));
      const meshing::TileGrid grid = meshing::TileGrid::fill(box, length(options.tile, "--tile"));
      if (double(grid.n_x) * grid.n_y > most_tiles)
        throw InputError(
            fmt::format("command line: --tile: {} x {} tiles are too many; at most {:g} are allowed", grid.n_x, grid.n_y, most_tiles));
      out << fmt::format("{}: {}\nMetal from x = {:.6g} to {:.6g} um, y = {:.6g} to {:.6g} um: {:.6g} x {:.6g} mm in {} x {} tiles\n",
                         options.file, layout.heading, 1e6 * box.x_min, 1e6 * box.x_max, 1e6 * box.y_min, 1e6 * box.y_max, 1e3 * width,
                         1e3 * height, grid.n_x, grid.n_y);
      results::Table table({"layer", "name", "shapes", "area um2", "share %", "classes", "differ % rms", "most %"});
      for (Level &level : layout.levels)
        {
          const std::size_t shapes = level.polygons.size();
          const meshing::MetalMap map = meshing::make_metal_map(std::move(level.polygons), grid);
          const meshing::TileClasses classes = meshing::classify(map, options.classes);
          table.add({level.layer, level.name, std::to_string(shapes), fmt::format("{:.9g}", 1e12 * map.area),
                     fmt::format("{:.4g}", 100 * map.area / (width * height)), std::to_string(classes.classes.size()),
                     fmt::format("{:.2g}", 100 * classes.mean_difference), fmt::format("{:.2g}", 100 * classes.largest_difference)});
          if (!options.output.empty())
            output::on_first_rank(communicator, [&] { write_map(options, level, map, classes); });
        }
      table.print(out);
      for (const std::string &remark : layout.remarks)
        out << remark << "\n";
    }
  } // namespace

  void add_layout_command(CLI::App &app, LayoutOptions &options, const std::function<void()> &chosen)
  {
    auto *layout = app.add_subcommand("layout", "Read a layout (GDSII or PNG): the metal of its layers, in total and in tiles");
    layout->add_option("FILE", options.file, "The layout")->required();
    const auto add = [&](const std::string &name, std::string &value, const std::string &description, const std::string &type) {
      return layout->add_option(name, value, description)->type_name(type);
    };
    add("--map", options.map, "File with the names of layers; each line has name, purpose, layer, datatype", "FILE");
    add("--cell", options.cell, "Structure of a GDSII stream; when left out, the one to which no other structure refers", "NAME");
    layout->add_option("--layer", options.layers, "A layer: 31/0, 31 or a name of the map; may be repeated; all layers when left out")
        ->type_name("LAYER")
        ->type_size(1)
        ->allow_extra_args(false);
    add("--pixel", options.pixel, "Side of a pixel of a picture", "LENGTH");
    add("--metal-is", options.metal_is, "Which pixels of a picture are metal", "TONE")->check(CLI::IsMember({"dark", "light"}));
    add("--tile", options.tile, "Largest side of a tile", "LENGTH")->capture_default_str();
    layout->add_option("--classes", options.classes, "Largest number of classes of tiles")
        ->check(CLI::Range(1, 500))
        ->capture_default_str();
    add("-o,--output", options.output, "Directory of a VTU and a PNG of every layer", "DIR");
    layout->footer("Example:\n  sagitta layout rdl.gds --map rdl.map --tile 20um -o results/rdl");
    layout->callback(chosen);
  }

  void describe_layout(const LayoutOptions &options, MPI_Comm communicator, std::ostream &out)
  {
    const std::vector<input::TextFile> files = input::read_on_root(communicator, [&] {
      std::vector<input::TextFile> read = {input::read_data_file(options.file)};
      if (!options.map.empty())
        read.push_back(input::read_text_file(options.map));
      return read;
    });
    const input::LayerMap map = files.size() > 1 ? input::LayerMap(files[1].source, files[1].text) : input::LayerMap();
    const bool is_picture = input::find_layout_format(files[0]) == input::LayoutFormat::png;
    Layout layout = is_picture ? read_picture(options, files[0]) : read_gds(options, files[0], map);
    describe_levels(options, std::move(layout), communicator, out);
  }
} // namespace sagitta::application
