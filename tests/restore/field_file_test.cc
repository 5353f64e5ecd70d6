// Fields of a run written by all ranks and read back by each: at the nodes, between them, and where symmetry cut the package.

#include <tests/output/scratch_directory.h>
#include <tests/verification/solved_case.h>

#include <solver/evaluation/locate.h>
#include <solver/evaluation/nodal_fields.h>
#include <solver/layered/space/point_values.h>
#include <solver/layered/space/used_nodes.h>
#include <solver/output/field_file_writer.h>
#include <solver/programme/driver.h>
#include <solver/restore/restore_field.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iostream>

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;

  const MPI_Comm world = MPI_COMM_WORLD;

  /// A die off the middle with heat beside a gap, so that there are cells of air, hanging nodes and kinks of the plan; or the same in the
  /// middle, so that a quarter is modelled.
  std::string package(unsigned degree, unsigned degree_z, bool is_symmetric)
  {
    return fmt::format(R"(sagitta: 1
package:
  outline: {{size: [6 mm, 5 mm]}}
  stress_free_temperature: 150 degC
  layers:
    - {{name: rdl, thickness: 20 um, material: polyimide_hd4100}}
    - {{name: zone, thickness: 150 um, material: lmc_r4507}}
    - {{name: lid_zone, thickness: 100 um, material: none}}
  parts: [{{name: lid, layers: [lid_zone], material: copper, size: [3 mm, 3 mm]}}]
  dies: [{{name: chip, material: silicon, size: [2 mm, 1.5 mm], position: {}, layers: [zone], active_face: bottom, power: 1 W}}]
thermal: {{films: [{{face: top, film: {{coefficient: 500 W/m2K, ambient: 25 degC}}}}]}}
states: [{{name: "room_25", temperature: 25 degC}}, {{name: operating, temperature: solved}}]
mesh: {{plan: {{resolution: 0.4 mm, elsewhere: 1.6 mm}}, degree: {}, degree_z: {}}}
solver: {{tolerance: 1e-9}}
)",
                       is_symmetric ? "[0 mm, 0 mm]" : "[0.3 mm, -0.4 mm]", degree, degree_z);
  }

  constexpr unsigned room = 0, operating = 1;

  void write(const std::filesystem::path &directory, const SolvedCase &solved)
  {
    output::FieldFileWriter writer(directory / "fields.h5", evaluation::make_nodal_grid(solved.state()),
                                   {{"room_25", 298.15}, {"operating", std::nullopt}}, {"package", "0123abcd", "1.0", "abc"}, world);
    writer.write(operating, evaluation::make_nodal_values(solved.state()));
    writer.commit();
  }

  double largest_of(const layered::Vector<double> &vector, unsigned n_owned)
  {
    double largest = 0;
    for (unsigned i = 0; i < n_owned; ++i)
      largest = std::max(largest, std::abs(vector.begin()[i]));
    return largest_over_ranks(largest);
  }

  /// At the nodes that touch material; others have no meaning.
  double largest_difference(const SolvedCase &solved, const layered::LayeredSpace &space, const layered::Vector<double> &a,
                            const layered::Vector<double> &b)
  {
    const model::Model &model = solved.model();
    const std::vector<char> is_used = layered::find_used_nodes(space, model.filled(static_cast<unsigned>(model.plan_levels().size()) - 1));
    double largest = 0;
    for (unsigned i = 0; i < space.n_owned(); ++i)
      if (is_used[i / space.n_components()])
        largest = std::max(largest, std::abs(a.begin()[i] - b.begin()[i]));
    return largest_over_ranks(largest);
  }

  struct Degrees
  {
    unsigned p, q;
    bool is_symmetric;
  };

  class OfDegree : public testing::TestWithParam<Degrees>
  {
  };

  TEST_P(OfDegree, NodalValuesAreRestoredOnTheSameMesh)
  {
    const tests::ScratchDirectory scratch(world);
    const SolvedCase solved(package(GetParam().p, GetParam().q, GetParam().is_symmetric), {}, operating);
    write(scratch.path(), solved);

    const restore::FieldFile file(scratch.path());
    EXPECT_EQ(file.case_hash(), "0123abcd");
    ASSERT_EQ(file.states().size(), 2u);
    EXPECT_EQ(file.states()[room].name, "room_25");
    EXPECT_EQ(file.states()[room].temperature, 298.15);
    EXPECT_EQ(file.find_state("operating"), operating);
    EXPECT_EQ(file.grid().mesh().part_names.back(), "chip");
    EXPECT_EQ(file.grid().mesh().part_materials.back(), "silicon");

    const auto area = restore::area_of(solved.space().plan());
    layered::Vector<double> displacement, temperature;
    restore::restore_field(file.read(operating, restore::Quantity::displacement, area), solved.space(), displacement);
    EXPECT_LE(largest_difference(solved, solved.space(), displacement, solved.displacement()),
              1e-12 * largest_of(solved.displacement(), solved.space().n_owned()));
    const auto &heat = *solved.heat();
    restore::restore_field(file.read(operating, restore::Quantity::temperature, area), *heat.space, temperature);
    EXPECT_LE(largest_difference(solved, *heat.space, temperature, heat.temperature), 1e-12 * 300);
  }

  TEST_P(OfDegree, ValuesBetweenTheNodesAreThoseOfTheCells)
  {
    const tests::ScratchDirectory scratch(world);
    const SolvedCase solved(package(GetParam().p, GetParam().q, GetParam().is_symmetric), {}, operating);
    write(scratch.path(), solved);
    const restore::StoredField displacement = restore::FieldFile(scratch.path()).read(operating, restore::Quantity::displacement);
    const layered::LayeredSpace &space = solved.space();
    double largest = 0;
    for (unsigned cell = 0; cell < space.plan().n_cells(); ++cell)
      for (unsigned e = 0; e < space.n_elements(); ++e)
        if (solved.model().is_filled(cell, e))
          {
            const auto &box = space.plan().box(cell);
            const double x = box[0] + .37 * (box[2] - box[0]), y = box[1] + .81 * (box[3] - box[1]),
                         z = space.grid().z[e] + .29 * space.grid().height(e);
            const auto expected = layered::evaluate_at(space, solved.displacement(), {cell, {{.37, .81}}, e, z});
            const auto value = displacement.at({{x, y, z}});
            ASSERT_TRUE(value);
            for (unsigned c = 0; c < 3; ++c)
              largest = std::max(largest, std::abs((*value)[c] - expected[c][3]));
            if (GetParam().is_symmetric)
              {
                const auto image = displacement.at({{-x, -y, z}});
                ASSERT_TRUE(image);
                for (unsigned c = 0; c < 3; ++c)
                  EXPECT_EQ((*image)[c], (c == 2 ? 1 : -1) * (*value)[c]);
              }
          }
    // Rounding of the position in a narrow cell, times the gradient.
    EXPECT_LE(largest_over_ranks(largest), 1e-11 * solved.largest_displacement());
    EXPECT_FALSE(displacement.at({{2.9e-3, 2.4e-3, 200e-6}})) << "air beside the lid";
    EXPECT_FALSE(displacement.at({{0, 0, 271e-6}})) << "above the package";
    EXPECT_TRUE(displacement.at({{3e-3 + 1e-16, 2.5e-3, 0}})) << "the corner, beside it by rounding";
  }

  INSTANTIATE_TEST_SUITE_P(Fields, OfDegree,
                           testing::Values(Degrees{1, 1, true}, Degrees{2, 2, false}, Degrees{2, 2, true}, Degrees{3, 2, false},
                                           Degrees{4, 3, true}),
                           [](const auto &test) {
                             return fmt::format("{}_{}_{}", test.param.p, test.param.q, test.param.is_symmetric ? "quarter" : "whole");
                           });

  TEST(Fields, OfBarrelsAreFoundInTheirCurvedColumns)
  {
    const tests::ScratchDirectory scratch(world);
    const SolvedCase solved(R"(sagitta: 1
package:
  outline: {size: [1 mm, 1 mm]}
  stress_free_temperature: 150 degC
  layers:
    - {name: board, thickness: 0.4 mm, material: board}
    - {name: joint, thickness: 0.2 mm, elements: 2, material: none}
    - {name: die, thickness: 0.2 mm, material: board}
  bumps:
    - {name: balls, layer: joint, material: solder, fill: none, pitch: 0.5 mm, shape: barrel, end_diameter: 0.24 mm, diameter: 0.34 mm,
       array: [2, 2], model: resolved}
materials:
  board: {young: 22 GPa, poisson: 0.3, cte: 16 ppm/K}
  solder: {young: 45 GPa, poisson: 0.36, cte: 22 ppm/K}
states: [{name: room_25, temperature: 25 degC}]
probes: [{name: belly, at: [0.415 mm, 0.25 mm, 0.5 mm]}, {name: end, at: [0.365 mm, 0.25 mm, 0.41 mm]}]
mesh: {plan: {resolution: 0.4 mm}}
)");
    write(scratch.path(), solved);
    const restore::StoredField displacement = restore::FieldFile(scratch.path()).read(operating, restore::Quantity::displacement);
    layered::Vector<double> field;
    restore::restore_field(displacement, solved.space(), field);
    EXPECT_LE(largest_difference(solved, solved.space(), field, solved.displacement()),
              1e-12 * largest_of(solved.displacement(), solved.space().n_owned()));
    // 0.165 mm beside the axis lies in the barrel at half its height, where its radius is 0.17 mm, and 0.115 mm at its end of 0.12 mm.
    for (const char *const name : {"belly", "end"})
      {
        const results::ProbeValue &probe = solved.probe(name);
        EXPECT_EQ(probe.part.rfind("balls", 0), 0u) << probe.part;
        const auto value = displacement.at(probe.at);
        const auto gradients = displacement.gradients_at(probe.at);
        ASSERT_TRUE(value && gradients);
        for (unsigned c = 0; c < 3; ++c)
          EXPECT_NEAR((*value)[c], probe.displacement[c], 1e-11 * solved.largest_displacement());
        // Stress of the gradient: the shear yz of an isotropic material.
        const double shear = 45e9 / 2 / 1.36 * ((*gradients)[1][2] + (*gradients)[2][1]);
        EXPECT_NEAR(shear, probe.stress[3], 1e-6 * std::abs(probe.stress[2]));
      }
    EXPECT_FALSE(displacement.at({{.425e-3, .25e-3, .5e-3}})) << "air beside the belly";
    EXPECT_FALSE(displacement.at({{.4e-3, .25e-3, .41e-3}})) << "air beside the end";
  }

  TEST(Fields, OfARoundWaferAreFoundInItsMappedCells)
  {
    const tests::ScratchDirectory scratch(world);
    const SolvedCase solved(R"(sagitta: 1
package:
  outline: {diameter: 20 mm}
  stress_free_temperature: 150 degC
  layers: [{name: wafer, thickness: 700 um, material: silicon}, {name: mould, thickness: 300 um, material: lmc_r4507}]
states: [{name: room, temperature: 25 degC}]
mesh: {plan: {resolution: 3 mm}}
)");
    output::FieldFileWriter writer(scratch.path() / "fields.h5", evaluation::make_nodal_grid(solved.state()), {{"room", 298.15}},
                                   {"wafer", "0", "1.0", "abc"}, world);
    writer.write(0, evaluation::make_nodal_values(solved.state()));
    writer.commit();
    layered::Vector<double> displacement;
    const restore::FieldFile file(scratch.path() / "fields.h5");
    restore::restore_field(file.read(0, restore::Quantity::displacement), solved.space(), displacement);
    // Newton's iteration for the place in a mapped cell ends at 1e-14 of the cell.
    EXPECT_LE(largest_difference(solved, solved.space(), displacement, solved.displacement()), 1e-12 * solved.largest_displacement());
    const auto uniform = file.read(0, restore::Quantity::temperature).at({{9.9e-3, 0, 1e-4}});
    ASSERT_TRUE(uniform);
    EXPECT_DOUBLE_EQ((*uniform)[0], 298.15);
    EXPECT_FALSE(file.read(0, restore::Quantity::temperature).at({{10.1e-3, 0, 1e-4}}));
  }

  TEST(Fields, OfARunAreReadFromItsDirectory)
  {
    const tests::ScratchDirectory scratch(world);
    const Case problem =
        parse(package(2, 2, true), {"probes=[{name: p, at: [-0.7 mm, 0.4 mm, 100 um]}, {name: q, at: [2.9 mm, -2.4 mm, 0 um]}]"});
    StageLog log(world, std::cout, StageLog::Style::silent);
    const results::RunResult result = programme::run(problem, scratch.path(), world, log);
    const restore::FieldFile file(scratch.path());
    EXPECT_EQ(file.case_hash(), problem.hash);
    ASSERT_EQ(file.states().size(), 2u);
    for (unsigned state = 0; state < 2; ++state)
      for (const results::ProbeValue &probe : result.states[state].probes)
        {
          const auto displacement = file.read(state, restore::Quantity::displacement).at(probe.at),
                     temperature = file.read(state, restore::Quantity::temperature).at(probe.at);
          ASSERT_TRUE(displacement && temperature) << probe.name;
          EXPECT_NEAR((*temperature)[0], probe.temperature, 1e-12 * probe.temperature);
          // The report makes the mean motion of a free body zero; at a plane of symmetry the body is not free but along z.
          for (unsigned c = 0; c < 2; ++c)
            EXPECT_NEAR((*displacement)[c], probe.displacement[c], 1e-12 * 1e-5);
        }
  }

  TEST(Fields, OfHeatConductionAloneAreTemperatures)
  {
    const tests::ScratchDirectory scratch(world);
    const Case problem = parse(package(2, 2, false), {"physics=[heat]", "states=[{name: operating, temperature: solved}]",
                                                      "probes=[{name: p, at: [-0.7 mm, 0.4 mm, 100 um]}]"});
    StageLog log(world, std::cout, StageLog::Style::silent);
    const results::RunResult result = programme::run(problem, scratch.path(), world, log);
    const restore::FieldFile file(scratch.path());
    ASSERT_EQ(file.states().size(), 1u);
    EXPECT_FALSE(file.states()[0].has_displacement);
    const results::ProbeValue &probe = result.states[0].probes.at(0);
    const auto temperature = file.read(0, restore::Quantity::temperature).at(probe.at);
    ASSERT_TRUE(temperature);
    EXPECT_NEAR((*temperature)[0], probe.temperature, 1e-12 * probe.temperature);
    EXPECT_THROW(file.read(0, restore::Quantity::displacement), FileError);
  }

  std::string complaint(const std::filesystem::path &place)
  {
    try
      {
        const restore::FieldFile file(place);
      }
    catch (const FileError &error)
      {
        return error.what();
      }
    return "";
  }

  TEST(Fields, ThatCannotBeReadAreNamedInTheMessage)
  {
    const tests::ScratchDirectory scratch(world);
    const std::string path = scratch.path().string();
    EXPECT_EQ(complaint(scratch.path()),
              "cannot read the fields of " + path +
                  "/fields.h5: there is no such file; a run writes it unless its case has output: {fields: false}");
    MPI_Barrier(world);
    if (tests::rank_in(world) == 0)
      std::ofstream(scratch.path() / "fields.h5") << "no such format";
    MPI_Barrier(world);
    EXPECT_EQ(complaint(scratch.path()),
              "cannot read the fields of " + path + "/fields.h5: it cannot be opened, or it is not an HDF5 file");

    const SolvedCase solved(package(1, 1, true), {}, operating);
    write(scratch.path(), solved);
    try
      {
        restore::FieldFile(scratch.path()).find_state("peak");
        FAIL() << "there is such a state";
      }
    catch (const InputError &error)
      {
        EXPECT_EQ(std::string(error.what()), path + "/fields.h5 has no state peak; its states are room_25, operating");
      }
  }
} // namespace
