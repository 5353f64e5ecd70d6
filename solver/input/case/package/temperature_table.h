#pragma once

#include <meshing/package/point_table.h>
#include <solver/input/text/files.h>
#include <solver/input/text/schema.h>
#include <solver/input/text/value.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The tables that a case names, by the path that it writes.
  using TableFiles = std::map<std::string, TextFile>;

  /// A layer, by its height over the bottom of the stack [m].
  struct LayerHeight
  {
    std::string name;
    double bottom, top;
  };

  /// A temperature that differs from point to point, as a case file gives it: `{points: FILE}`, `{layers: {NAME: FILE}}`, or
  /// `{results: DIRECTORY, state: NAME}`.
  TypePointer temperature_table_type();

  /// Throws InputError for a layer that is not there, and for a file that is not a table of temperatures: columns x, y, z and T, for
  /// `layers` x, y and T, with their units. The table of a layer holds at half its height.
  /// The field of another run becomes a reference.
  std::shared_ptr<const meshing::PointTable> read_temperature_table(const Value &value, const std::vector<LayerHeight> &layers,
                                                                    const TableFiles &files);

  /// The tables that a case names, as it writes them.
  std::vector<std::string> find_tables(const Node &root);
} // namespace sagitta::input
