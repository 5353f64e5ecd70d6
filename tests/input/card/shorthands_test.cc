// The flat keys of a material in a case file are short for keys of its laws. An error names what the user wrote, never the keys that the
// shorthands are rewritten to.
#include <tests/input/sample_case.h>

#include <solver/input/card/shorthands.h>

#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using Entries = std::vector<std::pair<std::string, std::string>>;

    /// The shorthands of a material, as a user writes them: those of one law each, with whatever else a part needs.
    const std::vector<Entries> materials = {
        {{"young", "10 MPa"}, {"poisson", "0.45"}, {"cte1", "100 ppm/K"}, {"cte2", "200 ppm/K"}, {"tg", "50 degC"}},
        {{"young", "10 MPa"}, {"poisson", "0.45"}, {"cte", "100 ppm/K"}}};

    std::string text_of(const Entries &entries)
    {
      std::string text = "{conductivity: 3 W/mK, density: 2.5 g/cm3";
      for (const auto &[key, value] : entries)
        text += ", " + key + ": " + value;
      return text + "}";
    }

    /// What the program says of the sample case with this material.
    std::string said(const std::string &material)
    {
      const std::string before = sample_case();
      const std::size_t begin = before.find("{young: 10 MPa"), end = before.find('}', begin);
      return sentence_of(before.substr(0, begin) + material + before.substr(end + 1));
    }

    /// Fails where the sentence names a key that the shorthands are rewritten to.
    void expect_as_written(const std::string &sentence, const std::string &material)
    {
      SCOPED_TRACE("wrote: " + material + "\nread:  " + sentence);
      const std::string list = "Allowed here: "; // every key that may be written
      const std::string own = sentence.substr(0, sentence.find(list));
      EXPECT_FALSE(std::regex_search(own, std::regex("\\b(elasticity|glass_transition|model|isotropic|tangent)\\b")));
      std::smatch path;
      ASSERT_TRUE(std::regex_search(own, path, std::regex("^case\\.yaml:[0-9]+: materials\\.tim(\\.[a-z0-9_]+)?")));
      const bool names_a_key = path[1].matched;
      if (names_a_key)
        {
          EXPECT_NE(material.find(path[1].str().substr(1) + ":"), std::string::npos) << "the path leads to no key of the file";
        }
    }

    TEST(Shorthands, AreAllTested)
    {
      for (const input::Shorthand &shorthand : input::shorthands())
        {
          bool is_tested = false;
          for (const Entries &entries : materials)
            for (const auto &entry : entries)
              is_tested = is_tested || entry.first == shorthand.name;
          EXPECT_TRUE(is_tested) << shorthand.name;
        }
      for (const Entries &entries : materials)
        EXPECT_EQ(said(text_of(entries)), "");
    }

    TEST(Shorthands, ThatAreMissingAreNamedTogetherWithThoseTheyGoWith)
    {
      for (const Entries &entries : materials)
        for (std::size_t i = 0; i < entries.size(); ++i)
          {
            if (entries[i].first == "cte") // goes with no other: then there is no expansion at all
              continue;
            Entries without = entries;
            without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
            const std::string sentence = said(text_of(without));
            EXPECT_NE(sentence.find(entries[i].first + " is missing"), std::string::npos) << sentence;
            EXPECT_NE(sentence.find("it is needed with "), std::string::npos) << sentence;
            expect_as_written(sentence, text_of(without));
          }
    }

    TEST(Shorthands, ThatAreMisspeltAreNamedAsTheyAreWritten)
    {
      for (const Entries &entries : materials)
        for (std::size_t i = 0; i < entries.size(); ++i)
          {
            Entries misspelt = entries;
            misspelt[i].first = entries[i].first + "_";
            const std::string sentence = said(text_of(misspelt));
            EXPECT_NE(sentence.find("unknown key " + misspelt[i].first + "; did you mean " + entries[i].first + "?"), std::string::npos)
                << sentence;
            expect_as_written(sentence, text_of(misspelt));
          }
    }

    TEST(Shorthands, WithAValueThatDoesNotFitAreNamedAsTheyAreWritten)
    {
      // A wrong dimension, a number without a unit, a number out of range, and tables that are wrong where they are read only.
      for (const std::string value : {"5 kg", "1e9", "-1e9", "[1, 2]", "{value: 5 kg}", "{table: [[25 degC, 5 kg]]}",
                                      "{table: [[25 degC, 10 MPa], [20 degC, 5 MPa]]}", "{table: [[25 degC, 0.4], [20 degC, 0.4]]}",
                                      "{table: [[25 degC, 8 ppm/K], [20 degC, 8 ppm/K]]}", "{table: [[25 degC, 1e9 GPa]]}"})
        for (const Entries &entries : materials)
          for (std::size_t i = 0; i < entries.size(); ++i)
            {
              Entries wrong = entries;
              wrong[i].second = value;
              const std::string sentence = said(text_of(wrong));
              EXPECT_NE(sentence.find("materials.tim." + entries[i].first), std::string::npos) << sentence;
              expect_as_written(sentence, text_of(wrong));
            }
    }

    TEST(Shorthands, ThatReplaceALawOfAnotherModelAreAskedForAllOfThem)
    {
      // The elasticity of the crystal has no Young's modulus that could be changed.
      const std::string sentence = said("{like: silicon, young: 130 GPa}");
      EXPECT_NE(sentence.find("materials.tim: the key poisson is missing"), std::string::npos) << sentence;
      EXPECT_NE(sentence.find("it is needed with young"), std::string::npos) << sentence;
    }

    TEST(Shorthands, OfAMaterialThatAnotherOneIsLikeAreNamedWhereTheyAreWritten)
    {
      const std::string sentence =
          said("{like: soft, conductivity: 3 W/mK}\n  soft: {young: {table: [[25 degC, 10 MPa], [20 degC, 5 MPa]]}, "
               "poisson: 0.45, cte: 100 ppm/K, density: 2.5 g/cm3}");
      EXPECT_NE(sentence.find("materials.soft.young.table[1][0]: "), std::string::npos) << sentence;
    }

    TEST(Shorthands, AConductivityInOneNumberIsNamedAsItIsWritten)
    {
      for (const std::string value : {"5 kg", "-1 W/mK", "{k: 5 kg}"})
        {
          const std::string sentence =
              said("{young: 10 MPa, poisson: 0.45, cte: 100 ppm/K, density: 2.5 g/cm3, conductivity: " + value + "}");
          EXPECT_NE(sentence.find("materials.tim.conductivity"), std::string::npos) << sentence;
          EXPECT_EQ(sentence.find("materials.tim.conductivity.k"), value[0] == '{' ? sentence.find("materials.tim.") : std::string::npos)
              << sentence;
        }
    }
  } // namespace
} // namespace sagitta::tests
