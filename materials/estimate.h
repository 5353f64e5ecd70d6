#pragma once

#include <optional>
#include <string>

namespace sagitta::materials
{
  /// A predicted value and its rigorous limits: lower <= value <= upper. A limit that does not exist is infinite.
  struct Estimate
  {
    double value;
    double lower;
    double upper;
  };

  /// One predicted property as `sagitta materials show` and results.json give it.
  struct ReportedEstimate
  {
    std::string name;                  ///< "young_below", "density"
    std::string unit;                  ///< SI, in the usual notation: "Pa", "1/K"; "1" for a pure number
    std::optional<double> temperature; ///< [K]; absent: independent of it
    Estimate estimate;
    std::string formula; ///< names of the formulas of the value and of its bounds
  };
} // namespace sagitta::materials
