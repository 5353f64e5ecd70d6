// Islands and holes of one cell: their conductivities obey Keller's theorem.

#include <tests/cell/trace_cells.h>
#include <tests/verification_record.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  using namespace cell;

  namespace
  {
    TEST(TraceCellLong, ObeysKellersTheoremForIslandsAndHoles)
    {
      // The conductivity of islands times that with both phases exchanged is the product of the phases.
      const double islands = conductivity_inside(Shape::block, .6, {{10, 1}}, 0),
                   holes = conductivity_inside(Shape::block, .6, {{1, 10}}, 0);
      EXPECT_NEAR(islands * holes, 10, 1e-2 * 10); // corners of blocks are singular: the mesh is within 1 %
      tests::record({"product", islands * holes, 10, "1", "1 %", "Keller's theorem of plane conduction",
                     "J. B. Keller, J. Math. Phys. 5 (1964) 548"});
    }
  } // namespace
} // namespace sagitta::tests
