#pragma once

#include <solver/input/fit/fit_request.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/text/value.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::input
{
  /// The tables of a request, by what stands under `data`.
  class FitTables
  {
  public:
    explicit FitTables(std::function<TextFile(const std::string &)> read) : read_(std::move(read)) {}

    MeasuredTable table(const Value &data) const;

    static std::string file_name(const Value &data);

  private:
    std::function<TextFile(const std::string &)> read_;
  };

  GlassTransitionSection read_glass_transition_section(const Value &section, const FitTables &tables);
  CureSection read_cure_section(const Value &section, const FitTables &tables);
  ViscoelasticSection read_viscoelastic_section(const Value &section, const FitTables &tables);
  ExpansionSection read_expansion_section(const Value &section, const FitTables &tables);
  InelasticSection read_inelastic_section(const std::string &name, const Value &section, const FitTables &tables);
} // namespace sagitta::input
