#pragma once

#include <solver/case/case.h>
#include <solver/case/process.h>

#include <tuple>
#include <type_traits>
#include <utility>

namespace sagitta
{
  /// The members of a struct of a case, by what follows from them. Members in `mesh` that have members themselves are divided further.
  template <typename Mesh, typename Values, typename Words>
  struct Members
  {
    Mesh mesh;     ///< the mesh, the spaces and the constrained unknowns; tuple of references, or of values made for the purpose
    Values values; ///< results alone: the equations read them anew for every case of one mesh; tuple of references
    Words words;   ///< messages and reports alone; tuple of references
  };

  /// The one list of the members of a case: mesh_text(), physics_text() and take_values() follow it. A structured binding names all members
  /// of a struct, so that a new member does not compile before it is listed.
  namespace case_members
  {
    template <typename T, typename U>
    using Like = std::enable_if_t<std::is_same_v<std::remove_const_t<T>, U>, int>;

    /// References to what has a name, copies of what has none.
    template <typename... T>
    std::tuple<T...> view(T &&...members)
    {
      return std::tuple<T...>(std::forward<T>(members)...);
    }

    template <typename Mesh, typename Values = std::tuple<>, typename Words = std::tuple<>>
    Members<Mesh, Values, Words> list(Mesh mesh, Values values = {}, Words words = {})
    {
      return {mesh, values, words};
    }

    // ------------------------------------------------------------------------------------------------------------------ package

    template <typename T, Like<T, meshing::Rectangle> = 0>
    auto members(T &rectangle)
    {
      auto &[x_min, x_max, y_min, y_max] = rectangle;
      return list(view(x_min, x_max, y_min, y_max));
    }

    template <typename T, Like<T, meshing::Disc> = 0>
    auto members(T &disc)
    {
      auto &[x, y, radius] = disc;
      return list(view(x, y, radius));
    }

    template <typename T, Like<T, meshing::Layer> = 0>
    auto members(T &layer)
    {
      auto &[name, thickness, elements] = layer;
      return list(view(name, thickness, elements));
    }

    template <typename T, Like<T, meshing::PowerBlock> = 0>
    auto members(T &block)
    {
      auto &[name, area, power] = block;
      return list(view(name, area, power));
    }

    template <typename T, Like<T, meshing::Body> = 0>
    auto members(T &body)
    {
      auto &[name, kind, first_layer, last_layer, outline, material, stress_free_temperature, stress_free_field, intrinsic_strain,
             quarter_turns, power_place, power, place, group] = body;
      return list(
          view(name, kind, first_layer, last_layer, outline, material, quarter_turns, power_place, power, stress_free_field != nullptr),
          std::tie(stress_free_temperature, stress_free_field, intrinsic_strain), std::tie(place, group));
    }

    template <typename T, Like<T, meshing::Barrel> = 0>
    auto members(T &barrel)
    {
      auto &[first_layer, last_layer, bulge] = barrel;
      return list(view(first_layer, last_layer, bulge));
    }

    template <typename T, Like<T, meshing::RingArray> = 0>
    auto members(T &ring)
    {
      auto &[name, pitch, radius, block_radius, centers, barrel] = ring;
      return list(view(name, pitch, radius, block_radius, centers, barrel));
    }

    template <typename T, Like<T, meshing::Package> = 0>
    auto members(T &package)
    {
      auto &[layers, bodies, rings] = package;
      return list(view(layers, bodies, rings));
    }

    template <typename T, Like<T, MetalInTiles> = 0>
    auto members(T &tiles)
    {
      auto &[n_tiles, classes, mean_difference, largest_difference] = tiles;
      return list(view(n_tiles, classes, mean_difference, largest_difference));
    }

    template <typename T, Like<T, MetalInTraces> = 0>
    auto members(T &traces)
    {
      auto &[rectangles, misplaced, exact] = traces; // the bodies that rectangles became and what is misplaced follow from the exact metal
      return list(view(rectangles, misplaced, exact != nullptr));
    }

    template <typename T, Like<T, LayoutMetal> = 0>
    auto members(T &layout)
    {
      auto &[part, area, form] = layout; // what is reported of a layout; its metal is that of the bodies
      return list(view(part, area, form));
    }

    // --------------------------------------------------------------------------------------------------------------- conditions

    template <typename T, Like<T, FacePlace> = 0>
    auto members(T &face)
    {
      auto &[body, side] = face;
      return list(view(body, side));
    }

    template <typename T, Like<T, PointPlace> = 0>
    auto members(T &point)
    {
      auto &[at] = point;
      return list(view(at));
    }

    template <typename T, Like<T, RimPlace> = 0>
    auto members(T &rim)
    {
      auto &[body, face, width] = rim;
      return list(view(body, face, width));
    }

    template <typename T, Like<T, FilmCondition> = 0>
    auto members(T &film)
    {
      auto &[face, coefficient, ambient, source, is_surroundings] = film;
      return list(view(face, ambient, is_surroundings), std::tie(coefficient), std::tie(source));
    }

    template <typename T, Like<T, FixedTemperature> = 0>
    auto members(T &fixed)
    {
      auto &[place, temperature, source, is_surroundings] = fixed;
      return list(view(place, temperature, is_surroundings), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, Support> = 0>
    auto members(T &support)
    {
      auto &[place, displacement, source] = support;
      return list(view(place, displacement), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, Pressure> = 0>
    auto members(T &load)
    {
      auto &[face, pressure, source] = load;
      return list(view(face, pressure), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, CutPlane> = 0>
    auto members(T &cut)
    {
      auto &[side, position] = cut;
      return list(view(side, position));
    }

    template <typename T, Like<T, ThermalConditions> = 0>
    auto members(T &thermal)
    {
      auto &[films, fixed_temperatures, source] = thermal;
      return list(view(films, fixed_temperatures), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, MechanicalConditions> = 0>
    auto members(T &mechanical)
    {
      auto &[supports, pressures, acceleration, source] = mechanical;
      return list(view(supports, pressures, acceleration), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, Conditions> = 0>
    auto members(T &conditions)
    {
      auto &[thermal, mechanical, cuts] = conditions;
      return list(view(thermal, mechanical, cuts));
    }

    // ----------------------------------------------------------------------------------------------------------------- numerics

    template <typename T, Like<T, meshing::PlanWindow> = 0>
    auto members(T &window)
    {
      auto &[area, at_edges] = window;
      return list(view(area, at_edges));
    }

    template <typename T, Like<T, meshing::PlanResolution> = 0>
    auto members(T &resolution)
    {
      auto &[at_edges, elsewhere, windows] = resolution;
      return list(view(at_edges, elsewhere, windows));
    }

    template <typename T, Like<T, meshing::PlanLattice> = 0>
    auto members(T &lattice)
    {
      auto &[cells] = lattice;
      return list(view(cells));
    }

    template <typename T, Like<T, meshing::PlanOfEdges> = 0>
    auto members(T &)
    {
      return list(view());
    }

    template <typename T, Like<T, meshing::MeshRequest> = 0>
    auto members(T &mesh)
    {
      auto &[plan, symmetry, degree, degree_z] = mesh;
      return list(view(plan, symmetry, degree, degree_z));
    }

    template <typename T, Like<T, AdaptiveRequest> = 0>
    auto members(T &adaptive)
    {
      auto &[length, share, max_dofs, max_cycles] = adaptive;
      return list(view(length, share, max_dofs, max_cycles));
    }

    template <typename T, Like<T, SolverRequest> = 0>
    auto members(T &solver)
    {
      auto &[method, tolerance, max_iterations] = solver;
      return list(view(method, tolerance, max_iterations));
    }

    template <typename T, Like<T, Numerics> = 0>
    auto members(T &numerics)
    {
      auto &[mesh, plan_source, adaptive, estimate_error, solver] = numerics;
      return list(view(mesh, adaptive, estimate_error, solver), std::tie(), std::tie(plan_source));
    }

    // ---------------------------------------------------------------------------------------------------------------- programme

    template <typename T, Like<T, State> = 0>
    auto members(T &state)
    {
      auto &[name, temperature, duration, table, surroundings] = state;
      return list(view(name, table, temperature.has_value()), std::tie(temperature, duration, surroundings));
    }

    template <typename T, Like<T, PathRequest> = 0>
    auto members(T &path)
    {
      auto &[start_temperature, initial_cure, tolerance] = path;
      return list(view(start_temperature, initial_cure, tolerance));
    }

    template <typename T, Like<T, ProcessStep> = 0>
    auto members(T &step)
    {
      auto &[name, first_state, joins, leaves, placement, supports, hold, pressures, acceleration, kind, source] = step;
      return list(view(name, first_state, joins, leaves, placement, supports, hold, pressures, acceleration), std::tie(),
                  std::tie(kind, source));
    }

    template <typename T, Like<T, Process> = 0>
    auto members(T &process)
    {
      auto &[steps] = process;
      return list(view(steps));
    }

    template <typename T, Like<T, Programme> = 0>
    auto members(T &programme)
    {
      auto &[states, path, process, has_displacement] = programme;
      return list(view(states, path.has_value(), has_displacement), std::tie(path, process));
    }

    // ----------------------------------------------------------------------------------------------------------------- requests

    template <typename T, Like<T, Probe> = 0>
    auto members(T &probe)
    {
      auto &[name, at, source] = probe;
      return list(view(name, at), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, StackFace> = 0>
    auto members(T &face)
    {
      auto &[side, body, layer] = face;
      return list(view(side, body, layer));
    }

    template <typename T, Like<T, FaceRequest> = 0>
    auto members(T &request)
    {
      auto &[name, face, zone, ball_pitch, reflow_from, grid_points, source] = request;
      return list(view(name, face, zone, ball_pitch, reflow_from, grid_points), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, GapRequest> = 0>
    auto members(T &request)
    {
      auto &[name, upper, lower, zone, grid_points, source] = request;
      return list(view(name, upper, lower, zone, grid_points), std::tie(), std::tie(source));
    }

    template <typename T, Like<T, WarpageRequest> = 0>
    auto members(T &warpage)
    {
      auto &[terminal_zone, ball_pitch, grid_points, reflow_from, bottom_layer, bottom, top, further, gaps] = warpage;
      return list(view(terminal_zone, ball_pitch, grid_points, reflow_from, bottom_layer, bottom, top, further, gaps));
    }

    /// What is written, and the sensitivities, are results beside those that figures of a study are: no value that others follow from.
    template <typename T, Like<T, Requests> = 0>
    auto members(T &requests)
    {
      auto &[probes, warpage, output, sensitivities] = requests;
      return list(view(), std::tie(probes, warpage), std::tie(output, sensitivities));
    }

    template <typename T, Like<T, Submodel> = 0>
    auto members(T &submodel)
    {
      auto &[source, results, window, distances, left_out, place] = submodel;
      return list(view(source, results, window), std::tie(), std::tie(distances, left_out, place));
    }

    template <typename T, Like<T, Case> = 0>
    auto members(T &problem)
    {
      auto &[name, title, source_text, hash, package, materials, conditions, programme, numerics, requests, submodel, homogenised_sites,
             layouts] = problem;
      return list(view(package, layouts, conditions, numerics, programme, requests), std::tie(materials, submodel),
                  std::tie(name, title, source_text, hash, homogenised_sites));
    }
  } // namespace case_members
} // namespace sagitta
