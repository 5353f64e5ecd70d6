#pragma once

#include <solver/input/fit/measured_table.h>
#include <solver/input/text/files.h>
#include <solver/input/text/schema.h>
#include <solver/input/text/value.h>

#include <functional>
#include <map>
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

    /// How tables in unusual formats were read: "dma.csv: decimals after a comma".
    const std::vector<std::string> &remarks() const { return remarks_; }

    static std::string file_name(const Value &data);

    /// One table, or each of a list of tables.
    static std::vector<Value> each(const Value &data);

  private:
    std::function<TextFile(const std::string &)> read_;
    mutable std::vector<std::string> remarks_;
  };

  /// The constants under `hold` of a section, which the fit does not change, in SI units.
  std::map<std::string, double> read_fixed(const Value &section);

  /// Throws InputError for constants under `hold` that the chosen model does not have.
  void check_fixed(const Value &section, const std::vector<std::string> &known);

  /// Throws InputError with the row where `column` does not rise.
  void check_rises(const MeasuredTable &table, const std::vector<double> &values, const std::string &column);

  /// What a column of a table may hold.
  struct ColumnRange
  {
    std::string column;
    Range range;
    std::string words; ///< "between 0 and 1"
  };

  /// Throws InputError with the row where a value is out of range.
  void check_range(const MeasuredTable &table, const std::vector<double> &values, const ColumnRange &range);
} // namespace sagitta::input
