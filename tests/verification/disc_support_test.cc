// A round plate on its rim and on a ring.

#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <solver/base/errors.h>

#include <gtest/gtest.h>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const char *disc = R"(sagitta: 1
package: {outline: {diameter: 20 mm}, stress_free_temperature: 25 degC, layers: [{name: plate, thickness: 0.4 mm, elements: 2, material: m}]}
materials: {m: {young: 100 GPa, poisson: 0.25, cte: 0 ppm/K}}
mechanics:
  supports: [{face: rim, displacement: {z: 0 um}}]
  pressures: [{face: top, pressure: 1 kPa}]
states: [{name: loaded, temperature: 25 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0.2 mm]}, {name: edge, at: [10 mm, 0 mm, 0.2 mm]}]
mesh: {plan: {resolution: 0.5 mm}}
solver: {tolerance: 1e-9}
)";
  constexpr double h = .4e-3, nu = .25, young = 100e9, p = 1e3;
  constexpr double stiffness = young * h * h * h / (12 * (1 - nu * nu));

  /// Deflection of the middle under pressure, simply supported at radius r, with the shear of a plate of moderate thickness.
  double deflection(double r)
  {
    const double shear = young / (2 * (1 + nu));
    return p * r * r * r * r * (5 + nu) / (64 * (1 + nu) * stiffness) + p * r * r / (4 * 5. / 6 * shear * h);
  }

  TEST(RoundPlate, OnItsRimSagsAsPlateTheorySays)
  {
    const SolvedCase plate(disc);
    const double measured = -plate.probe("middle").displacement[2], expected = deflection(10e-3);
    // Terms of the order of (h / R)^2 = 0.16 %, and the mesh.
    EXPECT_NEAR(measured, expected, 3e-3 * expected);
    EXPECT_NEAR(plate.probe("edge").displacement[2], 0, 1e-3 * expected);
    record({"deflection", measured, expected, "m", "0.3 %", "round plate on its rim under pressure",
            "Timoshenko and Woinowsky-Krieger, Theory of Plates and Shells (1959), Art. 16"});
  }

  TEST(RoundPlate, OnTheEdgeOfItsBottomFaceSagsAsMuch)
  {
    const SolvedCase plate(disc, {"mechanics.supports=[{face: bottom, ring: 0 mm, displacement: {z: 0 um}}]"});
    const double measured = -plate.probe("middle").displacement[2], expected = deflection(10e-3);
    // The edge deflects by a few thousandths of h beside the line of support.
    EXPECT_NEAR(measured, expected, 1e-2 * expected);
  }

  TEST(RoundPlate, OnAWideRingIsStiffer)
  {
    // A ring that constrains the slope too: between the clamped plate of the inner radius and the plate on its rim.
    const SolvedCase plate(disc, {"mechanics.supports=[{face: bottom, ring: 2 mm, displacement: {z: 0 um}}]"});
    const double measured = -plate.probe("middle").displacement[2], clamped = p * 8e-3 * 8e-3 * 8e-3 * 8e-3 / (64 * stiffness);
    EXPECT_GT(measured, .9 * clamped);
    EXPECT_LT(measured, 2 * clamped);
    EXPECT_NEAR(plate.probe("edge").displacement[2], 0, .1 * measured);
  }

  TEST(RoundPlate, OnARimThatNoMeshLineFollowsIsRefused)
  {
    const char *square = R"(sagitta: 1
package:
  outline: {size: [20 mm, 20 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: base, thickness: 0.2 mm, material: m}, {name: upper, thickness: 0.2 mm, material: none}]
  parts: [{name: lid, layers: [upper], diameter: 2 mm, position: [0.3 mm, 0.1 mm], material: m}]
materials: {m: {young: 100 GPa, poisson: 0.25, cte: 0 ppm/K}}
mechanics: {supports: [{face: lid.rim, displacement: {z: 0 um}}]}
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {lattice: [16, 16]}, symmetry: none}
)";
    try
      {
        SolvedCase plate(square);
        ADD_FAILURE() << "accepted";
      }
    catch (const InputError &error)
      {
        EXPECT_NE(std::string(error.what()).find("mechanics.supports[0]: the plan has no node on the rim of lid"), std::string::npos)
            << error.what();
      }
    // The ring has nodes, and so has the rim of a rectangle. (Lines lie at the sides of a wider round part, and nodes of them on its rim.)
    EXPECT_NO_THROW(SolvedCase(square, {"mechanics.supports=[{face: lid.top, ring: 0.5 mm, displacement: {x: 0 um, y: 0 um, z: 0 um}}]"}));
    EXPECT_NO_THROW(SolvedCase(square, {"mechanics.supports=[{face: rim, displacement: {x: 0 um, y: 0 um, z: 0 um}}]"}));
  }
} // namespace
