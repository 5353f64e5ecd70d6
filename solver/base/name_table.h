#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sagitta
{
  /// A word that a file may contain, and its meaning.
  struct Word
  {
    std::string name;
    std::string description;
  };

  inline std::vector<std::string> names_of(const std::vector<Word> &words)
  {
    std::vector<std::string> names;
    for (const Word &word : words)
      names.push_back(word.name);
    return names;
  }

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
    explicit NameTable(std::vector<Row> rows) : rows_(std::move(rows)) {}

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
} // namespace sagitta
