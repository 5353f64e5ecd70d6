#include <solver/process/memory.h>

#include <solver/layered/space/cell_values.h>

#include <algorithm>

namespace sagitta::process
{
  namespace
  {
    // A deviator is kept as xx, yy, yz, xz, xy.
    constexpr unsigned n_kept = 5;
    constexpr std::array<unsigned, n_kept> kept = {{0, 1, 3, 4, 5}};

    /// [component][point] of mechanical strains: deviators as tensors without zz, and the change of volume.
    struct SplitStrain
    {
      std::vector<double> deviator, volume;

      explicit SplitStrain(unsigned n_points) : deviator(std::size_t(n_kept) * n_points), volume(n_points) {}

      void set(unsigned point, const mechanics::Voigt &strain)
      {
        const std::size_t n = volume.size();
        volume[point] = strain[0] + strain[1] + strain[2];
        for (unsigned c = 0; c < n_kept; ++c)
          deviator[c * n + point] = c < 2 ? strain[c] - volume[point] / 3 : strain[kept[c]] / 2;
      }
    };

    void add(double factor, const double *from, std::size_t n, double *to)
    {
      for (std::size_t i = 0; i < n && factor != 0; ++i)
        to[i] += factor * from[i];
    }

    /// A part of the memory over two steps: decay' and decay'', gains' and gains'' as a change of its own number.
    void relax(double decay, double first_gain, double second_gain, const double *m0, const double *m1, const double *m2, std::size_t n,
               double *value)
    {
      for (std::size_t i = 0; i < n; ++i)
        value[i] = decay * value[i] + first_gain * (m1[i] - m0[i]) + second_gain * (m2[i] - m1[i]);
    }
  } // namespace

  Memory::Memory(const model::Model &model, const layered::LayeredSpace &space, const MaterialPath &materials, const RelaxingSteps &parts)
      : space_(space), package_(model.package()), n_points_(space.plan().dofs_per_cell() * space.element_z().n), n_parts_(parts.size())
  {
    for (unsigned m = 0; m < parts.size(); ++m)
      if (parts[m])
        n_parts_[m] = {{static_cast<unsigned>(parts[m]->shear.size()), static_cast<unsigned>(parts[m]->bulk.size())}};
    std::size_t n_values = 0;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        for (const auto &[body, fraction] : model.composition(cell, e))
          if (const unsigned material = package_.bodies[body].material; materials.has_memory(material))
            {
              blocks_.push_back({cell, e, body, fraction, n_values});
              n_values += std::size_t(n_kept * n_parts_[material][0] + n_parts_[material][1]) * n_points_;
            }
    values_.assign(n_values, 0.);
  }

  std::vector<char> Memory::cells() const
  {
    std::vector<char> cells(std::size_t(space_.plan().n_cells()) * space_.n_elements(), 0);
    for (const MemoryBlock &block : blocks_)
      cells[std::size_t(block.cell) * space_.n_elements() + block.element] = 1;
    return cells;
  }

  template <typename F>
  void Memory::for_each_block(const std::vector<StrainedBody> &strains, const F &f) const
  {
    const layered::PlanSpace &plan = space_.plan();
    const layered::ReferenceElement &z = space_.element_z();
    std::vector<layered::CellValues> values(strains.size(), layered::CellValues(space_));
    std::vector<SplitStrain> split(strains.size(), SplitStrain(n_points_));
    layered::CellPoints points(space_);
    std::vector<double> weights(n_points_);
    unsigned loaded = ~0u;
    for (const MemoryBlock &block : blocks_)
      {
        if (block.cell != loaded)
          {
            for (std::size_t i = 0; i < strains.size(); ++i)
              values[i].load(block.cell, strains[i].displacement);
            points.enter(block.cell);
            loaded = block.cell;
          }
        for (unsigned q = 0; q < plan.dofs_per_cell(); ++q)
          for (unsigned qz = 0; qz < z.n; ++qz)
            {
              const unsigned point = q * z.n + qz;
              weights[point] = block.fraction * points.jxw(block.element, q, qz);
              for (std::size_t i = 0; i < strains.size(); ++i)
                split[i].set(point,
                             strains[i].law.mechanical_strain(block.body, values[i].strain(block.element, q, qz), strains[i].temperature));
            }
        f(block, split, weights);
      }
  }

  void Memory::evaluate(
      const std::vector<StrainedBody> &strains, const std::vector<StressForms> &forms,
      const std::function<void(const MemoryBlock &, const std::vector<std::vector<double>> &, const std::vector<double> &)> &f) const
  {
    const std::size_t n = n_points_;
    std::vector<std::vector<double>> results(forms.size(), std::vector<double>(6 * n));
    std::vector<double> deviator(n_kept * n), mean(n);
    for_each_block(strains, [&](const MemoryBlock &block, const std::vector<SplitStrain> &split, const std::vector<double> &weights) {
      const unsigned material = package_.bodies[block.body].material;
      for (std::size_t k = 0; k < forms.size(); ++k)
        {
          const StressForm &form = forms[k][material];
          std::fill(deviator.begin(), deviator.end(), 0.);
          std::fill(mean.begin(), mean.end(), 0.);
          const double *part = &values_[block.first_value];
          for (const double weight : form.shear)
            {
              add(weight, part, n_kept * n, deviator.data());
              part += n_kept * n;
            }
          for (const double weight : form.bulk)
            {
              add(weight, part, n, mean.data());
              part += n;
            }
          for (std::size_t i = 0; i < form.by_strain.size(); ++i)
            {
              add(2 * form.by_strain[i][0], split[i].deviator.data(), n_kept * n, deviator.data());
              add(form.by_strain[i][1], split[i].volume.data(), n, mean.data());
            }
          std::vector<double> &stress = results[k];
          for (std::size_t p = 0; p < n; ++p)
            {
              for (unsigned c = 0; c < n_kept; ++c)
                stress[kept[c] * n + p] = deviator[c * n + p] + (c < 2 ? mean[p] : 0.);
              stress[2 * n + p] = mean[p] - deviator[p] - deviator[n + p];
            }
        }
      f(block, results, weights);
    });
  }

  void Memory::commit(const std::array<StrainedBody, 3> &strains, const RelaxingSteps &first, const RelaxingSteps &second)
  {
    const std::size_t n = n_points_;
    for_each_block({strains.begin(), strains.end()},
                   [&](const MemoryBlock &block, const std::vector<SplitStrain> &split, const std::vector<double> &) {
                     const unsigned material = package_.bodies[block.body].material;
                     double *value = &values_[block.first_value];
                     const materials::RelaxingStep &one = *first[material], &two = *second[material];
                     for (std::size_t j = 0; j < one.shear.size(); ++j, value += n_kept * n)
                       relax(one.shear[j].decay * two.shear[j].decay, 2 * two.shear[j].decay * one.shear[j].gain, 2 * two.shear[j].gain,
                             split[0].deviator.data(), split[1].deviator.data(), split[2].deviator.data(), n_kept * n, value);
                     for (std::size_t k = 0; k < one.bulk.size(); ++k, value += n)
                       relax(one.bulk[k].decay * two.bulk[k].decay, two.bulk[k].decay * one.bulk[k].gain, two.bulk[k].gain,
                             split[0].volume.data(), split[1].volume.data(), split[2].volume.data(), n, value);
                   });
  }
} // namespace sagitta::process
