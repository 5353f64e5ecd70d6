#include <materials/point/point_material.h>

#include <materials/eigenstrain.h>

#include <array>

namespace sagitta::materials
{
  FreeStrain make_free_strain(const Material &material, double start)
  {
    // Copies of the material, so that the functions may outlive it.
    FreeStrain free;
    if (has_moving_expansion(material))
      free.over_step = [material](const std::array<double, 2> &temperature, const std::array<double, 2> &cure) {
        return strain_of_moved_transition(material, temperature, cure);
      };
    free.at = [material, start](double temperature, double cure) {
      return free_strain(material, {{start, temperature}}, cure_strain(material, {{0, cure}}, {}));
    };
    return free;
  }

  CureAfter cure_after(const Material &material)
  {
    return [kinetics = material.cure.value().kinetics](double degree, double duration, double from, double to) {
      return advance_cure(kinetics, degree, {duration, {from, to}}).cure;
    };
  }
} // namespace sagitta::materials
