#pragma once

#include <solver/case/materials.h>
#include <solver/case/numerics.h>
#include <solver/case/process.h>
#include <solver/case/programme.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/model/package_plan.h>
#include <solver/process/stage_package.h>

#include <mpi.h>

#include <cstddef>
#include <vector>

namespace sagitta::process
{
  /// What a process is computed from. The references must outlive what takes them.
  struct ProcessCase
  {
    const meshing::Package &package; ///< all parts that are ever there
    const Materials &materials;
    const sagitta::Conditions &conditions;
    const Programme &programme; ///< with path and process
    const Numerics &numerics;
  };

  /// The parts that are there in a step. Throws InputError, naming the step, when one of them hangs loose.
  StagePackage parts_in_step(const ProcessCase &whole, std::size_t step);

  /// The conditions by which the symmetry of the plan is chosen: those of all steps together.
  sagitta::Conditions conditions_of_all_steps(const ProcessCase &whole);

  /// The discrete package of a stage: the parts that are there between two changes, on a layer grid of their own over the plan that all
  /// stages share; its supports and loads. A material without a part there counts as elastic.
  class StageMesh
  {
  public:
    /// The mesh of a step and those after it without a change. Throws InputError when a part hangs loose or a condition meets no material.
    /// *Collective.*
    StageMesh(const ProcessCase &whole, std::size_t step, const model::PackagePlan &plan, MPI_Comm communicator);
    StageMesh(const StageMesh &) = delete;
    StageMesh &operator=(const StageMesh &) = delete;

    const StagePackage &parts() const { return parts_; }
    const Materials &materials() const { return materials_; }
    const model::Model &model() const { return model_; }
    mechanics::MechanicsProblem &mechanics() { return mechanics_; }
    const layered::LayeredSpace &space() const { return mechanics_.space(); }

    /// Per local (plan node, z-node): touches no filled cell.
    const std::vector<char> &inactive() const { return inactive_; }

  private:
    StagePackage parts_;
    Materials materials_;
    sagitta::Conditions conditions_;
    model::Model model_;
    mechanics::MechanicsProblem mechanics_;
    std::vector<char> inactive_;
  };
} // namespace sagitta::process
