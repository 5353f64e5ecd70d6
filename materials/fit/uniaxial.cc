#include <materials/fit/uniaxial.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sagitta::materials
{
  namespace
  {
    /// The state of the bar; y and z are equal.
    class Bar
    {
    public:
      Bar(const MaterialLaw &law, double temperature)
          : law_(law), temperature_(temperature), state_(law.state_size()), next_(law.state_size())
      {
        law_.initialise(temperature, 1, state_.data());
      }

      /// Advances to an axial strain in a given time. Returns the axial stress.
      double pull(double axial, double duration)
      {
        PointStep step{duration, {temperature_, temperature_}, {1, 1}, {strain_, strain_}};
        step.strain[1][0] = axial;
        step.strain[1][1] = step.strain[1][2] = strain_[1] + ratio_ * (axial - strain_[0]);
        for (unsigned iteration = 0; iteration < 50; ++iteration)
          {
            const PointResponse response = law_.advance(step, state_.data(), next_.data());
            const VoigtMatrix tangent = matrix(response.tangent);
            const double slope = tangent[1][1] + tangent[1][2];
            if (std::abs(response.stress[1]) <= 1e-10 * std::abs(response.stress[0]) + 1e-13 * std::abs(slope))
              {
                if (axial != strain_[0])
                  ratio_ = (step.strain[1][1] - strain_[1]) / (axial - strain_[0]);
                strain_ = step.strain[1];
                state_.swap(next_);
                return response.stress[0];
              }
            step.strain[1][1] = step.strain[1][2] -= response.stress[1] / slope;
          }
        throw std::runtime_error("the lateral strain of a bar did not converge");
      }

      double axial() const { return strain_[0]; }

    private:
      const MaterialLaw &law_;
      double temperature_;
      Voigt strain_{};
      double ratio_ = -0.3; ///< of lateral to axial strain in the last step
      std::vector<double> state_, next_;
    };
  } // namespace

  std::vector<unsigned> step_plan(const StressStrainCurve &curve, double share)
  {
    double largest = 0, before = 0;
    for (const double stress : curve.stress)
      largest = std::max(largest, std::abs(stress));
    std::vector<unsigned> plan;
    for (const double stress : curve.stress)
      {
        plan.push_back(static_cast<unsigned>(std::clamp(std::ceil(std::abs(stress - before) / (share * largest)), 1., 50.)));
        before = stress;
      }
    return plan;
  }

  std::vector<double> uniaxial_stress(const MaterialLaw &law, const StressStrainCurve &curve, const std::vector<unsigned> &plan)
  {
    Bar bar(law, curve.temperature);
    std::vector<double> result;
    double stress = 0;
    for (std::size_t k = 0; k < curve.strain.size(); ++k)
      {
        const double from = bar.axial(), change = curve.strain[k] - from;
        for (unsigned i = 1; change != 0 && i <= plan[k]; ++i)
          stress = bar.pull(from + change * i / plan[k], std::abs(change) / (curve.rate * plan[k]));
        result.push_back(stress);
      }
    return result;
  }

  std::vector<double> extrapolated_uniaxial_stress(const MaterialLaw &law, const StressStrainCurve &curve,
                                                   const std::vector<unsigned> &plan)
  {
    std::vector<unsigned> twice = plan;
    for (unsigned &steps : twice)
      steps *= 2;
    const std::vector<double> coarse = uniaxial_stress(law, curve, plan);
    std::vector<double> fine = uniaxial_stress(law, curve, twice);
    for (std::size_t i = 0; i < fine.size(); ++i)
      fine[i] += fine[i] - coarse[i];
    return fine;
  }
} // namespace sagitta::materials
