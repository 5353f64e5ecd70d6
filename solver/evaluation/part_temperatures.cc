#include <solver/evaluation/evaluation.h>

#include <meshing/fill/outline_index.h>
#include <solver/conduction/power_map.h>
#include <solver/evaluation/locate.h>
#include <solver/layered/space/cell_values.h>
#include <solver/layered/space/element_geometry.h>
#include <solver/layered/space/point_values.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sagitta::evaluation
{
  namespace
  {
    using meshing::Rectangle;

    /// Extremes and integral of the temperature over a part, or over the area of a block.
    struct Figures
    {
      double largest = -std::numeric_limits<double>::infinity();
      double smallest = std::numeric_limits<double>::infinity();
      double integral = 0, size = 0;

      void take(double value)
      {
        largest = std::max(largest, value);
        smallest = std::min(smallest, value);
      }
    };

    /// *Collective.*
    void reduce(std::vector<Figures> &figures, MPI_Comm communicator)
    {
      const std::size_t n = figures.size();
      std::vector<double> largest(2 * n), sums(2 * n); // the smallest as its negative
      for (std::size_t i = 0; i < n; ++i)
        {
          largest[i] = figures[i].largest;
          largest[n + i] = -figures[i].smallest;
          sums[i] = figures[i].integral;
          sums[n + i] = figures[i].size;
        }
      MPI_Allreduce(MPI_IN_PLACE, largest.data(), static_cast<int>(2 * n), MPI_DOUBLE, MPI_MAX, communicator);
      MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(2 * n), MPI_DOUBLE, MPI_SUM, communicator);
      for (std::size_t i = 0; i < n; ++i)
        figures[i] = {largest[i], -largest[n + i], sums[i], sums[n + i]};
    }

    /// The power blocks of a body with one name, such as the rectangles of a unit of a floorplan, and the images of their areas that meet
    /// the modelled part.
    struct Block
    {
      unsigned body;
      std::size_t block; ///< the first of them
      std::vector<Rectangle> images;
    };

    /// Blocks of dies whose power is a map; power without blocks is that of the whole die. Blocks of one name follow one another.
    std::vector<Block> find_blocks(const model::Model &model)
    {
      std::vector<Block> blocks;
      const std::vector<meshing::Body> &bodies = model.package().bodies;
      for (unsigned b = 0; b < bodies.size(); ++b)
        for (std::size_t i = 0; i < bodies[b].power.size(); ++i)
          {
            if (bodies[b].power.size() == 1 && bodies[b].power[i].name == bodies[b].name)
              continue;
            const std::string &name = bodies[b].power[i].name;
            if (i == 0 || name != bodies[b].power[i - 1].name)
              blocks.push_back({b, i, {}});
            const Rectangle &area = bodies[b].power[i].area;
            for (const meshing::Reflection &reflection : model.mirror().reflections())
              {
                const auto p = model.mirror().reflect({{area.x_min, area.y_min, 0}}, reflection),
                           q = model.mirror().reflect({{area.x_max, area.y_max, 0}}, reflection);
                blocks.back().images.push_back({std::min(p[0], q[0]), std::max(p[0], q[0]), std::min(p[1], q[1]), std::max(p[1], q[1])});
              }
          }
      return blocks;
    }

    /// The planes on which the temperature of a block counts: the active face, or those of all quadrature points through the thickness.
    struct BlockHeight
    {
      unsigned element;
      double z, weight;
    };

    std::vector<BlockHeight> find_heights(const model::Model &model, const layered::LayeredSpace &space, unsigned body)
    {
      const conduction::PowerMap::BodyPower power = conduction::PowerMap::find_elements(model.package(), model.grid(), body);
      const bool is_bottom = model.package().bodies[body].power_place == meshing::PowerPlace::bottom_face;
      std::vector<BlockHeight> heights;
      for (const unsigned boundary : power.boundaries) // of the element within the body
        heights.push_back({is_bottom ? boundary : boundary - 1, model.grid().z[boundary], 1});
      const layered::ElementGeometry geometry(space);
      for (const unsigned e : power.elements)
        for (unsigned q = 0; q < space.element_z().n; ++q)
          heights.push_back({e, geometry.z(e, space.element_z().points[q]), geometry.height(e) * space.element_z().weights[q]});
      return heights;
    }

    /// A pass over the cells of this rank.
    class Pass
    {
    public:
      Pass(const model::Model &model, const mechanics::TemperatureField &field)
          : parts(model.package().bodies.size()), blocks(find_blocks(model)), of_blocks(blocks.size()), model_(model), field_(field),
            space_(*field.space), plan_(field.space->plan())
      {
        for (const Block &block : blocks)
          heights_.push_back(find_heights(model, space_, block.body));
        for (std::size_t b = 0; b < blocks.size(); ++b)
          for (const Rectangle &area : blocks[b].images)
            {
              areas_.push_back(area);
              block_of_area_.push_back(b);
            }
        index_ = meshing::OutlineIndex(areas_);
      }

      void run()
      {
        layered::CellValues values(space_);
        for (unsigned cell = 0; cell < plan_.n_cells(); ++cell)
          {
            values.load(cell, *field_.values);
            for (unsigned e = 0; e < space_.n_elements(); ++e)
              if (const int body = model_.main_body(cell, e); body >= 0)
                {
                  add_nodes(cell, e, parts[static_cast<unsigned>(body)]);
                  for (const auto &[part, fraction] : model_.composition(cell, e))
                    {
                      const double volume = fraction * values.points().volume(e);
                      parts[part].integral += volume * values.mean(e, 0);
                      parts[part].size += volume;
                    }
                }
            if (areas_.empty())
              continue;
            const auto &box = plan_.box(cell);
            for (const unsigned area : index_.find_near({box[0], box[2], box[1], box[3]}))
              add_to_block(cell, areas_[area], block_of_area_[area]);
          }
      }

      std::vector<Figures> parts; ///< per body
      std::vector<Block> blocks;
      std::vector<Figures> of_blocks;

    private:
      /// The extremes lie at nodes on the faces, where no quadrature point lies.
      void add_nodes(unsigned cell, unsigned e, Figures &figures) const
      {
        for (unsigned i = 0; i < plan_.dofs_per_cell(); ++i)
          for (unsigned k = e * space_.degree_z(); k <= (e + 1) * space_.degree_z(); ++k)
            figures.take(field_.values->begin()[std::size_t(plan_.cell_dofs(cell)[i]) * space_.n_z() + k]);
      }

      /// Adds the part of a block's area that lies in a cell; of a mapped cell the part within the box of its vertices.
      void add_to_block(unsigned cell, const Rectangle &area, std::size_t b)
      {
        const auto &box = plan_.box(cell);
        const Rectangle common{std::max(area.x_min, box[0]), std::min(area.x_max, box[2]), std::max(area.y_min, box[1]),
                               std::min(area.y_max, box[3])};
        const double width = common.x_max - common.x_min, height = common.y_max - common.y_min;
        const double rounding = 1e-9 * (box[2] - box[0]);
        if (width <= rounding || height <= rounding)
          return;
        const layered::ReferenceElement &element = plan_.element();
        const auto evaluate = [&](double s, double t, const BlockHeight &at) -> std::optional<double> {
          const auto reference = locate(space_, cell, at.element, {{common.x_min + s * width, common.y_min + t * height, at.z}});
          if (!reference)
            return std::nullopt;
          return layered::value_at(space_, *field_.values, {cell, *reference, at.element, at.z});
        };
        for (const BlockHeight &at : heights_[b])
          {
            if (!model_.is_filled(cell, at.element))
              continue;
            for (const double s : element.nodes)
              for (const double t : element.nodes)
                if (const auto value = evaluate(s, t, at))
                  of_blocks[b].take(*value);
            for (unsigned i = 0; i < element.n; ++i)
              for (unsigned j = 0; j < element.n; ++j)
                if (const auto value = evaluate(element.points[i], element.points[j], at))
                  {
                    const double weight = element.weights[i] * element.weights[j] * at.weight * width * height;
                    of_blocks[b].integral += weight * *value;
                    of_blocks[b].size += weight;
                  }
          }
      }

      const model::Model &model_;
      const mechanics::TemperatureField &field_;
      const layered::LayeredSpace &space_;
      const layered::PlanSpace &plan_;
      std::vector<std::vector<BlockHeight>> heights_; ///< per block
      std::vector<Rectangle> areas_;                  ///< of all images of blocks
      std::vector<std::size_t> block_of_area_;
      meshing::OutlineIndex index_; ///< of areas_
    };

    Figures undo_symmetry(const model::Model &model, const std::vector<Figures> &figures, unsigned body)
    {
      Figures whole;
      for (const meshing::Reflection &reflection : model.mirror().reflections())
        {
          const Figures &image = figures[model.images()(body, reflection)];
          if (image.largest >= image.smallest) // else no cell of the model holds it for the most part
            {
              whole.take(image.largest);
              whole.take(image.smallest);
            }
          whole.integral += image.integral;
          whole.size += image.size;
        }
      return whole;
    }
  } // namespace

  std::vector<results::PartTemperature> measure_part_temperatures(const model::Model &model, const mechanics::Temperature &temperature)
  {
    if (mechanics::is_uniform(temperature))
      return {};
    Pass pass(model, std::get<mechanics::TemperatureField>(temperature));
    pass.run();
    reduce(pass.parts, model.communicator());
    reduce(pass.of_blocks, model.communicator());
    std::vector<results::PartTemperature> result;
    const std::vector<meshing::Body> &bodies = model.package().bodies;
    const auto add = [&](const Figures &figures, unsigned body, const std::optional<std::string> &block) {
      if (figures.size > 0 && figures.largest >= figures.smallest)
        result.push_back({bodies[body].name, block, figures.largest, figures.integral / figures.size, figures.smallest});
    };
    for (unsigned b = 0; b < bodies.size(); ++b)
      {
        if (bodies[b].kind == meshing::BodyKind::gap)
          continue;
        add(undo_symmetry(model, pass.parts, b), b, std::nullopt);
        for (std::size_t i = 0; i < pass.blocks.size(); ++i)
          if (pass.blocks[i].body == b)
            add(pass.of_blocks[i], b, bodies[b].power[pass.blocks[i].block].name);
      }
    return result;
  }
} // namespace sagitta::evaluation
