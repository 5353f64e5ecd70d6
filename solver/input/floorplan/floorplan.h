#pragma once

#include <meshing/package/outline.h>
#include <solver/base/name_table.h>
#include <solver/input/text/files.h>

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace sagitta::input
{
  enum class FloorplanFormat
  {
    hotspot,
    ice,
    table,
    grid
  };

  const NameTable<FloorplanFormat> &floorplan_format_names();

  /// A unit of a floorplan.
  struct FloorplanUnit
  {
    std::string name;
    std::size_t line;                         ///< in the file
    std::vector<meshing::Rectangle> areas;    ///< in the coordinates of the file [m]
    std::vector<double> powers;               ///< at one instant after the other [W]; empty: the file gives none
    std::optional<std::string> material = {}; ///< its own, as the file calls it
  };

  struct Floorplan
  {
    std::string source;
    std::vector<FloorplanUnit> units;

    /// The smallest rectangle that holds all units.
    meshing::Rectangle box() const;
  };

  /// How a grid of powers is written: a number per cell, a row of cells per line.
  struct GridForm
  {
    meshing::Rectangle area;          ///< that the grid covers [m]
    bool begins_at_top;               ///< is the first row that of the largest y?
    std::optional<double> unit_power; ///< of the number 1 [W]
    double unit_density = 0;          ///< of the number 1, when it is no power [W/m2]
  };

  /// By its text: marks of 3D-ICE, headings with units, else HotSpot's columns. A grid cannot be recognised.
  FloorplanFormat find_format(const TextFile &file);

  /// Throws InputError with file and line for no units, an area that is not above zero, a name that is given twice, and units that overlap
  /// by more than a thousandth of their sizes, which is more than rounded coordinates cause. The readers below call it.
  void check_units(const Floorplan &floorplan);

  /// A floorplan of HotSpot (.flp): name, width, height, left and bottom of a unit per line, in metres.
  Floorplan read_hotspot_floorplan(const TextFile &file);

  /// A floorplan of 3D-ICE (.flp): elements of one or more rectangles in micrometres, with their powers over time.
  Floorplan read_ice_floorplan(const TextFile &file);

  /// A table with headings and units: x_min, x_max, y_min, y_max or x, y, width, height, and power; a column `name` may be left out.
  /// `center`: do x and y give the centre of a unit, or its lower left corner? Nothing: only the form with sides can be read.
  Floorplan read_table_floorplan(const TextFile &file, std::optional<bool> is_center);

  /// Units are called row_R_column_C, counted from 1 as the file has them.
  Floorplan read_grid_floorplan(const TextFile &file, const GridForm &form);

  /// A trace of powers of HotSpot (.ptrace): a line of names, then a line of powers [W] per instant.
  struct PowerTrace
  {
    std::string source;
    std::size_t line = 0; ///< of the names
    std::vector<std::string> names;
    std::vector<std::vector<double>> powers; ///< per instant, in the order of the names
  };

  PowerTrace read_power_trace(const TextFile &file);

  /// Gives the units of a floorplan the powers of a trace. Throws InputError for a unit without a column, for a column that stands twice,
  /// and for powers that the floorplan has already. Columns of other floorplans are passed over.
  void assign_powers(const PowerTrace &trace, Floorplan &floorplan);
} // namespace sagitta::input
