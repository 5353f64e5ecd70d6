#pragma once

#include <meshing/package/window.h>
#include <solver/case/conditions.h>
#include <solver/case/requests.h>
#include <solver/case/submodel.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  /// Takes the conditions of a package over to its window, with the planes at which it is cut. What lies outside is left out, each with a
  /// sentence in `left_out`: a face on a side that is cut or of a part that is not there, a point outside of the window.
  /// Throws InputError for a support on a rim that the window cuts.
  void cut_conditions(const meshing::Package &whole, const meshing::CutPackage &cut, Conditions &conditions,
                      std::vector<std::string> &left_out);

  /// Takes the faces that a case measures over to the window. Throws InputError for a face of a part that is not there.
  void cut_requests(const meshing::CutPackage &cut, Requests &requests);

  /// The round parts in the window that have neighbours in the whole package, one per place in the plan, with their distance from the cuts.
  std::vector<CutDistance> find_cut_distances(const meshing::Package &whole, const meshing::CutPackage &cut,
                                              const std::vector<CutPlane> &cuts);
} // namespace sagitta::input
