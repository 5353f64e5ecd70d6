#include <materials/laws/tangent.h>

#include <type_traits>

namespace sagitta::materials
{
  namespace
  {
    VoigtMatrix expand(const IsotropicModuli &moduli)
    {
      VoigtMatrix result{};
      for (unsigned i = 0; i < 3; ++i)
        {
          for (unsigned j = 0; j < 3; ++j)
            result[i][j] = moduli.bulk - 2. / 3 * moduli.shear;
          result[i][i] += 2 * moduli.shear;
          result[3 + i][3 + i] = moduli.shear;
        }
      return result;
    }

    VoigtMatrix expand(const RadialTangent &tangent)
    {
      const double shear = tangent.moduli.shear, factor = 3 * shear * (tangent.theta_bar - tangent.theta);
      VoigtMatrix result{};
      for (unsigned i = 0; i < 6; ++i)
        for (unsigned j = 0; j < 6; ++j)
          {
            double identity = i == j ? 0.5 : 0; // of the deviator
            if (i < 3 && j < 3)
              {
                identity = i == j ? 2. / 3 : -1. / 3;
                result[i][j] = tangent.moduli.bulk;
              }
            result[i][j] += 2 * shear * tangent.theta * identity + factor * tangent.direction[i] * tangent.direction[j];
          }
      return result;
    }

    VoigtMatrix expand(const OrthotropicStiffness &c)
    {
      return {{{{c.c11, c.c12, c.c13, 0, 0, 0}},
               {{c.c12, c.c22, c.c23, 0, 0, 0}},
               {{c.c13, c.c23, c.c33, 0, 0, 0}},
               {{0, 0, 0, c.c44, 0, 0}},
               {{0, 0, 0, 0, c.c55, 0}},
               {{0, 0, 0, 0, 0, c.c66}}}};
    }

    VoigtMatrix expand(const VoigtMatrix &tangent)
    {
      return tangent;
    }

    /// Calls f(number) for the numbers of a tangent, constant or not, in their order.
    template <typename Numbers, typename F>
    void for_each_number(Numbers &numbers, const F &f)
    {
      using Form = std::remove_const_t<Numbers>;
      if constexpr (std::is_same_v<Form, IsotropicModuli>)
        {
          f(numbers.bulk);
          f(numbers.shear);
        }
      else if constexpr (std::is_same_v<Form, RadialTangent>)
        {
          for_each_number(numbers.moduli, f);
          f(numbers.theta);
          f(numbers.theta_bar);
          for (auto &component : numbers.direction)
            f(component);
        }
      else if constexpr (std::is_same_v<Form, OrthotropicStiffness>)
        for (auto *modulus :
             {&numbers.c11, &numbers.c22, &numbers.c33, &numbers.c12, &numbers.c13, &numbers.c23, &numbers.c44, &numbers.c55, &numbers.c66})
          f(*modulus);
      else
        for (auto &row : numbers)
          for (auto &entry : row)
            f(entry);
    }

    Tangent empty(TangentForm form)
    {
      switch (form)
        {
        case TangentForm::isotropic:
          return IsotropicModuli{};
        case TangentForm::radial:
          return RadialTangent{};
        case TangentForm::orthotropic:
          return OrthotropicStiffness{};
        default:
          return VoigtMatrix{};
        }
    }
  } // namespace

  unsigned n_scalars(TangentForm form)
  {
    switch (form)
      {
      case TangentForm::isotropic:
        return 2;
      case TangentForm::radial:
        return 10;
      case TangentForm::orthotropic:
        return 9;
      default:
        return 36;
      }
  }

  TangentForm form_of(const Tangent &tangent)
  {
    return static_cast<TangentForm>(tangent.index());
  }

  VoigtMatrix matrix(const Tangent &tangent)
  {
    return std::visit([](const auto &form) { return expand(form); }, tangent);
  }

  void write_tangent(const Tangent &tangent, std::size_t stride, double *to)
  {
    const auto write = [&](double number) {
      *to = number;
      to += stride;
    };
    std::visit([&](const auto &numbers) { for_each_number(numbers, write); }, tangent);
  }

  Tangent read_tangent(TangentForm form, std::size_t stride, const double *from)
  {
    Tangent tangent = empty(form);
    const auto read = [&](double &number) {
      number = *from;
      from += stride;
    };
    std::visit([&](auto &numbers) { for_each_number(numbers, read); }, tangent);
    return tangent;
  }
} // namespace sagitta::materials
