#pragma once

// Inputs of changed structure, made from shipped files and the cases in tests/input/forms, changed by a seed.

#include <tests/input/mutation.h>
#include <tests/input/sample_case.h>

#include <solver/input/card/card_schema.h>
#include <solver/input/case/case_schema.h>
#include <solver/input/case/package/temperature_table.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/point_path/point_path_schema.h>
#include <solver/input/text/files.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  enum class FuzzKind
  {
    case_file,
    table_of_case, ///< positions of bumps, power blocks, temperatures
    submodel,      ///< the submodel, or the case that it is a window of
    change,        ///< by --set
    card,
    fit,
    measured_table,
    path,
    study ///< made by tests/study/study_fuzz.h
  };

  inline const char *name_of(FuzzKind kind)
  {
    switch (kind)
      {
      case FuzzKind::case_file:
        return "case files";
      case FuzzKind::table_of_case:
        return "tables of cases";
      case FuzzKind::submodel:
        return "submodels";
      case FuzzKind::change:
        return "changes by --set";
      case FuzzKind::card:
        return "material cards";
      case FuzzKind::fit:
        return "requests for fits";
      case FuzzKind::measured_table:
        return "measured tables";
      case FuzzKind::path:
        return "paths of material tests";
      case FuzzKind::study:
        return "studies";
      }
    return "";
  }

  constexpr std::size_t n_fuzz_kinds = 8; ///< made by FuzzSource

  /// One input: the files of a folder, one of which is changed, and the words of the command line that read it there.
  struct FuzzInput
  {
    FuzzKind kind;
    std::map<std::string, std::string> files; ///< by name
    std::string changed;                      ///< name of the changed file; of a change by --set: its text
    std::vector<std::string> overrides;
    std::string material; ///< of a card: its name before the change

    /// The text that was changed.
    const std::string &text() const { return kind == FuzzKind::change ? changed : files.at(changed); }
  };

  /// A case with the files that it names.
  struct FuzzCase
  {
    Node root;
    std::map<std::string, std::string> files; ///< beside case.yaml
  };

  class FuzzSource
  {
  public:
    FuzzSource()
    {
      const std::filesystem::path root = SAGITTA_SOURCE_DIR;
      for (const input::TextFile &card : input::read_cards(root / "materials" / "library"))
        cards_.push_back({std::filesystem::path(card.source).stem().string(), input::parse_document(card.text, card.source)});
      for (const char *folder : {"cases", "tests/input/forms"})
        for (const auto &entry : sorted(root / folder))
          if (std::filesystem::exists(entry / "case.yaml"))
            add_case(entry);
      cases_.push_back({input::parse_document(sample_case(), "case.yaml"), {}});
      for (const FuzzCase &known : cases_)
        trees_.push_back(known.root);
      for (const auto &[name, card] : cards_)
        card_trees_.push_back(card);
      for (const auto &entry : sorted(root / "docs" / "user_guide" / "fitting"))
        if (entry.extension() == ".yaml")
          fits_.push_back(input::parse_document(input::read_text_file(entry).text, "fit.yaml"));
        else if (entry.extension() == ".csv")
          tables_[entry.filename().string()] = input::read_text_file(entry).text;
      path_ = input::parse_document("start: {temperature: 125 degC}\n"
                                    "segments:\n"
                                    "  - {duration: 15 min, temperature: -40 degC, strain: {xx: 0 %}, rest: free}\n"
                                    "  - {duration: 10 min, points: 3}\n"
                                    "  - {duration: 20 s, stress: {xx: 5 MPa}}\n",
                                    "path.yaml");
    }

    /// Input number `number`: the same for the same number and the same shipped files.
    FuzzInput make(unsigned long long number) const
    {
      Mutation mutation(number);
      switch (number % 10) // cases are the largest inputs and have the most rules
        {
        case 0:
          return make_card(mutation);
        case 1:
          return make_fit(mutation);
        case 2:
          return make_table(mutation);
        case 3:
          return make_path(mutation);
        case 4:
          return make_change(mutation);
        case 5:
          return make_table_of_case(mutation);
        case 6:
          return make_submodel(mutation);
        default:
          return make_case(mutation);
        }
    }

  private:
    /// The order of a directory is that of the file system.
    static std::vector<std::filesystem::path> sorted(const std::filesystem::path &directory)
    {
      std::vector<std::filesystem::path> paths;
      for (const auto &entry : std::filesystem::directory_iterator(directory))
        paths.push_back(entry.path());
      std::sort(paths.begin(), paths.end());
      return paths;
    }

    void add_case(const std::filesystem::path &folder)
    {
      FuzzCase known{input::parse_document(input::read_text_file(folder / "case.yaml").text, "case.yaml"), {}};
      for (const std::filesystem::path &file : sorted(folder))
        if (file.extension() == ".csv" || file.extension() == ".flp" || file.extension() == ".ptrace" || file.extension() == ".txt" ||
            file.filename() == "source.yaml")
          known.files[file.filename().string()] = input::read_text_file(file).text;
      const bool is_submodel = known.files.count("source.yaml") > 0;
      if (is_submodel)
        submodels_.push_back(known);
      else if (!known.files.empty())
        cases_with_tables_.push_back(known);
      if (!is_submodel)
        cases_.push_back(std::move(known));
    }

    template <typename T>
    static const T &any_of(const std::vector<T> &list, Mutation &mutation)
    {
      return list[mutation.below(list.size())];
    }

    /// A changed tree as text; every fourth is changed as text too.
    static std::string changed(const Node &tree, const Type &type, const std::vector<Node> &others, Mutation &mutation)
    {
      Node root = tree;
      mutation.change(root, type, others);
      std::string text = mutation.once_in(2) ? input::yaml_text(root) : input::canonical_text(root);
      if (mutation.once_in(4))
        mutation.change(text);
      return text;
    }

    FuzzInput make_case(Mutation &mutation) const
    {
      const FuzzCase &known = any_of(cases_, mutation);
      FuzzInput input{FuzzKind::case_file, known.files, "case.yaml", {}, ""};
      input.files["case.yaml"] = changed(known.root, *input::case_type(), mutation.once_in(4) ? card_trees_ : trees_, mutation);
      return input;
    }

    FuzzInput make_table_of_case(Mutation &mutation) const
    {
      const FuzzCase &known = any_of(cases_with_tables_, mutation);
      FuzzInput input{
          FuzzKind::table_of_case, known.files, std::next(known.files.begin(), below(known.files.size(), mutation))->first, {}, ""};
      change_table(input.files[input.changed], mutation);
      input.files["case.yaml"] = input::canonical_text(known.root);
      return input;
    }

    FuzzInput make_submodel(Mutation &mutation) const
    {
      const FuzzCase &known = any_of(submodels_, mutation);
      FuzzInput input{FuzzKind::submodel, known.files, mutation.once_in(3) ? "source.yaml" : "case.yaml", {}, ""};
      input.files["case.yaml"] = input::canonical_text(known.root);
      const Node before = input::parse_document(input.text(), input.changed);
      input.files[input.changed] = changed(before, *input::case_type(), trees_, mutation);
      return input;
    }

    /// Words behind --set.
    FuzzInput make_change(Mutation &mutation) const
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
                                                     "package.lids[0].foot",
                                                     "history",
                                                     "[0]",
                                                     "a.b.c",
                                                     "package..layers",
                                                     "package.layers[",
                                                     "package.layers[99999999].name",
                                                     ".",
                                                     "package.parts"};
      const FuzzCase &known = any_of(cases_, mutation);
      FuzzInput input{FuzzKind::change, known.files, any_of(paths, mutation) + "=" + mutation.unusual_text(), {}, ""};
      if (mutation.once_in(4))
        mutation.change(input.changed);
      input.changed = input.changed.substr(0, input.changed.find('\0')); // as arguments of a program end
      input.overrides = {input.changed};
      input.files["case.yaml"] = input::canonical_text(known.root);
      return input;
    }

    /// A card of the library.
    FuzzInput make_card(Mutation &mutation) const
    {
      const auto &[name, card] = any_of(cards_, mutation);
      FuzzInput input{FuzzKind::card, {}, "card.yaml", {}, name};
      input.files["card.yaml"] = changed(card, *input::library_card_type(), card_trees_, mutation);
      return input;
    }

    FuzzInput make_fit(Mutation &mutation) const
    {
      FuzzInput input{FuzzKind::fit, tables_, "fit.yaml", {}, ""};
      input.files["fit.yaml"] = changed(any_of(fits_, mutation), *input::fit_type(), fits_, mutation);
      return input;
    }

    /// A measured table, read by a request for a fit.
    FuzzInput make_table(Mutation &mutation) const
    {
      FuzzInput input{FuzzKind::measured_table, tables_, std::next(tables_.begin(), below(tables_.size(), mutation))->first, {}, ""};
      if (mutation.once_in(2))
        change_format(input.files[input.changed], mutation);
      change_table(input.files[input.changed], mutation);
      input.files["fit.yaml"] = input::canonical_text(any_of(fits_, mutation));
      return input;
    }

    /// A path for a material point.
    FuzzInput make_path(Mutation &mutation) const
    {
      FuzzInput input{FuzzKind::path, {}, "path.yaml", {}, ""};
      input.files["path.yaml"] = changed(path_, *input::path_type(), trees_, mutation);
      return input;
    }

    static std::ptrdiff_t below(std::size_t n, Mutation &mutation) { return static_cast<std::ptrdiff_t>(mutation.below(n)); }

    static void change_table(std::string &text, Mutation &mutation)
    {
      for (std::size_t times = 1 + mutation.below(3); times > 0 && !text.empty(); --times)
        change_cell(text, mutation);
      if (mutation.once_in(3))
        mutation.change(text);
    }

    /// Another number, word or nothing in a cell of a table.
    static void change_cell(std::string &text, Mutation &mutation)
    {
      const char *const ends = ",;\t\n";
      const std::size_t end = std::min(text.find_first_of(ends, mutation.below(text.size())), text.size());
      const std::size_t before = end == 0 ? std::string::npos : text.find_last_of(ends, end - 1);
      const std::size_t begin = before == std::string::npos ? 0 : before + 1;
      text.replace(begin, end - begin, mutation.once_in(6) ? "" : mutation.unusual_text());
    }

    /// A table as another instrument writes it: separators, decimal commas, remarks before the headings, units in a line of their own.
    static void change_format(std::string &text, Mutation &mutation)
    {
      const bool has_commas = mutation.once_in(3);
      const std::string separator = has_commas || mutation.once_in(2) ? (mutation.once_in(2) ? ";" : "\t") : ",";
      const std::size_t end = text.find('\n');
      std::string headings = text.substr(0, end), units, names;
      std::string rows = end == std::string::npos ? "" : text.substr(end);
      if (has_commas)
        std::replace(rows.begin(), rows.end(), '.', '\x01');
      std::string separated;
      for (const char c : rows)
        separated += c == ',' ? separator : c == '\x01' ? std::string(",") : std::string(1, c);
      if (mutation.once_in(2))
        divide_headings(headings, separator, names, units);
      else
        for (const char c : headings)
          names += c == ',' ? separator : std::string(1, c);
      text = std::string(mutation.once_in(3) ? "# exported\n" : "") + names + (units.empty() ? "" : "\n" + units) + separated;
    }

    /// "temperature [degC],E [MPa]" as names and units.
    static void divide_headings(const std::string &headings, const std::string &separator, std::string &names, std::string &units)
    {
      bool in_unit = false;
      for (const char c : headings)
        if (c == '[' || c == ']')
          in_unit = c == '[';
        else if (c == ',')
          {
            names += separator;
            units += separator;
          }
        else
          (in_unit ? units : names) += c;
    }

    std::vector<std::pair<std::string, Node>> cards_; ///< name of the card, its tree
    std::vector<FuzzCase> cases_, cases_with_tables_, submodels_;
    std::vector<Node> trees_, card_trees_, fits_;
    std::map<std::string, std::string> tables_;
    Node path_;
  };

  /// Words that no sentence of the program has, unless the input has them: those of its libraries and of its code.
  inline const std::vector<std::string> &forbidden_words()
  {
    static const std::vector<std::string> words = {"std::",
                                                   "basic_",
                                                   "bad_",
                                                   "_M_",
                                                   "vector",
                                                   "filesystem",
                                                   "stoi",
                                                   "stod",
                                                   "stoul",
                                                   "invalid argument",
                                                   "nlohmann",
                                                   "YAML::",
                                                   "exception",
                                                   "assert",
                                                   " nan",
                                                   "Success",
                                                   "terminate called",
                                                   "PETSC ERROR",
                                                   "MPI_ABORT",
                                                   "a defect of Sagitta",
                                                   "Segmentation"};
    return words;
  }
} // namespace sagitta::tests
