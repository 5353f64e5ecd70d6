#pragma once

#include <materials/elasticity.h>

#include <solver/cell/tile_mesh.h>
#include <solver/layered/space/layered_space.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::cell
{
  /// What fills the elements of a cell: [plan cell * number of elements + element], an index into a list of phases, or -1 for nothing.
  using Filling = std::vector<int>;

  /// The quarter of a periodic cell on which its problems are solved, by this rank alone.
  struct CellSpace
  {
    std::shared_ptr<const layered::PlanSpace> plan;
    std::shared_ptr<const meshing::LayerGrid> grid;
    Filling filling;
    std::array<double, 2> half; ///< sides of the quarter [m]

    double volume() const { return half[0] * half[1] * grid->thickness(); } // [m3]
  };

  /// Strains of a cell, engineering shears, in the order xx, yy, zz, yz, xz, xy.
  using Strain = std::array<double, 6>;

  /// A cell that is periodic in the plan, whose lower and upper face are displaced as a homogeneous strain does, under each of the six
  /// strains: the periodic fields of orthotropic materials that are symmetric about the axis of the tile are those of a quarter with
  /// conditions of symmetry, or of its opposite for a shear.
  class CellElasticity
  {
  public:
    /// Solves for the six strains. Throws std::runtime_error if a factorisation fails.
    CellElasticity(const CellSpace &space, const std::vector<materials::OrthotropicStiffness> &phases);

    /// Effective stiffness of the cell [Pa]: the mean stress.
    materials::OrthotropicStiffness stiffness() const;

    /// Effective free strain of the cell [-] from the free strains of its phases, by Levin's formula with the fields of the strains.
    std::array<double, 3> free_strain(const std::vector<std::array<double, 3>> &phases) const;

  private:
    /// Solves for the strains that have the symmetry of `first`.
    void solve(const std::vector<unsigned> &strains);

    const materials::OrthotropicStiffness &phase(std::size_t place) const
    {
      return phases_[static_cast<std::size_t>(space_.filling[place])];
    }

    /// Volume of an element [m3]; `place` as in CellSpace::filling.
    double volume(std::size_t place) const
    {
      const unsigned n = layered_.n_elements();
      return layered_.volume(static_cast<unsigned>(place / n), static_cast<unsigned>(place % n));
    }

    const CellSpace &space_;
    std::vector<materials::OrthotropicStiffness> phases_;
    layered::LayeredSpace layered_;
    std::array<std::vector<Strain>, 6> means_; ///< of each strain: mean strain of the elements, as in CellSpace::filling
  };

  /// Effective conductivity [W/(m K)] along x, y and z of the same cell, with the temperature of a homogeneous gradient on its lower and
  /// upper face.
  std::array<double, 3> find_conductivity(const CellSpace &space, const std::vector<std::array<double, 3>> &phases);
} // namespace sagitta::cell
