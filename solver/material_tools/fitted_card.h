#pragma once

#include <materials/fit/least_squares.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/text/document.h>

#include <string>
#include <vector>

namespace sagitta::material_tools
{
  /// "150 degC" of a temperature [K].
  std::string celsius(double kelvin);

  /// Rows of two values, as a table of a card has them.
  class TableRows
  {
  public:
    void add(const std::string &first, const std::string &second);
    const input::Node &node() const { return node_; }

  private:
    input::Node node_;
  };

  /// A card into which fitted values are written, each with its source, kind and range.
  class FittedCard
  {
  public:
    using Path = std::vector<std::string>;

    /// A card with name, description and what the request passes on. `request` must outlive it.
    explicit FittedCard(const input::FitRequest &request);

    bool has(const std::string &section) const { return root_.find(section) != nullptr; }

    /// The files to which the next values are fitted.
    void set_files(const std::vector<std::string> &files);

    void add_word(const Path &path, const std::string &text);

    /// A value that was chosen, not fitted.
    void add_chosen(const Path &path, const std::string &value);

    void add_constant(const Path &path, const materials::FittedConstant &constant);

    /// Points under `table` of an entry. It is assumed where the data do not determine all of its values.
    void add_table(const Path &path, const TableRows &rows, const std::string &note, bool is_assumed = false);

    /// The card as YAML; back-stresses, which are added under their numbers, as a list.
    std::string text() const;

    /// How well a constant is known: "95 %: 3.1 to 3.4".
    static std::string note(const materials::FittedConstant &constant);

  private:
    input::Node fitted(input::Node value, const std::string &key, const std::string &note, bool is_assumed) const;

    /// Throws InputError when the request passes on what is fitted too.
    void set(const Path &path, input::Node value);

    const input::FitRequest &request_;
    input::Node root_;
    std::string files_; ///< that the values come from
  };
} // namespace sagitta::material_tools
