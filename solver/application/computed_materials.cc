#include <solver/application/computed_materials.h>

#include <materials/display_units.h>
#include <materials/engineering_constants.h>
#include <materials/homogenise/halves.h>
#include <materials/room_temperature.h>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace sagitta::application
{
  namespace
  {
    void print_predictions(std::ostream &out, const Materials &materials)
    {
      for (const materials::Material &material : materials)
        if (!material.estimates.empty())
          {
            out << fmt::format("\nPredicted for {} ({})\n", material.name, material.description);
            for (const materials::Provenance &value : material.provenance)
              if (value.evidence == materials::Evidence::predicted)
                {
                  out << fmt::format("  {:<28} {}{}\n", value.property, value.value, value.note.empty() ? "" : "; " + value.note);
                  out << fmt::format("  {:<28}   by {}\n", "", value.source);
                }
          }
    }

    /// Up to this many temperatures are printed of a homogenised layer.
    constexpr std::size_t most_temperatures = 5;

    /// 25 degC and those of the states, the lowest, the highest and some between where there are many [K].
    std::vector<double> shown_temperatures(const Programme &programme)
    {
      std::set<double> all = {materials::room_temperature};
      for (const State &state : programme.states)
        if (state.temperature)
          all.insert(*state.temperature);
      const std::vector<double> sorted(all.begin(), all.end());
      if (sorted.size() <= most_temperatures)
        return sorted;
      std::set<double> chosen = {materials::room_temperature};
      for (std::size_t i = 0; i + 1 < most_temperatures; ++i)
        chosen.insert(sorted[i * (sorted.size() - 1) / (most_temperatures - 2)]);
      return {chosen.begin(), chosen.end()};
    }

    void print_constants(std::ostream &out, const materials::Material &material, double temperature, const std::string &method = "")
    {
      out << fmt::format("    at {:.6g} degC{}\n", to_celsius(temperature), method);
      if (material.elasticity)
        {
          const auto [young, shear, poisson] = materials::engineering_constants(materials::stiffness(*material.elasticity, temperature));
          out << fmt::format("      E x, y, z      {:.5g}, {:.5g}, {:.5g} GPa\n", 1e-9 * young[0], 1e-9 * young[1], 1e-9 * young[2]);
          out << fmt::format("      G xy, xz, yz   {:.5g}, {:.5g}, {:.5g} GPa\n", 1e-9 * shear[0], 1e-9 * shear[1], 1e-9 * shear[2]);
          out << fmt::format("      nu xy, xz, yz  {:.4g}, {:.4g}, {:.4g}\n", poisson[0], poisson[1], poisson[2]);
        }
      if (material.expansion)
        {
          const std::array<double, 3> alpha = materials::expansion_coefficient(*material.expansion, temperature);
          out << fmt::format("      CTE x, y, z    {:.5g}, {:.5g}, {:.5g} ppm/K\n", 1e6 * alpha[0], 1e6 * alpha[1], 1e6 * alpha[2]);
        }
      if (material.conductivity)
        {
          const materials::Conductivity &k = *material.conductivity;
          out << fmt::format("      k x, y, z      {:.5g}, {:.5g}, {:.5g} W/mK\n", k[0].value(temperature), k[1].value(temperature),
                             k[2].value(temperature));
        }
    }

    /// What a user compares with another program: the engineering constants that homogenised layers are solved with.
    void print_homogenised(std::ostream &out, const Case &problem)
    {
      bool is_first = true;
      for (std::size_t m = 0; m < problem.materials.size(); ++m)
        {
          const materials::Material &material = problem.materials[m];
          if (!material.elasticity || !std::holds_alternative<materials::StiffnessElasticity>(*material.elasticity) ||
              problem.materials.is_solved(m))
            continue;
          if (is_first)
            out << "\nHomogenised layers, computed from the moduli of their materials at each temperature\n";
          is_first = false;
          out << fmt::format("  {} ({})\n", material.name, material.description);
          for (const double temperature : shown_temperatures(problem.programme))
            print_constants(out, material, temperature);
        }
    }

    constexpr double notable_error = 0.01; // of the curvature of a large package

    /// How a package bends with a layer in place of its bumps, by the relative difference.
    std::string compare_with_bumps(double difference)
    {
      constexpr double equal = 1e-3;
      if (std::abs(difference) < equal)
        return fmt::format("with this layer as with its bumps, within {:.1f} %,", 100 * equal);
      return fmt::format("{:.2g} % {} with this layer than with its bumps", 100 * std::abs(difference), difference < 0 ? "less" : "more");
    }

    /// Layers of bumps: what a solve gives, and by how much closed formulas differ.
    void print_bump_layers(std::ostream &out, const Case &problem)
    {
      const std::vector<BumpLayer> &layers = problem.materials.bump_layers;
      if (!layers.empty())
        out << "\nLayers of bumps and tiles of layouts, computed by a solve of one bump or trace between its neighbours\n";
      for (const BumpLayer &layer : layers)
        {
          const materials::Material &material = problem.materials[layer.materials.front()];
          out << fmt::format("  {} ({})\n", layer.cell.name, material.description);
          if (layer.share < 1)
            out << fmt::format("    note: {:.3g} % of the area of the layer has these neighbours; the whole layer is computed with them\n",
                               100 * layer.share);
          if (!layer.refusal.empty())
            out << fmt::format("    note: computed by closed formulas, because {}\n", layer.refusal);
          if (!layer.formula)
            continue;
          const bool is_halved = materials::find_middle(layer.cell).has_value();
          for (const double temperature : shown_temperatures(problem.programme))
            {
              print_constants(out, material, temperature, is_halved ? ", lower half" : "");
              if (is_halved)
                print_constants(out, problem.materials[layer.materials.back()], temperature, ", upper half");
              print_constants(out, *layer.formula, temperature, ", by closed formulas");
            }
          double largest = 0;
          for (const PlateError &error : layer.plate_errors)
            largest = std::max(largest, std::abs(error.error));
          if (is_halved)
            out << "    note: computed as two layers of half the height, the default between plates thinner than half a pitch; halves: "
                   "false makes it one layer\n";
          if (largest > notable_error && !is_halved)
            out << "    note: halves: true in the case file divides the layer into two layers, which is more accurate\n";
          for (const PlateError &error : layer.plate_errors)
            out << fmt::format("    a large package bends {} at {:.6g} degC\n", compare_with_bumps(error.error),
                               to_celsius(error.temperature));
        }
    }
  } // namespace

  void print_computed_materials(std::ostream &out, const Case &problem)
  {
    print_predictions(out, problem.materials);
    print_homogenised(out, problem);
    print_bump_layers(out, problem);
  }
} // namespace sagitta::application
