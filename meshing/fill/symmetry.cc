#include <meshing/fill/symmetry.h>

#include <meshing/fill/outline_index.h>
#include <meshing/package/point_table.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace sagitta::meshing
{
  namespace
  {
    using Indices = std::vector<unsigned>;
    using Partners = std::vector<std::optional<unsigned>>;

    /// Pairs every one of n things with another of n or itself, each of these at most once and in their order; absent where there is none.
    /// `candidates(i)` are the things that may fit i, ascending; `fits` must be an equivalence relation.
    template <typename Candidates, typename Fits>
    Partners pair_off(std::size_t n, const Candidates &candidates, const Fits &fits)
    {
      Partners partners(n);
      std::vector<char> is_taken(n, 0);
      for (unsigned i = 0; i < n; ++i)
        {
          const Indices near = candidates(i);
          const auto partner = std::find_if(near.begin(), near.end(), [&](unsigned k) { return !is_taken[k] && fits(i, k); });
          if (partner == near.end())
            continue;
          is_taken[*partner] = 1;
          partners[i] = *partner;
        }
      return partners;
    }

    bool are_complete(const Partners &partners)
    {
      return std::all_of(partners.begin(), partners.end(), [](const auto &partner) { return partner.has_value(); });
    }

    /// Compares the two sides of a mirror plane.
    class Comparison
    {
    public:
      Comparison(const Package &package, const MirrorPlane &plane)
          : bodies_(package.bodies), plane_(plane), rounding_(1e-9 * package.extent())
      {
        for (const Body &body : bodies_)
          boxes_.push_back(bounding_box(body.outline));
        index_ = OutlineIndex(boxes_);
      }

      Partners find_images() const
      {
        return pair_off(
            bodies_.size(), [&](unsigned i) { return index_.find_near(corner(plane_.reflect(boxes_[i]), rounding_)); },
            [&](unsigned i, unsigned k) { return is_image(i, k); });
      }

      /// Every body has an image of its own, and of two that overlap the image of the later one is the later one too.
      bool is_symmetric(const Partners &images) const
      {
        if (!are_complete(images))
          return false;
        for (unsigned later = 0; later < bodies_.size(); ++later)
          for (const unsigned earlier : index_.find_near(boxes_[later]))
            if (earlier<later && * images[earlier]> * images[later] && overlap(earlier, later))
              return false;
        return true;
      }

    private:
      bool is_image(unsigned i, unsigned k) const
      {
        const Body &a = bodies_[i], &b = bodies_[k];
        return a.kind == b.kind && a.first_layer == b.first_layer && a.last_layer == b.last_layer && a.material == b.material &&
               a.stress_free_temperature == b.stress_free_temperature && is_same_field(a.stress_free_field, b.stress_free_field) &&
               a.intrinsic_strain == b.intrinsic_strain && a.quarter_turns % 2 == b.quarter_turns % 2 &&
               a.outline.index() == b.outline.index() && is_equal(plane_.reflect(boxes_[i]), boxes_[k], rounding_) && has_same_power(a, b);
      }

      /// A field keeps its symmetry when it varies through the thickness only.
      static bool is_same_field(const std::shared_ptr<const PointTable> &a, const std::shared_ptr<const PointTable> &b)
      {
        return a == b && (!a || a->is_profile());
      }

      /// Blocks may lie on one another, and their powers add up then: each needs an image of its own.
      bool has_same_power(const Body &a, const Body &b) const
      {
        if (a.power.size() != b.power.size() || (!a.power.empty() && a.power_place != b.power_place))
          return false;
        std::vector<Rectangle> areas;
        for (const PowerBlock &block : b.power)
          areas.push_back(block.area);
        const OutlineIndex index(areas);
        return are_complete(pair_off(
            a.power.size(), [&](unsigned i) { return index.find_near(corner(plane_.reflect(a.power[i].area), rounding_)); },
            [&](unsigned i, unsigned k) {
              const double first = a.power[i].power, second = b.power[k].power;
              return is_equal(plane_.reflect(a.power[i].area), b.power[k].area, rounding_) &&
                     std::abs(first - second) <= 1e-9 * std::max(std::abs(first), 1e-300);
            }));
      }

      bool overlap(unsigned i, unsigned k) const
      {
        const Body &a = bodies_[i], &b = bodies_[k];
        const Rectangle &first = boxes_[i], &second = boxes_[k];
        return a.first_layer <= b.last_layer && b.first_layer <= a.last_layer && first.x_min < second.x_max - rounding_ &&
               second.x_min < first.x_max - rounding_ && first.y_min < second.y_max - rounding_ && second.y_min < first.y_max - rounding_;
      }

      const std::vector<Body> &bodies_;
      const MirrorPlane plane_;
      const double rounding_; ///< [m]
      std::vector<Rectangle> boxes_;
      OutlineIndex index_;
    };
  } // namespace

  BodyImages::BodyImages(const Package &package, const Mirror &mirror)
  {
    for (const MirrorPlane &plane : mirror.planes())
      set(plane.axis, Comparison(package, plane).find_images());
  }

  void BodyImages::set(unsigned axis, const std::vector<std::optional<unsigned>> &images)
  {
    std::vector<unsigned> &own = axis == 0 ? in_x_ : in_y_;
    own.clear();
    for (unsigned b = 0; b < images.size(); ++b)
      own.push_back(images[b].value_or(b));
  }

  unsigned BodyImages::operator()(unsigned body, const Reflection &reflection) const
  {
    if (reflection.in_y)
      body = in_y_[body];
    return reflection.in_x ? in_x_[body] : body;
  }

  Symmetry find_symmetry(const Package &package)
  {
    const Rectangle box = package.bounding_box();
    Symmetry result;
    Mirror &mirror = result.mirror;
    mirror.centre_x = (box.x_min + box.x_max) / 2;
    mirror.centre_y = (box.y_min + box.y_max) / 2;
    for (const unsigned axis : {0u, 1u})
      {
        const Comparison comparison(package, {axis, axis == 0 ? mirror.centre_x : mirror.centre_y});
        const Partners images = comparison.find_images();
        if (!comparison.is_symmetric(images))
          continue;
        (axis == 0 ? mirror.in_x : mirror.in_y) = true;
        result.images.set(axis, images);
      }
    return result;
  }
} // namespace sagitta::meshing
