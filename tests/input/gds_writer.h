#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  /// Writes small GDSII streams, lengths in nm.
  class GdsWriter
  {
  public:
    using Point = std::pair<int, int>;

    GdsWriter()
    {
      record(0x00, 2, number(600, 2));
      record(0x01, 2, std::string(24, '\0'));
      record(0x02, 6, text("TEST"));
      record(0x03, 5, real(1e-3) + real(1e-9));
    }

    GdsWriter &begin(const std::string &cell)
    {
      record(0x05, 2, std::string(24, '\0'));
      return record(0x06, 6, text(cell));
    }
    GdsWriter &end() { return record(0x07, 0, ""); }

    GdsWriter &polygon(int layer, int type, std::vector<Point> points)
    {
      points.push_back(points.front());
      return record(0x08, 0, "").layer(layer, type).record(0x10, 3, list(points)).record(0x11, 0, "");
    }

    GdsWriter &path(int layer, int type, int width, int ends, const std::vector<Point> &points)
    {
      record(0x09, 0, "").layer(layer, type).record(0x21, 2, number(ends, 2)).record(0x0f, 3, number(width, 4));
      return record(0x10, 3, list(points)).record(0x11, 0, "");
    }

    GdsWriter &reference(const std::string &cell, Point at, double angle, bool is_mirrored)
    {
      record(0x0a, 0, "").record(0x12, 6, text(cell)).record(0x1a, 1, number(is_mirrored ? 0x8000 : 0, 2)).record(0x1c, 5, real(angle));
      return record(0x10, 3, list({at})).record(0x11, 0, "");
    }

    GdsWriter &array(const std::string &cell, int columns, int rows, Point at, int step_x, int step_y)
    {
      record(0x0b, 0, "").record(0x12, 6, text(cell)).record(0x13, 2, number(columns, 2) + number(rows, 2));
      const Point right{at.first + columns * step_x, at.second}, up{at.first, at.second + rows * step_y};
      return record(0x10, 3, list({at, right, up})).record(0x11, 0, "");
    }

    std::string finish()
    {
      record(0x04, 0, "");
      return bytes_;
    }

  private:
    GdsWriter &record(unsigned tag, unsigned type, const std::string &data)
    {
      bytes_ += number(static_cast<std::int64_t>(data.size()) + 4, 2) + static_cast<char>(tag) + static_cast<char>(type) + data;
      return *this;
    }

    GdsWriter &layer(int layer, int type) { return record(0x0d, 2, number(layer, 2)).record(0x0e, 2, number(type, 2)); }

    /// Big-endian.
    static std::string number(std::int64_t value, unsigned n)
    {
      std::string data;
      for (unsigned i = n; i-- > 0;)
        data += static_cast<char>(value >> (8 * i));
      return data;
    }

    static std::string list(const std::vector<Point> &points)
    {
      std::string data;
      for (const Point &p : points)
        data += number(p.first, 4) + number(p.second, 4);
      return data;
    }

    static std::string text(const std::string &name) { return name.size() % 2 == 0 ? name : name + '\0'; }

    static std::string real(double value)
    {
      if (value == 0)
        return std::string(8, '\0');
      int power = 64;
      for (; value >= 1; ++power)
        value /= 16;
      for (; value < 1. / 16; --power)
        value *= 16;
      return static_cast<char>(power) + number(static_cast<std::int64_t>(std::ldexp(value, 56)), 7);
    }

    std::string bytes_;
  };
} // namespace sagitta::tests
