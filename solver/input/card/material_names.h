#pragma once

#include <solver/input/card/library.h>
#include <solver/input/text/document.h>
#include <solver/input/text/value.h>

#include <optional>
#include <string>

namespace sagitta::input
{
  /// The names of materials that a case may refer to: those of its section `materials`, and those of the library with their aliases.
  /// No card is read for them.
  class MaterialNames
  {
  public:
    /// `materials` is the case file's section, or null. Both must outlive the names.
    MaterialNames(const Library &library, const Node *materials) : library_(library), materials_(materials) {}

    const Library &library() const { return library_; }

    /// The section `materials` of the case file, or null.
    const Node *section() const { return materials_; }

    /// What the case file gives under a name; null when it gives nothing.
    const Node *find_own(const std::string &name) const { return materials_ ? materials_->find(name) : nullptr; }

    /// Does the case file itself give the material of this name?
    bool is_of_case(const std::string &name) const { return find_own(name) != nullptr; }

    /// The name that a reference means: of the case file, or of the library's card that has it as name or alias.
    /// Throws InputError for an unknown name, with the nearest one.
    std::string find(const Value &reference) const;

    /// The stress-free temperature [K] that the case file gives beside a name.
    std::optional<double> stress_free_temperature(const std::string &name) const;

    /// Throws InputError: there is no such material.
    [[noreturn]] void refuse_unknown(const std::string &name, const Source &source) const;

  private:
    const Library &library_;
    const Node *materials_;
  };
} // namespace sagitta::input
