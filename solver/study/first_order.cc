#include <solver/study/first_order.h>

#include <materials/pi.h>
#include <solver/base/errors.h>
#include <solver/case/case_text.h>
#include <solver/case/parameters.h>
#include <solver/input/case/case_reader.h>
#include <solver/study/measures.h>
#include <solver/study/variant_run.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace sagitta::study
{
  namespace
  {
    /// The name of an output among the sensitivities; empty: it has none.
    std::string sensitive_name(const Output &output)
    {
      if (!info(output.measure).is_of_material && output.measure != Measure::hotspot && output.face != "bottom")
        return "";
      switch (output.measure)
        {
        case Measure::warpage:
          return "warpage";
        case Measure::bow:
          return "bow";
        case Measure::curvature_x:
          return "kx";
        case Measure::curvature_y:
          return "ky";
        case Measure::hotspot:
          return "hotspot";
        default:
          return "";
        }
    }

    std::string enumerate_words(const std::set<std::string> &words)
    {
      std::string text;
      for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
      return "[" + text + "]";
    }

    /// The request for the derivatives of all outputs that have some; empty: none has.
    std::string sensitivity_request(const Study &study)
    {
      std::set<std::string> of, states;
      for (const Output &output : study.outputs)
        if (const std::string name = sensitive_name(output); !name.empty())
          {
            of.insert(name);
            states.insert(output.state);
          }
      return of.empty() ? "" : "sensitivities={of: " + enumerate_words(of) + ", states: " + enumerate_words(states) + "}";
    }

    std::vector<std::string> overrides_at(const Study &study, const std::vector<double> &numbers)
    {
      std::vector<std::string> overrides = study.overrides;
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        for (const std::string &assignment : study.parameters[p].choice_of(numbers[p]).assignments)
          overrides.push_back(assignment);
      return overrides;
    }

    /// Multiplies a parameter of a case by a factor.
    void scale(Case &problem, const sagitta::Parameter &parameter, double factor)
    {
      if (parameter.is_of_material())
        for (auto &[index, card] : scaled_cards(problem.materials, parameter, factor))
          problem.materials.cards[index] = std::move(card);
      else if (parameter.kind == ParameterKind::film)
        problem.conditions.thermal.films[parameter.index].coefficient *= factor;
      else if (parameter.kind == ParameterKind::thickness)
        problem.package.layers[parameter.index].thickness *= factor;
      else
        for (meshing::PowerBlock &block : problem.package.bodies[parameter.index].power)
          block.power *= factor;
    }

    /// The physics of a case, without the sources of its values.
    std::string text_without_sources(Case problem)
    {
      for (materials::Material &card : problem.materials.cards)
        card.provenance.clear();
      return physics_text(problem);
    }

    /// The parameter of the sensitivities that makes the same case when it is halved; a factor of two causes no rounding.
    std::string find_name(const Case &base, const Case &halved)
    {
      const std::string text = text_without_sources(halved);
      for (const sagitta::Parameter &parameter : find_parameters(base, false))
        {
          Case scaled = base;
          try
            {
              scale(scaled, parameter, .5);
            }
          catch (const std::invalid_argument &)
            {
              continue; // no solid has such constants
            }
          if (text_without_sources(scaled) == text)
            return parameter.name;
        }
      return "";
    }

    std::vector<std::string> find_names(const Study &study, const CaseSource &source, const Case &base, MPI_Comm communicator)
    {
      std::vector<std::string> names;
      for (std::size_t p = 0; p < study.parameters.size(); ++p)
        {
          std::vector<double> numbers;
          for (std::size_t q = 0; q < study.parameters.size(); ++q)
            numbers.push_back(mean_of(study.parameters[q]) * (q == p ? .5 : 1));
          try
            {
              names.push_back(
                  find_name(base, input::read_variant(source.file.source, overrides_at(study, numbers), source.library, communicator)));
            }
          catch (const InputError &)
            {
              names.emplace_back(); // half of it is no value
            }
        }
      return names;
    }

    void add_slopes(const Study &study, const results::RunResult &run, FirstOrder &result)
    {
      const results::SensitivityResult &sensitivities = *run.sensitivities;
      for (std::size_t o = 0; o < study.outputs.size(); ++o)
        {
          const Output &output = study.outputs[o];
          if (info(output.measure).is_of_material)
            continue;
          result.values[o] = measure(output, run);
          for (const results::Gradient &gradient : sensitivities.gradients)
            {
              // The hotspot of the sensitivities is that of the hottest part, which need not be this one.
              constexpr double same = 1e-9;
              if (gradient.of != sensitive_name(output) || gradient.state != output.state ||
                  !(std::abs(gradient.value - result.values[o]) <= same * std::abs(result.values[o])))
                continue;
              for (std::size_t p = 0; p < study.parameters.size(); ++p)
                for (std::size_t q = 0; q < sensitivities.parameters.size(); ++q)
                  if (!result.names[p].empty() && sensitivities.parameters[q].name == result.names[p] &&
                      sensitivities.parameters[q].together.empty())
                    result.slopes[o][p] = gradient.by_factor[q] / result.means[p];
            }
        }
    }
  } // namespace

  double mean_of(const Parameter &parameter)
  {
    const Spread &spread = *parameter.spread;
    return spread.kind == Spread::Kind::normal ? spread.first : (spread.first + spread.second) / 2;
  }

  double deviation_of(const Parameter &parameter)
  {
    const Spread &spread = *parameter.spread;
    return spread.kind == Spread::Kind::normal ? spread.second : (spread.second - spread.first) / std::sqrt(12.);
  }

  double correlation_of(const Parameter &first, const Parameter &second, double normal)
  {
    const int n_uniform = (first.spread->kind == Spread::Kind::uniform) + (second.spread->kind == Spread::Kind::uniform);
    return n_uniform == 0 ? normal : n_uniform == 1 ? normal * std::sqrt(3 / materials::pi) : 6 / materials::pi * std::asin(normal / 2);
  }

  FirstOrder find_first_order(const Study &study, const CaseSource &source, const std::filesystem::path &directory, MPI_Comm communicator)
  {
    FirstOrder result;
    for (const Parameter &parameter : study.parameters)
      result.means.push_back(mean_of(parameter));
    result.names.resize(study.parameters.size());
    result.values.assign(study.outputs.size(), no_number);
    result.slopes.assign(study.outputs.size(), std::vector<double>(study.parameters.size(), no_number));
    const std::string request = sensitivity_request(study);
    const std::string failure = find_failure([&] {
      std::vector<std::string> overrides = overrides_at(study, result.means);
      result.names =
          find_names(study, source, input::read_variant(source.file.source, overrides, source.library, communicator), communicator);
      if (request.empty())
        return;
      overrides.push_back(request);
      add_slopes(study, run_variant(source, overrides, directory / "means", communicator), result);
    });
    result.sentence = failure.empty() && request.empty() ? "no output of the study has derivatives by adjoint solves" : failure;
    return result;
  }
} // namespace sagitta::study
