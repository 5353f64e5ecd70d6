#include <solver/drawing/fills.h>

#include <materials/homogenise/layer_material.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>

namespace sagitta::drawing
{
  namespace
  {
    struct Colour
    {
      const char *name, *colour, *ink;
      Pattern pattern;
      std::vector<const char *> words; ///< of materials that are usually drawn so
    };

    /// Plain colours in steps of lightness, which people with colour-blindness distinguish, then patterns. Lightness L*: 91, 81, 71, 58,
    /// 46, 33, 18 of the plain ones. After Okabe and Ito, "Color universal design" (2008), and ColorBrewer.
    const std::vector<Colour> &palette()
    {
      static const std::vector<Colour> colours = {
          {"light blue", "#a6cee3", "", Pattern::plain, {"silicon", "glass"}},
          {"dark grey", "#4d4d4d", "", Pattern::plain, {"mould", "mold", "lmc", "emc", "compound"}},
          {"orange", "#e69f00", "", Pattern::plain, {"copper"}},
          {"pale yellow", "#f3e79b", "", Pattern::plain, {"polyimide", "polymer", "dielectric", "pbo", "abf", "passivation"}},
          {"green", "#009e73", "", Pattern::plain, {"fr4", "board", "core", "bt_", "laminate", "substrate"}},
          {"blue", "#0072b2", "", Pattern::plain, {"underfill", "capillary"}},
          {"dark purple", "#3b2348", "", Pattern::plain, {"nickel", "tiw", "titanium", "chrom"}},
          {"grey, dotted", "#c8c8c8", "#404040", Pattern::dotted, {"solder", "sac", "snag", "tin"}},
          {"vermilion, falling lines", "#d55e00", "#ffffff", Pattern::falling, {"tim", "thermal_interface", "adhesive", "attach"}},
          {"sky blue, level lines", "#56b4e9", "#10405f", Pattern::level, {"alumin", "lid"}},
          {"pink, crossed lines", "#cc79a7", "#5a2b45", Pattern::crossed, {"mask", "resist", "gold", "cu6sn5", "intermetallic"}},
          {"brown, upright lines", "#8c510a", "#f6e8c3", Pattern::upright, {"resin", "film"}}};
      return colours;
    }

    constexpr std::array<Pattern, 6> patterns = {Pattern::rising, Pattern::falling, Pattern::crossed,
                                                 Pattern::dotted, Pattern::level,   Pattern::upright};

    const char *word(Pattern pattern)
    {
      switch (pattern)
        {
        case Pattern::rising:
          return "rising lines";
        case Pattern::falling:
          return "falling lines";
        case Pattern::crossed:
          return "crossed lines";
        case Pattern::dotted:
          return "dotted";
        case Pattern::level:
          return "level lines";
        case Pattern::upright:
          return "upright lines";
        case Pattern::plain:
          break;
        }
      return "";
    }

    std::string lower_case(std::string text)
    {
      std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
      return text;
    }

    Fill fill_of(const Colour &colour)
    {
      return {colour.name, colour.colour, colour.pattern, colour.ink};
    }

    bool is_taken(const std::vector<Fill> &fills, const Fill &fill)
    {
      return std::find(fills.begin(), fills.end(), fill) != fills.end();
    }

    /// The first row of the palette that is free, then the plain colours under one pattern after the other.
    Fill next_free(const std::vector<Fill> &taken)
    {
      for (const Colour &colour : palette())
        if (!is_taken(taken, fill_of(colour)))
          return fill_of(colour);
      Fill fill;
      for (const Pattern pattern : patterns)
        for (const Colour &colour : palette())
          if (colour.pattern == Pattern::plain)
            {
              fill = {std::string(colour.name) + ", " + word(pattern), colour.colour, pattern, ""};
              fill.ink = ink_on(fill);
              if (!is_taken(taken, fill))
                return fill;
            }
      return fill;
    }

    /// The base colour's name, without its pattern.
    std::string base_name(const Fill &fill)
    {
      return fill.name.substr(0, fill.name.find(','));
    }

    /// Inclusions as a pattern on what surrounds them, or on white.
    Fill mixed(const Fill &inclusion, const Fill *matrix, const std::vector<Fill> &taken)
    {
      Fill fill;
      for (const Pattern pattern : patterns)
        {
          const std::string ground = matrix ? base_name(*matrix) : "white";
          fill = {ground + ", " + base_name(inclusion) + " " + word(pattern), matrix ? matrix->colour : "#ffffff", pattern,
                  inclusion.colour};
          if (!matrix && inclusion.colour == "#c8c8c8")
            fill.ink = inclusion.ink; // pale lines on white do not show
          if (fill.colour == fill.ink)
            fill.ink = ink_on(fill);
          if (!is_taken(taken, fill))
            return fill;
        }
      return next_free(taken);
    }

    double lightness(const std::string &colour)
    {
      std::array<double, 3> linear{};
      for (unsigned i = 0; i < 3; ++i)
        {
          const double value = static_cast<double>(std::strtol(colour.substr(1 + 2 * i, 2).c_str(), nullptr, 16)) / 255;
          linear[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
        }
      const double luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
      return luminance > 0.008856 ? 116 * std::cbrt(luminance) - 16 : 903.3 * luminance; // CIE L*
    }
  } // namespace

  bool operator==(const Fill &a, const Fill &b)
  {
    return a.colour == b.colour && a.pattern == b.pattern && a.ink == b.ink;
  }

  std::vector<Fill> choose_fills(const Materials &materials)
  {
    const auto is_mixed = [&](std::size_t m) { return m < materials.recipes.size() && materials.recipes[m].has_value(); };
    std::vector<Fill> fills(materials.size()), taken;
    std::vector<char> is_chosen(materials.size(), 0);
    const auto choose = [&](std::size_t m, const Fill &fill) {
      fills[m] = fill;
      is_chosen[m] = 1;
      taken.push_back(fill);
    };
    for (std::size_t m = 0; m < materials.size(); ++m)
      for (const Colour &colour : palette())
        if (!is_mixed(m) && !is_chosen[m] && !is_taken(taken, fill_of(colour)))
          for (const char *part : colour.words)
            if (!is_chosen[m] && lower_case(materials[m].name).find(part) != std::string::npos)
              choose(m, fill_of(colour));
    for (std::size_t m = 0; m < materials.size(); ++m)
      if (!is_mixed(m) && !is_chosen[m])
        choose(m, next_free(taken));
    for (std::size_t m = 0; m < materials.size(); ++m)
      if (is_mixed(m))
        {
          const std::vector<unsigned> parts = materials::constituents(*materials.recipes[m]);
          choose(m, mixed(fills[parts.front()], parts.size() > 1 ? &fills[parts[1]] : nullptr, taken));
        }
    return fills;
  }

  std::string ink_on(const Fill &fill)
  {
    return lightness(fill.colour) > 52 ? "#000000" : "#ffffff";
  }

  std::string define(const Fill &fill, const std::string &id)
  {
    if (fill.pattern == Pattern::plain)
      return "";
    std::string marks;
    switch (fill.pattern)
      {
      case Pattern::rising:
        marks = "M-1 1L1-1M0 8L8 0M7 9L9 7";
        break;
      case Pattern::falling:
        marks = "M7-1L9 1M0 0L8 8M-1 7L1 9";
        break;
      case Pattern::crossed:
        marks = "M-1 1L1-1M0 8L8 0M7 9L9 7M7-1L9 1M0 0L8 8M-1 7L1 9";
        break;
      case Pattern::level:
        marks = "M0 2H8M0 6H8";
        break;
      case Pattern::upright:
        marks = "M2 0V8M6 0V8";
        break;
      case Pattern::dotted:
        marks = "M1.2 2h1.6M5.2 6h1.6";
        break;
      case Pattern::plain:
        break;
      }
    const char *stroke = fill.pattern == Pattern::dotted ? "1.6" : "1.3";
    return fmt::format(
        "<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" fill=\"{}\"/>"
        "<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\" fill=\"none\"/></pattern>\n",
        id, fill.colour, marks, fill.ink, stroke);
  }
} // namespace sagitta::drawing
