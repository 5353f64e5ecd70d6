#include <tests/input/sample_case.h>

#include <solver/case/names.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/text/json_schema.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// What an independent validator (python3-jsonschema) says of a case against `sagitta schema`: its exit status.
    class Schema : public testing::Test
    {
    protected:
      void SetUp() override
      {
        std::string pattern = (std::filesystem::temp_directory_path() / "sagitta_schema_XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
        std::ofstream(directory_ / "schema.json") << input::case_json_schema("case", "test").dump();
      }

      void TearDown() override { std::filesystem::remove_all(directory_); }

      bool accepts(const std::string &text) const
      {
        std::ofstream(directory_ / "case.yaml") << text;
        return accepts_files((directory_ / "case.yaml").string());
      }

      /// Of several cases at once, since the validator takes its time to start.
      std::size_t count_refused(const std::vector<std::string> &texts) const
      {
        std::string files;
        for (std::size_t i = 0; i < texts.size(); ++i)
          {
            const std::string name = (directory_ / ("case_" + std::to_string(i) + ".yaml")).string();
            std::ofstream(name) << texts[i];
            files += " " + name;
          }
        const std::string command = "/usr/bin/python3 " SAGITTA_SOURCE_DIR "/tests/input/validate.py " +
                                    (directory_ / "schema.json").string() + files + " > " + (directory_ / "refused").string();
        EXPECT_NE(std::system(command.c_str()), -1);
        std::ifstream refused(directory_ / "refused");
        std::size_t count = 0;
        for (std::string line; std::getline(refused, line);)
          count += !line.empty();
        return count;
      }

      bool accepts_files(const std::string &files) const
      {
        const std::string command =
            "/usr/bin/python3 " SAGITTA_SOURCE_DIR "/tests/input/validate.py " + (directory_ / "schema.json").string() + " " + files;
        const int status = std::system(command.c_str());
        EXPECT_TRUE(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 1)) << "the validator itself failed";
        return status == 0;
      }

      std::filesystem::path directory_;
    };

    TEST_F(Schema, AcceptsTheSampleCase)
    {
      EXPECT_TRUE(accepts(sample_case()));
    }

    TEST_F(Schema, RefusesWhatTheProgramRefuses)
    {
      EXPECT_FALSE(accepts(replaced(sample_case(), "thickness: 15 um", "thicknes: 15 um"))) << "unknown key";
      EXPECT_FALSE(accepts(replaced(sample_case(), "thickness: 15 um", "thickness: 15"))) << "no unit";
      EXPECT_FALSE(accepts(replaced(sample_case(), "outline: {size", "outline: {diameter: 3 mm, size"))) << "two alternatives";
      EXPECT_FALSE(accepts(replaced(sample_case(), "method: direct", "method: magic"))) << "unknown word";
      EXPECT_FALSE(accepts(replaced(sample_case(), "sagitta: 1\n", ""))) << "missing key";
      EXPECT_FALSE(accepts(replaced(sample_case(), "young: 10 MPa, poisson: 0.45", "elasticity: {model: isotropic, c11: 5 GPa}")))
          << "unused key";
    }

    TEST_F(Schema, MarksQuantitiesOfAWrongDimension)
    {
      const std::vector<std::string> wrong = {
          replaced(sample_case(), "thickness: 15 um", "thickness: 15 MPa"),
          replaced(sample_case(), "thickness: 15 um", "thickness: 15 umm"), // an unknown symbol
          replaced(sample_case(), "thickness: 15 um", "thickness: 0.123456789012345678901234567890123 umm"),
          replaced(sample_case(), "young: 22 GPa", "young: 22 ppm/K"),
          replaced(sample_case(), "young: 22 GPa", "young: {value: 3 um}"),
          replaced(sample_case(), "temperature: 25 degC", "temperature: 25 um"),
          replaced(sample_case(), "conductivity: 0.8 W/mK", "conductivity: 0.8 W/m2K"),
          replaced(sample_case(), "power: 0.5 W", "power: 2 W/m2"),
          replaced(sample_case(), "power: 0.5 W", "power: 2 W/mm^2"),
          replaced(sample_case(), "copper: 40 %", "copper: 40 um")};
      EXPECT_EQ(count_refused(wrong), wrong.size());
      EXPECT_EQ(count_refused({replaced(sample_case(), "cte1: 100 ppm/K", "cte1: \"100\u00d710\u207b\u2076 K\u207b\u00b9\""),
                               replaced(sample_case(), "thickness: 15 um", "thickness: 0.5 oz")}),
                0u);
    }

    TEST_F(Schema, MarksMisspeltNamesOfMaterials)
    {
      std::ofstream(directory_ / "schema.json")
          << input::case_json_schema("case", "test", {{"material", shipped_library().all_names()}}).dump();
      EXPECT_TRUE(accepts(sample_case())) << "mould, pi, solder and tim are the case's own";
      std::vector<std::string> wrong = {replaced(sample_case(), "like: lmc_r4507", "like: lmc_e4507")};
      wrong.push_back(replaced(sample_case(), "like: lmc_r4507", "like: lmc_r4570"));
      for (const std::string name : {"silcon", "siilicon", "sliicon", "silicom"})
        wrong.push_back(replaced(sample_case(), "name: memory, material: silicon", "name: memory, material: " + name));
      EXPECT_EQ(count_refused(wrong), wrong.size());
    }

    TEST_F(Schema, MarksTheMistakeAndNotTheListThatHoldsIt)
    {
      // `states` is a list, or one map; the rules of the list apply to a list alone.
      const auto schema = input::case_json_schema("case", "test");
      const auto &states = schema["properties"]["states"];
      EXPECT_FALSE(states.contains("anyOf")) << states.dump(2);
      ASSERT_EQ(states["allOf"].size(), states["type"].size());
      for (const auto &rule : states["allOf"])
        EXPECT_TRUE(rule.contains("if") && rule.contains("then")) << rule.dump(2);
      const std::string name = (directory_ / "schema.json").string();
      std::ofstream(name) << schema.dump();
      std::ofstream(directory_ / "case.yaml") << replaced(sample_case(), "temperature: 25 degC", "temperature: 25 um");
      const std::string deepest =
          "/usr/bin/python3 -c \"import json, jsonschema, yaml; v = jsonschema.Draft202012Validator(json.load(open('" + name +
          "'))); e = list(v.iter_errors(yaml.safe_load(open('" + (directory_ / "case.yaml").string() +
          "')))); assert len(e) == 1 and list(e[0].absolute_path)[0] == 'states' and "
          "list(e[0].absolute_path)[-1] == 'temperature', [list(x.absolute_path) for x in e]\"";
      EXPECT_EQ(std::system(deepest.c_str()), 0);
    }

    TEST_F(Schema, NamesTheAllowedWordsOfALawOnce)
    {
      const auto schema = input::case_json_schema("case", "test");
      EXPECT_EQ(schema["$defs"]["material"]["properties"]["law"]["enum"],
                (nlohmann::ordered_json{"elastic", "chile", "viscoelastic", "plastic", "anand", "garofalo"}));
      EXPECT_FALSE(accepts(replaced(sample_case(), "mould: {like", "mould: {law: elastik, like")));
      EXPECT_EQ(sentence_of(replaced(sample_case(), "mould: {like", "mould: {law: elastik, like")),
                "case.yaml:24: materials.mould.law: \"elastik\" is unknown; did you mean elastic? Allowed here: elastic, chile, "
                "viscoelastic, plastic, anand or garofalo.");
    }

    TEST_F(Schema, DescribesCureAndViscoelasticity)
    {
      const std::string laws =
          "cure: {kinetics: {model: one_step, rate_factor: 1e6/s, activation_energy: 70 kJ/mol, m: 0.5, n: 1.5}, heat: 80 J/g, initial: 0, "
          "gel_point: 0.6, glass_transition: {model: table, points: [[0, 0 degC], [1, 150 degC]]}}, viscoelasticity: {model: young, young: "
          "{instantaneous: 10 MPa, arms: [[1 s, 50 %]]}, poisson: 0.45, shift: {model: arrhenius, reference: 50 degC, activation_energy: "
          "100 "
          "kJ/mol, with_cure: moves}}, density: 2.5 g/cm3";
      const std::string text = replaced(replaced(sample_case(), "density: 2.5 g/cm3", laws), "tg: 50 degC", "tg: 150 degC");
      EXPECT_NO_THROW(parse(text));
      EXPECT_TRUE(accepts(text));
      EXPECT_FALSE(accepts(replaced(text, "one_step, rate_factor: 1e6/s", "one_step, rate_factor_1: 1e6/s"))) << "a key of another model";
      const auto schema = input::case_json_schema("case", "test");
      EXPECT_TRUE(schema["$defs"].contains("plain_number_from_0_to_1_constant")) << "a degree of cure";
      EXPECT_EQ(schema["$defs"]["plain_number_above_-1_below_0.5_value"]["allOf"][0]["then"]["x-exclusiveMaximum"], 0.5)
          << "Poisson's ratio";
      EXPECT_FALSE(accepts(replaced(text, "[[1 s, 50 %]]", "[[1 s, 50 %, 3]]"))) << "three in a pair";
    }

    TEST_F(Schema, OfACardAcceptsEveryCardOfTheLibrary)
    {
      std::ofstream(directory_ / "schema.json") << input::json_schema(*input::library_card_type(), "card", "test").dump();
      EXPECT_TRUE(accepts_files(SAGITTA_SOURCE_DIR "/materials/library/*.yaml"));
      EXPECT_FALSE(accepts("name: x\ndescription: y\ndensity: {value: 1 g/cm3}\n")) << "without a source";
    }

    TEST_F(Schema, OfAFitAcceptsTheShippedRequests)
    {
      std::ofstream(directory_ / "schema.json") << input::json_schema(*input::fit_type(), "fit", "test").dump();
      EXPECT_TRUE(accepts_files(SAGITTA_SOURCE_DIR "/docs/user_guide/fitting/*.yaml"));
      const std::string request = "name: x\ndescription: y\nsource: z\nexpansion: {data: [a.csv]}\n";
      EXPECT_TRUE(accepts(request + "card: {cure: {shrinkage: {linear: {value: 1 %, kind: assumed, source: z}}}}\n"))
          << "a part of a section";
      EXPECT_FALSE(accepts(request + "card: {density: {value: 1 g/cm3}}\n")) << "without a source";
      EXPECT_FALSE(accepts(request + "card: {name: w}\n")) << "the name stands beside card";
      EXPECT_FALSE(accepts("name: x\ndescription: y\nsource: z\nexpansion: {data: []}\n")) << "no table";
    }

    TEST_F(Schema, TheReferenceInTheDocumentationIsUpToDate)
    {
      const std::string command =
          "/usr/bin/python3 " SAGITTA_SOURCE_DIR "/scripts/make_case_reference --check --schema " + (directory_ / "schema.json").string();
      EXPECT_EQ(std::system(command.c_str()), 0);
    }

    TEST(Names, EveryWordIsReadBackAsItsValue)
    {
      for (const auto &row : solver_method_names().rows())
        EXPECT_EQ(solver_method_names().value(row.name), row.value);
      for (const auto &row : arrangement_names().rows())
        EXPECT_EQ(arrangement_names().name(row.value), row.name);
      for (const auto &row : side_names().rows())
        EXPECT_EQ(side_names().value(row.name), row.value);
    }
  } // namespace
} // namespace sagitta::tests
