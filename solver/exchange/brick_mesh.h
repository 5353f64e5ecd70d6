#pragma once

#include <solver/evaluation/stack_face.h>
#include <solver/model/model.h>

#include <array>
#include <utility>
#include <vector>

namespace sagitta::exchange
{
  /// value(node) = sum of weight * value(other node): a hanging node.
  struct Tie
  {
    unsigned node;
    std::vector<std::pair<unsigned, double>> masters;
  };

  struct PrescribedValue
  {
    unsigned node;
    unsigned component; ///< 0, 1, 2
    double value;       ///< [m] or [K]
  };

  /// A load on a face of one brick; faces are numbered 1 to 6 as CalculiX and Abaqus do.
  struct FaceLoad
  {
    unsigned brick;
    unsigned face;
    double value; ///< pressure [Pa] into the brick, or heat flux [W/m2] into it
  };

  struct FaceFilm
  {
    unsigned brick;
    unsigned face;
    double coefficient; ///< [W/(m2 K)]
    double ambient;     ///< [K]
  };

  struct HeatSource
  {
    unsigned brick;
    double density; ///< [W/m3]
  };

  /// The modelled part of the package as hexahedra of 8 or 20 nodes, in the numbering of Abaqus and CalculiX: corners of the bottom
  /// counter-clockwise, corners of the top; with 20 nodes then the middles of the bottom edges, of the top edges, of the upright ones.
  /// Indices begin at 0. The order of nodes and bricks follows from their places alone, not from the number of ranks.
  struct BrickMesh
  {
    unsigned nodes_per_brick = 20;
    std::vector<std::array<double, 3>> nodes; ///< [m]
    std::vector<unsigned> bricks;             ///< nodes_per_brick indices each
    std::vector<unsigned> composition_of;     ///< per brick, index into `compositions`
    std::vector<meshing::Composition> compositions;

    std::vector<Tie> ties;
    std::vector<PrescribedValue> displacements; ///< mirror planes and supports, never on a tied node
    std::vector<PrescribedValue> pins;          ///< a determinate set of zeros for the rigid motions that the above leaves
    std::vector<PrescribedValue> temperatures;
    std::vector<FaceLoad> pressures;
    std::vector<FaceLoad> fluxes; ///< power on the active face of a die
    std::vector<FaceFilm> films;
    std::vector<HeatSource> sources;

    std::vector<unsigned> bottom, top; ///< nodes of the faces whose warpage is measured, ascending

    unsigned n_bricks() const { return static_cast<unsigned>(composition_of.size()); }
  };

  struct MeasuredFaces
  {
    evaluation::ModelFace bottom, top;
  };

  /// Gathers the finest plan of a model on rank 0; the mesh is empty on other ranks. The degree in the plan and through the thickness
  /// must be the same, 1 (8 nodes) or 2 (20 nodes).
  ///
  /// A brick of 20 nodes has no node in its middle nor in the middles of its faces, but is serendipity: a hanging node on
  /// the middle height of a coarse brick's side is tied to the eight nodes of that side.
  /// Throws InputError for other degrees. *Collective.*
  BrickMesh make_brick_mesh(const model::Model &model, bool needs_heat, const MeasuredFaces &faces);
} // namespace sagitta::exchange
