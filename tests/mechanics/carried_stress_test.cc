#include <solver/layered/space/cell_points.h>
#include <solver/mechanics/carried_stress.h>
#include <solver/model/model.h>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    /// Two layers over 2 x 1 cells.
    struct TwoLayers
    {
      TwoLayers()
          : package(make_package()), numerics{{meshing::PlanLattice{{2, 1}}, meshing::SymmetryRequest::none, 2, 2}},
            model(package, conditions, numerics, MPI_COMM_WORLD), space(model.make_spaces(3).back())
      {
      }

      static meshing::Package make_package()
      {
        meshing::Package package;
        package.layers = {{"lower", 0.2e-3, 1}, {"upper", 0.1e-3, 1}};
        meshing::Body body;
        body.name = "all";
        body.last_layer = 1;
        body.outline = meshing::Rectangle{0, 2e-3, 0, 1e-3};
        package.bodies = {body};
        return package;
      }

      meshing::Package package;
      Conditions conditions;
      Numerics numerics;
      model::Model model;
      std::shared_ptr<const layered::LayeredSpace> space;
    };

    /// A polynomial of degree 2 in every direction [Pa]; positions in mm.
    mechanics::Voigt polynomial(const std::array<double, 3> &at)
    {
      const double x = 1e3 * at[0], y = 1e3 * at[1], z = 1e3 * at[2];
      return {{1 + x * x * y, 2 - y * y * z * z, x * y * z, x * x - z, 3 * z * z * x, 7}};
    }

    /// Carried in the upper layer only.
    mechanics::CarriedStress carried_in_upper_layer(const layered::LayeredSpace &space)
    {
      std::vector<char> has_memory;
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        has_memory.insert(has_memory.end(), {0, 1});
      mechanics::CarriedStress carried(space, has_memory);
      layered::CellPoints places(space);
      const unsigned n_plan = space.plan().dofs_per_cell(), n_layer = space.element_z().n;
      for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
        {
          places.enter(cell);
          for (unsigned q = 0; q < n_plan; ++q)
            for (unsigned qz = 0; qz < n_layer; ++qz)
              {
                const mechanics::Voigt stress = polynomial(places.position(1, q, qz));
                for (unsigned c = 0; c < 6; ++c)
                  carried.values(cell, 1)[c * n_plan * n_layer + q * n_layer + qz] = stress[c];
              }
        }
      return carried;
    }

    TEST(CarriedStress, ReproducesPolynomialsOfItsDegreeBetweenThePoints)
    {
      const TwoLayers layers;
      const mechanics::CarriedStress carried = carried_in_upper_layer(*layers.space);
      for (unsigned cell = 0; cell < layers.space->plan().n_cells(); ++cell)
        {
          const std::array<double, 4> &box = layers.space->plan().box(cell);
          const std::array<double, 2> reference = {{0.13, 0.78}};
          const double x = box[0] + reference[0] * (box[2] - box[0]), y = box[1] + reference[1] * (box[3] - box[1]), z = 0.23e-3;
          const mechanics::Voigt found = carried.at_point(cell, 1, reference, z), expected = polynomial({{x, y, z}});
          for (unsigned c = 0; c < 6; ++c)
            EXPECT_NEAR(found[c], expected[c], 1e-12);
        }
    }

    TEST(CarriedStress, IsZeroInCellsWithoutMemory)
    {
      const TwoLayers layers;
      const mechanics::CarriedStress carried = carried_in_upper_layer(*layers.space);
      for (unsigned cell = 0; cell < layers.space->plan().n_cells(); ++cell)
        {
          EXPECT_EQ(carried.values(cell, 0), nullptr);
          EXPECT_EQ(carried.at(cell, 0, 3, 1), mechanics::Voigt{});
          EXPECT_EQ(carried.at_point(cell, 0, {{0.5, 0.5}}, 0.1e-3), mechanics::Voigt{});
        }
    }

    TEST(CarriedStress, OfACopyIsIndependent)
    {
      const TwoLayers layers;
      mechanics::CarriedStress carried = carried_in_upper_layer(*layers.space);
      const mechanics::CarriedStress copy = carried;
      carried.set_zero();
      for (unsigned cell = 0; cell < layers.space->plan().n_cells(); ++cell)
        {
          EXPECT_EQ(carried.at(cell, 1, 4, 1)[5], 0);
          EXPECT_EQ(copy.at(cell, 1, 4, 1)[5], 7);
        }
    }
  } // namespace
} // namespace sagitta::tests
