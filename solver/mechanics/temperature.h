#pragma once

#include <solver/layered/space/cell_values.h>

#include <memory>
#include <optional>
#include <variant>

namespace sagitta::mechanics
{
  /// A temperature that differs from point to point: nodal values on a layered space of the model's plan and layer grid.
  struct TemperatureField
  {
    std::shared_ptr<const layered::LayeredSpace> space;
    const layered::Vector<double> *values = nullptr; ///< [K], complete and ghosted
  };

  /// The temperature of a state: uniform [K], or a field. A field without values is still to be solved for.
  using Temperature = std::variant<double, TemperatureField>;

  inline bool is_uniform(const Temperature &temperature)
  {
    return std::holds_alternative<double>(temperature);
  }

  /// Temperatures at the quadrature points of one plan cell after another, and the mean of every element. The space of a field has the
  /// degrees of the space whose points are asked for.
  class CellTemperature
  {
  public:
    /// `temperature` must outlive this.
    explicit CellTemperature(const Temperature &temperature);

    /// Goes to a plan cell of this rank.
    void load(unsigned cell);

    /// Temperature at plan point q and layer point qz of element e [K].
    double at(unsigned e, unsigned q, unsigned qz) const { return values_ ? values_->value(e, q, qz, 0) : uniform_; }

    /// Mean over element e [K].
    double mean(unsigned e) const { return values_ ? values_->mean(e, 0) : uniform_; }

  private:
    double uniform_ = 0;
    const layered::Vector<double> *field_ = nullptr;
    std::optional<layered::CellValues> values_; ///< of a field
  };
} // namespace sagitta::mechanics
