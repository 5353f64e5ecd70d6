#include <materials/homogenise/layer_material.h>

#include <materials/pi.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::materials
{
  namespace
  {
    /// In-plane stiffness and conduction of free-standing posts, relative to those along z; physically zero.
    constexpr double void_fraction = 1e-4;

    /// Shear coefficient of a solid round section in Timoshenko's beam (Cowper, J. Appl. Mech. 33 (1966) 335, at nu = 0.35 to 0.4).
    constexpr double round_shear_coefficient = 0.89;

    /// -55 to 260 degC, the range from cold cycling to reflow, in steps of 15 K.
    std::vector<double> sampled_temperatures()
    {
      std::vector<double> temperatures;
      for (int i = 0; i <= 21; ++i)
        temperatures.push_back(218.15 + 15 * i);
      return temperatures;
    }

    /// Mean tangent coefficients over the 15 K around a temperature, so that their trapezoidal integral keeps the strain across Tg.
    std::array<double, 3> slope(const Expansion &expansion, double temperature)
    {
      std::array<double, 3> strain = thermal_strain(expansion, temperature - 7.5, temperature + 7.5);
      for (double &component : strain)
        component /= 15;
      return strain;
    }

    /// The constants of a material at one temperature; what it lacks is filled with ones, for the caller to drop.
    Phase phase_at(const Material &material, double temperature)
    {
      Phase phase{};
      phase.stiffness = material.elasticity ? stiffness(*material.elasticity, temperature) : isotropic_stiffness(1, 0);
      phase.expansion = material.expansion ? slope(*material.expansion, temperature) : std::array<double, 3>{{0, 0, 0}};
      phase.conductivity = {{1, 1, 1}};
      if (material.conductivity)
        for (unsigned d = 0; d < 3; ++d)
          phase.conductivity[d] = (*material.conductivity)[d].value(temperature);
      phase.density = material.density ? material.density->value(temperature) : 1;
      phase.specific_heat = material.specific_heat ? material.specific_heat->value(temperature) : 1;
      return phase;
    }

    /// Puts phases of the sampled temperatures together as a material that has what `present` has.
    Material assemble(const std::string &name, const std::vector<double> &temperatures, const std::vector<Phase> &phases,
                      const Material &present, const OrthotropicStiffness &stiffness)
    {
      const auto table = [&](auto &&property) {
        std::vector<double> values;
        bool is_constant = true;
        for (const Phase &phase : phases)
          {
            values.push_back(property(phase));
            is_constant = is_constant && std::abs(values.back() - values.front()) <= 1e-14 * std::abs(values.front());
          }
        return is_constant ? TemperatureFunction(values.front()) : TemperatureFunction(temperatures, values);
      };
      const auto axes = [&](auto &&property) {
        return std::array<TemperatureFunction, 3>{table([&](const Phase &phase) { return property(phase)[0]; }),
                                                  table([&](const Phase &phase) { return property(phase)[1]; }),
                                                  table([&](const Phase &phase) { return property(phase)[2]; })};
      };
      Material material;
      material.name = name;
      if (present.elasticity)
        material.elasticity = StiffnessElasticity{stiffness};
      if (present.elasticity && present.expansion)
        material.expansion = TangentExpansion{axes([](const Phase &phase) { return phase.expansion; })};
      if (present.conductivity)
        material.conductivity = axes([](const Phase &phase) { return phase.conductivity; });
      if (present.density)
        material.density = table([](const Phase &phase) { return phase.density; });
      if (present.density && present.specific_heat)
        material.specific_heat = table([](const Phase &phase) { return phase.specific_heat; });
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

    Material mix(const Mixture &mixture, const Material &inclusion, const Material &matrix)
    {
      const auto phase = [&](double temperature) {
        return homogenise(phase_at(inclusion, temperature), phase_at(matrix, temperature), mixture.fraction, mixture.arrangement);
      };
      const std::vector<double> temperatures = sampled_temperatures();
      std::vector<Phase> phases;
      for (const double temperature : temperatures)
        phases.push_back(phase(temperature));
      Material material =
          assemble(mixture.name, temperatures, phases, common(inclusion, matrix), phase(mixture.stiffness_temperature).stiffness);
      material.description = fmt::format("{:.4g} % {} in {}, homogenised", 100 * mixture.fraction, inclusion.name, matrix.name);
      note(material, material.description, "docs/theory/homogenised_layers.md");
      return material;
    }

    Material free_standing(const PostArray &array, const Material &post)
    {
      const double fraction = post_fraction(array.pitch, array.diameter);
      const auto posts_at = [&](double temperature) {
        const Phase solid = phase_at(post, temperature);
        // Compliance of the solid along z and in shear: for an isotropic solid exactly E and G.
        const double c33 = solid.stiffness.c33, c13 = solid.stiffness.c13, c23 = solid.stiffness.c23;
        const double in_plane = solid.stiffness.c11 * solid.stiffness.c22 - solid.stiffness.c12 * solid.stiffness.c12;
        const double young =
            c33 - (c13 * c13 * solid.stiffness.c22 - 2 * c13 * c23 * solid.stiffness.c12 + c23 * c23 * solid.stiffness.c11) / in_plane;
        const double area = pi * array.diameter * array.diameter / 4;
        const double inertia = pi * std::pow(array.diameter, 4) / 64;
        const double h = array.height;
        const auto shear = [&](double modulus) {
          return h / (array.pitch * array.pitch) / (h * h * h / (12 * young * inertia) + h / (round_shear_coefficient * modulus * area));
        };
        Phase phase = solid;
        phase.stiffness = {};
        phase.stiffness.c33 = fraction * young;
        phase.stiffness.c11 = phase.stiffness.c22 = void_fraction * phase.stiffness.c33;
        phase.stiffness.c66 = 0.5 * phase.stiffness.c11;
        phase.stiffness.c44 = shear(solid.stiffness.c44);
        phase.stiffness.c55 = shear(solid.stiffness.c55);
        phase.conductivity[2] = fraction * solid.conductivity[2];
        phase.conductivity[0] = phase.conductivity[1] = void_fraction * phase.conductivity[2];
        phase.density = fraction * solid.density;
        return phase;
      };
      const std::vector<double> temperatures = sampled_temperatures();
      std::vector<Phase> phases;
      for (const double temperature : temperatures)
        phases.push_back(posts_at(temperature));
      Material material = assemble(array.name, temperatures, phases, post, posts_at(array.stiffness_temperature).stiffness);
      material.description = fmt::format("{:.4g} % posts of {} without fill, homogenised", 100 * fraction, post.name);
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
} // namespace sagitta::materials
