#include <materials/homogenise/layer_material.h>

#include <materials/homogenise/constituent.h>
#include <materials/homogenise/effective_table.h>
#include <materials/pi.h>

#include <cmath>
#include <cstdio>
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
      collect_temperatures(inclusion, temperatures);
      collect_temperatures(matrix, temperatures);
      Material material = tabulate(mixture.name, effective, std::move(temperatures), common_properties(inclusion, matrix));
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
        const OrthotropicStiffness c = is_liquid(post, temperature) ? empty_stiffness() : solid;
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
      collect_temperatures(post, temperatures);
      Material material = tabulate(array.name, effective, std::move(temperatures), post);
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
