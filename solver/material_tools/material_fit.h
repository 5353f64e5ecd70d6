#pragma once

#include <solver/input/fit/fit_request.h>
#include <solver/material_tools/material_options.h>

#include <mpi.h>

#include <optional>
#include <ostream>
#include <variant>
#include <vector>

namespace sagitta::material_tools
{
  /// What the fits of a request found, section by section.
  struct FitOutcome
  {
    std::optional<materials::GlassTransitionFit> glass_transition;
    std::optional<materials::CureFit> cure;
    std::optional<materials::ViscoelasticFit> viscoelasticity;
    std::optional<materials::ExpansionFit> expansion;
    std::vector<std::variant<materials::PlasticityFit, materials::AnandFit>> inelasticity; ///< as in the request
  };

  /// Carries out the fits. Throws InputError for data that cannot be fitted, ConvergenceError where a fit finds no constants or a model
  /// cannot be evaluated; the sentence begins with the section.
  FitOutcome carry_out_fits(const input::FitRequest &request);

  /// `sagitta materials fit`: reads a request, fits, and writes the card, a report, tables and plots. *Collective.*
  void fit_material(const MaterialOptions &options, MPI_Comm communicator, std::ostream &out);
} // namespace sagitta::material_tools
