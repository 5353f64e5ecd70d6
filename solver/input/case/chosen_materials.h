#pragma once

#include <materials/compound/compound.h>
#include <materials/material.h>
#include <solver/base/errors.h>
#include <solver/input/card/library.h>
#include <solver/input/text/files.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// A material, and its recipe if it is a filled compound.
  struct ChosenMaterial
  {
    materials::Material material;
    std::optional<materials::CompoundRecipe> recipe;
  };

  /// The materials of these names or aliases, in their order: of the case file's section `materials` if there is a case file, else of the
  /// library. `overrides` change the case file. Throws InputError with the nearest name for one that is not there, or twice. `sources`:
  /// where each name stands; empty: all of them on the command line.
  std::vector<ChosenMaterial> choose_materials(const std::vector<std::string> &names, const Library &library,
                                               const std::optional<TextFile> &case_file, const std::vector<std::string> &overrides,
                                               const std::vector<Source> &sources = {});
} // namespace sagitta::input
