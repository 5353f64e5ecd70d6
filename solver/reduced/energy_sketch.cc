#include <solver/reduced/energy_sketch.h>

#include <solver/layered/operator/element_matrix.h>
#include <solver/layered/space/cell_loads.h>

#include <array>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace sagitta::reduced
{
  namespace
  {
    using Stress = std::array<double, 6>;

    /// A square root L of a stiffness, C = L L': rows of the normal components are the factor of Cholesky.
    struct Root
    {
      std::array<std::array<double, 3>, 3> normal{};
      std::array<double, 3> shear{};

      explicit Root(const double *c) // c11 c22 c33 c12 c13 c23 c44 c55 c66
      {
        const double c11 = c[0], c22 = c[1], c33 = c[2], c12 = c[3], c13 = c[4], c23 = c[5];
        normal[0][0] = std::sqrt(c11);
        normal[1][0] = c12 / normal[0][0];
        normal[2][0] = c13 / normal[0][0];
        normal[1][1] = std::sqrt(c22 - normal[1][0] * normal[1][0]);
        normal[2][1] = (c23 - normal[2][0] * normal[1][0]) / normal[1][1];
        normal[2][2] = std::sqrt(c33 - normal[2][0] * normal[2][0] - normal[2][1] * normal[2][1]);
        for (unsigned i = 0; i < 3; ++i)
          shear[i] = std::sqrt(c[6 + i]);
      }

      Stress times(const Stress &g, double factor) const
      {
        Stress s{};
        for (unsigned i = 0; i < 3; ++i)
          {
            for (unsigned j = 0; j <= i; ++j)
              s[i] += factor * normal[i][j] * g[j];
            s[3 + i] = factor * shear[i] * g[3 + i];
          }
        return s;
      }
    };

    unsigned long long first_cell(const layered::PlanSpace &plan)
    {
      unsigned long long own = plan.n_cells(), before = 0;
      MPI_Exscan(&own, &before, 1, MPI_UNSIGNED_LONG_LONG, MPI_SUM, plan.communicator());
      int rank = 0;
      MPI_Comm_rank(plan.communicator(), &rank);
      return rank == 0 ? 0 : before;
    }

    /// Independent numbers of the normal distribution for a cell: no rank needs the numbers of another.
    class CellNumbers
    {
    public:
      CellNumbers(unsigned long long seed, unsigned long long cell)
      {
        std::seed_seq sequence{seed & 0xffffffffu, seed >> 32, cell & 0xffffffffu, cell >> 32};
        generator_.seed(sequence);
      }
      double operator()() { return normal_(generator_); }

    private:
      std::mt19937_64 generator_;
      std::normal_distribution<double> normal_;
    };

    void add_stresses(const layered::CellPoints &points, const layered::Coefficients &coefficients, CellNumbers &numbers,
                      layered::CellLoads &loads)
    {
      std::vector<Stress> stress(points.n_points());
      for (unsigned e = 0; e < points.space().n_elements(); ++e)
        {
          if (!(coefficients.at(points.cell(), e)[0] > 0))
            continue;
          const Root root(coefficients.at(points.cell(), e));
          for (unsigned q = 0; q < points.n_plan(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              {
                Stress g;
                for (double &component : g)
                  component = numbers();
                stress[points.index(q, qz)] = root.times(g, 1 / std::sqrt(points.jxw(e, q, qz)));
              }
          loads.subtract_stress(e, stress);
        }
    }

    void add_fluxes(const layered::CellPoints &points, const layered::Coefficients &coefficients, CellNumbers &numbers,
                    layered::CellLoads &loads)
    {
      std::vector<std::array<double, 3>> flux(points.n_points());
      for (unsigned e = 0; e < points.space().n_elements(); ++e)
        {
          const double *k = coefficients.at(points.cell(), e);
          if (!(k[0] > 0 || k[1] > 0 || k[2] > 0))
            continue;
          for (unsigned q = 0; q < points.n_plan(); ++q)
            for (unsigned qz = 0; qz < points.n_layer(); ++qz)
              for (unsigned axis = 0; axis < 3; ++axis)
                flux[points.index(q, qz)][axis] = std::sqrt(k[axis] / points.jxw(e, q, qz)) * numbers();
          loads.add_flux(e, flux);
        }
    }

    /// Film terms are sums over nodes.
    void add_films(const layered::LayeredSpace &space, const layered::Coefficients &coefficients, unsigned cell, CellNumbers &numbers,
                   layered::Vector<double> &load)
    {
      layered::for_each_film_entry(space, coefficients, cell, [&](unsigned i, unsigned k, unsigned j, unsigned l, double value) {
        if (i != j || k != l || value < 0)
          throw std::logic_error("film terms are expected to be lumped");
        load.begin()[std::size_t(space.plan().cell_dofs(cell)[i]) * space.n_z() + k] += std::sqrt(value) * numbers();
      });
    }
  } // namespace

  void add_random_load(const layered::LayeredSpace &space, const layered::Coefficients &coefficients, unsigned long long seed,
                       layered::Vector<double> &load)
  {
    layered::CellPoints points(space);
    layered::CellLoads loads(points, load);
    const unsigned long long first = first_cell(space.plan());
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      {
        points.enter(cell);
        CellNumbers numbers(seed, first + cell);
        if (space.n_components() == 3)
          add_stresses(points, coefficients, numbers, loads);
        else
          add_fluxes(points, coefficients, numbers, loads);
        if (coefficients.has_film())
          add_films(space, coefficients, cell, numbers, load);
      }
  }
} // namespace sagitta::reduced
