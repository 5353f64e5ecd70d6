#pragma once

#include <solver/base/stage_log.h>
#include <solver/case/case.h>
#include <solver/conduction/heat_problem.h>
#include <solver/evaluation/evaluation.h>
#include <solver/input/case/case_reader.h>
#include <solver/mechanics/mechanics_problem.h>
#include <solver/model/model.h>
#include <solver/results/warpage.h>

#include <mpi.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A case as the program reads it, with the shipped library of materials.
  Case parse(const std::string &text, const std::vector<std::string> &overrides = {});

  /// The section `mechanics` of a case whose faces do not move along their normals.
  std::string normal_supports(const std::vector<std::string> &faces);

  /// The first part of a case, up to `history`: silicon under a mould that relaxes, both 0.5 mm thick, free of stress at 175 degC.
  /// @param width of the square package
  /// @param arms of the mould's modulus of 20 GPa
  /// @param activation energy of the shift
  std::string mould_on_silicon(const std::string &width, const std::string &arms, const std::string &activation);

  /// The text of a shipped case.
  std::string shipped_case(const std::string &name);

  /// A case with one of its states solved on all ranks, as the driver does it, without files.
  class SolvedCase
  {
  public:
    explicit SolvedCase(const std::string &text, const std::vector<std::string> &overrides = {}, unsigned which_state = 0);
    explicit SolvedCase(Case problem, unsigned which_state = 0);
    SolvedCase(const SolvedCase &) = delete;
    SolvedCase &operator=(const SolvedCase &) = delete;

    const Case &problem() const { return problem_; }
    const model::Model &model() const { return model_; }
    const layered::LayeredSpace &space() const { return mechanics_.space(); }
    const layered::Vector<double> &displacement() const { return displacement_; }
    const std::optional<conduction::HeatProblem::Solution> &heat() const { return heat_; }
    const results::SolveInfo &info() const { return info_; }

    evaluation::SolvedState state() const
    {
      return {model_, problem_.materials, mechanics_.space(), displacement_, temperature_, mechanics_.law()};
    }
    std::vector<results::Hotspot> hotspots() const { return evaluation::find_hotspots(model_, temperature_); }
    results::Warpage warpage(evaluation::Face face) const;

    const results::ProbeValue &probe(const std::string &name) const;

    /// uz(at) - uz(from) of two probes [m].
    double rise(const std::string &at, const std::string &from) const { return probe(at).displacement[2] - probe(from).displacement[2]; }

    /// Largest component of the displacement [m]. *Collective.*
    double largest_displacement() const;

    /// Largest deviation of a component of stress (xx, yy, zz, yz, xz, xy) from `expected` over all quadrature points [Pa]. *Collective.*
    double stress_deviation(const mechanics::Voigt &expected) const;

  private:
    Case problem_;
    StageLog log_;
    model::Model model_;
    std::optional<conduction::HeatProblem::Solution> heat_;
    mechanics::MechanicsProblem mechanics_;
    layered::Vector<double> displacement_;
    mechanics::Temperature temperature_;
    results::SolveInfo info_;
    std::vector<results::ProbeValue> probes_;
  };

  double largest_over_ranks(double value);
  double sum_over_ranks(double value);
} // namespace sagitta::tests
