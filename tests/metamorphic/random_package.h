#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sagitta::tests
{
  /// Numbers from a seed, the same with every compiler (the distributions of the standard library are not).
  class RandomNumbers
  {
  public:
    explicit RandomNumbers(std::uint64_t seed) : engine_(seed) {}

    /// In [low, high).
    double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1p-53); }
    double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }

    /// One of 0, 1, ..., n - 1.
    unsigned choose(unsigned n) { return std::min(static_cast<unsigned>(uniform(0, n)), n - 1); }

    template <typename Item>
    void shuffle(std::vector<Item> &items)
    {
      for (std::size_t i = items.size(); i > 1; --i)
        std::swap(items[i - 1], items[choose(static_cast<unsigned>(i))]);
    }

  private:
    std::mt19937_64 engine_;
  };

  /// A package of mould, dies and a redistribution layer with numbers from a seed. Lengths in the plan in mm, thicknesses in um.
  struct RandomPackage
  {
    struct Material
    {
      double young;        ///< [GPa]
      double poisson;      ///< [-]
      double cte;          ///< [ppm/K]
      double conductivity; ///< [W/(m K)]
    };
    struct Layer
    {
      std::string name;
      double thickness;
      unsigned elements;
      unsigned material;
    };
    struct Die
    {
      std::string name;
      std::array<double, 2> position, size;
      std::vector<std::string> layers;
      unsigned material;
      double power; ///< [W], at its lower face
    };

    std::array<double, 2> centre = {{0, 0}}, size = {{8, 8}};
    std::array<double, 2> zone = {{6, 6}}; ///< size of the terminal zone
    std::vector<Material> materials;
    std::vector<Layer> layers; ///< bottom to top
    std::vector<Die> dies;
    std::array<double, 2> film = {{500, 500}}; ///< coefficients on bottom and top [W/(m2 K)], to 25 degC
    std::array<unsigned, 2> lattice = {{12, 12}};
    double resolution = 0; ///< [mm]; 0: the lattice holds
    unsigned degree = 2;
    bool uses_symmetry = true;
  };

  /// Do two dies overlap, or leave less than `gap` between them in a layer that both lie in?
  inline bool overlaps(const RandomPackage::Die &a, const RandomPackage::Die &b, double gap)
  {
    const bool share_layer = std::any_of(a.layers.begin(), a.layers.end(),
                                         [&](const std::string &layer) { return std::count(b.layers.begin(), b.layers.end(), layer) > 0; });
    return share_layer && std::abs(a.position[0] - b.position[0]) < (a.size[0] + b.size[0]) / 2 + gap &&
           std::abs(a.position[1] - b.position[1]) < (a.size[1] + b.size[1]) / 2 + gap;
  }

  /// The package of a seed: one to four dies in one or two layers of mould, at least 50 um apart, so that their edges may lie closer
  /// together than the plan resolves. Coordinates are multiples of 10 um.
  inline RandomPackage make_random_package(std::uint64_t seed)
  {
    RandomNumbers random(seed);
    const auto rounded = [](double length) { return std::round(100 * length) / 100; };
    RandomPackage package;
    package.size = {{rounded(random.uniform(5, 12)), rounded(random.uniform(5, 12))}};
    package.zone = {{rounded(.8 * package.size[0]), rounded(.8 * package.size[1])}};
    package.materials = {{random.log_uniform(2, 60), random.uniform(.2, .38), random.uniform(12, 35), random.log_uniform(.2, 60)},
                         {random.log_uniform(5, 30), random.uniform(.2, .35), random.uniform(6, 20), random.log_uniform(.5, 4)},
                         {random.uniform(100, 180), random.uniform(.2, .3), random.uniform(2, 5), random.uniform(60, 150)}};
    const bool has_two_zones = random.choose(2) == 0;
    package.layers.push_back({"rdl", random.uniform(10, 60), 1, 0});
    package.layers.push_back({"zone", random.uniform(80, 250), 2, 1});
    if (has_two_zones)
      package.layers.push_back({"upper_zone", random.uniform(80, 200), 2, 1});
    package.layers.push_back({"cap", random.uniform(40, 200), 2, 1});

    const unsigned wanted = 1 + random.choose(4);
    for (unsigned attempt = 0; attempt < 200 && package.dies.size() < wanted; ++attempt)
      {
        RandomPackage::Die die;
        die.name = fmt::format("die_{}", package.dies.size());
        for (unsigned axis = 0; axis < 2; ++axis)
          {
            die.size[axis] = rounded(random.uniform(.12, .55) * package.size[axis]);
            const double room = (package.size[axis] - die.size[axis]) / 2 - .2;
            die.position[axis] = rounded(random.uniform(-room, room));
          }
        die.layers = {"zone"};
        if (has_two_zones && random.choose(3) > 0)
          die.layers = random.choose(2) == 0 ? std::vector<std::string>{"upper_zone"} : std::vector<std::string>{"zone", "upper_zone"};
        die.material = 2;
        die.power = random.uniform(.1, 2);
        if (std::none_of(package.dies.begin(), package.dies.end(),
                         [&](const RandomPackage::Die &other) { return overlaps(die, other, .05); }))
          package.dies.push_back(die);
      }
    package.film = {{random.log_uniform(200, 2000), random.log_uniform(200, 2000)}};
    if (random.choose(2) == 0)
      package.resolution = rounded(std::max(package.size[0], package.size[1]) / random.uniform(7, 12));
    else
      package.lattice = {{2 * (4 + random.choose(3)), 2 * (4 + random.choose(3))}};
    return package;
  }

  /// The case file: at room temperature, at 260 degC, and with the heat of its dies.
  inline std::string write_case(const RandomPackage &package)
  {
    const auto pair = [](const std::array<double, 2> &values, const char *unit) {
      return fmt::format("[{:.17g} {}, {:.17g} {}]", values[0], unit, values[1], unit);
    };
    std::string text =
        fmt::format("sagitta: 1\npackage:\n  outline: {{size: {}, center: {}}}\n  stress_free_temperature: 150 degC\n  layers:\n",
                    pair(package.size, "mm"), pair(package.centre, "mm"));
    for (const RandomPackage::Layer &layer : package.layers)
      text += fmt::format("    - {{name: {}, thickness: {:.17g} um, elements: {}, material: m{}}}\n", layer.name, layer.thickness,
                          layer.elements, layer.material);
    text += "  dies:\n";
    for (const RandomPackage::Die &die : package.dies)
      text +=
          fmt::format("    - {{name: {}, material: m{}, size: {}, position: {}, layers: [{}], active_face: bottom, power: {:.17g} W}}\n",
                      die.name, die.material, pair(die.size, "mm"), pair(die.position, "mm"), fmt::join(die.layers, ", "), die.power);
    text += "materials:\n";
    for (std::size_t m = 0; m < package.materials.size(); ++m)
      text += fmt::format("  m{}: {{young: {:.17g} GPa, poisson: {:.17g}, cte: {:.17g} ppm/K, conductivity: {:.17g} W/mK}}\n", m,
                          package.materials[m].young, package.materials[m].poisson, package.materials[m].cte,
                          package.materials[m].conductivity);
    text += fmt::format("thermal: {{films: [{{face: bottom, film: {{coefficient: {:.17g} W/m2K, ambient: 25 degC}}}}, {{face: top, film: "
                        "{{coefficient: {:.17g} W/m2K, ambient: 25 degC}}}}]}}\n",
                        package.film[0], package.film[1]);
    text += "states: [{name: room, temperature: 25 degC}, {name: reflow, temperature: 260 degC}, {name: operating, temperature: solved}]\n";
    text += fmt::format("warpage: {{terminal_zone: {{size: {}, center: {}}}, grid_points: 41}}\n", pair(package.zone, "mm"),
                        pair(package.centre, "mm"));
    text += fmt::format("mesh: {{plan: {}, degree: {}, symmetry: {}}}\n",
                        package.resolution > 0 ? fmt::format("{{resolution: {:.17g} mm}}", package.resolution)
                                               : fmt::format("{{lattice: [{}, {}]}}", package.lattice[0], package.lattice[1]),
                        package.degree, package.uses_symmetry ? "auto" : "none");
    return text + "solver: {tolerance: 1e-11}\noutput: {fields: false}\n";
  }

  /// x becomes -x.
  inline RandomPackage mirrored(RandomPackage package)
  {
    package.centre[0] *= -1;
    for (RandomPackage::Die &die : package.dies)
      die.position[0] *= -1;
    return package;
  }

  /// A quarter turn: (x, y) becomes (-y, x).
  inline RandomPackage turned(RandomPackage package)
  {
    const auto turn = [](const std::array<double, 2> &place) { return std::array<double, 2>{{-place[1], place[0]}}; };
    package.centre = turn(package.centre);
    std::swap(package.size[0], package.size[1]);
    std::swap(package.zone[0], package.zone[1]);
    std::swap(package.lattice[0], package.lattice[1]);
    for (RandomPackage::Die &die : package.dies)
      {
        die.position = turn(die.position);
        std::swap(die.size[0], die.size[1]);
      }
    return package;
  }

  inline RandomPackage moved(RandomPackage package, const std::array<double, 2> &by)
  {
    for (unsigned axis = 0; axis < 2; ++axis)
      {
        package.centre[axis] += by[axis];
        for (RandomPackage::Die &die : package.dies)
          die.position[axis] += by[axis];
      }
    return package;
  }

  /// The same dies, listed in another order.
  inline RandomPackage reordered(RandomPackage package, std::uint64_t seed)
  {
    RandomNumbers(seed).shuffle(package.dies);
    return package;
  }

  /// All lengths times a factor; power and films such that the temperatures do not change.
  inline RandomPackage enlarged(RandomPackage package, double factor)
  {
    for (unsigned axis = 0; axis < 2; ++axis)
      {
        package.centre[axis] *= factor;
        package.size[axis] *= factor;
        package.zone[axis] *= factor;
        package.film[axis] /= factor;
      }
    package.resolution *= factor;
    for (RandomPackage::Layer &layer : package.layers)
      layer.thickness *= factor;
    for (RandomPackage::Die &die : package.dies)
      {
        die.power *= factor;
        for (unsigned axis = 0; axis < 2; ++axis)
          {
            die.position[axis] *= factor;
            die.size[axis] *= factor;
          }
      }
    return package;
  }

  inline RandomPackage stiffened(RandomPackage package, double factor)
  {
    for (RandomPackage::Material &material : package.materials)
      material.young *= factor;
    return package;
  }

  /// Every layer of two elements as two layers of one.
  inline RandomPackage split(RandomPackage package)
  {
    std::vector<RandomPackage::Layer> layers;
    for (const RandomPackage::Layer &layer : package.layers)
      if (layer.elements == 2)
        for (const char *half : {"", "_above"})
          layers.push_back({layer.name + half, layer.thickness / 2, 1, layer.material});
      else
        layers.push_back(layer);
    package.layers = layers;
    for (RandomPackage::Die &die : package.dies)
      {
        std::vector<std::string> names;
        for (const std::string &name : die.layers)
          names.insert(names.end(), {name, name + "_above"});
        die.layers = names;
      }
    return package;
  }

  /// A package that is its own mirror image in x: the first die in the middle, the others that do not overlap it on both sides.
  inline RandomPackage made_symmetric(RandomPackage package)
  {
    std::vector<RandomPackage::Die> dies;
    for (RandomPackage::Die die : package.dies)
      {
        std::vector<RandomPackage::Die> images{die};
        if (dies.empty())
          images.front().position[0] = 0;
        else
          {
            images.push_back(die);
            images.back().position[0] *= -1;
            images.back().name += "_image";
          }
        if (images.size() == 2 && overlaps(images[0], images[1], .05))
          continue;
        if (std::none_of(dies.begin(), dies.end(), [&](const RandomPackage::Die &other) {
              return std::any_of(images.begin(), images.end(),
                                 [&](const RandomPackage::Die &image) { return overlaps(image, other, .05); });
            }))
          dies.insert(dies.end(), images.begin(), images.end());
      }
    package.dies = dies;
    return package;
  }
} // namespace sagitta::tests
