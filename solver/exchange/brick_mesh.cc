#include <solver/exchange/brick_mesh.h>

#include <solver/base/errors.h>
#include <solver/exchange/brick_grid.h>
#include <solver/exchange/model_piece.h>
#include <solver/model/prescribed_values.h>

#include <deal.II/base/mpi.h>

#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace sagitta::exchange
{
  namespace
  {
    constexpr unsigned none = std::numeric_limits<unsigned>::max();

    /// Puts the conditions of all pieces on a grid of bricks, on rank 0.
    class BoundaryConditions
    {
    public:
      BoundaryConditions(const model::Model &model, const std::vector<ModelPiece> &pieces, const BrickGrid &grid)
          : model_(model), pieces_(pieces), grid_(grid), mesh_(grid.mesh())
      {
      }

      BrickMesh build()
      {
        place_loads();
        mesh_.displacements = place_prescribed(&ModelPiece::displacements);
        mesh_.temperatures = place_prescribed(&ModelPiece::temperatures);
        for (const Support &support : model_.conditions().mechanical.supports)
          prescribe_at_point(support.place, {support.displacement.begin(), support.displacement.end()}, mesh_.displacements);
        for (const FixedTemperature &fixed : model_.conditions().thermal.fixed_temperatures)
          prescribe_at_point(fixed.place, {fixed.temperature}, mesh_.temperatures);
        pin_rigid_motions();
        return std::move(mesh_);
      }

    private:
      /// Conditions of one kind, summed per brick and face: CalculiX keeps the last of several loads on one face.
      /// {sum of values, sum of values times ambient}
      std::map<std::array<unsigned, 2>, std::array<double, 2>> sum_faces(std::vector<ModelPiece::Face> ModelPiece::*faces) const
      {
        std::map<std::array<unsigned, 2>, std::array<double, 2>> sums;
        for (unsigned p = 0; p < pieces_.size(); ++p)
          for (const ModelPiece::Face &face : pieces_[p].*faces)
            {
              auto &sum = sums[{{grid_.brick(p, face.cell, face.element), face.face}}];
              sum[0] += face.value;
              sum[1] += face.value * face.ambient;
            }
        return sums;
      }

      void place_loads()
      {
        for (const auto &[place, sum] : sum_faces(&ModelPiece::pressures))
          mesh_.pressures.push_back({place[0], place[1], sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::fluxes))
          mesh_.fluxes.push_back({place[0], place[1], sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::films))
          if (sum[0] > 0)
            mesh_.films.push_back({place[0], place[1], sum[0], sum[1] / sum[0]});
        for (const auto &[place, sum] : sum_faces(&ModelPiece::sources))
          mesh_.sources.push_back({place[0], sum[0]});
      }

      /// Prescribed values on nodes that bricks have.
      std::vector<PrescribedValue> place_prescribed(std::vector<ModelPiece::Prescribed> ModelPiece::*list) const
      {
        std::map<std::pair<unsigned, unsigned>, double> values;
        for (const ModelPiece &piece : pieces_)
          for (const ModelPiece::Prescribed &value : piece.*list)
            if (const auto node = grid_.find_free_node(value.dof, value.z_node))
              values.emplace(std::make_pair(*node, value.component), value.value);
        std::vector<PrescribedValue> result;
        for (const auto &[place, value] : values)
          result.push_back({place.first, place.second, value});
        return result;
      }

      /// The nearest node to a point may be one that bricks do not have: then the nearest that they have is taken instead.
      void prescribe_at_point(const Place &place, const std::vector<std::optional<double>> &values,
                              std::vector<PrescribedValue> &prescribed) const
      {
        const auto *point = std::get_if<PointPlace>(&place);
        if (!point)
          return;
        const model::PrescribedPoint image = model::image_in_model(model_, {point->at, values});
        const auto distance = [&](unsigned node) {
          const auto &p = mesh_.nodes[node];
          return std::hypot(p[0] - image.at[0], p[1] - image.at[1], p[2] - image.at[2]);
        };
        unsigned nearest = none;
        for (unsigned node = 0; node < mesh_.nodes.size(); ++node)
          if (grid_.is_free(node) && (nearest == none || distance(node) < distance(nearest)))
            nearest = node;
        for (unsigned c = 0; c < values.size(); ++c)
          if (values[c] && std::none_of(prescribed.begin(), prescribed.end(), [&](const PrescribedValue &known) {
                return known.component == c && distance(known.node) <= distance(nearest) * (1 + 1e-9);
              }))
            prescribed.push_back({nearest, c, *image.values[c]});
      }

      /// The six rigid motions (three translations, three rotations about the centre, scaled to the size of the package) in
      /// one displacement component of a node.
      std::array<double, 6> move(const std::array<double, 3> &at, unsigned component) const
      {
        const meshing::Rectangle &box = model_.plan().modelled;
        const double scale = std::max(box.x_max - box.x_min, box.y_max - box.y_min) / 2;
        const double x = (at[0] - (box.x_min + box.x_max) / 2) / scale, y = (at[1] - (box.y_min + box.y_max) / 2) / scale,
                     z = (at[2] - model_.grid().thickness() / 2) / scale;
        if (component == 0)
          return {{1, 0, 0, 0, z, -y}};
        if (component == 1)
          return {{0, 1, 0, -z, 0, x}};
        return {{0, 0, 1, y, -x, 0}};
      }

      /// Removes from a row what an orthonormal basis already spans. Returns the length of what is left.
      static double reduce(std::array<double, 6> &row, const std::vector<std::array<double, 6>> &basis)
      {
        for (unsigned pass = 0; pass < 2; ++pass) // twice: one pass leaves rounding where rows are nearly parallel
          for (const auto &direction : basis)
            {
              double product = 0;
              for (unsigned m = 0; m < 6; ++m)
                product += row[m] * direction[m];
              for (unsigned m = 0; m < 6; ++m)
                row[m] -= product * direction[m];
            }
        double square = 0;
        for (const double value : row)
          square += value * value;
        return std::sqrt(square);
      }

      /// Six independent rows determine the rigid motions of a body. The rows of the prescribed values are completed by the unknowns that
      /// determine the remaining motions best.
      void pin_rigid_motions()
      {
        // A thin package resists a rotation about an in-plane axis by its thickness over its width: far above rounding.
        constexpr double dependent = 1e-6;
        std::vector<std::array<double, 6>> basis;
        const auto append = [&](std::array<double, 6> row, double length) {
          for (double &value : row)
            value /= length;
          basis.push_back(row);
        };
        // The best row first: with rows as they come, a short remainder could be mistaken for a motion that is determined.
        const auto append_best = [&](const std::vector<PrescribedValue> &candidates) {
          double longest = dependent;
          std::array<double, 6> best{};
          unsigned chosen = none;
          for (unsigned i = 0; i < candidates.size(); ++i)
            {
              std::array<double, 6> row = move(mesh_.nodes[candidates[i].node], candidates[i].component);
              if (const double length = reduce(row, basis); length > longest * (1 + 1e-9))
                {
                  longest = length;
                  best = row;
                  chosen = i;
                }
            }
          if (chosen != none)
            append(best, longest);
          return chosen;
        };
        while (basis.size() < 6 && append_best(mesh_.displacements) != none)
          ;
        if (basis.size() == 6)
          return;
        std::vector<PrescribedValue> candidates;
        for (unsigned node = 0; node < mesh_.nodes.size(); ++node)
          for (unsigned c = 0; c < 3 && grid_.is_free(node); ++c)
            candidates.push_back({node, c, 0.});
        while (basis.size() < 6)
          mesh_.pins.push_back(candidates[append_best(candidates)]);
      }

      const model::Model &model_;
      const std::vector<ModelPiece> &pieces_;
      const BrickGrid &grid_;
      BrickMesh mesh_;
    };
  } // namespace

  BrickMesh make_brick_mesh(const model::Model &model, bool needs_heat, const MeasuredFaces &faces)
  {
    const meshing::MeshRequest &request = model.numerics().mesh;
    if (request.degree != request.degree_z || request.degree > 2)
      throw InputError(
          fmt::format("mesh.degree is {} in the plan and {} through the thickness; bricks of 8 or 20 nodes need degree 1 or 2 in "
                      "both: export with --set mesh.degree=2 --set mesh.degree_z=2",
                      request.degree, request.degree_z));
    const std::vector<ModelPiece> pieces = dealii::Utilities::MPI::gather(model.communicator(), collect_piece(model, needs_heat), 0);
    if (pieces.empty())
      return {};
    const BrickGrid grid(model, pieces);
    BrickMesh mesh = BoundaryConditions(model, pieces, grid).build();
    mesh.bottom = grid.find_nodes(faces.bottom);
    mesh.top = grid.find_nodes(faces.top);
    return mesh;
  }
} // namespace sagitta::exchange
