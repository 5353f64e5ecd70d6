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
  } // namespace
} // namespace sagitta::tests
