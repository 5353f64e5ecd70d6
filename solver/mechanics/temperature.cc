#include <solver/mechanics/temperature.h>

namespace sagitta::mechanics
{
  CellTemperature::CellTemperature(const Temperature &temperature)
  {
    if (is_uniform(temperature))
      {
        uniform_ = std::get<double>(temperature);
        return;
      }
    const auto &field = std::get<TemperatureField>(temperature);
    field_ = field.values;
    values_.emplace(*field.space);
  }

  void CellTemperature::load(unsigned cell)
  {
    if (values_)
      values_->load(cell, *field_);
  }
} // namespace sagitta::mechanics
