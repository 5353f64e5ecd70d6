#pragma once

#include <solver/case/case.h>
#include <solver/input/case/package/package_reader.h>
#include <solver/input/text/document.h>
#include <solver/input/text/schema.h>
#include <solver/input/text/value.h>

#include <memory>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The section `submodel` of a case.
  TypePointer submodel_type();

  /// The case from which a submodel is cut.
  struct SubmodelSource
  {
    std::shared_ptr<const Case> problem;
    Node root; ///< of its file, after `source_set` of the submodel
  };

  /// What has to be read before the case itself: nothing of a case that is no submodel, or whose section is not well formed (check() says
  /// so later).
  struct SourceRequest
  {
    std::string file;                   ///< as the section writes it; empty: no case is named
    std::vector<std::string> overrides; ///< of that case, as --set takes them
    Source place = {};
  };

  SourceRequest find_source(const Node &root);

  /// Adds the sections of the source that a submodel does not have itself, changed by its `set`. Materials of the two are put together, the
  /// submodel's first. `file`: of the source as the section writes it; paths in its sections count from its folder.
  /// Throws InputError for a change that cannot be made, and for a source that follows a path in time.
  void inherit(const SubmodelSource &source, const std::string &file, Node &root);

  /// Makes a case, read as a whole, the submodel that its section asks for: states, package and conditions are those of the window then.
  /// `source` is null where no case is named. Throws InputError for a window in which no part lies, a layer or a state that is not there,
  /// a path in time, a plan that is refined, and a support on a rim that the window cuts.
  void cut_submodel(const Value &root, const SubmodelSource *source, const PackageDescription &description, Case &result);
} // namespace sagitta::input
