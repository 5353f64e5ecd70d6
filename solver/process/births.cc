#include <solver/process/births.h>

#include <algorithm>

namespace sagitta::process
{
  namespace
  {
    bool holds(const Birth &birth, unsigned body)
    {
      return std::find(birth.bodies.begin(), birth.bodies.end(), body) != birth.bodies.end();
    }

    void copy_strains(const BlockPoints &points, unsigned n, double *to)
    {
      for (unsigned p = 0; p < n; ++p)
        {
          const std::array<double, 6> strain = points.strain(0, p);
          for (unsigned c = 0; c < 6; ++c)
            to[c * n + p] = strain[c];
        }
    }
  } // namespace

  BirthStrains::BirthStrains(const model::Model &model, const MaterialBlocks &blocks, const std::vector<Birth> &births)
      : space_(&blocks.space()), index_(blocks.size(), -1)
  {
    const std::size_t n_bodies = model.package().bodies.size(), n = 6 * std::size_t(blocks.n_points());
    std::vector<char> is_born(n_bodies, 0);
    for (const Birth &birth : births)
      for (const unsigned body : birth.bodies)
        is_born[body] = 1;
    std::vector<char> has_memory(n_bodies, 0);
    for (std::size_t b = 0; b < blocks.size(); ++b)
      has_memory[blocks[b].body] = 1;
    int count = 0;
    for (std::size_t b = 0; b < blocks.size(); ++b)
      if (is_born[blocks[b].body])
        index_[b] = count++;
    strains_.assign(n * static_cast<std::size_t>(count), 0.);
    elastic_.emplace(model, blocks.space(), [&](unsigned body) { return is_born[body] && !has_memory[body]; });
    elastic_strains_.assign(n * elastic_->size(), 0.);
    for (const Birth &birth : births)
      {
        blocks.for_each({&birth.displacement}, [&](std::size_t b, const BlockPoints &points) {
          if (holds(birth, blocks[b].body))
            copy_strains(points, blocks.n_points(), &strains_[n * static_cast<std::size_t>(index_[b])]);
        });
        elastic_->for_each({&birth.displacement}, [&](std::size_t b, const BlockPoints &points) {
          if (holds(birth, (*elastic_)[b].body))
            copy_strains(points, blocks.n_points(), &elastic_strains_[n * b]);
        });
      }
  }

  void BirthStrains::mark(std::vector<char> &cells) const
  {
    for (std::size_t b = 0; elastic_ && b < elastic_->size(); ++b)
      cells[std::size_t((*elastic_)[b].cell) * space_->n_elements() + (*elastic_)[b].element] = 1;
  }

  void BirthStrains::add_stress(const mechanics::ThermoelasticLaw &law, const mechanics::Temperature &temperature,
                                mechanics::CarriedStress &carried) const
  {
    if (!elastic_ || elastic_->size() == 0)
      return;
    mechanics::CellTemperature temperatures(temperature);
    const unsigned n = elastic_->n_points();
    unsigned loaded = ~0u;
    for (std::size_t b = 0; b < elastic_->size(); ++b)
      {
        const MaterialBlock &block = (*elastic_)[b];
        if (block.cell != loaded)
          {
            loaded = block.cell;
            temperatures.load(loaded);
          }
        const materials::OrthotropicStiffness stiffness = law.body_stiffness(block.body, temperatures.mean(block.element));
        const double *strain = &elastic_strains_[6 * std::size_t(n) * b];
        double *to = carried.values(block.cell, block.element);
        for (unsigned p = 0; p < n; ++p)
          {
            mechanics::Voigt at_birth;
            for (unsigned c = 0; c < 6; ++c)
              at_birth[c] = strain[c * n + p];
            const mechanics::Voigt stress = stiffness.stress(at_birth);
            for (unsigned c = 0; c < 6; ++c)
              to[c * n + p] -= block.fraction * stress[c];
          }
      }
  }

  const double *BirthStrains::of_block(std::size_t block) const
  {
    if (block >= index_.size() || index_[block] < 0)
      return nullptr;
    return &strains_[6 * std::size_t(elastic_->n_points()) * static_cast<std::size_t>(index_[block])];
  }
} // namespace sagitta::process
