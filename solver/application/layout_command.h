#pragma once

#include <CLI/CLI.hpp>
#include <mpi.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace sagitta::application
{
  /// What `sagitta layout` is asked for.
  struct LayoutOptions
  {
    std::string file;
    std::string map;                 ///< names of layers; empty: none
    std::string cell;                ///< empty: the one that no other refers to
    std::vector<std::string> layers; ///< empty: all
    std::string pixel, metal_is;     ///< of a picture
    std::string tile = "50um";
    unsigned classes = 60;
    std::string output; ///< directory of the maps; empty: none
  };

  /// Adds the command `layout`, which writes into `options` and calls `chosen`.
  void add_layout_command(CLI::App &app, LayoutOptions &options, const std::function<void()> &chosen);

  /// `sagitta layout`: the metal of every layer of a layout, as a table and, if asked for, as maps. Throws InputError. *Collective.*
  void describe_layout(const LayoutOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
