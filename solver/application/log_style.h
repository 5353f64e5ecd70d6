#pragma once

#include <solver/application/command_line.h>
#include <solver/base/stage_log.h>

namespace sagitta::application
{
  /// How the log of a command is to look where its output goes.
  StageLog::Style style(const Options &options);
} // namespace sagitta::application
