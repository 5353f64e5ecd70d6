#include <solver/process/column_copy.h>

#include <solver/base/errors.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

namespace sagitta::process
{
  namespace
  {
    /// The first element of a layer.
    unsigned first_element(const layered::LayeredSpace &space, unsigned layer)
    {
      const std::vector<unsigned> &layers = space.grid().layer;
      return static_cast<unsigned>(std::lower_bound(layers.begin(), layers.end(), layer) - layers.begin());
    }

    /// Two layers that lie on each other in one stage, and are in both, must do so in the other: no part leaves or joins between them.
    void check_neighbours(const StagePackage &from, const StagePackage &to, const ProcessStep &step)
    {
      std::optional<unsigned> last;
      for (std::size_t l = 0; l < to.layers.size(); ++l)
        if (const auto old = from.find_layer(to.layers[l]))
          {
            const bool are_neighbours = !last || *old == *last + 1;
            const bool stay_neighbours = l == 0 || from.find_layer(to.layers[l - 1]).has_value();
            if (last && are_neighbours != stay_neighbours)
              throw input_error(
                  step.source,
                  fmt::format(
                      "in the step {} a part would {} between the layers {} and {}, which both remain; parts that are attached only to a "
                      "leaving part must leave with it, and a joining part must be on a free face or in a layer that is present",
                      step.name, are_neighbours ? "join" : "leave", from.package.layers[*last].name, from.package.layers[*old].name));
            last = old;
          }
    }
  } // namespace

  void check_steps(const ProcessCase &whole)
  {
    const Process &process = *whole.programme.process;
    StagePackage before = parts_in_step(whole, 0);
    for (std::size_t s = 1; s < process.steps.size(); ++s)
      if (changes_package(process, s))
        {
          StagePackage parts = parts_in_step(whole, s);
          check_neighbours(before, parts, process.steps[s]);
          before = std::move(parts);
        }
  }

  ColumnCopy::ColumnCopy(const StageMesh &from, const StageMesh &to, const ProcessStep &step)
      : from_(from), to_(to), step_(step), element_of_(to.space().n_elements(), -1), node_of_(to.space().n_z(), -1)
  {
    check_neighbours(from.parts(), to.parts(), step);
    const unsigned degree = to.space().degree_z();
    for (unsigned e = 0; e < to.space().n_elements(); ++e)
      {
        const unsigned layer = to.space().grid().layer[e];
        const auto old = from.parts().find_layer(to.parts().layers[layer]);
        if (!old)
          continue;
        const unsigned of_old = first_element(from.space(), *old) + e - first_element(to.space(), layer);
        element_of_[e] = static_cast<int>(of_old);
        for (unsigned i = 0; i <= degree; ++i)
          node_of_[e * degree + i] = static_cast<int>(of_old * degree + i);
      }
  }

  template <typename F>
  void ColumnCopy::for_each_common_block(const MaterialBlocks &old, const MaterialBlocks &own, const F &f) const
  {
    for (unsigned cell = 0; cell < to_.space().plan().n_cells(); ++cell)
      for (std::size_t b = own.first_of(cell); b < own.first_of(cell + 1); ++b)
        for (std::size_t o = old.first_of(cell); o < old.first_of(cell + 1); ++o)
          if (static_cast<int>(old[o].element) == element_of_[own[b].element] && old[o].body == own[b].body)
            f(b, o);
  }

  bool ColumnCopy::is_known(unsigned column, unsigned node) const
  {
    return node_of_[node] >= 0 && !from_.inactive()[std::size_t(column) * from_.space().n_z() + static_cast<unsigned>(node_of_[node])];
  }

  bool ColumnCopy::is_needed(unsigned column, unsigned node) const
  {
    return !to_.inactive()[std::size_t(column) * to_.space().n_z() + node];
  }

  double &ColumnCopy::value(layered::Vector<double> &field, unsigned column, unsigned node, unsigned component) const
  {
    return field.begin()[(std::size_t(column) * to_.space().n_z() + node) * 3 + component];
  }

  layered::Vector<double> ColumnCopy::copy(const layered::Vector<double> &field) const
  {
    layered::Vector<double> result;
    to_.space().initialise(result);
    for (unsigned column = 0; column < to_.space().plan().n_owned(); ++column)
      for (unsigned node = 0; node < to_.space().n_z(); ++node)
        if (is_known(column, node) && is_needed(column, node))
          for (unsigned c = 0; c < 3; ++c)
            value(result, column, node, c) =
                field.begin()[(std::size_t(column) * from_.space().n_z() + static_cast<unsigned>(node_of_[node])) * 3 + c];
    to_.space().complete(result);
    return result;
  }

  std::vector<ColumnCopy::Run> ColumnCopy::find_runs() const
  {
    std::vector<Run> runs;
    const unsigned n = to_.space().n_z();
    const auto is_missing = [&](unsigned column, unsigned node) { return is_needed(column, node) && !is_known(column, node); };
    const auto has_value = [&](unsigned column, unsigned node) { return is_needed(column, node) && is_known(column, node); };
    for (unsigned column = 0; column < to_.space().plan().n_owned(); ++column)
      if (!to_.space().plan().is_hanging(column))
        for (unsigned node = 0; node < n; ++node)
          if (is_missing(column, node))
            {
              Run run{column, node, node, {}, {}};
              if (node > 0 && has_value(column, node - 1))
                run.below = node - 1;
              while (node + 1 < n && is_missing(column, node + 1))
                ++node;
              run.last = node;
              if (node + 1 < n && has_value(column, node + 1))
                run.above = node + 1;
              runs.push_back(run);
            }
    return runs;
  }

  void ColumnCopy::fill(const Run &run, layered::Vector<double> &displacement) const
  {
    const std::vector<double> &z = to_.space().z_nodes();
    if (run.below && run.above)
      {
        for (unsigned node = run.first; node <= run.last; ++node)
          {
            const double share = (z[node] - z[*run.below]) / (z[*run.above] - z[*run.below]);
            for (unsigned c = 0; c < 3; ++c)
              value(displacement, run.column, node, c) =
                  (1 - share) * value(displacement, run.column, *run.below, c) + share * value(displacement, run.column, *run.above, c);
          }
        return;
      }
    const unsigned degree = to_.space().degree_z(), near = run.below ? *run.below : *run.above;
    const bool has_far = run.below ? near >= degree : near + degree < to_.space().n_z();
    const unsigned far = run.below ? near - degree : near + degree;
    std::array<double, 3> slope{}; // a small rotation leaves the height of the layer as it is
    if (has_far && is_known(run.column, far))
      for (unsigned c = 0; c < 2; ++c)
        slope[c] = (value(displacement, run.column, near, c) - value(displacement, run.column, far, c)) / (z[near] - z[far]);
    for (unsigned node = run.first; node <= run.last; ++node)
      for (unsigned c = 0; c < 3; ++c)
        value(displacement, run.column, node, c) = value(displacement, run.column, near, c) + (z[node] - z[near]) * slope[c];
  }

  void ColumnCopy::level(const std::vector<Run> &runs, layered::Vector<double> &displacement) const
  {
    const std::vector<double> &z = to_.space().z_nodes();
    for (const bool is_top : {true, false})
      {
        const auto is_free = [&](const Run &run) { return is_top ? run.below && !run.above : run.above && !run.below; };
        std::array<double, 2> sum{};
        for (const Run &run : runs)
          if (is_free(run))
            {
              sum[0] += value(displacement, run.column, is_top ? run.last : run.first, 2);
              sum[1] += 1;
            }
        MPI_Allreduce(MPI_IN_PLACE, sum.data(), 2, MPI_DOUBLE, MPI_SUM, to_.model().communicator());
        const double height = sum[1] > 0 ? sum[0] / sum[1] : 0;
        for (const Run &run : runs)
          if (is_free(run))
            {
              const unsigned near = is_top ? *run.below : *run.above, end = is_top ? run.last : run.first;
              const double at_near = value(displacement, run.column, near, 2);
              for (unsigned node = run.first; node <= run.last; ++node)
                value(displacement, run.column, node, 2) = at_near + (height - at_near) * (z[node] - z[near]) / (z[end] - z[near]);
            }
      }
  }

  void ColumnCopy::place(layered::Vector<double> &displacement) const
  {
    const std::vector<Run> runs = find_runs();
    int is_beside = std::any_of(runs.begin(), runs.end(), [](const Run &run) { return !run.below && !run.above; }) ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &is_beside, 1, MPI_INT, MPI_MAX, to_.model().communicator());
    if (is_beside != 0)
      throw input_error(step_.source, fmt::format("in the step {} a part joins where no present part is below or above it; let it end at "
                                                  "the edge of the parts that it joins, or extend the carrier to its edge",
                                                  step_.name));
    displacement.zero_out_ghost_values();
    for (const Run &run : runs)
      fill(run, displacement);
    if (step_.placement == Placement::fill_between)
      level(runs, displacement);
    to_.space().complete(displacement);
  }

  void ColumnCopy::copy_memory(const PathSolver &from_solver, const std::vector<double> &from, const PathSolver &to_solver,
                               std::vector<double> &to) const
  {
    for_each_common_block(from_solver.blocks(), to_solver.blocks(), [&](std::size_t b, std::size_t o) {
      std::copy(from.begin() + static_cast<std::ptrdiff_t>(from_solver.states().first(o)),
                from.begin() + static_cast<std::ptrdiff_t>(from_solver.states().first(o + 1)),
                to.begin() + static_cast<std::ptrdiff_t>(to_solver.states().first(b)));
    });
  }

  Instant ColumnCopy::copy_instant(const PathSolver &from_solver, const Instant &from, const PathSolver &to_solver) const
  {
    const HeatPath *heat = to_solver.heat();
    if (!heat)
      return from;
    Instant to = heat->with_points(from); // parts that join have these temperatures and degrees of cure
    const HeatedPoints &old = *from.points;
    auto points = std::make_shared<HeatedPoints>(*to.points);
    points->is_uniform = old.is_uniform;
    const unsigned n = to_solver.blocks().n_points();
    for_each_common_block(from_solver.blocks(), to_solver.blocks(), [&](std::size_t b, std::size_t o) {
      std::copy_n(&old.cure[o * n], n, &points->cure[b * n]);
      for (unsigned axis = 0; axis < 3; ++axis)
        std::copy_n(&old.moved_transition[axis][o * n], n, &points->moved_transition[axis][b * n]);
    });
    for (unsigned column = 0; column < to_.space().plan().n_owned(); ++column)
      for (unsigned node = 0; node < to_.space().n_z(); ++node)
        if (is_known(column, node) && is_needed(column, node))
          points->temperature.begin()[std::size_t(column) * to_.space().n_z() + node] =
              old.temperature.begin()[std::size_t(column) * from_.space().n_z() + static_cast<unsigned>(node_of_[node])];
    if (!points->is_uniform)
      heat->mix_at_contacts(step_.joins, from.temperature, points->temperature);
    heat->space()->complete(points->temperature);
    to.points = std::move(points);
    return to;
  }
} // namespace sagitta::process
