#include <solver/layered/operator/coefficients.h>

namespace sagitta::layered
{
  const std::vector<Coupling> &couplings(unsigned n_components)
  {
    static const std::vector<Coupling> conduction{{0, 0, 0, 0, 0}, {0, 1, 0, 1, 1}, {0, 2, 0, 2, 2}};
    enum : unsigned
    {
      c11,
      c22,
      c33,
      c12,
      c13,
      c23,
      c44,
      c55,
      c66
    };
    enum : unsigned
    {
      x,
      y,
      z
    };
    static const std::vector<Coupling> elasticity{
        {x, x, x, x, c11}, {x, y, x, y, c66}, {x, z, x, z, c55},                    // u with u
        {y, x, y, x, c66}, {y, y, y, y, c22}, {y, z, y, z, c44},                    // v with v
        {z, x, z, x, c55}, {z, y, z, y, c44}, {z, z, z, z, c33},                    // w with w
        {x, x, y, y, c12}, {x, y, y, x, c66}, {y, y, x, x, c12}, {y, x, x, y, c66}, // u with v
        {x, x, z, z, c13}, {x, z, z, x, c55}, {z, z, x, x, c13}, {z, x, x, z, c55}, // u with w
        {y, y, z, z, c23}, {y, z, z, y, c44}, {z, z, y, y, c23}, {z, y, y, z, c44}, // v with w
    };
    return n_components == 1 ? conduction : elasticity;
  }

  std::array<double, 9> pack(const materials::OrthotropicStiffness &s)
  {
    return {{s.c11, s.c22, s.c33, s.c12, s.c13, s.c23, s.c44, s.c55, s.c66}};
  }

  void Coefficients::add_storage()
  {
    const std::size_t n_cells = volume.size() / n_coefficients(n_components) / n_elements;
    film_level.resize(n_cells * (n_elements + 1), 0.);
    film_side.resize(n_cells * 4 * n_elements, 0.);
    storage.assign(n_cells * n_elements, 0.);
  }

  std::vector<char> Coefficients::filled() const
  {
    const unsigned n = n_coefficients(n_components);
    std::vector<char> result(volume.size() / n);
    for (std::size_t i = 0; i < result.size(); ++i)
      for (unsigned k = 0; k < n; ++k)
        result[i] |= volume[i * n + k] != 0;
    return result;
  }
} // namespace sagitta::layered
