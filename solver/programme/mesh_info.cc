#include <solver/programme/mesh_info.h>

#include <solver/layered/space/layered_space.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/model/prescribed_values.h>
#include <solver/programme/layout_measure.h>
#include <solver/programme/memory_estimate.h>
#include <solver/programme/power_spread.h>

#include <meshing/fill/outline_index.h>
#include <meshing/package/overlap.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <variant>

namespace sagitta::programme
{
  namespace
  {
    /// Counts and volumes of the cells of the model, summed over all ranks.
    struct Contents
    {
      unsigned long long plan_cells = 0, filled_cells = 0;
      unsigned long long remembered = 0; ///< numbers that materials with memory keep at the quadrature points
      std::vector<double> volumes;       ///< per body, of the modelled part [m3]
      std::vector<double> shared;        ///< that part of it which lies in cells that it shares with others or with air [m3]
      std::vector<double> shared_width;  ///< root of the area of the largest of these cells [m]
    };

    Contents count_contents(const Case &problem, const model::Model &model)
    {
      const layered::PlanSpace &plan = model.finest_plan();
      const meshing::Package &package = model.package();
      const auto space = model.make_spaces(1).back();
      std::vector<unsigned> remembered;
      for (const meshing::Body &body : package.bodies)
        remembered.push_back(body.kind == meshing::BodyKind::gap || !problem.programme.has_displacement
                                 ? 0
                                 : count_history_variables(problem.materials, problem.programme, body.material));
      constexpr double rounding = 1e-9; // of an area fraction
      const unsigned n_points = plan.dofs_per_cell() * (problem.numerics.mesh.degree_z + 1);
      std::vector<double> volumes(package.bodies.size(), 0.), shared = volumes, shared_width = volumes;
      unsigned long long counts[3] = {plan.n_cells(), 0, 0};
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        for (unsigned e = 0; e < model.grid().n_elements(); ++e)
          {
            counts[1] += model.is_filled(cell, e);
            for (const auto &[body, fraction] : model.composition(cell, e))
              {
                volumes[body] += fraction * space->volume(cell, e);
                if (fraction < 1 - rounding)
                  {
                    shared[body] += fraction * space->volume(cell, e);
                    shared_width[body] = std::max(shared_width[body], std::sqrt(plan.area(cell)));
                  }
                counts[2] += remembered[body] * n_points;
              }
          }
      for (std::vector<double> *sums : {&volumes, &shared})
        MPI_Allreduce(MPI_IN_PLACE, sums->data(), static_cast<int>(sums->size()), MPI_DOUBLE, MPI_SUM, model.communicator());
      MPI_Allreduce(MPI_IN_PLACE, shared_width.data(), static_cast<int>(shared_width.size()), MPI_DOUBLE, MPI_MAX, model.communicator());
      MPI_Allreduce(MPI_IN_PLACE, counts, 3, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return {counts[0], counts[1], counts[2], std::move(volumes), std::move(shared), std::move(shared_width)};
    }

    /// Volume of a body of the whole package [m3].
    double find_volume(const model::Model &model, const std::vector<double> &modelled, unsigned body)
    {
      double volume = 0;
      for (const meshing::Reflection &reflection : model.mirror().reflections())
        volume += modelled[model.images()(body, reflection)];
      return volume;
    }

    /// Measures the outlines that no mesh line follows on the cells of a model.
    class OutlineSurvey
    {
    public:
      explicit OutlineSurvey(const model::Model &model) : package_(model.package()), modelled_(model.plan().modelled)
      {
        for (const meshing::AveragedEdge &edge : model.plan().averaged_edges)
          if (edge.axis == 0)
            add(edge.body, {edge, fmt::format("x = {:.6g} mm", 1e3 * edge.position)});
          else
            add(edge.body, {edge, fmt::format("y = {:.6g} mm", 1e3 * edge.position)});
        if (model.plan().snapped)
          for (unsigned b = 0; b < package_.bodies.size(); ++b)
            if (std::holds_alternative<meshing::Disc>(package_.bodies[b].outline))
              add(b, {std::nullopt, "round"});
        std::vector<meshing::Rectangle> boxes;
        for (const Part &part : parts_)
          boxes.push_back(meshing::bounding_box(package_.bodies[part.body].outline));
        index_ = meshing::OutlineIndex(boxes);
      }

      void add_cell(const meshing::Rectangle &cell)
      {
        for (const unsigned p : index_.find_near(cell))
          {
            bool is_crossed = false;
            for (Outline &outline : parts_[p].outlines)
              is_crossed |= measure(outline, package_.bodies[parts_[p].body].outline, cell);
            if (is_crossed)
              parts_[p].area += meshing::covered_fraction(package_.bodies[parts_[p].body].outline, cell) * area(cell);
          }
      }

      /// What all ranks found. *Collective.*
      std::vector<results::AveragedOutline> collect(MPI_Comm communicator) const
      {
        std::vector<double> largest, areas;
        for (const Part &part : parts_)
          {
            areas.push_back(part.area);
            for (const Outline &outline : part.outlines)
              largest.insert(largest.end(), {outline.distance, outline.cell_width});
          }
        MPI_Allreduce(MPI_IN_PLACE, largest.data(), static_cast<int>(largest.size()), MPI_DOUBLE, MPI_MAX, communicator);
        MPI_Allreduce(MPI_IN_PLACE, areas.data(), static_cast<int>(areas.size()), MPI_DOUBLE, MPI_SUM, communicator);
        std::vector<results::AveragedOutline> found;
        std::size_t next = 0;
        for (std::size_t p = 0; p < parts_.size(); ++p)
          for (const Outline &outline : parts_[p].outlines)
            {
              const meshing::Body &body = package_.bodies[parts_[p].body];
              const double whole = meshing::covered_fraction(body.outline, modelled_) * area(modelled_);
              const double distance = largest[next++], cell_width = largest[next++];
              if (cell_width > 0) // else refinement has brought a line onto it
                found.push_back({body.name, outline.name, distance, cell_width, std::min(1., areas[p] / whole)});
            }
        return found;
      }

    private:
      struct Outline
      {
        std::optional<meshing::AveragedEdge> edge; ///< none: the rim of a disc
        std::string name;
        double distance = 0, cell_width = 0; ///< see results::AveragedOutline
      };
      struct Part
      {
        unsigned body;
        std::vector<Outline> outlines;
        double area = 0; ///< in crossed cells [m2]
      };

      static double area(const meshing::Rectangle &r) { return (r.x_max - r.x_min) * (r.y_max - r.y_min); }

      /// Outlines of a body come one after another.
      void add(unsigned body, Outline outline)
      {
        if (parts_.empty() || parts_.back().body != body)
          parts_.push_back({body, {}});
        parts_.back().outlines.push_back(std::move(outline));
      }

      /// Does an outline cross a cell? If so, it is measured there.
      static bool measure(Outline &outline, const meshing::Outline &whole, const meshing::Rectangle &cell)
      {
        const std::array<double, 2> low{{cell.x_min, cell.y_min}}, high{{cell.x_max, cell.y_max}};
        double distance = 0, width = 0;
        if (outline.edge)
          {
            const meshing::AveragedEdge &edge = *outline.edge;
            width = high[edge.axis] - low[edge.axis];
            distance = std::min(edge.position - low[edge.axis], high[edge.axis] - edge.position);
            if (distance <= 1e-6 * width || edge.to <= low[1 - edge.axis] || edge.from >= high[1 - edge.axis])
              return false;
          }
        else
          {
            if (!meshing::crosses(std::get<meshing::Disc>(whole), cell))
              return false;
            width = std::max(high[0] - low[0], high[1] - low[1]);
            distance = std::min(high[0] - low[0], high[1] - low[1]) / 2;
          }
        outline.distance = std::max(outline.distance, distance);
        outline.cell_width = std::max(outline.cell_width, width);
        return true;
      }

      const meshing::Package &package_;
      const meshing::Rectangle modelled_;
      std::vector<Part> parts_;
      meshing::OutlineIndex index_; ///< of the boxes of `parts_`
    };

    void describe_cells(const model::Model &model, results::MeshInfo &info)
    {
      const layered::PlanSpace &plan = model.finest_plan();
      OutlineSurvey survey(model);
      for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
        {
          const auto &box = plan.box(cell);
          info.widest_cell = std::max({info.widest_cell, box[2] - box[0], box[3] - box[1]});
          if (plan.is_rectangle(cell))
            survey.add_cell({box[0], box[2], box[1], box[3]});
        }
      MPI_Allreduce(MPI_IN_PLACE, &info.widest_cell, 1, MPI_DOUBLE, MPI_MAX, model.communicator());
      info.averaged_outlines = survey.collect(model.communicator());
    }

    /// Round parts in a plan with ring tiles whose circle is not that of a tile, those of an array together.
    std::vector<results::AveragedOutline> find_round_outlines(const model::Model &model, const Contents &contents)
    {
      struct Group
      {
        std::string first; ///< part
        std::size_t n = 0;
        double volume = 0, shared = 0, width = 0;
      };
      std::map<std::string, Group> groups;
      const std::vector<meshing::Body> &bodies = model.package().bodies;
      for (unsigned b = 0; b < bodies.size(); ++b)
        if (std::holds_alternative<meshing::Disc>(bodies[b].outline) && bodies[b].kind != meshing::BodyKind::gap)
          {
            Group &group = groups[bodies[b].group.empty() ? bodies[b].name : bodies[b].group];
            if (group.n++ == 0)
              group.first = bodies[b].name;
            group.volume += contents.volumes[b];
            group.shared += contents.shared[b];
            group.width = std::max(group.width, contents.shared_width[b]);
          }
      std::vector<results::AveragedOutline> found;
      for (const auto &[name, group] : groups)
        if (group.shared > 0)
          found.push_back({group.first, group.n == 1 ? "round" : fmt::format("round ({} alike in {})", group.n, name), group.width / 2,
                           group.width, group.shared / group.volume});
      return found;
    }

    /// Nodes of the filled cells; a node of the plan counts once for every height at which it touches material. *Collective.*
    unsigned long long count_used_nodes(const model::Model &model)
    {
      const layered::LayeredSpace space(model.plan_levels().back(), std::make_shared<const meshing::LayerGrid>(model.grid()),
                                        model.numerics().mesh.degree_z, 1);
      const std::vector<char> is_used =
          layered::find_used_nodes(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1));
      unsigned long long count = static_cast<unsigned long long>(std::count(is_used.begin(), is_used.begin() + space.n_owned(), 1));
      MPI_Allreduce(MPI_IN_PLACE, &count, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, model.communicator());
      return count;
    }
  } // namespace

  results::MeshInfo describe_mesh(const Case &problem, const model::Model &model)
  {
    const meshing::MeshRequest &request = problem.numerics.mesh;
    const Contents contents = count_contents(problem, model);
    results::MeshInfo info;
    info.plan_cells = contents.plan_cells;
    info.cells = contents.filled_cells;
    info.layer_elements = model.grid().n_elements();
    info.degree = request.degree;
    info.degree_z = request.degree_z;
    const unsigned long long nodes = count_used_nodes(model);
    info.dofs = problem.programme.has_displacement ? 3 * nodes : 0;
    info.dofs_temperature = problem.programme.needs_heat() ? nodes : 0;
    info.symmetry = meshing::to_string(model.mirror());
    describe_cells(model, info);
    if (problem.programme.needs_heat())
      info.spread_power = find_spread_power(model);
    if (model.plan().rings)
      for (results::AveragedOutline &outline : find_round_outlines(model, contents))
        info.averaged_outlines.push_back(std::move(outline));
    info.layouts = measure_layouts(problem.layouts, model);
    info.averaged = model.plan().averaged;
    for (std::string &sentence : model::describe_moved_points(model))
      info.averaged.push_back(std::move(sentence));
    const std::vector<meshing::Body> &bodies = model.package().bodies;
    for (unsigned b = 0; b < bodies.size(); ++b)
      if (bodies[b].kind != meshing::BodyKind::gap)
        info.volumes.push_back({bodies[b].name, problem.materials[bodies[b].material].name, find_volume(model, contents.volumes, b)});
    const unsigned long long all_nodes = model.finest_plan().n_global() * (info.layer_elements * request.degree_z + 1ull);
    add_memory(problem, all_nodes, static_cast<double>(contents.remembered), model.communicator(), info);
    return info;
  }
} // namespace sagitta::programme
