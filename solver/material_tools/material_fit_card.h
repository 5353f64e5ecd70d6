#pragma once

#include <solver/input/card/library.h>
#include <solver/material_tools/material_fit.h>

#include <string>

namespace sagitta::material_tools
{
  /// The card: what the request passes on, and what was fitted, every value with its source, kind and range. It has been read as a card of
  /// the library, whose cards it may name, and is one. Throws InputError where the request passes on what is fitted too, or leaves out what
  /// a card needs.
  std::string card_text(const input::FitRequest &request, const FitOutcome &outcome, input::Library library);
} // namespace sagitta::material_tools
