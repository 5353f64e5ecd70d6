#include <meshing/plan/plan_mesh.h>

#include <meshing/fill/outline_index.h>
#include <meshing/package/overlap.h>
#include <meshing/plan/ring_mesh.h>

#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <deal.II/grid/manifold.h>
#include <deal.II/grid/manifold_lib.h>
#include <deal.II/multigrid/mg_transfer_global_coarsening.h>

#include <algorithm>
#include <cmath>

namespace sagitta::meshing
{
  namespace
  {
    constexpr dealii::types::manifold_id snapped_id = 0;

    /// New vertices are halfway in lattice coordinates; the two axis maps map them to the package.
    class SnapManifold : public dealii::ChartManifold<2, 2, 2>
    {
    public:
      explicit SnapManifold(const std::array<AxisMap, 2> &map) : map_(map) {}

      std::unique_ptr<dealii::Manifold<2, 2>> clone() const override { return std::make_unique<SnapManifold>(map_); }

      dealii::Point<2> pull_back(const dealii::Point<2> &p) const override { return {map_[0].to_lattice(p[0]), map_[1].to_lattice(p[1])}; }

      dealii::Point<2> push_forward(const dealii::Point<2> &p) const override
      {
        // Lattice lines are multiples of a quarter of a cell at the very least: rounding there keeps them exact on every rank.
        return {map_[0].to_physical(std::round(p[0] * 4096) / 4096), map_[1].to_physical(std::round(p[1] * 4096) / 4096)};
      }

    private:
      const std::array<AxisMap, 2> map_;
    };

    /// Where a snapped plan is refined: along the edges of outlines and power blocks, and along the rims of discs.
    class Features
    {
    public:
      explicit Features(const SnappedPlan &plan) : plan_(plan), edges_(plan.edges), discs_(boxes_of(plan.discs))
      {
        for (const RefinedWindow &window : plan.windows)
          window_edges_.emplace_back(window.edges);
      }

      /// Is a cell coarser than what passes through it or along it asks for?
      bool ask_for_more(const PlanTriangulation::active_cell_iterator &cell) const
      {
        constexpr double tolerance = 1e-6; // of a finest cell
        std::array<double, 2> low, high;
        for (unsigned d = 0; d < 2; ++d)
          {
            low[d] = plan_.map[d].to_lattice(cell->vertex(0)[d]);
            high[d] = plan_.map[d].to_lattice(cell->vertex(3)[d]);
          }
        const auto level = static_cast<unsigned>(cell->level());
        const bool is_coarse = level < plan_.edge_levels();
        bool is_in_window = false;
        const Rectangle box{cell->vertex(0)[0], cell->vertex(3)[0], cell->vertex(0)[1], cell->vertex(3)[1]};
        for (std::size_t w = 0; w < plan_.windows.size(); ++w)
          {
            if (level < plan_.windows[w].levels ? window_edges_[w].touches(low, high, tolerance)
                                                : window_edges_[w].crosses(low, high, tolerance))
              return true;
            is_in_window |= level < plan_.windows[w].levels && overlap(plan_.windows[w].area, box);
          }
        if (is_coarse ? edges_.touches(low, high, tolerance) : edges_.crosses(low, high, tolerance))
          return true;
        return (is_coarse || is_in_window) && discs_.find_last(box, [&](unsigned disc) { return crosses(plan_.discs[disc], box); }) >= 0;
      }

    private:
      static bool overlap(const Rectangle &a, const Rectangle &b)
      {
        return a.x_min < b.x_max && b.x_min < a.x_max && a.y_min < b.y_max && b.y_min < a.y_max;
      }

      static std::vector<Rectangle> boxes_of(const std::vector<Disc> &discs)
      {
        std::vector<Rectangle> boxes;
        for (const Disc &disc : discs)
          boxes.push_back(bounding_box(disc));
        return boxes;
      }

      const SnappedPlan &plan_;
      const FeatureEdgeIndex edges_;
      std::vector<FeatureEdgeIndex> window_edges_; ///< of every window
      const OutlineIndex discs_;
    };

    void make_lattice(PlanTriangulation &mesh, const SnappedPlan &plan)
    {
      const std::vector<unsigned> coarse(plan.coarse_cells.begin(), plan.coarse_cells.end());
      const double width = std::exp2(double(plan.levels));
      dealii::GridGenerator::subdivided_hyper_rectangle(mesh, coarse, dealii::Point<2>(0, 0),
                                                        dealii::Point<2>(coarse[0] * width, coarse[1] * width));
      const SnapManifold manifold(plan.map);
      dealii::GridTools::transform([&](const dealii::Point<2> &p) { return manifold.push_forward(p); }, mesh);
      mesh.set_all_manifold_ids(snapped_id);
      mesh.set_manifold(snapped_id, manifold);
      mesh.refine_global(plan.base_levels);
      refine_towards_edges(mesh, plan);
    }
  } // namespace

  void refine_towards_edges(PlanTriangulation &mesh, const SnappedPlan &plan)
  {
    const Features features(plan);
    for (unsigned level = plan.base_levels; level < plan.levels; ++level)
      {
        for (const auto &cell : mesh.active_cell_iterators())
          if (cell->is_locally_owned() && static_cast<unsigned>(cell->level()) < plan.levels && features.ask_for_more(cell))
            cell->set_refine_flag();
        mesh.execute_coarsening_and_refinement();
      }
  }

  std::shared_ptr<PlanTriangulation> make_plan_mesh(const Plan &plan, MPI_Comm communicator)
  {
    if (plan.rings)
      return make_ring_mesh(*plan.rings, communicator);
    auto mesh = std::make_shared<PlanTriangulation>(communicator);
    if (plan.snapped)
      make_lattice(*mesh, *plan.snapped);
    else
      {
        dealii::GridGenerator::hyper_ball_balanced(*mesh, dealii::Point<2>(plan.disc->disc.x, plan.disc->disc.y), plan.disc->disc.radius);
        mesh->refine_global(plan.disc->levels);
      }
    return mesh;
  }

  std::vector<std::shared_ptr<const PlanTriangulation>> make_plan_levels(const std::shared_ptr<const PlanTriangulation> &finest)
  {
    std::vector<std::shared_ptr<const PlanTriangulation>> levels;
    for (const auto &level : dealii::MGTransferGlobalCoarseningTools::create_geometric_coarsening_sequence(
             static_cast<const dealii::Triangulation<2> &>(*finest)))
      if (level->n_global_active_cells() != finest->n_global_active_cells())
        levels.push_back(std::dynamic_pointer_cast<const PlanTriangulation>(level));
    levels.push_back(finest);
    return levels;
  }

  std::vector<std::shared_ptr<const PlanTriangulation>> make_plan_levels(const Plan &plan,
                                                                         const std::shared_ptr<const PlanTriangulation> &finest)
  {
    auto levels = make_plan_levels(finest);
    if (!plan.below_rings)
      return levels;
    const auto lattice = std::make_shared<PlanTriangulation>(finest->get_communicator());
    make_lattice(*lattice, *plan.below_rings);
    auto all = make_plan_levels(std::shared_ptr<const PlanTriangulation>(lattice));
    all.insert(all.end(), levels.begin(), levels.end());
    return all;
  }

  std::shared_ptr<PlanTriangulation> refine_plan_mesh(const PlanTriangulation &mesh, const std::vector<char> &is_marked,
                                                      MPI_Comm communicator)
  {
    auto refined = std::make_shared<PlanTriangulation>(communicator);
    refined->copy_triangulation(mesh);
    std::size_t index = 0;
    for (const auto &cell : refined->active_cell_iterators())
      if (cell->is_locally_owned() && is_marked[index++])
        cell->set_refine_flag();
    refined->execute_coarsening_and_refinement();
    return refined;
  }
} // namespace sagitta::meshing
