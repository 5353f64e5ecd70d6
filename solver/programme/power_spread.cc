#include <solver/programme/power_spread.h>

#include <solver/conduction/power_map.h>

#include <meshing/fill/outline_index.h>

#include <algorithm>
#include <cstddef>

namespace sagitta::programme
{
  namespace
  {
    constexpr double notable = .2; // of the largest power per area of the part

    /// The largest power per area of the cells that every block of a body meets [W/m2], and the widest of these cells [m].
    struct InCells
    {
      explicit InCells(const meshing::Body &body) : per_area(body.power.size(), 0.), widest(body.power.size(), 0.)
      {
        std::vector<meshing::Rectangle> areas;
        for (const meshing::PowerBlock &block : body.power)
          areas.push_back(block.area);
        index = meshing::OutlineIndex(areas);
      }

      void add(const meshing::Body &body, const meshing::Rectangle &cell, double power_per_area)
      {
        for (const unsigned b : index.find_near(cell))
          if (meshing::covered_fraction(body.power[b].area, cell) > 0)
            {
              per_area[b] = std::max(per_area[b], power_per_area);
              widest[b] = std::max({widest[b], meshing::width(cell), meshing::height(cell)});
            }
      }

      void share(MPI_Comm communicator)
      {
        for (std::vector<double> *values : {&per_area, &widest})
          MPI_Allreduce(MPI_IN_PLACE, values->data(), static_cast<int>(values->size()), MPI_DOUBLE, MPI_MAX, communicator);
      }

      std::vector<double> per_area, widest;
      meshing::OutlineIndex index;
    };

    /// The block of a body that loses most of its power per area; `blocks` is 0 when none loses a notable part.
    results::SpreadPower find_worst(const meshing::Body &body, const InCells &cells, const meshing::Rectangle &modelled)
    {
      results::SpreadPower worst{body.name};
      const double largest = *std::max_element(cells.per_area.begin(), cells.per_area.end());
      double most = 0;
      for (std::size_t b = 0; b < body.power.size(); ++b)
        {
          const meshing::PowerBlock &block = body.power[b];
          const double own = block.power / (meshing::width(block.area) * meshing::height(block.area)), lost = own - cells.per_area[b];
          // Of a block behind a mirror plane the image is looked at.
          if (meshing::covered_fraction(block.area, modelled) <= 0 || !(lost > notable * largest))
            continue;
          ++worst.blocks;
          if (lost <= most)
            continue;
          most = lost;
          worst.block = block.name;
          worst.width = std::min(meshing::width(block.area), meshing::height(block.area));
          worst.cell_width = cells.widest[b];
          worst.share = cells.per_area[b] / own;
        }
      return worst;
    }
  } // namespace

  std::vector<results::SpreadPower> find_spread_power(const model::Model &model)
  {
    const layered::PlanSpace &plan = model.finest_plan();
    const conduction::PowerMap power(model.package(), model.grid(), plan);
    std::vector<results::SpreadPower> found;
    for (const conduction::PowerMap::BodyPower &of_body : power.bodies())
      {
        const meshing::Body &body = model.package().bodies[of_body.body];
        InCells cells(body);
        for (const auto &[cell, per_area] : of_body.cells)
          {
            const auto &box = plan.box(cell);
            cells.add(body, {box[0], box[2], box[1], box[3]}, per_area);
          }
        cells.share(model.communicator());
        if (results::SpreadPower worst = find_worst(body, cells, model.plan().modelled); worst.blocks > 0)
          found.push_back(std::move(worst));
      }
    return found;
  }
} // namespace sagitta::programme
