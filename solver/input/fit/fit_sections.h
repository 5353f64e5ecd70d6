#pragma once

#include <solver/input/fit/fit_request.h>
#include <solver/input/fit/fit_tables.h>
#include <solver/input/text/value.h>

#include <string>

namespace sagitta::input
{
  /// The sections of a request, with their tables. Throws InputError with the place in the request or in the table.
  GlassTransitionSection read_glass_transition_section(const Value &section, const FitTables &tables);
  CureSection read_cure_section(const Value &section, const FitTables &tables);
  ViscoelasticSection read_viscoelastic_section(const Value &section, const FitTables &tables);
  ExpansionSection read_expansion_section(const Value &section, const FitTables &tables);
  InelasticSection read_inelastic_section(const std::string &name, const Value &section, const FitTables &tables);
} // namespace sagitta::input
