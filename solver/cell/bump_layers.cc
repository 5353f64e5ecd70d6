#include <solver/cell/bump_layers.h>

#include <materials/homogenise/constituent.h>
#include <materials/homogenise/effective_table.h>
#include <materials/homogenise/halves.h>
#include <materials/homogenise/laminate.h>
#include <materials/homogenise/relaxed_elasticity.h>

#include <solver/base/agreement.h>
#include <solver/cell/layer_solver.h>

#include <algorithm>
#include <array>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

namespace sagitta::cell
{
  namespace
  {
    using materials::BumpCell;
    using materials::CellPhases;
    using materials::Material;
    using materials::Phase;

    /// The constants of a layer by temperature, or why it cannot be solved.
    struct LayerTable
    {
      std::map<double, LayerHalves> rows;
      std::string refusal;
    };

    /// A layer to be solved, with the cards that its cell uses.
    struct LayerTask
    {
      BumpLayer *layer;
      std::vector<Material> cards;
      Material present;
      std::string completed; ///< words on the neighbours that were completed
      std::size_t table;     ///< equal cells share one
    };

    /// Tables of both halves; `halves` gives their constants at a temperature.
    template <typename Halves>
    std::array<Material, 2> make_tables(const LayerTask &task, Halves &&halves)
    {
      const BumpCell &cell = task.layer->cell;
      const auto table_of = [&](unsigned half) {
        return materials::tabulate(
            cell.name, [&](double temperature) { return halves(temperature)[half]; }, table_temperatures(cell, task.cards), task.present,
            solved_accuracy);
      };
      const Material lower = table_of(0);
      return {{lower, find_middle(cell) ? table_of(1) : lower}};
    }

    /// All rows that the tables of a layer need, by solves on this rank.
    LayerTable solve_table(const LayerTask &task)
    {
      LayerTable table;
      try
        {
          LayerSolver solver(*task.layer, task.cards);
          const auto row = [&](double temperature) -> const LayerHalves & {
            const auto known = table.rows.find(temperature);
            return known != table.rows.end() ? known->second : table.rows[temperature] = solver(temperature);
          };
          // The ends first, so that what hardly changes between them is interpolated.
          const std::set<double> temperatures = table_temperatures(task.layer->cell, task.cards);
          row(materials::first_temperature(temperatures));
          row(materials::last_temperature(temperatures));
          make_tables(task, row);
        }
      catch (const std::exception &error)
        {
          table.refusal = error.what();
        }
      return table;
    }

    std::array<double, 17> numbers_of(const Phase &phase)
    {
      const materials::OrthotropicStiffness &c = phase.stiffness;
      return {{c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66, phase.expansion[0], phase.expansion[1], phase.expansion[2],
               phase.conductivity[0], phase.conductivity[1], phase.conductivity[2], phase.density, phase.specific_heat}};
    }

    Phase phase_of(const double *n)
    {
      return {{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]}, {{n[9], n[10], n[11]}}, {{n[12], n[13], n[14]}}, n[15], n[16]};
    }

    /// What rank `root` has, on every rank. *Collective.*
    void share(LayerTable &table, int root, MPI_Comm communicator)
    {
      constexpr std::size_t n_phase = 17, n_row = 1 + 2 * n_phase;
      broadcast(table.refusal, root, communicator);
      std::vector<double> numbers;
      for (const auto &[temperature, halves] : table.rows)
        {
          numbers.push_back(temperature);
          for (const Phase &phase : halves)
            for (const double number : numbers_of(phase))
              numbers.push_back(number);
        }
      int size = static_cast<int>(numbers.size());
      MPI_Bcast(&size, 1, MPI_INT, root, communicator);
      numbers.resize(static_cast<std::size_t>(size));
      MPI_Bcast(numbers.data(), size, MPI_DOUBLE, root, communicator);
      for (std::size_t i = 0; i < numbers.size(); i += n_row)
        table.rows[numbers[i]] = {{phase_of(&numbers[i + 1]), phase_of(&numbers[i + 1 + n_phase])}};
    }

    /// The laminate of the materials that closed formulas give for the pieces.
    Material laminate_of_formulas(const BumpLayer &layer, const std::vector<Material> &materials, const Material &present)
    {
      std::set<double> temperatures = {layer.cell.stress_free_temperature};
      for (const unsigned m : layer.materials)
        materials::collect_temperatures(materials.at(m), temperatures);
      const auto phase = [&](double temperature) {
        std::vector<materials::Ply> plies;
        for (std::size_t i = 0; i < layer.materials.size(); ++i)
          plies.push_back({layer.cell.pieces[i].height,
                           materials::phase_at(materials.at(layer.materials[i]), temperature, layer.cell.stress_free_temperature)});
        return materials::laminate(plies);
      };
      return materials::tabulate(layer.cell.name, phase, temperatures, present);
    }

    /// A remark for the user on the neighbours whose elasticity was completed.
    std::string describe_completed(const std::vector<std::string> &names)
    {
      std::string text;
      for (const std::string &name : names)
        text += (text.empty() ? "; with the moduli after 100 s of the law of " : ", ") + name;
      return text;
    }

    /// Why a solve gives no elasticity where closed formulas do; empty if nothing is missing.
    std::string find_missing(const BumpLayer &layer, const std::vector<Material> &materials, const Material &present)
    {
      if (present.elasticity || !materials.at(layer.materials.front()).elasticity)
        return "";
      std::vector<const BumpCell *> cells = {&layer.cell};
      if (layer.in_plane)
        cells.push_back(&*layer.in_plane);
      for (const BumpCell *cell : cells)
        for (const auto *side : {&cell->below, &cell->above})
          for (const materials::BumpCell::Neighbour &neighbour : *side)
            if (!materials.at(neighbour.material).elasticity)
              return "the card of its neighbour " + materials.at(neighbour.material).name + " gives no elasticity";
      return "";
    }

    /// "bump", "line" or "block".
    const char *describe_piece(const BumpCell &cell)
    {
      const BumpCell::Shape shape = cell.pieces.front().shape;
      return shape == BumpCell::Shape::round ? "bump" : shape == BumpCell::Shape::block ? "block" : "line";
    }

    void note(Material &material)
    {
      for (const char *property : {"elasticity", "expansion", "conductivity", "density", "specific_heat"})
        material.provenance.push_back({property, material.description, "docs/theory/bump_layers.md", materials::Evidence::predicted, ""});
    }

    bool are_equal(const BumpLayer &a, const BumpLayer &b)
    {
      const bool is_same_in_plane = a.in_plane.has_value() == b.in_plane.has_value() && (!a.in_plane || is_equal(*a.in_plane, *b.in_plane));
      return is_same_in_plane && is_equal(a.cell, b.cell) && (!find_middle(a.cell) || is_equal(with_plates(a), with_plates(b)));
    }

    /// The layers that can be solved; the others get the reason in `refusal`.
    std::vector<LayerTask> list_tasks(std::vector<BumpLayer> &layers, const std::vector<Material> &materials)
    {
      std::vector<LayerTask> tasks;
      std::size_t n_tables = 0;
      for (BumpLayer &layer : layers)
        {
          if (!layer.is_open())
            continue;
          LayerTask task{&layer, materials, {}, {}, 0};
          task.completed = describe_completed(complete_neighbours(layer.cell, task.cards));
          complete_neighbours(with_plates(layer), task.cards); // the halves depend on farther neighbours too
          if (layer.in_plane)
            complete_neighbours(*layer.in_plane, task.cards);
          task.present = common_properties(layer.cell, task.cards);
          layer.refusal = find_missing(layer, task.cards, task.present);
          if (!layer.refusal.empty())
            continue;
          const auto same =
              std::find_if(tasks.begin(), tasks.end(), [&](const LayerTask &other) { return are_equal(*other.layer, layer); });
          task.table = same != tasks.end() ? same->table : n_tables++;
          tasks.push_back(std::move(task));
        }
      return tasks;
    }

    /// Every rank solves its share of the tables; all ranks get all of them. *Collective.*
    std::vector<LayerTable> solve_tables(const std::vector<LayerTask> &tasks, MPI_Comm communicator)
    {
      int rank = 0, n_ranks = 1;
      MPI_Comm_rank(communicator, &rank);
      MPI_Comm_size(communicator, &n_ranks);
      std::vector<LayerTable> tables;
      const auto root_of = [&](std::size_t table) { return static_cast<int>(table % static_cast<std::size_t>(n_ranks)); };
      for (const LayerTask &task : tasks)
        if (task.table == tables.size())
          tables.push_back(root_of(task.table) == rank ? solve_table(task) : LayerTable());
      for (std::size_t t = 0; t < tables.size(); ++t)
        share(tables[t], root_of(t), communicator);
      return tables;
    }

    /// Puts the solved constants in the place of those by closed formulas.
    void replace(const LayerTask &task, const LayerTable &table, const std::vector<Material> &before, std::vector<Material> &materials)
    {
      BumpLayer &layer = *task.layer;
      std::array<Material, 2> halves = make_tables(task, [&](double temperature) { return table.rows.at(temperature); });
      const std::size_t middle = find_middle(layer.cell).value_or(0);
      for (Material &half : halves)
        {
          half.description = describe(layer.cell, task.cards) + ", by the solve of one " + describe_piece(layer.cell) +
                             (middle == 0           ? ""
                              : &half == &halves[0] ? ", lower half"
                                                    : ", upper half") +
                             task.completed;
          half.provenance.clear();
          note(half);
        }
      layer.formula = laminate_of_formulas(layer, before, task.present);
      for (std::size_t i = 0; i < layer.materials.size(); ++i)
        {
          const unsigned m = layer.materials[i];
          materials[m] = halves[i < middle ? 0 : 1];
          materials[m].name = before[m].name;
        }
    }
  } // namespace

  void solve_bump_layers(std::vector<BumpLayer> &layers, std::vector<Material> &materials, MPI_Comm communicator)
  {
    // The neighbours of a layer may be layers of bumps themselves: all solves use the materials from before.
    const std::vector<Material> before = materials;
    const std::vector<LayerTask> tasks = list_tasks(layers, before);
    const std::vector<LayerTable> tables = solve_tables(tasks, communicator);
    for (const LayerTask &task : tasks)
      if (const LayerTable &table = tables[task.table]; table.refusal.empty())
        replace(task, table, before, materials);
      else
        task.layer->refusal = table.refusal;
  }
} // namespace sagitta::cell
