#pragma once

#include <meshing/package/package.h>

#include <random>
#include <string>
#include <vector>

namespace sagitta::tests
{
  inline meshing::Body make_body(const std::string &name, meshing::BodyKind kind, unsigned first_layer, unsigned last_layer,
                                 const meshing::Outline &outline, unsigned material)
  {
    meshing::Body body;
    body.name = name;
    body.kind = kind;
    body.first_layer = first_layer;
    body.last_layer = last_layer;
    body.outline = outline;
    body.material = material;
    body.stress_free_temperature = 448;
    return body;
  }

  /// RDL below, dies in mould: layers "rdl", "die", "cap".
  inline meshing::Package make_package(const meshing::Rectangle &outline, const std::vector<meshing::Rectangle> &dies)
  {
    meshing::Package package;
    package.layers = {{"rdl", 20e-6, 1}, {"die", 150e-6, 2}, {"cap", 100e-6, 1}};
    package.bodies.push_back(make_body("rdl", meshing::BodyKind::layer, 0, 0, outline, 0));
    package.bodies.push_back(make_body("mould", meshing::BodyKind::layer, 1, 2, outline, 1));
    for (std::size_t d = 0; d < dies.size(); ++d)
      package.bodies.push_back(make_body("die_" + std::to_string(d), meshing::BodyKind::die, 1, 1, dies[d], 2));
    return package;
  }

  /// Up to four dies of random size, one in each quarter of a package of random size.
  inline meshing::Package make_random_package(unsigned seed)
  {
    std::mt19937 generator(seed);
    const auto between = [&](double low, double high) { return low + (high - low) * (generator() / 4294967296.); };
    const double width = between(6e-3, 15e-3), height = between(6e-3, 15e-3), x = between(-5e-3, 5e-3), y = between(-5e-3, 5e-3);
    std::vector<meshing::Rectangle> dies;
    for (unsigned q = 0; q < 4; ++q)
      if (generator() % 4 != 0 || dies.empty())
        {
          const double x0 = x + width / 2 * (q % 2), y0 = y + height / 2 * (q / 2);
          dies.push_back({x0 + width * between(.02, .15), x0 + width * between(.3, .48), y0 + height * between(.02, .15),
                          y0 + height * between(.3, .48)});
        }
    return make_package({x, x + width, y, y + height}, dies);
  }
} // namespace sagitta::tests
