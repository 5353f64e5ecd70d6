#include <solver/input/card/card_chile.h>

#include <solver/base/name_table.h>

namespace sagitta::input
{
  namespace
  {
    enum class Model
    {
      by_cure
    };

    const NameTable<Model> &model_names()
    {
      static const NameTable<Model> table = {
          {Model::by_cure, "by_cure", "from the uncured to the cured modulus with the degree of cure, after Bogetti and Gillespie"}};
      return table;
    }
  } // namespace

  TypePointer chile_type(Use use)
  {
    constexpr bool required = true;
    const auto modulus = entry(use, Dimension::pressure, positive, true);
    const auto degree = entry(use, Dimension::fraction, {0, 1, false, false}, false);
    return overriding(use,
                      map({{"model", choice(model_names().words()), required, "", "how the moduli grow", {}},
                           {"uncured", modulus, required, "", "Young's modulus E0 before hardening begins", {}},
                           {"cured", modulus, required, "", "Young's modulus E1 when hardening has ended", {}},
                           {"poisson",
                            entry(use, Dimension::fraction, {-1, 0.5, true, true}, true),
                            required,
                            "",
                            "Poisson's ratio, at every degree of cure",
                            {}},
                           {"begins", degree, required, "", "degree of cure x1 at which hardening begins, for instance the gel point", {}},
                           {"ends", degree, required, "", "degree of cure x2 at which it has ended", {}},
                           {"curvature",
                            entry(use, Dimension::fraction, {-1, 1, false, false}, false),
                            required,
                            "",
                            "c of E = (1 - m) E0 + m E1 + c m (1 - m) (E1 - E0), m = (x - x1) / (x2 - x1); 0: in proportion to the cure",
                            {}}},
                          {}, "model"));
  }

  materials::CureModuli read_chile(const Value &section, CardReader &reader, const materials::Material &material)
  {
    if (!material.cure)
      section.fail("the moduli depend on the degree of cure; give the section cure");
    section.at("model").choice(model_names());
    const auto function = reader.functions(section, "chile");
    const auto constant = reader.constants(section, "chile");
    materials::CureModuli moduli{function("uncured"), function("cured"), function("poisson"), 0, 0, 0};
    moduli.start = constant("begins");
    moduli.end = constant("ends");
    moduli.curvature = constant("curvature");
    with_errors_at(section, [&] { materials::ChileLaw{moduli}.check(); });
    return moduli;
  }
} // namespace sagitta::input
