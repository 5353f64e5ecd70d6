// Layers of bumps as a case gives them: tables over temperature, liquid solder, neighbours whose law has a memory.

#include <materials/homogenise/layer_material.h>
#include <materials/isotropic_moduli.h>
#include <materials/pi.h>
#include <solver/cell/bump_layers.h>
#include <solver/cell/bump_solver.h>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace
{
  using namespace sagitta;
  using materials::BumpCell;
  using materials::IsotropicModuli;
  using materials::Material;
  using materials::OrthotropicStiffness;
  using materials::Phase;
  using materials::TemperatureFunction;

  constexpr double zero_celsius = 273.15, solidus = zero_celsius + 217, cured = zero_celsius + 165;
  constexpr double cold = zero_celsius + 25, hot = zero_celsius + 240;
  constexpr unsigned solder = 0, fill = 1, board = 2, chip = 3, formula = 4, pad = 5;

  Material solid(const std::string &name, double young, double poisson, double conductivity)
  {
    const TemperatureFunction k(conductivity), alpha(17e-6);
    Material material;
    material.name = name;
    material.elasticity = materials::IsotropicElasticity{TemperatureFunction(young), TemperatureFunction(poisson)};
    material.expansion = materials::TangentExpansion{{alpha, alpha, alpha}};
    material.conductivity = materials::Conductivity{k, k, k};
    material.density = TemperatureFunction(5000);
    material.specific_heat = TemperatureFunction(300);
    return material;
  }

  /// Solder in a fill, or in air, between board and chip; closed formulas of the layer.
  std::vector<Material> make_materials(bool has_fill)
  {
    std::vector<Material> materials = {solid("solder", 40e9, 0.36, 60), solid("fill", 8e9, 0.3, 0.5), solid("board", 22e9, 0.3, 1),
                                       solid("chip", 130e9, 0.28, 148)};
    materials[solder].solidus = solidus;
    materials.push_back(materials::homogenised(
        has_fill
            ? materials::LayerRecipe(materials::Mixture{"bumps", solder, fill, materials::pi / 16, materials::Arrangement::posts, cured})
            : materials::LayerRecipe(materials::PostArray{"bumps", solder, 1e-3, 0.5e-3, 0.4e-3, cured}),
        materials));
    materials.push_back(solid("copper", 110e9, 0.34, 390));
    return materials;
  }

  BumpLayer make_layer(bool has_fill)
  {
    BumpLayer layer;
    layer.cell.name = "bumps";
    layer.cell.pitch = {{1e-3, 1e-3}};
    layer.cell.pieces = {{0.4e-3, 0.5e-3, solder, has_fill ? std::optional<unsigned>(fill) : std::nullopt}};
    layer.cell.below = {{0.5e-3, board, false}};
    layer.cell.above = {{0.5e-3, chip, false}};
    layer.cell.stress_free_temperature = cured;
    layer.materials = {formula};
    return layer;
  }

  struct Solved
  {
    BumpLayer layer;
    Material material;

    OrthotropicStiffness at(double temperature) const { return materials::stiffness(*material.elasticity, temperature); }
  };

  Solved solve(BumpLayer layer, std::vector<Material> materials)
  {
    std::vector<BumpLayer> layers = {std::move(layer)};
    cell::solve_bump_layers(layers, materials, MPI_COMM_WORLD);
    return {layers.front(), materials[formula]};
  }

  TEST(BumpLayers, ConductAsTheirCellsWhereOnlyANeighbourChanges)
  {
    std::vector<Material> materials = make_materials(true);
    const TemperatureFunction falling({250, 600}, {200, 80});
    materials[chip].conductivity = materials::Conductivity{falling, falling, falling};
    const Solved solved = solve(make_layer(true), materials);
    const BumpLayer layer = make_layer(true);
    for (const double temperature : {cold, zero_celsius + 120})
      {
        const Phase cell = cell::BumpSolver(layer.cell).layer(materials::phases_at(layer.cell, materials, temperature));
        for (unsigned axis = 0; axis < 3; ++axis) // tables are within 1 % of the cells
          EXPECT_NEAR((*solved.material.conductivity)[axis].value(temperature), cell.conductivity[axis], 1e-2 * cell.conductivity[axis]);
      }
  }

  TEST(BumpLayers, TakeTheirPlaneFromACellOfItsOwn)
  {
    // A via between lands: between sheets of copper its layer would conduct in the plane like part of them.
    BumpLayer via = make_layer(true);
    via.cell.below = via.cell.above = {{0.5e-3, pad, false}};
    const std::vector<Material> materials = make_materials(true);
    const Solved between_sheets = solve(via, materials), plain = solve(make_layer(true), materials);
    via.in_plane = make_layer(true).cell;
    const Solved combined = solve(via, materials);
    const auto conductivity = [](const Solved &solved, unsigned axis) { return (*solved.material.conductivity)[axis].value(cold); };
    for (const unsigned axis : {0u, 1u})
      EXPECT_NEAR(conductivity(combined, axis), conductivity(plain, axis), 1e-9 * conductivity(plain, axis));
    EXPECT_NEAR(conductivity(combined, 2), conductivity(between_sheets, 2), 1e-9 * conductivity(between_sheets, 2));
    EXPECT_GT(conductivity(between_sheets, 0), 1.05 * conductivity(plain, 0)) << "else the test shows nothing";
    const OrthotropicStiffness c = combined.at(cold), p = plain.at(cold), a = between_sheets.at(cold);
    const auto in_plane = [](const OrthotropicStiffness &s) { return s.c11 - s.c13 * s.c13 / s.c33; };
    EXPECT_NEAR(in_plane(c), in_plane(p), 1e-6 * in_plane(p));
    EXPECT_NEAR(c.c66, p.c66, 1e-6 * p.c66);
    EXPECT_NEAR(c.c33, a.c33, 1e-6 * a.c33);
    EXPECT_NEAR(c.c44, a.c44, 1e-6 * a.c44);
    EXPECT_TRUE(c.is_positive_definite());
  }

  /// A glass of G = 8 GPa below 145 degC, a rubber of a twentieth of that above, for times of 100 s; no elasticity.
  Material relaxing_board()
  {
    Material material = solid("board", 1, 0, 1);
    material.elasticity.reset();
    material.viscoelasticity = materials::ViscoelasticLaw{
        {8e9, {{0.95, 1}}, {}},
        {20e9, {{0.5, 1}}, {}},
        {materials::TabulatedShift{TemperatureFunction({zero_celsius - 60, zero_celsius + 350}, {18, -14})}, {}}};
    return material;
  }

  void expect_equal(const OrthotropicStiffness &a, const OrthotropicStiffness &b, double tolerance)
  {
    for (const auto modulus : {&OrthotropicStiffness::c11, &OrthotropicStiffness::c33, &OrthotropicStiffness::c13,
                               &OrthotropicStiffness::c44, &OrthotropicStiffness::c66})
      EXPECT_NEAR(a.*modulus, b.*modulus, tolerance * b.*modulus);
  }

  TEST(BumpLayers, TakeTheRelaxedModuliOfANeighbourWhoseLawHasAMemory)
  {
    std::vector<Material> materials = make_materials(true);
    materials[board] = relaxing_board();
    const Solved relaxing = solve(make_layer(true), materials);
    EXPECT_EQ(relaxing.layer.refusal, "");
    ASSERT_TRUE(relaxing.material.elasticity) << "a layer loses nothing by its neighbour";
    EXPECT_NE(relaxing.material.description.find("moduli after 100 s of the law of board"), std::string::npos)
        << relaxing.material.description;
    // The cell with elastic boards of the moduli that the law has as a glass, and as a rubber.
    for (const auto &[temperature, moduli] :
         {std::make_pair(cold, IsotropicModuli{20e9, 8e9}), std::make_pair(hot - 30, IsotropicModuli{10e9, 0.4e9})})
      {
        materials[board] = solid("board", moduli.young(), moduli.poisson(), 1);
        expect_equal(relaxing.at(temperature), solve(make_layer(true), materials).at(temperature), 0.012); // tables are good for 1 %
      }
  }

  TEST(BumpLayers, KeepClosedFormulasBesideANeighbourWithoutElasticity)
  {
    std::vector<Material> materials = make_materials(true);
    materials[board].elasticity.reset();
    const Solved solved = solve(make_layer(true), materials);
    EXPECT_NE(solved.layer.refusal.find("its neighbour board gives no elasticity"), std::string::npos) << solved.layer.refusal;
    ASSERT_TRUE(solved.material.elasticity);
    expect_equal(solved.at(cold), materials::stiffness(*materials[formula].elasticity, cold), 1e-12);
  }

  TEST(BumpLayers, FollowTheTemperatureOfTheirNeighbours)
  {
    // Bumps and fill are constant, the board softens.
    std::vector<Material> materials = make_materials(true);
    materials[solder].solidus.reset();
    materials[board].elasticity =
        materials::IsotropicElasticity{TemperatureFunction({cold, cured, hot}, {22e9, 20e9, 3e9}), TemperatureFunction(0.3)};
    const Solved solved = solve(make_layer(true), materials);
    for (const auto &[temperature, young] : {std::make_pair(cold, 22e9), std::make_pair(hot, 3e9)})
      {
        materials[board] = solid("board", young, 0.3, 1);
        expect_equal(solved.at(temperature), solve(make_layer(true), materials).at(temperature), 1e-6);
      }
  }

  TEST(LiquidBumps, WithoutFillHaveNoStiffness)
  {
    const std::vector<Material> materials = make_materials(false);
    const Solved solved = solve(make_layer(false), materials);
    EXPECT_EQ(solved.layer.refusal, "");
    const OrthotropicStiffness before = solved.at(solidus), after = solved.at(hot);
    EXPECT_GT(before.c33, 1e9);
    EXPECT_LT(after.c11, 2e3) << "a board of 22 GPa does not feel it";
    EXPECT_LT(after.c33, 2e3);
    EXPECT_TRUE(after.is_positive_definite());
    // Heat goes through a liquid as before.
    EXPECT_NEAR((*solved.material.conductivity)[2].value(hot), (*solved.material.conductivity)[2].value(solidus), 1e-9);
  }

  TEST(LiquidBumps, WithoutFillKeepTheStiffnessOfTheirPadsInThePlane)
  {
    BumpLayer layer = make_layer(false);
    layer.cell.pieces = {{0.1e-3, 0.5e-3, pad, std::nullopt}, {0.2e-3, 0.5e-3, solder, std::nullopt}, {0.1e-3, 0.5e-3, pad, std::nullopt}};
    layer.materials = {formula, formula, formula};
    const Solved solved = solve(layer, make_materials(false));
    EXPECT_EQ(solved.layer.refusal, "");
    const OrthotropicStiffness after = solved.at(hot);
    EXPECT_LT(after.c33, 1e4) << "nothing holds the pads together";
    EXPECT_LT(after.c55, 1e4);
    EXPECT_GT(after.c11, 1e9) << "pads stiffen the faces that they are on";
    EXPECT_TRUE(after.is_positive_definite());
  }

  TEST(LiquidBumps, InAFillHaveABulkModulusAndASmallShearModulus)
  {
    const std::vector<Material> materials = make_materials(true);
    const materials::CellPhases phases = materials::phases_at(make_layer(true).cell, materials, hot);
    const OrthotropicStiffness liquid = phases.pieces.front().stiffness;
    EXPECT_NEAR((liquid.c11 + 2 * liquid.c12) / 3, 5e9, 1) << "K = min(K, 5 GPa)";
    EXPECT_NEAR(liquid.c44, 0.03 * 8e9 / 2.6, 1) << "3 % of the shear modulus of the fill";
  }
} // namespace
