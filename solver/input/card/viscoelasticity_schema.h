#pragma once

#include <solver/base/name_table.h>
#include <solver/input/card/card_entry.h>
#include <solver/input/text/schema.h>

namespace sagitta::input
{
  enum class RelaxationModel
  {
    shear_and_bulk,
    young,
    assumed
  };

  enum class ShiftModel
  {
    wlf,
    arrhenius,
    wlf_arrhenius,
    table
  };

  enum class WithCure
  {
    moves,
    stays
  };

  const NameTable<RelaxationModel> &relaxation_model_names();
  const NameTable<ShiftModel> &shift_names();
  const NameTable<WithCure> &with_cure_names();

  /// Section `viscoelasticity` of a card: relaxing moduli and their shift with temperature and cure.
  TypePointer viscoelasticity_type(Use use);
} // namespace sagitta::input
