#include <solver/exchange/model_piece.h>

#include <solver/conduction/power_density.h>
#include <solver/model/boundary.h>
#include <solver/model/prescribed_values.h>

#include <optional>

namespace sagitta::exchange
{
  namespace
  {
    using layered::PlanSpace;

    /// The layer element that carries a load on a horizontal element boundary: the one on the wanted side of it, else the other.
    struct Carrier
    {
      unsigned element;
      bool is_above;
    };
    std::optional<Carrier> find_carrier(const model::Model &model, unsigned cell, unsigned boundary, bool prefers_above)
    {
      for (const bool above : {prefers_above, !prefers_above})
        if (above ? boundary < model.grid().n_elements() : boundary > 0)
          if (const unsigned element = above ? boundary : boundary - 1; model.is_filled(cell, element))
            return Carrier{element, above};
      return std::nullopt;
    }

    constexpr unsigned bottom_face = 1, top_face = 2;
    constexpr std::array<unsigned, 4> wall_face = {{6, 4, 3, 5}}; // of x0, x1, y0, y1

    /// The face of a layer element that carries a condition.
    struct CarrierFace
    {
      unsigned cell, element;
      unsigned face;    ///< as in ModelPiece::Face
      double fraction;  ///< of the face that the condition covers
      bool is_own_side; ///< the element lies on the side of the part that the condition names, not on the other side of its face
    };

    std::vector<CarrierFace> find_carrier_faces(const model::Model &model, const FacePlace &place)
    {
      const model::FaceParts &parts = model.boundary(model.finest_plan()).parts(place);
      const bool prefers_above = place.side == Side::bottom;
      std::vector<CarrierFace> faces;
      for (const model::FaceParts::Level &part : parts.levels)
        if (const auto carrier = find_carrier(model, part.cell, part.boundary, prefers_above))
          faces.push_back(
              {part.cell, carrier->element, carrier->is_above ? bottom_face : top_face, part.fraction, carrier->is_above == prefers_above});
      for (const model::FaceParts::Wall &part : parts.walls)
        if (model.is_filled(part.cell, part.element))
          faces.push_back({part.cell, part.element, wall_face[part.face], part.fraction, true});
      return faces;
    }

    void collect_conditions(const model::Model &model, bool needs_heat, ModelPiece &piece)
    {
      for (const Pressure &pressure : model.conditions().mechanical.pressures)
        for (const CarrierFace &face : find_carrier_faces(model, pressure.face))
          {
            // A pressure on the part is a tension on its neighbour across the face.
            const double value = (face.is_own_side ? 1 : -1) * pressure.pressure * face.fraction;
            piece.pressures.push_back({face.cell, face.element, face.face, value, 0});
          }
      if (!needs_heat)
        return;
      for (const FilmCondition &film : model.conditions().thermal.films)
        for (const CarrierFace &face : find_carrier_faces(model, film.face))
          piece.films.push_back({face.cell, face.element, face.face, film.coefficient * face.fraction, film.ambient});
    }

    void collect_power(const model::Model &model, const layered::LayeredSpace &space, ModelPiece &piece)
    {
      const conduction::PowerMap powers(model.package(), model.grid(), model.finest_plan());
      for (const conduction::PowerMap::BodyPower &body : powers.bodies())
        {
          const bool is_bottom = model.package().bodies[body.body].power_place == meshing::PowerPlace::bottom_face;
          for (const conduction::PowerMap::CellPower &power : body.cells)
            {
              for (const unsigned e : body.elements)
                if (model.is_filled(power.cell, e))
                  piece.sources.push_back({power.cell, e, 0, power_density(body, power, space, e), 0});
              for (const unsigned boundary : body.boundaries)
                if (const auto carrier = find_carrier(model, power.cell, boundary, is_bottom))
                  piece.fluxes.push_back({power.cell, carrier->element, carrier->is_above ? bottom_face : top_face, power.per_area, 0});
            }
        }
    }

    std::vector<ModelPiece::Prescribed> collect_prescribed(const layered::LayeredSpace &space, const model::PrescribedValues &prescribed)
    {
      std::vector<ModelPiece::Prescribed> result;
      const unsigned components = space.n_components(), n_z = space.n_z();
      for (std::size_t i = 0; i < prescribed.unknowns.size(); ++i)
        {
          const unsigned node = prescribed.unknowns[i] / components;
          result.push_back({space.plan().partitioner()->local_to_global(node / n_z), node % n_z, prescribed.unknowns[i] % components,
                            prescribed.values[i]});
        }
      return result;
    }

    void collect_shifts(const layered::LayeredSpace &space, ModelPiece &piece)
    {
      const PlanSpace &plan = space.plan();
      for (unsigned cell = 0; cell < plan.n_cells() && space.shifts(); ++cell)
        for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
          for (unsigned k = 0; k < space.n_z(); ++k)
            {
              const std::array<double, 2> shift = space.shifts()->shift(plan.cell_dofs(cell)[i], k);
              piece.shifts.insert(piece.shifts.end(), shift.begin(), shift.end());
            }
    }

    void collect_cells(const model::Model &model, ModelPiece &piece)
    {
      const PlanSpace &plan = model.finest_plan();
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            {
              const unsigned dof = plan.cell_dofs(cell)[i];
              piece.cell_dofs.push_back(plan.partitioner()->local_to_global(dof));
              piece.positions.push_back(plan.position(dof)[0]);
              piece.positions.push_back(plan.position(dof)[1]);
            }
          for (unsigned e = 0; e < model.grid().n_elements(); ++e)
            piece.composition_of.push_back(model.composition_index(cell, e));
        }
      for (unsigned i = 0; i < model.compositions().size(); ++i)
        piece.compositions.push_back(model.compositions()[i]);

      const PlanSpace::HangingColumns &hanging = plan.hanging();
      for (const unsigned column : hanging.column)
        piece.hanging.push_back(plan.partitioner()->local_to_global(column));
      piece.hanging_start.assign(hanging.start.begin(), hanging.start.end());
      for (const unsigned master : hanging.master)
        piece.hanging_master.push_back(plan.partitioner()->local_to_global(master));
      piece.hanging_weight = hanging.weight;
    }
  } // namespace

  ModelPiece collect_piece(const model::Model &model, bool needs_heat)
  {
    ModelPiece piece;
    collect_cells(model, piece);
    collect_conditions(model, needs_heat, piece);
    const auto displacement_space = model.make_spaces(3).back();
    collect_shifts(*displacement_space, piece);
    piece.displacements = collect_prescribed(*displacement_space, model::find_prescribed_displacements(model, *displacement_space));
    if (needs_heat)
      {
        const auto temperature_space = model.make_spaces(1).back();
        collect_power(model, *temperature_space, piece);
        piece.temperatures = collect_prescribed(*temperature_space, model::find_prescribed_temperatures(model, *temperature_space));
      }
    return piece;
  }
} // namespace sagitta::exchange
