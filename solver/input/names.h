#pragma once

#include <materials/homogenise.h>
#include <materials/material.h>
#include <materials/point/mechanical_law.h>
#include <meshing/mesh_request.h>
#include <meshing/package.h>
#include <solver/case.h>
#include <solver/input/schema.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// The one table of an enum: reading, printing and help come from it.
  template <typename Enum>
  class NameTable
  {
  public:
    struct Row
    {
      Enum value;
      std::string name;
      std::string description;
    };

    NameTable(std::initializer_list<Row> rows) : rows_(rows) {}

    Enum value(const std::string &name) const
    {
      for (const Row &row : rows_)
        if (row.name == name)
          return row.value;
      throw std::logic_error("a word that was not checked: " + name);
    }

    const std::string &name(Enum value) const
    {
      for (const Row &row : rows_)
        if (row.value == value)
          return row.name;
      throw std::logic_error("an enum value without a row in its table");
    }

    std::vector<Word> words() const
    {
      std::vector<Word> result;
      for (const Row &row : rows_)
        result.push_back({row.name, row.description});
      return result;
    }

    const std::vector<Row> &rows() const { return rows_; }

  private:
    std::vector<Row> rows_;
  };

  enum class ElasticityModel
  {
    isotropic,
    cubic,
    orthotropic
  };

  enum class ExpansionModel
  {
    tangent,
    secant,
    glass_transition
  };

  enum class ConductivityModel
  {
    isotropic,
    orthotropic
  };

  enum class PadSides
  {
    both,
    bottom,
    top
  };

  const NameTable<Side> &side_names();
  const NameTable<SolverMethod> &solver_method_names();
  const NameTable<meshing::SymmetryRequest> &symmetry_names();
  const NameTable<meshing::PowerPlace> &power_place_names();
  const NameTable<materials::Arrangement> &arrangement_names();
  const NameTable<materials::Evidence> &evidence_names();
  const NameTable<materials::MechanicalLaw> &mechanical_law_names();
  const NameTable<ElasticityModel> &elasticity_model_names();
  const NameTable<ExpansionModel> &expansion_model_names();
  const NameTable<ConductivityModel> &conductivity_model_names();
  const NameTable<PadSides> &pad_side_names();
} // namespace sagitta::input
