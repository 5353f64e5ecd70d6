// The card that a fit writes: every value with its source, its kind and how well it is known.
#include <solver/base/errors.h>
#include <solver/input/text/document.h>
#include <solver/material_tools/fitted_card.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using material_tools::FittedCard;
    using materials::FittedConstant;
    using materials::Knowledge;

    input::FitRequest request(const std::string &card = "density: {value: 2 g/cm3, kind: datasheet, source: maker}")
    {
      input::FitRequest result;
      result.name = "mine";
      result.description = "a resin";
      result.source = "our lab";
      result.evidence = materials::Evidence::measured;
      result.card = input::parse_document(card, "request.yaml");
      return result;
    }

    /// A node of the card's text, by its keys.
    input::Node node_of(const FittedCard &card, const std::vector<std::string> &keys)
    {
      input::Node node = input::parse_document(card.text(), "card");
      for (const std::string &key : keys)
        {
          const input::Node *inner = node.find(key);
          if (inner == nullptr)
            return {};
          node = input::Node(*inner);
        }
      return node;
    }

    std::string text_of(const FittedCard &card, const std::vector<std::string> &keys)
    {
      return node_of(card, keys).text;
    }

    TEST(FittedCard, HasTheEntriesOfTheRequest)
    {
      const input::FitRequest from = request();
      const FittedCard card(from);
      EXPECT_TRUE(card.has("density"));
      EXPECT_FALSE(card.has("cure"));
      EXPECT_EQ(text_of(card, {"name"}), "mine");
      EXPECT_EQ(text_of(card, {"density", "source"}), "maker");
    }

    TEST(FittedCard, AValueThatTheDataDetermineHasItsFilesAndItsRange)
    {
      const input::FitRequest from = request();
      FittedCard card(from);
      card.set_files({"a.csv", "b.csv", "a.csv"});
      card.add_constant({"cure", "heat"}, FittedConstant{"heat", 80e3, 79e3, 81e3, Knowledge::determined});
      EXPECT_EQ(text_of(card, {"cure", "heat", "value"}), "80 kJ/kg");
      EXPECT_EQ(text_of(card, {"cure", "heat", "kind"}), "measured");
      EXPECT_EQ(text_of(card, {"cure", "heat", "source"}), "our lab; fitted to a.csv, b.csv");
      EXPECT_EQ(text_of(card, {"cure", "heat", "note"}), "95 %: 79 to 81 kJ/kg");
    }

    TEST(FittedCard, AValueThatTheDataDoNotDetermineIsAssumed)
    {
      const input::FitRequest from = request();
      FittedCard card(from);
      card.add_constant({"cure", "kinetics", "m"}, FittedConstant{"m", 0.5, 0, 9, Knowledge::undetermined});
      card.add_constant({"cure", "kinetics", "n"}, FittedConstant{"n", 1.5, 1.5, 1.5, Knowledge::fixed});
      EXPECT_EQ(text_of(card, {"cure", "kinetics", "m", "kind"}), "assumed");
      EXPECT_NE(text_of(card, {"cure", "kinetics", "m", "note"}).find("not determined by these data"), std::string::npos);
      EXPECT_EQ(text_of(card, {"cure", "kinetics", "n", "kind"}), "assumed");
      EXPECT_EQ(text_of(card, {"cure", "kinetics", "n", "value"}), "1.5");
    }

    TEST(FittedCard, ATableHasItsRowsInOrder)
    {
      const input::FitRequest from = request();
      FittedCard card(from);
      material_tools::TableRows rows;
      rows.add(material_tools::celsius(298.15), "0.1");
      rows.add(material_tools::celsius(398.15), "0.9");
      card.add_table({"cure", "diffusion", "critical"}, rows, "two points", true);
      const input::Node table = node_of(card, {"cure", "diffusion", "critical", "table"});
      ASSERT_EQ(table.items.size(), 2u);
      EXPECT_EQ(table.items[0].items[0].text, "25 degC");
      EXPECT_EQ(table.items[1].items[1].text, "0.9");
      EXPECT_EQ(text_of(card, {"cure", "diffusion", "critical", "kind"}), "assumed");
    }

    TEST(FittedCard, BackStressesAreAList)
    {
      const input::FitRequest from = request();
      FittedCard card(from);
      for (const std::string number : {"1", "2"})
        card.add_chosen({"inelasticity", "set", "back_stresses", number, "modulus"}, number + " GPa");
      const input::Node list = node_of(card, {"inelasticity", "set", "back_stresses"});
      ASSERT_EQ(list.items.size(), 2u);
      EXPECT_EQ(list.items[1].find("modulus")->find("value")->text, "2 GPa");
    }

    TEST(FittedCard, AnEntryThatIsAlsoFittedIsRefusedWithItsPlace)
    {
      const input::FitRequest from = request("cure:\n  heat: {value: 70 kJ/kg, kind: datasheet, source: maker}\n");
      FittedCard card(from);
      try
        {
          card.add_constant({"cure", "heat"}, FittedConstant{"heat", 80e3, 79e3, 81e3, Knowledge::determined});
          FAIL() << "accepted";
        }
      catch (const InputError &error)
        {
          EXPECT_EQ(std::string(error.what()), "request.yaml:2: card.cure.heat: this value is fitted too; remove it from card");
        }
    }
  } // namespace
} // namespace sagitta::tests
