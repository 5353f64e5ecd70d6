#pragma once

#include <solver/base/name_table.h>
#include <solver/input/import/skeleton.h>

#include <filesystem>
#include <optional>
#include <string>

namespace sagitta::input
{
  enum class ImportFormat
  {
    hotspot_stack,
    ice_stack,
    cdxml,
    three_d_blox,
    bump_list
  };

  const NameTable<ImportFormat> &import_format_names();

  /// The format by the ending of a file. Throws InputError for an ending that belongs to none.
  ImportFormat find_import_format(const std::string &file);

  /// The case of a source.
  Skeleton import_source(const ImportSource &source, ImportFormat format);

  /// The case that `file` describes, to be written as `case_file`: paths count from its folder. `format`: by the ending when absent.
  /// Throws InputError for what cannot be read.
  Skeleton import_file(const std::filesystem::path &file, const std::filesystem::path &case_file, std::optional<ImportFormat> format);
} // namespace sagitta::input
