#include <solver/process/relaxing_memory.h>

#include <materials/laws/relaxing_step.h>

#include <algorithm>

namespace sagitta::process
{
  namespace
  {
    using materials::deviator_components;
    using materials::n_deviator_values;

    /// [component][point] of mechanical strains: deviators as tensors without zz, and the change of volume.
    struct SplitStrain
    {
      std::vector<double> deviator, volume;

      explicit SplitStrain(unsigned n_points) : deviator(std::size_t(n_deviator_values) * n_points), volume(n_points) {}

      void set(unsigned point, const mechanics::Voigt &strain)
      {
        const std::size_t n = volume.size();
        volume[point] = strain[0] + strain[1] + strain[2];
        for (unsigned c = 0; c < n_deviator_values; ++c)
          deviator[c * n + point] = c < 2 ? strain[c] - volume[point] / 3 : strain[deviator_components[c]] / 2;
      }
    };

    void add(double factor, const double *from, std::size_t n, double *to)
    {
      for (std::size_t i = 0; i < n && factor != 0; ++i)
        to[i] += factor * from[i];
    }

    /// How a part of the memory changes over two steps: by the decay of both, and by the changes of strain in the first and the second.
    struct RelaxationOfPair
    {
      double decay, first_gain, second_gain;

      /// To n values, with the strains at the start, in the middle and at the end.
      void apply(const std::array<const double *, 3> &strain, std::size_t n, double *value) const
      {
        const auto &[m0, m1, m2] = strain;
        for (std::size_t i = 0; i < n; ++i)
          value[i] = decay * value[i] + first_gain * (m1[i] - m0[i]) + second_gain * (m2[i] - m1[i]);
      }
    };
  } // namespace

  template <typename F>
  void RelaxingMemory::for_each_block(const std::vector<StrainedBody> &strains, const F &f) const
  {
    const unsigned n = blocks_.n_points();
    std::vector<const layered::Vector<double> *> displacements;
    for (const StrainedBody &strain : strains)
      displacements.push_back(&strain.displacement);
    std::vector<SplitStrain> split(strains.size(), SplitStrain(n));
    std::vector<double> weights(n);
    blocks_.for_each(displacements, [&](std::size_t block, const BlockPoints &points) {
      const unsigned body = blocks_[block].body;
      for (unsigned point = 0; point < n; ++point)
        {
          weights[point] = points.weight(point);
          for (std::size_t i = 0; i < strains.size(); ++i)
            split[i].set(point, strains[i].law.mechanical_strain(body, points.strain(i, point), strains[i].temperature));
        }
      f(block, split, weights);
    });
  }

  namespace
  {
    /// The stress of a form [component][point], from the memory of a block and the strains.
    class FormEvaluation
    {
    public:
      explicit FormEvaluation(std::size_t n_points) : n_(n_points), deviator_(n_deviator_values * n_points), mean_(n_points) {}

      void evaluate(const StressForm &form, const double *part, const std::vector<SplitStrain> &split, std::vector<double> &stress)
      {
        std::fill(deviator_.begin(), deviator_.end(), 0.);
        std::fill(mean_.begin(), mean_.end(), 0.);
        for (const double weight : form.shear)
          {
            add(weight, part, n_deviator_values * n_, deviator_.data());
            part += n_deviator_values * n_;
          }
        for (const double weight : form.bulk)
          {
            add(weight, part, n_, mean_.data());
            part += n_;
          }
        for (std::size_t i = 0; i < form.by_strain.size(); ++i)
          {
            add(2 * form.by_strain[i][0], split[i].deviator.data(), n_deviator_values * n_, deviator_.data());
            add(form.by_strain[i][1], split[i].volume.data(), n_, mean_.data());
          }
        for (std::size_t p = 0; p < n_; ++p)
          {
            for (unsigned c = 0; c < n_deviator_values; ++c)
              stress[deviator_components[c] * n_ + p] = deviator_[c * n_ + p] + (c < 2 ? mean_[p] : 0.);
            stress[2 * n_ + p] = mean_[p] - deviator_[p] - deviator_[n_ + p];
          }
      }

    private:
      std::size_t n_;
      std::vector<double> deviator_, mean_;
    };
  } // namespace

  void RelaxingMemory::evaluate(const std::vector<double> &memory, const std::vector<StrainedBody> &strains,
                                const std::vector<StressForms> &forms, const BlockFunction &f) const
  {
    const std::size_t n = blocks_.n_points();
    std::vector<std::vector<double>> results(forms.size(), std::vector<double>(6 * n));
    FormEvaluation evaluation(n);
    for_each_block(strains, [&](std::size_t block, const std::vector<SplitStrain> &split, const std::vector<double> &weights) {
      for (std::size_t k = 0; k < forms.size(); ++k)
        evaluation.evaluate(forms[k][blocks_.material(block)], &memory[states_.first(block)], split, results[k]);
      f(block, results, weights);
    });
  }

  void RelaxingMemory::advance(std::vector<double> &memory, const std::array<StrainedBody, 3> &strains, const RelaxingSteps &first,
                               const RelaxingSteps &second) const
  {
    const std::size_t n = blocks_.n_points();
    for_each_block({strains.begin(), strains.end()}, [&](std::size_t block, const std::vector<SplitStrain> &split,
                                                         const std::vector<double> &) {
      const unsigned material = blocks_.material(block);
      double *value = &memory[states_.first(block)];
      const materials::RelaxingStep &one = *first[material], &two = *second[material];
      for (std::size_t j = 0; j < one.shear.size(); ++j, value += n_deviator_values * n)
        RelaxationOfPair{one.shear[j].decay * two.shear[j].decay, 2 * two.shear[j].decay * one.shear[j].gain, 2 * two.shear[j].gain}.apply(
            {split[0].deviator.data(), split[1].deviator.data(), split[2].deviator.data()}, n_deviator_values * n, value);
      for (std::size_t k = 0; k < one.bulk.size(); ++k, value += n)
        RelaxationOfPair{one.bulk[k].decay * two.bulk[k].decay, two.bulk[k].decay * one.bulk[k].gain, two.bulk[k].gain}.apply(
            {split[0].volume.data(), split[1].volume.data(), split[2].volume.data()}, n, value);
    });
  }
} // namespace sagitta::process
