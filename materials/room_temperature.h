#pragma once

namespace sagitta::materials
{
  constexpr double room_temperature = 298.15; ///< [K], 25 degC: of values that are quoted without a temperature
} // namespace sagitta::materials
