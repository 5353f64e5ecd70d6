#include <solver/cell/bump_layers.h>

#include <materials/homogenise/constituent.h>
#include <materials/homogenise/effective_table.h>
#include <materials/homogenise/halves.h>
#include <materials/homogenise/laminate.h>
#include <materials/homogenise/relaxed_elasticity.h>

#include <solver/base/agreement.h>
#include <solver/cell/bump_solver.h>
#include <solver/cell/plate_cell.h>

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

    /// A solve takes a thousand times as long as a closed formula: its tables have fewer points.
    constexpr materials::TableAccuracy accuracy{1e-2, 2e-6, 4};

    /// A cell that cannot be solved, on every rank.
    struct Refused
    {
      std::string reason;
    };

    /// Constants of the lower and the upper half of a layer: the same but for layers in halves.
    using Halves = std::array<Phase, 2>;

    BumpCell with_plates(const BumpLayer &layer)
    {
      BumpCell whole = layer.cell;
      whole.below = layer.plate_below;
      whole.above = layer.plate_above;
      return whole;
    }

    /// The constants of a layer by solves on this rank.
    class LayerSolver
    {
    public:
      LayerSolver(const BumpLayer &layer, const std::vector<Material> &materials)
          : cell_(layer.cell), plates_(with_plates(layer)), materials_(materials), solver_(layer.cell)
      {
        if (find_middle(cell_))
          plate_solver_ = std::make_unique<BumpSolver>(plates_);
      }

      Halves operator()(double temperature)
      {
        const Phase layer = solver_.layer(phases_at(cell_, materials_, temperature));
        if (!plate_solver_)
          return {{layer, layer}};
        const CellPhases phases = phases_at(plates_, materials_, temperature);
        return materials::halve({cell_.height(), layer}, solve_plate(plate_solver_->space(), list_phases(phases)), phases.below,
                                phases.above);
      }

    private:
      const BumpCell &cell_;
      BumpCell plates_;
      const std::vector<Material> &materials_;
      BumpSolver solver_;
      std::unique_ptr<BumpSolver> plate_solver_; ///< of a layer in halves
    };

    /// The constants of a layer that the first rank finds, on every rank.
    class SharedSolver
    {
    public:
      SharedSolver(const BumpLayer &layer, const std::vector<Material> &materials, MPI_Comm communicator)
          : layer_(layer), materials_(materials), communicator_(communicator)
      {
        MPI_Comm_rank(communicator, &rank_);
      }

      /// Throws Refused. *Collective.*
      const Halves &operator()(double temperature)
      {
        if (const auto known = known_.find(temperature); known != known_.end())
          return known->second;
        Halves halves{};
        std::string reason;
        if (rank_ == 0)
          try
            {
              if (!solver_)
                solver_ = std::make_unique<LayerSolver>(layer_, materials_);
              halves = (*solver_)(temperature);
            }
          catch (const std::exception &error)
            {
              reason = error.what();
            }
        broadcast(reason, 0, communicator_);
        if (!reason.empty())
          throw Refused{reason};
        return known_[temperature] = {{share(halves[0]), share(halves[1])}};
      }

    private:
      Phase share(const Phase &phase) const
      {
        const materials::OrthotropicStiffness &c = phase.stiffness;
        std::array<double, 17> numbers{{c.c11, c.c22, c.c33, c.c12, c.c13, c.c23, c.c44, c.c55, c.c66, phase.expansion[0],
                                        phase.expansion[1], phase.expansion[2], phase.conductivity[0], phase.conductivity[1],
                                        phase.conductivity[2], phase.density, phase.specific_heat}};
        MPI_Bcast(numbers.data(), static_cast<int>(numbers.size()), MPI_DOUBLE, 0, communicator_);
        return {{numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]},
                {{numbers[9], numbers[10], numbers[11]}},
                {{numbers[12], numbers[13], numbers[14]}},
                numbers[15],
                numbers[16]};
      }

      const BumpLayer &layer_;
      const std::vector<Material> &materials_;
      MPI_Comm communicator_;
      int rank_ = 0;
      std::unique_ptr<LayerSolver> solver_; ///< on the first rank
      std::map<double, Halves> known_;      ///< by temperature
    };

    /// The laminate of what closed formulas make of the pieces.
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

    /// What the user has to know of the neighbours that were completed.
    std::string describe_completed(const std::vector<std::string> &names)
    {
      std::string text;
      for (const std::string &name : names)
        text += (text.empty() ? "; with the moduli after 100 s of the law of " : ", ") + name;
      return text;
    }

    /// Why what closed formulas give is better than nothing; empty if all is there.
    std::string find_missing(const BumpLayer &layer, const std::vector<Material> &materials, const Material &present)
    {
      if (present.elasticity || !materials.at(layer.materials.front()).elasticity)
        return "";
      for (const auto *side : {&layer.cell.below, &layer.cell.above})
        for (const materials::BumpCell::Neighbour &neighbour : *side)
          if (!materials.at(neighbour.material).elasticity)
            return "the card of its neighbour " + materials.at(neighbour.material).name + " gives no elasticity";
      return "";
    }

    void note(Material &material)
    {
      for (const char *property : {"elasticity", "expansion", "conductivity", "density", "specific_heat"})
        material.provenance.push_back({property, material.description, "docs/theory/bump_layers.md", materials::Evidence::predicted, ""});
    }

    /// The materials of the lower and the upper half of a layer. Throws Refused. *Collective.*
    std::array<Material, 2> solve(const BumpLayer &layer, const std::vector<Material> &materials, const Material &present,
                                  MPI_Comm communicator)
    {
      SharedSolver solver(layer, materials, communicator);
      const auto table_of = [&](unsigned half) {
        return materials::tabulate(
            layer.cell.name, [&](double temperature) { return solver(temperature)[half]; }, table_temperatures(layer.cell, materials),
            present, accuracy);
      };
      const Material lower = table_of(0);
      return {{lower, find_middle(layer.cell) ? table_of(1) : lower}};
    }

    bool are_equal(const BumpLayer &a, const BumpLayer &b)
    {
      return is_equal(a.cell, b.cell) && (!find_middle(a.cell) || is_equal(with_plates(a), with_plates(b)));
    }
  } // namespace

  void solve_bump_layers(std::vector<BumpLayer> &layers, std::vector<Material> &materials, MPI_Comm communicator)
  {
    // The neighbours of a layer may be layers of bumps themselves: all solves see the materials as they were.
    const std::vector<Material> before = materials;
    std::vector<std::pair<const BumpLayer *, std::array<Material, 2>>> solved;
    for (BumpLayer &layer : layers)
      {
        if (!layer.is_open())
          continue;
        std::vector<Material> cards = before;
        const std::string completed = describe_completed(complete_neighbours(layer.cell, cards));
        complete_neighbours(with_plates(layer), cards); // farther ones count for halves
        const Material present = common_properties(layer.cell, cards);
        layer.refusal = find_missing(layer, cards, present);
        if (!layer.refusal.empty())
          continue;
        const auto known = std::find_if(solved.begin(), solved.end(), [&](const auto &entry) { return are_equal(*entry.first, layer); });
        std::array<Material, 2> halves;
        try
          {
            halves = known != solved.end() ? known->second : solve(layer, cards, present, communicator);
          }
        catch (const Refused &refused)
          {
            layer.refusal = refused.reason;
            continue;
          }
        const std::size_t middle = find_middle(layer.cell).value_or(0);
        for (Material &half : halves)
          {
            half.description = describe(layer.cell, cards) + ", by the solve of one bump" +
                               (middle == 0           ? ""
                                : &half == &halves[0] ? ", lower half"
                                                      : ", upper half") +
                               completed;
            half.provenance.clear();
            note(half);
          }
        layer.formula = laminate_of_formulas(layer, before, present);
        solved.emplace_back(&layer, halves);
        for (std::size_t i = 0; i < layer.materials.size(); ++i)
          {
            const unsigned m = layer.materials[i];
            materials[m] = halves[i < middle ? 0 : 1];
            materials[m].name = before[m].name;
          }
      }
  }
} // namespace sagitta::cell
