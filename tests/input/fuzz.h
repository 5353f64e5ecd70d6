#pragma once

// Reads inputs of changed structure and judges how it ends: accepted with finite numbers, or refused by one sentence. Everything else is
// a finding: another exception, a sentence of the C++ library, a number that is not finite, a crash, or a read without an end.

#include <tests/input/mutation.h>
#include <tests/input/sample_case.h>

#include <materials/elasticity.h>
#include <materials/expansion.h>
#include <solver/base/errors.h>
#include <solver/base/printable.h>
#include <solver/input/card/card_schema.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/fit/fit_schema.h>
#include <solver/input/material_test/test_reader.h>
#include <solver/input/material_test/test_schema.h>
#include <solver/input/text/files.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace sagitta::test
{
  /// How many inputs of a kind were read, and how.
  struct FuzzCount
  {
    unsigned long long read = 0, accepted = 0, found = 0;
  };

  /// What a finding needs to be seen again.
  struct Finding
  {
    unsigned long long number; ///< of the input: its seed
    std::string what;
    std::string text; ///< the input
  };

  class Fuzzer
  {
  public:
    Fuzzer()
    {
      const std::filesystem::path root = SAGITTA_SOURCE_DIR;
      library_files_ = input::read_cards(root / "materials" / "library");
      for (const input::TextFile &card : library_files_)
        cards_.push_back(input::parse_document(card.text, card.source));
      for (const auto &folder : std::filesystem::directory_iterator(root / "cases"))
        if (std::filesystem::exists(folder.path() / "case.yaml"))
          add_case(input::read_text_file(folder.path() / "case.yaml").text);
      add_case(sample_case());
      for (const auto &entry : std::filesystem::directory_iterator(root / "docs" / "user_guide" / "fitting"))
        if (entry.path().extension() == ".yaml")
          fits_.push_back(input::parse_document(input::read_text_file(entry.path()).text, "fit.yaml"));
        else if (entry.path().extension() == ".csv")
          tables_[entry.path().filename().string()] = input::read_text_file(entry.path()).text;
      std::sort(cases_.begin(), cases_.end(), is_before); // the order of a directory is that of the file system
      std::sort(fits_.begin(), fits_.end(), is_before);
      path_ = input::parse_document("start: {temperature: 125 degC}\n"
                                    "segments:\n"
                                    "  - {duration: 15 min, temperature: -40 degC, strain: {xx: 0 %}, rest: free}\n"
                                    "  - {duration: 10 min, points: 3}\n"
                                    "  - {duration: 20 s, stress: {xx: 5 MPa}}\n",
                                    "path.yaml");
      library_ = input::Library(library_files_);
    }

    /// Reads input number `number`.
    void read(unsigned long long number)
    {
      Mutation mutation(number);
      number_ = number;
      // Cases are the largest inputs and have the most rules.
      switch (number % 8)
        {
        case 0:
          return read_card(mutation);
        case 1:
          return read_fit(mutation);
        case 2:
          return read_table(mutation);
        case 3:
          return read_path(mutation);
        case 4:
          return read_changed_case(mutation);
        default:
          return read_case(mutation);
        }
    }

    const std::map<std::string, FuzzCount> &counts() const { return counts_; }
    const std::vector<Finding> &findings() const { return findings_; }

  private:
    static bool is_before(const Node &a, const Node &b) { return input::canonical_text(a) < input::canonical_text(b); }

    void add_case(const std::string &text) { cases_.push_back(input::parse_document(text, "case.yaml")); }

    const Node &any_of(const std::vector<Node> &trees, Mutation &mutation) { return trees[mutation.below(trees.size())]; }

    /// A changed tree as text; every fourth is changed as text too.
    std::string changed(const Node &tree, const Type &type, const std::vector<Node> &others, Mutation &mutation)
    {
      Node root = tree;
      mutation.change(root, type, others);
      std::string text = mutation.once_in(2) ? input::yaml_text(root) : input::canonical_text(root);
      if (mutation.once_in(4))
        mutation.change(text);
      return text;
    }

    void read_case(Mutation &mutation)
    {
      const std::string text = changed(any_of(cases_, mutation), *input::case_type(), mutation.once_in(4) ? cards_ : cases_, mutation);
      judge("case files", text, [&] { check(input::parse_case({"case.yaml", text}, {}, library_)); });
    }

    /// Words behind --set.
    void read_changed_case(Mutation &mutation)
    {
      static const std::vector<std::string> paths = {"title",
                                                     "package.layers[0].thickness",
                                                     "package.dies.logic.size",
                                                     "mesh",
                                                     "mesh.plan",
                                                     "states[0]",
                                                     "states[0].temperature",
                                                     "materials",
                                                     "materials.mould",
                                                     "thermal.films[0].film.ambient",
                                                     "warpage.ball_pitch",
                                                     "solver",
                                                     "package.bumps",
                                                     "history",
                                                     "[0]",
                                                     "a.b.c",
                                                     "package..layers",
                                                     "package.layers[",
                                                     "package.layers[99999999].name",
                                                     ".",
                                                     "package.parts"};
      const std::string text = input::canonical_text(any_of(cases_, mutation));
      std::string set = paths[mutation.below(paths.size())] + "=" + mutation.odd_text();
      if (mutation.once_in(4))
        mutation.change(set);
      set = set.substr(0, set.find('\0')); // as arguments of a program end
      judge("changes by --set", set, [&] { check(input::parse_case({"case.yaml", text}, {set}, library_)); });
    }

    /// A card of the library, as a material of a case.
    void read_card(Mutation &mutation)
    {
      const std::string text = changed(any_of(cards_, mutation), *input::library_card_type(), cards_, mutation);
      judge("material cards", text, [&] {
        input::Library library(library_files_);
        library.put({"card.yaml", text});
        const input::Library own({input::TextFile{"card.yaml", text}});
        for (const std::string &name : own.names())
          check(
              input::parse_case({"case.yaml", "sagitta: 1\npackage:\n  outline: {size: [4 mm, 4 mm]}\n  stress_free_temperature: 150 degC\n"
                                              "  layers: [{name: base, thickness: 1 mm, material: " +
                                                  name +
                                                  "}]\n"
                                                  "states: [{name: room, temperature: 25 degC}]\nmesh: {plan: {resolution: 1 mm}}\n"},
                                {}, library));
      });
    }

    void read_fit(Mutation &mutation)
    {
      const std::string text = changed(any_of(fits_, mutation), *input::fit_type(), fits_, mutation);
      judge("requests for fits", text, [&] {
        input::parse_fit_request({"fit.yaml", text}, {}, [this](const std::string &name) { return table(name); });
      });
    }

    /// A measured table, read by a request for a fit.
    void read_table(Mutation &mutation)
    {
      auto changed_table = tables_.begin();
      std::advance(changed_table, static_cast<std::ptrdiff_t>(mutation.below(tables_.size())));
      std::string text = changed_table->second;
      for (std::size_t times = 1 + mutation.below(3); times > 0 && !text.empty(); --times)
        change_cell(text, mutation);
      if (mutation.once_in(3))
        mutation.change(text);
      judge("measured tables", text, [&] {
        for (const Node &fit : fits_)
          input::parse_fit_request({"fit.yaml", input::canonical_text(fit)}, {}, [&](const std::string &name) {
            return name == changed_table->first ? input::TextFile{name, text} : table(name);
          });
      });
    }

    /// Another number, word or nothing in a cell of a table.
    static void change_cell(std::string &text, Mutation &mutation)
    {
      const std::size_t end = std::min(text.find_first_of(",\n", mutation.below(text.size())), text.size());
      const std::size_t before = end == 0 ? std::string::npos : text.find_last_of(",\n", end - 1);
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      text.replace(begin, end - begin, mutation.once_in(6) ? "" : mutation.odd_text());
    }

    /// A path for a material point.
    void read_path(Mutation &mutation)
    {
      const std::string text = changed(path_, *input::path_type(), cases_, mutation);
      judge("paths of material tests", text, [&] { input::parse_path({"path.yaml", text}, {}); });
    }

    input::TextFile table(const std::string &name) const
    {
      const auto found = tables_.find(name);
      if (found == tables_.end())
        throw InputError(name + ": there is no such file");
      return {name, found->second};
    }

    /// What is accepted has numbers to compute with.
    static void check(const Case &problem)
    {
      const auto require = [](double value, const std::string &what) {
        if (!std::isfinite(value))
          throw std::range_error(what + " is not finite");
      };
      for (const meshing::Layer &layer : problem.package.layers)
        require(1 / layer.thickness, "a thickness");
      for (const meshing::Body &body : problem.package.bodies)
        {
          if (body.kind != meshing::BodyKind::gap)
            require(body.stress_free_temperature, "a stress-free temperature of " + body.name);
          for (const meshing::PowerBlock &block : body.power)
            require(block.power, "a power");
        }
      for (const State &state : problem.programme.states)
        require(state.temperature.value_or(0), "the temperature of a state");
      for (const materials::Material &material : problem.materials)
        for (const double temperature : {250., 300., 400., 550.})
          {
            if (material.elasticity)
              {
                const materials::OrthotropicStiffness c = materials::stiffness(*material.elasticity, temperature);
                for (const double value : {c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66})
                  require(value, "the stiffness of " + material.name);
              }
            if (material.expansion)
              for (const double value : materials::expansion_coefficient(*material.expansion, temperature))
                require(value, "the expansion of " + material.name);
            if (material.conductivity)
              for (const auto &value : *material.conductivity)
                require(value.value(temperature), "the conductivity of " + material.name);
          }
    }

    void judge(const std::string &kind, const std::string &text, const std::function<void()> &read_it)
    {
      FuzzCount &count = counts_[kind];
      const std::size_t before = findings_.size();
      ++count.read;
      try
        {
          read_it();
          ++count.accepted;
        }
      catch (const InputError &error)
        {
          judge_sentence(error.what(), text);
        }
      catch (const std::exception &error)
        {
          findings_.push_back({number_, kind + ": " + error.what(), text});
        }
      count.found += findings_.size() - before;
    }

    void judge_sentence(const std::string &sentence, const std::string &text)
    {
      // What the input says itself is echoed, at its start too.
      const auto is_foreign = [&](const std::string &word) {
        return sentence.find(word) != std::string::npos && text.find(word.substr(word.find_first_not_of(' '))) == std::string::npos;
      };
      for (const char *word : {"std::", "basic_", "bad_", "_M_", "vector", "filesystem", "stoi", "stod", "stoul", "invalid argument",
                               "nlohmann", "YAML::", "exception", "assert", " nan", "Success"})
        if (is_foreign(word))
          findings_.push_back({number_, "a word of the program (" + std::string(word) + "): " + sentence, text});
      if (sentence.size() < 20 || sentence.size() > 4000)
        findings_.push_back(
            {number_, "a sentence of " + std::to_string(sentence.size()) + " characters: " + sentence.substr(0, 200), text});
    }

    std::vector<input::TextFile> library_files_;
    std::vector<Node> cards_, cases_, fits_;
    std::map<std::string, std::string> tables_;
    Node path_;
    input::Library library_;
    unsigned long long number_ = 0;
    std::map<std::string, FuzzCount> counts_;
    std::vector<Finding> findings_;
  };

  /// Names the input that is being read where the process ends by a signal, and ends it where reading takes longer than a time.
  class FuzzGuard
  {
  public:
    explicit FuzzGuard(unsigned seconds) : seconds_(seconds)
    {
      for (const int signal : signals_)
        std::signal(signal, name_input);
    }
    ~FuzzGuard()
    {
      ::alarm(0);
      for (const int signal : signals_)
        std::signal(signal, SIG_DFL);
    }
    FuzzGuard(const FuzzGuard &) = delete;
    FuzzGuard &operator=(const FuzzGuard &) = delete;

    void begin(unsigned long long number)
    {
      current() = number;
      ::alarm(seconds_);
    }

  private:
    static unsigned long long &current()
    {
      static unsigned long long number = 0;
      return number;
    }

    static void name_input(int signal)
    {
      char line[128];
      const int length = std::snprintf(line, sizeof line, "input %llu ends by signal %d%s\n", current(), signal,
                                       signal == SIGALRM ? ": it is read without an end" : "");
      [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line, static_cast<std::size_t>(length));
      ::_exit(99);
    }

    static constexpr int signals_[] = {SIGSEGV, SIGFPE, SIGABRT, SIGBUS, SIGILL, SIGALRM};
    unsigned seconds_;
  };

  /// Reads `count` inputs from number `first` on.
  inline Fuzzer fuzz(unsigned long long first, unsigned long long count)
  {
    constexpr unsigned longest = 20; // [s] on a loaded machine; the slowest input takes a tenth of a second
    Fuzzer fuzzer;
    FuzzGuard guard(longest);
    for (unsigned long long number = first; number < first + count && fuzzer.findings().size() < 20; ++number)
      {
        guard.begin(number);
        fuzzer.read(number);
      }
    return fuzzer;
  }
} // namespace sagitta::test
