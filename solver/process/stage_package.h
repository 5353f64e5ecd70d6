#pragma once

#include <meshing/package/package.h>

#include <optional>
#include <vector>

namespace sagitta::process
{
  /// A package with only the parts that are there in a stage of a process: its layers are those that hold a part, on top of each other. A
  /// body keeps its index; one that is not there is a gap where its layers are.
  struct StagePackage
  {
    meshing::Package package;
    std::vector<unsigned> layers; ///< of the whole package, per layer of the stage

    /// The layer of the stage; absent where the whole package's is not there.
    std::optional<unsigned> find_layer(unsigned layer_of_whole) const;

    /// A height [m] in the whole package as one in the stage; absent where its layer is not there. At an interface the layer that is there
    /// counts.
    std::optional<double> find_height(const meshing::Package &whole, double z) const;
  };

  /// `present`: per body. At least one part must be there.
  StagePackage make_stage_package(const meshing::Package &whole, const std::vector<char> &present);
} // namespace sagitta::process
