#include <materials/engineering_constants.h>

namespace sagitta::materials
{
  EngineeringConstants engineering_constants(const OrthotropicStiffness &c)
  {
    // The compliance of the normal strains, by cofactors.
    const double determinant =
        c.c11 * (c.c22 * c.c33 - c.c23 * c.c23) - c.c12 * (c.c12 * c.c33 - c.c13 * c.c23) + c.c13 * (c.c12 * c.c23 - c.c13 * c.c22);
    const double s11 = (c.c22 * c.c33 - c.c23 * c.c23) / determinant, s22 = (c.c11 * c.c33 - c.c13 * c.c13) / determinant,
                 s33 = (c.c11 * c.c22 - c.c12 * c.c12) / determinant, s12 = (c.c13 * c.c23 - c.c12 * c.c33) / determinant,
                 s13 = (c.c12 * c.c23 - c.c13 * c.c22) / determinant, s23 = (c.c12 * c.c13 - c.c11 * c.c23) / determinant;
    return {{{1 / s11, 1 / s22, 1 / s33}}, {{c.c66, c.c55, c.c44}}, {{-s12 / s11, -s13 / s11, -s23 / s22}}};
  }
} // namespace sagitta::materials
