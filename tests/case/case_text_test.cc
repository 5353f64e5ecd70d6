// Texts of cases: a study solves cases of equal mesh_text() on one mesh, and a parameter without effect on physics_text() is refused.

#include <tests/input/sample_case.h>

#include <solver/case/case_text.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    struct Change
    {
      const char *override_;
      bool needs_a_mesh;
    };

    class CaseTexts : public testing::TestWithParam<Change>
    {
    };

    TEST_P(CaseTexts, DifferWhereResultsDo)
    {
      const Case plain = parse(sample_case());
      const Case changed = parse(sample_case(), {GetParam().override_});
      EXPECT_NE(physics_text(plain), physics_text(changed)) << GetParam().override_;
      EXPECT_EQ(mesh_text(plain) != mesh_text(changed), GetParam().needs_a_mesh) << GetParam().override_;
    }

    INSTANTIATE_TEST_SUITE_P(
        Overrides, CaseTexts,
        testing::Values(Change{"materials.mould.young=20 GPa", false}, Change{"thermal.films[0].film.coefficient=20 W/m2K", false},
                        Change{"package.layers[0].thickness=210 um", true}, Change{"states.room.temperature=30 degC", false},
                        Change{"warpage={face: lid.top, zone: {size: [4 mm, 4 mm]}}", false}, Change{"warpage.grid_points=53", false},
                        Change{"package.stress_free_temperature=160 degC", false}, Change{"mesh.degree_z=2", true},
                        Change{"package.dies.memory.power=0.6 W", true}));

    TEST(CaseTexts, TakeAllThatTheTextOfTheMeshLeavesOut)
    {
      // One list serves both: what a case takes from another of equal mesh makes their results equal.
      const Case changed =
          parse(sample_case(), {"title=another", "materials.mould.young=20 GPa", "thermal.films[0].film.coefficient=20 W/m2K",
                                "states.room.temperature=30 degC", "package.stress_free_temperature=160 degC", "warpage.grid_points=53",
                                "package.layers.overmould.stress_free_temperature=120 degC", "probes[0].at=[4 mm, 4 mm, 200 um]"});
      Case taking = parse(sample_case());
      ASSERT_EQ(mesh_text(taking), mesh_text(changed));
      const meshing::Body *const first = taking.package.bodies.data();
      take_values(changed, taking);
      EXPECT_EQ(physics_text(taking), physics_text(changed));
      EXPECT_EQ(taking.title, "another");
      EXPECT_EQ(taking.hash, changed.hash);
      EXPECT_EQ(taking.package.bodies.data(), first) << "a model may refer to the parts";
    }

    TEST(CaseTexts, NameWhatBreaksTheSymmetryThatTheMeshFollows)
    {
      const auto with = [](const std::string &symmetry, const std::string &left, const std::string &cooled) {
        return mesh_text(parse(R"(sagitta: 1
package:
  outline: {size: [10 mm, 10 mm]}
  stress_free_temperature: 150 degC
  layers: [{name: board, thickness: 200 um, material: copper}, {name: dies, thickness: 200 um, material: none}]
  dies:
    - {name: left, material: silicon, size: [2 mm, 2 mm], position: [-3 mm, 0 mm], layers: [dies], active_face: top, stress_free_temperature: )" +
                               left + R"(}
    - {name: right, material: silicon, size: [2 mm, 2 mm], position: [3 mm, 0 mm], layers: [dies], active_face: top}
thermal:
  films: [{face: x_min, film: {coefficient: )" +
                               cooled + R"(, ambient: 25 degC}}, {face: x_max, film: {coefficient: 10 W/m2K, ambient: 25 degC}}]
states: [{name: hot, temperature: solved}]
mesh: {plan: {lattice: [10, 10]}, symmetry: )" +
                               symmetry + "}\n"));
      };
      const std::string plain = with("auto", "150 degC", "10 W/m2K");
      EXPECT_NE(with("auto", "200 degC", "10 W/m2K"), plain);
      EXPECT_NE(with("auto", "150 degC", "20 W/m2K"), plain);
      EXPECT_EQ(with("auto", "200 degC", "20 W/m2K"), with("auto", "190 degC", "30 W/m2K"));
      EXPECT_EQ(with("none", "200 degC", "20 W/m2K"), with("none", "150 degC", "10 W/m2K"));
    }

    TEST(CaseTexts, NameTheSurroundingsOfAPath)
    {
      const auto with = [](const std::string &ambient, const std::string &surroundings) {
        return physics_text(parse(R"(sagitta: 1
package:
  outline: {size: [10 mm, 10 mm]}
  stress_free_temperature: 25 degC
  layers: [{name: board, thickness: 200 um, material: compound}]
materials:
  compound:
    law: viscoelastic
    conductivity: 1 W/mK
    density: 1890 kg/m3
    specific_heat: 1260 J/kgK
    expansion: {model: tangent, coefficient: 20 ppm/K}
    viscoelasticity:
      model: young
      young: {instantaneous: 10 GPa, arms: [[10 s, 30 %]]}
      poisson: 0.3
      shift: {model: arrhenius, reference: 90 degC, activation_energy: 100 kJ/mol}
thermal:
  films: [{face: bottom, film: {coefficient: 5 W/m2K, ambient: surroundings}}, {face: top, film: {coefficient: 10 W/m2K, ambient: )" +
                                  ambient + R"(}}]
history: {start: {temperature: 25 degC}}
states: [{name: hot, temperature: solved, surroundings: )" +
                                  surroundings + R"(, duration: 10 min}]
mesh: {plan: {lattice: [10, 10]}}
)"));
      };
      const std::string plain = with("surroundings", "100 degC");
      EXPECT_NE(with("surroundings", "110 degC"), plain);
      EXPECT_NE(with("25 degC", "100 degC"), plain);
    }
  } // namespace
} // namespace sagitta::tests
