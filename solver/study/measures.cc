#include <solver/study/measures.h>

#include <materials/comparison.h>
#include <solver/base/nearest.h>
#include <solver/input/case/chosen_materials.h>
#include <solver/input/text/units.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sagitta::study
{
  namespace
  {
    using materials::Property;

    /// The state of that name, or of that uniform temperature.
    const State &find_state(const Programme &programme, const Output &output)
    {
      std::vector<std::string> names;
      for (const State &state : programme.states)
        {
          if (state.name == output.state)
            return state;
          names.push_back(state.name);
        }
      constexpr double tolerance = 1e-6; // [K]
      if (input::looks_like_quantity(output.state))
        try
          {
            const double temperature = input::to_si(output.state, input::Dimension::temperature);
            for (const State &state : programme.states)
              if (state.temperature && std::abs(*state.temperature - temperature) < tolerance)
                return state;
          }
        catch (const input::UnitError &error)
          {
            throw input_error(output.source, error.what());
          }
      throw input_error(output.source, fmt::format("the case has no state {}{} Its states are {}.", output.state,
                                                   did_you_mean(output.state, names).empty() ? "." : did_you_mean(output.state, names),
                                                   enumerate(names, "and")));
    }

    void check_face(const Case &problem, const Output &output)
    {
      std::vector<std::string> names = {"bottom", "top"};
      for (const std::optional<FaceRequest> *first : {&problem.requests.warpage.bottom, &problem.requests.warpage.top})
        if (*first && !std::count(names.begin(), names.end(), (*first)->name))
          names.push_back((*first)->name);
      for (const FaceRequest &face : problem.requests.warpage.further)
        names.push_back(face.name);
      if (!std::count(names.begin(), names.end(), output.face))
        throw input_error(output.source, fmt::format("the case measures no face {}; it measures {}", output.face, enumerate(names, "and")));
      if (!problem.programme.has_displacement)
        throw input_error(output.source, "the case has heat conduction only, without warpage");
    }

    void check_part(const meshing::Package &package, const State &state, const Output &output)
    {
      std::vector<std::string> names;
      for (const meshing::Body &body : package.bodies)
        names.push_back(body.name);
      if (!std::count(names.begin(), names.end(), output.part))
        throw input_error(output.source, fmt::format("the package has no part {}{}", output.part, did_you_mean(output.part, names)));
      if (output.measure == Measure::hotspot && !state.is_solved())
        throw input_error(output.source,
                          fmt::format("the temperature of the state {} is prescribed, so that it has no hotspot; name a state with "
                                      "temperature: solved",
                                      state.name));
    }

    Property property_of(Measure measure)
    {
      switch (measure)
        {
        case Measure::young:
          return Property::young;
        case Measure::expansion:
          return Property::expansion;
        case Measure::conductivity:
          return Property::conductivity;
        case Measure::density:
          return Property::density;
        default:
          return Property::viscosity;
        }
    }

    materials::Estimate measure_material(const Output &output, const materials::Material &material,
                                         const std::optional<materials::Compound> &compound)
    {
      const auto value =
          materials::compared_value(material, compound, property_of(output.measure), output.temperature, {output.cure, output.shear_rate});
      if (!value)
        throw input_error(
            output.source,
            fmt::format("the material {} has no {}{}", output.material, measure_names().name(output.measure),
                        output.measure == Measure::viscosity
                            ? "; only a filled compound with the section flow has one, and a cured compound only with flow.cure"
                            : ""));
      if (!std::isfinite(value->estimate.value))
        throw input_error(output.source,
                          fmt::format("the material {} is gelled at this degree of cure and does not flow", output.material));
      return value->estimate;
    }

    const results::Warpage &find_face(const Output &output, const results::StateResult &state)
    {
      if (output.face == "bottom" || output.face == state.bottom.name)
        return state.bottom;
      if (output.face == "top" || output.face == state.top.name)
        return state.top;
      for (const results::NamedWarpage &face : state.faces)
        if (face.name == output.face)
          return face.warpage;
      throw input_error(output.source, fmt::format("the results have no face {}", output.face));
    }

    double measure_face(const Output &output, const results::Warpage &face)
    {
      if (output.measure == Measure::warpage)
        return face.value;
      if (output.measure == Measure::peak_to_valley)
        return face.peak_to_valley;
      if (!face.quadratic)
        throw input_error(output.source,
                          fmt::format("the points of the face {} do not determine a quadratic, which {} needs; use the measure warpage",
                                      output.face, output.name));
      return output.measure == Measure::bow           ? face.quadratic->mean_bow.value
             : output.measure == Measure::curvature_x ? face.quadratic->kx.value
                                                      : face.quadratic->ky.value;
    }

    double measure_stress(const Output &output, const results::StateResult &state)
    {
      for (const results::PartStress &stress : state.stresses)
        if (stress.part == output.part)
          {
            const bool is_mises = output.component == StressComponent::von_mises;
            if (output.statistic == StressStatistic::largest)
              return is_mises ? stress.von_mises : stress.first_principal;
            return (is_mises ? stress.von_mises_percentiles
                             : stress.first_principal_percentiles)[output.statistic == StressStatistic::p95 ? 0 : 1];
          }
      throw input_error(
          output.source,
          fmt::format("the results have no stress of the part {}: every cell of this part also contains other parts", output.part));
    }

    double measure_hotspot(const Output &output, const results::StateResult &state)
    {
      for (const results::Hotspot &hotspot : state.hotspots)
        if (hotspot.part == output.part)
          return hotspot.temperature;
      for (const results::PartTemperature &part : state.temperatures)
        if (part.part == output.part && !part.block)
          return part.maximum;
      throw input_error(output.source, fmt::format("the results have no temperature of the part {}", output.part));
    }
  } // namespace

  void resolve_outputs(const Case &problem, std::vector<Output> &outputs)
  {
    for (Output &output : outputs)
      if (!info(output.measure).is_of_material)
        {
          const State &state = find_state(problem.programme, output);
          output.state = state.name;
          if (output.measure == Measure::hotspot || output.measure == Measure::stress)
            check_part(problem.package, state, output);
          else
            check_face(problem, output);
        }
  }

  bool needs_stresses(const std::vector<Output> &outputs)
  {
    return std::any_of(outputs.begin(), outputs.end(), [](const Output &output) { return output.measure == Measure::stress; });
  }

  std::vector<materials::Estimate> estimate_materials(const std::vector<Output> &outputs, const input::TextFile &case_file,
                                                      const std::vector<std::string> &overrides, const input::Library &library)
  {
    std::vector<materials::Estimate> values(outputs.size(), {no_number, no_number, no_number});
    std::vector<std::string> names;
    std::vector<Source> sources;
    for (const Output &output : outputs)
      if (info(output.measure).is_of_material && !std::count(names.begin(), names.end(), output.material))
        {
          names.push_back(output.material);
          sources.push_back(output.material_source);
        }
    if (names.empty())
      return values;
    const std::vector<input::ChosenMaterial> chosen = input::choose_materials(names, library, case_file, overrides, sources);
    for (std::size_t m = 0; m < names.size(); ++m)
      {
        std::optional<materials::Compound> compound;
        if (chosen[m].recipe)
          compound.emplace(*chosen[m].recipe);
        for (std::size_t o = 0; o < outputs.size(); ++o)
          if (info(outputs[o].measure).is_of_material && outputs[o].material == names[m])
            values[o] = measure_material(outputs[o], chosen[m].material, compound);
      }
    return values;
  }

  std::vector<double> measure_materials(const std::vector<Output> &outputs, const input::TextFile &case_file,
                                        const std::vector<std::string> &overrides, const input::Library &library)
  {
    std::vector<double> values;
    for (const materials::Estimate &one : estimate_materials(outputs, case_file, overrides, library))
      values.push_back(one.value);
    return values;
  }

  double measure(const Output &output, const results::RunResult &result)
  {
    for (const results::StateResult &state : result.states)
      if (state.name == output.state)
        switch (output.measure)
          {
          case Measure::hotspot:
            return measure_hotspot(output, state);
          case Measure::stress:
            return measure_stress(output, state);
          default:
            return measure_face(output, find_face(output, state));
          }
    throw input_error(output.source, fmt::format("the results have no state {}", output.state));
  }
} // namespace sagitta::study
