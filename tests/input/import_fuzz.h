#pragma once

// Files of other programs, changed at random, read in child processes.

#include <tests/input/forked_batches.h>
#include <tests/input/fuzz.h>
#include <tests/input/import_samples.h>
#include <tests/input/mutation.h>

#include <solver/input/floorplan/floorplan.h>
#include <solver/input/text/gaps.h>

#include <functional>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A format: its sample, the file of the sample that is read, and the reader.
  struct ForeignFormat
  {
    std::string name;
    Files files;
    std::string first;
    std::function<void(const Files &files)> read;
  };

  /// The case that was made must be YAML with the same gaps.
  inline void check_skeleton(const input::Skeleton &skeleton)
  {
    const input::Node again = input::parse_document(input::case_file_text(skeleton, "a file"), "case.yaml");
    if (input::find_gaps(again).size() != input::find_gaps(skeleton.root).size())
      throw std::logic_error("the gaps of the written case differ");
  }

  inline std::vector<ForeignFormat> foreign_formats()
  {
    using input::ImportFormat;
    std::vector<ForeignFormat> formats;
    const auto add_import = [&](const std::string &name, const Files &files, const std::string &first, ImportFormat format) {
      formats.push_back(
          {name, files, first, [first, format](const Files &changed) { check_skeleton(import_files(changed, first, format)); }});
    };
    add_import("stacks of HotSpot", hotspot, "two.lcf", ImportFormat::hotspot_stack);
    add_import("stacks of 3D-ICE", ice, "a.stk", ImportFormat::ice_stack);
    add_import("CDXML", {{"u.xml", cdxml()}}, "u.xml", ImportFormat::cdxml);
    add_import("3DBlox", blox, "s.3dbx", ImportFormat::three_d_blox);
    add_import("lists of bumps", bumps, "b.txt", ImportFormat::bump_list);
    add_import("bump maps", bump_map, "c.bmap", ImportFormat::bump_list);
    const auto add_reader = [&](const std::string &name, const std::string &text,
                                const std::function<void(const input::TextFile &)> &read) {
      formats.push_back({name, {{"f", text}}, "f", [read](const Files &changed) { read({"f", changed.at("f")}); }});
    };
    add_reader("floorplans of HotSpot", hotspot.at("a.flp"), [](const auto &file) {
      input::find_format(file);
      input::read_hotspot_floorplan(file);
    });
    add_reader("floorplans of 3D-ICE", ice.at("a.flp"), [](const auto &file) { input::read_ice_floorplan(file); });
    add_reader("traces", hotspot.at("a.ptrace"), [](const auto &file) { input::read_power_trace(file); });
    add_reader("grids", "1 2 3\n4 5 6\n", [](const auto &file) {
      input::read_grid_floorplan(file, {{0, 1e-3, 0, 1e-3}, true, std::nullopt, 1e4});
    });
    add_reader("tables of units", "name,x [mm],y [mm],width [mm],height [mm],power [W]\na,0,0,1,1,0.5\nb,1,0,1,1,0.75\n",
               [](const auto &file) { input::read_table_floorplan(file, true); });
    return formats;
  }

  /// Reads inputs `first`, ... of all formats in turn.
  inline FuzzReport fuzz_foreign_files(unsigned long long first, unsigned long long count)
  {
    const std::vector<ForeignFormat> formats = foreign_formats();
    return run_forked({first, count}, [&](unsigned long long number) {
      const ForeignFormat &format = formats[number % formats.size()];
      Mutation mutation(number);
      Files files = format.files;
      const std::string name =
          mutation.once_in(4) ? std::next(files.begin(), std::ptrdiff_t(mutation.below(files.size())))->first : format.first;
      for (std::size_t times = 1 + mutation.below(3); times > 0; --times)
        mutation.change(files[name]);
      std::string all;
      for (const auto &[one, text] : files)
        all += text + one;
      FuzzOutcome outcome{format.name, "refused", {}, files[name]};
      try
        {
          format.read(files);
          outcome.end = "accepted";
        }
      catch (const InputError &error)
        {
          outcome.found = check_message(as_sentence(error.what()), all);
        }
      catch (const std::exception &error)
        {
          outcome.found = {std::string("an exception: ") + error.what()};
        }
      return outcome;
    });
  }
} // namespace sagitta::tests
