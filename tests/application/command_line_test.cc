// The parsing of command lines, and the messages that refuse them.

#include <tests/refusal.h>

#include <solver/application/command_line.h>
#include <solver/application/petsc_arguments.h>
#include <solver/base/errors.h>

#include <gtest/gtest.h>

#include <fstream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::application;

  Options parse(std::vector<std::string> words)
  {
    words.insert(words.begin(), "sagitta");
    return parse_command_line(words);
  }

  SplitArguments split(std::vector<std::string> words)
  {
    words.insert(words.begin(), "sagitta");
    std::vector<char *> pointers;
    for (std::string &word : words)
      pointers.push_back(word.data());
    return split_arguments(static_cast<int>(pointers.size()), pointers.data());
  }

  TEST(CommandLine, OfARunNamesCaseChangesAndDirectory)
  {
    const Options options = parse(
        {"run", "package.yaml", "--set", "mesh.degree=1", "--set", "solver.method=direct", "--library", "cards", "-o", "out", "--quiet"});
    EXPECT_EQ(options.command, Command::run);
    EXPECT_EQ(options.case_file, "package.yaml");
    EXPECT_EQ(options.overrides, (std::vector<std::string>{"mesh.degree=1", "solver.method=direct"}));
    EXPECT_EQ(options.libraries, std::vector<std::string>{"cards"});
    EXPECT_EQ(options.output, "out");
    EXPECT_TRUE(options.quiet);
  }

  TEST(CommandLine, OfEachMaterialCommandIsRecognised)
  {
    EXPECT_EQ(parse({"materials", "list"}).command, Command::materials_list);
    EXPECT_EQ(parse({"materials", "show", "copper"}).command, Command::materials_show);
    EXPECT_EQ(parse({"materials", "show", "copper"}).material, "copper");
    const Options test = parse({"materials", "test", "sac305", "--law", "motalab_2012", "--path", "stress_strain"});
    EXPECT_EQ(test.command, Command::materials_test);
    EXPECT_EQ(test.law, "motalab_2012");
    EXPECT_EQ(test.test, "stress_strain");
    const Options exported = parse({"materials", "export", "lmc_r4507", "--format", "abaqus", "--units", "mm", "-o", "a.inp"});
    EXPECT_EQ(exported.command, Command::materials_export);
    EXPECT_EQ(exported.export_units, "mm");
    EXPECT_EQ(exported.export_shift, "whole");
    EXPECT_EQ(parse({"materials", "compare", "copper", "gold"}).materials, (std::vector<std::string>{"copper", "gold"}));
  }

  TEST(CommandLine, OfEmptyArgumentsIsRefused)
  {
    for (const std::vector<std::string> &words :
         {std::vector<std::string>{"run", "a.yaml", "-o", ""}, {"check", ""}, {"materials", "show", ""}})
      EXPECT_NE(tests::sentence_of<InputError>([&] { parse(words); }).find("the value is empty"), std::string::npos) << words[0];
  }

  TEST(CommandLine, ReadsTheRunsOfAReport)
  {
    const Options options = parse({"report", "thin", "thick", "-o", "page.html", "--measured", "table.csv", "--view-size", "2MB"});
    EXPECT_EQ(options.command, Command::report);
    EXPECT_EQ(options.runs, (std::vector<std::string>{"thin", "thick"}));
    EXPECT_EQ(options.output, "page.html");
    EXPECT_EQ(options.measured, "table.csv");
    EXPECT_EQ(options.view_size, 2'000'000u);
    EXPECT_EQ(parse({"report", "thin", "-o", "page.html"}).view_size, 10'000'000u);
    EXPECT_NE(tests::sentence_of<InputError>([] { parse({"report", "-o", "page.html"}); }).find("DIR"), std::string::npos);
    EXPECT_NE(tests::sentence_of<InputError>([] { parse({"report", "thin"}); }).find("output"), std::string::npos);
  }

  TEST(CommandLine, WithoutArgumentsPrintsTheHelp)
  {
    const Options options = parse({});
    EXPECT_EQ(options.command, Command::print);
    for (const char *command : {"run", "check", "report", "export", "materials", "schema"})
      EXPECT_NE(options.text.find(command), std::string::npos) << command;
  }

  TEST(CommandLine, SuggestsTheNearestCommand)
  {
    const std::string sentence = tests::sentence_of<InputError>([] { parse({"rum", "package.yaml"}); });
    EXPECT_NE(sentence.find("did you mean run?"), std::string::npos) << sentence;
  }

  TEST(CommandLine, OfARunWithoutACaseIsRefused)
  {
    EXPECT_NE(tests::sentence_of<InputError>([] { parse({"run"}); }).find("CASE"), std::string::npos);
  }

  TEST(CommandLine, IgnoresNoArgument)
  {
    for (const std::vector<std::string> &words : std::vector<std::vector<std::string>>{{"--version", "x"},
                                                                                       {"--version", "run", "package.yaml"},
                                                                                       {"--version=5"},
                                                                                       {"run", "package.yaml", "--quiet=5"},
                                                                                       {"run", "package.yaml", "--quiet=false"},
                                                                                       {"check", "package.yaml", "--help=7"}})
      EXPECT_NE(tests::sentence_of<InputError>([&] { parse(words); }).find("See sagitta --help."), std::string::npos) << words.back();
    EXPECT_NE(parse({"--version"}).text.find("PETSc"), std::string::npos);
  }

  TEST(PetscOptions, AreReadAfterTheOptionPetscOnly)
  {
    const SplitArguments arguments = split({"run", "package.yaml", "--petsc", "-ksp_type", "cg", "-ksp_view"});
    EXPECT_EQ(arguments.ours, (std::vector<std::string>{"sagitta", "run", "package.yaml"}));
    EXPECT_EQ(arguments.petsc, (std::vector<std::string>{"sagitta", "-ksp_type", "cg", "-ksp_view"}));
    EXPECT_EQ(arguments.mistake, "");
    EXPECT_NE(split({"run", "--petsc", "ksp_view"}).mistake.find("ksp_view"), std::string::npos);
    EXPECT_NE(split({"run", "--petsc", "-options_file"}).mistake.find("name of a file"), std::string::npos);
  }

  TEST(PetscOptions, OfAFileReplaceTheNameOfTheFile)
  {
    const std::string name = ::testing::TempDir() + "sagitta_petsc_options_test.txt";
    std::ofstream(name) << "# a comment\n-ksp_monitor\n-ksp_rtol 1e-3 # another\n";
    const SplitArguments arguments = split({"run", "--petsc", "-log_view", "-options_file", name, "-ksp_view"});
    EXPECT_EQ(arguments.mistake, "");
    EXPECT_EQ(arguments.petsc, (std::vector<std::string>{"sagitta", "-log_view", "-ksp_monitor", "-ksp_rtol", "1e-3", "-ksp_view"}));
  }

  TEST(PetscOptions, ThatActOnTheProcessAreRefused)
  {
    for (const std::string word : {"-dll_append", "-python", "-fp_trap", "-start_in_debugger", "-history", "-saws_options"})
      {
        const std::string sentence = split({"check", "package.yaml", "--petsc", word}).mistake;
        EXPECT_EQ(sentence.rfind("--petsc: " + word + " acts on the process as a whole", 0), 0u) << sentence;
      }
    EXPECT_EQ(split({"check", "package.yaml", "--petsc", "-log_view", "-ksp_type", "cg"}).mistake, "");
  }
} // namespace
