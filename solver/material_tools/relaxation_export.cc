#include <solver/material_tools/relaxation_export.h>

#include <materials/cure/kinetics.h>
#include <materials/display_units.h>
#include <solver/base/errors.h>
#include <solver/base/printable.h>
#include <solver/material_tools/shift_subroutine.h>

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <type_traits>
#include <utility>
#include <variant>

namespace sagitta::material_tools
{
  const NameTable<RelaxationFormat> &relaxation_format_names()
  {
    static const NameTable<RelaxationFormat> table = {
        {RelaxationFormat::abaqus, "abaqus", "*VISCOELASTIC and *TRS"},
        {RelaxationFormat::ansys, "ansys", "TB,PRONY and TB,SHIFT"},
        {RelaxationFormat::calculix, "calculix", "elastic constants alone, because CalculiX has no viscoelastic law"}};
    return table;
  }

  const NameTable<ExportUnits> &export_units_names()
  {
    static const NameTable<ExportUnits> table = {{ExportUnits::si, "SI", "m, kg, s, K, Pa"},
                                                 {ExportUnits::millimetres, "mm", "mm, t, s, degC, MPa"}};
    return table;
  }

  const NameTable<ShiftPart> &shift_part_names()
  {
    static const NameTable<ShiftPart> table = {{ShiftPart::whole, "whole", "as in the card"},
                                               {ShiftPart::wlf, "wlf", "of wlf_arrhenius, WLF at all temperatures"},
                                               {ShiftPart::arrhenius, "arrhenius", "of wlf_arrhenius, Arrhenius at all temperatures"}};
    return table;
  }

  const NameTable<ElasticLimit> &elastic_limit_names()
  {
    static const NameTable<ElasticLimit> table = {{ElasticLimit::instantaneous, "instantaneous", "before anything relaxes"},
                                                  {ElasticLimit::long_term, "long_term", "after all has relaxed"}};
    return table;
  }

  namespace
  {
    using materials::RelaxingModulus;

    /// Young's modulus in the unit of the file and Poisson's ratio.
    struct IsotropicConstants
    {
      double young, poisson;
    };

    IsotropicConstants constants_of(double shear, double bulk, ExportUnits units)
    {
      const double si = units == ExportUnits::si ? 1 : 1e6;
      return {9 * bulk * shear / (3 * bulk + shear) / si, (3 * bulk - 2 * shear) / (2 * (3 * bulk + shear))};
    }

    /// [K] in the unit of the file.
    double temperature(double kelvin, ExportUnits units)
    {
      return units == ExportUnits::si ? kelvin : to_celsius(kelvin);
    }

    std::string unit_words(ExportUnits units)
    {
      return units == ExportUnits::si ? "units: m, kg, s, K, Pa" : "units: mm, t, s, degC, MPa";
    }

    /// A shift that is one of the forms that programs have, and the factor on all relaxation times that belongs to it.
    struct ChosenShift
    {
      materials::ShiftOfTemperature of_temperature;
      double time_factor = 1;
      std::string remark; ///< where it is exact; empty: everywhere
    };

    ChosenShift choose_shift(const materials::ViscoelasticLaw &law, const RelaxationRequest &request)
    {
      const auto *both = std::get_if<materials::WlfArrheniusShift>(&law.shift.of_temperature);
      if (request.part == ShiftPart::whole)
        return {law.shift.of_temperature, 1, ""};
      if (both == nullptr)
        throw InputError(fmt::format("--shift {}: the shift of {} is not wlf_arrhenius, so it is not divided into parts; leave --shift out",
                                     shift_part_names().name(request.part), request.name));
      const std::string junction = fmt::format("{:.6g} degC", to_celsius(both->junction));
      if (request.part == ShiftPart::wlf)
        return {both->wlf, 1, "exact at and above the junction, " + junction + "; below it the card has Arrhenius"};
      return {materials::ArrheniusShift{both->junction, both->energy}, std::exp(law.shift.log_factor(both->junction, 1)),
              "exact at and below the junction, " + junction + ", which is the reference here; above it the card has WLF"};
    }

    /// Weights of shear and bulk by relaxation time [s].
    std::map<double, std::pair<double, double>> arms_by_time(const materials::ViscoelasticLaw &law, double factor)
    {
      std::map<double, std::pair<double, double>> arms;
      for (const materials::PronyArm &arm : law.shear.arms)
        arms[factor * arm.time].first += arm.weight;
      for (const materials::PronyArm &arm : law.bulk.arms)
        arms[factor * arm.time].second += arm.weight;
      return arms;
    }

    /// Lines of remarks behind the mark of the program.
    std::string remarks(const std::string &mark, const RelaxationRequest &request, const materials::ViscoelasticLaw &law,
                        const std::string &remark)
    {
      std::string text = fmt::format("{0} {1}: {2}\n{0} written by Sagitta; {3}\n", mark, request.name, in_one_line(request.description),
                                     unit_words(request.units));
      if (law.shift.of_cure || law.shear.growth || law.bulk.growth)
        text += mark + " at full cure; in the card the relaxation moves with the cure\n";
      if (!remark.empty())
        text += mark + " shift: " + remark + "\n";
      return text;
    }

    RelaxationFiles for_abaqus(const materials::ViscoelasticLaw &law, const RelaxationRequest &request)
    {
      const ChosenShift shift = choose_shift(law, request);
      const IsotropicConstants elastic = constants_of(law.shear.instantaneous, law.bulk.instantaneous, request.units);
      RelaxationFiles files;
      std::string trs;
      if (const auto *wlf = std::get_if<materials::WlfShift>(&shift.of_temperature))
        trs = fmt::format("*TRS, DEFINITION=WLF\n{:.9g}, {:.9g}, {:.9g}\n", temperature(wlf->reference, request.units), wlf->c1, wlf->c2);
      else if (const auto *arrhenius = std::get_if<materials::ArrheniusShift>(&shift.of_temperature))
        trs = fmt::format("*TRS, DEFINITION=ARRHENIUS\n{:.9g}, {:.9g}\n", temperature(arrhenius->reference, request.units),
                          arrhenius->energy * (request.units == ExportUnits::si ? 1 : 1e3));
      else
        {
          trs = "*TRS, DEFINITION=USER\n";
          files.subroutine = shift_subroutine(shift.of_temperature, request.name, request.units);
        }
      files.material = remarks("**", request, law, shift.remark);
      files.material += "** G(t) = G0 (1 - sum g + sum g exp(-t / (A(T) tau))), K(t) with k; lines: g, k, tau\n";
      if (!files.subroutine.empty())
        files.material += "** the shift A(T) is in user subroutine UTRS, in the Fortran file beside this one\n";
      // Model data, not of the material.
      if (std::holds_alternative<materials::ArrheniusShift>(shift.of_temperature))
        files.material += fmt::format("*PHYSICAL CONSTANTS, ABSOLUTE ZERO={}, UNIVERSAL GAS CONSTANT={:.9g}\n",
                                      request.units == ExportUnits::si ? "0." : "-273.15",
                                      materials::molar_gas_constant * (request.units == ExportUnits::si ? 1 : 1e3));
      files.material += fmt::format("*MATERIAL, NAME={}\n*ELASTIC, MODULI=INSTANTANEOUS\n{:.9g}, {:.9g}\n*VISCOELASTIC, TIME=PRONY\n",
                                    request.name, elastic.young, elastic.poisson);
      for (const auto &[time, weights] : arms_by_time(law, shift.time_factor))
        files.material += fmt::format("{:.9g}, {:.9g}, {:.9g}\n", weights.first, weights.second, time);
      files.material += trs;
      return files;
    }

    std::string ansys_arms(const RelaxingModulus &modulus, double factor, const std::string &kind)
    {
      if (modulus.arms.empty())
        return "";
      std::string text = fmt::format("TB,PRONY,MAT_ID,1,{},{}\n", modulus.arms.size(), kind);
      for (std::size_t i = 0; i < modulus.arms.size(); ++i)
        text += fmt::format("TBDATA,{},{:.9g},{:.9g}\n", 2 * i + 1, modulus.arms[i].weight, factor * modulus.arms[i].time);
      return text;
    }

    RelaxationFiles for_ansys(const materials::ViscoelasticLaw &law, const RelaxationRequest &request)
    {
      const ChosenShift shift = choose_shift(law, request);
      const IsotropicConstants elastic = constants_of(law.shear.instantaneous, law.bulk.instantaneous, request.units);
      std::string text = remarks("!", request, law, shift.remark);
      text += "! G(t) = G0 (1 - sum a + sum a exp(-t / (A(T) t_i))), K(t) alike; pairs a, t_i; elastic constants are instantaneous\n";
      text +=
          fmt::format("MAT_ID = 1 ! number of the material\nMP,EX,MAT_ID,{:.9g}\nMP,PRXY,MAT_ID,{:.9g}\n", elastic.young, elastic.poisson);
      text += ansys_arms(law.shear, shift.time_factor, "SHEAR") + ansys_arms(law.bulk, shift.time_factor, "BULK");
      if (const auto *wlf = std::get_if<materials::WlfShift>(&shift.of_temperature))
        text += fmt::format("TB,SHIFT,MAT_ID,1,3,WLF\nTBDATA,1,{:.9g},{:.9g},{:.9g}\n", temperature(wlf->reference, request.units), wlf->c1,
                            wlf->c2);
      else if (const auto *arrhenius = std::get_if<materials::ArrheniusShift>(&shift.of_temperature))
        {
          if (request.units != ExportUnits::si)
            throw InputError(
                "--units: the shift of Tool and Narayanaswamy, which is Arrhenius, needs absolute temperatures in Ansys; choose "
                "--units SI");
          text += fmt::format("TB,SHIFT,MAT_ID,1,2,TN\nTBDATA,1,{:.9g},{:.9g}\n", arrhenius->reference,
                              arrhenius->energy / materials::molar_gas_constant);
        }
      else if (std::holds_alternative<materials::WlfArrheniusShift>(shift.of_temperature))
        throw InputError(fmt::format("the shift of {} is WLF above its junction and Arrhenius below it, which Ansys supports only with a "
                                     "subroutine; choose one part by --shift wlf or --shift arrhenius",
                                     request.name));
      else
        throw InputError(fmt::format("the shift of {} is a table, which Ansys supports only with a subroutine; fit a function to it "
                                     "(shift_factors of `sagitta materials fit`)",
                                     request.name));
      return {text, ""};
    }

    RelaxationFiles for_calculix(const materials::ViscoelasticLaw &law, const RelaxationRequest &request)
    {
      if (!request.limit)
        throw InputError("CalculiX has no viscoelastic law: version 2.20 skips *VISCOELASTIC with a warning and computes an elastic part; "
                         "choose elastic constants alone with --constants instantaneous or --constants long_term");
      const bool is_instantaneous = *request.limit == ElasticLimit::instantaneous;
      const auto modulus = [&](const RelaxingModulus &one) {
        return one.instantaneous * (is_instantaneous ? 1 : one.equilibrium_weight());
      };
      const double shear = modulus(law.shear), bulk = modulus(law.bulk);
      if (!(shear > 0 && bulk > 0))
        throw InputError(fmt::format("--constants long_term: {} relaxes completely and has no long-term modulus", request.name));
      const IsotropicConstants elastic = constants_of(shear, bulk, request.units);
      return {remarks("**", request, law, "") +
                  fmt::format("** {} constants alone: CalculiX has no viscoelastic law, so nothing relaxes\n*MATERIAL, NAME={}\n*ELASTIC\n"
                              "{:.9g}, {:.9g}\n",
                              is_instantaneous ? "instantaneous" : "long-term", request.name, elastic.young, elastic.poisson),
              ""};
    }
  } // namespace

  RelaxationFiles export_relaxation(const materials::ViscoelasticLaw &law, const RelaxationRequest &request)
  {
    if (request.limit && request.format != RelaxationFormat::calculix)
      throw InputError("--constants: " + relaxation_format_names().name(request.format) +
                       " uses the whole law; leave --constants out, which is only for calculix");
    if (request.format == RelaxationFormat::calculix && request.part != ShiftPart::whole)
      throw InputError("--shift: CalculiX has no shift of relaxation times; leave --shift out");
    switch (request.format)
      {
      case RelaxationFormat::abaqus:
        return for_abaqus(law, request);
      case RelaxationFormat::ansys:
        return for_ansys(law, request);
      case RelaxationFormat::calculix:
        return for_calculix(law, request);
      }
    throw std::logic_error("a format without a writer");
  }
} // namespace sagitta::material_tools
