#include <solver/material_tools/material_fit_plot.h>

#include <materials/display_units.h>
#include <materials/pi.h>
#include <solver/output/line_plot.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::material_tools
{
  namespace
  {
    using output::LinePlot;
    using output::Panel;
    using output::Series;

    const double ln10 = std::log(10.);
    constexpr double mega = 1e6;

    /// Measured points and the fit through them.
    struct FittedCurve
    {
      std::string label;
      std::vector<double> x, measured, fitted;
    };

    void add_curve(Panel &panel, const FittedCurve &curve, unsigned colour)
    {
      Series points{panel.series.empty() ? "measured" : "", curve.x, curve.measured};
      points.is_points = true;
      points.colour = colour;
      Series line{curve.label, curve.x, curve.fitted};
      line.colour = colour;
      panel.series.push_back(points);
      panel.series.push_back(line);
    }

    std::string head(const input::FitRequest &request, const std::vector<std::string> &columns)
    {
      std::string text = fmt::format("# {}: {}\n# {}\n", request.name, request.description, request.source);
      for (std::size_t i = 0; i < columns.size(); ++i)
        text += (i > 0 ? "," : "") + columns[i];
      return text + "\n";
    }

    std::vector<double> in_celsius(std::vector<double> temperatures)
    {
      for (double &temperature : temperatures)
        temperature = to_celsius(temperature);
      return temperatures;
    }

    std::vector<double> scaled(std::vector<double> values, double factor)
    {
      for (double &value : values)
        value *= factor;
      return values;
    }

    FitPicture expansion_picture(const input::FitRequest &request, const materials::ExpansionFit &fit)
    {
      LinePlot plot{request.name + ", expansion", request.source, "temperature [degC]", false, {{"strain [%]", false, {}}}};
      std::string csv = head(request, {"run", "temperature [degC]", "strain [-]", "fitted strain [-]"});
      for (std::size_t r = 0; r < request.expansion->runs.size(); ++r)
        {
          const materials::ExpansionRun &run = request.expansion->runs[r];
          std::vector<double> fitted;
          for (std::size_t i = 0; i < run.strain.size(); ++i)
            {
              fitted.push_back(fit.strain(r, run.temperature[i]));
              csv += fmt::format("{},{:.6g},{:.9g},{:.9g}\n", r + 1, to_celsius(run.temperature[i]), run.strain[i], fitted[i]);
            }
          add_curve(plot.panels[0],
                    {request.expansion->labels[r], in_celsius(run.temperature), scaled(run.strain, 100), scaled(fitted, 100)},
                    static_cast<unsigned>(r));
        }
      return {"expansion", csv, output::svg(plot)};
    }

    FitPicture glass_transition_picture(const input::FitRequest &request, const materials::GlassTransitionFit &fit)
    {
      const materials::GlassTransitionData &data = request.glass_transition->data;
      std::string csv = head(request, {"degree of cure [-]", "glass transition [degC]", "fitted glass transition [degC]"});
      for (std::size_t i = 0; i < data.cure.size(); ++i)
        csv += fmt::format("{:.6g},{:.6g},{:.6g}\n", data.cure[i], to_celsius(data.temperature[i]),
                           to_celsius(fit.function.value(data.cure[i])));
      Series points{"measured", data.cure, in_celsius(data.temperature)}, line{"DiBenedetto", {}, {}};
      points.is_points = true;
      for (int i = 0; i <= 100; ++i)
        {
          line.x.push_back(0.01 * i);
          line.y.push_back(to_celsius(fit.function.value(0.01 * i)));
        }
      return {"glass_transition", csv,
              output::svg({request.name + ", glass transition",
                           request.source,
                           "degree of cure [-]",
                           false,
                           {{"glass transition [degC]", false, {points, line}}}})};
    }

    FitPicture cure_picture(const input::FitRequest &request, const materials::CureFit &fit)
    {
      const std::vector<materials::CalorimetryRun> &runs = request.cure->request.runs;
      const bool are_ramps = std::all_of(runs.begin(), runs.end(), [](const materials::CalorimetryRun &run) {
        return run.temperature.back() > run.temperature.front() + 20;
      });
      LinePlot plot{request.name + ", cure",
                    request.source,
                    are_ramps ? "temperature [degC]" : "time [s]",
                    false,
                    {{"heat flow [W/kg]", false, {}}, {"degree of cure [-]", false, {}}}};
      std::string csv =
          head(request, {"run", "time [s]", "temperature [degC]", "heat flow [W/kg]", "fitted heat flow [W/kg]", "degree of cure [-]"});
      for (std::size_t r = 0; r < runs.size(); ++r)
        {
          const std::vector<double> x = are_ramps ? in_celsius(runs[r].temperature) : runs[r].time;
          add_curve(plot.panels[0], {request.cure->labels[r], x, runs[r].heat_flow, fit.heat_flow[r]}, static_cast<unsigned>(r));
          Series cure{"", x, fit.cure[r]};
          cure.colour = static_cast<unsigned>(r);
          plot.panels[1].series.push_back(cure);
          for (std::size_t i = 0; i < x.size(); ++i)
            csv += fmt::format("{},{:.9g},{:.6g},{:.9g},{:.9g},{:.9g}\n", r + 1, runs[r].time[i], to_celsius(runs[r].temperature[i]),
                               runs[r].heat_flow[i], fit.heat_flow[r][i], fit.cure[r][i]);
        }
      return {"cure", csv, output::svg(plot)};
    }

    /// Storage and loss over reduced frequency, or relaxation over reduced time.
    FitPicture master_picture(const input::FitRequest &request, const materials::ViscoelasticFit &fit)
    {
      using materials::ModulusKind;
      const std::vector<materials::ModulusCurve> &curves = request.viscoelasticity->request.curves;
      const bool is_dynamic = curves.front().points.front().kind != ModulusKind::relaxation;
      const std::string axis = is_dynamic ? "reduced frequency [Hz]" : "reduced time [s]";
      LinePlot plot{request.name + ", master curve", request.source, axis, true, {{"modulus [MPa]", true, {}}}};
      std::string csv = head(request, {"temperature [degC]", "kind", axis, "modulus [MPa]", "fitted modulus [MPa]"});
      const auto at = [&](double time) { return is_dynamic ? 1 / (2 * materials::pi * time) : time; };
      constexpr std::array<const char *, 3> names = {"storage", "loss", "relaxation"};
      double first = 1e300, last = 0;
      for (const ModulusKind kind : is_dynamic ? std::vector<ModulusKind>{ModulusKind::storage, ModulusKind::loss}
                                               : std::vector<ModulusKind>{ModulusKind::relaxation})
        for (std::size_t k = 0; k < curves.size(); ++k)
          {
            Series points{"", {}, {}};
            points.is_points = true;
            points.colour = static_cast<unsigned>(k);
            const double factor = std::exp(fit.master.log_factor[k]);
            for (const materials::ModulusPoint &point : curves[k].points)
              if (point.kind == kind)
                {
                  const double reduced = point.time / std::exp(fit.master.log_shift[k]);
                  first = std::min(first, reduced);
                  last = std::max(last, reduced);
                  points.x.push_back(at(reduced));
                  points.y.push_back(point.value / factor / mega);
                  csv += fmt::format("{:.6g},{},{:.9g},{:.9g},{:.9g}\n", to_celsius(curves[k].temperature),
                                     names[static_cast<std::size_t>(kind)], at(reduced), points.y.back(),
                                     fit.master.spectrum.modulus(kind, reduced) / mega);
                }
            plot.panels[0].series.push_back(points);
          }
      for (const ModulusKind kind : is_dynamic ? std::vector<ModulusKind>{ModulusKind::storage, ModulusKind::loss}
                                               : std::vector<ModulusKind>{ModulusKind::relaxation})
        {
          Series line{std::string(names[static_cast<std::size_t>(kind)]) + ", fit", {}, {}};
          line.colour = 6;
          line.dash = kind == ModulusKind::loss ? 1 : 0;
          for (double exponent = std::log10(first); exponent <= std::log10(last); exponent += 0.05)
            {
              const double time = std::pow(10., exponent);
              line.x.push_back(at(time));
              line.y.push_back(fit.master.spectrum.modulus(kind, time) / mega);
            }
          plot.panels[0].series.push_back(line);
        }
      return {"master_curve", csv, output::svg(plot)};
    }

    FitPicture relaxation_picture(const input::FitRequest &request, const materials::ViscoelasticFit &fit)
    {
      const std::vector<double> &times = fit.master.spectrum.times;
      std::string csv =
          head(request, {"reduced time [s]", "relaxation modulus [MPa]", "lower limit of 95 % [MPa]", "upper limit of 95 % [MPa]"});
      Series line{"fit with its range of 95 %", {}, {}};
      for (double exponent = std::log10(times.front()); exponent <= std::log10(times.back()) + 1e-9; exponent += 0.1)
        {
          const auto [log_value, error] = fit.master.log_relaxation(std::pow(10., exponent));
          line.x.push_back(std::pow(10., exponent));
          line.y.push_back(std::exp(log_value) / mega);
          line.lower.push_back(std::exp(log_value - 1.96 * error) / mega);
          line.upper.push_back(std::exp(log_value + 1.96 * error) / mega);
          csv += fmt::format("{:.6g},{:.9g},{:.9g},{:.9g}\n", line.x.back(), line.y.back(), line.lower.back(), line.upper.back());
        }
      Series arms{"arms", times, scaled(fit.master.spectrum.weights, 1 / mega)};
      arms.is_points = true;
      return {"relaxation", csv,
              output::svg({request.name + ", relaxation at the reference temperature",
                           request.source,
                           "time [s]",
                           true,
                           {{"modulus [MPa]", true, {line}}, {"weight of the arms [MPa]", true, {arms}}}})};
    }

    FitPicture shift_picture(const input::FitRequest &request, const materials::ViscoelasticFit &fit)
    {
      const materials::ShiftFactors &factors = *fit.factors;
      const materials::Shift shift{fit.shift.function, {}};
      const double base = shift.log_factor(factors.temperature[factors.base], 1);
      Series points{"by overlap, with its range of 95 %", {}, {}}, line{"function", {}, {}};
      points.is_points = true;
      std::string csv =
          head(request, {"temperature [degC]", "log10 shift factor [-]", "standard error [-]", "fitted log10 shift factor [-]"});
      for (std::size_t k = 0; k < factors.temperature.size(); ++k)
        {
          const std::size_t row = k < factors.base ? k : k - 1;
          const bool has_error = k != factors.base && factors.covariance.rows > 0;
          const double error = has_error ? std::sqrt(factors.covariance(row, row)) / ln10 : 0;
          points.x.push_back(to_celsius(factors.temperature[k]));
          points.y.push_back((factors.log_factor[k] + base) / ln10);
          points.lower.push_back(points.y.back() - 1.96 * error);
          points.upper.push_back(points.y.back() + 1.96 * error);
          csv += fmt::format("{:.6g},{:.6g},{:.3g},{:.6g}\n", points.x.back(), points.y.back(), error,
                             shift.log_factor(factors.temperature[k], 1) / ln10);
        }
      const double first = factors.temperature.front(), last = factors.temperature.back();
      for (int i = 0; i <= 200; ++i)
        {
          const double temperature = first + (last - first) * i / 200;
          line.x.push_back(to_celsius(temperature));
          line.y.push_back(shift.log_factor(temperature, 1) / ln10);
        }
      return {"shift", csv,
              output::svg({request.name + ", shift of the relaxation times",
                           request.source,
                           "temperature [degC]",
                           false,
                           {{"log10 a [-]", false, {points, line}}}})};
    }

    FitPicture set_picture(const input::FitRequest &request, const input::InelasticSection &section,
                           const std::vector<materials::StressStrainCurve> &curves, const std::vector<std::vector<double>> &stress)
    {
      LinePlot plot{request.name + ", set " + section.name, request.source, "strain [%]", false, {{"stress [MPa]", false, {}}}};
      std::string csv = head(request, {"curve", "temperature [degC]", "rate [1/s]", "strain [-]", "stress [MPa]", "fitted stress [MPa]"});
      for (std::size_t k = 0; k < curves.size(); ++k)
        {
          add_curve(plot.panels[0],
                    {section.labels[k], scaled(curves[k].strain, 100), scaled(curves[k].stress, 1 / mega), scaled(stress[k], 1 / mega)},
                    static_cast<unsigned>(k));
          for (std::size_t i = 0; i < stress[k].size(); ++i)
            csv += fmt::format("{},{:.6g},{:.6g},{:.9g},{:.9g},{:.9g}\n", k + 1, to_celsius(curves[k].temperature), curves[k].rate,
                               curves[k].strain[i], curves[k].stress[i] / mega, stress[k][i] / mega);
        }
      return {section.name, csv, output::svg(plot)};
    }
  } // namespace

  std::vector<FitPicture> fit_pictures(const input::FitRequest &request, const FitOutcome &outcome)
  {
    std::vector<FitPicture> pictures;
    if (outcome.expansion)
      pictures.push_back(expansion_picture(request, *outcome.expansion));
    if (outcome.glass_transition)
      pictures.push_back(glass_transition_picture(request, *outcome.glass_transition));
    if (outcome.cure)
      pictures.push_back(cure_picture(request, *outcome.cure));
    if (outcome.viscoelasticity)
      {
        pictures.push_back(master_picture(request, *outcome.viscoelasticity));
        pictures.push_back(relaxation_picture(request, *outcome.viscoelasticity));
        if (outcome.viscoelasticity->factors)
          pictures.push_back(shift_picture(request, *outcome.viscoelasticity));
      }
    for (std::size_t i = 0; i < outcome.inelasticity.size(); ++i)
      {
        const input::InelasticSection &section = request.inelasticity[i];
        const auto &curves = std::visit(
            [](const auto &asked) -> const auto & { return asked.curves; }, section.request);
        const auto &stress = std::visit(
            [](const auto &fit) -> const auto & { return fit.stress; }, outcome.inelasticity[i]);
        pictures.push_back(set_picture(request, section, curves, stress));
      }
    return pictures;
  }
} // namespace sagitta::material_tools
