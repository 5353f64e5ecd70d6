#pragma once

#include <materials/laws/law.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::materials
{
  /// A number among those that a law remembers, for people to look at.
  struct StateName
  {
    unsigned index;   ///< in the state
    std::string name; ///< with its unit: "resistance [Pa]"
  };

  /// Any law of law.h, chosen at run time. A value.
  class PointLaw
  {
  public:
    /// @param shown the remembered numbers that a result lists
    template <typename Law>
    explicit PointLaw(Law law, std::vector<StateName> shown = {})
        : held_(std::make_shared<const Holder<Law>>(std::move(law))), shown_(std::move(shown))
    {
    }

    unsigned state_size() const { return held_->state_size(); }
    void initialise(double temperature, double cure, double *state) const { held_->initialise(temperature, cure, state); }
    PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const
    {
      return held_->advance(step, old_state, new_state);
    }
    const std::vector<StateName> &shown() const { return shown_; }

  private:
    struct Interface
    {
      virtual ~Interface() = default;
      virtual unsigned state_size() const = 0;
      virtual void initialise(double temperature, double cure, double *state) const = 0;
      virtual PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const = 0;
    };

    template <typename Law>
    struct Holder final : Interface
    {
      explicit Holder(Law held) : law(std::move(held)) {}
      unsigned state_size() const override { return law.state_size(); }
      void initialise(double temperature, double cure, double *state) const override { law.initialise(temperature, cure, state); }
      PointResponse advance(const PointStep &step, const double *old_state, double *new_state) const override
      {
        return law.advance(step, old_state, new_state);
      }
      Law law;
    };

    std::shared_ptr<const Interface> held_;
    std::vector<StateName> shown_;
  };
} // namespace sagitta::materials
