#pragma once

#include <solver/case/materials.h>
#include <solver/process/births.h>
#include <solver/process/material_blocks.h>

#include <materials/laws/material_law.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace sagitta::process
{
  /// A quantity at the quadrature points of all blocks: a field, of which a uniform one is the special case.
  class PointField
  {
  public:
    /// The same value everywhere.
    explicit PointField(double value) : values_(std::make_shared<const std::vector<double>>(1, value)) {}

    /// One value per block.
    explicit PointField(std::vector<double> values) : values_(std::make_shared<const std::vector<double>>(std::move(values))), per_block_(1)
    {
    }

    /// One value per [block][point].
    PointField(std::vector<double> values, unsigned n_points)
        : values_(std::make_shared<const std::vector<double>>(std::move(values))), per_block_(n_points), per_point_(1)
    {
    }

    /// Is it uniform within every block?
    bool is_uniform() const { return per_point_ == 0; }
    double operator()(std::size_t block, unsigned point) const { return (*values_)[block * per_block_ + point * per_point_]; }

  private:
    std::shared_ptr<const std::vector<double>> values_; ///< copies share them
    std::size_t per_block_ = 0, per_point_ = 0;
  };

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
    std::vector<double> state;       ///< [block][value][point]
    std::vector<double> stress;      ///< [block][component][point] at the end of the step [Pa]
    std::vector<double> tangent;     ///< [block][scalar][point] in the form of the block's law, materials/laws/tangent.h
    std::vector<double> dissipation; ///< [block][point] of the step [J/m3]
  };

  /// Evaluates any laws of the table of laws at the quadrature points of the blocks whose material has a memory. The state is a flat array
  /// that the caller keeps, [block][value][point].
  class MaterialPoints
  {
  public:
    /// `laws`: per material, present for those of the blocks. `births`: of parts that joined; null: none. The arguments must outlive the
    /// points.
    MaterialPoints(const MaterialBlocks &blocks, const Materials &materials, const std::vector<std::optional<materials::MaterialLaw>> &laws,
                   const BirthStrains *births = nullptr);

    /// The state at the start. Throws LawFailure when a law's constants have no meaning. *Collective.*
    std::vector<double> initial_state(const PointsAt &start) const;

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

    /// Where the numbers of a block begin in PointsTrial::state and ::tangent; those of ::stress begin at 6 n_points() * block.
    std::size_t first_state(std::size_t block) const { return first_state_[block]; }
    std::size_t first_tangent(std::size_t block) const { return first_tangent_[block]; }

    const materials::MaterialLaw &law(std::size_t block) const { return *laws_[blocks_.material(block)]; }

  private:
    const MaterialBlocks &blocks_;
    const Materials &materials_;
    const std::vector<std::optional<materials::MaterialLaw>> &laws_;
    const BirthStrains *births_;
    std::vector<std::size_t> first_state_, first_tangent_; ///< per block, and the end
  };
} // namespace sagitta::process
