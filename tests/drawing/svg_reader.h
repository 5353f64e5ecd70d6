#pragma once

#include <solver/output/svg.h>

#include <array>
#include <cmath>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A text of a picture as a box of pixels.
  struct TextBox
  {
    std::string text;
    double x_min, x_max, y_min, y_max;
  };

  inline std::string attribute(const std::string &tag, const std::string &name)
  {
    const std::size_t at = tag.find(" " + name + "=\"");
    if (at == std::string::npos)
      return "";
    const std::size_t begin = at + name.size() + 3;
    return tag.substr(begin, tag.find('"', begin) - begin);
  }

  /// The first tag of that class.
  inline std::string tag_of_class(const std::string &svg, const std::string &name)
  {
    const std::size_t at = svg.find("class=\"" + name + "\"");
    if (at == std::string::npos)
      return "";
    const std::size_t begin = svg.rfind('<', at);
    return svg.substr(begin, svg.find('>', begin) + 1 - begin);
  }

  /// Text content of the entities that XML knows.
  inline std::string plain(std::string text)
  {
    for (const auto &[entity, character] :
         std::map<std::string, std::string>{{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
      for (std::size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at))
        text.replace(at, entity.size(), character);
    return text;
  }

  /// All texts, groups moved by translate() and texts turned by 90 degrees taken into account.
  inline std::vector<TextBox> read_texts(const std::string &svg)
  {
    std::vector<std::array<double, 2>> shifts{{{0, 0}}};
    std::vector<TextBox> boxes;
    const std::regex translate("translate\\(([-0-9.]+) ([-0-9.]+)\\)");
    for (std::size_t at = svg.find('<'); at != std::string::npos; at = svg.find('<', at + 1))
      {
        const std::string tag = svg.substr(at, svg.find('>', at) + 1 - at);
        if (tag.compare(0, 3, "</g") == 0)
          shifts.pop_back();
        else if (tag.compare(0, 3, "<g ") == 0 || tag == "<g>")
          {
            shifts.push_back(shifts.back());
            std::smatch match;
            if (std::regex_search(tag, match, translate))
              {
                shifts.back()[0] += std::stod(match[1]);
                shifts.back()[1] += std::stod(match[2]);
              }
          }
        else if (tag.compare(0, 6, "<text ") == 0)
          {
            const std::size_t begin = at + tag.size();
            const std::string text = plain(svg.substr(begin, svg.find("</text>", begin) - begin));
            const std::string size_text = attribute(tag, "font-size"), anchor = attribute(tag, "text-anchor");
            const double size = size_text.empty() ? 13 : std::stod(size_text), width = output::text_width(text, size);
            const double x = std::stod(attribute(tag, "x")) + shifts.back()[0], y = std::stod(attribute(tag, "y")) + shifts.back()[1];
            const double before = anchor == "middle" ? width / 2 : anchor == "end" ? width : 0;
            // From the base line most letters rise by three quarters of the size.
            if (tag.find("rotate(-90") != std::string::npos)
              boxes.push_back({text, x - 0.75 * size, x, y - (width - before), y + before});
            else
              boxes.push_back({text, x - before, x - before + width, y - 0.75 * size, y});
          }
      }
    return boxes;
  }

  /// Polygons of a path of M, L and z.
  inline std::vector<std::vector<std::array<double, 2>>> read_polygons(const std::string &path)
  {
    std::vector<std::vector<std::array<double, 2>>> polygons;
    const std::regex point("([ML])([-0-9.]+) ([-0-9.]+)");
    for (std::sregex_iterator i(path.begin(), path.end(), point), end; i != end; ++i)
      {
        if ((*i)[1] == "M")
          polygons.emplace_back();
        polygons.back().push_back({std::stod((*i)[2]), std::stod((*i)[3])});
      }
    return polygons;
  }

  inline double area(const std::vector<std::array<double, 2>> &polygon)
  {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i)
      {
        const auto &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
        twice += a[0] * b[1] - a[1] * b[0];
      }
    return std::abs(twice) / 2;
  }

  /// x, y, radius of the circles in the paths of a material (class m<index>).
  inline std::vector<std::array<double, 3>> read_circles(const std::string &svg, const std::string &name)
  {
    std::vector<std::array<double, 3>> circles;
    const std::regex circle("M([-0-9.]+) ([-0-9.]+)a([0-9.]+) ");
    for (std::size_t at = svg.find("class=\"" + name + "\""); at != std::string::npos; at = svg.find("class=\"" + name + "\"", at + 1))
      {
        const std::size_t begin = svg.rfind('<', at);
        const std::string path = attribute(svg.substr(begin, svg.find('>', begin) + 1 - begin), "d");
        for (std::sregex_iterator i(path.begin(), path.end(), circle), end; i != end; ++i)
          {
            const double radius = std::stod((*i)[3]);
            circles.push_back({std::stod((*i)[1]) + radius, std::stod((*i)[2]), radius});
          }
      }
    return circles;
  }
} // namespace sagitta::tests
