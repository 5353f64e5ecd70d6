#pragma once

#include <solver/results/results.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::results
{
  /// Figures of parts that are alike, or of one part that stands alone.
  template <typename Item>
  class AlikeParts
  {
  public:
    explicit AlikeParts(std::string group) : group_(std::move(group)) {}

    void add(const Item &item) { items_.push_back(&item); }

    const Item &largest(double Item::*member) const
    {
      return **std::max_element(items_.begin(), items_.end(), [&](const Item *a, const Item *b) { return a->*member < b->*member; });
    }

    /// "bumps_3_7 (worst of 400 bumps)", or the name of the one part.
    std::string name(const Item &shown, const char *why) const
    {
      return items_.size() == 1 ? shown.part : shown.part + " (" + why + " of " + std::to_string(items_.size()) + " " + group_ + ")";
    }

  private:
    std::string group_;
    std::vector<const Item *> items_;
  };

  /// Which parts of a package are alike, such as the bumps of an array.
  class PartGroups
  {
  public:
    /// @param groups the common name by the name of a part; it outlives this object
    explicit PartGroups(const std::map<std::string, std::string> &groups) : groups_(groups) {}

    /// The items of a list, those of one group and kind together where the first of them stands.
    template <typename Item>
    std::vector<AlikeParts<Item>> collect(const std::vector<Item> &items) const
    {
      std::vector<AlikeParts<Item>> rows;
      std::map<std::pair<std::string, std::string>, std::size_t> places;
      for (const Item &item : items)
        {
          const auto group = groups_.find(item.part);
          if (group == groups_.end())
            rows.emplace_back(item.part);
          else if (places.emplace(std::make_pair(group->second, kind(item)), rows.size()).second)
            rows.emplace_back(group->second);
          (group == groups_.end() ? rows.back() : rows[places.at({group->second, kind(item)})]).add(item);
        }
      return rows;
    }

  private:
    /// What has to be equal besides the group.
    static std::string kind(const Hotspot &) { return ""; }
    static std::string kind(const PartTemperature &temperature) { return temperature.block.value_or(""); }
    static std::string kind(const PartStress &stress) { return stress.material; }

    const std::map<std::string, std::string> &groups_;
  };
} // namespace sagitta::results
