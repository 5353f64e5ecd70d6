#include <solver/input/case/package/bump_stack.h>

#include <meshing/families/intermetallic.h>
#include <solver/case/names.h>
#include <solver/input/case/package/outline.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::input
{
  using meshing::BumpKind;

  namespace
  {
    /// A part by its thickness, in order from one end of the layer towards the bump.
    struct Slice
    {
      std::string name;
      double thickness;
      std::optional<double> diameter;
      Value material, around;
      std::string surface = "fill";
    };

    class StackReader
    {
    public:
      StackReader(const Value &bumps, std::string layer, double thickness) : bumps_(bumps), layer_(std::move(layer)), thickness_(thickness)
      {
        if (bumps.has("kind"))
          kind_ = bumps.at("kind").choice(bump_kind_names());
      }

      BumpStack read()
      {
        check_kind();
        read_pads();
        read_ubm();
        if (bumps_.has("cap"))
          read_cap();
        else
          for (const char *end : {"bottom", "top"})
            add_intermetallic(end, end, end == std::string("bottom") ? bottom_ : top_);
        return stacked();
      }

    private:
      std::vector<Slice> &slices_at(const std::string &end) { return end == "bottom" ? bottom_ : top_; }

      void check_kind() const
      {
        if (!kind_)
          return;
        const std::string kind = bump_kind_names().name(*kind_);
        const bool is_metal = *kind_ == BumpKind::copper_pillar || *kind_ == BumpKind::copper_post;
        if (bumps_.has("cap") && *kind_ != BumpKind::copper_pillar && *kind_ != BumpKind::micro_bump)
          bumps_.at("cap").fail(fmt::format("bumps of the kind {} have no cap; copper_pillar and micro_bump may have one", kind));
        if (*kind_ == BumpKind::copper_pillar && !bumps_.has("cap"))
          bumps_.fail("a copper_pillar has a cap of solder: add cap: {material, thickness, end}; without one it is a copper_post");
        if (is_metal && bumps_.at("shape").text() == "barrel")
          bumps_.at("shape").fail(fmt::format("bumps of the kind {} are cylinders; solder_ball, c4 and micro_bump may be barrels", kind));
        if (*kind_ == BumpKind::copper_post && bumps_.at("fill").is_choice())
          bumps_.at("fill").fail("copper posts are surrounded by a mould: give its material");
      }

      void read_pads()
      {
        if (!bumps_.has("pads"))
          return;
        const Value pads = bumps_.at("pads"), diameter = pads.at("diameter");
        const meshing::PadSides sides = pads.at("sides").choice(pad_side_names());
        for (const char *end : {"bottom", "top"})
          if (sides == meshing::PadSides::both || pad_side_names().name(sides) == end)
            slices_at(end).push_back(
                {std::string(end) + "_pad", pads.at("thickness").number(), diameter.number(), pads.at("material"), bumps_.at("fill")});
        check_supports(diameter, diameter.number(), "pads");
      }

      /// From the end of the layer towards the bump.
      void read_ubm()
      {
        if (!bumps_.has("ubm"))
          return;
        const Value ubm = bumps_.at("ubm"), wettable = ubm.at("wettable"), fill = bumps_.at("fill");
        const std::string end = ubm.at("end").text();
        std::vector<Slice> &slices = slices_at(end);
        if (!slices.empty())
          ubm.fail(fmt::format("pads and under-bump metal are both at the {}; give the pads other sides, or put the pad into ubm", end));
        const Value diameter = ubm.at("diameter");
        const bool has_opening = ubm.has("opening");
        const Value narrow = has_opening ? ubm.at("opening").at("diameter") : diameter;
        const Value around = has_opening ? ubm.at("opening").at("passivation") : fill;
        const std::string surface = has_opening ? end + "_passivation" : "fill";
        if (narrow.number() > diameter.number() * (1 + 1e-9))
          narrow.fail(fmt::format("the opening ({}) is wider than the under-bump metal ({})", narrow.text(), diameter.text()));
        if (ubm.has("pad"))
          {
            const Value pad = ubm.at("pad"), pad_diameter = pad.at("diameter");
            if (pad_diameter.number() < narrow.number() * (1 - 1e-9))
              pad_diameter.fail(fmt::format("the {} ({}) is outside its pad ({})", has_opening ? "opening" : "under-bump metal",
                                            narrow.text(), pad_diameter.text()));
            slices.push_back({end + "_pad", pad.at("thickness").number(), pad_diameter.number(), pad.at("material"), around, surface});
          }
        double depth = has_opening ? ubm.at("opening").at("thickness").number() : 0;
        if (ubm.has("barrier"))
          {
            const Value barrier = ubm.at("barrier"), thickness = barrier.at("thickness");
            slices.push_back({end + "_barrier", thickness.number(), narrow.number(), barrier.at("material"), around, surface});
            if (has_opening && thickness.number() >= depth * (1 - 1e-9))
              thickness.fail(fmt::format("the barrier ({}) fills the opening ({} deep)", thickness.text(), shown_length(depth)));
            depth -= has_opening ? thickness.number() : 0;
          }
        if (has_opening)
          slices.push_back({end + "_opening", depth, narrow.number(), wettable.at("material"), around, surface});
        slices.push_back({end + "_wettable", wettable.at("thickness").number(), diameter.number(), wettable.at("material"), fill});
        check_supports(diameter, diameter.number(), "under-bump metal");
      }

      /// Does the cylinder of a bump stand for a ball, whose ends are narrower?
      bool stands_for_balls() const
      {
        return bumps_.has("ball_diameter") || (kind_ && (*kind_ == BumpKind::solder_ball || *kind_ == BumpKind::c4));
      }

      /// Throws InputError for a bump that is wider at its ends than what it stands on.
      void check_supports(const Value &place, double width, const std::string &what)
      {
        std::optional<double> end;
        if (bumps_.has("end_diameter"))
          end = bumps_.at("end_diameter").number();
        else if (!stands_for_balls())
          {
            if (bumps_.has("diameter"))
              end = bumps_.at("diameter").number();
            narrowest_support_ = std::min(narrowest_support_.value_or(width), width);
          }
        if (end && *end > width * (1 + 1e-9))
          place.fail(fmt::format(
              "the bumps {} are outside their {}: their ends have a diameter of {}, and this has {}{}", bumps_.at("name").text(), what,
              shown_length(*end), shown_length(width),
              kind_ || bumps_.has("end_diameter") ? "" : "; if they are balls, for which the cylinder stands, add kind: solder_ball"));
        constexpr double least_share = .05; // of the bump: what is narrower carries nothing and has no stiffness to compute with
        if (bumps_.has("diameter") && width < least_share * bumps_.at("diameter").number())
          place.fail(
              fmt::format("the {} of the bumps {} have a diameter of {}, less than a twentieth of that of the bumps, {}; check its unit",
                          what, bumps_.at("name").text(), place.text(), bumps_.at("diameter").text()));
      }

      void read_cap()
      {
        const Value cap = bumps_.at("cap");
        const std::string end = cap.at("end").text(), other = end == "bottom" ? "top" : "bottom";
        std::vector<Slice> &slices = slices_at(end);
        add_intermetallic(end, end, slices);
        const std::size_t place = slices.size();
        slices.push_back({"cap", cap.at("thickness").number(), std::nullopt, cap.at("material"), bumps_.at("fill")});
        add_intermetallic(other, "cap", slices);
        double rest = slices[place].thickness;
        for (const Slice &slice : slices)
          if (slice.name.find("_intermetallic") != std::string::npos)
            rest -= slice.thickness;
        if (!(rest > 1e-9 * slices[place].thickness))
          cap.at("thickness").fail("the intermetallic layers are as thick as the cap, and leave no solder");
        slices[place].thickness = rest;
      }

      /// Adds the layers at one end of the solder, the one farthest from the metal last.
      void add_intermetallic(const std::string &end, const std::string &prefix, std::vector<Slice> &slices)
      {
        if (!bumps_.has("intermetallic"))
          return;
        std::optional<double> diameter; // of the ends
        if (bumps_.has("end_diameter"))
          diameter = bumps_.at("end_diameter").number();
        unsigned count = 0;
        for (const Value &layer : bumps_.at("intermetallic").items())
          {
            const std::string &at = layer.at("end").text();
            if (at != end && at != "both")
              continue;
            const std::string number = ++count > 1 ? "_" + std::to_string(count) : "";
            slices.push_back({prefix + "_intermetallic" + number, thickness_of(layer), diameter, layer.at("material"), bumps_.at("fill")});
          }
      }

      static double thickness_of(const Value &layer)
      {
        const double initial = layer.at("thickness").number();
        if (layer.has("growth") != layer.has("aging"))
          layer.fail("growth and aging must be given together: how fast the layer grows, and how long the bumps have aged");
        if (!layer.has("growth"))
          return initial;
        const Value growth = layer.at("growth"), aging = layer.at("aging");
        return meshing::aged_thickness({growth.at("thickness").number(), growth.at("after").number(), growth.at("at").number(),
                                        growth.at("activation_energy").number()},
                                       initial, aging.at("temperature").number(), aging.at("duration").number());
      }

      BumpStack stacked() const
      {
        constexpr double thinnest = 1e-6; // of the layer: pieces of a layer must be told from its faces
        double left = thickness_;
        for (const std::vector<Slice> *slices : {&bottom_, &top_})
          for (const Slice &slice : *slices)
            {
              left -= slice.thickness;
              if (slice.thickness < thinnest * thickness_)
                bumps_.fail(
                    fmt::format("the part {} ({}) is thinner than {:g} of the layer {} ({}); leave it out, or correct its thickness",
                                slice.name, shown_length(slice.thickness), thinnest, layer_, shown_length(thickness_)));
            }
        if (!(left > thinnest * thickness_))
          refuse(thickness_ - left);
        BumpStack stack;
        stack.narrowest_support = narrowest_support_;
        double z = 0;
        const auto add = [&](const Slice &slice, double top) {
          stack.parts.push_back({{slice.name, z, top, slice.diameter}, slice.material, slice.around, slice.surface});
          if (slice.name.empty() || (slice.name.find("_intermetallic") != std::string::npos && !bumps_.has("cap")))
            stack.solder_height += top - z;
          z = top;
        };
        for (const Slice &slice : bottom_)
          add(slice, z + slice.thickness);
        // The heights of upper parts are counted from the top, so that the last one ends there exactly.
        double above = 0;
        std::vector<double> tops;
        for (const Slice &slice : top_)
          {
            tops.push_back(thickness_ - above);
            above += slice.thickness;
          }
        add({"", 0, std::nullopt, bumps_.at("material"), bumps_.at("fill")}, thickness_ - above);
        for (std::size_t s = top_.size(); s-- > 0;)
          add(top_[s], tops[s]);
        return stack;
      }

      [[noreturn]] void refuse(double sum) const
      {
        const std::string layer = fmt::format("the layer {} ({})", layer_, shown_length(thickness_));
        if (bumps_.has("pads") && bottom_.size() + top_.size() <= 2 && !bumps_.has("ubm") && !bumps_.has("cap"))
          {
            const Value thickness = bumps_.at("pads").at("thickness");
            thickness.fail(fmt::format("the pads ({}) fill {} and leave no height for the bumps", shown_length(thickness.number()), layer));
          }
        bumps_.fail(
            fmt::format("pads, under-bump metal, cap and intermetallic layers are {} thick, fill {} and leave no height for the bumps",
                        shown_length(sum), layer));
      }

      const Value &bumps_;
      std::string layer_;
      double thickness_;
      std::optional<BumpKind> kind_;
      std::optional<double> narrowest_support_; ///< [m]
      std::vector<Slice> bottom_, top_;         ///< from the ends of the layer towards the bump
    };
  } // namespace

  std::vector<meshing::BumpPart> BumpStack::geometry() const
  {
    std::vector<meshing::BumpPart> list;
    for (const BumpPartValue &part : parts)
      list.push_back(part.part);
    return list;
  }

  const meshing::BumpPart &BumpStack::bump() const
  {
    return std::find_if(parts.begin(), parts.end(), [](const BumpPartValue &part) { return part.part.is_bump(); })->part;
  }

  bool is_halved(const Value &array)
  {
    return array.has("halves") && array.at("halves").flag();
  }

  BumpStack read_bump_stack(const Value &bumps, const std::string &layer, double thickness)
  {
    return StackReader(bumps, layer, thickness).read();
  }
} // namespace sagitta::input
