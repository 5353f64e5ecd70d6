#include <solver/input/text/document.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace sagitta::input;

    std::string sentence_of(const std::string &text)
    {
      try
        {
          parse_document(text, "case.yaml");
        }
      catch (const InputError &error)
        {
          return error.what();
        }
      return "";
    }

    std::string repeated(const std::string &piece, std::size_t times)
    {
      std::string text;
      for (std::size_t i = 0; i < times; ++i)
        text += piece;
      return text;
    }

    /// Ten aliases of ten aliases of ...: a few hundred bytes that stand for 1e12 values.
    std::string multiplying_aliases()
    {
      std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
      for (int i = 1; i < 12; ++i)
        {
          const std::string before = "*a" + std::to_string(i - 1);
          text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + repeated(", " + before, 9) + "]\n";
        }
      return text;
    }

    TEST(Document, KeepsLinesAndOrder)
    {
      const Node root = parse_document("b: 1 um\na: [x, {c: \"y z\"}]\n", "case.yaml");
      ASSERT_EQ(root.entries.size(), 2u);
      EXPECT_EQ(root.entries[0].first, "b");
      EXPECT_EQ(root.find("b")->text, "1 um");
      EXPECT_EQ(root.find("a")->items[1].find("c")->text, "y z");
      EXPECT_EQ(root.find("a")->items[1].find("c")->place, "case.yaml:2");
    }

    TEST(Document, TagsAreRefusedEverywhere)
    {
      for (const char *text : {"a: !!str b\n", "a: !!set {b}\n", "a: !x [b]\n", "!y {a: b}\n", "a: [!z {b: c}]\n"})
        EXPECT_NE(sentence_of(text).find("is not supported; leave it out"), std::string::npos) << text << sentence_of(text);
    }

    TEST(Document, AliasesOfKeysAreWrittenOut)
    {
      EXPECT_EQ(parse_document("&k a: 1 um\nb: *k\n", "case.yaml").find("b")->text, "a");
    }

    TEST(Document, AliasesAreWrittenOut)
    {
      const Node root = parse_document("a: &size [1 mm, 2 mm]\nb: *size\n", "case.yaml");
      EXPECT_EQ(root.find("b")->items[1].text, "2 mm");
    }

    TEST(Document, NamesTheMistakeInTheYaml)
    {
      const std::vector<std::pair<std::string, std::string>> table = {
          {"title: a: b\n", "case.yaml:1: this line has a second colon; a text with a colon needs quotes"},
          {"a:\n\tb: 1\n", "case.yaml:2: this line is indented with a tab; YAML allows only spaces"},
          {"a:\n  c: 2\n\tb: 1\n", "case.yaml:3: this line is indented with a tab"},
          {"a:\n  b: [1, 2\nc: 3\n", "case.yaml:3: the bracket [ of line 2 is not closed, but something else follows; close it with ]"},
          {"a: [1, 2\n", "case.yaml:2: the bracket [ of line 1 is not closed, but the file ends; close it with ]"},
          {"a: {b: 1, c: [1, 2}\n", "case.yaml:1: the bracket [ of line 1 is not closed, but } follows; close it with ]"},
          {"m: {p: {r: \"1 ]\"}, # {\n  d: 2\ns: {a: 1}\n", "case.yaml:3: the bracket { of line 1 is not closed"},
          {"a: {b: 1}}\n", "case.yaml:1: this closing bracket has no opening bracket"},
          {"a:\n    b: 1\n  c: 2\n", "case.yaml:3: this does not fit the lines above: keys or entries (-) that belong together"},
          {"a:\n  b: 1\n   c: 2\n", "case.yaml:3: this key does not fit the line above: keys of one map begin in the same column"},
          {"a: @x\n", "case.yaml:1: a value cannot begin with @; put it in quotes"},
          {"a: &\n", "case.yaml:1: this is not valid YAML: anchor not found after &"},
      };
      for (const auto &[text, sentence] : table)
        EXPECT_EQ(sentence_of(text).rfind(sentence, 0), 0u) << text << "\n  gave: " << sentence_of(text);
    }

    TEST(Document, RefusesYamlThatIsNotPlain)
    {
      const std::vector<std::pair<std::string, std::string>> table = {
          {"", "case.yaml: the file is empty"},
          {"# a remark\n", "case.yaml: the file is empty"},
          {"a: 1\nb: {a: 2, a: 3}\n", "case.yaml:2: b: the key a is given twice, first in line 2; keep one of the two"},
          {"a: 1\na: 2\n", "case.yaml:2: the key a is given twice, first in line 1"},
          {"a: &x {b: *x}\n", "case.yaml:1: a.b: the alias (*) is inside its own anchor (&), which is an endless loop"},
          {"a: &x [1, *x]\n", "case.yaml:1: a[1]: the alias (*) is inside its own anchor (&)"},
          {"a: *nowhere\n", "case.yaml:1: this is not valid YAML"},
          {"a: 'x", "case.yaml:1: this is not valid YAML"},
          {"a: !!int 5\n", "is not supported; leave it out"},
          {"a: 1\n---\nb: 2\n", "a second YAML document (---) begins here; a file must be one document"},
          {"[1, 2]: 3\n", "a list or map is in the place of a key; check whether a bracket is left open"},
          {std::string("\x7f"
                       "ELF\x02\x01\x01\x00",
                       8),
           "case.yaml:1: this is not a text file: byte 1 is 0x7f; a YAML file in UTF-8 is expected"},
          {"a: 1\nb: \xff\xfe\n", "case.yaml:2: this is not a text file: byte 9 is 0xff"},
          {std::string("a: 1\n\0", 6), "case.yaml:2: this is not a text file: byte 6 is 0x00"},
          {repeated("[", 1000), "case.yaml:1: a list or map is in the place of a key; check whether a bracket is left open"},
          {repeated("[", 1000) + repeated("]", 1000), "case.yaml:1: the file is nested more than 32 levels deep"},
          {repeated("- ", 1000000), "case.yaml:1: the file is nested more than 32 levels deep"},
          {multiplying_aliases(), "the file has more than 100000 values"},
          {repeated("- 1\n", 200000), "the file has more than 100000 values"},
      };
      for (const auto &[text, sentence] : table)
        EXPECT_NE(sentence_of(text).find(sentence), std::string::npos) << text.substr(0, 60) << "\n  gave: " << sentence_of(text);
    }

    TEST(Document, RefusesInvisibleAndControlCharacters)
    {
      const std::vector<std::pair<std::string, std::string>> table = {
          {"a: {name: \"x\\0y\"}\n", "case.yaml:1: a.name: \"x\\x00y\" contains an invisible or misleading character (U+0000); remove it"},
          {"a: \"x\\e[31m\"\n", "(U+001B)"},
          {"a: 1\n\"b\\u202e\": 2\n", "case.yaml:2: \"b\\u202e\" contains an invisible or misleading character (U+202E)"},
          {"a: \xe2\x80\xae evil\n", "(U+202E)"},
          {"a: 150\xe2\x80\x8b um\n", "\"150\\u200b um\" contains an invisible or misleading character (U+200B)"},
          {"a: \xc2\x85x\n", "(U+0085)"},
      };
      for (const auto &[text, sentence] : table)
        EXPECT_NE(sentence_of(text).find(sentence), std::string::npos) << text << "\n  gave: " << sentence_of(text);
      EXPECT_EQ(sentence_of("a: \"two\\nlines and\\ta tab, \xc2\xb5m, \xe4\xb8\xad\xe6\x96\x87, \xc2\xa0\"\n"), "");
    }

    TEST(Document, CanonicalTextDoesNotDependOnOrderRemarksOrStyle)
    {
      const std::string block = canonical_text(parse_document("b: 1 um   # remark\na:\n  - x\n  - c: y\n", "1"));
      const std::string flow = canonical_text(parse_document("{a: [x, {c: y}], b: 1 um}\n", "2"));
      EXPECT_EQ(block, flow);
      EXPECT_NE(block, canonical_text(parse_document("{a: [x, {c: y}], b: 2 um}\n", "3")));
    }

    TEST(Document, CanonicalTextIsYamlOfTheSameContent)
    {
      const std::string text = canonical_text(parse_document(
          "a: [\"it's # : x\", '~', ~, {}, [], \"line\\nbreak \\\"q\\\" \\\\ \\u00b5m\"]\n\"b: c\": '- d'\ne: [[1, 2], [{f: 3}]]\n", "1"));
      EXPECT_EQ(canonical_text(parse_document(text, "2")), text);
      EXPECT_EQ(parse_document(text, "2").find("a")->items[0].text, "it's # : x");
      EXPECT_EQ(parse_document(text, "2").find("a")->items[5].text, "line\nbreak \"q\" \\ \u00b5m");
      EXPECT_EQ(parse_document(text, "2").find("a")->items[2].kind, Node::Kind::empty);
    }
  } // namespace
} // namespace sagitta::tests
