#pragma once

// Reads inputs of changed structure and examines how it ends: accepted with finite numbers, or refused by one sentence. Everything else is
// a finding: another exception, a sentence of the C++ library, a negative zero, a number that is not finite.

#include <tests/input/forked_batches.h>
#include <tests/input/fuzz_source.h>

#include <materials/elasticity.h>
#include <materials/expansion.h>
#include <solver/base/errors.h>
#include <solver/base/printable.h>
#include <solver/input/case/submodel_reader.h>
#include <solver/input/fit/fit_request.h>
#include <solver/input/point_path/point_path_reader.h>
#include <solver/input/text/override.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  /// Throws std::range_error where a case that was accepted has a number to compute with that is not finite.
  inline void expect_finite(const Case &problem)
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
        for (const double strain : body.intrinsic_strain)
          require(strain, "a film strain of " + body.name);
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

  /// Findings in a sentence that refuses an input. Words of the input itself are echoed, at its start too.
  inline std::vector<std::string> check_message(const std::string &sentence, std::string text)
  {
    std::vector<std::string> found;
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end()); // of UTF-16
    const auto is_foreign = [&](const std::string &word) {
      return sentence.find(word) != std::string::npos && text.find(word.substr(word.find_first_not_of(' '))) == std::string::npos;
    };
    for (const std::string &word : forbidden_words())
      if (is_foreign(word))
        found.push_back("a word of the program (" + word + "): " + sentence);
    if (sentence.size() < 20 || sentence.size() > 4000)
      found.push_back("a sentence of " + std::to_string(sentence.size()) + " characters: " + sentence.substr(0, 200));
    if (without_negative_zeros(sentence) != sentence && text.find("-0") == std::string::npos)
      found.push_back("a negative zero: " + sentence);
    return found;
  }

  /// The outcome of an action on an input: `act` returns it unless the input is refused.
  template <typename Act>
  FuzzOutcome examine(const FuzzInput &input, const Act &act)
  {
    FuzzOutcome outcome{name_of(input.kind), "refused", {}, input.text()};
    try
      {
        outcome.end = act();
      }
    catch (const InputError &error)
      {
        outcome.found = check_message(as_sentence(error.what()), input.text()); // as the program says it
      }
    catch (const std::exception &error)
      {
        outcome.found = {std::string("an exception: ") + error.what()};
      }
    return outcome;
  }

  /// Reads inputs as the program does, without files.
  class FuzzReader
  {
  public:
    FuzzReader()
        : library_files_(input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library")), library_(library_files_)
    {
    }

    /// The case of an input that is one.
    Case read_case(const FuzzInput &input, const std::vector<std::string> &more_overrides = {}) const
    {
      std::vector<std::string> overrides = input.overrides;
      overrides.insert(overrides.end(), more_overrides.begin(), more_overrides.end());
      input::TableFiles tables;
      for (const auto &[name, text] : input.files)
        tables[name] = {name, text};
      const input::TextFile file{"case.yaml", input.files.at("case.yaml")};
      if (input.kind != FuzzKind::submodel)
        return input::parse_case(file, overrides, library_, tables);
      const input::SourceRequest request = input::find_source(input::parse_document(file.text, file.source));
      if (request.file.empty())
        return input::parse_case(file, overrides, library_, tables);
      const input::TextFile source_file{"source.yaml", input.files.at("source.yaml")};
      input::Node root = input::parse_document(source_file.text, source_file.source);
      for (const std::string &change : request.overrides)
        input::apply_override(root, change);
      const input::SubmodelSource source{std::make_shared<const Case>(input::parse_case(source_file, request.overrides, library_, tables)),
                                         root};
      return input::parse_case(file, overrides, library_, tables, &source);
    }

    FuzzOutcome read(const FuzzInput &input) const
    {
      return examine(input, [&] {
        read_any(input);
        return std::string("accepted");
      });
    }

  private:
    void read_any(const FuzzInput &input) const
    {
      switch (input.kind)
        {
        case FuzzKind::card:
          return read_card(input);
        case FuzzKind::fit:
        case FuzzKind::measured_table:
          input::parse_fit_request({"fit.yaml", input.files.at("fit.yaml")}, {}, [&](const std::string &name) {
            const auto found = input.files.find(name);
            if (found == input.files.end())
              throw InputError(name.substr(0, 200) + ": there is no such file");
            return input::TextFile{name, found->second};
          });
          return;
        case FuzzKind::path:
          input::parse_path({"path.yaml", input.files.at("path.yaml")}, {});
          return;
        default:
          expect_finite(read_case(input));
        }
    }

    /// A card of the library, as a material of a case.
    void read_card(const FuzzInput &input) const
    {
      const input::TextFile card{"card.yaml", input.text()};
      input::Library library(library_files_);
      library.put(card);
      for (const std::string &name : input::Library({card}).names())
        expect_finite(
            input::parse_case({"case.yaml", "sagitta: 1\npackage:\n  outline: {size: [4 mm, 4 mm]}\n  stress_free_temperature: 150 degC\n"
                                            "  layers: [{name: base, thickness: 1 mm, material: " +
                                                name +
                                                "}]\n"
                                                "states: [{name: room, temperature: 25 degC}]\nmesh: {plan: {resolution: 1 mm}}\n"},
                              {}, library));
    }

    std::vector<input::TextFile> library_files_;
    input::Library library_;
  };

  /// Reads `count` inputs from number `first` on.
  inline FuzzReport fuzz(unsigned long long first, unsigned long long count)
  {
    const FuzzSource source;
    const FuzzReader reader;
    return run_forked({first, count}, [&](unsigned long long number) { return reader.read(source.make(number)); });
  }
} // namespace sagitta::tests
