#include <solver/material_tools/material_fit_report.h>

#include <solver/base/nearest.h>
#include <solver/input/fit/fit_schema.h>
#include <solver/material_tools/fitted_quantity.h>

#include <materials/display_units.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

namespace sagitta::material_tools
{
  namespace
  {
    using materials::Fit;
    using materials::FittedConstant;
    using materials::Knowledge;

    const double ln10 = std::log(10.);

    std::string files_text(const std::vector<std::string> &files)
    {
      std::vector<std::string> distinct;
      for (const std::string &file : files)
        if (!std::count(distinct.begin(), distinct.end(), file))
          distinct.push_back(file);
      return enumerate(distinct, "and");
    }

    std::string constants_text(const std::vector<FittedConstant> &constants)
    {
      std::size_t width = 0;
      for (const FittedConstant &one : constants)
        width = std::max(width, one.name.size());
      std::string text;
      for (const FittedConstant &one : constants)
        text += fmt::format("  {:<{}}  {:<20} {}\n", one.name, width, display_unit(one.name).text(one.value), range_text(one));
      return text;
    }

    std::string warning(const std::string &sentence)
    {
      return "  Note: " + sentence + "\n";
    }

    /// How well a fit determines its constants.
    std::string warnings_text(const Fit &fit, const std::vector<FittedConstant> &constants)
    {
      std::string text;
      for (const FittedConstant &one : constants)
        if (one.knowledge == Knowledge::undetermined)
          text += warning(fmt::format(
              "{} is not determined by these data; fix it with hold at a value known from another source, or measure more", one.name));
      for (const materials::CorrelatedPair &pair : fit.correlated)
        text += warning(
            fmt::format("{} and {} are correlated ({:.4f}): the data determine a combination of both better than each of them alone",
                        pair.first, pair.second, pair.correlation));
      if (!fit.is_converged)
        text += warning("the optimiser stopped before its tolerance was reached; check the plot");
      const double growth = materials::variance_growth(fit.correlation, fit.residuals.size());
      if (growth > 1)
        text += warning(fmt::format("neighbouring residuals are correlated ({:.2f}): the model does not describe the whole shape, or the "
                                    "instrument drifts; all ranges are widened by the factor {:.2f}",
                                    fit.correlation, std::sqrt(growth)));
      return text;
    }

    struct Residuals
    {
      double rms = 0, largest = 0;
      std::size_t number = 0;
    };

    template <typename Values>
    void add(Residuals &residuals, const Values &values)
    {
      double sum = residuals.rms * residuals.rms * static_cast<double>(residuals.number);
      for (const double value : values)
        {
          sum += value * value;
          residuals.largest = std::max(residuals.largest, std::abs(value));
          ++residuals.number;
        }
      residuals.rms = residuals.number > 0 ? std::sqrt(sum / static_cast<double>(residuals.number)) : 0;
    }

    std::string residuals_text(const std::string &of, const Residuals &residuals, const DisplayUnit &unit)
    {
      return fmt::format("  residuals of {}: rms {:.3g}{}{}, largest {:.3g}{}{}, {} points\n", of, residuals.rms * unit.factor,
                         unit.unit.empty() ? "" : " ", unit.unit, residuals.largest * unit.factor, unit.unit.empty() ? "" : " ", unit.unit,
                         residuals.number);
    }

    std::vector<double> differences(const std::vector<double> &model, const std::vector<double> &data)
    {
      std::vector<double> result(model.size());
      for (std::size_t i = 0; i < model.size(); ++i)
        result[i] = model[i] - data[i];
      return result;
    }

    std::string glass_transition_text(const input::GlassTransitionSection &section, const materials::GlassTransitionFit &fit)
    {
      Residuals residuals;
      add(residuals, fit.fit.residuals);
      return "glass transition over the degree of cure, fitted to " + files_text(section.files) + "\n" + constants_text(fit.fit.constants) +
             residuals_text("the glass transition", residuals, {"K"}) + warnings_text(fit.fit, fit.fit.constants);
    }

    std::string cure_text(const input::CureSection &section, const materials::CureFit &fit)
    {
      std::string text =
          fmt::format("cure, {} with diffusion control \"{}\", fitted to {}\n", input::reaction_form_names().name(section.request.reaction),
                      input::diffusion_form_names().name(section.request.diffusion), files_text(section.files)) +
          constants_text(fit.constants);
      for (std::size_t r = 0; r < section.request.runs.size(); ++r)
        {
          Residuals residuals;
          add(residuals, differences(fit.heat_flow[r], section.request.runs[r].heat_flow));
          text += residuals_text("the heat flow, " + section.labels[r], residuals, {"W/kg"});
          text += fmt::format("    degree of cure at the end of this run: {:.4f}\n", fit.cure[r].back());
        }
      if (fit.outlier)
        text += warning(materials::describe(*fit.outlier, section.request));
      return text + warnings_text(fit.fit, fit.constants);
    }

    /// Residuals of the spectrum by kind of modulus, relative.
    std::string modulus_residuals(const materials::ViscoelasticFit &found)
    {
      const materials::SpectrumFit &fit = found.master;
      constexpr std::array<const char *, 3> names = {"storage moduli", "loss moduli", "relaxation moduli"};
      std::array<Residuals, 3> residuals;
      for (std::size_t k = 0; k < found.curves.size(); ++k)
        for (std::size_t i = 0; i < fit.residuals[k].size(); ++i)
          add(residuals[static_cast<std::size_t>(found.curves[k].points[i].kind)], std::vector<double>{fit.residuals[k][i]});
      std::string text;
      for (std::size_t kind = 0; kind < residuals.size(); ++kind)
        if (residuals[kind].number > 0)
          text += residuals_text(names[kind], residuals[kind], {"%", 100, 0});
      return text;
    }

    std::size_t number_of_points(const std::vector<materials::ModulusCurve> &curves)
    {
      std::size_t number = 0;
      for (const materials::ModulusCurve &curve : curves)
        number += curve.points.size();
      return number;
    }

    /// Losses that were not used in the fit.
    std::string overlap_warning(const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
    {
      if (!fit.curve_overlap || fit.curve_overlap->without_losses == 0)
        return "";
      const std::vector<materials::ModulusCurve> &curves = section.request.curves;
      const std::size_t cold = fit.curve_overlap->without_losses;
      return warning(fmt::format("from {:.4g} to {:.4g} degC the loss moduli contradict the storage moduli: both together give a shift of "
                                 "{:.1f} decades over this range, the storage moduli alone {:.1f}. Shift and spectrum follow the storage "
                                 "moduli there, and {} loss moduli are left out",
                                 to_celsius(curves[0].temperature), to_celsius(curves[cold].temperature),
                                 fit.curve_overlap->shift_of_all / ln10, fit.curve_overlap->shift_of_storage_moduli / ln10,
                                 number_of_points(curves) - number_of_points(fit.curves)));
    }

    /// WLF below the glass transition becomes steeper and steeper, while the material there follows Arrhenius.
    std::string wlf_warning(const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
    {
      if (section.request.shift.form != materials::ShiftForm::wlf)
        return "";
      if (const std::string sentence = materials::describe_wlf_below_its_range(*fit.factors); !sentence.empty())
        return warning(sentence);
      if (!(fit.shift.deviation.front() > ln10))
        return "";
      return warning(
          fmt::format("WLF is used below its range: it is valid above the glass transition, and at {:.4g} degC its shift is {:.1f} decades "
                      "more than measured; choose model: wlf_arrhenius with the junction near the glass transition, or model: table",
                      to_celsius(fit.factors->temperature.front()), fit.shift.deviation.front() / ln10));
    }

    /// A table is constant beyond its last points, and the factors that the data do not determine have no point.
    std::string table_warning(const materials::ViscoelasticFit &fit)
    {
      const auto *table = std::get_if<materials::TabulatedShift>(&fit.shift.function);
      if (table == nullptr)
        return "";
      const std::vector<double> &points = table->log10_factor.temperatures();
      std::string text = fmt::format("the table of shift factors has points from {:.4g} to {:.4g} degC and is constant beyond: colder, the "
                                     "card relaxes too fast, and hotter too slowly",
                                     to_celsius(points.front()), to_celsius(points.back()));
      const auto first_or_last = [&](std::size_t k) {
        const double temperature = fit.factors->temperature[k];
        if (temperature < points.front() || temperature > points.back())
          text +=
              fmt::format(" (at {:.4g} degC by about {:.1f} decades)", to_celsius(temperature), std::abs(fit.shift.deviation[k]) / ln10);
      };
      first_or_last(0);
      if (fit.factors->temperature.size() > 1)
        first_or_last(fit.factors->temperature.size() - 1);
      return warning(text + "; for temperatures outside of them choose model: wlf_arrhenius, or measure over more decades there");
    }

    std::string shift_warnings(const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
    {
      std::string text;
      if (!fit.factors || fit.shift.deviation.empty())
        return text;
      text += wlf_warning(section, fit) + table_warning(fit);
      if (fit.factors->covariance.rows == 0)
        return text;
      for (const std::size_t k : fit.shift.left_out)
        text += warning(fmt::format("the shift at {:.4g} degC is not determined by its curve alone (its error is more than a decade)",
                                    to_celsius(fit.factors->temperature[k])));
      for (std::size_t k = 0; k < fit.factors->temperature.size(); ++k)
        {
          const std::size_t base = fit.factors->base, row = k < base ? k : k - 1;
          if (k == base || std::count(fit.shift.left_out.begin(), fit.shift.left_out.end(), k))
            continue;
          const double error = std::sqrt(fit.factors->covariance(row, row));
          if (std::abs(fit.shift.deviation[k]) > 3 * error + 0.05 * ln10)
            text += warning(fmt::format("at {:.4g} degC the shift function differs from the measured factor by {:.2f} decades, more than "
                                        "three times the error of the factor: the function does not describe this material there",
                                        to_celsius(fit.factors->temperature[k]), fit.shift.deviation[k] / ln10));
        }
      return text;
    }

    std::string viscoelastic_text(const input::ViscoelasticSection &section, const materials::ViscoelasticFit &fit)
    {
      const std::vector<materials::ModulusCurve> &curves = fit.curves;
      const materials::SpectrumFit &master = fit.master;
      const materials::Spectrum &spectrum = master.spectrum;
      double instantaneous = spectrum.equilibrium;
      for (const double weight : spectrum.weights)
        instantaneous += weight;
      std::string text = fmt::format("viscoelasticity, fitted to {}\n", files_text(section.files));
      if (curves.size() > 1)
        text += fmt::format("  {} temperatures from {:.4g} to {:.4g} degC\n", curves.size(), to_celsius(curves.front().temperature),
                            to_celsius(curves.back().temperature));
      if (!section.grouping.empty())
        text += "  " + section.grouping + "\n";
      text += constants_text(fit.shift.fit.constants);
      text +=
          fmt::format("  {} relaxation times from {:.3g} to {:.3g} s, {} arms in the card; instantaneous {:.5g} MPa, equilibrium {:.5g} "
                      "MPa, of {} modulus\n",
                      spectrum.times.size(), spectrum.times.front(), spectrum.times.back(), fit.law.shear.arms.size(), instantaneous * 1e-6,
                      spectrum.equilibrium * 1e-6, section.request.measured == materials::MeasuredModulus::young ? "Young's" : "the shear");
      text +=
          fmt::format("  smoothing of strength {:.3g}: the data determine {:.1f} unknowns\n", master.strength, master.effective_unknowns);
      text += modulus_residuals(fit) + overlap_warning(section, fit) + shift_warnings(section, fit);
      Fit own = fit.shift.fit;
      own.is_converged = master.is_converged;
      own.correlation = master.correlation;
      own.residuals.resize(number_of_points(curves));
      text += warnings_text(own, own.constants);
      if (master.misfit > 1.2)
        text += warning(
            fmt::format("the residuals are {:.2g} times the noise in the request; all ranges are widened by this factor", master.misfit));
      if (fit.split_error > 0)
        text += warning(fmt::format("the fitted shear modulus and the constant bulk modulus reproduce the measured modulus within {:.2g} %",
                                    100 * fit.split_error));
      if (section.request.spectrum.is_vertical)
        text += warning("vertical shift factors were removed from the data; the law has none, so it gives the moduli of the reference "
                        "temperature at all temperatures");
      return text;
    }

    /// Polymers lengthen when they get warmer, and more so above their glass transition; metals and glasses have no such kink.
    std::string expansion_warnings(const std::vector<FittedConstant> &constants)
    {
      std::string text;
      for (std::size_t i = 0; i < 2; ++i)
        if (constants[i].value < 0)
          text += warning(fmt::format("the expansion {} the glass transition is negative: the sample became shorter; check the sign of the "
                                      "data, and whether the sample cured, dried or was compressed by the probe",
                                      constants[i].name));
      if (constants[1].value < constants[0].value)
        text += warning("the expansion above the glass transition is lower than that below: check the sign of the data, whether the sample "
                        "softened under the probe, and whether the kink is a glass transition");
      return text;
    }

    std::string expansion_text(const input::ExpansionSection &section, const materials::ExpansionFit &fit)
    {
      Residuals residuals;
      add(residuals, fit.fit.residuals);
      std::vector<FittedConstant> shown(fit.fit.constants.begin(), fit.fit.constants.begin() + 4); // without the offsets
      return "expansion, fitted to " + files_text(section.files) + "\n" + constants_text(shown) +
             residuals_text("the strain", residuals, {"ppm", 1e6, 0}) + warnings_text(fit.fit, shown) + expansion_warnings(shown);
    }

    std::string set_text(const input::InelasticSection &section, const materials::PlasticityFit &fit)
    {
      const auto &request = std::get<materials::PlasticityRequest>(section.request);
      std::string text = fmt::format("plasticity, set {}, fitted to {}\n", section.name, files_text(section.files));
      for (const materials::PlasticityAt &at : fit.at)
        {
          text += fmt::format(" at {:.4g} degC\n", to_celsius(at.temperature)) + constants_text(at.fit.constants);
          Residuals residuals;
          add(residuals, at.fit.residuals);
          text += residuals_text("the stress", residuals, {"MPa", 1e-6, 0}) + warnings_text(at.fit, at.fit.constants);
          std::vector<double> rates;
          for (const std::size_t i : at.curves)
            if (!std::count(rates.begin(), rates.end(), request.curves[i].rate))
              rates.push_back(request.curves[i].rate);
          if (rates.size() > 1)
            text +=
                warning("there are curves of several rates at this temperature; the law does not depend on the rate and lies between them");
        }
      return text;
    }

    std::string set_text(const input::InelasticSection &section, const materials::AnandFit &fit)
    {
      Residuals residuals;
      add(residuals, fit.fit.residuals);
      return fmt::format("Anand's law, set {}, fitted to {}\n", section.name, files_text(section.files)) + constants_text(fit.constants) +
             residuals_text("the stress", residuals, {"MPa", 1e-6, 0}) + warnings_text(fit.fit, fit.constants);
    }
  } // namespace

  std::string fit_report(const input::FitRequest &request, const FitOutcome &outcome)
  {
    std::string text =
        fmt::format("{}: {}\nsource: {}\nRanges are those of 95 % confidence.\n", request.name, request.description, request.source);
    for (const std::string &remark : request.table_remarks)
      text += "table " + remark + "\n";
    if (outcome.expansion)
      text += "\n" + expansion_text(*request.expansion, *outcome.expansion);
    if (outcome.glass_transition)
      text += "\n" + glass_transition_text(*request.glass_transition, *outcome.glass_transition);
    if (outcome.cure)
      text += "\n" + cure_text(*request.cure, *outcome.cure);
    if (outcome.viscoelasticity)
      text += "\n" + viscoelastic_text(*request.viscoelasticity, *outcome.viscoelasticity);
    for (std::size_t i = 0; i < outcome.inelasticity.size(); ++i)
      text += "\n" + std::visit([&](const auto &fit) { return set_text(request.inelasticity[i], fit); }, outcome.inelasticity[i]);
    return text;
  }
} // namespace sagitta::material_tools
