#pragma once

#include <solver/application/material_fit.h>

#include <string>

namespace sagitta::application
{
  /// The card: what the request passes on, and what was fitted, every value with its source, kind and range. It has been read as a card and
  /// is one. Throws InputError where the request passes on what is fitted too, or what no card has.
  std::string card_text(const input::FitRequest &request, const FitOutcome &outcome);
} // namespace sagitta::application
