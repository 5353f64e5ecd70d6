#include <solver/input/card/compound_schema.h>

namespace sagitta::input
{
  namespace
  {
    constexpr bool required = true, optional = false;
    constexpr Range open_fraction = {0, 1, true, true};
    constexpr Range above_one = {1, std::numeric_limits<double>::infinity(), true, false};

    TypePointer fraction(Range range = open_fraction)
    {
      return quantity(Dimension::fraction, range);
    }

    /// Wider distributions than this are beyond what the packing of Farr and Groot is supported for, a deviation of ln D of about 2.
    constexpr Range deviation_range = {1, 8, false, false};
    constexpr Range particle_size = {1e-9, 1e-2, false, false}; // [m]

    TypePointer number(Use use, Range range)
    {
      return entry(use, Dimension::fraction, range, false);
    }

    TypePointer value(Use use, Dimension dimension)
    {
      return entry(use, dimension, positive, false);
    }

    TypePointer size_mode(Use use)
    {
      return map(
          {{"median",
            entry(use, Dimension::length, particle_size, false),
            required,
            "",
            "diameter that halves the volume (d50): of a sphere, of the face of a plate, across a fibre",
            {}},
           {"geometric_deviation",
            number(use, deviation_range),
            required,
            "",
            "of a log-normal distribution: d84/d50; 1 for particles of equal size",
            {}},
           {"share", fraction({0, 1, true, false}), required, "", "of this filler by volume; the shares of a filler add up to 1", {}}});
    }

    TypePointer filler(Use use)
    {
      const std::vector<std::string> long_shapes = {"plate", "fibre"};
      const auto layer = map({{"modulus", value(use, Dimension::pressure), required, "", "modulus of the layer", {}},
                              {"thickness", value(use, Dimension::length), required, "", "thickness of the layer", {}}});
      return map(
          {{"material", reference("material"), required, "", "the solid that the particles consist of", {}},
           {"weight", fraction(), optional, "", "fraction of the whole compound by weight; either weight or volume for all fillers", {}},
           {"volume", fraction(), optional, "", "fraction of the whole compound by volume; either weight or volume for all fillers", {}},
           {"shape",
            choice(particle_shape_names().words()),
            required,
            "",
            "spheroid that represents the particles, in random orientations",
            {}},
           {"aspect_ratio", number(use, above_one), required, "", "diameter over thickness of a plate, length over diameter of a fibre",
            long_shapes},
           {"sizes",
            list(size_mode(use), 1),
            optional,
            "",
            "distribution of sizes, one or several modes; needed for the packing, an interface or a coupling",
            {}},
           {"interface_conductance",
            any_of({choice({{"perfect", "no resistance between particle and resin"}}), value(use, Dimension::film_coefficient)}),
            required,
            "",
            "thermal conductance of the interface with the resin (inverse of Kapitza's resistance)",
            {}},
           {"coupling",
            any_of({choice({{"perfect", "bonded to the resin"}}), layer}),
            required,
            "",
            "mechanical bond to the resin: perfect, or a thin layer between (spheres only)",
            {}}},
          {{{{"weight"}, {"volume"}}, false, ""}}, "shape");
    }

    TypePointer schemes()
    {
      return map({{"elasticity",
                   choice(elastic_scheme_names().words()),
                   required,
                   "",
                   "estimate of the moduli, and with them of expansion and shrinkage",
                   {}},
                  {"conductivity", choice(conduction_scheme_names().words()), required, "", "estimate of the thermal conductivity", {}}});
    }

    TypePointer flow(Use use)
    {
      const auto shift = map(
          {{"model", choice(viscosity_shift_names().words()), required, "", "how the viscosity of the resin falls with temperature", {}},
           {"activation_energy", value(use, Dimension::molar_energy), required, "", "E of exp(E / (R T))", {"arrhenius"}},
           {"c1", number(use, positive), required, "", "first constant", {"wlf"}},
           {"c2", value(use, Dimension::temperature_difference), required, "", "second constant", {"wlf"}}},
          {}, "model");
      const auto thinning =
          map({{"model", choice(thinning_names().words()), required, "", "how the viscosity of the compound falls with the shear rate", {}},
               {"time", value(use, Dimension::time), required, "", "time constant", {"cross", "carreau"}},
               {"exponent", number(use, {0, 1, true, false}), required, "", "exponent", {"cross", "carreau"}}},
              {}, "model");
      const auto cure =
          map({{"gel_point", number(use, {0, 1, true, false}), required, "", "degree of cure at which the compound no longer flows", {}},
               {"a", number(use, positive), required, "", "A of the exponent A + B x", {}},
               {"b", number(use, any_number), required, "", "B of the exponent A + B x", {}}});
      return map({{"viscosity",
                   value(use, Dimension::viscosity),
                   required,
                   "",
                   "of the uncured resin at the reference temperature and a low shear rate",
                   {}},
                  {"reference", quantity(Dimension::temperature, positive), required, "", "reference temperature", {}},
                  {"temperature", shift, required, "", "shift of the viscosity with temperature", {}},
                  {"shear", thinning, required, "", "shear thinning", {}},
                  {"cure",
                   cure,
                   optional,
                   "",
                   "growth with the degree of cure by Castro and Macosko; when left out, only the uncured viscosity is known",
                   {}},
                  {"intrinsic",
                   number(use, {2.5, std::numeric_limits<double>::infinity(), false, false}),
                   required,
                   "",
                   "Einstein's coefficient of the particles: 2.5 for spheres, more for other shapes",
                   {}}});
    }
  } // namespace

  const NameTable<materials::ElasticScheme> &elastic_scheme_names()
  {
    using materials::ElasticScheme;
    static const NameTable<ElasticScheme> table = {
        {ElasticScheme::hashin_shtrikman_lower, "hashin_shtrikman_lower", "lower bound of Hashin and Shtrikman"},
        {ElasticScheme::hashin_shtrikman_upper, "hashin_shtrikman_upper", "upper bound of Hashin and Shtrikman"},
        {ElasticScheme::mori_tanaka, "mori_tanaka", "Mori and Tanaka: spheres, plates, fibres; low at high loading"},
        {ElasticScheme::generalised_self_consistent, "generalised_self_consistent",
         "Christensen and Lo: spheres; the finer fillers are part of the matrix of the coarser ones"},
        {ElasticScheme::differential, "differential",
         "particles added in small steps: spheres, plates, fibres; wide distributions of sizes"},
        {ElasticScheme::torquato, "torquato", "third-order estimate for hard spheres: one filler, up to 60 % by volume"}};
    return table;
  }

  const NameTable<materials::ConductionScheme> &conduction_scheme_names()
  {
    using materials::ConductionScheme;
    static const NameTable<ConductionScheme> table = {
        {ConductionScheme::hashin_shtrikman_lower, "hashin_shtrikman_lower", "lower bound of Hashin and Shtrikman"},
        {ConductionScheme::hashin_shtrikman_upper, "hashin_shtrikman_upper", "upper bound of Hashin and Shtrikman"},
        {ConductionScheme::maxwell, "maxwell", "Maxwell; with an interface conductance Hasselman and Johnson; low at high loading"},
        {ConductionScheme::bruggeman, "bruggeman", "asymmetric Bruggeman: wide distributions of sizes, high loading"},
        {ConductionScheme::lewis_nielsen, "lewis_nielsen", "Lewis and Nielsen's fit: one filler of spheres, well below its packing"}};
    return table;
  }

  const NameTable<ParticleShape> &particle_shape_names()
  {
    static const NameTable<ParticleShape> table = {{ParticleShape::sphere, "sphere", "sphere"},
                                                   {ParticleShape::plate, "plate", "oblate spheroid, its axis across the plate"},
                                                   {ParticleShape::fibre, "fibre", "prolate spheroid, its axis along the fibre"}};
    return table;
  }

  const NameTable<ViscosityShiftModel> &viscosity_shift_names()
  {
    static const NameTable<ViscosityShiftModel> table = {{ViscosityShiftModel::arrhenius, "arrhenius", "exp[E / R (1/T - 1/T_ref)]"},
                                                         {ViscosityShiftModel::wlf, "wlf", "10^[-c1 (T - T_ref) / (c2 + T - T_ref)]"}};
    return table;
  }

  const NameTable<ThinningModel> &thinning_names()
  {
    static const NameTable<ThinningModel> table = {{ThinningModel::newtonian, "newtonian", "none"},
                                                   {ThinningModel::cross, "cross", "1 / (1 + (t g)^m)"},
                                                   {ThinningModel::carreau, "carreau", "[1 + (t g)^2]^((n - 1) / 2)"}};
    return table;
  }

  std::vector<Key> compound_keys(Use use)
  {
    const auto shrinkage =
        map({{"volumetric", number(use, {0, 1, false, true}), required, "", "loss of volume of the resin after gelation", {}},
             {"temperature",
              quantity(Dimension::temperature, positive),
              required,
              "",
              "temperature of cure; the moduli at this temperature determine how much of the shrinkage the fillers prevent",
              {}}});
    return {{"resin", reference("material"), optional, "", "the resin of a filled compound; with fillers, schemes and maximum_packing", {}},
            {"fillers", list(filler(use), 1), optional, "", "the particles that are mixed into the resin", {}},
            {"schemes", schemes(), optional, "", "formulas by which the properties of the compound are estimated", {}},
            {"maximum_packing",
             any_of({choice({{"from_sizes", "random close packing of the given sizes, spheres only"}}), number(use, open_fraction)}),
             optional,
             "",
             "volume fraction of the fillers at their densest packing",
             {}},
            {"flow", flow(use), optional, "", "viscosity of the resin, for that of the compound", {}},
            {"cure_shrinkage", shrinkage, optional, "", "shrinkage of the resin by cure, for that of the compound", {}}};
  }
} // namespace sagitta::input
