#pragma once

namespace sagitta::materials
{
  constexpr double pi = 3.14159265358979323846;
} // namespace sagitta::materials
