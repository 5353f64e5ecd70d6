#pragma once

#include <solver/case/materials.h>
#include <solver/layered/space/layered_space.h>
#include <solver/model/model.h>
#include <solver/process/material_points.h>

#include <materials/material.h>

#include <mpi.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A block of one cell and one element that one material fills, 1 mm x 0.8 mm x 0.1 mm, of quadratic elements.
  class OneCell
  {
  public:
    OneCell(materials::Material material, materials::MechanicalLaw law, double stress_free_temperature);
    OneCell(const OneCell &) = delete;
    OneCell &operator=(const OneCell &) = delete;

    const Materials &materials() const { return materials_; }
    const materials::Material &material() const { return materials_.cards.front(); }
    const meshing::Package &package() const { return package_; }
    const layered::LayeredSpace &space() const { return *space_; }
    const process::MaterialBlocks &blocks() const { return *blocks_; }
    const std::vector<std::optional<materials::MaterialLaw>> &laws() const { return laws_; }

    /// The displacement of a uniform strain (engineering shears), in a frame that turns with the x axis: ux,y carries all of 2 e_xy.
    layered::Vector<double> displacement(const materials::Voigt &strain) const;

  private:
    Materials materials_;
    meshing::Package package_;
    Conditions conditions_;
    Numerics numerics_;
    std::unique_ptr<model::Model> model_;
    std::shared_ptr<const layered::LayeredSpace> space_;
    std::vector<std::optional<materials::MaterialLaw>> laws_;
    std::unique_ptr<process::MaterialBlocks> blocks_;
  };
} // namespace sagitta::tests
