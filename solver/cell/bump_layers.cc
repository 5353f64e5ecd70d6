#include <solver/cell/bump_layers.h>

#include <materials/homogenise/constituent.h>
#include <materials/homogenise/effective_table.h>
#include <materials/homogenise/laminate.h>

#include <solver/base/agreement.h>
#include <solver/cell/bump_solver.h>

#include <array>
#include <exception>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

namespace sagitta::cell
{
  namespace
  {
    using materials::Material;
    using materials::Phase;

    /// A solve takes a thousand times as long as a closed formula: its tables have fewer points.
    constexpr materials::TableAccuracy accuracy{1e-2, 2e-6, 4};

    /// A cell that cannot be solved, on every rank.
    struct Refused
    {
      std::string reason;
    };

    /// The constants of a layer that the first rank finds, on every rank. *Collective.*
    class SharedSolver
    {
    public:
      SharedSolver(const materials::BumpCell &cell, const std::vector<Material> &materials, MPI_Comm communicator)
          : cell_(cell), materials_(materials), communicator_(communicator)
      {
        MPI_Comm_rank(communicator, &rank_);
      }

      /// Throws Refused.
      Phase operator()(double temperature)
      {
        Phase phase{};
        std::string reason;
        if (rank_ == 0)
          try
            {
              if (!solver_)
                solver_ = std::make_unique<BumpSolver>(cell_);
              phase = solver_->layer(materials::phases_at(cell_, materials_, temperature));
            }
          catch (const std::exception &error)
            {
              reason = error.what();
            }
        broadcast(reason, 0, communicator_);
        if (!reason.empty())
          throw Refused{reason};
        return share(phase);
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

      const materials::BumpCell &cell_;
      const std::vector<Material> &materials_;
      MPI_Comm communicator_;
      int rank_ = 0;
      std::unique_ptr<BumpSolver> solver_;
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

    void note(Material &material)
    {
      for (const char *property : {"elasticity", "expansion", "conductivity", "density", "specific_heat"})
        material.provenance.push_back({property, material.description, "docs/theory/bump_layers.md", materials::Evidence::predicted, ""});
    }
  } // namespace

  void solve_bump_layers(std::vector<BumpLayer> &layers, std::vector<Material> &materials, MPI_Comm communicator)
  {
    // The neighbours of a layer may be layers of bumps themselves: all solves see the materials as they were.
    const std::vector<Material> before = materials;
    std::vector<std::pair<const BumpLayer *, Material>> solved;
    for (BumpLayer &layer : layers)
      {
        if (!layer.is_open())
          continue;
        const Material present = common_properties(layer.cell, before);
        Material material;
        for (const auto &[other, found] : solved)
          if (is_equal(other->cell, layer.cell))
            material = found;
        try
          {
            if (material.name.empty())
              {
                SharedSolver solver(layer.cell, before, communicator);
                material = materials::tabulate(
                    layer.cell.name, [&](double temperature) { return solver(temperature); }, table_temperatures(layer.cell, before),
                    present, accuracy);
              }
          }
        catch (const Refused &refused)
          {
            layer.refusal = refused.reason;
            continue;
          }
        material.description = describe(layer.cell, before) + ", by the solve of one bump";
        material.provenance.clear();
        note(material);
        layer.formula = laminate_of_formulas(layer, before, present);
        solved.emplace_back(&layer, material);
        for (const unsigned m : layer.materials)
          {
            material.name = before[m].name;
            materials[m] = material;
          }
      }
  }
} // namespace sagitta::cell
