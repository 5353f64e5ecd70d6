// model.json: what a report shows of a model.

#include <tests/drawing/sample_package.h>

#include <solver/drawing/model_file.h>

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using Json = nlohmann::ordered_json;

  const Json &part(const Json &model, const std::string &name)
  {
    for (const Json &entry : model.at("parts"))
      for (const Json &own : entry.at("names"))
        if (own == name)
          return entry;
    throw std::runtime_error("no part " + name);
  }

  TEST(ModelFile, HasOutlinesOfPartsAndOneEntryForEqualParts)
  {
    const Case problem = make_sample(4);
    const Json model = drawing::describe_model(problem);
    EXPECT_EQ(model.at("case").at("title"), "Balls & <dies>");
    EXPECT_EQ(model.at("layers").size(), 4u);
    EXPECT_EQ(model.at("layers")[3].at("z").at("value")[1], problem.package.interfaces().back());
    const Json &balls = part(model, "balls_7");
    EXPECT_EQ(balls.at("names").size(), 16u);
    EXPECT_EQ(balls.at("discs").at("value").size(), 16u);
    EXPECT_EQ(balls.at("discs").at("value")[0][2], 0.15e-3);
    EXPECT_EQ(balls.at("discs").at("unit"), "m");
    EXPECT_EQ(part(model, "logic").at("kind"), "die");
    EXPECT_EQ(part(model, "logic").at("rectangles").at("value").size(), 1u);
    EXPECT_EQ(part(model, "slot").at("kind"), "gap");
    EXPECT_FALSE(part(model, "slot").contains("material"));
  }

  TEST(ModelFile, SaysKindAndSourceOfEveryValue)
  {
    Case problem = make_sample(2);
    problem.materials.cards[copper].provenance = {{"conductivity.k", "390 W/(m K)", "a table", materials::Evidence::measured, "a note"},
                                                  {"density", "9 g/cm3", "case file", materials::Evidence::assumed, "", false}};
    const Json values = drawing::describe_model(problem).at("materials")[copper].at("values");
    ASSERT_EQ(values.size(), 2u);
    EXPECT_EQ(values[0].at("kind"), "measured");
    EXPECT_EQ(values[0].at("note"), "a note");
    EXPECT_EQ(values[1].at("kind"), "not stated"); // a value of the case file without a kind is not called assumed
    EXPECT_EQ(drawing::describe_model(problem).at("materials")[silicon].at("parts"), Json({"logic"}));
  }
} // namespace
