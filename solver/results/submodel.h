#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::results
{
  /// The resultants of the tractions of one body on a cut face.
  struct Resultant
  {
    std::array<double, 3> force = {{0, 0, 0}};  ///< on the window [N]
    std::array<double, 3> moment = {{0, 0, 0}}; ///< about the middle of the face [N m]
    double magnitude = 0;                       ///< integral of the magnitude of the traction over the face [N]
  };

  /// A face at which a window is cut out of its source.
  struct CutFace
  {
    std::string side; ///< "x_min" ... "top"
    double area = 0;  ///< with material on it [m2]
    Resultant here;
    std::optional<Resultant> source; ///< absent: the source's case is not known
    /// The force that holds the nodes on the cut by their equations of equilibrium [N]; `here` integrates stresses instead.
    std::array<double, 3> reaction = {{0, 0, 0}};

    /// Distance of the two forces over the magnitude of the source's tractions [-].
    std::optional<double> difference() const;
  };

  /// A state of a submodel against the same window of its source.
  struct SubmodelBalance
  {
    std::string state;
    double energy = 0;                   ///< elastic strain energy of the window [J]
    std::optional<double> energy_source; ///< absent: the source's case is not known
    std::vector<CutFace> faces;
    bool is_loaded_elsewhere = false; ///< supports or pressures act on the window besides its cuts

    /// |sum of forces over the cuts| over the sum of the magnitudes of the tractions [-], which equilibrium makes zero: of the reactions,
    /// where the solver's tolerance is left, and of the integrals of the tractions, where the error of the mesh is. Absent: something else
    /// loads the window.
    std::optional<double> net_reaction() const;
    std::optional<double> net_traction() const;
  };

  /// Where a submodel comes from.
  struct SubmodelResult
  {
    std::string source_name, source_hash, source_version; ///< of the case whose results are the source
    std::string directory;                                ///< of these results
    std::array<double, 4> window = {{0, 0, 0, 0}};        ///< x_min, x_max, y_min, y_max [m]
    std::vector<std::string> left_out;                    ///< sentences: conditions outside of the window
    std::vector<SubmodelBalance> balances;                ///< of the states with a displacement
  };
} // namespace sagitta::results
