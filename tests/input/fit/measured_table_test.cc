// Tables as instruments and spreadsheets write them.
#include <solver/base/errors.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/fit/measured_table.h>
#include <solver/input/fit/modulus_table.h>

#include <tests/refusal.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using input::Dimension;
    using input::MeasuredTable;
    using input::ModulusSweep;

    std::string replaced(std::string text, const std::string &from, const std::string &to)
    {
      for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
      return text;
    }

    /// UTF-8 of characters below U+0100 as Latin-1.
    std::string latin1(const std::string &text)
    {
      std::string result;
      for (std::size_t at = 0; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xe0) == 0xc0)
          {
            result +=
                static_cast<char>((static_cast<unsigned char>(text[at]) & 0x03) << 6 | (static_cast<unsigned char>(text[at + 1]) & 0x3f));
            ++at;
          }
        else
          result += text[at];
      return result;
    }

    /// Characters below U+0100 as UTF-16 with its mark.
    std::string utf16(const std::string &text)
    {
      std::string result = "\xff\xfe";
      for (const char c : latin1(text))
        {
          result += c;
          result += '\0';
        }
      return result;
    }

    /// One table in one of many formats.
    struct TableFormat
    {
      std::string separator;
      bool has_commas, has_unit_line, ends_with_separator;
      std::string line_end;
      int encoding; ///< UTF-8, with a mark, Latin-1, UTF-16

      std::string text() const
      {
        const std::vector<std::string> names = {"Temp.", "f", "E'"}, units = {"°C", "Hz", "MPa"};
        std::string result = "# exported\n";
        const auto add = [&](const std::vector<std::string> &cells) {
          for (std::size_t i = 0; i < cells.size(); ++i)
            result += (i > 0 ? separator : "") + cells[i];
          result += (ends_with_separator ? separator : "") + "\n";
        };
        if (has_unit_line)
          {
            add(names);
            add(units);
          }
        else
          add({names[0] + "[" + units[0] + "]", names[1] + "(" + units[1] + ")", names[2] + "/" + units[2]});
        for (const std::string row : {"-49.96 0.1 8.097e3", "25 2.5 1500", "100.5 10 586.25"})
          {
            std::vector<std::string> cells(1);
            for (const char c : has_commas ? replaced(row, ".", ",") : row)
              if (c == ' ')
                cells.emplace_back();
              else
                cells.back() += c;
            add(cells);
          }
        result = replaced(result, "\n", line_end);
        return encoding == 1 ? "\xef\xbb\xbf" + result : encoding == 2 ? latin1(result) : encoding == 3 ? utf16(result) : result;
      }
    };

    TEST(MeasuredTables, EveryFormatOfATableGivesTheSameValues)
    {
      int number = 0;
      for (const std::string separator : {";", "\t", "  ", " ", ","})
        for (const bool has_commas : {false, true})
          for (const bool has_unit_line : {false, true})
            for (const bool ends_with_separator : {false, true})
              for (const std::string line_end : {"\n", "\r\n", "\r"})
                for (const int encoding : {0, 1, 2, 3})
                  {
                    const TableFormat format{separator, has_commas, has_unit_line, ends_with_separator, line_end, encoding};
                    if (separator == "," && has_commas)
                      continue;
                    SCOPED_TRACE(fmt::format("separator \"{}\", commas {}, unit line {}, end {}, encoding {}", separator, has_commas,
                                             has_unit_line, ends_with_separator, encoding));
                    const MeasuredTable table({"x.csv", format.text()}, {});
                    ASSERT_EQ(table.rows(), 3u);
                    EXPECT_NEAR(table.column("temperature", Dimension::temperature)[0], 273.15 - 49.96, 1e-9);
                    EXPECT_NEAR(table.column("frequency", Dimension::rate)[1], 2.5, 1e-12);
                    EXPECT_NEAR(table.column("storage modulus", Dimension::pressure)[0], 8.097e9, 1);
                    EXPECT_NEAR(table.column("storage modulus", Dimension::pressure)[2], 586.25e6, 1e-3);
                    EXPECT_EQ(table.remarks().size(), (has_commas ? 1u : 0u) + (has_unit_line ? 1u : 0u));
                    ++number;
                  }
      EXPECT_EQ(number, 5 * 2 * 2 * 2 * 3 * 4 - 2 * 2 * 3 * 4);
    }

    TEST(MeasuredTables, HeadingsWithBlanksAndBracketsAreDividedByBlanksToo)
    {
      const MeasuredTable table({"x.txt", "temperature [degC] storage modulus [MPa]\n 25   1000\n 30    900\n"}, {});
      EXPECT_NEAR(table.column("storage modulus", Dimension::pressure)[1], 9e8, 1e-3);
      const MeasuredTable wide({"x.txt", "sample temperature   storage modulus\ndegC  MPa\n 25   1000\n"}, {});
      EXPECT_NEAR(wide.column("temperature", Dimension::temperature)[0], 298.15, 1e-9);
      const MeasuredTable quotes({"x.csv", "T [degC],E\" [MPa],E' [MPa]\n25,3,100\n"}, {});
      EXPECT_NEAR(quotes.column("loss modulus", Dimension::pressure)[0], 3e6, 1e-6);
      const MeasuredTable marked({"x.csv", "#INSTRUMENT: a\n##Temp./°C;Time/min;DSC/(mW/mg)\n25;0;0,1\n30;1;0,2\n"}, {});
      EXPECT_NEAR(marked.column("heat flow", Dimension::specific_power)[1], 200, 1e-9);
      EXPECT_NEAR(marked.column("time", Dimension::time)[1], 60, 1e-9);
    }

    TEST(MeasuredTables, OneLetterNamesKeepTheirCase)
    {
      const MeasuredTable table({"x.csv", "t,E_relax,T,Set\ns,MPa,°C,-\n10,8097,-49.9,0\n1,8100,-49.8,0\n"}, {});
      EXPECT_NEAR(table.column("time", Dimension::time)[0], 10, 1e-12);
      EXPECT_NEAR(table.column("temperature", Dimension::temperature)[0], 223.25, 1e-9);
      EXPECT_NEAR(table.column("relaxation modulus", Dimension::pressure)[1], 8.1e9, 1);
      EXPECT_EQ(table.cells("set").at(1), "0");
      EXPECT_TRUE(table.has("set"));
    }

    TEST(MeasuredTables, ThousandsSeparatorsAreRefused)
    {
      const auto refusal = [](const std::string &rows) {
        return tests::sentence_of<InputError>([&] {
          MeasuredTable({"x.csv", "temperature [degC];storage modulus [MPa]\n" + rows}, {}).column("storage modulus", Dimension::pressure);
        });
      };
      EXPECT_NE(refusal("25.5;1000\n30;1,5\n").find("x.csv:3: \"1,5\" has a decimal comma, numbers before it a decimal point"),
                std::string::npos);
      EXPECT_NE(refusal("25;1,000,000\n").find("no thousands separators"), std::string::npos) << refusal("25;1,000,000\n");
      EXPECT_NE(refusal("25;1,000.5\n").find("no thousands separators"), std::string::npos) << refusal("25;1,000.5\n");
    }

    TEST(MeasuredTables, AnEmptyUnitInTheSecondLineIsNamedAsMissing)
    {
      const std::string found = tests::sentence_of<InputError>([] {
        MeasuredTable({"x.csv", "T,E'\nC,-\n25,1000\n"}, {}).column("storage modulus", Dimension::pressure);
      });
      EXPECT_NE(found.find("the unit is missing"), std::string::npos) << found;
    }

    /// Two sweeps over the frequency in which the temperature drifts by `drift`, 5 K apart.
    std::string sweeps(double drift, bool has_sets)
    {
      std::string text = has_sets ? "f,E',E'',T,Set\nHz,MPa,MPa,C,-\n" : "f,E',E'',T\nHz,MPa,MPa,C\n";
      for (int set = 0; set < 2; ++set)
        for (int i = 0; i < 6; ++i)
          text += fmt::format("{},{},{},{}{}\n", std::pow(10., 0.5 * i - 1), 1000 + 10 * i - 100 * set, 50, 20 + 5 * set + drift * i / 5,
                              has_sets ? fmt::format(",{}", set) : "");
      return text;
    }

    TEST(ModulusTables, ATemperatureThatDriftsWithinASweepIsOneTemperature)
    {
      for (const double drift : {0.5, 2.4, 4.5})
        {
          const std::vector<ModulusSweep> found = input::read_sweeps(MeasuredTable({"x.csv", sweeps(drift, false)}, {}), {300, 1});
          ASSERT_EQ(found.size(), 2u) << drift;
          EXPECT_NEAR(found[1].mean(), 273.15 + 25 + 0.5 * drift, 1e-9);
          EXPECT_NEAR(found[1].drift(), drift, 1e-9);
          const std::vector<materials::ModulusCurve> curves = input::join_sweeps(found, 1);
          ASSERT_EQ(curves.size(), 2u);
          EXPECT_EQ(curves[0].points.size(), 12u);
          const std::string said = input::describe_grouping(found, curves.size(), 1);
          EXPECT_NE(said.find(fmt::format("drifts by up to {:.3g} K within one of the 2 sweeps", drift)), std::string::npos) << said;
        }
      // Steps of 2 K from row to row: only the column of sets tells that this is one sweep.
      EXPECT_EQ(input::read_sweeps(MeasuredTable({"x.csv", sweeps(10, false)}, {}), {300, 1}).size(), 12u);
      EXPECT_EQ(input::read_sweeps(MeasuredTable({"x.csv", sweeps(10, true)}, {}), {300, 1}).size(), 2u);
    }

    TEST(ModulusTables, SweepsRepeatedWithinTheToleranceAreOneTemperature)
    {
      const std::string head = "t [s],E(t) [MPa],T [degC]\n", cold = "1,900,20\n10,800,20\n100,700,20\n",
                        again = "100,705,20.6\n10,795,20.6\n1,905,20.6\n", hot = "1,500,25\n10,400,25\n";
      const std::vector<ModulusSweep> found = input::read_sweeps(MeasuredTable({"x.csv", head + cold + hot + again}, {}), {300, 1});
      EXPECT_EQ(found.size(), 3u);
      const std::vector<materials::ModulusCurve> curves = input::join_sweeps(found, 1);
      ASSERT_EQ(curves.size(), 2u);
      EXPECT_NEAR(curves[0].temperature, 273.15 + 20.3, 1e-9);
      EXPECT_EQ(curves[0].points.size(), 6u);
      EXPECT_EQ(input::join_sweeps(found, 0.5).size(), 3u);
      EXPECT_NE(input::describe_grouping(found, 2, 1).find("3 sweeps or single rows within 1 K of each other are 2 temperatures"),
                std::string::npos);
      EXPECT_EQ(input::describe_grouping(input::read_sweeps(MeasuredTable({"x.csv", head + cold + hot}, {}), {300, 1}), 2, 1), "");
    }

    const std::string head = "name: trial\ndescription: \"a trial\"\nsource: \"nobody\"\n";

    input::FitRequest parse(const std::string &text, const std::vector<std::string> &overrides, const std::string &table)
    {
      return input::parse_fit_request({"request.yaml", head + text}, overrides, [&](const std::string &name) {
        return input::TextFile{name, table};
      });
    }

    const std::string viscoelasticity = "viscoelasticity:\n"
                                        "  data: dma.csv\n"
                                        "  modulus: young\n"
                                        "  poisson: 0.3\n"
                                        "  shift: {model: wlf_arrhenius, reference: 20 degC, junction: 20 degC}\n";

    TEST(FitRequests, DataMayBeATableAMapOrAList)
    {
      for (const std::string data : {"dma.csv", "{file: dma.csv}", "[dma.csv]", "[{file: dma.csv, columns: {temperature: T}}]"})
        {
          const input::FitRequest request = parse(viscoelasticity, {"viscoelasticity.data=" + data}, sweeps(0.5, true));
          EXPECT_EQ(request.viscoelasticity->request.curves.size(), 2u) << data;
          EXPECT_EQ(request.viscoelasticity->files, std::vector<std::string>{"dma.csv"}) << data;
          EXPECT_EQ(request.table_remarks, std::vector<std::string>{"dma.csv: the units are in the second line"}) << data;
        }
    }

    TEST(FitRequests, TheNumberOfArmsMayBePrescribed)
    {
      const input::FitRequest request = parse(viscoelasticity, {"viscoelasticity.arms=12"}, sweeps(0.5, true));
      EXPECT_EQ(request.viscoelasticity->request.spectrum.arms, 12u);
      const std::string both = tests::sentence_of<InputError>([] {
        parse(viscoelasticity, {"viscoelasticity.arms=12", "viscoelasticity.arms_per_decade=2"}, sweeps(0.5, true));
      });
      EXPECT_NE(both.find("arms"), std::string::npos) << both;
    }

    TEST(FitRequests, TheHeatFlowOfASampleIsDividedByItsMass)
    {
      const std::string cure = "cure:\n"
                               "  runs: [{data: dsc.csv, heating_rate: 10 K/min, mass: 8 mg}]\n"
                               "  exothermic: up\n  baseline: linear\n  kinetics: one_step\n  diffusion: none\n"
                               "  initial: 1 %\n  gel_point: 60 %\n";
      const std::string whole = "Temp.[°C];DSC[mW]\n30;0\n40;0,4\n50;1,6\n", per_mass = "Temp.[°C];DSC[mW/mg]\n30;0\n40;0,05\n50;0,2\n";
      const input::FitRequest request = parse(cure, {}, whole);
      EXPECT_NEAR(request.cure->request.runs[0].heat_flow[2], 200, 1e-9);
      EXPECT_NEAR(parse(cure, {"cure.runs[0].mass=null"}, per_mass).cure->request.runs[0].heat_flow[2], 200, 1e-9);
      const auto refusal = [&](const std::vector<std::string> &overrides, const std::string &table) {
        return tests::sentence_of<InputError>([&] { parse(cure, overrides, table); });
      };
      EXPECT_NE(refusal({"cure.runs[0].mass=null"}, whole).find("give its mass"), std::string::npos);
      EXPECT_NE(refusal({}, per_mass).find("the mass is not used"), std::string::npos);
    }

    TEST(FitRequests, ShiftFactorsMayHaveAnyOrderAndOneValuePerTemperature)
    {
      const auto table = [](const std::string &name) {
        return input::TextFile{name, name == "factors.csv" ? "T [degC],log aT\n130,-2\n110,1.1\n120.2,0.1\n119.8,-0.1\n"
                                                           : "time [s],relaxation modulus [GPa]\n1,10\n10,8\n100,5\n1000,3\n"};
      };
      const input::FitRequest request =
          input::parse_fit_request({"request.yaml", head + viscoelasticity},
                                   {"viscoelasticity.data=master.csv", "viscoelasticity.shift_factors=factors.csv",
                                    "viscoelasticity.shift={model: wlf_arrhenius, reference: 120 degC, junction: 120 degC}"},
                                   table);
      const materials::ShiftFactors &factors = *request.viscoelasticity->request.given_factors;
      ASSERT_EQ(factors.temperature.size(), 3u);
      EXPECT_NEAR(factors.temperature[1], 393.15, 1e-9);
      EXPECT_NEAR(factors.log_factor[0], 1.1 * std::log(10.), 1e-12);
      EXPECT_NEAR(factors.log_factor[1], 0, 1e-12);
      EXPECT_EQ(factors.base, 1u);
    }

    TEST(MeasuredTable, QuotesOnlyTheBeginningOfALongHeading)
    {
      std::string headings = "strain [-]";
      for (unsigned i = 0; i < 100; ++i)
        headings += fmt::format(",{}{} [MPa]", std::string(5000, 'x'), i);
      std::string row = "0.1";
      for (unsigned i = 0; i < 100; ++i)
        row += ",1";
      const MeasuredTable table({"wide.csv", headings + "\n" + row + "\n"}, {});
      const std::string sentence = tests::sentence_of<InputError>([&] { table.column("stress", Dimension::pressure); });
      EXPECT_NE(sentence.find("there is no column \"stress\""), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("81 more"), std::string::npos) << sentence;
      EXPECT_LT(sentence.size(), 3000u);
      EXPECT_EQ(sentence.find(std::string(100, 'x')), std::string::npos);
    }
  } // namespace
} // namespace sagitta::tests
