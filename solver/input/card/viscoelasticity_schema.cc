#include <solver/input/card/viscoelasticity_schema.h>

#include <string>
#include <vector>

namespace sagitta::input
{
  const NameTable<RelaxationModel> &relaxation_model_names()
  {
    static const NameTable<RelaxationModel> table = {
        {RelaxationModel::shear_and_bulk, "shear_and_bulk", "the shear and the bulk modulus relax, each by arms of its own"},
        {RelaxationModel::young, "young", "Young's modulus relaxes, Poisson's ratio is constant: shear and bulk modulus relax alike"},
        {RelaxationModel::assumed, "assumed",
         "from glassy to rubbery moduli, with a normal distribution of relaxation times over the logarithm of time"}};
    return table;
  }

  const NameTable<ShiftModel> &shift_names()
  {
    static const NameTable<ShiftModel> table = {
        {ShiftModel::wlf, "wlf", "Williams, Landel and Ferry at all temperatures; none below reference - c2"},
        {ShiftModel::arrhenius, "arrhenius", "Arrhenius at all temperatures"},
        {ShiftModel::wlf_arrhenius, "wlf_arrhenius", "Williams, Landel and Ferry at and above the junction, Arrhenius below it"},
        {ShiftModel::table, "table", "points over temperature"}};
    return table;
  }

  const NameTable<WithCure> &with_cure_names()
  {
    static const NameTable<WithCure> table = {
        {WithCure::moves, "moves", "all temperatures of the shift are those of full cure and move with Tg(x) - Tg(1)"},
        {WithCure::stays, "stays", "the shift does not depend on the cure"}};
    return table;
  }

  namespace
  {
    constexpr bool required = true, optional = false;
    constexpr Range poisson_range = {-1, 0.5, true, true};

    TypePointer modulus_type(Use use)
    {
      return overriding(
          use, map({{"instantaneous", entry(use, Dimension::pressure, positive, false), optional, "", "modulus before any relaxation", {}},
                    {"equilibrium", entry(use, Dimension::pressure, not_negative, false), optional, "", "modulus after all relaxation", {}},
                    {"arms",
                     series(use, "prony_arms",
                            "points [relaxation time at the reference, share of the instantaneous modulus] or [relaxation time, modulus]"),
                     optional,
                     "",
                     "Prony series: pairs [relaxation time, share of the instantaneous modulus] or [relaxation time, modulus]; elastic "
                     "when left out",
                     {}}},
                   {{{{"instantaneous"}, {"equilibrium"}}, false, ""}}));
    }

    /// The moduli of one end of an assumed set.
    TypePointer state_type(Use use)
    {
      return overriding(
          use,
          map({{"young", entry(use, Dimension::pressure, positive, false), optional, "", "Young's modulus", {}},
               {"poisson", entry(use, Dimension::fraction, poisson_range, false), optional, "", "Poisson's ratio", {}},
               {"temperature",
                entry(use, Dimension::temperature, positive, false),
                optional,
                "",
                "instead of young and poisson: temperature at which the isotropic elasticity of the card, given or predicted, is evaluated",
                {}}},
              {{{{"young", "poisson"}, {"temperature"}}, false, ""}}));
    }

    TypePointer spectrum_type(Use use)
    {
      const auto time = entry(use, Dimension::time, positive, false);
      return overriding(
          use, map({{"centre",
                     time,
                     required,
                     "",
                     "relaxation time at the centre of the spectrum, at the reference temperature of the shift",
                     {}},
                    {"width", entry(use, Dimension::fraction, positive, false), required, "", "standard deviation in decades of time", {}},
                    {"shortest", time, required, "", "relaxation time of the first arm", {}},
                    {"longest", time, required, "", "relaxation time of the last arm", {}},
                    {"arms", integer(2, 100), optional, "20", "number of arms, equally spaced in the logarithm of time", {}}}));
    }

    TypePointer shift_type(Use use)
    {
      const std::vector<std::string> wlf = {"wlf", "wlf_arrhenius"}, energy = {"arrhenius", "wlf_arrhenius"}, both = {"wlf_arrhenius"},
                                     formula = {"wlf", "arrhenius", "wlf_arrhenius"}, table = {"table"};
      return overriding(use,
                        map({{"model", choice(shift_names().words()), required, "", "shift of all relaxation times with temperature", {}},
                             {"reference", entry(use, Dimension::temperature, positive, false), required, "",
                              "temperature of the relaxation times", formula},
                             {"c1", entry(use, Dimension::fraction, positive, false), required, "", "C1", wlf},
                             {"c2", entry(use, Dimension::temperature_difference, positive, false), required, "", "C2", wlf},
                             {"junction", entry(use, Dimension::temperature, positive, false), required, "",
                              "where the Arrhenius part below meets the WLF part above, usually the glass transition", both},
                             {"activation_energy", entry(use, Dimension::molar_energy, not_negative, false), required, "",
                              "E of the Arrhenius part", energy},
                             {"log10_factor", entry(use, Dimension::fraction, any_number, true), required, "",
                              "decimal logarithm of the shift factor, falling with temperature", table},
                             {"with_cure",
                              choice(with_cure_names().words()),
                              optional,
                              "",
                              "whether the shift moves with the glass transition; needed if the section cure gives one",
                              {}}},
                            {}, "model"));
    }
  } // namespace

  TypePointer viscoelasticity_type(Use use)
  {
    const std::vector<std::string> two = {"shear_and_bulk"}, young = {"young"}, assumed = {"assumed"};
    return overriding(
        use, map({{"model", choice(relaxation_model_names().words()), required, "", "what relaxes", {}},
                  {"shear", modulus_type(use), required, "", "shear modulus", two},
                  {"bulk", modulus_type(use), required, "", "bulk modulus", two},
                  {"young", modulus_type(use), required, "", "Young's modulus", young},
                  {"poisson", entry(use, Dimension::fraction, poisson_range, false), required, "", "Poisson's ratio, constant", young},
                  {"glassy", state_type(use), required, "", "moduli before any relaxation", assumed},
                  {"rubbery", state_type(use), required, "", "moduli after all relaxation", assumed},
                  {"spectrum", spectrum_type(use), required, "", "relaxation times between the glassy and the rubbery moduli", assumed},
                  {"shift", shift_type(use), required, "", "shift of the relaxation times with temperature and cure", {}},
                  {"growth_exponent",
                   entry(use, Dimension::fraction, positive, false),
                   optional,
                   "",
                   "exponent of the growth of the equilibrium shear modulus from the gel point on; when left out, this modulus does not "
                   "depend on the cure",
                   {}}},
                 {}, "model"));
  }
} // namespace sagitta::input
