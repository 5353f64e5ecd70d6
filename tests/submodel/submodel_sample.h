#pragma once

#include <tests/verification/solved_case.h>

#include <solver/input/text/document.h>
#include <solver/input/text/override.h>
#include <solver/programme/driver.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// Solves a case and writes its results, without a log.
  inline results::RunResult solve(const Case &problem, const std::filesystem::path &directory, MPI_Comm communicator)
  {
    StageLog log(communicator, std::cout, StageLog::Style::silent);
    return programme::run(problem, directory, communicator, log);
  }

  /// A case, given as text with all its materials, from which windows are cut.
  class SourceOfTest
  {
  public:
    explicit SourceOfTest(const std::string &text, const std::vector<std::string> &overrides = {})
        : source_{std::make_shared<const Case>(parse(text, overrides)), input::parse_document(text, "case.yaml")}
    {
      for (const std::string &change : overrides)
        input::apply_override(source_.root, change);
    }

    const Case &problem() const { return *source_.problem; }

    /// The submodel that a text describes.
    Case cut(const std::string &text, const std::vector<std::string> &overrides = {}) const
    {
      return input::parse_case({"window.yaml", text}, overrides, input::Library(std::vector<input::TextFile>{}), {}, &source_);
    }

  private:
    input::SubmodelSource source_;
  };

  /// Solves a source, in `directory`, and a window of it.
  inline results::RunResult solve_window(const std::string &window, const std::string &source, const std::filesystem::path &directory,
                                         MPI_Comm communicator)
  {
    return solve(SourceOfTest(source).cut(window), directory / "window", communicator);
  }
} // namespace sagitta::tests
