#include <solver/input/import/xml_file.h>

#include <solver/input/fit/table_cells.h>
#include <solver/input/floorplan/words.h>
#include <solver/input/text/beginning.h>
#include <solver/input/text/document.h>

#include <fmt/format.h>

#include <algorithm>

namespace sagitta::input
{
  XmlFile::XmlFile(const TextFile &file) : source_(file.source), text_(file.text)
  {
    check_is_text(text_, source_, "an XML file");
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (text_[i] == '\n')
        line_ends_.push_back(static_cast<std::ptrdiff_t>(i));
    if (const std::size_t declaration = text_.find("<!DOCTYPE"); declaration != std::string::npos)
      fail_at(source_, line_at(static_cast<std::ptrdiff_t>(declaration)),
              "the file has a document type declaration, which can define entities and is not read; remove it");
    const pugi::xml_parse_result result = document_.load_buffer(text_.data(), text_.size(), pugi::parse_default, pugi::encoding_utf8);
    if (!result)
      fail_at(source_, line_at(result.offset), fmt::format("this is not valid XML: {}", result.description()));
  }

  pugi::xml_node XmlFile::root(const std::string &name, const std::string &what) const
  {
    const pugi::xml_node root = document_.document_element();
    if (name != root.name())
      fail(root, fmt::format("the root element is <{}>; that of {} is <{}>", beginning(root.name()), what, name));
    return root;
  }

  std::size_t XmlFile::line(const pugi::xml_node &node) const
  {
    return line_at(node.offset_debug());
  }

  std::size_t XmlFile::line_at(std::ptrdiff_t offset) const
  {
    return 1 + static_cast<std::size_t>(std::lower_bound(line_ends_.begin(), line_ends_.end(), offset) - line_ends_.begin());
  }

  std::string XmlFile::text(const pugi::xml_node &node, const char *child)
  {
    return trimmed(node.child(child).text().get());
  }

  std::optional<double> XmlFile::number(const pugi::xml_node &node, const char *child) const
  {
    const pugi::xml_node inner = node.child(child);
    if (!inner)
      return std::nullopt;
    return read_number(text(node, child), fmt::format("a number of <{}>", child), source_, line(inner));
  }

  void XmlFile::fail(const pugi::xml_node &node, const std::string &sentence) const
  {
    fail_at(source_, line(node), sentence);
  }
} // namespace sagitta::input
