#pragma once

#include <solver/study/candidates.h>

#include <mpi.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// The derivatives of the outputs at the means of all parameters, by adjoint solves of one run.
  struct FirstOrder
  {
    std::vector<double> means;               ///< of the parameters, in their units
    std::vector<std::string> names;          ///< per parameter: which parameter of the sensitivities it is; empty: none
    std::vector<double> values;              ///< [output] at the means, SI; no_number where it is not known
    std::vector<std::vector<double>> slopes; ///< [output][parameter] SI by unit of the parameter; no_number where it is not known
    std::string sentence;                    ///< why there is nothing
  };

  double mean_of(const Parameter &parameter);
  double deviation_of(const Parameter &parameter);

  /// Pearson's coefficient of two parameters whose normal variates have the coefficient `normal`.
  double correlation_of(const Parameter &first, const Parameter &second, double normal);

  /// Runs the case at the means with its sensitivities, into the folder `means` of the study. A parameter of the study is one of the
  /// sensitivities if halving either gives the same case. Throws FileError. *Collective.*
  FirstOrder find_first_order(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm communicator);
} // namespace sagitta::study
