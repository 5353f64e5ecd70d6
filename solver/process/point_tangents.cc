#include <solver/process/point_tangents.h>

#include <solver/layered/operator/coefficients.h>

#include <algorithm>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    void add(double factor, const materials::OrthotropicStiffness &c, double *numbers)
    {
      using layered::tangent_index;
      numbers[tangent_index(0, 0, 6)] += factor * c.c11;
      numbers[tangent_index(1, 1, 6)] += factor * c.c22;
      numbers[tangent_index(2, 2, 6)] += factor * c.c33;
      numbers[tangent_index(0, 1, 6)] += factor * c.c12;
      numbers[tangent_index(0, 2, 6)] += factor * c.c13;
      numbers[tangent_index(1, 2, 6)] += factor * c.c23;
      numbers[tangent_index(3, 3, 6)] += factor * c.c44;
      numbers[tangent_index(4, 4, 6)] += factor * c.c55;
      numbers[tangent_index(5, 5, 6)] += factor * c.c66;
    }

    void add(double factor, const materials::VoigtMatrix &matrix, double *numbers)
    {
      for (unsigned a = 0; a < 6; ++a)
        for (unsigned b = a; b < 6; ++b)
          *numbers++ += factor * (matrix[a][b] + matrix[b][a]) / 2;
    }
  } // namespace

  PointTangents::PointTangents(const model::Model &model, const MaterialBlocks &blocks, const MaterialPoints &points,
                               const Conditions &conditions, std::vector<double> tangent)
      : model_(model), blocks_(blocks), points_(points), law_(conditions.law), temperature_(conditions.of_cells),
        temperatures_(temperature_), tangent_(std::move(tangent)), has_block_(model.package().bodies.size(), 0),
        known_(model.compositions().size())
  {
    const unsigned n_elements = blocks.space().n_elements();
    first_block_.assign(std::size_t(blocks.space().plan().n_cells()) * n_elements + 1, 0);
    for (std::size_t b = 0; b < blocks.size(); ++b)
      ++first_block_[std::size_t(blocks[b].cell) * n_elements + blocks[b].element + 1];
    for (std::size_t i = 1; i < first_block_.size(); ++i)
      first_block_[i] += first_block_[i - 1];
    for (std::size_t body = 0; body < has_block_.size(); ++body)
      has_block_[body] = law_.steps()[model.package().bodies[body].material].has_value();
  }

  const PointTangents::Numbers &PointTangents::elastic_numbers(unsigned cell, unsigned element)
  {
    auto &shared = known_[model_.composition_index(cell, element)];
    if (!mechanics::is_uniform(temperature_) || !shared)
      {
        if (loaded_ != cell)
          temperatures_.load(cell);
        loaded_ = cell;
        shared.emplace();
        shared->fill(0.);
        for (const auto &[body, fraction] : model_.composition(cell, element))
          if (!has_block_[body])
            add(fraction, law_.body_stiffness(body, temperatures_.mean(element)), shared->data());
      }
    return *shared;
  }

  materials::Tangent PointTangents::tangent_at(std::size_t block, unsigned point) const
  {
    return materials::read_tangent(points_.law(block).tangent_form(), blocks_.n_points(), &tangent_[points_.first_tangent(block) + point]);
  }

  void PointTangents::add_block(std::size_t block, double *numbers) const
  {
    const unsigned n_layer = blocks_.space().element_z().n, n_plan = blocks_.n_points() / n_layer;
    for (unsigned q = 0; q < n_plan; ++q)
      for (unsigned qz = 0; qz < n_layer; ++qz)
        add(blocks_[block].fraction, materials::matrix(tangent_at(block, q * n_layer + qz)),
            numbers + (std::size_t(qz) * n_plan + q) * here_.size());
  }

  bool PointTangents::write(unsigned cell, unsigned element, double *numbers)
  {
    if (model_.composition(cell, element).empty())
      return false;
    const Numbers &elastic = elastic_numbers(cell, element);
    for (unsigned p = 0; p < blocks_.n_points(); ++p)
      std::copy(elastic.begin(), elastic.end(), numbers + std::size_t(p) * elastic.size());
    const std::size_t place = std::size_t(cell) * blocks_.space().n_elements() + element;
    for (std::size_t b = first_block_[place]; b < first_block_[place + 1]; ++b)
      add_block(b, numbers);
    return true;
  }

  std::vector<double> PointTangents::find_mean_shear() const
  {
    const std::size_t n_bodies = has_block_.size();
    std::vector<double> sums(2 * n_bodies, 0.); // of shear moduli times volumes, of volumes
    blocks_.for_each({}, [&](std::size_t block, const BlockPoints &points) {
      double *sum = &sums[2 * std::size_t(blocks_[block].body)];
      for (unsigned p = 0; p < blocks_.n_points(); ++p)
        {
          const materials::VoigtMatrix matrix = materials::matrix(tangent_at(block, p));
          sum[0] += points.weight(p) * (matrix[3][3] + matrix[4][4] + matrix[5][5]) / 3;
          sum[1] += points.weight(p);
        }
    });
    MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_DOUBLE, MPI_SUM, model_.communicator());
    std::vector<double> means(n_bodies, 0.);
    for (unsigned body = 0; body < n_bodies; ++body)
      if (sums[2 * body + 1] > 0)
        means[body] = sums[2 * body] / sums[2 * body + 1];
      else if (!has_block_[body] && mechanics::is_uniform(temperature_) && model_.package().bodies[body].kind != meshing::BodyKind::gap)
        {
          const materials::OrthotropicStiffness c = law_.body_stiffness(body, std::get<double>(temperature_));
          means[body] = (c.c44 + c.c55 + c.c66) / 3;
        }
    return means;
  }
} // namespace sagitta::process
