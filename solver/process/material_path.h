#pragma once

#include <solver/case/materials.h>
#include <solver/case/programme.h>
#include <solver/mechanics/thermoelastic_law.h>

#include <materials/cure/cure_step.h>
#include <materials/laws/material_law.h>
#include <materials/laws/relaxing_step.h>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace sagitta::process
{
  struct HeatedPoints;

  /// An instant of a path in time: one temperature in the whole package and the degree of cure of every material; or fields of both, of
  /// which these are the temperature of the surroundings and the means over the volume.
  struct Instant
  {
    double time = 0;          ///< since the start [s]
    double temperature = 0;   ///< [K]
    std::vector<double> cure; ///< per material [-]; 1 for what does not cure
    /// Per material and axis: sum of materials::strain_of_moved_transition() over the steps since the start [-].
    std::vector<std::array<double, 3>> moved_transition;
    std::shared_ptr<const HeatedPoints> points = {}; ///< fields, never changed once they are there; null: uniform
  };

  /// The cure of a material at a point, or of all of it.
  struct CureOfPoint
  {
    double cure;                            ///< degree [-]
    std::array<double, 3> moved_transition; ///< as in Instant, of one material [-]
  };

  /// The law that the mesh uses for a material along a path; absent for elastic ones. Throws InputError when a constant of the law has
  /// no meaning.
  std::optional<materials::MaterialLaw> make_law_with_memory(const Materials &materials, unsigned material);

  /// Does a step of a path need Newton's method? Otherwise one linear solve per step is sufficient: every law with memory is relaxing, and
  /// all points share one temperature and one degree of cure. Throws InputError as make_law_with_memory().
  bool needs_newton(const Materials &materials, const Programme &programme);

  /// One step per material whose law is relaxing; absent for others.
  using RelaxingSteps = std::vector<std::optional<materials::RelaxingStep>>;

  /// The materials of a case along their path in temperature and cure. The same on every rank.
  class MaterialPath
  {
  public:
    /// Throws InputError when a law's constants have no meaning. The arguments must outlive the path.
    MaterialPath(const meshing::Package &package, const Materials &materials, const PathRequest &path);

    /// The laws of the mesh, per material; absent for elastic ones.
    const std::vector<std::optional<materials::MaterialLaw>> &laws() const { return laws_; }
    bool has_memory(unsigned material) const { return laws_[material].has_value(); }

    Instant start() const;

    /// The instant after `duration` [s] in which the temperature changes linearly: degrees of cure by their kinetics.
    /// Throws LawFailure.
    Instant later(const Instant &from, double duration, double temperature) const;

    /// The step of every material whose law is relaxing between two instants; duration zero [s]: an instantaneous change. Throws
    /// LawFailure.
    RelaxingSteps steps(const Instant &from, const Instant &to, double duration) const;

    /// Free strain by cure [-] of a material since the start, per axis.
    std::array<double, 3> cure_strain(unsigned material, const Instant &at) const
    {
      return cure_strain(material, {at.cure[material], at.moved_transition[material]});
    }
    std::array<double, 3> cure_strain(unsigned material, const CureOfPoint &at) const;

    /// The cure of a material that cures, after a time in which its temperature changes linearly. `tolerance`: as for
    /// materials::advance_cure(). Throws LawFailure.
    CureOfPoint later(unsigned material, const CureOfPoint &from, const materials::CureInterval &interval, double tolerance) const;

    /// Tolerances for one temperature in the package, and for points of which there are many: far below that of a step.
    static constexpr double cure_tolerance = 1e-9, cure_tolerance_of_points = 1e-6;

    /// The law of cells at the end of a step. A law that is not relaxing is represented by the elasticity of its card: the rest is
    /// part of the carried stress.
    mechanics::ThermoelasticLaw law(const Instant &at, const RelaxingSteps &steps) const;

    /// Shares, ascending between 0 and 1, of the straight way to another temperature [K] at which the expansion of a material has a kink
    /// or a metal melts or freezes. Throws LawFailure.
    std::vector<double> kinks(const Instant &from, double duration, double temperature) const;

  private:
    bool cures(unsigned material, const Instant &from) const { return laws_[material] && from.cure[material] < 1; }
    double cure_after(unsigned material, double cure, const materials::CureInterval &interval, double tolerance) const;
    /// Shares of the way at which a curing material crosses its glass transition.
    std::vector<double> transition_crossings(unsigned material, const Instant &from, double duration, double temperature) const;

    const meshing::Package &package_;
    const Materials &materials_;
    const PathRequest &path_;
    std::vector<std::optional<materials::MaterialLaw>> laws_; ///< per material
  };
} // namespace sagitta::process
