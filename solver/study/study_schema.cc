#include <solver/study/study_schema.h>

#include <solver/study/study.h>

namespace sagitta::study
{
  namespace
  {
    using namespace input;

    constexpr bool required = true, optional = false;
    constexpr Range coefficient = {-1, 1, true, true}, fraction = {0, 1, false, true};

    /// A value of a key of the case file: a quantity, a word, or a list such as [4 mm, 4 mm].
    TypePointer value_type()
    {
      return any_of({text(), list(text(), 1)});
    }

    TypePointer interval_type()
    {
      return map({{"from", text(), required, "", "the lowest value", {}},
                  {"to", text(), required, "", "the highest value", {}},
                  {"count", integer(2, 10000), optional, "", "values of a grid, ends included", {}}});
    }

    TypePointer parameter_type()
    {
      return map({{"key",
                   any_of({text(), list(text(), 1)}),
                   optional,
                   "",
                   "key path of the case file as in --set, or several that take one value",
                   {}},
                  {"values", list(value_type(), 1), optional, "", "the values, one by one", {}},
                  {"choices", named(list(text(), 1)), optional, "", "named alternatives, each a list of key.path=value", {}},
                  {"range", interval_type(), optional, "", "values between two ends", {}},
                  {"normal",
                   map({{"mean", text(), required, "", "the mean", {}}, {"deviation", text(), required, "", "the standard deviation", {}}}),
                   optional,
                   "",
                   "an uncertain value with a normal distribution",
                   {}},
                  {"uniform",
                   map({{"from", text(), required, "", "the lowest value", {}}, {"to", text(), required, "", "the highest value", {}}}),
                   optional,
                   "",
                   "an uncertain value, equally likely between two ends",
                   {}}},
                 {{{{"values"}, {"choices"}, {"range"}, {"normal"}, {"uniform"}}, false, ""}});
    }

    TypePointer sampling_type()
    {
      const std::vector<std::string> samples = {"latin_hypercube", "sobol", "sobol_indices"};
      return map(
          {{"method", choice(sampling_names().words()), required, "", "how candidates are chosen", {}},
           {"count", integer(1, 1000000), required, "", "number of candidates; of sobol_indices the size of each sample", samples},
           {"seed", integer(0, 4e9), optional, "1", "of the random numbers: the same seed gives the same candidates", {"latin_hypercube"}},
           {"correlations",
            list(map({{"parameters", list(text(), 2, 2), required, "", "two parameters with a distribution", {}},
                      {"coefficient", number(coefficient), required, "", "between -1 and 1", {}}})),
            optional, "", "of uncertain parameters", samples}},
          {}, "method");
    }

    TypePointer output_type()
    {
      const std::vector<std::string> faces = {"warpage", "peak_to_valley", "bow", "curvature_x", "curvature_y"},
                                     parts = {"hotspot", "stress"},
                                     properties = {"viscosity", "young", "expansion", "conductivity", "density"};
      std::vector<std::string> states = faces;
      states.insert(states.end(), parts.begin(), parts.end());
      std::vector<std::string> limited = {"warpage", "peak_to_valley", "bow", "hotspot", "stress"};
      limited.insert(limited.end(), properties.begin(), properties.end());
      return map({{"measure", choice(measure_names().words()), required, "", "which figure", {}},
                  {"state", text(), required, "", "name of the state, or its uniform temperature", states},
                  {"face", text(), optional, "bottom", "bottom, top, or a face that the case names", faces},
                  {"part", text(), required, "", "the part", parts},
                  {"component", choice(component_names().words()), optional, "von_mises", "of the stress", {"stress"}},
                  {"statistic", choice(statistic_names().words()), optional, "p95", "of the stress over the part", {"stress"}},
                  {"material", text(), required, "", "name of a material as the case file writes it", properties},
                  {"temperature", absolute_temperature(), required, "", "at which the property is evaluated", properties},
                  {"shear_rate", quantity(Dimension::rate, not_negative), optional, "0/s", "slow shear when left out", {"viscosity"}},
                  {"cure", quantity(Dimension::fraction, fraction), optional, "0 %", "uncured when left out", {"viscosity"}},
                  {"limit",
                   map({{"at_most", text(), optional, "", "a quantity; of the magnitude where the figure has a sign", {}},
                        {"at_least", text(), optional, "", "a quantity", {}}}),
                   optional, "", "limits that a candidate must meet", limited},
                  {"weight", number(positive), optional, "1", "in the ranking", {}}},
                 {}, "measure");
    }

    TypePointer goals_type()
    {
      const TypePointer names = list(text(), 1);
      return map({{"minimise", names, optional, "", "outputs; the magnitude of one with a sign", {}},
                  {"maximise", names, optional, "", "outputs", {}},
                  {"keep_below", named(text()), optional, "", "output: largest value", {}},
                  {"keep_above", named(text()), optional, "", "output: smallest value", {}},
                  {"zero_of", named(text()), optional, "", "output with a sign: the parameter over which its zero is searched", {}}});
    }
  } // namespace

  TypePointer study_type()
  {
    return map({{"sagitta_study", integer(1, 1), required, "", "version of the format", {}},
                {"title", text(), optional, "", "title, in one line", {}},
                {"base", text(), required, "", "the case file, from the folder of the study", {}},
                {"set", list(text(), 1), optional, "", "changes of the case for all candidates, each key.path=value", {}},
                {"parameters", named(parameter_type()), required, "", "what is varied, by names of your own", {}},
                {"sampling", sampling_type(), optional, "", "a grid of all combinations when left out", {}},
                {"target",
                 named(text()),
                 optional,
                 "",
                 "output of a material: its wanted value, `9 ppm/K`, `at least 2 W/mK` or `at most 300 Pa s`; the study finds candidates "
                 "that reach it",
                 {}},
                {"outputs", named(output_type()), required, "", "the figures of every candidate, by names of your own", {}},
                {"goals", goals_type(), optional, "", "what the ranking minimises, maximises or limits", {}},
                {"candidates_at_once",
                 integer(1, 4096),
                 optional,
                 "1",
                 "number of candidates that are solved at the same time, each on its share of the ranks",
                 {}},
                {"reduced_model", boolean(), optional, "false", "use reduced models for warpage and bow where their bounds are narrow", {}},
                {"reduced_thicknesses",
                 boolean(),
                 optional,
                 "false",
                 "make one reduced model for all thicknesses of layers, with bounds by tabulated constants; needs reduced_model",
                 {}},
                {"mesh_error", boolean(), optional, "false", "estimate the error of the mesh for the base case", {}},
                {"report", boolean(), optional, "false", "write the page report.html at the end", {}}});
  }
} // namespace sagitta::study
