#pragma once

#include <materials/estimate.h>
#include <solver/input/card/library.h>
#include <solver/input/text/files.h>
#include <solver/study/samples.h>
#include <solver/study/study.h>

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

namespace sagitta::study
{
  /// What the cases of a study are made from, read once.
  struct CaseSource
  {
    input::TextFile file; ///< the base case
    input::Library library;
  };

  /// *Collective.*
  CaseSource read_source(const Study &study, const std::vector<std::string> &library_directories, MPI_Comm communicator);

  /// A variant of the base case.
  struct Candidate
  {
    Point values;                                 ///< per parameter; empty: the base case itself
    std::vector<std::string> overrides;           ///< of the base case
    std::string hash;                             ///< of its case; of the overrides where no case can be made
    std::string mesh;                             ///< equal where candidates can share a mesh
    std::string rejection;                        ///< why it is not solved; empty: it is
    std::vector<double> before;                   ///< outputs that are known without solving, SI; else no_number
    std::vector<materials::Estimate> bounds = {}; ///< of these

    bool is_base() const { return values.empty(); }
  };

  /// The base case and all candidates, in this order; outputs get the names of their states. Throws InputError for an invalid
  /// study: a base case that cannot be made, keys and units that the case does not have, outputs that it does not have, parameters on which
  /// nothing depends. *Collective.*
  std::vector<Candidate> examine(Study &study, const CaseSource &source, MPI_Comm communicator);
} // namespace sagitta::study
