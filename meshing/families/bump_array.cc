#include <meshing/families/bump_array.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace sagitta::meshing
{
  namespace
  {
    bool is_pad(const BumpPart &part)
    {
      return part.name == "bottom_pad" || part.name == "top_pad";
    }

    /// The parts in the order of their bodies.
    std::vector<std::size_t> pads_first(const std::vector<BumpPart> &parts)
    {
      std::vector<std::size_t> order;
      for (std::size_t p = 0; p < parts.size(); ++p)
        if (!parts[p].is_bump())
          order.push_back(p);
      for (std::size_t p = 0; p < parts.size(); ++p)
        if (parts[p].is_bump())
          order.push_back(p);
      return order;
    }

    PieceRange pieces_of(const Body &array)
    {
      return {array.first_layer, array.last_layer};
    }

    Body body_of(const Body &array, const std::vector<Layer> &stack, const BumpPart &part)
    {
      Body body = array;
      const PieceRange pieces = find_pieces(pieces_of(array), stack, part.bottom, part.top);
      body.first_layer = pieces.first;
      body.last_layer = pieces.last;
      return body;
    }

    std::string joined(const std::string &name, const std::string &part)
    {
      return part.empty() ? name : name + "_" + part;
    }
  } // namespace

  std::set<double> find_part_ends(const std::vector<BumpPart> &parts)
  {
    std::set<double> ends;
    for (const BumpPart &part : parts)
      ends.insert(part.top);
    return ends;
  }

  PieceRange find_pieces(const PieceRange &pieces, const std::vector<Layer> &stack, double bottom, double top)
  {
    PieceRange found{pieces.last, pieces.first};
    double z = 0;
    for (unsigned piece = pieces.first; piece <= pieces.last; ++piece)
      {
        const double middle = z + stack[piece].thickness / 2;
        if (middle > bottom && middle < top)
          found = {std::min(found.first, piece), piece};
        z += stack[piece].thickness;
      }
    return found;
  }

  std::vector<BumpBody> make_bump_bodies(const Body &array, const std::vector<Layer> &stack, const std::vector<BumpPart> &parts,
                                         const std::vector<CoveredArea> &cover)
  {
    std::vector<BumpBody> bodies;
    for (const std::size_t p : pads_first(parts))
      for (std::size_t a = 0; a < cover.size(); ++a)
        {
          Body body = body_of(array, stack, parts[p]);
          body.name = joined(array.name, parts[p].name) + (is_pad(parts[p]) ? "s" : "");
          if (cover.size() > 1)
            {
              body.group = body.name;
              body.name += "_area_" + std::to_string(a + 1);
            }
          body.outline = cover[a].area;
          bodies.push_back({p, cover[a], parts[p].diameter.value_or(cover[a].diameter()), parts[p].height(), std::move(body)});
        }
    return bodies;
  }

  std::vector<BumpDisc> make_discs(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps)
  {
    std::vector<Body> patterns;
    for (const BumpPart &part : bumps.parts)
      {
        patterns.push_back(body_of(array, stack, part));
        patterns.back().group = joined(array.name, part.name);
      }
    std::vector<BumpDisc> discs;
    discs.reserve(bumps.sites.size() * bumps.parts.size());
    for (std::size_t s = 0; s < bumps.sites.size(); ++s)
      for (std::size_t p = 0; p < bumps.parts.size(); ++p)
        {
          const BumpSite &site = bumps.sites[s];
          const std::optional<double> &diameter = bumps.parts[p].diameter;
          Body body = patterns[p];
          body.name = joined(array.name + "_" + site.name, bumps.parts[p].name);
          body.outline = Disc{site.x, site.y, diameter ? *diameter / 2 : bumps.shapes[s].radius};
          discs.push_back({p, s, std::move(body)});
        }
    return discs;
  }

  std::vector<BumpDisc> make_liners(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps, double thickness)
  {
    ResolvedBumps liners = bumps;
    for (BumpShape &shape : liners.shapes)
      shape.radius += thickness;
    std::vector<BumpDisc> discs = make_discs(array, stack, liners);
    for (BumpDisc &disc : discs)
      {
        disc.body.name += "_liner";
        disc.body.group += "_liner";
      }
    return discs;
  }

  std::vector<Body> spread(const Body &body, const std::vector<CoveredArea> &areas)
  {
    std::vector<Body> bodies;
    for (const CoveredArea &area : areas)
      {
        bodies.push_back(body);
        bodies.back().outline = area.area;
        if (areas.size() == 1)
          continue;
        bodies.back().group = body.name;
        bodies.back().name += "_" + std::to_string(bodies.size());
      }
    return bodies;
  }

  std::vector<RingArray> make_rings(const Body &array, const std::vector<Layer> &stack, const ResolvedBumps &bumps, double pitch)
  {
    double largest = 0;
    PieceRange barrel = pieces_of(array);
    for (const BumpPart &part : bumps.parts)
      {
        largest = std::max(largest, part.diameter.value_or(0) / 2);
        if (part.is_bump())
          barrel = find_pieces(pieces_of(array), stack, part.bottom, part.top);
      }
    std::map<std::pair<double, double>, RingArray> rings; // radius, bulge
    for (std::size_t s = 0; s < bumps.sites.size(); ++s)
      {
        const BumpShape &shape = bumps.shapes[s];
        RingArray &ring = rings[{shape.radius, shape.bulge}];
        ring.name = array.name;
        ring.pitch = pitch;
        ring.radius = shape.radius;
        ring.block_radius = std::max(largest, shape.radius);
        ring.centers.push_back({{bumps.sites[s].x, bumps.sites[s].y}});
        if (shape.is_barrel())
          ring.barrel = Barrel{barrel.first, barrel.last, shape.bulge};
      }
    std::vector<RingArray> list;
    for (auto &[shape, ring] : rings)
      list.push_back(std::move(ring));
    return list;
  }
} // namespace sagitta::meshing
