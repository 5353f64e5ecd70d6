#include <solver/model/faces.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/layered/operator/element_matrix.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sagitta::model
{
  namespace
  {
    using layered::LayeredSpace;
    using layered::PlanSpace;

    meshing::Rectangle cell_rectangle(const PlanSpace &plan, unsigned cell)
    {
      const auto &box = plan.box(cell);
      return {box[0], box[2], box[1], box[3]};
    }

    unsigned boundary_at(const meshing::LayerGrid &grid, double z)
    {
      unsigned nearest = 0;
      for (unsigned b = 1; b < grid.z.size(); ++b)
        if (std::abs(grid.z[b] - z) < std::abs(grid.z[nearest] - z))
          nearest = b;
      return nearest;
    }

    double overlap(double a0, double a1, double b0, double b1)
    {
      return std::max(0., std::min(a1, b1) - std::max(a0, b0));
    }

    /// Marks unknowns and averages the values that meet at one.
    class Marker
    {
    public:
      explicit Marker(const LayeredSpace &space) : space_(space)
      {
        for (layered::Vector<double> *vector : {&count_, &sum_, &square_})
          space.initialise(*vector);
      }

      void mark(unsigned dof, unsigned z_node, unsigned component, double value)
      {
        if (space_.plan().is_hanging(dof))
          return;
        const std::size_t i = (std::size_t(dof) * space_.n_z() + z_node) * space_.n_components() + component;
        count_.begin()[i] += 1;
        sum_.begin()[i] += value;
        square_.begin()[i] += value * value;
      }

      PrescribedValues finish()
      {
        for (layered::Vector<double> *vector : {&count_, &sum_, &square_})
          {
            vector->compress(dealii::VectorOperation::add);
            vector->update_ghost_values();
          }
        PrescribedValues given;
        for (unsigned i = 0; i < space_.n_local(); ++i)
          if (count_.begin()[i] > 0)
            {
              given.unknowns.push_back(i);
              given.values.push_back(sum_.begin()[i] / count_.begin()[i]);
            }
        return given;
      }

      /// Where values that differ meet; after finish(). Empty when they agree.
      std::string describe_conflict() const
      {
        for (unsigned i = 0; i < space_.n_owned(); ++i)
          // The variance of equal values is rounding.
          if (const double n = count_.begin()[i], sum = sum_.begin()[i], square = square_.begin()[i];
              n > 1 && n * square - sum * sum > 1e-12 * n * square)
            {
              const unsigned node = i / space_.n_components();
              const auto &at = space_.plan().position(node / space_.n_z());
              return fmt::format("supports that meet at ({:.6g}, {:.6g}, {:.6g}) mm give different {} displacements", 1e3 * at[0],
                                 1e3 * at[1], 1e3 * space_.z_nodes()[node % space_.n_z()], "xyz"[i % space_.n_components()]);
            }
        return "";
      }

    private:
      const LayeredSpace &space_;
      layered::Vector<double> count_, sum_, square_;
    };

    void mark_face(const Model &model, const LayeredSpace &space, const FacePlace &place, unsigned component, double value, Marker &marker)
    {
      const PlanSpace &plan = space.plan();
      const unsigned q = space.degree_z(), n = plan.element().n;
      const FaceCover cover = find_face(model, plan, place);
      // A cell that lies on the face by half takes part: with dies on mesh lines it is all or nothing.
      for (const FaceCover::Level &part : cover.levels)
        if (part.fraction >= .5)
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            marker.mark(plan.cell_dofs(part.cell)[i], part.boundary * q, component, value);
      for (const FaceCover::Wall &part : cover.walls)
        if (part.fraction >= .5)
          for (unsigned i = 0; i < n; ++i)
            {
              const unsigned node = part.face == 0 ? n * i : part.face == 1 ? n * i + n - 1 : part.face == 2 ? i : n * (n - 1) + i;
              for (unsigned k = part.element * q; k <= (part.element + 1) * q; ++k)
                marker.mark(plan.cell_dofs(part.cell)[node], k, component, value);
            }
    }

    struct NearestNode
    {
      unsigned dof = 0;
      double distance = std::numeric_limits<double>::infinity(); ///< in the plan [m], the same on every rank
      bool is_here = false;                                      ///< on the rank that owns it
    };

    /// The node of the plan nearest to a point.
    NearestNode find_nearest_node(const PlanSpace &plan, const std::array<double, 3> &at, MPI_Comm communicator)
    {
      NearestNode node;
      for (unsigned d = 0; d < plan.n_owned(); ++d)
        if (const double distance = std::hypot(plan.position(d)[0] - at[0], plan.position(d)[1] - at[1]);
            !plan.is_hanging(d) && distance < node.distance)
          {
            node.distance = distance;
            node.dof = d;
          }
      struct
      {
        double distance;
        int rank;
      } best{node.distance, 0};
      MPI_Comm_rank(communicator, &best.rank);
      const int my_rank = best.rank;
      MPI_Allreduce(MPI_IN_PLACE, &best, 1, MPI_DOUBLE_INT, MPI_MINLOC, communicator);
      node.distance = best.distance;
      node.is_here = best.rank == my_rank;
      return node;
    }

    /// The node nearest to a point, or to its image where symmetry leaves it out, on the rank that owns it.
    void mark_point(const Model &model, const LayeredSpace &space, const PrescribedPoint &point, Marker &marker)
    {
      const auto &[at, values] = image_in_model(model, point);
      const NearestNode node = find_nearest_node(space.plan(), at, space.communicator());
      if (!node.is_here)
        return;
      const unsigned nearest = node.dof;
      unsigned level = 0;
      for (unsigned k = 1; k < space.n_z(); ++k)
        if (std::abs(space.z_nodes()[k] - at[2]) < std::abs(space.z_nodes()[level] - at[2]))
          level = k;
      for (unsigned c = 0; c < values.size(); ++c)
        if (values[c])
          marker.mark(nearest, level, c, *values[c]);
    }

    /// Given components of a vector, or one number, at a place.
    void mark_place(const Model &model, const LayeredSpace &space, const Place &place, const std::vector<std::optional<double>> &values,
                    Marker &marker)
    {
      if (const auto *point = std::get_if<PointPlace>(&place))
        mark_point(model, space, {point->at, values}, marker);
      else
        for (unsigned c = 0; c < values.size(); ++c)
          if (values[c])
            mark_face(model, space, std::get<FacePlace>(place), c, *values[c], marker);
    }
  } // namespace

  PrescribedPoint image_in_model(const Model &model, PrescribedPoint point)
  {
    const meshing::Reflection reflection = model.mirror().into_model(point.at);
    point.at = model.mirror().reflect(point.at, reflection);
    for (unsigned c = 0; point.values.size() == 3 && c < 2; ++c)
      if (point.values[c] && reflection.sign(c) < 0)
        point.values[c] = -*point.values[c];
    return point;
  }

  std::vector<std::string> describe_moved_points(const Model &model)
  {
    std::vector<std::string> sentences;
    const auto look_at = [&](const Place &place, const Source &source) {
      const auto *point = std::get_if<PointPlace>(&place);
      if (!point)
        return;
      const NearestNode node = find_nearest_node(model.finest_plan(), image_in_model(model, {point->at, {}}).at, model.communicator());
      if (node.distance > 1e-6 * (model.plan().modelled.x_max - model.plan().modelled.x_min))
        sentences.push_back(
            fmt::format("the point of {} is taken at the nearest node of the plan, {:.3g} mm away", source.path, 1e3 * node.distance));
    };
    for (const Support &support : model.conditions().mechanical.supports)
      look_at(support.place, support.source);
    for (const FixedTemperature &fixed : model.conditions().thermal.fixed_temperatures)
      look_at(fixed.place, fixed.source);
    return sentences;
  }

  bool is_filled_at(const Model &model, const PlanSpace &plan, unsigned cell, unsigned element)
  {
    return model.filling().is_filled_at_centre(plan, cell, element);
  }

  FaceCover find_face(const Model &model, const PlanSpace &plan, const FacePlace &place)
  {
    const meshing::Package &package = model.package();
    const meshing::LayerGrid &grid = model.grid();
    const std::vector<double> interfaces = package.interfaces();
    const unsigned n_elements = grid.n_elements();
    const unsigned n_layers = static_cast<unsigned>(package.layers.size());

    meshing::Outline outline = package.bounding_box();
    unsigned first_layer = 0, last_layer = n_layers - 1;
    if (place.body)
      {
        const meshing::Body &body = package.bodies[*place.body];
        outline = body.outline;
        first_layer = body.first_layer;
        last_layer = body.last_layer;
      }

    FaceCover cover;
    if (is_horizontal(place.side))
      {
        const double z = place.side == Side::bottom ? interfaces[first_layer] : interfaces[last_layer + 1];
        const unsigned boundary = boundary_at(grid, z);
        const unsigned element = place.side == Side::bottom ? boundary : boundary - 1;
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          {
            double fraction = 1;
            if (place.body && plan.is_rectangular())
              fraction = meshing::covered_fraction(outline, cell_rectangle(plan, cell));
            else if (place.body)
              fraction =
                  meshing::contains(outline, (plan.box(cell)[0] + plan.box(cell)[2]) / 2, (plan.box(cell)[1] + plan.box(cell)[3]) / 2, 0.);
            else if (!place.body)
              fraction = is_filled_at(model, plan, cell, element) ? 1 : 0;
            if (fraction > 0)
              cover.levels.push_back({cell, boundary, fraction});
          }
        return cover;
      }

    const auto *r = std::get_if<meshing::Rectangle>(&outline);
    if (!r || !plan.is_rectangular())
      throw InputError(fmt::format("a side of a round part cannot carry a condition: {} has no flat side; use its top or bottom",
                                   place.body ? package.bodies[*place.body].name : "the package"));
    const bool in_x = place.side == Side::x_min || place.side == Side::x_max;
    const bool at_low_end = place.side == Side::x_min || place.side == Side::y_min;
    const double line = in_x ? (at_low_end ? r->x_min : r->x_max) : (at_low_end ? r->y_min : r->y_max);
    const double scale = in_x ? r->x_max - r->x_min : r->y_max - r->y_min;
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      {
        const auto &box = plan.box(cell);
        // The cell lies inside the part, its face of that side on the line.
        const double side = in_x ? box[at_low_end ? 0 : 2] : box[at_low_end ? 1 : 3];
        if (std::abs(side - line) > 1e-9 * scale)
          continue;
        const double from = in_x ? box[1] : box[0], to = in_x ? box[3] : box[2];
        const double fraction = overlap(from, to, in_x ? r->y_min : r->x_min, in_x ? r->y_max : r->x_max) / (to - from);
        if (fraction <= 0)
          continue;
        for (unsigned e = 0; e < n_elements; ++e)
          if (grid.layer[e] >= first_layer && grid.layer[e] <= last_layer && is_filled_at(model, plan, cell, e))
            cover.walls.push_back({cell, (in_x ? 0u : 2u) + (at_low_end ? 0u : 1u), e, fraction});
      }
    return cover;
  }

  FaceCover keep_outer(const Model &model, const PlanSpace &plan, const FacePlace &place, FaceCover cover)
  {
    const meshing::LayerGrid &grid = model.grid();
    const auto is_inside = [&](const FaceCover::Level &part) {
      return part.boundary > 0 && part.boundary < grid.n_elements() && is_filled_at(model, plan, part.cell, part.boundary - 1) &&
             is_filled_at(model, plan, part.cell, part.boundary);
    };
    const auto is_between = [&](const FaceCover::Wall &part) {
      const auto &box = plan.box(part.cell);
      const double out_x = 1e-6 * (box[2] - box[0]), out_y = 1e-6 * (box[3] - box[1]);
      const double x = part.face == 0 ? box[0] - out_x : part.face == 1 ? box[2] + out_x : (box[0] + box[2]) / 2;
      const double y = part.face == 2 ? box[1] - out_y : part.face == 3 ? box[3] + out_y : (box[1] + box[3]) / 2;
      return model.filling().bodies().is_filled_at(grid.layer[part.element], x, y, 0.);
    };
    cover.levels.erase(std::remove_if(cover.levels.begin(), cover.levels.end(), is_inside), cover.levels.end());
    if (!is_horizontal(place.side))
      cover.walls.erase(std::remove_if(cover.walls.begin(), cover.walls.end(), is_between), cover.walls.end());
    return cover;
  }

  void add_film(const Model &model, const PlanSpace &plan, const FacePlace &place, double coefficient, layered::Coefficients &coefficients)
  {
    const unsigned n_elements = coefficients.n_elements;
    coefficients.film_level.resize(std::size_t(plan.n_cells()) * (n_elements + 1), 0.);
    coefficients.film_side.resize(std::size_t(plan.n_cells()) * 4 * n_elements, 0.);
    const FaceCover cover = keep_outer(model, plan, place, find_face(model, plan, place));
    for (const FaceCover::Level &part : cover.levels)
      coefficients.film_level[std::size_t(part.cell) * (n_elements + 1) + part.boundary] += coefficient * part.fraction;
    for (const FaceCover::Wall &part : cover.walls)
      coefficients.film_side[(std::size_t(part.cell) * 4 + part.face) * n_elements + part.element] += coefficient * part.fraction;
  }

  void add_face_load(const Model &model, const LayeredSpace &space, const FacePlace &place, unsigned component, double density,
                     layered::Vector<double> &load)
  {
    // Shapes sum to one, so the film matrix of the face applied to a unit field integrates them.
    const PlanSpace &plan = space.plan();
    layered::Coefficients film;
    film.n_components = 1;
    film.n_elements = space.n_elements();
    add_film(model, plan, place, density, film);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      layered::for_each_film_entry(space, film, cell, [&](unsigned i, unsigned k, unsigned, unsigned, double value) {
        load.begin()[std::size_t(plan.cell_dofs(cell)[i]) * space.column_size() + k * space.n_components() + component] += value;
      });
  }

  PrescribedValues find_prescribed_displacements(const Model &model, const LayeredSpace &space)
  {
    Marker marker(space);
    const PlanSpace &plan = space.plan();
    const meshing::Mirror &symmetry = model.plan().symmetry;
    const double tolerance = 1e-9 * (model.plan().modelled.x_max - model.plan().modelled.x_min);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        {
          const unsigned dof = plan.cell_dofs(cell)[i];
          for (unsigned k = 0; k < space.n_z(); ++k)
            {
              if (symmetry.in_x && std::abs(plan.position(dof)[0] - symmetry.centre_x) <= tolerance)
                marker.mark(dof, k, 0, 0.);
              if (symmetry.in_y && std::abs(plan.position(dof)[1] - symmetry.centre_y) <= tolerance)
                marker.mark(dof, k, 1, 0.);
            }
        }
    for (const Support &support : model.conditions().mechanical.supports)
      mark_place(model, space, support.place, {support.displacement.begin(), support.displacement.end()}, marker);
    PrescribedValues given = marker.finish();
    // Coarse plans bring together what the finest one keeps apart.
    if (&space.plan() == &model.finest_plan())
      {
        const std::string conflict = marker.describe_conflict();
        const Source supports{model.conditions().mechanical.source.place, "mechanics.supports"};
        agree_on_error(conflict.empty() ? conflict : input_error(supports, conflict).what(), model.communicator());
      }
    return given;
  }

  PrescribedValues find_prescribed_temperatures(const Model &model, const LayeredSpace &space)
  {
    Marker marker(space);
    for (const FixedTemperature &condition : model.conditions().thermal.fixed_temperatures)
      mark_place(model, space, condition.place, {condition.temperature}, marker);
    return marker.finish();
  }
} // namespace sagitta::model
