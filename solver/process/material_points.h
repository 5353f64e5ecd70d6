#pragma once

#include <solver/case/materials.h>
#include <solver/process/births.h>
#include <solver/process/material_blocks.h>
#include <solver/process/point_field.h>
#include <solver/process/state_layout.h>

#include <materials/laws/material_law.h>

#include <array>
#include <cstddef>
#include <vector>

namespace sagitta::process
{
  /// What decides the mechanical strain at all points at one instant.
  struct PointsAt
  {
    const layered::Vector<double> &displacement; ///< complete and ghosted
    PointField temperature;                      ///< [K]
    PointField cure;                             ///< degree of cure [-]
    std::array<PointField, 3> cure_strain;       ///< per axis of the material: materials::cure_strain() since the start [-]
  };

  /// The responses of the laws at all points. Trial values: the caller accepts them by making `state` the committed one.
  struct PointsTrial
  {
    std::vector<double> state;       ///< as StateLayout says
    std::vector<double> stress;      ///< [block][component][point] at the end of the step [Pa]
    std::vector<double> tangent;     ///< [block][scalar][point] in the form of the block's law, materials/laws/tangent.h
    std::vector<double> dissipation; ///< [block][point] of the step [J/m3]
  };

  /// Evaluates any laws of the table of laws at the quadrature points of the blocks whose material has a memory. The caller keeps the
  /// state.
  class MaterialPoints
  {
  public:
    /// `births`: of parts that joined; null: none. The arguments must outlive the points.
    MaterialPoints(const StateLayout &states, const Materials &materials, const BirthStrains *births = nullptr);

    /// One step of all points. `state` is only read: a step may be tried any number of times. Throws LawFailure, the same on every rank,
    /// when a law fails. *Collective.*
    void advance(const PointsAt &start, const PointsAt &end, double duration, const std::vector<double> &state, PointsTrial &trial) const;

    /// See BirthStrains::add_stress.
    void add_birth_stress(const mechanics::ThermoelasticLaw &law, const mechanics::Temperature &temperature,
                          mechanics::CarriedStress &carried) const
    {
      if (births_)
        births_->add_stress(law, temperature, carried);
    }

    /// Where the numbers of a block begin in PointsTrial::tangent; those of ::stress begin at 6 n_points() * block.
    std::size_t first_tangent(std::size_t block) const { return first_tangent_[block]; }

    const materials::MaterialLaw &law(std::size_t block) const { return states_.law(block); }

  private:
    const StateLayout &states_;
    const MaterialBlocks &blocks_;
    const Materials &materials_;
    const BirthStrains *births_;
    std::vector<std::size_t> first_tangent_; ///< per block, and the end
  };
} // namespace sagitta::process
