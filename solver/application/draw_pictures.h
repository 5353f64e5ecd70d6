#pragma once

#include <solver/application/command_line.h>
#include <solver/case/case.h>
#include <solver/drawing/draw_case.h>

#include <mpi.h>

#include <ostream>
#include <string>
#include <vector>

namespace sagitta::application
{
  /// A cut as written behind --cut: `y=0mm`, `x=1.5mm`, or `x1,y1:x2,y2` with a unit for every length.
  /// Throws InputError for anything else.
  drawing::Cut read_cut(const std::string &words, const meshing::Package &package);

  /// Draws the case into the directory of --draw and lists the pictures. Throws InputError for cuts that miss the package, FileError.
  /// *Collective.*
  void draw_pictures(const Case &problem, const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
