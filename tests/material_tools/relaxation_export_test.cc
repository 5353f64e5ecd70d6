// The files are read again here and evaluated by the formulas of the programs' manuals, not by the law.
#include <materials/laws/viscoelastic.h>
#include <solver/base/errors.h>
#include <solver/material_tools/relaxation_export.h>

#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace material_tools;
    using materials::ViscoelasticLaw;

    ViscoelasticLaw law(const materials::ShiftOfTemperature &shift)
    {
      return {{8e9, {{0.3, 1e-3}, {0.4, 1}, {0.2, 3600}}, {}}, {10e9, {{0.1, 1}, {0.2, 50}}, {}}, {shift, {}}, {}};
    }

    const materials::WlfShift wlf{423.15, 17.44, 51.6};
    const materials::ArrheniusShift arrhenius{423.15, 3.5e5};
    const materials::WlfArrheniusShift both{wlf, 423.15, 3.5e5};
    const materials::TabulatedShift tabulated{materials::TemperatureFunction({400, 420, 450}, {4, 1, -3})};

    RelaxationRequest request(RelaxationFormat format, ExportUnits units = ExportUnits::si)
    {
      return {"mould", "a compound", format, units, ShiftPart::whole, {}};
    }

    /// The numbers of a line between commas or equals signs; words are left out.
    std::vector<double> numbers(std::string line)
    {
      for (char &c : line)
        if (c == ',' || c == '=')
          c = ' ';
        else if (c == 'D')
          c = 'e';
      std::vector<double> result;
      std::istringstream stream(line);
      for (std::string word; stream >> word;)
        {
          char *end = nullptr;
          const double value = std::strtod(word.c_str(), &end);
          if (end != word.c_str() && *end == '\0')
            result.push_back(value);
        }
      return result;
    }

    /// The lines behind the one that begins with `key`, up to the next keyword, as numbers.
    std::vector<std::vector<double>> block(const std::string &text, const std::string &key,
                                           const std::function<bool(const std::string &)> &ends)
    {
      std::vector<std::vector<double>> result;
      std::istringstream stream(text);
      bool is_inside = false;
      for (std::string line; std::getline(stream, line);)
        if (line.rfind(key, 0) == 0)
          is_inside = true;
        else if (is_inside && ends(line))
          break;
        else if (is_inside)
          result.push_back(numbers(line));
      return result;
    }

    std::vector<std::vector<double>> abaqus(const std::string &text, const std::string &keyword)
    {
      return block(text, keyword, [](const std::string &line) { return line[0] == '*'; });
    }

    std::vector<std::vector<double>> ansys(const std::string &text, const std::string &command)
    {
      return block(text, command, [](const std::string &line) { return line.rfind("TBDATA", 0) != 0; });
    }

    /// Shear and bulk modulus of Young's modulus and Poisson's ratio.
    double shear(const std::vector<double> &elastic)
    {
      return elastic[0] / (2 * (1 + elastic[1]));
    }

    double bulk(const std::vector<double> &elastic)
    {
      return elastic[0] / (3 * (1 - 2 * elastic[1]));
    }

    TEST(RelaxationExport, AbaqusReadsTheModuliAndTheWlfShiftOfTheLaw)
    {
      const ViscoelasticLaw material = law(wlf);
      for (const ExportUnits units : {ExportUnits::si, ExportUnits::millimetres})
        {
          const double pascal = units == ExportUnits::si ? 1 : 1e6, celsius = units == ExportUnits::si ? 0 : 273.15;
          const RelaxationFiles files = export_relaxation(material, request(RelaxationFormat::abaqus, units));
          EXPECT_EQ(files.subroutine, "");
          EXPECT_NE(files.material.find(units == ExportUnits::si ? "units: m, kg, s, K, Pa" : "units: mm, t, s, degC, MPa"),
                    std::string::npos);
          const std::vector<double> elastic = abaqus(files.material, "*ELASTIC, MODULI=INSTANTANEOUS").at(0);
          const auto arms = abaqus(files.material, "*VISCOELASTIC, TIME=PRONY");
          ASSERT_EQ(arms.size(), 4u) << "1 s is a time of both";
          const std::vector<double> trs = abaqus(files.material, "*TRS, DEFINITION=WLF").at(0);
          for (const double temperature : {400., 423.15, 460.})
            for (const double time : {1e-4, 1e-2, 1., 1e3})
              {
                const double distance = temperature - celsius - trs[0], shift = std::pow(10., -trs[1] * distance / (trs[2] + distance));
                double g = 1, k = 1;
                for (const std::vector<double> &arm : arms)
                  {
                    g -= arm[0] * (1 - std::exp(-time / (shift * arm[2])));
                    k -= arm[1] * (1 - std::exp(-time / (shift * arm[2])));
                  }
                const double reduced = time / std::exp(material.shift.log_factor(temperature, 1));
                EXPECT_NEAR(shear(elastic) * g * pascal, material.shear.relaxation(reduced), 1e-6 * 8e9);
                EXPECT_NEAR(bulk(elastic) * k * pascal, material.bulk.relaxation(reduced), 1e-6 * 8e9);
              }
        }
    }

    TEST(RelaxationExport, AbaqusReadsTheArrheniusShiftInAnyUnits)
    {
      for (const ExportUnits units : {ExportUnits::si, ExportUnits::millimetres})
        {
          const std::string text = export_relaxation(law(arrhenius), request(RelaxationFormat::abaqus, units)).material;
          const std::size_t at = text.find("*PHYSICAL CONSTANTS");
          const std::vector<double> constants = numbers(text.substr(at, text.find('\n', at) - at));
          ASSERT_EQ(constants.size(), 2u);
          EXPECT_LT(at, text.find("*MATERIAL")) << "model data stand before the material";
          const std::vector<double> trs = abaqus(text, "*TRS, DEFINITION=ARRHENIUS").at(0);
          const double zero = constants[0], temperature = 400 - (units == ExportUnits::si ? 0 : 273.15);
          EXPECT_NEAR(trs[1] / constants[1] * (1 / (temperature - zero) - 1 / (trs[0] - zero)),
                      materials::Shift({arrhenius, {}}).log_factor(400, 1), 1e-6);
        }
    }

    TEST(RelaxationExport, AbaqusReadsOtherShiftsFromASubroutine)
    {
      const RelaxationFiles files = export_relaxation(law(both), request(RelaxationFormat::abaqus, ExportUnits::millimetres));
      EXPECT_NE(files.material.find("*TRS, DEFINITION=USER"), std::string::npos);
      const auto constant = [&](const std::string &name) {
        const std::size_t at = files.subroutine.find("      " + name + "=");
        return numbers(files.subroutine.substr(at, files.subroutine.find('\n', at) - at)).at(0);
      };
      // The statements of the function, by hand.
      for (const double kelvin : {380., 423., 424., 470.})
        {
          const double from = std::max(kelvin, constant("TJ")) - constant("TREF");
          double log_factor = -constant("C1") * from / (constant("C2") + from);
          if (kelvin < constant("TJ"))
            log_factor += constant("ER") * (1 / kelvin - 1 / constant("TJ"));
          EXPECT_NEAR(log_factor, materials::Shift({both, {}}).log_factor(kelvin, 1), 1e-9) << kelvin;
        }
      EXPECT_NE(files.subroutine.find("TK=TEMP+273.15D0"), std::string::npos);
      EXPECT_NE(export_relaxation(law(tabulated), request(RelaxationFormat::abaqus)).subroutine.find("T(3)=4.5"), std::string::npos);
      std::istringstream lines(files.subroutine + export_relaxation(law(tabulated), request(RelaxationFormat::abaqus)).subroutine);
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(line.size(), 72u) << line; // fixed form
    }

    TEST(RelaxationExport, AnsysReadsShearBulkAndShift)
    {
      const ViscoelasticLaw material = law(wlf);
      const std::string text = export_relaxation(material, request(RelaxationFormat::ansys)).material;
      EXPECT_NE(text.find("TB,PRONY,MAT_ID,1,3,SHEAR\n"), std::string::npos) << text;
      EXPECT_NE(text.find("TB,PRONY,MAT_ID,1,2,BULK\n"), std::string::npos);
      const auto value = [&](const std::string &key) {
        const std::size_t at = text.find(key) + key.size();
        return std::stod(text.substr(at));
      };
      const std::vector<double> elastic = {value("MP,EX,MAT_ID,"), value("MP,PRXY,MAT_ID,")};
      double g = 1;
      for (const std::vector<double> &arm : ansys(text, "TB,PRONY,MAT_ID,1,3,SHEAR"))
        g -= arm[1] * (1 - std::exp(-0.5 / arm[2]));
      EXPECT_NEAR(shear(elastic) * g, material.shear.relaxation(0.5), 1e-6 * 8e9);
      EXPECT_NEAR(bulk(elastic), 10e9, 100); // nine digits are written
      EXPECT_EQ(ansys(text, "TB,SHIFT,MAT_ID,1,3,WLF").at(0), (std::vector<double>{1, 423.15, 17.44, 51.6}));
      const std::vector<double> tn = ansys(export_relaxation(law(arrhenius), request(RelaxationFormat::ansys)).material, "TB,SHIFT").at(0);
      EXPECT_NEAR(tn[2], 3.5e5 / 8.31446261815324, 1e-3);
    }

    TEST(RelaxationExport, APartOfAShiftIsExactOnItsSideOfTheJunction)
    {
      ViscoelasticLaw material = law(materials::WlfArrheniusShift{wlf, 430, 3.5e5});
      RelaxationRequest below = request(RelaxationFormat::ansys);
      below.part = ShiftPart::arrhenius;
      const std::string text = export_relaxation(material, below).material;
      EXPECT_NE(text.find("exact at and below the junction"), std::string::npos);
      const std::vector<double> tn = ansys(text, "TB,SHIFT").at(0), arm = ansys(text, "TB,PRONY,MAT_ID,1,3,SHEAR").at(0);
      // Relaxation time at 400 K by Tool and Narayanaswamy against the law.
      EXPECT_NEAR(std::log(arm[2]) + tn[2] * (1 / 400. - 1 / tn[1]), std::log(1e-3) + material.shift.log_factor(400, 1), 1e-6);
      RelaxationRequest above = request(RelaxationFormat::ansys);
      above.part = ShiftPart::wlf;
      EXPECT_NE(export_relaxation(material, above).material.find("TB,SHIFT,MAT_ID,1,3,WLF"), std::string::npos);
    }

    TEST(RelaxationExport, WhatAProgramDoesNotSupportIsRefusedWithAMessage)
    {
      const auto refusal = [](const ViscoelasticLaw &material, const RelaxationRequest &asked) {
        return tests::sentence_of<InputError>([&] { export_relaxation(material, asked); });
      };
      EXPECT_NE(refusal(law(wlf), request(RelaxationFormat::calculix)).find("CalculiX has no viscoelastic law"), std::string::npos);
      EXPECT_NE(refusal(law(both), request(RelaxationFormat::ansys)).find("choose one part by --shift"), std::string::npos);
      EXPECT_NE(refusal(law(tabulated), request(RelaxationFormat::ansys)).find("is a table"), std::string::npos);
      EXPECT_NE(refusal(law(arrhenius), request(RelaxationFormat::ansys, ExportUnits::millimetres)).find("choose --units SI"),
                std::string::npos);
      RelaxationRequest part = request(RelaxationFormat::abaqus);
      part.part = ShiftPart::wlf;
      EXPECT_NE(refusal(law(arrhenius), part).find("so it is not divided into parts"), std::string::npos);
      RelaxationRequest constants = request(RelaxationFormat::abaqus);
      constants.limit = ElasticLimit::long_term;
      EXPECT_NE(refusal(law(wlf), constants).find("which is only for calculix"), std::string::npos);
      constants.format = RelaxationFormat::calculix;
      // 8 GPa (1 - 0.9) and 10 GPa (1 - 0.3).
      const std::vector<double> elastic = abaqus(export_relaxation(law(wlf), constants).material, "*ELASTIC").at(0);
      EXPECT_NEAR(shear(elastic), 0.8e9, 100);
      EXPECT_NEAR(bulk(elastic), 7e9, 100);
      ViscoelasticLaw liquid = law(wlf);
      liquid.shear.arms.push_back({0.1, 1e4});
      EXPECT_NE(refusal(liquid, constants).find("relaxes completely"), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
