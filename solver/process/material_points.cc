#include <solver/process/material_points.h>

#include <solver/mechanics/thermoelastic_law.h>
#include <solver/process/law_failure.h>

#include <materials/eigenstrain.h>

namespace sagitta::process
{
  namespace
  {
    /// What a block's points go through at one end of a step, [component][point].
    struct BlockEnd
    {
      const PointsAt &at;
      std::vector<double> temperature, cure, strain;

      BlockEnd(const PointsAt &instant, unsigned n) : at(instant), temperature(n), cure(n), strain(6 * std::size_t(n)) {}

      void set(std::size_t block, unsigned point, const meshing::Body &body, const materials::Material &material,
               const mechanics::Voigt &total)
      {
        temperature[point] = at.temperature(block, point);
        cure[point] = at.cure(block, point);
        const std::array<double, 3> by_cure = {
            {at.cure_strain[0](block, point), at.cure_strain[1](block, point), at.cure_strain[2](block, point)}};
        const mechanics::Voigt mechanical =
            materials::mechanical_strain(total, mechanics::body_strain(body, material, temperature[point], by_cure));
        const std::size_t n = temperature.size();
        for (unsigned c = 0; c < 6; ++c)
          strain[c * n + point] = mechanical[c];
      }
    };
  } // namespace

  MaterialPoints::MaterialPoints(const StateLayout &states, const Materials &materials, const BirthStrains *births)
      : states_(states), blocks_(states.blocks()), materials_(materials), births_(births), first_tangent_{0}
  {
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      first_tangent_.push_back(first_tangent_.back() + std::size_t(materials::n_scalars(law(b).tangent_form())) * blocks_.n_points());
  }

  void MaterialPoints::advance(const PointsAt &start, const PointsAt &end, double duration, const std::vector<double> &state,
                               PointsTrial &trial) const
  {
    const unsigned n = blocks_.n_points();
    trial.state.resize(states_.size());
    trial.tangent.resize(first_tangent_.back());
    trial.stress.resize(6 * std::size_t(n) * blocks_.size());
    trial.dissipation.resize(std::size_t(n) * blocks_.size());
    BlockEnd before(start, n), after(end, n);
    call_on_all_ranks(blocks_.space().communicator(), [&] {
      blocks_.for_each({&start.displacement, &end.displacement}, [&](std::size_t b, const BlockPoints &points) {
        const meshing::Body &body = blocks_.body(b);
        const double *at_birth = births_ ? births_->of_block(b) : nullptr;
        const auto strain = [&](unsigned which, unsigned p) {
          mechanics::Voigt total = points.strain(which, p);
          for (unsigned c = 0; at_birth && c < 6; ++c)
            total[c] -= at_birth[c * n + p];
          return total;
        };
        for (unsigned p = 0; p < n; ++p)
          {
            before.set(b, p, body, materials_[body.material], strain(0, p));
            after.set(b, p, body, materials_[body.material], strain(1, p));
          }
        const materials::BatchStep step{n,
                                        duration,
                                        {before.temperature.data(), after.temperature.data()},
                                        {before.cure.data(), after.cure.data()},
                                        {before.strain.data(), after.strain.data()}};
        call_law(body.material, [&] {
          law(b).advance(step, state.data() + states_.first(b), trial.state.data() + states_.first(b),
                         {trial.stress.data() + 6 * std::size_t(n) * b, trial.tangent.data() + first_tangent_[b],
                          trial.dissipation.data() + std::size_t(n) * b});
        });
      });
    });
  }
} // namespace sagitta::process
