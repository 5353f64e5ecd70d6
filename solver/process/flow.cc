#include <solver/process/flow.h>

#include <materials/laws/law_table.h>
#include <materials/laws/recording.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

namespace sagitta::process
{
  namespace
  {
    /// Places of the equivalent inelastic strain and the dissipated energy in the state of a law that flows.
    struct FlowPlaces
    {
      unsigned strain, energy;
    };

    std::optional<FlowPlaces> find_places(const materials::Material &material, materials::MechanicalLaw law)
    {
      if (!materials::has_memory(law))
        return std::nullopt;
      std::optional<unsigned> strain, energy;
      const materials::MaterialLaw in_mesh = materials::make_law_for_mesh(material, law);
      for (const materials::StateName &name : in_mesh.shown())
        if (name.name == materials::dissipated_energy)
          energy = name.index;
        else if (name.name.compare(0, 10, "equivalent") == 0)
          strain = name.index;
      if (!strain || !energy)
        return std::nullopt;
      return FlowPlaces{*strain, *energy};
    }

    std::vector<std::optional<FlowPlaces>> find_places(const Materials &materials)
    {
      std::vector<std::optional<FlowPlaces>> places;
      for (unsigned m = 0; m < materials.size(); ++m)
        places.push_back(find_places(materials[m], materials.law(m)));
      return places;
    }

    /// Sums over points: of their volume, and with it of strain and energy; and the largest strain.
    struct FlowSums
    {
      double volume = 0, strain = 0, energy = 0, largest = 0;

      void add(const FlowSums &other)
      {
        volume += other.volume;
        strain += other.strain;
        energy += other.energy;
        largest = std::max(largest, other.largest);
      }
    };

    /// Sums over the ranks. *Collective.*
    void sum_up(std::vector<FlowSums> &sums, MPI_Comm communicator)
    {
      std::vector<double> added, largest;
      for (const FlowSums &one : sums)
        {
          added.insert(added.end(), {one.volume, one.strain, one.energy});
          largest.push_back(one.largest);
        }
      MPI_Allreduce(MPI_IN_PLACE, added.data(), static_cast<int>(added.size()), MPI_DOUBLE, MPI_SUM, communicator);
      MPI_Allreduce(MPI_IN_PLACE, largest.data(), static_cast<int>(largest.size()), MPI_DOUBLE, MPI_MAX, communicator);
      for (std::size_t i = 0; i < sums.size(); ++i)
        sums[i] = {added[3 * i], added[3 * i + 1], added[3 * i + 2], largest[i]};
    }

    /// Calls f(block, its sums) for every block of a law that flows.
    void for_each_block(const PathSolver &solver, const PathState &state, const std::function<void(std::size_t, const FlowSums &)> &f)
    {
      const MaterialBlocks &blocks = solver.blocks();
      const std::vector<std::optional<FlowPlaces>> places = find_places(solver.materials());
      const unsigned n = blocks.n_points();
      blocks.for_each({}, [&](std::size_t b, const BlockPoints &points) {
        const auto &at = places[blocks.material(b)];
        if (!at)
          return;
        const double *memory = state.memory.data() + solver.states().first(b);
        FlowSums sums;
        for (unsigned p = 0; p < n; ++p)
          {
            const double weight = points.weight(p), strain = memory[at->strain * n + p];
            sums.volume += weight;
            sums.strain += weight * strain;
            sums.energy += weight * memory[at->energy * n + p];
            sums.largest = std::max(sums.largest, strain);
          }
        f(b, sums);
      });
    }

    std::array<double, 2> middle_of(const meshing::Outline &outline)
    {
      if (const auto *disc = std::get_if<meshing::Disc>(&outline))
        return {{disc->x, disc->y}};
      const meshing::Rectangle &box = std::get<meshing::Rectangle>(outline);
      return {{(box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2}};
    }

    results::PartFlow describe(const meshing::Package &package, const Materials &materials, unsigned body)
    {
      const meshing::Body &of = package.bodies[body];
      results::PartFlow flow;
      flow.part = of.name;
      flow.material = materials[of.material].name;
      flow.group = of.group;
      flow.place = middle_of(of.outline);
      return flow;
    }

    /// A part, or a slice of it, with the means over its elements from `first` up to `end`; nothing where it has no volume.
    void append_slice(results::PartFlow flow, const std::vector<FlowSums> &elements, std::size_t first, std::size_t end,
                      std::vector<results::PartFlow> &to)
    {
      FlowSums sums;
      for (std::size_t e = first; e < end; ++e)
        sums.add(elements[e]);
      if (!(sums.volume > 0))
        return;
      flow.volume = sums.volume;
      flow.strain = sums.strain / sums.volume;
      flow.energy = sums.energy / sums.volume;
      flow.largest_strain = sums.largest;
      to.push_back(std::move(flow));
    }

    /// The whole part, its layers of the stack where it has several, and its lowest and highest elements where it has more than one.
    void append_slices(const results::PartFlow &part, const std::vector<FlowSums> &elements, const meshing::LayerGrid &grid,
                       const meshing::Package &package, std::vector<results::PartFlow> &to)
    {
      const auto has_volume = [](const FlowSums &sums) { return sums.volume > 0; };
      const auto lowest = static_cast<std::size_t>(std::find_if(elements.begin(), elements.end(), has_volume) - elements.begin());
      if (lowest == elements.size())
        return;
      const auto end = static_cast<std::size_t>(elements.rend() - std::find_if(elements.rbegin(), elements.rend(), has_volume));
      append_slice(part, elements, lowest, end, to);
      results::PartFlow slice = part;
      if (grid.layer[lowest] != grid.layer[end - 1])
        for (std::size_t first = lowest, e = lowest; e < end; ++e)
          if (e + 1 == end || grid.layer[e + 1] != grid.layer[e])
            {
              slice.layer = package.layers[grid.layer[e]].name;
              append_slice(slice, elements, first, e + 1, to);
              first = e + 1;
            }
      if (end - lowest < 2)
        return;
      slice.layer = "lowest_element";
      append_slice(slice, elements, lowest, lowest + 1, to);
      slice.layer = "highest_element";
      append_slice(slice, elements, end - 1, end, to);
    }
  } // namespace

  std::vector<results::PartFlow> measure_flow(const PathSolver &solver, const PathState &state)
  {
    const meshing::Package &package = solver.model().package();
    const std::size_t n_elements = solver.blocks().space().n_elements();
    std::vector<FlowSums> sums(package.bodies.size() * n_elements);
    for_each_block(solver, state, [&](std::size_t b, const FlowSums &of_block) {
      const MaterialBlock &block = solver.blocks()[b];
      sums[block.body * n_elements + block.element].add(of_block);
    });
    sum_up(sums, solver.model().communicator());
    std::vector<results::PartFlow> flows;
    for (unsigned body = 0; body < package.bodies.size(); ++body)
      {
        const std::vector<FlowSums> own(&sums[body * n_elements], &sums[body * n_elements] + n_elements);
        const results::PartFlow part = describe(package, solver.materials(), body);
        append_slices(part, own, solver.model().grid(), package, flows);
      }
    return flows;
  }

  std::vector<results::Field> make_flow_fields(const PathSolver &solver, const PathState &state)
  {
    const std::vector<std::optional<FlowPlaces>> places = find_places(solver.materials());
    if (std::none_of(places.begin(), places.end(), [](const auto &at) { return at.has_value(); }))
      return {};
    const layered::LayeredSpace &space = solver.blocks().space();
    const model::Model &model = solver.model();
    const std::size_t n_elements = space.n_elements();
    std::vector<double> strain(space.plan().n_cells() * n_elements, 0.), energy(strain);
    for_each_block(solver, state, [&](std::size_t b, const FlowSums &sums) {
      const MaterialBlock &block = solver.blocks()[b];
      if (model.main_body(block.cell, block.element) != static_cast<int>(block.body) || !(sums.volume > 0))
        return;
      const std::size_t at = block.cell * n_elements + block.element;
      strain[at] = sums.strain / sums.volume;
      energy[at] = sums.energy / sums.volume;
    });
    std::vector<results::Field> fields = {{"equivalent_inelastic_strain", "1", 1, {}}, {"dissipated_energy", "J/m3", 1, {}}};
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < n_elements; ++e)
        if (model.main_body(cell, e) >= 0)
          {
            fields[0].data.push_back(strain[cell * n_elements + e]);
            fields[1].data.push_back(energy[cell * n_elements + e]);
          }
    return fields;
  }
} // namespace sagitta::process
