#include <solver/model/prescribed_values.h>

#include <solver/base/agreement.h>
#include <solver/base/errors.h>
#include <solver/base/reductions.h>
#include <solver/model/boundary.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <variant>

namespace sagitta::model
{
  namespace
  {
    using layered::LayeredSpace;
    using layered::PlanSpace;

    /// Collects prescribed unknowns and averages the values that meet at one.
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
        PrescribedValues prescribed;
        for (unsigned i = 0; i < space_.n_local(); ++i)
          if (count_.begin()[i] > 0)
            {
              prescribed.unknowns.push_back(i);
              prescribed.values.push_back(sum_.begin()[i] / count_.begin()[i]);
            }
        return prescribed;
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

    void mark_face(const LayeredSpace &space, const FaceParts &parts, unsigned component, double value, Marker &marker)
    {
      const PlanSpace &plan = space.plan();
      const unsigned q = space.degree_z(), n = plan.element().n;
      // A cell takes part when at least half of it lies on the face: where lines follow the edges of parts, a cell lies on it or does not.
      for (const FaceParts::Level &part : parts.levels)
        if (part.fraction >= .5)
          for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
            marker.mark(plan.cell_dofs(part.cell)[i], part.boundary * q, component, value);
      for (const FaceParts::Wall &part : parts.walls)
        if (part.fraction >= .5)
          for (unsigned i = 0; i < n; ++i)
            for (unsigned k = part.element * q; k <= (part.element + 1) * q; ++k)
              marker.mark(plan.cell_dofs(part.cell)[part.node(i, n)], k, component, value);
    }

    void mark_rim(const Model &model, const LayeredSpace &space, const RimPlace &place, const std::vector<std::optional<double>> &values,
                  Marker &marker)
    {
      for_each_node_of_rim(model.boundary(space.plan()).rim(place), space.plan(), space.degree_z(), [&](unsigned dof, unsigned z_node) {
        for (unsigned c = 0; c < values.size(); ++c)
          if (values[c])
            marker.mark(dof, z_node, c, *values[c]);
      });
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
      const ExtremeOfRanks best = find_smallest(node.distance, communicator);
      node.distance = best.value;
      node.is_here = best.is_here;
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

    /// Prescribes components of a vector, or one number, at a place.
    void mark_place(const Model &model, const LayeredSpace &space, const Place &place, const std::vector<std::optional<double>> &values,
                    Marker &marker)
    {
      if (const auto *point = std::get_if<PointPlace>(&place))
        mark_point(model, space, {point->at, values}, marker);
      else if (const auto *rim = std::get_if<RimPlace>(&place))
        mark_rim(model, space, *rim, values, marker);
      else
        for (unsigned c = 0; c < values.size(); ++c)
          if (values[c])
            mark_face(space, model.boundary(space.plan()).parts(std::get<FacePlace>(place)), c, *values[c], marker);
    }
    /// The unknowns of a space on the cuts of a submodel, ascending; hanging nodes follow their masters.
    std::vector<unsigned> find_kept(const Model &model, const LayeredSpace &space)
    {
      const unsigned n = space.n_components();
      std::vector<unsigned> kept;
      for_each_node_of_cuts(model, space, [&](unsigned dof, unsigned z_node) {
        for (unsigned c = 0; c < n && !space.plan().is_hanging(dof); ++c)
          kept.push_back((dof * space.n_z() + z_node) * n + c);
      });
      std::sort(kept.begin(), kept.end());
      kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
      return kept;
    }
  } // namespace

  std::vector<unsigned> PrescribedValues::all() const
  {
    std::vector<unsigned> result = unknowns;
    result.insert(result.end(), kept.begin(), kept.end());
    return result;
  }

  void for_each_node_of_cuts(const Model &model, const LayeredSpace &space, const std::function<void(unsigned, unsigned)> &f)
  {
    for (unsigned cut = 0; cut < model.conditions().cuts.size(); ++cut)
      for_each_node_of_cut(model, space, cut, f);
  }

  void for_each_node_of_cut(const Model &model, const LayeredSpace &space, unsigned cut, const std::function<void(unsigned, unsigned)> &f)
  {
    const PlanSpace &plan = space.plan();
    const double rounding = 1e-9 * model.package().extent();
    const CutPlane &plane = model.conditions().cuts[cut];
    const unsigned axis = axis_of(plane.side);
    for (unsigned dof = 0; dof < plan.n_local(); ++dof)
      if (is_horizontal(plane.side) || std::abs(plan.position(dof)[axis] - plane.position) <= rounding)
        for (unsigned k = 0; k < space.n_z(); ++k)
          if (!is_horizontal(plane.side) || std::abs(space.z_nodes()[k] - plane.position) <= rounding)
            f(dof, k);
  }

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
    const auto describe_point = [&](const Place &place, const Source &source) {
      const auto *point = std::get_if<PointPlace>(&place);
      if (!point)
        return;
      const NearestNode node = find_nearest_node(model.finest_plan(), image_in_model(model, {point->at, {}}).at, model.communicator());
      if (node.distance > 1e-6 * (model.plan().modelled.x_max - model.plan().modelled.x_min))
        sentences.push_back(
            fmt::format("the point of {} is moved to the nearest node of the plan, {:.3g} mm away", source.path, 1e3 * node.distance));
    };
    for (const Support &support : model.conditions().mechanical.supports)
      describe_point(support.place, support.source);
    for (const FixedTemperature &fixed : model.conditions().thermal.fixed_temperatures)
      describe_point(fixed.place, fixed.source);
    return sentences;
  }

  PrescribedValues find_prescribed_displacements(const Model &model, const LayeredSpace &space)
  {
    Marker marker(space);
    const PlanSpace &plan = space.plan();
    const std::vector<meshing::MirrorPlane> mirrors = model.mirror().planes();
    const double tolerance = 1e-9 * (model.plan().modelled.x_max - model.plan().modelled.x_min);
    for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
      for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
        for (const meshing::MirrorPlane &mirror : mirrors)
          if (const unsigned dof = plan.cell_dofs(cell)[i]; std::abs(plan.position(dof)[mirror.axis] - mirror.position) <= tolerance)
            for (unsigned k = 0; k < space.n_z(); ++k)
              marker.mark(dof, k, mirror.axis, 0.);
    for (const Support &support : model.conditions().mechanical.supports)
      mark_place(model, space, support.place, {support.displacement.begin(), support.displacement.end()}, marker);
    PrescribedValues prescribed = marker.finish();
    // On a coarse plan supports may meet that are apart on the finest one.
    if (&space.plan() == &model.finest_plan())
      {
        const std::string conflict = marker.describe_conflict();
        const Source supports{model.conditions().mechanical.source.place, "mechanics.supports"};
        agree_on_error(conflict.empty() ? conflict : input_error(supports, conflict).what(), model.communicator());
      }
    prescribed.kept = find_kept(model, space);
    return prescribed;
  }

  PrescribedValues find_prescribed_temperatures(const Model &model, const LayeredSpace &space)
  {
    return find_prescribed_temperatures(model, space, 0);
  }

  PrescribedValues find_prescribed_temperatures(const Model &model, const LayeredSpace &space, double surroundings)
  {
    Marker marker(space);
    for (const FixedTemperature &condition : model.conditions().thermal.fixed_temperatures)
      mark_place(model, space, condition.place, {condition.is_surroundings ? surroundings : condition.temperature}, marker);
    PrescribedValues prescribed = marker.finish();
    prescribed.kept = find_kept(model, space);
    return prescribed;
  }
} // namespace sagitta::model
