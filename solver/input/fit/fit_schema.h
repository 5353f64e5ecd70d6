#pragma once

#include <materials/fit/cure_fit.h>
#include <materials/fit/plasticity_fit.h>
#include <materials/fit/shift_fit.h>
#include <materials/fit/spectrum.h>
#include <solver/base/name_table.h>

namespace sagitta::input
{
  enum class HeatSign
  {
    up,
    down
  };

  enum class FittedSet
  {
    plastic,
    anand
  };

  enum class FittedModulus
  {
    young,
    shear
  };

  const NameTable<HeatSign> &heat_sign_names();
  const NameTable<FittedSet> &fitted_set_names();
  const NameTable<FittedModulus> &fitted_modulus_names();
  const NameTable<materials::ReactionForm> &reaction_form_names();
  const NameTable<materials::DiffusionForm> &diffusion_form_names();
  const NameTable<materials::HeatBaseline> &heat_baseline_names();
  const NameTable<materials::ShiftForm> &shift_form_names();
  const NameTable<materials::SmoothingRule> &smoothing_names();
  const NameTable<materials::HardeningForm> &hardening_form_names();
} // namespace sagitta::input
