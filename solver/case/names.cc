#include <solver/case/names.h>

#include <fmt/format.h>

namespace sagitta
{
  const NameTable<PhysicsKind> &physics_names()
  {
    static const NameTable<PhysicsKind> table = {{PhysicsKind::heat, "heat", "temperatures by heat conduction"},
                                                 {PhysicsKind::mechanics, "mechanics", "displacements and stresses"}};
    return table;
  }

  const NameTable<Side> &side_names()
  {
    static const NameTable<Side> table = {{Side::x_min, "x_min", "the face of smallest x"},
                                          {Side::x_max, "x_max", "the face of largest x"},
                                          {Side::y_min, "y_min", "the face of smallest y"},
                                          {Side::y_max, "y_max", "the face of largest y"},
                                          {Side::bottom, "bottom", "the lower face, the terminal side"},
                                          {Side::top, "top", "the upper face"}};
    return table;
  }

  const NameTable<SolverMethod> &solver_method_names()
  {
    static const NameTable<SolverMethod> table = {
        {SolverMethod::automatic, "automatic",
         fmt::format("direct for up to {},{:03} unknowns, else column_multigrid", most_unknowns_solved_directly / 1000,
                     most_unknowns_solved_directly % 1000)},
        {SolverMethod::column_multigrid, "column_multigrid", "conjugate gradients with the column multigrid"},
        {SolverMethod::direct, "direct", "PETSc's MUMPS on the assembled matrix, for small models"}};
    return table;
  }

  const NameTable<meshing::SymmetryRequest> &symmetry_names()
  {
    static const NameTable<meshing::SymmetryRequest> table = {
        {meshing::SymmetryRequest::automatic, "auto", "half or quarter symmetry is found from the description"},
        {meshing::SymmetryRequest::none, "none", "the whole package is meshed"}};
    return table;
  }

  const NameTable<meshing::PowerPlace> &power_place_names()
  {
    static const NameTable<meshing::PowerPlace> table = {
        {meshing::PowerPlace::bottom_face, "bottom", "the power enters through the die's lower face"},
        {meshing::PowerPlace::top_face, "top", "the power enters through the die's upper face"},
        {meshing::PowerPlace::volume, "volume", "the power is spread through the thickness"}};
    return table;
  }

  const NameTable<meshing::PadSides> &pad_side_names()
  {
    static const NameTable<meshing::PadSides> table = {{meshing::PadSides::both, "both", "pads at the bottom and at the top of the layer"},
                                                       {meshing::PadSides::bottom, "bottom", "pads at the bottom only"},
                                                       {meshing::PadSides::top, "top", "pads at the top only"}};
    return table;
  }

  const NameTable<meshing::BumpKind> &bump_kind_names()
  {
    using meshing::BumpKind;
    static const NameTable<BumpKind> table = {
        {BumpKind::solder_ball, "solder_ball", "balls of solder that carry a package on its board"},
        {BumpKind::c4, "c4", "solder bumps between a die and its substrate"},
        {BumpKind::micro_bump, "micro_bump",
         "small bumps between dies or between a die and an interposer, with a cap of solder or without"},
        {BumpKind::copper_pillar, "copper_pillar", "pillars of copper with a cap of solder"},
        {BumpKind::copper_post, "copper_post", "posts of copper in a mould"}};
    return table;
  }

  const NameTable<meshing::ArrayModel> &array_model_names()
  {
    using meshing::ArrayModel;
    static const NameTable<ArrayModel> table = {{ArrayModel::homogenised, "homogenised", "one effective material for all of them"},
                                                {ArrayModel::resolved, "resolved", "each is a part of its own"},
                                                {ArrayModel::mixed, "mixed", "resolved in a window, homogenised elsewhere"}};
    return table;
  }

  const NameTable<materials::Arrangement> &arrangement_names()
  {
    using materials::Arrangement;
    static const NameTable<Arrangement> table = {{Arrangement::sheet, "sheet", "planes of copper parallel to the layer"},
                                                 {Arrangement::lines_x, "lines_x", "traces along x"},
                                                 {Arrangement::lines_y, "lines_y", "traces along y"},
                                                 {Arrangement::posts, "posts", "vias or pillars along z"},
                                                 {Arrangement::mesh, "mesh", "traces along x and y in equal parts"}};
    return table;
  }

  const NameTable<materials::BumpMethod> &bump_method_names()
  {
    using materials::BumpMethod;
    static const NameTable<BumpMethod> table = {
        {BumpMethod::cell, "cell", "by a solve of one bump and its neighbours below and above, up to half a pitch away"},
        {BumpMethod::formula, "formula", "by closed formulas for infinitely long posts"}};
    return table;
  }

  const NameTable<materials::Evidence> &evidence_names()
  {
    using materials::Evidence;
    static const NameTable<Evidence> table = {{Evidence::measured, "measured", "measured on this material"},
                                              {Evidence::datasheet, "datasheet", "from the maker's data sheet"},
                                              {Evidence::handbook, "handbook", "from a handbook or the literature"},
                                              {Evidence::predicted, "predicted", "computed by a model"},
                                              {Evidence::assumed, "assumed", "an assumption"}};
    return table;
  }

  const NameTable<materials::MechanicalLaw> &mechanical_law_names()
  {
    using materials::MechanicalLaw;
    static const NameTable<MechanicalLaw> table = [] {
      std::vector<NameTable<MechanicalLaw>::Row> rows;
      for (const materials::LawRow &row : materials::law_table())
        if (row.is_solved)
          rows.push_back({row.law, row.name, row.description});
      return NameTable<MechanicalLaw>(std::move(rows));
    }();
    return table;
  }
} // namespace sagitta
