// Writes inputs of the fuzzer as files, for scripts/fuzz: fuzz_inputs FIRST COUNT DIRECTORY. Every input gets a folder DIRECTORY/NUMBER
// with its files and `words`: its kind, then the words of the command line, separated by NUL. DIRECTORY/forbidden_words has the words that
// no sentence has.

#include <tests/input/fuzz_source.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace
{
  using namespace sagitta::tests;

  void write(const std::filesystem::path &file, const std::string &text)
  {
    std::ofstream(file, std::ios::binary) << text;
  }

  /// The command that reads an input in its folder. Small meshes: findings do not depend on their size.
  std::vector<std::string> command_of(const FuzzInput &input, Mutation &choice)
  {
    switch (input.kind)
      {
      case FuzzKind::card:
        switch (choice.below(3))
          {
          case 0:
            return {"materials", "show", input.material, "--library", "."};
          case 1:
            return {"materials", "compare", input.material, "copper", "-o", "out", "--library", "."};
          default:
            return {"materials",
                    "test",
                    input.material,
                    "--path",
                    "stress_strain",
                    "--set",
                    "rate=1e-3/s",
                    "--set",
                    "strain=2%",
                    "--set",
                    "temperature=25degC",
                    "-o",
                    "out",
                    "--library",
                    "."};
          }
      case FuzzKind::fit:
      case FuzzKind::measured_table:
        return {"materials", "fit", "fit.yaml", "-o", "out"};
      case FuzzKind::path:
        return {"materials", "test", std::vector<std::string>{"sac305", "copper", "lmc_silica_85"}[choice.below(3)], "--path", "path.yaml",
                "-o",        "out"};
      default:
        {
          std::vector<std::string> words = choice.once_in(2) ? std::vector<std::string>{"check", "case.yaml"}
                                                             : std::vector<std::string>{"run", "case.yaml", "-o", "out"};
          if (words[0] == "run" && !choice.once_in(5))
            words.insert(words.end(), {"--set", "mesh.plan={lattice: [8, 8]}", "--set", "output.fields=false"});
          for (const std::string &change : input.overrides)
            words.insert(words.end(), {"--set", change});
          return words;
        }
      }
  }

  void write_inputs(unsigned long long first, unsigned long long count, const std::filesystem::path &directory)
  {
    const FuzzSource source;
    std::string foreign;
    for (const std::string &word : forbidden_words())
      foreign += word + "\n";
    write(directory / "forbidden_words", foreign);
    for (unsigned long long number = first; number < first + count; ++number)
      {
        const FuzzInput input = source.make(number);
        const std::filesystem::path folder = directory / std::to_string(number);
        std::filesystem::create_directories(folder);
        for (const auto &[name, text] : input.files)
          write(folder / name, text);
        Mutation choice(~number);
        std::string words = name_of(input.kind);
        for (const std::string &word : command_of(input, choice))
          words += '\0' + word;
        write(folder / "words", words);
      }
  }
} // namespace

int main(int argc, char **argv)
{
  if (argc != 4)
    {
      std::fprintf(stderr, "fuzz_inputs FIRST COUNT DIRECTORY\n");
      return 2;
    }
  try
    {
      write_inputs(std::strtoull(argv[1], nullptr, 10), std::strtoull(argv[2], nullptr, 10), argv[3]);
    }
  catch (const std::exception &error)
    {
      std::fprintf(stderr, "fuzz_inputs: %s\n", error.what());
      return 1;
    }
  return 0;
}
