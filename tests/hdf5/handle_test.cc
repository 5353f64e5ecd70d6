// Attributes and lists of texts in a file in memory.

#include <solver/base/errors.h>
#include <solver/hdf5/handle.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using namespace sagitta::hdf5;

  /// A file that is never written to a disk.
  Handle make_file()
  {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
    H5Pset_fapl_core(access, 1 << 16, 0);
    return Handle(H5Fcreate("handle_test.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "make a file");
  }

  /// The sentence of the FileError that an action throws.
  template <typename Action>
  std::string refusal(const Action &action)
  {
    try
      {
        action();
      }
    catch (const FileError &error)
      {
        return error.what();
      }
    return "nothing was refused";
  }

  TEST(Attributes, AreReadBackAsTheyWereWritten)
  {
    const Handle file = make_file();
    const Handle group = make_group(file, "state");
    set_attribute(group, "name", std::string("25 \u00b0C, \u03b2"));
    set_attribute(group, "empty", std::string());
    set_attribute(group, "value", 1. / 3);
    set_attribute(group, "count", 7);
    set_attribute(group, "several", std::vector<double>{1, 2});
    EXPECT_EQ(read_text(group, "name"), "25 \u00b0C, \u03b2");
    EXPECT_EQ(read_text(group, "empty"), "");
    EXPECT_EQ(read_number(group, "value"), 1. / 3);
    EXPECT_EQ(read_number(group, "count"), 7);
  }

  TEST(Attributes, ThatAreMissingOrOfAnotherTypeAreNamed)
  {
    const QuietErrors quiet;
    const Handle file = make_file();
    set_attribute(file, "value", 1.);
    set_attribute(file, "several", std::vector<double>{1, 2});
    set_attribute(file, "name", std::string("x"));
    EXPECT_EQ(refusal([&] { read_text(file, "title"); }), "it has no title");
    EXPECT_EQ(refusal([&] { read_text(file, "value"); }), "it has no value");
    EXPECT_EQ(refusal([&] { read_number(file, "several"); }), "it has no several");
    EXPECT_EQ(refusal([&] { read_number(file, "name"); }), "it has no name");
  }

  TEST(Texts, OfAnyNumberAndLengthAreReadBack)
  {
    const Handle file = make_file();
    const std::vector<std::string> texts = {"mould", "", std::string(10'000, 'x'), "\u03bcbump"};
    write_texts(file, "parts", texts);
    write_texts(file, "none", {});
    EXPECT_EQ(read_texts(file, "parts"), texts);
    EXPECT_TRUE(read_texts(file, "none").empty());
    EXPECT_EQ(refusal([&] { read_texts(file, "materials"); }), "it has no materials");
  }

  TEST(Handles, ThrowWhereACallReturnsAnError)
  {
    const QuietErrors quiet;
    EXPECT_EQ(refusal([] { Handle(H5Fopen("/nowhere/no_file.h5", H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"); }),
              "HDF5 could not open the file; is the memory exhausted?");
    EXPECT_EQ(checked(3, "count"), 3);
  }
} // namespace
