#pragma once

#include <tests/verification/solved_case.h>

#include <solver/evaluation/evaluation.h>
#include <solver/process/process_path.h>

#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  inline std::string steps(const std::string &list)
  {
    return "process:\n  steps:\n" + list;
  }

  /// The process of a case, ready to be followed.
  class Followed
  {
  public:
    explicit Followed(const std::string &text, const std::vector<std::string> &overrides = {})
        : problem(parse(text, overrides)), log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent),
          path({problem.package, problem.materials, problem.conditions, problem.programme, problem.numerics}, MPI_COMM_WORLD),
          state(path.start())
    {
    }

    /// On to the state of that name. *Collective.*
    void follow(const std::string &name)
    {
      do
        path.advance(state, log);
      while (problem.programme.states[state.path.next_state - 1].name != name);
    }

    /// Largest equivalent stress of a part at a quadrature point [Pa]. *Collective.*
    double stress(const std::string &part)
    {
      for (const results::PartStress &stress : evaluation::survey(solved(), false).stresses)
        if (stress.part == part)
          return stress.von_mises;
      ADD_FAILURE() << part << " is not there";
      return 0;
    }

    /// Curvature of the bottom in the middle, far from the edges [1/m], positive where the middle is high. *Collective.*
    double curvature()
    {
      FaceRequest middle{"bottom", {Side::bottom}};
      middle.zone = meshing::Rectangle{-4e-3, 4e-3, -4e-3, 4e-3};
      const results::Warpage warpage = evaluation::measure_warpage(solved(), middle);
      return (warpage.quadratic->kx.value + warpage.quadratic->ky.value) / 2;
    }

    results::ProbeValue at(double x, double z) { return evaluation::evaluate_probes(solved(), {Probe{"point", {{x, 0, z}}, {}}}).front(); }

    evaluation::SolvedState solved() { return path.solved(state); }

    Case problem;
    StageLog log;
    process::ProcessPath path;
    process::ProcessState state;
  };
} // namespace sagitta::tests
