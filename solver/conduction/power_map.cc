#include <solver/conduction/power_map.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace sagitta::conduction
{
  namespace
  {
    using meshing::Rectangle;

    /// Around a plan cell [m].
    Rectangle box_of(const layered::PlanSpace &plan, unsigned cell)
    {
      const auto &corners = plan.box(cell);
      Rectangle box{corners[0], corners[2], corners[1], corners[3]};
      for (unsigned i = 0; i < plan.dofs_per_cell() && !plan.is_rectangle(cell); ++i)
        {
          const auto [x, y] = plan.position(plan.cell_dofs(cell)[i]);
          box = {std::min(box.x_min, x), std::max(box.x_max, x), std::min(box.y_min, y), std::max(box.y_max, y)};
        }
      return box;
    }

    /// Share of the area of a mapped cell within a rectangle, by samples.
    double sample_fraction(const layered::PlanSpace &plan, unsigned cell, const Rectangle &area)
    {
      constexpr unsigned samples = 16;
      const layered::ReferenceElement &element = plan.element();
      double within = 0, whole = 0;
      for (unsigned t = 0; t < samples; ++t)
        for (unsigned s = 0; s < samples; ++s)
          {
            const double xi = (s + .5) / samples, eta = (t + .5) / samples;
            const auto x = element.evaluate(xi), y = element.evaluate(eta), dx = element.evaluate_derivatives(xi),
                       dy = element.evaluate_derivatives(eta);
            std::array<double, 2> at{{0, 0}}, by_xi{{0, 0}}, by_eta{{0, 0}};
            for (unsigned i = 0; i < plan.dofs_per_cell(); ++i)
              for (unsigned d = 0; d < 2; ++d)
                {
                  const double node = plan.position(plan.cell_dofs(cell)[i])[d];
                  at[d] += x[i % element.n] * y[i / element.n] * node;
                  by_xi[d] += dx[i % element.n] * y[i / element.n] * node;
                  by_eta[d] += x[i % element.n] * dy[i / element.n] * node;
                }
            const double weight = by_xi[0] * by_eta[1] - by_xi[1] * by_eta[0];
            whole += weight;
            within += meshing::contains(area, at[0], at[1], 0.) ? weight : 0.;
          }
      return within / whole;
    }

    /// Share of the area of a cell within a rectangle.
    double covered_fraction(const layered::PlanSpace &plan, unsigned cell, const Rectangle &box, const Rectangle &area)
    {
      const double of_box = meshing::covered_fraction(area, box);
      return plan.is_rectangle(cell) || of_box == 0 || of_box == 1 ? of_box : sample_fraction(plan, cell, area);
    }

    /// Finds the plan cells whose boxes meet a rectangle without looking at all cells: their boxes are sorted into equal bins, about as
    /// many as there are cells, so that a block that is as large as a cell meets a few.
    class CellBins
    {
    public:
      explicit CellBins(const layered::PlanSpace &plan) : last_block_(plan.n_cells(), no_block)
      {
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          {
            boxes_.push_back(box_of(plan, cell));
            const Rectangle &box = boxes_.back();
            extent_ = {std::min(extent_.x_min, box.x_min), std::max(extent_.x_max, box.x_max), std::min(extent_.y_min, box.y_min),
                       std::max(extent_.y_max, box.y_max)};
          }
        n_ = std::max(1u, static_cast<unsigned>(std::sqrt(double(boxes_.size()))));
        bins_.resize(std::size_t(n_) * n_);
        for (unsigned cell = 0; cell < boxes_.size(); ++cell)
          for_each_bin(boxes_[cell], [&](std::vector<unsigned> &bin) { bin.push_back(cell); });
      }

      const Rectangle &box(unsigned cell) const { return boxes_[cell]; }

      /// f(cell) once for every cell whose bins `area` meets, among them all that it covers in part. `block` differs from call to call.
      template <typename F>
      void for_each_candidate(const Rectangle &area, std::size_t block, const F &f)
      {
        if (boxes_.empty() || area.x_max < extent_.x_min || area.x_min > extent_.x_max || area.y_max < extent_.y_min ||
            area.y_min > extent_.y_max)
          return;
        for_each_bin(area, [&](const std::vector<unsigned> &bin) {
          for (const unsigned cell : bin)
            if (last_block_[cell] != block)
              {
                last_block_[cell] = block;
                f(cell);
              }
        });
      }

    private:
      static constexpr std::size_t no_block = static_cast<std::size_t>(-1);

      template <typename F>
      void for_each_bin(const Rectangle &area, const F &f)
      {
        const auto index = [&](double x, double from, double size) {
          return static_cast<unsigned>(std::clamp((x - from) / size * n_, 0., n_ - 1.));
        };
        const unsigned x0 = index(area.x_min, extent_.x_min, width(extent_)), x1 = index(area.x_max, extent_.x_min, width(extent_)),
                       y0 = index(area.y_min, extent_.y_min, height(extent_)), y1 = index(area.y_max, extent_.y_min, height(extent_));
        for (unsigned y = y0; y <= y1; ++y)
          for (unsigned x = x0; x <= x1; ++x)
            f(bins_[std::size_t(y) * n_ + x]);
      }

      std::vector<Rectangle> boxes_;
      Rectangle extent_{1e300, -1e300, 1e300, -1e300};
      unsigned n_ = 1; ///< bins per axis
      std::vector<std::vector<unsigned>> bins_;
      std::vector<std::size_t> last_block_; ///< per cell
    };
  } // namespace

  PowerMap::BodyPower PowerMap::find_elements(const meshing::Package &package, const meshing::LayerGrid &grid, unsigned index)
  {
    BodyPower power{index, {}, 0, {}, {}};
    const meshing::Body &body = package.bodies[index];
    const std::vector<double> interfaces = package.interfaces();
    const double bottom = interfaces[body.first_layer], top = interfaces[body.last_layer + 1];
    if (body.power_place == meshing::PowerPlace::volume)
      {
        power.thickness = top - bottom;
        for (unsigned e = 0; e < grid.n_elements(); ++e)
          if (grid.layer[e] >= body.first_layer && grid.layer[e] <= body.last_layer)
            power.elements.push_back(e);
        return power;
      }
    const double z = body.power_place == meshing::PowerPlace::bottom_face ? bottom : top;
    for (unsigned b = 0; b < grid.z.size(); ++b)
      if (std::abs(grid.z[b] - z) <= 1e-9 * grid.thickness()) // rounding of sums of thicknesses
        power.boundaries.push_back(b);
    return power;
  }

  PowerMap::PowerMap(const meshing::Package &package, const meshing::LayerGrid &grid, const layered::PlanSpace &plan)
  {
    const auto has_power = [](const meshing::Body &body) { return !body.power.empty(); };
    if (std::none_of(package.bodies.begin(), package.bodies.end(), has_power))
      return;
    CellBins bins(plan);
    std::vector<double> per_area(plan.n_cells());
    std::size_t block_number = 0;
    for (unsigned b = 0; b < package.bodies.size(); ++b)
      {
        if (!has_power(package.bodies[b]))
          continue;
        BodyPower power = find_elements(package, grid, b);
        std::fill(per_area.begin(), per_area.end(), 0.);
        for (const meshing::PowerBlock &block : package.bodies[b].power)
          bins.for_each_candidate(block.area, block_number++, [&](unsigned cell) {
            per_area[cell] +=
                block.power / (width(block.area) * height(block.area)) * covered_fraction(plan, cell, bins.box(cell), block.area);
          });
        for (unsigned cell = 0; cell < plan.n_cells(); ++cell)
          if (per_area[cell] != 0)
            power.cells.push_back({cell, per_area[cell]});
        bodies_.push_back(std::move(power));
      }
  }
} // namespace sagitta::conduction
