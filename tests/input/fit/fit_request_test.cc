#include <solver/base/errors.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/fit/measured_table.h>

#include <tests/refusal.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using input::Dimension;
    using input::FitRequest;
    using input::MeasuredTable;
    using input::TextFile;

    const std::string dma = "# a remark\n"
                            "temperature [degC],frequency [Hz],storage modulus [GPa],loss modulus [MPa],remark\n"
                            "100,1,20,500,a\n100.4,10,21,400,b\n\n120,1,15,900,c\n120,10,17,700,d\n";

    std::string table_error(const std::string &text, const std::string &column = "storage modulus",
                            Dimension dimension = Dimension::pressure)
    {
      return tests::sentence_of<InputError>([&] { MeasuredTable({"dma.csv", text}, {}).column(column, dimension); });
    }

    TEST(MeasuredTables, ColumnsAreConvertedToSiUnits)
    {
      const MeasuredTable table({"dma.csv", dma}, {});
      EXPECT_EQ(table.rows(), 4u);
      EXPECT_NEAR(table.column("temperature", Dimension::temperature)[1], 373.55, 1e-9);
      EXPECT_NEAR(table.column("storage modulus", Dimension::pressure)[3], 17e9, 1);
      EXPECT_NEAR(table.column("loss modulus", Dimension::pressure)[0], 5e8, 1e-3);
      EXPECT_FALSE(table.has("tan delta"));
    }

    TEST(MeasuredTables, SemicolonsTabsQuotesAndOtherHeadingsAreRead)
    {
      const MeasuredTable table({"x.csv", "\xef\xbb\xbf\"E', bending [MPa]\";Temp [degC]\n \"3\" ; 25 \n4;30\n"},
                                {{"storage modulus", "E', bending [MPa]"}, {"temperature", "temp"}});
      EXPECT_NEAR(table.column("storage modulus", Dimension::pressure)[1], 4e6, 1e-3);
      EXPECT_NEAR(table.column("temperature", Dimension::temperature)[0], 298.15, 1e-9);
      const MeasuredTable tabs({"x.csv", "strain [-]\tstress [MPa]\r\n0.01\t1e2\r\n"}, {});
      EXPECT_NEAR(tabs.column("stress", Dimension::pressure)[0], 1e8, 1e-3);
    }

    TEST(MeasuredTables, InvalidTablesAreRefusedWithFileLineAndColumn)
    {
      const std::string header = "temperature [degC],storage modulus [MPa]\n";
      EXPECT_NE(table_error("").find("dma.csv: the table is empty"), std::string::npos);
      EXPECT_NE(table_error("# only a remark\n").find("the table is empty"), std::string::npos);
      EXPECT_NE(table_error(header).find("dma.csv:1: the table has a header and no rows"), std::string::npos);
      EXPECT_NE(table_error(std::string("\x01\x02\xff\x00zz", 6)).find("not a text file"), std::string::npos);
      EXPECT_NE(table_error(header + "25,1000\n30,\x02\n").find("dma.csv:3: this is not a text file"), std::string::npos);
      EXPECT_NE(table_error(header + "25,1000\n30\n").find("dma.csv:3: the row has 1 values, but the header names 2 columns"),
                std::string::npos);
      EXPECT_NE(table_error(header + "25,10O0\n").find("dma.csv:2: column 2 (storage modulus): \"10O0\" is not a number"),
                std::string::npos);
      EXPECT_NE(table_error(header + "25,nan\n").find("is not a finite number"), std::string::npos);
      EXPECT_NE(table_error(header + "25,-inf\n").find("is not a finite number"), std::string::npos);
      EXPECT_NE(table_error(header + "25,1e999\n").find("is not a finite number"), std::string::npos);
      EXPECT_NE(table_error(header + "25,\n").find("the value is missing"), std::string::npos);
      EXPECT_NE(table_error("temperature [degC];storage modulus [MPa]\n25.5;10,5\n").find("has a decimal comma"), std::string::npos);
      EXPECT_NE(table_error("25,1000\n30,900\n").find("the first line holds numbers"), std::string::npos);
      EXPECT_NE(table_error("temperature [degC],temperature [K]\n1,2\n").find("two columns are called \"temperature\""), std::string::npos);
    }

    TEST(MeasuredTables, WrongColumnsAndUnitsAreNamed)
    {
      const std::string missing = table_error("temperature [degC],storage moduls [MPa]\n25,1\n");
      EXPECT_NE(missing.find("there is no column \"storage modulus\"; did you mean storage moduls?"), std::string::npos) << missing;
      const std::string bare = table_error("temperature [degC],storage modulus\n25,1\n");
      EXPECT_NE(bare.find("column 2 (storage modulus): the unit is missing"), std::string::npos) << bare;
      const std::string length = table_error("temperature [degC],storage modulus [mm]\n25,1\n");
      EXPECT_NE(length.find("is a length"), std::string::npos) << length;
      const std::string unknown = table_error("temperature [degC],storage modulus [MPaa]\n25,1\n");
      EXPECT_NE(unknown.find("unknown unit"), std::string::npos) << unknown;
      const std::string cold = table_error("temperature [degC],storage modulus [MPa]\n-300,1\n", "temperature", Dimension::temperature);
      EXPECT_NE(cold.find("dma.csv:2: column 1 (temperature): -300 degC is below absolute zero"), std::string::npos) << cold;
      const std::string renamed = tests::sentence_of<InputError>([] { MeasuredTable({"x.csv", "a [m]\n1\n"}, {{"strain", "b [m]"}}); });
      EXPECT_NE(renamed.find("there is no column \"b [m]\" to be read as strain"), std::string::npos) << renamed;
    }

    const std::string head = "name: trial\ndescription: \"a trial\"\nsource: \"nobody\"\n";

    const std::string viscoelasticity = "viscoelasticity:\n"
                                        "  data: [dma.csv]\n"
                                        "  modulus: young\n"
                                        "  poisson: 0.3\n"
                                        "  shift: {model: wlf_arrhenius, reference: 120 degC, junction: 120 degC}\n";

    const std::string cure = "cure:\n"
                             "  runs: [{data: dsc.csv, heating_rate: 10 K/min}]\n"
                             "  exothermic: down\n  baseline: linear\n  kinetics: one_step\n  diffusion: none\n"
                             "  initial: 1 %\n  gel_point: 60 %\n";

    const std::string tension = "inelasticity:\n"
                                "  bath:\n    model: plastic\n    hardening: voce\n    poisson: 0.3\n"
                                "    curves: [{data: pull.csv, temperature: 25 degC, rate: 1e-3/s}]\n";

    const std::map<std::string, std::string> files = {{"dma.csv", dma},
                                                      {"dsc.csv", "temperature [degC],heat flow [W/g]\n30,0\n40,-0.01\n50,-0.2\n"},
                                                      {"pull.csv", "strain [%],stress [MPa]\n0,0\n0.1,100\n0.2,150\n"},
                                                      {"tma.csv", "temperature [degC],length change [um]\n20,0\n30,1\n40,2\n"},
                                                      {"tg.csv", "degree of cure [%],glass transition [degC]\n0,-10\n50,40\n100,150\n"},
                                                      {"master.csv", "time [s],relaxation modulus [GPa]\n1,10\n10,8\n100,5\n1000,3\n"},
                                                      {"factors.csv", "temperature [degC],log10 shift factor\n110,1.1\n120,0\n130,-2\n"}};

    FitRequest parse_request(const std::string &text, const std::vector<std::string> &overrides = {},
                             const std::map<std::string, std::string> &changed = {})
    {
      return input::parse_fit_request({"request.yaml", text}, overrides, [&](const std::string &name) {
        const auto found = changed.find(name);
        return TextFile{name, found != changed.end() ? found->second : files.at(name)};
      });
    }

    std::string request_error(const std::string &text, const std::vector<std::string> &overrides = {},
                              const std::map<std::string, std::string> &changed = {})
    {
      return tests::sentence_of<InputError>([&] { parse_request(text, overrides, changed); });
    }

    TEST(FitRequests, DynamicModuliAreGroupedByTemperature)
    {
      const FitRequest request = parse_request(head + viscoelasticity);
      const materials::ViscoelasticRequest &found = request.viscoelasticity->request;
      ASSERT_EQ(found.curves.size(), 2u);
      EXPECT_NEAR(found.curves[0].temperature, 373.35, 1e-9); // the mean of 100 and 100.4 degC
      ASSERT_EQ(found.curves[0].points.size(), 4u);
      EXPECT_NEAR(found.curves[0].points[0].time, 1 / (2 * 3.14159265358979), 1e-9);
      EXPECT_EQ(found.shift.form, materials::ShiftForm::wlf_arrhenius);
      EXPECT_EQ(found.spectrum.rule, materials::SmoothingRule::cross_validation);
      EXPECT_EQ(request.evidence, materials::Evidence::measured);
      EXPECT_EQ(request.card.entries.size(), 0u);

      const FitRequest fixed =
          parse_request(head + viscoelasticity, {"viscoelasticity.shift.hold={c1: 17.44, activation_energy: 300 kJ/mol}",
                                                 "viscoelasticity.smoothing=0.5", "viscoelasticity.noise={storage: 1%, loss: 2%}"});
      EXPECT_NEAR(fixed.viscoelasticity->request.shift.fixed.at("activation_energy"), 3e5, 1e-6);
      EXPECT_EQ(fixed.viscoelasticity->request.spectrum.rule, materials::SmoothingRule::given);
      EXPECT_EQ(fixed.viscoelasticity->request.spectrum.noise->at(1), 0.02);
    }

    TEST(FitRequests, TanDeltaReplacesTheLossModulus)
    {
      const FitRequest request = parse_request(head + viscoelasticity, {},
                                               {{"dma.csv", "temperature [degC],frequency [Hz],storage modulus [MPa],tan delta\n"
                                                            "100,1,1000,0.1\n110,1,900,0.2\n"}});
      EXPECT_NEAR(request.viscoelasticity->request.curves[1].points[1].value, 180e6, 1e-3);
    }

    TEST(FitRequests, AMasterCurveHasItsFactors)
    {
      const FitRequest request =
          parse_request(head + viscoelasticity, {"viscoelasticity.data=[master.csv]", "viscoelasticity.shift_factors=factors.csv"});
      ASSERT_EQ(request.viscoelasticity->request.curves.size(), 1u);
      EXPECT_EQ(request.viscoelasticity->request.curves[0].points[0].kind, materials::ModulusKind::relaxation);
      EXPECT_EQ(request.viscoelasticity->request.given_factors->base, 1u);
      EXPECT_NEAR(request.viscoelasticity->request.given_factors->log_factor[2], -2 * std::log(10.), 1e-12);
      const std::string both = request_error(head + viscoelasticity, {"viscoelasticity.shift_factors=factors.csv"});
      EXPECT_NE(both.find("give shift_factors only for a master curve"), std::string::npos) << both;
    }

    TEST(FitRequests, ACalorimeterIsReadWithItsSign)
    {
      const FitRequest request = parse_request(head + cure);
      const materials::CalorimetryRun &run = request.cure->request.runs.at(0);
      EXPECT_NEAR(run.heat_flow[2], 200, 1e-9);
      EXPECT_NEAR(run.time[2], 120, 1e-9); // 20 K by 10 K/min
      EXPECT_NEAR(request.cure->gel_point, 0.6, 1e-12);
      EXPECT_EQ(request.cure->labels.at(0), "10 K/min");
    }

    TEST(FitRequests, SeveralTablesOfARunOrACurveAreRepetitions)
    {
      const FitRequest dsc = parse_request(head + cure, {"cure.runs[0].data=[dsc.csv, {file: again.csv}]"},
                                           {{"again.csv", "temperature [degC],heat flow [W/g]\n30,0\n40,-0.02\n50,-0.3\n"}});
      ASSERT_EQ(dsc.cure->request.runs.size(), 2u);
      EXPECT_NEAR(dsc.cure->request.runs[0].heat_flow[2], 200, 1e-9);
      EXPECT_NEAR(dsc.cure->request.runs[1].heat_flow[2], 300, 1e-9);
      EXPECT_NEAR(dsc.cure->request.runs[1].time[2], 120, 1e-9) << "both have the heating rate of the entry";
      EXPECT_EQ(dsc.cure->labels, (std::vector<std::string>{"10 K/min, dsc.csv", "10 K/min, again.csv"}));
      const FitRequest pulled = parse_request(head + tension, {"inelasticity.bath.curves[0].data=[pull.csv, pull.csv]"});
      EXPECT_EQ(std::get<materials::PlasticityRequest>(pulled.inelasticity.at(0).request).curves.size(), 2u);
      EXPECT_EQ(parse_request(head + cure, {"cure.runs[0].data=[dsc.csv]"}).cure->labels.at(0), "10 K/min");
    }

    TEST(FitRequests, LengthsAreDividedByThatOfTheSample)
    {
      const FitRequest request = parse_request(head + "expansion: {data: [tma.csv], length: 10 mm, from: 25 degC}\n");
      ASSERT_EQ(request.expansion->runs.at(0).strain.size(), 2u);
      EXPECT_NEAR(request.expansion->runs[0].strain[1], 2e-4, 1e-15);
      EXPECT_NE(request_error(head + "expansion: {data: [tma.csv]}\n").find("give length, the length of the sample"), std::string::npos);
      EXPECT_NE(request_error(head + "expansion: {data: [tma.csv], length: 10 mm, from: 90 degC}\n").find("no point lies within"),
                std::string::npos);
    }

    TEST(FitRequests, CurvesBeginAtTheFirstStrainWithinTheRange)
    {
      const FitRequest request = parse_request(head + tension, {"inelasticity.bath.hold={yield: 90 MPa}"});
      const auto &found = std::get<materials::PlasticityRequest>(request.inelasticity.at(0).request);
      ASSERT_EQ(found.curves.at(0).strain.size(), 2u);
      EXPECT_NEAR(found.curves[0].strain[0], 1e-3, 1e-15);
      EXPECT_NEAR(found.fixed.at("yield"), 90e6, 1e-3);
      EXPECT_FALSE(found.young);
    }

    TEST(FitRequests, MissingUnknownAndContradictoryKeysAreRefused)
    {
      const auto expect = [](const std::string &found, const std::string &part) {
        EXPECT_NE(found.find(part), std::string::npos) << found;
      };
      expect(request_error(head), "the request has nothing to fit");
      expect(request_error("name: a\ndescription: b\n" + viscoelasticity), "source");
      expect(request_error(head + "viscoelastic: {}\n"), "did you mean viscoelasticity?");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.poisson=null"}), "poisson");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.bulk=8 GPa"}), "bulk");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.poisson=0.5"}), "must be");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.shift.model=arrhenius", "viscoelasticity.shift.junction=null",
                                                    "viscoelasticity.shift.hold={c1: 17}"}),
             "the chosen model has no c1");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.smoothing=discrepancy"}), "needs the noise");
      expect(request_error(head + viscoelasticity, {"viscoelasticity.noise={storage: 1 %}"}), "the data contain loss moduli");
      expect(request_error(head + cure, {"cure.hold={rate_factor_1: 1e5/s}"}), "the chosen model has no rate_factor_1");
      expect(request_error(head + cure, {"cure.diffusion=free_volume"}), "needs the section glass_transition");
      expect(request_error(head + cure, {"cure.runs[0].temperature=100 degC"}), "temperature");
      expect(request_error(head + "glass_transition: {data: [tg.csv]}\n"), "belongs to the section cure of a card");
      expect(request_error(head + tension, {"inelasticity.bath.hold={modulus: 1 GPa}"}), "the chosen model has no modulus");
      expect(request_error(head + tension +
                           "  other:\n    model: anand\n    poisson: 0.3\n    stress_multiplier: 4\n"
                           "    curves: [{data: pull.csv, temperature: 25 degC, rate: 1e-3/s}]\n"),
             "several sets would fit Young's modulus");
      expect(request_error(head + tension, {"inelasticity.bath.model=anand", "inelasticity.bath.hardening=null"}), "stress_multiplier");
    }

    TEST(FitRequests, EntriesForTheCardAreCheckedWithTheirLine)
    {
      const auto expect = [](const std::string &found, const std::string &part) {
        EXPECT_NE(found.find(part), std::string::npos) << found;
      };
      const std::string sourced = "{value: 1.9 g/cm3, kind: datasheet, source: nobody}";
      EXPECT_EQ(parse_request(head + viscoelasticity, {"card.density=" + sourced}).card.entries.size(), 1u);
      // A part of a section that is fitted.
      EXPECT_EQ(
          parse_request(head + cure, {"card.cure.shrinkage.linear={value: 0.4 %, kind: datasheet, source: nobody}"}).card.entries.size(),
          1u);
      expect(request_error(head + viscoelasticity, {"card=[1]"}), "card");
      expect(request_error(head + viscoelasticity + "card: {densty: " + sourced + "}\n"), "request.yaml:9");
      expect(request_error(head + viscoelasticity + "card: {densty: " + sourced + "}\n"), "did you mean density?");
      expect(request_error(head + viscoelasticity + "card: {density: 1.9 g/cm3}\n"), "request.yaml:9");
      expect(request_error(head + viscoelasticity + "card: {name: other}\n"), "unknown key name");
    }

    TEST(FitRequests, ImpossibleTablesAreRefusedWithTheirLine)
    {
      const auto expect = [](const std::string &found, const std::string &part) {
        EXPECT_NE(found.find(part), std::string::npos) << found;
      };
      const std::string columns = "temperature [degC],frequency [Hz],storage modulus [MPa],loss modulus [MPa]\n";
      expect(request_error(head + viscoelasticity, {}, {{"dma.csv", columns + "25,1,1000,10\n25,0,1000,10\n"}}),
             "dma.csv:3: frequency must be positive");
      expect(request_error(head + viscoelasticity, {}, {{"dma.csv", columns + "25,1,-1000,10\n"}}),
             "dma.csv:2: storage modulus must be positive");
      expect(request_error(head + viscoelasticity, {}, {{"dma.csv", "temperature [degC],storage modulus [MPa]\n25,1\n"}}),
             "neither a column \"frequency\" nor a column \"time\"");
      expect(request_error(head + viscoelasticity, {}, {{"dma.csv", "frequency [Hz],storage modulus [MPa]\n25,1\n"}}),
             "neither a column \"loss modulus\" nor a column \"tan delta\"");
      expect(request_error(head + cure, {}, {{"dsc.csv", "temperature [degC],heat flow [W/g]\n30,0\n30,-0.01\n"}}),
             "dsc.csv:3: the temperature of a ramp without times must increase");
      expect(request_error(head + cure, {"cure.runs=[{data: dsc.csv}]"},
                           {{"dsc.csv", "time [s],temperature [degC],heat flow [W/g]\n0,30,0\n2,30,1\n1,30,1\n"}}),
             "dsc.csv:4: time must increase from row to row");
      expect(request_error(head + cure, {}, {{"dsc.csv", "temperature [degC],heat flow [W]\n30,0\n31,1\n"}}), "give its mass");
      expect(request_error(head + cure + "glass_transition: {data: [tg.csv]}\n", {},
                           {{"tg.csv", "degree of cure,glass transition [degC]\n0.5,20\n1.5,30\n"}}),
             "tg.csv:3: the degree of cure must be between 0 and 1");
      expect(request_error(head + tension, {}, {{"pull.csv", "strain [%],stress [MPa]\n0,0\n0.1,100\n"}}),
             "there is one point with strain");
    }
  } // namespace
} // namespace sagitta::tests
