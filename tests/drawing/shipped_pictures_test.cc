// Pictures in the READMEs of shipped cases are what the program draws for these cases.

#include <solver/drawing/draw_case.h>
#include <solver/input/case/case_reader.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace
{
  using namespace sagitta;

  std::string read_text(const std::filesystem::path &file)
  {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  TEST(ShippedPictures, AreThoseThatTheProgramDraws)
  {
    const std::filesystem::path source(SAGITTA_SOURCE_DIR);
    unsigned count = 0;
    for (const auto &entry : std::filesystem::directory_iterator(source / "cases"))
      {
        const std::filesystem::path folder = entry.path();
        if (!std::filesystem::exists(folder / "picture.svg"))
          continue;
        ++count;
        const Case problem = input::read_case(folder / "case.yaml", {}, {(source / "materials" / "library").string()}, MPI_COMM_SELF);
        EXPECT_TRUE(read_text(folder / "picture.svg") == drawing::draw_overview(problem, {}, nullptr).svg)
            << "cases/" << folder.filename().string() << "/picture.svg is out of date; scripts/make_case_pictures draws it again";
        EXPECT_NE(read_text(folder / "README.md").find("](picture.svg)"), std::string::npos)
            << "cases/" << folder.filename().string() << "/README.md does not show its picture";
      }
    EXPECT_GE(count, 7u);
  }
} // namespace
