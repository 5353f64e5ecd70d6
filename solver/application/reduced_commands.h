#pragma once

#include <solver/application/command_line.h>
#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/reduced/affine_problem.h>

#include <mpi.h>

#include <ostream>
#include <string>
#include <vector>

namespace sagitta::application
{
  /// The ranges behind --range, each NAME.PROPERTY=LOW..HIGH of young, poisson, cte or conductivity, ends with units: of a material
  /// with one range for its moduli the other one is its value. A range of expansions is one of factors where the case gives one number.
  /// Throws InputError. `temperature`: of the state [K].
  reduced::Ranges read_ranges(const std::vector<std::string> &words, const Case &problem, double temperature);

  /// `sagitta reduce`: makes a reduced model of a state, writes it and says how good it is. *Collective.*
  void reduce_case(const Options &options, const Case &problem, MPI_Comm communicator, StageLog &log, std::ostream &out);

  /// `sagitta evaluate`: the figures of a reduced model for the values behind --set, or for every row of a table. *Collective.*
  void evaluate_model(const Options &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::application
