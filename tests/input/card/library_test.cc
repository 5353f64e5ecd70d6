#include <solver/base/errors.h>
#include <solver/input/card/card_heading.h>
#include <solver/input/card/library.h>
#include <solver/input/text/document.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    /// What a parser finds: the oracle of headings that are read without one.
    input::CardHeading parsed_heading(const input::TextFile &card)
    {
      const input::Node node = input::parse_document(card.text, card.source);
      input::CardHeading heading{node.find("name")->text, {}};
      if (const input::Node *aliases = node.find("aliases"))
        for (const input::Node &alias : aliases->items)
          heading.aliases.push_back(alias.text);
      return heading;
    }

    TEST(CardHeading, OfEveryShippedCardIsThatOfTheParser)
    {
      const std::vector<input::TextFile> cards = input::read_cards(SAGITTA_SOURCE_DIR "/materials/library");
      ASSERT_GT(cards.size(), 40u);
      for (const input::TextFile &card : cards)
        {
          const auto plain = input::plain_heading(card.text);
          ASSERT_TRUE(plain) << card.source << ": a heading written in another way is slow";
          const input::CardHeading expected = parsed_heading(card);
          EXPECT_EQ(plain->name, expected.name);
          EXPECT_EQ(plain->aliases, expected.aliases) << card.source;
        }
    }

    TEST(CardHeading, IsLeftToTheParserWhenItIsNotPlain)
    {
      for (const char *text : {"",
                               "description: no name\n",
                               "{name: a}\n",
                               "name: null\n",
                               "name: 1.5\n",
                               "name:\n  a\n",
                               "name: 'a'\n",
                               "name: a # why\n",
                               "name: a\nname: b\n",
                               "--- \nname: a\n",
                               "\"name\": a\n",
                               "name: \"a\\x62\"\n",
                               "? name\n: a\n",
                               "name: a\naliases:\n  - b\n",
                               "name: a\naliases: [b,\n  c]\n",
                               "name: a\naliases: [b, 'c']\n",
                               "name: a\naliases: [b] [c]\n",
                               "name: a\r\n",
                               "name: &anchor a\n",
                               "name: a b\n"})
        EXPECT_FALSE(input::plain_heading(text)) << text;
      const auto heading =
          input::plain_heading("# c\ndescription: \"name: b\"\nname: \"a b\"\nelasticity:\n  name: d\naliases: [e, \"f g\"]");
      ASSERT_TRUE(heading);
      EXPECT_EQ(heading->name, "a b");
      EXPECT_EQ(heading->aliases, (std::vector<std::string>{"e", "f g"}));
    }

    TEST(Library, ReportsAMistakeInACardWhenTheCardIsRequested)
    {
      const input::Library library({{"good.yaml", "name: good\ndescription: a card\n"}, {"bad.yaml", "name: bad\ndescription: [a\n"}});
      EXPECT_EQ(library.names(), (std::vector<std::string>{"bad", "good"}));
      EXPECT_NE(library.find("good"), nullptr);
      EXPECT_EQ(library.find("good"), library.find("good"));
      try
        {
          library.find("bad");
          FAIL() << "accepted";
        }
      catch (const InputError &error)
        {
          EXPECT_EQ(std::string(error.what()).rfind("bad.yaml:", 0), 0u) << error.what();
        }
    }

    TEST(Library, FindsCardsThatOnlyAParserReads)
    {
      const input::Library library(std::vector<input::TextFile>{{"flow.yaml", "{name: flow, description: a card, aliases: [other]}"}});
      EXPECT_EQ(library.name_of("other"), "flow");
      EXPECT_NE(library.find("other"), nullptr);
    }

    TEST(Library, RefusesACardWithoutAName)
    {
      const std::vector<input::TextFile> cards{{"bad.yaml", "description: a card\n"}};
      EXPECT_THROW(input::Library{cards}, InputError);
    }
  } // namespace
} // namespace sagitta::tests
