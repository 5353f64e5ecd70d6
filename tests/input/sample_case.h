#pragma once

#include <solver/input/case/case_reader.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sagitta::tests
{
  /// A package that uses every section of a case file.
  inline const char *sample_case()
  {
    return R"(sagitta: 1
title: One die, balls, a lid
package:
  outline: {size: [10 mm, 8 mm]}
  stress_free_temperature: 150 degC
  layers:                          # bottom to top
    - {name: ball_layer, thickness: 200 um, elements: 4, material: none}
    - {name: rdl, thickness: 15 um, material: {rdl: {copper: 40 %, metal: copper, dielectric: pi, arrangement: mesh}}}
    - {name: die_zone, thickness: 150 um, elements: 2, material: mould}
    - {name: overmould, thickness: 0.1 mm, elements: 2, material: mould, stress_free_temperature: 125 degC}
    - {name: adhesive, thickness: 50 um, material: tim, outline: {size: [9 mm, 7 mm], center: [0.1 mm, 0 mm]}}
    - {name: lid_layer, thickness: 300 um, material: none}
  parts:
    - {name: lid, layers: [lid_layer], diameter: 6 mm, material: copper}
    - {name: slot, layers: [overmould, adhesive], size: [1 mm, 0.5 mm], position: [-4 mm, 0 mm], rotation: 90 deg, material: none}
  bumps:
    - {name: balls, layer: ball_layer, kind: solder_ball, material: solder, fill: none, pitch: 0.4 mm, diameter: 0.25 mm, array: [20, 18],
       pads: {diameter: 0.22 mm, thickness: 10 um, material: copper}}
  dies:
    - {name: logic, material: silicon, size: [4 mm, 2 mm], position: [1 mm, 0.5 mm], rotation: 90 deg, layers: [die_zone], active_face: bottom,
       power: {blocks: [{name: core, size: [1 mm, 0.5 mm], position: [1.5 mm, 0 mm], power: 1500 mW}]}}
    - {name: memory, material: silicon, size: [2 mm, 2 mm], position: [-3 mm, 0 mm], layers: [die_zone], active_face: top, power: 0.5 W}
materials:
  mould: {like: lmc_r4507, young: 22 GPa, conductivity: 0.8 W/mK}
  pi: {like: polyimide_hd4100, conductivity: 0.2 W/mK}
  solder: {like: SAC305, conductivity: 58 W/mK, stress_free_temperature: 217 degC}
  tim: {young: 10 MPa, poisson: 0.45, cte1: 100 ppm/K, cte2: 200 ppm/K, tg: 50 degC, conductivity: 3 W/mK, density: 2.5 g/cm3, specific_heat: 1000 J/(kg K)}
thermal:
  films: [{face: lid.top, film: {coefficient: 10 W/m2K, ambient: 25 degC}}]
  fixed_temperatures: [{face: bottom, temperature: 30 degC}]
mechanics:
  supports: [{face: balls.x_min, displacement: {z: 0 um}}, {point: [0 mm, 0 mm, 0 mm], displacement: {x: 0 um, y: 1 um}}]
  pressures: [{face: top, pressure: 1 bar}]
states:
  - {name: room, temperature: 25 degC}
  - {name: operating, temperature: solved}
warpage: {terminal_zone: {size: [8 mm, 7 mm]}, ball_pitch: 0.4 mm, grid_points: 51}
probes: [{name: corner, at: [5 mm, 4 mm, 200 um]}]
mesh: {plan: {resolution: 200 um}, degree_z: 3, symmetry: none}
solver: {method: direct, tolerance: 1e-10}
output: {fields: false, file_groups: 2, report: true}
)";
  }

  inline input::Library shipped_library()
  {
    return input::Library(input::read_cards(std::filesystem::path(SAGITTA_SOURCE_DIR) / "materials" / "library"));
  }

  inline Case parse(const std::string &text, const std::vector<std::string> &overrides = {})
  {
    static const input::Library library = shipped_library();
    return input::parse_case({"case.yaml", text}, overrides, library);
  }

  /// The sentence of the InputError that a case gives; empty when it is accepted.
  inline std::string sentence_of(const std::string &text, const std::vector<std::string> &overrides = {})
  {
    try
      {
        parse(text, overrides);
      }
    catch (const InputError &error)
      {
        return error.what();
      }
    return "";
  }

  /// `text` with its first `from` replaced; the test is wrong when there is none.
  inline std::string replaced(std::string text, const std::string &from, const std::string &to)
  {
    return text.replace(text.find(from), from.size(), to); // throws std::out_of_range when it is not found
  }
} // namespace sagitta::tests
