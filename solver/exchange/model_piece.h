#pragma once

#include <solver/model/model.h>

#include <array>
#include <cstdint>
#include <vector>

namespace sagitta::exchange
{
  /// What one rank knows of the model, in global plan DoFs, so that rank 0 can put the pieces together.
  struct ModelPiece
  {
    struct Face ///< a load on a face of a layer element over a cell; 1: bottom, 2: top, 3: y_min, 4: x_max, 5: y_max, 6: x_min
    {
      unsigned cell, element, face;
      double value, ambient; ///< `ambient` of films only

      template <typename Archive>
      void serialize(Archive &archive, unsigned)
      {
        archive &cell &element &face &value &ambient;
      }
    };

    struct Prescribed
    {
      std::uint64_t dof;
      unsigned z_node, component;
      double value;

      template <typename Archive>
      void serialize(Archive &archive, unsigned)
      {
        archive &dof &z_node &component &value;
      }
    };

    std::vector<std::uint64_t> cell_dofs; ///< lexicographic, (p + 1)^2 per cell
    std::vector<double> positions;        ///< x, y of each of them [m]
    std::vector<double> shifts;           ///< x, y of each of them at each z-node, by which curved columns move [m]; empty without such
    std::vector<unsigned> composition_of; ///< [cell][layer element], index into `compositions`
    std::vector<meshing::Composition> compositions;
    std::vector<std::uint64_t> hanging;       ///< tied plan DoFs
    std::vector<std::uint64_t> hanging_start; ///< range of masters of each, and the end
    std::vector<std::uint64_t> hanging_master;
    std::vector<double> hanging_weight;
    std::vector<Prescribed> displacements, temperatures;
    std::vector<Face> pressures, films, fluxes;
    std::vector<Face> sources; ///< [W/m3] in the element; `face` is not used

    template <typename Archive>
    void serialize(Archive &archive, unsigned)
    {
      archive &cell_dofs &positions &shifts &composition_of &compositions &hanging &hanging_start &hanging_master &hanging_weight;
      archive &displacements &temperatures &pressures &films &fluxes &sources;
    }
  };

  /// The part of the model that this rank owns. Throws InputError for a side of a round part. *Collective.*
  ModelPiece collect_piece(const model::Model &model, bool needs_heat);
} // namespace sagitta::exchange
