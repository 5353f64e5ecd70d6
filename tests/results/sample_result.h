#pragma once

#include <solver/results/warpage.h>
#include <solver/results/warpage_limits.h>

namespace sagitta::tests
{
  /// A run with figures that are easy to recognise: a room state that bows by +40.5 um and an operating state with a hotspot.
  inline results::RunResult sample_result()
  {
    results::SurfaceMap map;
    for (unsigned i = 0; i < 11; ++i)
      map.x.push_back(-4.5e-3 + 0.9e-3 * i);
    map.y = map.x;
    for (const double y : map.y)
      for (const double x : map.x)
        map.heights.push_back(-(x * x + y * y) + 1e-3 * x);
    results::SurfaceMap bowl = map;
    for (double &height : bowl.heights)
      height *= -4;

    results::RunResult result;
    result.case_name = "fan_out";
    result.case_title = "One die in a \"fan-out\" package";
    result.case_hash = "0123456789abcdef0123456789abcdef";
    result.version = "0.1.0";
    result.revision = "abc123";
    result.ranks = 2;
    result.mesh.plan_cells = 400;
    result.mesh.layer_elements = 8;
    result.mesh.cells = 3200;
    result.mesh.dofs = 85731;
    result.mesh.dofs_temperature = 28577;
    result.mesh.degree = 2;
    result.mesh.degree_z = 2;
    result.mesh.symmetry = "quarter";
    result.mesh.volumes = {{"logic", "silicon", 3.75e-9}};
    result.mesh.averaged = {"the edge of a at x = 1 mm is averaged"};
    result.temperature = results::SolveInfo{"column_multigrid", 9, 3e-9, {1, 1e-4, 3e-9}, {6, 3}};

    result.predicted = {{"mould", {{"compound.maximum_packing", "80 vol%", "predicted", "Farr and Groot", ""}}, {}}};

    results::StateResult room;
    room.name = "room";
    room.temperature = room.temperature_min = room.temperature_max = 298.15;
    room.bottom = results::measure_warpage(map);
    room.top = results::measure_warpage(bowl);
    room.bottom.face = "rdl.bottom";
    room.top.face = "lid.top";
    for (results::Warpage *warpage : {&room.bottom, &room.top})
      warpage->limit = results::find_limit(0.4e-3, {533.15, 533.15, 490.15});
    room.stresses = {{"logic", "silicon", 123e6, {{1e-3, 2e-3, 15e-6}}, -45e6, {{0, 0, 0}}, {{61e6, 87e6}}, {{-70e6, -52e6}}}};
    room.probes = {{"corner", {{5e-3, 5e-3, 0}}, {{1e-6, 2e-6, -3e-6}}, 298.15, {{1e6, 2e6, 3e6, 4e6, 5e6, 6e6}}, "mould"}};
    room.displacement = {"column_multigrid", 11, 5e-9, {1, 1e-3, 5e-9}};

    results::StateResult operating = room;
    operating.name = "operating <solved>/hot";
    operating.temperature.reset();
    operating.temperature_min = 310;
    operating.temperature_max = 360.5;
    operating.hotspots = {{"logic", 360.5, {{-0.5e-3, 0, 15e-6}}, 62.35}};
    operating.displacement.iterations = 14;
    operating.displacement.relative_residual = 7e-9;
    result.states = {room, operating};
    result.stages = {{"mesh", 0.5, 100e6}, {"solve", 2, 300e6}, {"solve", 1.5, 400e6}};
    return result;
  }

  /// The sample as a path in time.
  inline results::RunResult path_result()
  {
    results::RunResult result = sample_result();
    result.materials = {{"silicon", "elastic"}, {"lmc", "viscoelastic"}};
    result.states[0].history = results::HistoryInfo{600, 7, 2, 31, 20, {{"lmc", 0.925}}};
    result.states[1].history = results::HistoryInfo{4200, 12, 0, 44, 40, {{"lmc", 0.96}}};
    return result;
  }
} // namespace sagitta::tests
