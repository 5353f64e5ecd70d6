#pragma once

#include <solver/input/text/files.h>

#include <pugixml.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace sagitta::input
{
  /// An XML file. Document type declarations, and with them entities, are refused; nothing but the text itself is read.
  class XmlFile
  {
  public:
    /// Throws InputError for a file that is not text or not XML, or has a document type declaration.
    explicit XmlFile(const TextFile &file);

    /// The root element. Throws InputError when it is not called `name`; `what` such a file is.
    pugi::xml_node root(const std::string &name, const std::string &what) const;

    /// The number of the line in which an element begins.
    std::size_t line(const pugi::xml_node &node) const;

    /// The text of a child of an element, without blanks around it; empty when there is none.
    static std::string text(const pugi::xml_node &node, const char *child);

    /// The number in a child of an element; nothing when there is no such child. Throws InputError for a text that is not a number.
    std::optional<double> number(const pugi::xml_node &node, const char *child) const;

    const std::string &source() const { return source_; }
    [[noreturn]] void fail(const pugi::xml_node &node, const std::string &sentence) const;

  private:
    std::size_t line_at(std::ptrdiff_t offset) const;

    std::string source_, text_;
    std::vector<std::ptrdiff_t> line_ends_; ///< where they stand in the text
    pugi::xml_document document_;
  };
} // namespace sagitta::input
