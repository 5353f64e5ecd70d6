#pragma once

#include <solver/mechanics/temperature.h>
#include <solver/mechanics/thermoelastic_law.h>
#include <solver/model/model.h>
#include <solver/process/material_points.h>

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::process
{
  /// What decides the response of the laws at an instant besides the strain: fields at the points, the law of the cells.
  struct Conditions
  {
    PointField temperature; ///< [K]
    PointField cure;        ///< [-]
    std::array<PointField, 3> cure_strain;
    mechanics::ThermoelasticLaw law;
    mechanics::Temperature of_cells;
  };

  /// The tangent of the package at its quadrature points: of elastic bodies by their elasticity, of the others by their laws' tangents,
  /// weighted by their area fractions. Of a tangent that is not symmetric its symmetric part.
  class PointTangents
  {
  public:
    /// `tangent` as in PointsTrial. A copy of all that is asked for later; model, blocks and points must outlive it.
    PointTangents(const model::Model &model, const MaterialBlocks &blocks, const MaterialPoints &points, const Conditions &conditions,
                  std::vector<double> tangent);

    /// A layered::TangentFunction.
    bool write(unsigned cell, unsigned element, double *numbers);

    /// The tangents of the laws, as they were given.
    const std::vector<double> &numbers() const { return tangent_; }

    /// Per body the mean of its shear moduli (c44, c55, c66) over its volume [Pa]; zero for one that fills nothing. *Collective.*
    std::vector<double> find_mean_shear() const;

  private:
    /// The numbers of a symmetric 6 x 6 matrix, layered::tangent_index.
    using Numbers = std::array<double, 21>;

    void add_block(std::size_t block, double *numbers) const;
    const Numbers &elastic_numbers(unsigned cell, unsigned element);
    materials::Tangent tangent_at(std::size_t block, unsigned point) const;

    const model::Model &model_;
    const MaterialBlocks &blocks_;
    const MaterialPoints &points_;
    mechanics::ThermoelasticLaw law_;
    mechanics::Temperature temperature_;
    mechanics::CellTemperature temperatures_;
    unsigned loaded_ = ~0u; ///< cell of temperatures_
    std::vector<double> tangent_;
    std::vector<char> has_block_;               ///< per body
    std::vector<std::size_t> first_block_;      ///< per [cell][element], and the end
    std::vector<std::optional<Numbers>> known_; ///< of the elastic bodies of a composition at a uniform temperature
    Numbers here_{};
  };
} // namespace sagitta::process
