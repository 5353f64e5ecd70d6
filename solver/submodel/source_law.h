#pragma once

#include <solver/case/materials.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/restore/field_file.h>

#include <meshing/fill/composition.h>

#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::submodel
{
  /// A thermoelastic point under a strain.
  struct StrainedPoint
  {
    const meshing::Composition &composition;
    double cell_temperature; ///< at which the stiffness is taken [K]
    double temperature;      ///< [K]
    std::array<double, 3> position;
    mechanics::Voigt strain;
  };

  struct StressAndEnergy
  {
    mechanics::Voigt stress; ///< [Pa]
    double energy;           ///< elastic: sum over bodies of f_b (e - e_b) : C_b (e - e_b) / 2 [J/m3]
  };

  StressAndEnergy evaluate(const mechanics::ThermoelasticLaw &law, const StrainedPoint &point);

  /// Strain of a displacement gradient [component]{d/dx, d/dy, d/dz, ...}, engineering shears.
  template <typename Gradient>
  mechanics::Voigt strain_of(const Gradient &g)
  {
    return {{g[0][0], g[1][1], g[2][2], g[1][2] + g[2][1], g[0][2] + g[2][0], g[0][1] + g[1][0]}};
  }

  /// The fields of one state of a source.
  struct SourceFields
  {
    restore::StoredField displacement, temperature;
  };

  /// Stress and energy of a source in one state at points of its package, symmetry undone: of the polynomial of the cell that holds the
  /// point, and of what fills that cell.
  class SourceLaw
  {
  public:
    /// Of the source's case; all must outlive this. Throws InputError when its layers are not those of the grid.
    SourceLaw(const meshing::Package &package, const Materials &materials, const restore::StoredGrid &grid);

    /// Nothing where the source has no material. Local.
    std::optional<StressAndEnergy> at(const SourceFields &fields, const std::array<double, 3> &point);

  private:
    const meshing::Composition &composition_at(const restore::StoredGrid::Place &place);

    /// Mean over the element at a place, by Simpson's rule, which is exact for elements of degree 3 [K].
    double mean_temperature(const restore::StoredField &temperature, const restore::StoredGrid::Place &place);

    const restore::StoredGrid &grid_;
    meshing::CompositionTable compositions_;
    mechanics::ThermoelasticLaw law_;
    std::vector<unsigned> layers_;                            ///< of the elements
    std::map<std::pair<unsigned, unsigned>, unsigned> known_; ///< composition by cell and layer
    std::map<std::pair<unsigned, unsigned>, double> means_;   ///< temperature by cell and element, of one state
    std::vector<meshing::Composition> pure_;                  ///< per body
  };
} // namespace sagitta::submodel
