#pragma once

#include <hdf5.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace sagitta::output
{
  /// Figures of things that have names, such as the stresses of parts, in every state of a path: an array [state][name] for each figure.
  /// Things come and go along a path; what a state does not have is NaN.
  class HistoryTable
  {
  public:
    struct Figure
    {
      const char *name, *unit;
      unsigned components = 1;
      const char *components_are = nullptr; ///< "xx, yy, ...", an attribute; null: none
    };

    /// @param labels of the texts that describe a thing beside its name, such as its material
    HistoryTable(std::size_t n_states, std::vector<Figure> figures, std::vector<const char *> labels = {});

    /// The figures of a thing in a state, one after the other with all their components, in the order of the constructor. Things of one
    /// name in one state are told apart by their order: "bump", "bump (2)". `texts`: one for each label.
    void set(std::size_t state, const std::string &name, const std::vector<double> &values, const std::vector<std::string> &texts = {});

    /// Adds it to a file as a group, unless nothing was set. Throws FileError.
    void write(hid_t place, const char *group) const;

  private:
    struct Row
    {
      std::string name;
      std::vector<std::string> texts;
      std::vector<std::vector<double>> by_state; ///< empty: the state does not have it
    };

    std::size_t n_states_;
    std::vector<Figure> figures_;
    std::vector<const char *> labels_;
    std::vector<Row> rows_;                   ///< in the order in which they appeared
    std::map<std::string, std::size_t> find_; ///< rows by name
  };
} // namespace sagitta::output
