#pragma once

#include <tests/oracles/point_table.h>

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_system.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/fe/mapping.h>
#include <deal.II/grid/tria.h>
#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/vector.h>

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace sagitta::tests
{
  /// Coefficients at a place (x, y) [m] of layer element e: c11 c22 c33 c12 c13 c23 c44 c55 c66, or kx ky kz and nothing.
  using MaterialField = std::function<std::array<double, 9>(double x, double y, unsigned element)>;

  /// A symmetric matrix: 6 x 6 between stresses and strains xx, yy, zz, yz, xz, xy (shear angles), or 3 x 3 conductivities in its corner.
  using Tangent = std::array<std::array<double, 6>, 6>;

  /// Tangent at a point; `centre` is that of the cell, in layer element e.
  using TangentField = std::function<Tangent(const dealii::Point<3> &at, const dealii::Point<3> &centre, unsigned element)>;

  /// What acts on a body; a function that is absent does not act.
  struct Load3d
  {
    /// Stress C e0 of the free strain e0 at a point, (xx, yy, zz, yz, xz, xy) [Pa]; `centre` is that of the cell, in layer element e.
    std::function<std::array<double, 6>(const dealii::Point<3> &at, const dealii::Point<3> &centre, unsigned element)> free_stress;
    /// Force per volume in the cell around a centre [N/m3].
    std::function<dealii::Tensor<1, 3>(const dealii::Point<3> &centre, unsigned element)> body_force;
    /// Force per area on the faces between a filled cell and the outside or an empty cell, by the centre and outward normal [Pa].
    std::function<dealii::Tensor<1, 3>(const dealii::Point<3> &face_centre, const dealii::Tensor<1, 3> &normal)> traction;
  };

  /// Hexahedra with the map of deal.II that gives them their shape; without one they have straight edges. The mesh must outlive it.
  struct MappedMesh
  {
    MappedMesh(const dealii::Triangulation<3> &mesh, std::shared_ptr<const dealii::Mapping<3>> mapping = nullptr);

    const dealii::Triangulation<3> &mesh;
    std::shared_ptr<const dealii::Mapping<3>> mapping;
  };

  /// deal.II's own three-dimensional continuous elements on a mesh of hexahedra: the reference that the layered space must equal.
  /// Every process has the whole of it.
  class Reference3d
  {
  public:
    /// `levels`: z of the element boundaries [m]. Each cell takes the material at its centre.
    Reference3d(const MappedMesh &mesh, unsigned degree, unsigned n_components, const std::vector<double> &levels,
                const MaterialField &material);

    unsigned n_dofs() const { return dof_handler_.n_dofs(); }

    /// Index of the unknown of a component at a point; -1 if there is none.
    int find(const dealii::Point<3> &point, unsigned component) const;

    const dealii::Point<3> &position(unsigned dof) const { return points_[point_of_[dof]]; }

    /// The integral of grad v : C : grad u (or grad v . k grad u) over the body for every shape function v. No hanging nodes or supports.
    dealii::Vector<double> apply(const dealii::Vector<double> &u) const;

    /// The same with a tangent at every quadrature point, those of Gauss's rule of degree + 1 points per direction.
    dealii::Vector<double> apply(const dealii::Vector<double> &u, const TangentField &tangent) const;

    /// The integral of e(v) : C e0 + v . b over the body and of v . t over its surface for every shape function v. 3 components.
    dealii::Vector<double> load(const Load3d &load) const;

    /// The field of a load, zero at the marked unknowns and where there is no material, by a factorisation of
    /// the assembled matrix. Iterative refinement reduces the residual until it stagnates.
    dealii::Vector<double> solve(const dealii::Vector<double> &load, const std::vector<char> &is_constrained) const;

    /// Does the unknown touch a cell with material?
    std::vector<char> find_active() const;

  private:
    using Gradient = std::array<dealii::Tensor<1, 3>, 3>; ///< [component][axis]; also a flux
    using Law = std::function<Gradient(const Gradient &gradient, const dealii::Point<3> &at, const dealii::Point<3> &centre)>;
    dealii::Vector<double> integrate(const dealii::Vector<double> &u, const Law &law) const;
    unsigned element_at(const dealii::Point<3> &centre) const;
    std::array<double, 9> material_of(const dealii::Point<3> &centre) const;
    dealii::FullMatrix<double> cell_matrix(const dealii::FEValues<3> &values, const std::array<double, 9> &c) const;
    void add_traction(const Load3d &load, dealii::Vector<double> &result) const;

    unsigned n_components_;
    std::vector<double> levels_;
    MaterialField material_;
    std::shared_ptr<const dealii::Mapping<3>> mapping_;
    dealii::FESystem<3> element_;
    dealii::DoFHandler<3> dof_handler_;
    PointTable<3> points_;
    std::vector<unsigned> point_of_;         ///< per DoF
    std::vector<std::array<int, 3>> dof_at_; ///< per point and component
  };

  /// Box of hexahedra between the given coordinates [m].
  void make_box_mesh(dealii::Triangulation<3> &mesh, const std::array<std::vector<double>, 3> &coordinates);

  /// Hexahedra over the active cells of a plan without hanging nodes; `to_level` lists the z of the element boundaries [m].
  void extrude_plan(dealii::Triangulation<3> &mesh, const std::vector<std::array<dealii::Point<2>, 4>> &plan_cells,
                    const std::vector<double> &levels);
} // namespace sagitta::tests
