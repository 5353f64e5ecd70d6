#pragma once

#include <meshing/package/package.h>
#include <solver/input/case/package/bump_cells.h>
#include <solver/input/case/package/package_stack.h>
#include <solver/input/case/package/requested_materials.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/text/value.h>

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace sagitta::input
{
  /// What arrays of round parts are read with.
  struct ArrayContext
  {
    RequestedMaterials &materials;
    BumpCells &cells;
    PartNames &names;
    const PackageStack &stack;
    const TableFiles &tables;
    /// Sets the stress-free temperature of a body whose layers are set, as the entry or the material asks.
    std::function<void(meshing::Body &body, const Value &entry, unsigned material)> set_stress_free;
    /// The stress-free temperature [K] that the case file gives to a material; absent: none.
    std::function<std::optional<double>(unsigned material)> own_stress_free;
  };

  /// The bodies of an array of round parts, in their order.
  struct ArrayBodies
  {
    std::vector<meshing::Body> bodies;
    std::vector<meshing::RingArray> rings;
    std::vector<meshing::Rectangle> covered = {};      ///< areas that the array takes for itself [m]; they do not overlap
    std::vector<meshing::Disc> homogenised_sites = {}; ///< where what is homogenised stands; empty for an area, which has no positions
  };

  /// The areas that arrays of round parts cover in their layers.
  class CoveredAreas
  {
  public:
    void add(const Value &entry, const ArrayBodies &array);

    /// Throws InputError when areas of two arrays overlap in a layer.
    void check(const PackageStack &stack) const;

  private:
    struct Area
    {
      meshing::Rectangle area;
      std::size_t array;
    };

    std::vector<Value> entries_;
    std::map<unsigned, std::vector<Area>> by_layer_;
  };

  /// Reads an entry of package.bumps.
  /// Throws InputError for what read_bump_stack() and read_sites() refuse, a missing diameter, a part wider than the pitch, bumps that
  /// overlap, and bumps outside the outline of their layer.
  ArrayBodies read_bumps(const Value &bumps, const ArrayContext &context);

  /// Reads an entry of package.vias. `package`: the bodies so far; the vias lie in one of them.
  /// Throws InputError for vias that lie in no part, in several, or reach beyond it.
  ArrayBodies read_vias(const Value &vias, const ArrayContext &context, const meshing::Package &package);
} // namespace sagitta::input
