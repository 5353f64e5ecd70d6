#pragma once

#include <solver/base/name_table.h>
#include <solver/input/text/schema.h>

namespace sagitta::input
{
  /// What a step of a process is called.
  enum class StepKind
  {
    attach,
    mould,
    deposit,
    ball_mount,
    debond,
    grind,
    dice,
    heat,
    cool,
    cure,
    hold,
    reflow,
    cycle
  };

  const NameTable<StepKind> &step_kind_names();

  /// The section `process` of a case.
  TypePointer process_type();
} // namespace sagitta::input
