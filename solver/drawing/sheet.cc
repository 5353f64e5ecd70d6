#include <solver/drawing/sheet.h>

#include <solver/drawing/layout.h>
#include <solver/output/svg.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::drawing
{
  namespace
  {
    using output::svg_number;

    constexpr double margin = 16, row_height = 18;

    struct Entry
    {
      std::string swatch; ///< from its upper left corner
      std::string text, remark;
    };

    std::vector<Entry> legend_entries(const Subject &subject, const std::vector<Block> &blocks)
    {
      std::set<unsigned> materials;
      std::set<LineKind> lines;
      for (const Block &block : blocks)
        {
          materials.insert(block.materials.begin(), block.materials.end());
          lines.insert(block.lines.begin(), block.lines.end());
        }
      std::vector<Entry> entries;
      for (const unsigned material : materials)
        entries.push_back({fmt::format("<rect width=\"26\" height=\"13\" {}/>", area_style(subject, material, 0.8)),
                           subject.materials[material], subject.fills[material].name});
      const auto add_line = [&](LineKind kind, const char *text) {
        if (lines.count(kind))
          entries.push_back({fmt::format("<path {} d=\"M0 6.5h26\"/>", line_style(kind)), text, ""});
      };
      add_line(LineKind::power_block, "outline of a power block, or a face with power");
      add_line(LineKind::hidden_die, "die in another layer");
      add_line(LineKind::cut, "cross-section");
      add_line(LineKind::mesh, "mesh");
      if (lines.count(LineKind::site))
        entries.push_back(
            {fmt::format("<circle cx=\"13\" cy=\"6.5\" r=\"5\" {}/>", line_style(LineKind::site)), "bump of a homogenised array", ""});
      return entries;
    }

    double entry_width(const Entry &entry)
    {
      const double remark = entry.remark.empty() ? 0 : output::text_width(entry.remark, small_size) + 8;
      return 34 + output::text_width(entry.text, label_size) + remark + 24;
    }

    /// The legend in as many columns as fit; returns its height.
    double draw_legend(const std::vector<Entry> &entries, double width, double top, std::string &svg)
    {
      double widest = 1;
      for (const Entry &entry : entries)
        widest = std::max(widest, entry_width(entry));
      const auto columns = static_cast<std::size_t>(std::max(1., std::floor(width / widest)));
      const std::size_t rows = (entries.size() + columns - 1) / columns;
      for (std::size_t i = 0; i < entries.size(); ++i)
        {
          const double x = margin + static_cast<double>(i / rows) * widest, y = top + row_height * static_cast<double>(i % rows);
          svg += fmt::format("<g transform=\"translate({} {})\">{}</g>\n", svg_number(x), svg_number(y), entries[i].swatch);
          svg += output::svg_text(x + 34, y + 10.5, "start", entries[i].text, fmt::format(" font-size=\"{}\"", label_size));
          if (!entries[i].remark.empty())
            svg += output::svg_text(x + 42 + output::text_width(entries[i].text, label_size), y + 10.5, "start", entries[i].remark,
                                    fmt::format(" font-size=\"{}\" fill=\"#606060\"", small_size));
        }
      return row_height * static_cast<double>(rows);
    }

    /// Lines of a text that fit a width.
    std::vector<std::string> lines_of(const std::string &text, double font_size, double width)
    {
      std::size_t length = 200;
      std::vector<std::string> lines = output::wrapped(text, length);
      const auto is_wide = [&](const std::string &line) { return output::text_width(line, font_size) > width; };
      while (length > 20 && std::any_of(lines.begin(), lines.end(), is_wide))
        lines = output::wrapped(text, length -= 5);
      return lines;
    }
  } // namespace

  std::string make_sheet(const Subject &subject, const std::string &heading, const std::vector<Block> &blocks)
  {
    const std::string footer = fmt::format("case {}, hash {}", subject.name, subject.hash);
    const std::vector<Entry> entries = legend_entries(subject, blocks);
    double width = std::max(640., output::text_width(footer, 10));
    for (const Block &block : blocks)
      width = std::max(width, block.width);
    for (const Entry &entry : entries)
      width = std::max(width, entry_width(entry));
    std::string body;
    double y = 24;
    const auto write = [&](const std::string &text, double size, const std::string &style) {
      for (const std::string &line : lines_of(text, size, width))
        {
          body += output::svg_text(margin, y, "start", line, fmt::format(" font-size=\"{}\"{}", size, style));
          y += size + 5;
        }
    };
    write(heading, 16, " font-weight=\"bold\"");
    write(subject.title, 12, " fill=\"#505050\"");
    for (const Block &block : blocks)
      {
        y += 8;
        write(block.caption, 13, " font-weight=\"bold\"");
        body += fmt::format("<g transform=\"translate({} {})\">\n{}</g>\n", svg_number(margin), svg_number(y - 8), block.svg);
        y += block.height + 4;
        for (const std::string &note : block.notes)
          write(note, small_size, " fill=\"#303030\"");
      }
    y += 2;
    body += output::svg_line(margin, y, margin + width, y, "#b0b0b0");
    y += 9;
    y += draw_legend(entries, width, y, body) + 14;
    body += output::svg_text(margin, y, "start", footer, " font-size=\"10\" fill=\"#606060\"");

    std::string definitions;
    for (unsigned m = 0; m < subject.fills.size(); ++m)
      if (std::any_of(blocks.begin(), blocks.end(), [&](const Block &block) { return block.materials.count(m) > 0; }))
        definitions += define(subject.fills[m], fmt::format("fill{}", m));
    return output::svg_begin(std::ceil(width + 2 * margin), std::ceil(y + 12)) +
           (definitions.empty() ? "" : "<defs>\n" + definitions + "</defs>\n") + body + "</svg>\n";
  }
} // namespace sagitta::drawing
