#pragma once

#include <materials/laws/viscoelastic.h>
#include <solver/base/name_table.h>

#include <optional>
#include <string>

namespace sagitta::material_tools
{
  /// Programs whose input a relaxing material can be written for.
  enum class RelaxationFormat
  {
    abaqus,
    ansys,
    calculix
  };

  /// Units of the file: the program has none.
  enum class ExportUnits
  {
    si,         ///< m, kg, s, K, Pa
    millimetres ///< mm, t, s, degC, MPa
  };

  /// Which part of a shift that is WLF above a junction and Arrhenius below it.
  enum class ShiftPart
  {
    whole,
    wlf,
    arrhenius
  };

  /// Elastic constants of a relaxing material.
  enum class ElasticLimit
  {
    instantaneous,
    long_term
  };

  const NameTable<RelaxationFormat> &relaxation_format_names();
  const NameTable<ExportUnits> &export_units_names();
  const NameTable<ShiftPart> &shift_part_names();
  const NameTable<ElasticLimit> &elastic_limit_names();

  struct RelaxationRequest
  {
    std::string name, description; ///< of the material
    RelaxationFormat format;
    ExportUnits units;
    ShiftPart part;
    std::optional<ElasticLimit> limit; ///< of CalculiX
  };

  /// What is written.
  struct RelaxationFiles
  {
    std::string material;
    std::string subroutine; ///< Fortran for the shift of Abaqus; empty: none is needed
  };

  /// The law at full cure as input of another program: instantaneous elastic constants, the arms of shear and bulk, the shift. The theory
  /// and the conventions of the programs are in docs/user_guide/export.md. Throws InputError by a sentence for what the program does not
  /// have.
  RelaxationFiles export_relaxation(const materials::ViscoelasticLaw &law, const RelaxationRequest &request);
} // namespace sagitta::material_tools
