#pragma once

#include <materials/fit/anand_fit.h>
#include <materials/fit/cure_fit.h>
#include <materials/fit/expansion_fit.h>
#include <materials/fit/plasticity_fit.h>
#include <materials/fit/viscoelastic_fit.h>
#include <materials/material.h>
#include <solver/input/text/files.h>
#include <solver/input/text/schema.h>

#include <mpi.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::input
{
  /// The fits of `sagitta materials fit`, section by section; `label` of a run or curve says where it comes from.
  struct GlassTransitionSection
  {
    materials::GlassTransitionData data;
    std::map<std::string, double> fixed; ///< constants that the fit does not change
    std::vector<std::string> files;
  };

  struct CureSection
  {
    materials::CureRequest request;
    double gel_point;
    std::vector<std::string> labels;
    std::vector<std::string> files;
  };

  struct ViscoelasticSection
  {
    materials::ViscoelasticRequest request;
    std::string with_cure; ///< as a card has it; empty: not given
    std::vector<std::string> files;
    std::string grouping = {}; ///< how rows were grouped by temperature, in one line; empty: as they stand
  };

  struct ExpansionSection
  {
    std::vector<materials::ExpansionRun> runs;
    std::map<std::string, double> fixed; ///< constants that the fit does not change
    std::vector<std::string> labels;
    std::vector<std::string> files;
  };

  struct InelasticSection
  {
    std::string name; ///< of the set
    std::variant<materials::PlasticityRequest, materials::AnandRequest> request;
    std::vector<std::string> labels;
    std::vector<std::string> files;
  };

  /// What is to be fitted, with the tables read.
  struct FitRequest
  {
    std::string name, description, source;
    materials::Evidence evidence; ///< of what is fitted
    Node card;                    ///< what else the card holds, as a card has it; an empty map when there is nothing
    std::optional<GlassTransitionSection> glass_transition;
    std::optional<CureSection> cure;
    std::optional<ViscoelasticSection> viscoelasticity;
    std::optional<ExpansionSection> expansion;
    std::vector<InelasticSection> inelasticity;
    std::vector<std::string> table_remarks; ///< how tables in unusual formats were read
  };

  /// What belongs into a request.
  const TypePointer &fit_type();

  /// Reads a request; `table` gives the text of a table by its name in the request. Throws InputError.
  FitRequest parse_fit_request(const TextFile &file, const std::vector<std::string> &overrides,
                               const std::function<TextFile(const std::string &)> &table);

  /// Reads a request and its tables, whose names count from the folder of the request. *Collective.*
  FitRequest read_fit_request(const std::string &file, const std::vector<std::string> &overrides, MPI_Comm communicator);
} // namespace sagitta::input
