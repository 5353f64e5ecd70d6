// Plates and strips that bend as closed formulas say.

#include <tests/verification/plate_theory.h>
#include <tests/verification/solved_case.h>
#include <tests/verification_record.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  constexpr double cooling = -150; // 175 to 25 degC

  TEST(BimetalStrip, BendsAsTimoshenkoSays)
  {
    // Without Poisson's effect and without expansion across the strip, strip theory is exact but for the ends: a strip of 20 mm, seen
    // over its middle half, is 5 thicknesses away from them.
    const SolvedCase strip(R"(sagitta: 1
package:
  outline: {size: [20 mm, 1 mm]}
  stress_free_temperature: 175 degC
  layers:
    - {name: silicon, thickness: 0.5 mm, elements: 2, material: low}
    - {name: mould, thickness: 0.5 mm, elements: 2, material: high}
materials:
  low: {young: 130 GPa, poisson: 0, expansion: {model: tangent, coefficient_x: 2.6 ppm/K, coefficient_y: 0 ppm/K, coefficient_z: 2.6 ppm/K}}
  high: {young: 20 GPa, poisson: 0, expansion: {model: tangent, coefficient_x: 10 ppm/K, coefficient_y: 0 ppm/K, coefficient_z: 10 ppm/K}}
states: [{name: cold, temperature: 25 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0 mm]}, {name: off, at: [5 mm, 0 mm, 0 mm]}]
mesh: {plan: {lattice: [40, 2]}}
solver: {tolerance: 1e-10}
)");
    const double measured = strip.rise("off", "middle") * 2 / 25e-6;
    const double expected = timoshenko_curvature(.5e-3, 130e9, .5e-3, 20e9, (10e-6 - 2.6e-6) * cooling);
    EXPECT_NEAR(expected, 1.28983, 1e-5); // 1/m: the published evaluation
    EXPECT_NEAR(measured, expected, 1e-4 * expected);
    record({"curvature", measured, expected, "1/m", "1e-4 relative", "bimetal strip", "Timoshenko, J. Opt. Soc. Am. 11 (1925) 233"});
  }

  TEST(PlaneStrain, OfASliceIsTimoshenkosStripWithTheModuliOfPlaneStrain)
  {
    // docs/user_guide/recipes.md: the sides of the slice cannot move along y.
    const SolvedCase slice(R"(sagitta: 1
package:
  outline: {size: [20 mm, 0.2 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: substrate, thickness: 300 um, elements: 2, material: laminate}
    - {name: mould, thickness: 200 um, elements: 2, material: compound}
materials:
  laminate: {young: 25 GPa, poisson: 0.3, cte: 16 ppm/K}
  compound: {young: 15 GPa, poisson: 0.3, cte: 8 ppm/K}
mechanics: {supports: [{face: y_min, displacement: {y: 0 um}}, {face: y_max, displacement: {y: 0 um}}]}
states: [{name: room, temperature: 25 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0 mm]}, {name: off, at: [5 mm, 0 mm, 0 mm]}]
mesh: {plan: {lattice: [100, 2]}}
solver: {method: direct}
)");
    const double measured = slice.rise("off", "middle") * 2 / 25e-6;
    const double expected = timoshenko_curvature(.3e-3, 25e9 / .91, .2e-3, 15e9 / .91, 1.3 * (8e-6 - 16e-6) * -125);
    // The free ends, 5 mm away, are ten thicknesses off.
    EXPECT_NEAR(measured, expected, 1e-4 * std::abs(expected));
    record({"curvature", measured, expected, "1/m", "1e-4 relative", "strip of plane strain",
            "Timoshenko with E / (1 - nu^2), (1 + nu) alpha"});
  }

  TEST(BimetalPlate, BendsAsTimoshenkoSays)
  {
    // The strips along the free edges carry no moment: a share of about their width, a tenth of the thickness here, over the plate's.
    const SolvedCase plate(shipped_case("bimetal_plate"));
    const double measured = plate.rise("on_x", "origin") * 2 / 25e-6;
    const double expected = timoshenko_curvature(.5e-3, 130e9 / .72, .5e-3, 20e9 / .70, (10e-6 - 2.6e-6) * cooling);
    EXPECT_NEAR(expected, 1.30093, 1e-5);
    EXPECT_NEAR(measured, expected, 2e-4 * expected);
    EXPECT_EQ(plate.warpage(evaluation::Face::bottom).shape, results::WarpageShape::concave);
    record({"curvature", measured, expected, "1/m", "2e-4 relative", "bimetal plate", "Timoshenko with E / (1 - nu)"});
  }

  TEST(ThinFilm, BendsItsSubstrateAsStoneySays)
  {
    // 10 um of film with M = 10 GPa and a misfit strain of -0.5 %, 50 MPa, on 0.775 mm of isotropic silicon.
    const SolvedCase wafer(R"(sagitta: 1
package:
  outline: {size: [60 mm, 60 mm]}
  stress_free_temperature: 125 degC
  layers:
    - {name: substrate, thickness: 0.775 mm, elements: 2, material: silicon_like}
    - {name: film, thickness: 10 um, elements: 1, material: film}
materials:
  silicon_like: {young: 130 GPa, poisson: 0.28, cte: 0 ppm/K}
  film: {young: 7 GPa, poisson: 0.3, cte: 50 ppm/K}
states: [{name: cold, temperature: 25 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0 mm]}, {name: off, at: [10 mm, 0 mm, 0 mm]}]
mesh: {plan: {lattice: [24, 24]}}
solver: {tolerance: 1e-10}
)");
    const double measured = wafer.rise("off", "middle") * 2 / 1e-4;
    const double m_s = 130e9 / .72, stoney = 6 * 50e6 * 10e-6 / (m_s * .775e-3 * .775e-3);
    EXPECT_NEAR(stoney, 2.76635e-2, 1e-6);
    const double thick = thick_film_curvature(.775e-3, m_s, 10e-6, 10e9, 5e-3);
    EXPECT_NEAR(measured, thick, 1e-3 * thick);   // edge strips of the order of the film over the plate
    EXPECT_NEAR(measured, stoney, .015 * stoney); // Stoney leaves out terms of the order of h_f / h_s = 1.3 %
    record({"thick_film", measured, thick, "1/m", "1e-3 relative", "film of finite thickness",
            "Freund, Floro and Chason, Appl. Phys. Lett. 74 (1999) 1987"});
    record({"thin_film", measured, stoney, "1/m", "1.5 %", "Stoney's thin film", "Stoney, Proc. R. Soc. A 82 (1909) 172"});
  }

  TEST(ThinFilm, WithAPrescribedStressBendsItsSubstrateAsStoneySays)
  {
    // 1 um with 200 MPa at 25 degC on 0.775 mm of isotropic silicon: Stoney's curvature is 6 s h_f / (M h_s^2).
    const std::string wafer = R"(sagitta: 1
package:
  outline: {size: [60 mm, 60 mm]}
  layers:
    - {name: substrate, thickness: 0.775 mm, elements: 2, material: silicon_like, stress_free_temperature: 25 degC}
    - {name: film, thickness: 1 um, elements: 1, material: film, film_stress: {value: 200 MPa, at: 25 degC}}
materials:
  silicon_like: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  film: {young: 100 GPa, poisson: 0.25, cte: 12.6 ppm/K}
states: [{name: room, temperature: 25 degC}, {name: hot, temperature: 125 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0 mm]}, {name: on_x, at: [10 mm, 0 mm, 0 mm]}, {name: on_y, at: [0 mm, 10 mm, 0 mm]}]
mesh: {plan: {lattice: [24, 24]}}
solver: {tolerance: 1e-10}
)";
    const SolvedCase room(wafer);
    const double measured = room.rise("on_x", "middle") * 2 / 1e-4;
    const double m_s = 130e9 / .72, m_f = 100e9 / .75, stoney = 6 * 200e6 * 1e-6 / (m_s * .775e-3 * .775e-3);
    EXPECT_NEAR(measured, stoney, 3e-3 * stoney); // terms of the order of h_f / h_s = 0.13 %, and free edges
    const double thick = thick_film_curvature(.775e-3, m_s, 1e-6, m_f, 200e6 / m_f);
    EXPECT_NEAR(measured, thick, 1e-3 * thick);
    record({"film_stress", measured, stoney, "1/m", "0.3 %", "film with a given stress", "Stoney, Proc. R. Soc. A 82 (1909) 172"});

    // At another temperature the difference of the expansions is added: M_f (a_f - a_s) 100 K of compression.
    const double hot = SolvedCase(wafer, {}, 1).rise("on_x", "middle") * 2 / 1e-4;
    const double at_125 = thick_film_curvature(.775e-3, m_s, 1e-6, m_f, 200e6 / m_f - 10e-6 * 100);
    EXPECT_NEAR(hot, at_125, 2e-3 * std::abs(thick));

    // Stress along x only: the two curvatures of laminate theory with the free strain of S (sx, 0).
    const SolvedCase along_x(wafer, {"package.layers.film.film_stress.value=[200 MPa, 0 MPa]"});
    PlateLayer film = isotropic_layer(1e-6, 100e9, .25, 0);
    film.free_x = -200e6 / 100e9;
    film.free_y = .25 * 200e6 / 100e9;
    const auto expected = laminate_curvatures({isotropic_layer(.775e-3, 130e9, .28, 0), film});
    EXPECT_NEAR(along_x.rise("on_x", "middle") * 2 / 1e-4, expected[0], 2e-3 * std::abs(expected[0]));
    EXPECT_NEAR(along_x.rise("on_y", "middle") * 2 / 1e-4, expected[1], 2e-3 * std::abs(expected[0]));
  }

  TEST(StressFreeTemperature, LinearInZBendsAPlateWithoutStress)
  {
    // Free of stress at 100 degC below and at 200 degC above: at 25 degC the top has shrunk by alpha 100 K more than the bottom.
    const SolvedCase plate(R"(sagitta: 1
package:
  outline: {size: [10 mm, 8 mm]}
  layers:
    - {name: plate, thickness: 0.5 mm, elements: 2, material: m, stress_free_temperature: {heights: [[0 mm, 100 degC], [500 um, 200 degC]]}}
materials: {m: {young: 20 GPa, poisson: 0.3, cte: 12 ppm/K}}
states: [{name: room, temperature: 25 degC}]
probes: [{name: middle, at: [0 mm, 0 mm, 0.5 mm]}, {name: off, at: [4 mm, 3 mm, 0.5 mm]}]
mesh: {plan: {lattice: [10, 8]}}
solver: {tolerance: 1e-11}
)");
    EXPECT_EQ(meshing::to_string(plate.model().mirror()), "quarter") << "a profile keeps the symmetry";
    const double expected = 12e-6 * 100 / .5e-3 * 25e-6 / 2, measured = plate.rise("off", "middle");
    // The strain is linear in z and lies in the space.
    EXPECT_NEAR(measured, expected, 1e-6 * expected);
    for (const double component : plate.probe("off").stress)
      EXPECT_NEAR(component, 0, 1e-5 * 20e9 * 12e-6 * 100);
    record({"rise", measured, expected, "m", "1e-6 relative", "stress-free temperature linear in z", "alpha dT / h"});
  }

  TEST(Laminate, WithCubicSiliconHasTheTwoCurvaturesOfLaminateTheory)
  {
    const SolvedCase plate(shipped_case("laminate"));
    const double d = 1 - .3 * .3 * 8. / 40.;
    const double c11 = 165.7e9, c12 = 63.9e9, c44 = 79.6e9, out = c12 * c12 / c11;
    const auto expected = laminate_curvatures({{50e-6, 40e9 / d, .3 * 8e9 / d, 8e9 / d, 17e-6 * cooling, 30e-6 * cooling},
                                               isotropic_layer(50e-6, 3.5e9, .33, 35e-6 * cooling),
                                               {300e-6, (c11 + c12) / 2 + c44 - out, (c11 + c12) / 2 - c44 - out,
                                                (c11 + c12) / 2 + c44 - out, 2.6e-6 * cooling, 2.6e-6 * cooling},
                                               isotropic_layer(200e-6, 20e9, .3, 10e-6 * cooling)});
    const double kx = plate.rise("on_x", "origin") * 2 / 25e-6, ky = plate.rise("on_y", "origin") * 2 / 25e-6;
    // The strips along the free edges, as wide as the shear lag of the dielectric (0.1 mm of 100 mm), are common to both.
    EXPECT_NEAR(kx, expected[0], 2e-3 * std::abs(expected[1]));
    EXPECT_NEAR(ky, expected[1], 2e-3 * std::abs(expected[1]));
    record({"curvature_x", kx, expected[0], "1/m", "0.2 % of the larger", "classical laminate theory", "cubic silicon, <110> along x"});
    record({"curvature_y", ky, expected[1], "1/m", "0.2 % of the larger", "classical laminate theory", "cubic silicon, <110> along x"});
  }

  TEST(Laminate, RotatedByNinetyDegreesExchangesItsCurvatures)
  {
    const SolvedCase plain(shipped_case("laminate"), {"mesh.plan.lattice=[20, 20]"});
    const SolvedCase turned(shipped_case("laminate"), {"mesh.plan.lattice=[20, 20]", "package.layers.traces.rotation=90 deg"});
    // The same mesh and numbers in another order: what is left is the solver's tolerance.
    const double scale = std::abs(plain.rise("on_y", "origin"));
    EXPECT_NEAR(turned.rise("on_x", "origin"), plain.rise("on_y", "origin"), 1e-6 * scale);
    EXPECT_NEAR(turned.rise("on_y", "origin"), plain.rise("on_x", "origin"), 1e-6 * scale);
  }

  TEST(RoundWafer, OfTwoMaterialsBowsAsAPlate)
  {
    // 300 mm, 0.775 mm of silicon and 0.1 mm of mould, -50 K, small displacements.
    const SolvedCase wafer(R"(sagitta: 1
package:
  outline: {diameter: 300 mm}
  stress_free_temperature: 75 degC
  layers:
    - {name: silicon, thickness: 0.775 mm, elements: 2, material: silicon_like}
    - {name: mould, thickness: 0.1 mm, elements: 1, material: mould_like}
materials:
  silicon_like: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  mould_like: {young: 20 GPa, poisson: 0.30, cte: 10 ppm/K}
states: [{name: cold, temperature: 25 degC}]
probes:
  - {name: middle, at: [0 mm, 0 mm, 0 mm]}
  - {name: off_x, at: [100 mm, 0 mm, 0 mm]}
  - {name: off_diagonal, at: [70.71067811865476 mm, 70.71067811865476 mm, 0 mm]}
warpage: {terminal_zone: {size: [200 mm, 200 mm]}}
mesh: {plan: {resolution: 15 mm}}
solver: {tolerance: 1e-10}
)");
    const double k = timoshenko_curvature(.775e-3, 130e9 / .72, .1e-3, 20e9 / .70, (10e-6 - 2.6e-6) * -50);
    EXPECT_NEAR(k * .15 * .15 / 2, .676e-3, .0005e-3); // the bow of the whole wafer, as published
    const double expected = k * .1 * .1 / 2;
    // Edge strips: a thickness over the radius, 0.6 %, times the share of Poisson's misfit; and the mapping of degree 2.
    EXPECT_NEAR(wafer.rise("off_x", "middle"), expected, 1e-3 * expected);
    EXPECT_NEAR(wafer.rise("off_diagonal", "middle"), expected, 1e-3 * expected);
    const results::Warpage warpage = wafer.warpage(evaluation::Face::bottom);
    EXPECT_EQ(warpage.shape, results::WarpageShape::concave);
    EXPECT_NEAR(warpage.value, -k * .02 / 2, 2e-3 * k * .02 / 2); // corners of the zone at r^2 = 0.02 m2
    record({"deflection_at_100_mm", wafer.rise("off_x", "middle"), expected, "m", "1e-3 relative", "bimetal plate, k r^2 / 2",
            "Timoshenko with E / (1 - nu)"});
  }

  /// Silicon of 0.775 mm under its own weight at 25 degC, free of thermal stress unless `stress_free` differs.
  std::string heavy_wafer(const std::string &outline, const std::string &supports, const std::string &plan, const std::string &stress_free)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{{}}}
  stress_free_temperature: {} degC
  layers: [{{name: wafer, thickness: 0.775 mm, material: silicon}}]
materials: {{silicon: {{young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K, density: 2330 kg/m3}}}}
mechanics:
  acceleration: [0 m/s2, 0 m/s2, -9.81 m/s2]
  supports: [{}]
states: [{{name: flat, temperature: 25 degC}}]
probes: [{{name: middle, at: [0 mm, 0 mm, 0 mm]}}]
mesh: {{plan: {{{}}}}}
)",
                       outline, stress_free, supports, plan);
  }

  double bending_stiffness()
  {
    return 130e9 * std::pow(.775e-3, 3) / (12 * (1 - .28 * .28));
  }

  TEST(WidePlate, SagsUnderItsWeightAsNavierSays)
  {
    std::string supports;
    for (const char *face : {"x_min", "x_max", "y_min", "y_max"})
      supports += fmt::format("{}{{face: {}, displacement: {{z: 0 um}}}}", supports.empty() ? "" : ", ", face);
    // Side faces that cannot move along z leave the edges free to rotate: simply supported.
    const double expected = -.00406235 * 2330 * 9.81 * .775e-3 * std::pow(.2, 4) / bending_stiffness();
    double sag[2] = {};
    for (const unsigned heated : {0u, 1u})
      {
        // With a temperature change of 0.1 K the load is much larger, the sag is the same.
        const SolvedCase plate(heavy_wafer("size: [200 mm, 200 mm]", supports, "lattice: [20, 20]", heated ? "24.9" : "25"));
        sag[heated] = plate.probe("middle").displacement[2];
        EXPECT_NEAR(sag[heated], expected, 5e-3 * -expected) << "straight edges, shear left out";
        EXPECT_LE(plate.info().energy_error, 1e-8);
        EXPECT_LE(plate.info().iterations, 30u);
      }
    EXPECT_NEAR(sag[0], sag[1], 1e-3 * -expected);
    record({"sag", sag[0], expected, "m", "0.5 %", "simply supported square plate", "Timoshenko and Woinowsky-Krieger, table 8"});
  }

  TEST(WidePlate, OnThreePinsIsSolved)
  {
    const std::string pins =
        "{point: [150 mm, 0 mm, 0 mm], displacement: {z: 0 um}}, {point: [-75 mm, 129.9 mm, 0 mm], displacement: {z: 0 um}}, "
        "{point: [-75 mm, -129.9 mm, 0 mm], displacement: {z: 0 um}}";
    const SolvedCase wafer(heavy_wafer("diameter: 300 mm", pins, "resolution: 20 mm", "25"));
    EXPECT_LE(wafer.info().energy_error, 1e-8);
    // On three points of its edge a disc sags more than on all of it, (5 + nu) / (1 + nu) q a^4 / (64 D), and less than four times as much.
    const double edge = (5 + .28) / (1 + .28) * 2330 * 9.81 * .775e-3 * std::pow(.15, 4) / (64 * bending_stiffness());
    EXPECT_NEAR(edge, 105.64e-6, .02e-6);
    const double sag = -wafer.probe("middle").displacement[2];
    EXPECT_GT(sag, edge);
    EXPECT_LT(sag, 4 * edge);
  }
} // namespace
