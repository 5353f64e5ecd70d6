#include <solver/application/reduced_commands.h>

#include <solver/base/errors.h>
#include <solver/base/nearest.h>
#include <solver/input/case/case_reader.h>
#include <solver/input/text/files.h>
#include <solver/input/text/units.h>
#include <solver/output/whole_file.h>
#include <solver/reduced/conduction_terms.h>
#include <solver/reduced/model_file.h>
#include <solver/reduced/reduction.h>
#include <solver/reduced/thermoelastic_terms.h>

#include <materials/display_units.h>
#include <materials/room_temperature.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>

namespace sagitta::application
{
  namespace
  {
    using input::Dimension;
    using reduced::ReducedModel;

    double read_number(const std::string &text, Dimension dimension, const std::string &place)
    {
      try
        {
          return input::to_si(text, dimension);
        }
      catch (const input::UnitError &error)
        {
          throw InputError(place + ": " + error.what());
        }
    }

    /// Splits "mould.young=5GPa" into its parts.
    struct Assignment
    {
      std::string material, property, value, place;
    };

    Assignment read_assignment(const std::string &words, const std::string &option)
    {
      const std::size_t equal = words.find('='), dot = words.substr(0, equal).rfind('.');
      if (equal == std::string::npos || dot == std::string::npos || dot == 0)
        throw InputError(fmt::format(
            "{} {}: write MATERIAL.young, MATERIAL.poisson, MATERIAL.cte, MATERIAL.conductivity or LAYER.thickness, an equals sign and the "
            "value",
            option, words));
      const Assignment result{words.substr(0, dot), words.substr(dot + 1, equal - dot - 1), words.substr(equal + 1), option + " " + words};
      const std::vector<std::string> known = {"young", "poisson", "cte", "conductivity", "thickness"};
      if (std::count(known.begin(), known.end(), result.property) == 0)
        throw InputError(fmt::format("{}: {} is not young, poisson, cte, conductivity or thickness{}", result.place, result.property,
                                     did_you_mean(result.property, known)));
      return result;
    }

    Dimension dimension_of(const std::string &property, bool is_factor)
    {
      return property == "young"                  ? Dimension::pressure
             : property == "conductivity"         ? Dimension::conductivity
             : property == "thickness"            ? Dimension::length
             : property == "poisson" || is_factor ? Dimension::fraction
                                                  : Dimension::expansion;
    }

    std::array<double, 2> read_range(const Assignment &assignment, Dimension dimension)
    {
      const std::size_t dots = assignment.value.find("..");
      if (dots == std::string::npos)
        throw InputError(assignment.place + ": a range has two dots between its ends, for instance 5GPa..30GPa");
      const std::array<double, 2> range = {{read_number(assignment.value.substr(0, dots), dimension, assignment.place),
                                            read_number(assignment.value.substr(dots + 2), dimension, assignment.place)}};
      if (!(range[0] < range[1]))
        throw InputError(assignment.place + ": the first end of a range must be below the second one");
      return range;
    }

    /// Is a number of an expansion a factor of the free strain of the case? Plain numbers are.
    bool is_factor(const Assignment &assignment)
    {
      return assignment.property == "cte" && assignment.value.find("/K") == std::string::npos;
    }

    const materials::Material *find_card(const Materials &materials, const std::string &name)
    {
      for (const materials::Material &card : materials)
        if (card.name == name)
          return &card;
      return nullptr;
    }

    /// The one coefficient of expansion of a card [1/K]. Throws InputError when it has more.
    double coefficient_of(const Assignment &assignment, const materials::Material *card)
    {
      const auto *tangent = card && card->expansion ? std::get_if<materials::TangentExpansion>(&*card->expansion) : nullptr;
      if (tangent == nullptr || !tangent->coefficient[0].is_constant())
        throw InputError(
            fmt::format("{}: the expansion of {} is not a single number; give a range of factors on its free strain, for instance 0.8..1.2",
                        assignment.place, assignment.material));
      return tangent->coefficient[0].values().front();
    }

    void check_moduli(const reduced::MaterialRange &range)
    {
      if (!(range.young[0] > 0 && range.poisson[0] > -1 && range.poisson[1] < .5))
        throw InputError(
            fmt::format("--range {}: Young's moduli must be positive, and Poisson's ratios between -1 and 0.5", range.material));
    }

    std::string shown_value(const ReducedModel &model, std::size_t figure, double value)
    {
      return model.is_thermal(figure) ? fmt::format("{:.3f} degC", to_celsius(value)) : fmt::format("{:+.4f} um", 1e6 * value);
    }

    std::string shown_bound(const ReducedModel &model, std::size_t figure, double bound)
    {
      return model.is_thermal(figure) ? fmt::format("{:.2g} K", bound) : fmt::format("{:.2g} um", 1e6 * bound);
    }

    std::string shown_tolerance(const ReducedModel &model, std::size_t figure)
    {
      return model.is_thermal(figure) ? "max(1 % of the rise, 0.1 K)" : "max(1 %, 0.5 um)";
    }

    double state_temperature(const Programme &programme, const std::string &name)
    {
      for (const State &state : programme.states)
        if (state.name == name && state.temperature)
          return *state.temperature;
      return materials::room_temperature; // AffineProblem refuses the state
    }
  } // namespace

  reduced::Ranges read_ranges(const std::vector<std::string> &words, const Case &problem, double temperature)
  {
    reduced::Ranges ranges;
    for (const std::string &text : words)
      {
        const Assignment assignment = read_assignment(text, "--range");
        const std::array<double, 2> range = read_range(assignment, dimension_of(assignment.property, is_factor(assignment)));
        const materials::Material *card = find_card(problem.materials, assignment.material);
        if (assignment.property == "cte")
          {
            const double base = is_factor(assignment) ? 1 : coefficient_of(assignment, card);
            ranges.strains.push_back({assignment.material, {{range[0] / base, range[1] / base}}, {assignment.place, ""}});
            continue;
          }
        if (assignment.property == "thickness")
          {
            if (!(range[0] > 0))
              throw InputError(assignment.place + ": a thickness must be positive");
            ranges.thicknesses.push_back({assignment.material, range, {assignment.place, ""}});
            continue;
          }
        if (assignment.property == "conductivity")
          {
            if (!(range[0] > 0))
              throw InputError(assignment.place + ": a conductivity must be positive");
            ranges.conductors.push_back({assignment.material, range, {assignment.place, ""}});
            continue;
          }
        auto known = std::find_if(ranges.materials.begin(), ranges.materials.end(),
                                  [&](const auto &other) { return other.material == assignment.material; });
        if (known == ranges.materials.end())
          {
            reduced::MaterialRange whole{assignment.material, {{1, 1}}, {{0, 0}}, {assignment.place, ""}};
            // A modulus without a range keeps its value; a material that is not isotropic is refused when the model is made.
            if (const auto *isotropic =
                    card && card->elasticity ? std::get_if<materials::IsotropicElasticity>(&*card->elasticity) : nullptr)
              {
                whole.young.fill(isotropic->young.value(temperature));
                whole.poisson.fill(isotropic->poisson.value(temperature));
              }
            known = ranges.materials.insert(known, whole);
          }
        (assignment.property == "young" ? known->young : known->poisson) = range;
      }
    for (const reduced::MaterialRange &range : ranges.materials)
      check_moduli(range);
    return ranges;
  }

  void reduce_case(const Options &options, const Case &problem, MPI_Comm communicator, StageLog &log, std::ostream &out)
  {
    log.begin("mesh");
    const reduced::Ranges ranges = read_ranges(options.ranges, problem, state_temperature(problem.programme, options.state));
    const bool is_thermal = !ranges.conductors.empty();
    if (is_thermal && !(ranges.materials.empty() && ranges.strains.empty()))
      throw InputError("reduce: ranges of conductivities give a model of the hotspots, ranges of moduli and expansions a model of the "
                       "warpage; make two models");
    std::unique_ptr<reduced::AffineProblem> affine;
    if (is_thermal)
      affine = std::make_unique<reduced::ConductionTerms>(problem, options.state, ranges, communicator);
    else
      affine = std::make_unique<reduced::ThermoelasticTerms>(problem, options.state, ranges, communicator);
    reduced::ReductionRequest request;
    request.candidates = options.candidates;
    request.largest_size = options.largest_size;
    // Of many parameters a space that bounds every height would be too large: the bow first, then the warpage as far as the size allows.
    if (request.has_sets_last = !ranges.thicknesses.empty(); request.has_sets_last)
      request.functionals = std::vector<std::string>{"bow"};
    const reduced::Reduction reduction = reduced::reduce(*affine, request, log);
    log.end();
    reduced::write_model(options.output, reduction.model, communicator);
    const ReducedModel &model = reduction.model;
    out << fmt::format("{}, state {}: {} functions of {} unknowns, from {} points and {} full solves\n", model.case_name, model.state,
                       model.size, model.full_size, model.points, reduction.report.solves);
    out << fmt::format("Bounds at {} random points of the ranges\n", reduction.report.tests);
    for (std::size_t j = 0; j < model.n_figures(); ++j)
      out << fmt::format("  {:<20} {:5.1f} % within {}\n", model.figure_name(j), 100 * reduction.report.shares[j],
                         shown_tolerance(model, j));
    out << fmt::format("  {:<20} {:5.1f} %\n", "all", 100 * reduction.report.share);
    if (!model.table.is_empty())
      out << fmt::format("Bounds with tabulated constants: {} nodes over the thicknesses, the smallest constant {:.2g}, {} solves to a few "
                         "per cent besides\n",
                         model.table.constants.size(), *std::min_element(model.table.constants.begin(), model.table.constants.end()),
                         reduction.report.table_solves);
    out << fmt::format("Probability that at least one of these bounds is wrong: {:.1e}\n", reduction.report.failure);
    out << options.output << "\n";
  }

  namespace
  {
    /// Throws InputError for a value that the model was not made for; the ends belong to the range.
    void check_range(const Assignment &assignment, double value, const std::array<double, 2> &range)
    {
      constexpr double rounding = 1e-9;
      if (value < range[0] - rounding * std::abs(range[0]) || value > range[1] + rounding * std::abs(range[1]))
        throw InputError(fmt::format("{}: the model was made for {}.{} from {:.6g} to {:.6g} (SI), but the value is {:.6g}; make a model "
                                     "with a wider range with sagitta reduce, or run the case",
                                     assignment.place, assignment.material, assignment.property, range[0], range[1], value));
    }

    /// Sets one parameter of a query.
    void assign(const ReducedModel &model, const Assignment &assignment, reduced::Query &query)
    {
      const double value = read_number(assignment.value, dimension_of(assignment.property, is_factor(assignment)), assignment.place);
      const bool is_modulus = assignment.property == "young" || assignment.property == "poisson";
      std::vector<std::string> names;
      for (std::size_t m = 0; m < model.materials.size() && is_modulus; ++m)
        {
          if (model.materials[m].name == assignment.material)
            {
              const bool is_young = assignment.property == "young";
              check_range(assignment, value, is_young ? model.materials[m].young : model.materials[m].poisson);
              query.moduli[m][is_young ? 0 : 1] = value;
              return;
            }
          names.push_back(model.materials[m].name);
        }
      for (std::size_t s = 0; s < model.strains.size() && assignment.property == "cte"; ++s)
        {
          if (model.strains[s].name == assignment.material)
            {
              if (!is_factor(assignment) && !model.strains[s].cte)
                throw InputError(assignment.place +
                                 ": the expansion of this material is not a single number; give a factor on its free strain");
              query.strains[s] = is_factor(assignment) ? value : value / *model.strains[s].cte;
              check_range(assignment, query.strains[s], model.strains[s].factors);
              return;
            }
          names.push_back(model.strains[s].name);
        }
      for (std::size_t c = 0; c < model.conductors.size() && assignment.property == "conductivity"; ++c)
        {
          if (model.conductors[c].name == assignment.material)
            {
              check_range(assignment, value, model.conductors[c].conductivity);
              query.conductivities[c] = value;
              return;
            }
          names.push_back(model.conductors[c].name);
        }
      for (std::size_t t = 0; t < model.thicknesses.size() && assignment.property == "thickness"; ++t)
        {
          if (model.thicknesses[t].layer == assignment.material)
            {
              check_range(assignment, value, model.thicknesses[t].range);
              query.thicknesses[t] = value;
              return;
            }
          names.push_back(model.thicknesses[t].layer);
        }
      throw InputError(fmt::format("{}: the model has no {} of {}{}", assignment.place, assignment.property, assignment.material,
                                   did_you_mean(assignment.material, names)));
    }

    reduced::Answer answer_of(const ReducedModel &model, const reduced::Query &query, const std::string &place)
    {
      try
        {
          return reduced::evaluate(model, query);
        }
      catch (const std::invalid_argument &error)
        {
          throw InputError(place + ": " + error.what());
        }
    }

    std::vector<std::string> split(const std::string &line)
    {
      std::vector<std::string> cells;
      std::istringstream words(line);
      for (std::string cell; std::getline(words, cell, ',');)
        {
          cell.erase(0, cell.find_first_not_of(" \t\r"));
          cell.erase(cell.find_last_not_of(" \t\r") + 1);
          cells.push_back(cell);
        }
      return cells;
    }

    /// The answers to the rows of a table with the names of parameters as its heading.
    std::string answer_table(const ReducedModel &model, const std::string &file)
    {
      std::istringstream lines(input::read_text_file(file).text);
      std::string line;
      std::getline(lines, line);
      const std::vector<std::string> heading = split(line);
      std::string table = line.substr(0, line.find_last_not_of("\r") + 1);
      for (std::size_t j = 0; j < model.n_figures(); ++j)
        table += fmt::format(",{0} [{1}],bound of {0} [{1}]", model.figure_name(j), model.is_thermal(j) ? "K" : "m");
      table += ",certified\n";
      unsigned number = 1;
      while (std::getline(lines, line))
        {
          ++number;
          const std::vector<std::string> cells = split(line);
          if (cells.empty())
            continue;
          const std::string place = fmt::format("{}:{}", file, number);
          if (cells.size() != heading.size())
            throw InputError(fmt::format("{}: the row has {} cells, but the table has {} headings", place, cells.size(), heading.size()));
          reduced::Query query = model.base();
          for (std::size_t i = 0; i < cells.size(); ++i)
            assign(model, read_assignment(heading[i] + "=" + cells[i], place + ":"), query);
          const reduced::Answer answer = answer_of(model, query, place);
          table += line.substr(0, line.find_last_not_of("\r") + 1);
          for (std::size_t j = 0; j < answer.values.size(); ++j)
            table += fmt::format(",{:.9g},{:.3g}", answer.values[j], answer.bounds[j]);
          table += answer.is_certified() ? ",yes\n" : ",no\n";
        }
      return table;
    }
  } // namespace

  void evaluate_model(const Options &options, MPI_Comm communicator, std::ostream &out)
  {
    const ReducedModel model = reduced::read_model(options.case_file);
    if (!options.model_case.empty())
      if (const Case problem = input::read_case(options.model_case, {}, options.libraries, communicator); problem.hash != model.case_hash)
        throw InputError(
            fmt::format("{}: the model belongs to another case ({}, {}) than {} ({}); make a model of this case with sagitta reduce",
                        options.case_file, model.case_name, model.case_hash.substr(0, 12), options.model_case, problem.hash.substr(0, 12)));
    if (!options.table.empty())
      {
        const std::string table = answer_table(model, options.table);
        if (options.output.empty())
          out << table;
        else
          output::on_first_rank(communicator, [&] { output::write_whole_file(options.output, table); });
        return;
      }
    reduced::Query query = model.base();
    for (const std::string &words : options.overrides)
      assign(model, read_assignment(words, "--set"), query);
    const reduced::Answer answer = answer_of(model, query, "--set");
    out << fmt::format("{}, state {}\n", model.case_name, model.state);
    for (std::size_t j = 0; j < answer.values.size(); ++j)
      out << fmt::format("  {:<20} {:>14}  +- {}{}\n", model.figure_name(j), shown_value(model, j, answer.values[j]),
                         shown_bound(model, j, answer.bounds[j]),
                         answer.is_certified(j) ? "" : fmt::format("  (the bound is above {}: run the case)", shown_tolerance(model, j)));
  }
} // namespace sagitta::application
