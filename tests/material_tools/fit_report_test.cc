// The remarks of the report of a fit on its data.
#include <solver/base/errors.h>
#include <solver/input/fit/fit_request.h>
#include <solver/material_tools/material_fit.h>
#include <solver/material_tools/material_fit_report.h>

#include <tests/materials/fit_samples.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// Frequency sweeps of the compound from `first` degC on, as an instrument writes them.
    std::string sweeps(double first, int temperatures)
    {
      std::string text = "f;E';E'';T\nHz;MPa;MPa;C\n";
      for (const materials::ModulusCurve &curve :
           tests::measure(tests::Compound(), {first + tests::celsius, 10, temperatures, 9, 0.005, 0.02}, 4))
        for (std::size_t i = 0; i + 1 < curve.points.size(); i += 2)
          text += fmt::format("{:.6g};{:.8g};{:.8g};{:.6g}\n", 1 / (2 * tests::pi * curve.points[i].time), 1e-6 * curve.points[i].value,
                              1e-6 * curve.points[i + 1].value, curve.temperature - tests::celsius + 0.02 * static_cast<double>(i));
      return text;
    }

    /// The report of sweeps at ten temperatures from `first` degC on, or the sentence that refuses the data.
    std::string report(const std::string &shift, double first = 100)
    {
      const input::FitRequest request = input::parse_fit_request(
          {"request.yaml",
           "name: trial\ndescription: a trial\nsource: nobody\nviscoelasticity: {data: dma.csv, modulus: young, poisson: 0.3, "
           "smoothing: 0.3, shift: " +
               shift + "}\n"},
          {}, [=](const std::string &name) {
            return input::TextFile{name, sweeps(first, 10)};
          });
      try
        {
          return material_tools::fit_report(request, material_tools::carry_out_fits(request));
        }
      catch (const ConvergenceError &error)
        {
          return error.what();
        }
    }

    TEST(FitReport, StatesHowTheTableWasReadAndWhichShiftIsOutOfRange)
    {
      // Data that determine no constant of WLF are refused with the reason, others have a note.
      for (const std::string &wlf :
           {report("{model: wlf, reference: 150 degC}"), report("{model: wlf, reference: 150 degC, hold: {c1: 25}}")})
        EXPECT_NE(wlf.find("WLF is used below its range"), std::string::npos) << wlf;
      const std::string both = report("{model: wlf_arrhenius, reference: 150 degC, junction: 150 degC}");
      EXPECT_NE(both.find("table dma.csv: the units are in the second line"), std::string::npos) << both;
      EXPECT_NE(both.find("the temperature drifts by up to 0.32 K within one of the 10 sweeps"), std::string::npos) << both;
      EXPECT_EQ(both.find("WLF is used below its range"), std::string::npos) << both;
    }

    TEST(FitReport, StatesWhereATableOfShiftFactorsEnds)
    {
      const std::string whole = report("{model: table, reference: 150 degC}");
      EXPECT_NE(
          whole.find("the table of shift factors has points from 100.2 to 190.2 degC and is constant beyond: colder, the card relaxes too "
                     "fast, and hotter too slowly; for temperatures"),
          std::string::npos)
          << whole;
      // In the glass the curves are flat and do not determine their shifts.
      const std::string cold = report("{model: table, reference: 110 degC}", 30);
      EXPECT_NE(cold.find(" (at 30.16 degC by about "), std::string::npos) << cold;
      EXPECT_EQ(report("{model: wlf_arrhenius, reference: 150 degC, junction: 150 degC}").find("table of shift"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
