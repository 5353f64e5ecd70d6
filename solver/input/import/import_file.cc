#include <solver/input/import/import_file.h>

#include <solver/base/nearest.h>
#include <solver/input/import/import_formats.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace sagitta::input
{
  namespace
  {
    std::string ending_of(const std::string &file)
    {
      std::string ending = std::filesystem::path(file).extension().string();
      std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return ending;
    }

    const std::map<std::string, ImportFormat> &formats_by_ending()
    {
      static const std::map<std::string, ImportFormat> formats = {
          {".lcf", ImportFormat::hotspot_stack}, {".stk", ImportFormat::ice_stack},     {".xml", ImportFormat::cdxml},
          {".3dbv", ImportFormat::three_d_blox}, {".3dbx", ImportFormat::three_d_blox}, {".csv", ImportFormat::bump_list},
          {".tsv", ImportFormat::bump_list},     {".txt", ImportFormat::bump_list},     {".bmap", ImportFormat::bump_list}};
      return formats;
    }
  } // namespace

  const NameTable<ImportFormat> &import_format_names()
  {
    static const NameTable<ImportFormat> table = {{ImportFormat::hotspot_stack, "lcf", "a stack of HotSpot with its floorplans"},
                                                  {ImportFormat::ice_stack, "stk", "a stack of 3D-ICE with its floorplans"},
                                                  {ImportFormat::cdxml, "cdxml", "a chiplet in CDXML"},
                                                  {ImportFormat::three_d_blox, "3dblox", "chiplets in 3DBlox, .3dbv or .3dbx"},
                                                  {ImportFormat::bump_list, "bumps", "a list of bumps, CSV, TSV or .bmap"}};
    return table;
  }

  ImportFormat find_import_format(const std::string &file)
  {
    const auto found = formats_by_ending().find(ending_of(file));
    if (found != formats_by_ending().end())
      return found->second;
    std::vector<std::string> endings;
    for (const auto &[ending, format] : formats_by_ending())
      endings.push_back(ending);
    throw InputError(fmt::format("{}: the format is not known for this file ending; give --format {}, or a file that ends in {}", file,
                                 enumerate(names_of(import_format_names().words())), enumerate(endings)));
  }

  Skeleton import_source(const ImportSource &source, ImportFormat format)
  {
    switch (format)
      {
      case ImportFormat::hotspot_stack:
        return import_hotspot_stack(source);
      case ImportFormat::ice_stack:
        return import_ice_stack(source);
      case ImportFormat::cdxml:
        return import_cdxml(source);
      case ImportFormat::three_d_blox:
        return import_three_d_blox(source);
      case ImportFormat::bump_list:
        return import_bump_list(source);
      }
    return {};
  }

  Skeleton import_file(const std::filesystem::path &file, const std::filesystem::path &case_file, std::optional<ImportFormat> format)
  {
    const ImportFormat known = format ? *format : find_import_format(file.string());
    const std::filesystem::path folder = file.parent_path();
    ImportSource source{read_text_file(file), file.stem().string(), [&](const std::string &name) { return read_text_file(folder / name); },
                        [&](const std::string &name) {
                          // An empty name: the file itself.
                          const std::filesystem::path named = name.empty() ? file : folder / name;
                          const auto whole = std::filesystem::absolute(named).lexically_normal();
                          const auto from = std::filesystem::absolute(case_file).lexically_normal().parent_path();
                          return whole.lexically_relative(from).string();
                        }};
    return import_source(source, known);
  }
} // namespace sagitta::input
