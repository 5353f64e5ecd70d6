#pragma once

#include <solver/case/case.h>

#include <cmath>
#include <string>

namespace sagitta::tests
{
  constexpr unsigned copper = 0, mould = 1, silicon = 2, solder = 3, underfill = 4;

  inline meshing::Body make_body(const std::string &name, std::array<unsigned, 2> layers, const meshing::Outline &outline,
                                 unsigned material)
  {
    meshing::Body body;
    body.name = name;
    body.first_layer = layers[0];
    body.last_layer = layers[1];
    body.outline = outline;
    body.material = material;
    return body;
  }

  /// Balls of 0.3 mm that bulge by a fifth, n x n at a pitch of 0.5 mm, in underfill below a film of 0.1 um; on it a die with a slot in
  /// mould.
  inline Case make_sample(unsigned n = 4)
  {
    Case problem;
    problem.name = "sample";
    problem.title = "Balls & <dies>";
    problem.hash = "0123456789abcdef";
    for (const char *name : {"copper", "mould", "silicon", "solder", "underfill"})
      {
        problem.materials.cards.emplace_back();
        problem.materials.cards.back().name = name;
      }
    meshing::Package &package = problem.package;
    package.layers = {{"balls_below", 0.1e-3, 1}, {"balls_above", 0.1e-3, 1}, {"film", 0.1e-6, 1}, {"die_zone", 0.5e-3, 2}};
    const double half = 0.5e-3 * n / 2 + 0.25e-3;
    const meshing::Rectangle whole{-half, half, -half, half};
    package.bodies.push_back(make_body("underfill", {0, 1}, whole, underfill));
    package.bodies.push_back(make_body("film", {2, 2}, whole, copper));
    package.bodies.push_back(make_body("die_zone", {3, 3}, whole, mould));
    package.rings.push_back({"balls", 0.5e-3, 0.15e-3, 0.15e-3, {}, meshing::Barrel{0, 1, 0.2}});
    for (unsigned i = 0; i < n; ++i)
      for (unsigned j = 0; j < n; ++j)
        {
          const double x = 0.5e-3 * (i - (n - 1) / 2.), y = 0.5e-3 * (j - (n - 1) / 2.);
          package.rings.back().centers.push_back({x, y});
          package.bodies.push_back(make_body("balls_" + std::to_string(n * i + j + 1), {0, 1}, meshing::Disc{x, y, 0.15e-3}, solder));
        }
    package.bodies.push_back(make_body("logic", {3, 3}, meshing::Rectangle{-0.8 * half, 0.5 * half, -0.6 * half, 0.6 * half}, silicon));
    package.bodies.back().kind = meshing::BodyKind::die;
    package.bodies.back().power_place = meshing::PowerPlace::bottom_face;
    package.bodies.back().power = {{"core", {-0.5 * half, 0, -0.3 * half, 0.3 * half}, 1.}};
    package.bodies.push_back(make_body("slot", {3, 3}, meshing::Rectangle{0.7 * half, 0.9 * half, -half, half}, 0));
    package.bodies.back().kind = meshing::BodyKind::gap;
    return problem;
  }
} // namespace sagitta::tests
