#include <solver/material_tools/material_slab_run.h>

#include <materials/cure/cure_slab.h>
#include <materials/display_units.h>
#include <materials/room_temperature.h>
#include <solver/base/errors.h>
#include <solver/base/nearest.h>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace sagitta::material_tools
{
  namespace
  {
    using materials::SlabRecord;

    materials::SlabMaterial slab_material(const materials::Material &material)
    {
      std::vector<std::string> missing;
      if (!material.conductivity)
        missing.push_back("conductivity");
      if (!material.density)
        missing.push_back("density");
      if (!material.specific_heat)
        missing.push_back("specific_heat");
      if (!missing.empty())
        throw InputError(fmt::format("cure_slab: the card of {} gives no {}; conduction of the reaction heat needs it", material.name,
                                     enumerate(missing, "and")));
      return {*material.cure, (*material.conductivity)[2], material.density->value(materials::room_temperature), *material.specific_heat};
    }

    output::Series series(const std::string &name, const std::vector<SlabRecord> &records,
                          const std::function<double(const SlabRecord &)> &y)
    {
      output::Series result{name, {}, {}};
      for (const SlabRecord &record : records)
        {
          result.x.push_back(record.time);
          result.y.push_back(y(record));
        }
      return result;
    }

    std::string summary(const materials::SlabMaterial &material, const std::vector<SlabRecord> &records)
    {
      const auto hottest = std::max_element(records.begin(), records.end(), [](const SlabRecord &a, const SlabRecord &b) {
        return a.middle_temperature < b.middle_temperature;
      });
      return fmt::format("highest temperature of the centre {:.1f} degC after {:.4g} s, then {:.1f} K above the faces; at the end cured to "
                         "{:.1f} % in the centre, {:.1f} % at the faces; without conduction the reaction would heat the slab by {:.1f} K",
                         to_celsius(hottest->middle_temperature), hottest->time, hottest->middle_temperature - hottest->face_temperature,
                         100 * records.back().middle_cure, 100 * records.back().face_cure,
                         material.cure.heat * (1 - material.cure.initial) / material.specific_heat.value(hottest->face_temperature));
    }
  } // namespace

  SlabResult cure_slab(const materials::Material &material, const input::MaterialTest &test)
  {
    const materials::SlabMaterial conducting = slab_material(material);
    std::vector<SlabRecord> records;
    try
      {
        records = materials::cure_slab(materials::CuringSlab(conducting, test.slab.thickness, test.slab.cells, test.slab.start),
                                       materials::slab_programme(test.slab));
      }
    catch (const std::invalid_argument &error)
      {
        throw InputError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
      }
    catch (const std::runtime_error &error)
      {
        throw ConvergenceError(fmt::format("test {} of {}: {}", test.name, material.name, error.what()));
      }
    SlabResult result;
    const std::string title = material.name + ", slab heated by its own cure", subtitle = fmt::format("{}: {}", test.name, test.parameters);
    result.csv = fmt::format("# {}\n# {}\n", title, subtitle) +
                 "time [s],surface temperature [degC],centre temperature [degC],surface degree of cure [-],centre degree of cure [-]\n";
    for (const SlabRecord &r : records)
      result.csv += fmt::format("{:.12g},{:.9g},{:.9g},{:.9g},{:.9g}\n", r.time, to_celsius(r.face_temperature),
                                to_celsius(r.middle_temperature), r.face_cure, r.middle_cure);
    result.plot = {title, subtitle, "time [s]", false, {}};
    result.plot.panels = {{"temperature [degC]",
                           false,
                           {series("centre", records, [](const SlabRecord &r) { return to_celsius(r.middle_temperature); }),
                            series("surface", records, [](const SlabRecord &r) { return to_celsius(r.face_temperature); })}},
                          {"degree of cure [-]",
                           false,
                           {series("", records, [](const SlabRecord &r) { return r.middle_cure; }),
                            series("", records, [](const SlabRecord &r) { return r.face_cure; })}}};
    result.summary = summary(conducting, records);
    return result;
  }
} // namespace sagitta::material_tools
