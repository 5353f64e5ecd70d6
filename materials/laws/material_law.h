#pragma once

#include <materials/laws/law.h>
#include <materials/laws/relaxing_step.h>

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  /// A number of the state of a law, as a result lists it.
  struct StateName
  {
    unsigned index;   ///< in the state
    std::string name; ///< with its unit: "resistance [Pa]"
  };

  /// A step of a batch of points, such as the quadrature points of a cell: [0] at its start, [1] at its end. Temperature, cure and
  /// mechanical strain change at constant rates in between.
  struct BatchStep
  {
    std::size_t n_points;
    double duration;                           ///< [s], > 0
    std::array<const double *, 2> temperature; ///< [point], [K]
    std::array<const double *, 2> cure;        ///< [point] degree of cure [-]
    std::array<const double *, 2> strain;      ///< [component][point] mechanical strain [-], engineering shears
  };

  /// Where a law writes its response; null for what is not needed.
  struct BatchResponse
  {
    double *stress;      ///< [component][point] at the end of the step [Pa]
    double *tangent;     ///< [scalar][point] in the law's form, tangent.h
    double *dissipation; ///< [point] work turned into heat in the step [J/m3]
  };

  /// The step of point p.
  PointStep point_of(const BatchStep &step, std::size_t p);

  /// Writes the response of a law at point p of n.
  void write_response(const PointResponse &point, std::size_t p, std::size_t n, const BatchResponse &response);

  /// A batch by the response of the law at one point after the other.
  template <typename Law>
  void advance_points(const Law &law, const BatchStep &step, const double *old_state, double *new_state, const BatchResponse &response)
  {
    const std::size_t n = step.n_points, size = law.state_size();
    if (n == 1)
      return write_response(law.advance(point_of(step, 0), old_state, new_state), 0, 1, response);
    std::vector<double> before(size), after(size);
    for (std::size_t p = 0; p < n; ++p)
      {
        for (std::size_t v = 0; v < size; ++v)
          before[v] = old_state[v * n + p];
        write_response(law.advance(point_of(step, p), before.data(), after.data()), p, n, response);
        for (std::size_t v = 0; v < size; ++v)
          new_state[v * n + p] = after[v];
      }
  }

  /// Any law of law.h, chosen at run time. A value. The mesh and the driver of a single point call the same function, with a batch.
  class MaterialLaw
  {
  public:
    /// @param shown the numbers of the state that a result lists
    template <typename Law>
    explicit MaterialLaw(Law law, std::vector<StateName> shown = {})
        : law_(std::make_shared<const Holder<Law>>(std::move(law))), shown_(std::move(shown))
    {
    }

    /// Numbers in the state of one point.
    unsigned state_size() const { return law_->state_size(); }
    TangentForm tangent_form() const { return law_->tangent_form(); }
    const std::vector<StateName> &shown() const { return shown_; }

    /// The state [-] of one point at the start. Throws std::invalid_argument when the law's constants have no meaning.
    void initialise(double temperature, double cure, double *state) const { law_->initialise(temperature, cure, state); }

    /// One step of all points of a batch. States are [value][point]; old_state is only read, new_state is written whole, so that a step may
    /// be tried any number of times. Throws as law.h says; new_state and the response are undefined then.
    void advance(const BatchStep &step, const double *old_state, double *new_state, const BatchResponse &response) const
    {
      law_->advance(step, old_state, new_state, response);
    }

    /// The same for a batch of one point.
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const;

    /// Is the law isotropic and linear in the change of strain, so that relaxing_step() serves all points of equal temperature and cure?
    bool is_relaxing() const { return law_->is_relaxing(); }

    /// How many deviators and mean stresses the state of a relaxing law has. Throws std::logic_error for another law.
    RelaxingParts relaxing_parts() const { return law_->relaxing_parts(); }

    /// What a step does to every point that goes through the same temperature and cure: of `step` the strain does not matter, and a
    /// duration of zero is an instantaneous change. Throws std::logic_error for a law that is not relaxing.
    RelaxingStep relaxing_step(const PointStep &step) const { return law_->relaxing_step(step); }

  private:
    struct Interface
    {
      virtual ~Interface() = default;
      virtual unsigned state_size() const = 0;
      virtual TangentForm tangent_form() const = 0;
      virtual void initialise(double temperature, double cure, double *state) const = 0;
      virtual void advance(const BatchStep &step, const double *old_state, double *new_state, const BatchResponse &response) const = 0;
      virtual bool is_relaxing() const = 0;
      virtual RelaxingParts relaxing_parts() const = 0;
      virtual RelaxingStep relaxing_step(const PointStep &step) const = 0;
    };

    template <typename Law, typename = void>
    struct IsRelaxing : std::false_type
    {
    };

    template <typename Law>
    struct IsRelaxing<Law, std::void_t<decltype(std::declval<const Law &>().relaxing_step(std::declval<const PointStep &>()))>>
        : std::true_type
    {
    };

    template <typename Law>
    struct Holder final : Interface
    {
      explicit Holder(Law wrapped) : law(std::move(wrapped)) {}
      unsigned state_size() const override { return law.state_size(); }
      TangentForm tangent_form() const override { return law.tangent_form(); }
      void initialise(double temperature, double cure, double *state) const override { law.initialise(temperature, cure, state); }
      void advance(const BatchStep &step, const double *old_state, double *new_state, const BatchResponse &response) const override
      {
        advance_points(law, step, old_state, new_state, response);
      }
      bool is_relaxing() const override { return IsRelaxing<Law>::value; }
      RelaxingParts relaxing_parts() const override
      {
        if constexpr (IsRelaxing<Law>::value)
          return law.relaxing_parts();
        else
          throw std::logic_error("a law that is not linear in the change of strain has no relaxing parts");
      }
      RelaxingStep relaxing_step([[maybe_unused]] const PointStep &step) const override
      {
        if constexpr (IsRelaxing<Law>::value)
          return law.relaxing_step(step);
        else
          throw std::logic_error("a law that is not linear in the change of strain has no relaxing step");
      }
      Law law;
    };

    std::shared_ptr<const Interface> law_;
    std::vector<StateName> shown_;
  };
} // namespace sagitta::materials
