#pragma once

#include <string>
#include <vector>

namespace sagitta::material_tools
{
  /// The options of the commands `sagitta materials ...`.
  struct MaterialOptions
  {
    std::string case_file;                                         ///< of --case; empty: the library alone
    std::vector<std::string> overrides;                            ///< --set
    std::vector<std::string> libraries;                            ///< --library
    std::string output;                                            ///< directory; empty: the default
    std::string material;                                          ///< of `show` and `test`
    std::string test;                                              ///< of `test`: a preset or a path file
    std::string law;                                               ///< of `test`; empty: the only one
    std::string fit_request;                                       ///< of `fit`
    std::string export_format, export_units = "SI";                ///< of `export`
    std::string export_shift = "whole", export_constants;          ///< of `export`; empty: the whole law
    std::vector<std::string> materials;                            ///< of `compare`
    std::vector<std::string> temperatures = {"25degC", "260degC"}; ///< of `compare`
    std::string from = "-55degC", to = "260degC";                  ///< of its curves
    std::string loading;                                           ///< of its filled compounds; empty: none
    std::string shear_rate, cure;                                  ///< of their viscosity; empty: slow shear, uncured
  };
} // namespace sagitta::material_tools
