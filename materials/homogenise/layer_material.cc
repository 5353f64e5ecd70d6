#include <materials/homogenise/layer_material.h>

#include <materials/isotropic_moduli.h>
#include <materials/pi.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>
#include <utility>

namespace sagitta::materials
{
  namespace
  {
    /// "19.63 %"
    std::string percent(double share)
    {
      char text[32];
      std::snprintf(text, sizeof text, "%.4g %%", 100 * share);
      return text;
    }

    /// In-plane stiffness and conduction of free-standing posts, relative to those along z; physically zero.
    constexpr double void_fraction = 1e-4;

    /// Shear coefficient of a solid round section in Timoshenko's beam (Cowper, J. Appl. Mech. 33 (1966) 335, at nu = 0.35 to 0.4).
    constexpr double round_shear_coefficient = 0.89;

    // A liquid: docs/theory/bump_layers.md, Eq. (5).
    constexpr double largest_liquid_bulk = 5e9;  // [Pa]
    constexpr double liquid_shear_share = 0.03;  // of the shear modulus of what surrounds it
    constexpr double lonely_liquid_shear = 10e6; // [Pa] with nothing around it: a thousandth of that of a solder at its solidus

    constexpr double width_of_melting = 0.1; // [K] over which the tables go from the solid to the liquid

    bool is_liquid(const Material &material, double temperature)
    {
      return material.solidus && temperature > *material.solidus;
    }

    OrthotropicStiffness liquid_stiffness(const OrthotropicStiffness &solid, double largest_shear)
    {
      const double bulk = (solid.c11 + solid.c22 + solid.c33 + 2 * (solid.c12 + solid.c13 + solid.c23)) / 9;
      const double shear = std::min({solid.c44, solid.c55, solid.c66, largest_shear});
      return isotropic_stiffness(IsotropicModuli{std::min(bulk, largest_liquid_bulk), shear});
    }

    double smallest_shear(const OrthotropicStiffness &stiffness)
    {
      return std::min({stiffness.c44, stiffness.c55, stiffness.c66});
    }

    /// The constants of a solid at one temperature, its free strain in the place of a coefficient; what it lacks is filled with ones, for
    /// the caller to drop.
    Phase phase_at(const Material &material, double temperature, double stress_free_temperature)
    {
      Phase phase{};
      phase.stiffness = material.elasticity ? stiffness(*material.elasticity, temperature) : isotropic_stiffness(1, 0);
      phase.expansion =
          material.expansion ? thermal_strain(*material.expansion, stress_free_temperature, temperature) : std::array<double, 3>{{0, 0, 0}};
      phase.conductivity = {{1, 1, 1}};
      if (material.conductivity)
        for (unsigned d = 0; d < 3; ++d)
          phase.conductivity[d] = (*material.conductivity)[d].value(temperature);
      phase.density = material.density ? material.density->value(temperature) : 1;
      phase.specific_heat = material.specific_heat ? material.specific_heat->value(temperature) : 1;
      return phase;
    }

    // ----------------------------------------------------------------------------------------------------------------- tables

    /// The effective constants at one temperature [K].
    struct Sample
    {
      double temperature;
      Phase phase;
    };

    using PhaseAt = std::function<Phase(double temperature)>;

    void collect(const std::vector<const TemperatureFunction *> &tables, std::set<double> &temperatures)
    {
      for (const TemperatureFunction *table : tables)
        if (!table->is_constant())
          temperatures.insert(table->temperatures().begin(), table->temperatures().end());
    }

    /// Where the constants of a material change their slope, or jump.
    void collect(const Material &material, std::set<double> &temperatures)
    {
      if (material.elasticity)
        {
          collect(find_tables(*material.elasticity), temperatures);
          if (const auto *table = std::get_if<StiffnessElasticity>(&*material.elasticity); table != nullptr && !table->is_constant())
            temperatures.insert(table->temperatures().begin(), table->temperatures().end());
        }
      if (material.expansion)
        {
          collect(find_tables(*material.expansion), temperatures);
          for (const double kink : expansion_kinks(*material.expansion))
            temperatures.insert(kink);
        }
      if (material.conductivity)
        collect({&(*material.conductivity)[0], &(*material.conductivity)[1], &(*material.conductivity)[2]}, temperatures);
      for (const auto &function : {material.density, material.specific_heat})
        if (function)
          collect({&*function}, temperatures);
      if (material.solidus)
        temperatures.insert({*material.solidus, *material.solidus + width_of_melting});
    }

    /// How far a phase is from the mean of two others, in units of what a table may be off.
    double distance_from_mean(const Phase &phase, const Phase &left, const Phase &right)
    {
      constexpr double relative = 2e-3, strain = 2e-7;
      double largest = 0;
      const auto compare = [&](double value, double a, double b, double allowed) {
        largest = std::max(largest, std::abs(value - (a + b) / 2) / allowed);
      };
      const OrthotropicStiffness &c = phase.stiffness, &l = left.stiffness, &r = right.stiffness;
      for (const auto modulus : {&OrthotropicStiffness::c11, &OrthotropicStiffness::c22, &OrthotropicStiffness::c33,
                                 &OrthotropicStiffness::c44, &OrthotropicStiffness::c55, &OrthotropicStiffness::c66})
        compare(c.*modulus, l.*modulus, r.*modulus, relative * c.*modulus);
      compare(c.c12, l.c12, r.c12, relative * std::min(c.c11, c.c22));
      compare(c.c13, l.c13, r.c13, relative * std::min(c.c11, c.c33));
      compare(c.c23, l.c23, r.c23, relative * std::min(c.c22, c.c33));
      for (unsigned axis = 0; axis < 3; ++axis)
        {
          compare(phase.expansion[axis], left.expansion[axis], right.expansion[axis], strain);
          compare(phase.conductivity[axis], left.conductivity[axis], right.conductivity[axis], relative * phase.conductivity[axis]);
        }
      return largest;
    }

    /// Adds samples between two temperatures until a straight line joins each to the next well enough, and the upper one.
    void add_samples(const PhaseAt &phase, const Sample &upper, unsigned divisions, std::vector<Sample> &samples)
    {
      const Sample lower = samples.back();
      const double middle = (lower.temperature + upper.temperature) / 2;
      if (divisions > 0)
        {
          const Sample between{middle, phase(middle)};
          if (distance_from_mean(between.phase, lower.phase, upper.phase) > 1)
            {
              add_samples(phase, between, divisions - 1, samples);
              add_samples(phase, upper, divisions - 1, samples);
              return;
            }
        }
      samples.push_back(upper);
    }

    /// Samples at all given temperatures and one below and above them, where nothing changes any more but the free strain, at a constant
    /// rate; and more between them.
    std::vector<Sample> take_samples(const PhaseAt &phase, std::set<double> temperatures)
    {
      constexpr unsigned most_divisions = 7;
      temperatures.insert({*temperatures.begin() / 2, *temperatures.rbegin() + 100});
      std::vector<Sample> samples;
      for (const double temperature : temperatures)
        {
          const Sample sample{temperature, phase(temperature)};
          if (samples.empty())
            samples.push_back(sample);
          else
            add_samples(phase, sample, sample.temperature - samples.back().temperature > 2 * width_of_melting ? most_divisions : 0,
                        samples);
        }
      return samples;
    }

    bool are_close(double a, double b)
    {
      return std::abs(a - b) <= 1e-10 * std::max(std::abs(a), std::abs(b));
    }

    template <typename Property>
    TemperatureFunction table_of(const std::vector<Sample> &samples, const Property &property)
    {
      std::vector<double> temperatures, values;
      for (const Sample &sample : samples)
        {
          temperatures.push_back(sample.temperature);
          values.push_back(property(sample.phase));
        }
      if (std::all_of(values.begin(), values.end(), [&](double value) { return are_close(value, values.front()); }))
        return TemperatureFunction(values.front());
      return TemperatureFunction(std::move(temperatures), std::move(values));
    }

    /// The coefficient whose integral between two samples is the difference of their free strains: constant between samples, with a short
    /// ramp about each where it changes.
    TemperatureFunction coefficient_of(const std::vector<Sample> &samples, unsigned axis)
    {
      constexpr double ramp = 1e-4; // [K], half of its width; its integral is exact
      const auto slope = [&](std::size_t i) {
        return (samples[i + 1].phase.expansion[axis] - samples[i].phase.expansion[axis]) /
               (samples[i + 1].temperature - samples[i].temperature);
      };
      std::vector<double> temperatures, values;
      for (std::size_t i = 1; i + 1 < samples.size(); ++i)
        if (!are_close(slope(i - 1), slope(i)))
          {
            temperatures.insert(temperatures.end(), {samples[i].temperature - ramp, samples[i].temperature + ramp});
            values.insert(values.end(), {slope(i - 1), slope(i)});
          }
      return temperatures.empty() ? TemperatureFunction(slope(0)) : TemperatureFunction(std::move(temperatures), std::move(values));
    }

    Elasticity elasticity_of(const std::vector<Sample> &samples)
    {
      std::vector<double> temperatures;
      std::vector<OrthotropicStiffness> stiffness;
      for (const Sample &sample : samples)
        {
          temperatures.push_back(sample.temperature);
          stiffness.push_back(sample.phase.stiffness);
        }
      if (std::all_of(stiffness.begin(), stiffness.end(), [&](const OrthotropicStiffness &c) { return c == stiffness.front(); }))
        return StiffnessElasticity(stiffness.front());
      return StiffnessElasticity(std::move(temperatures), std::move(stiffness));
    }

    /// Puts samples together as a material that has what `present` has.
    Material assemble(const std::string &name, const std::vector<Sample> &samples, const Material &present)
    {
      Material material;
      material.name = name;
      if (present.elasticity)
        material.elasticity = elasticity_of(samples);
      if (present.elasticity && present.expansion)
        material.expansion = TangentExpansion{{coefficient_of(samples, 0), coefficient_of(samples, 1), coefficient_of(samples, 2)}};
      const auto conductivity = [&](unsigned axis) {
        return table_of(samples, [axis](const Phase &phase) { return phase.conductivity[axis]; });
      };
      if (present.conductivity)
        material.conductivity = Conductivity{conductivity(0), conductivity(1), conductivity(2)};
      if (present.density)
        material.density = table_of(samples, [](const Phase &phase) { return phase.density; });
      if (present.density && present.specific_heat)
        material.specific_heat = table_of(samples, [](const Phase &phase) { return phase.specific_heat; });
      return material;
    }

    /// What both have.
    Material common(const Material &a, const Material &b)
    {
      Material both = a;
      if (!b.elasticity)
        both.elasticity.reset();
      if (!b.expansion)
        both.expansion.reset();
      if (!b.conductivity)
        both.conductivity.reset();
      if (!b.density)
        both.density.reset();
      if (!b.specific_heat)
        both.specific_heat.reset();
      return both;
    }

    void note(Material &material, const std::string &value, const std::string &source)
    {
      for (const char *property : {"elasticity", "expansion", "conductivity", "density", "specific_heat"})
        material.provenance.push_back({property, value, source, Evidence::predicted, ""});
    }

    // ---------------------------------------------------------------------------------------------------------------- recipes

    Material mix(const Mixture &mixture, const Material &inclusion, const Material &matrix)
    {
      const auto effective = [&](double temperature) {
        Phase included = phase_at(inclusion, temperature, mixture.stress_free_temperature);
        Phase around = phase_at(matrix, temperature, mixture.stress_free_temperature);
        if (is_liquid(matrix, temperature))
          around.stiffness = liquid_stiffness(around.stiffness, lonely_liquid_shear);
        if (is_liquid(inclusion, temperature))
          included.stiffness = liquid_stiffness(included.stiffness, liquid_shear_share * smallest_shear(around.stiffness));
        return homogenise(included, around, mixture.fraction, mixture.arrangement);
      };
      std::set<double> temperatures = {mixture.stress_free_temperature};
      collect(inclusion, temperatures);
      collect(matrix, temperatures);
      Material material = assemble(mixture.name, take_samples(effective, std::move(temperatures)), common(inclusion, matrix));
      material.description = percent(mixture.fraction) + " " + inclusion.name + " in " + matrix.name + ", homogenised";
      note(material, material.description, "docs/theory/homogenised_layers.md");
      return material;
    }

    /// Young's modulus along z at free lateral contraction [Pa].
    double young_along_z(const OrthotropicStiffness &c)
    {
      return c.c33 - (c.c13 * c.c13 * c.c22 - 2 * c.c13 * c.c23 * c.c12 + c.c23 * c.c23 * c.c11) / (c.c11 * c.c22 - c.c12 * c.c12);
    }

    Material free_standing(const PostArray &array, const Material &post)
    {
      const double fraction = post_fraction(array.pitch, array.diameter);
      const auto effective = [&](double temperature) {
        Phase phase = phase_at(post, temperature, array.stress_free_temperature);
        const OrthotropicStiffness solid = phase.stiffness;
        const OrthotropicStiffness c = is_liquid(post, temperature) ? liquid_stiffness(solid, lonely_liquid_shear) : solid;
        const double young = young_along_z(c);
        const double area = pi * array.diameter * array.diameter / 4;
        const double inertia = pi * std::pow(array.diameter, 4) / 64;
        const double h = array.height;
        const auto shear = [&](double modulus) {
          return h / (array.pitch * array.pitch) / (h * h * h / (12 * young * inertia) + h / (round_shear_coefficient * modulus * area));
        };
        phase.stiffness = {};
        phase.stiffness.c33 = fraction * young;
        phase.stiffness.c11 = phase.stiffness.c22 = void_fraction * fraction * young_along_z(solid);
        phase.stiffness.c66 = 0.5 * phase.stiffness.c11;
        phase.stiffness.c44 = shear(c.c44);
        phase.stiffness.c55 = shear(c.c55);
        phase.conductivity[2] *= fraction;
        phase.conductivity[0] = phase.conductivity[1] = void_fraction * phase.conductivity[2];
        phase.density *= fraction;
        return phase;
      };
      std::set<double> temperatures = {array.stress_free_temperature};
      collect(post, temperatures);
      Material material = assemble(array.name, take_samples(effective, std::move(temperatures)), post);
      material.description = percent(fraction) + " posts of " + post.name + " without fill, homogenised";
      note(material, material.description, "docs/theory/bump_layers.md");
      return material;
    }
  } // namespace

  double post_fraction(double pitch, double diameter)
  {
    return pi * diameter * diameter / (4 * pitch * pitch);
  }

  std::vector<unsigned> constituents(const LayerRecipe &recipe)
  {
    if (const auto *mixture = std::get_if<Mixture>(&recipe))
      return {mixture->inclusion, mixture->matrix};
    return {std::get<PostArray>(recipe).post};
  }

  Material homogenised(const LayerRecipe &recipe, const std::vector<Material> &materials)
  {
    if (const auto *mixture = std::get_if<Mixture>(&recipe))
      return mix(*mixture, materials.at(mixture->inclusion), materials.at(mixture->matrix));
    const auto &array = std::get<PostArray>(recipe);
    return free_standing(array, materials.at(array.post));
  }

  std::optional<double> fill_softness(const LayerRecipe &recipe, const std::vector<Material> &materials, double temperature)
  {
    const auto *mixture = std::get_if<Mixture>(&recipe);
    if (mixture == nullptr || mixture->arrangement != Arrangement::posts)
      return std::nullopt;
    const Material &post = materials.at(mixture->inclusion), &fill = materials.at(mixture->matrix);
    if (!post.elasticity || !fill.elasticity || is_liquid(post, temperature))
      return std::nullopt;
    return smallest_shear(stiffness(*fill.elasticity, temperature)) / smallest_shear(stiffness(*post.elasticity, temperature));
  }
} // namespace sagitta::materials
