#include <tests/input/sample_case.h>

#include <solver/input/card/cards_beside.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace sagitta::tests
{
  namespace
  {
    /// A change of the sample case and what the user reads; nothing when the change is no mistake.
    struct Mistake
    {
      std::string from, to;
      std::string sentence;
    };

    void expect_sentences(const std::vector<Mistake> &table)
    {
      for (const Mistake &row : table)
        {
          const std::string sentence = sentence_of(replaced(sample_case(), row.from, row.to));
          EXPECT_NE(sentence.find(row.sentence), std::string::npos)
              << "wrote: " << row.to << "\nread:  " << sentence << "\nwant:  " << row.sentence;
          EXPECT_EQ(sentence.find("case.yaml:"), row.sentence.empty() ? std::string::npos : 0u) << sentence;
          EXPECT_EQ(sentence.find('\n'), std::string::npos) << "one sentence, one line";
        }
    }

    TEST(Mistakes, OfKeysNameTheNearestKeyAndWhatIsAllowed)
    {
      expect_sentences({
          {"thickness: 15 um", "thicknes: 15 um",
           "case.yaml:8: package.layers[1].thicknes: unknown key thicknes; did you mean thickness? Allowed here: name, thickness, "
           "elements, material, "
           "outline, rotation, stress_free_temperature and film_stress."},
          {"mechanics:", "mechanic:", "mechanic: unknown key mechanic; did you mean mechanics?"},
          {"sagitta: 1\n", "", "case.yaml:1: the key sagitta is missing"},
          {"sagitta: 1", "sagitta: 2", "case.yaml:1: sagitta: \"2\" must be 1"},
          {"thickness: 15 um, ", "",
           "case.yaml:8: package.layers[1]: the key thickness is missing: thickness (a length such as 250 um belongs there)"},
          {"title: One die, balls, a lid", "title: [a, b]", "case.yaml:2: title: this is a list; a text belongs here"},
          {"title: One die, balls, a lid", "states: []", "the key states is given twice"},
          {"mesh: {plan", "mesh: {degree: 2.5, plan", "mesh.degree: \"2.5\" is not a whole number, at least 1 and at most 4"},
          {"degree_z: 3", "degree_z: 5", "mesh.degree_z: \"5\" must be at least 1 and at most 4"},
          {"symmetry: none", "symmetry: nome", "mesh.symmetry: \"nome\" is unknown; did you mean none? Allowed here: auto or none."},
          {"fields: false", "fields: no", "output.fields: \"no\" is neither true nor false"},
          {"method: direct", "method: gamg",
           "solver.method: gamg is no longer supported: it does not converge on thin packages; use column_multigrid, or direct"},
          {"tolerance: 1e-10", "tolerance: 0", "solver.tolerance: \"0\" must be greater than zero and less than 1"},
          {"temperature: solved", "temperature: solve", "states[1].temperature: \"solve\" is unknown; did you mean solved?"},
          {"name: room", "name: a room", "states[0].name: \"a room\" is not a name"},
          {"name: operating", "name: room", "states[1].name: two states are named room"},
          {"warpage: {terminal_zone", "warpage: {terminal", "warpage.terminal: unknown key terminal; did you mean terminal_zone?"},
      });
    }

    TEST(Mistakes, OfUnusedStressFreeTemperaturesAreNamed)
    {
      expect_sentences({
          {"name: slot,", "name: slot, stress_free_temperature: 150 degC,",
           "package.parts[1].stress_free_temperature: there is no material here (material: none)"},
          {"materials:\n", "materials:\n  copper: {like: copper, stress_free_temperature: 200 degC}\n", ""}, // the lid is copper
          {"pads: {diameter: 0.22 mm, thickness: 10 um, material: copper}", "pads: {diameter: 0.22 mm, thickness: 10 um, material: tim_2}",
           "there is no material tim_2"},
          {"materials:\n  mould", "materials:\n  tin: {like: SAC305, stress_free_temperature: 200 degC}\n  mould",
           ""}, // no part asks for it
          {"metal: copper, dielectric: pi", "metal: solder, dielectric: pi", ""},
          {"fill: none", "fill: pi", ""},
          {"pi: {like: polyimide_hd4100,", "pi: {like: polyimide_hd4100, stress_free_temperature: 200 degC,",
           ""}, // the dielectric's counts
      });
      const std::string text =
          replaced(sample_case(), "pi: {like: polyimide_hd4100,", "pi: {like: polyimide_hd4100, stress_free_temperature: 200 degC,");
      EXPECT_NEAR(parse(text).package.bodies[0].stress_free_temperature, 473.15, 1e-9) << "the dielectric's";
      EXPECT_NE(sentence_of(replaced(text, "metal: copper, dielectric: pi", "metal: pi, dielectric: tim"))
                    .find("materials.pi.stress_free_temperature: no part uses this temperature: pi is only the metal"),
                std::string::npos);
    }

    TEST(Mistakes, OfTheMeshAreNamed)
    {
      const std::string plan = "mesh: {plan: {resolution: 200 um}, degree_z: 3";
      expect_sentences({
          {plan, "mesh: {degree_z: 3",
           "mesh: the key plan is missing: it gives the size of the cells, for instance plan: {resolution: 200 um}"},
          {plan, "mesh: {adaptive: {}", "mesh.adaptive: the key warpage_tolerance is missing"},
          {plan, "mesh: {adaptive: {warpage_tolerance: 1}",
           "mesh.adaptive.warpage_tolerance: \"1\" must be greater than zero and less than 1"},
          {plan, "mesh: {adaptive: {warpage_tolerance: 0 um}", "mesh.adaptive.warpage_tolerance: \"0 um\" must be greater than zero"},
          {plan, "mesh: {adaptive: {warpage_tolerance: 5 K}",
           "mesh.adaptive.warpage_tolerance: \"5 K\" is not a plain number such as 0.4 or 40 % or a length such as 250 um"},
          {plan, "mesh: {adaptive: {warpage_tolerance: [1 %]}", "mesh.adaptive.warpage_tolerance: this is a list"},
          {plan, "mesh: {adaptive: {warpage_tolerance: 1 %, max_dofs: 2.5}", "mesh.adaptive.max_dofs: \"2.5\" is not a whole number"},
          {plan, "mesh: {adaptive: {warpage_tolerance: 1 %, max_cycles: 0}", "mesh.adaptive.max_cycles: \"0\" must be at least 1"},
          {plan, "mesh: {adaptive: {tolerance: 1 %}",
           "mesh.adaptive.tolerance: unknown key tolerance. Allowed here: warpage_tolerance, max_dofs and max_cycles."},
          {plan, "mesh: {adaptive: {warpage_tolerance: 1 %}, degree: 4",
           "mesh.degree: errors are estimated with one degree more, and 4 is the highest degree: use 3 or less"},
          {plan, "mesh: {plan: {resolution: 200 um}, estimate_error: true, degree_z: 4",
           "mesh.degree_z: errors are estimated with one degree more, and 4 is the highest degree: use 3 or less"},
          {plan, "mesh: {plan: {resolution: 200 um}, estimate_error: yes", "mesh.estimate_error: \"yes\" is neither true nor false"},
      });
    }

    TEST(Mistakes, OfUnitsNameTheExpectedDimension)
    {
      expect_sentences({
          {"thickness: 15 um", "thickness: 15 MPa",
           "case.yaml:8: package.layers[1].thickness: \"15 MPa\" is a pressure; a length such as 250 um belongs here"},
          {"thickness: 15 um", "thickness: 15", "package.layers[1].thickness: \"15\" has no unit; a length such as 250 um belongs here"},
          {"thickness: 15 um", "thickness: 15 umm",
           "package.layers[1].thickness: \"15 umm\" has the unknown unit \"umm\"; did you mean um?"},
          {"thickness: 15 um", "thickness: 0 um", "package.layers[1].thickness: \"0 um\" must be greater than zero and at most 10 m"},
          {"thickness: 15 um", "thickness: -15 um", "package.layers[1].thickness: \"-15 um\" must be greater than zero and at most 10 m"},
          {"thickness: 15 um", "thickness: .nan", "package.layers[1].thickness: \".nan\" is not a finite number"},
          {"thickness: 15 um", "thickness: inf um", "package.layers[1].thickness: \"inf um\" is not a finite number"},
          {"size: [4 mm, 2 mm]", "size: [4 mm, 0 mm]", "package.dies[0].size[1]: \"0 mm\" must be greater than zero and at most 10 m"},
          {"size: [4 mm, 2 mm]", "size: [4 mm]", "package.dies[0].size: the list has 1 entries instead of 2"},
          {"coefficient: 10 W/m2K", "coefficient: 10 W/mK", "thermal.films[0].film.coefficient: \"10 W/mK\" is a thermal conductivity"},
          {"ambient: 25 degC", "ambient: 25 mK", "thermal.films[0].film.ambient: \"25 mK\" is a quantity in m.K"},
          {"rotation: 90 deg, layers", "rotation: 45 deg, layers", "package.dies[0].rotation: \"45 deg\" is not a multiple of 90 deg"},
          {"copper: 40 %", "copper: 140 %", "material.rdl.copper: \"140 %\" must be at least 0 and at most 100 %"},
      });
      const std::string sentence = sentence_of(replaced(sample_case(), "copper: 40 %", "copper: 1.4"));
      EXPECT_EQ(sentence.substr(sentence.find("must")), "must be at least 0 and at most 1");
    }

    TEST(Mistakes, OfUnrealisticLengthsNameTheLength)
    {
      expect_sentences({
          {"position: [-3 mm, 0 mm]", "position: [-3e50 mm, 0 mm]",
           "package.dies[1].position[0]: \"-3e50 mm\" must be at least -10 and at most 10 m"},
          {"at: [5 mm, 4 mm, 200 um]", "at: [5e50 mm, 4 mm, 200 um]", "probes[0].at[0]: \"5e50 mm\" must be at least -10 and at most 10 m"},
      });
      // Each is a length that a package may have, but the geometry does not tell the thin one from a face of the thick one.
      EXPECT_EQ(sentence_of(sample_case(), {"package.layers.lid_layer.thickness=100mm", "package.layers.rdl.thickness=1nm"}),
                "--set package.layers.rdl.thickness=1nm: package.layers[1].thickness: the layer rdl (1e-06 mm) is thinner than 1e-07 of "
                "the stack (100.5 mm), too thin to be distinguished from a face; leave it out, or correct the thickness of a layer");
    }

    TEST(Mistakes, OfAMaterialLikeItselfReportThatTheLibraryHasNoSuchCard)
    {
      expect_sentences({{"tim: {young", "odd: {like: odd}\n  tim: {young",
                         "materials.odd.like: odd is based on odd (key like), but the library has no card odd"}});
      EXPECT_EQ(sentence_of(replaced(sample_case(), "tim: {young", "copper: {like: copper, young: 100 GPa}\n  tim: {young")), "");
    }

    TEST(Mistakes, OfValuesOutOfBoundsNameTheBounds)
    {
      expect_sentences({
          {"power: 0.5 W", "power: 1e12 W", "package.dies[1].power: \"1e12 W\" must be at least 0 and at most 1e+06 W"},
          {"power: 0.5 W", "power: 900 kW",
           "package.dies[1].power: 900000 W on 2 mm x 2 mm are 2.25e+11 W/m2; at most 1e+11 W/m2 are plausible"},
          {"power: 1500 mW", "power: 1 MW", "package.dies[0].power.blocks[0].power: 1e+06 W on 0.5 mm x 1 mm are 2e+12 W/m2"},
          {"ambient: 25 degC", "ambient: 1e9 degC",
           "thermal.films[0].film.ambient: \"1e9 degC\" must be greater than zero and at most 2273.15 K (2000 degC)"},
          {"name: room, temperature: 25 degC", "name: room, temperature: 1e100 degC", "states[0].temperature: \"1e100 degC\" must be"},
          {"name: room, temperature: 25 degC", "name: room, temperature: -273.15 degC", "states[0].temperature: \"-273.15 degC\" must be"},
          {"name: room, temperature: 25 degC", "name: room, temperature: -273 degC", ""},
          {"name: room, temperature: 25 degC", "name: room, temperature: 2000 degC", ""},
          {"temperature: 30 degC", "temperature: 2001 degC", "thermal.fixed_temperatures[0].temperature: \"2001 degC\" must be"},
          {"stress_free_temperature: 150 degC", "stress_free_temperature: 3000 degC",
           "package.stress_free_temperature: \"3000 degC\" must be"},
          {"coefficient: 10 W/m2K", "coefficient: 1e9 W/m2K", "film.coefficient: \"1e9 W/m2K\" must be at least 1e-06 and at most 1e+08"},
          {"position: [-3 mm, 0 mm]", "position: [-3e9 mm, 0 mm]", "package.dies[1].position[0]: \"-3e9 mm\" must be at least -10"},
          {"pressure: 1 bar", "pressure: 1e300 Pa", "pressure: \"1e300 Pa\" must be at least -1e+11 and at most 1e+11 Pa"},
          {"y: 1 um", "y: 1e20 m", "displacement.y: \"1e20 m\" must be at least -10 and at most 10 m"},
          {"conductivity: 3 W/mK", "conductivity: 1e-30 W/mK", "conductivity: \"1e-30 W/mK\" must be at least 0.0001 and at most 1e+06"},
          {"density: 2.5 g/cm3", "density: 1e30 kg/m3", "density: \"1e30 kg/m3\" must be at least 0.01 and at most 100000 kg/m3"},
          {"specific_heat: 1000 J/(kg K)", "specific_heat: 1e-9 J/(kg K)", "specific_heat: \"1e-9 J/(kg K)\" must be at least 1"},
      });
    }

    TEST(Mistakes, OfGeometryNameTheParts)
    {
      expect_sentences({
          {"position: [-3 mm, 0 mm]", "position: [-0.5 mm, 0 mm]",
           "package.dies[1]: the dies logic and memory overlap by 0.5 mm x 2 mm in the layer die_zone"},
          {"position: [-3 mm, 0 mm]", "position: [-4.5 mm, 0 mm]",
           "package.dies[1]: the die memory spans x = -5.5 mm to -3.5 mm, y = -1 mm to 1 mm, which reaches beyond the package's outline"},
          {"layers: [die_zone], active_face: top",
           "layers: [overmould, adhesive], stress_free_temperature: 150 degC, position: [-3.6 mm, 0 mm], active_face: top",
           "the key position is given twice"},
          {"elements: 2, material: mould}", "elements: 2, material: mould, outline: {size: [7 mm, 7 mm]}}",
           "package.dies[1]: the die memory spans x = -4 mm to -2 mm, y = -1 mm to 1 mm, which reaches beyond the outline of the layer "
           "die_zone"},
          {"layers: [die_zone], active_face: top", "layers: [rdl, overmould], active_face: top",
           "package.dies[1].layers: the layers must lie next to each other; die_zone between them is missing"},
          {"layers: [die_zone], active_face: top", "layers: [die_zon], active_face: top",
           "package.dies[1].layers[0]: there is no layer die_zon; did you mean die_zone?"},
          {"name: memory", "name: rdl", "package.dies[1].name: the name rdl is already used at case.yaml:8"},
          {"active_face: top, ", "", "package.dies[1].power: the die memory has power but no active_face; give bottom, top or volume"},
          {"position: [1.5 mm, 0 mm]", "position: [2 mm, 0 mm]",
           "package.dies[0].power.blocks[0]: the power block core reaches beyond the die logic"},
          {"diameter: 0.25 mm", "diameter: 0.45 mm", "package.bumps[0].diameter: a diameter of 0.45 mm is more than the pitch of 0.4 mm"},
          {"array: [20, 18]", "array: [26, 18]",
           "package.bumps[0]: the bumps balls cover 10.4 mm x 7.2 mm, which reaches beyond the outline of their layer ball_layer"},
          {"thickness: 10 um", "thickness: 100 um",
           "package.bumps[0].pads.thickness: the pads (0.1 mm) fill the layer ball_layer (0.2 mm)"},
          {"outline: {size: [10 mm, 8 mm]}", "outline: {size: [10 mm, 8 mm], diameter: 3 mm}",
           "package.outline: size and diameter exclude each other; give either size or diameter"},
          {"outline: {size: [10 mm, 8 mm]}", "outline: {center: [0 mm, 0 mm]}", "package.outline: size or diameter is missing"},
          {"at: [5 mm, 4 mm, 200 um]", "at: [5 mm, 4.1 mm, 200 um]",
           "probes[0].at: the point lies outside the package: y = \"4.1 mm\" is not within -4 mm to 4 mm"},
          {"terminal_zone: {size: [8 mm, 7 mm]}", "terminal_zone: {size: [8 mm, 9 mm]}",
           "warpage.terminal_zone: the terminal zone reaches beyond the package"},
      });
    }

    TEST(Mistakes, OfMaterialsNameMaterialPropertyAndWhoNeedsIt)
    {
      expect_sentences({
          {"material: silicon, size: [4 mm", "material: silcon, size: [4 mm",
           "package.dies[0].material: there is no material silcon; did you mean silicon?"},
          {"like: lmc_r4507, young", "like: lmc_r4570, young",
           "materials.mould.like: there is no material lmc_r4570; did you mean lmc_r4507?"},
          {"like: lmc_r4507, young", "like: mould2, young", "materials.mould.like: there is no material mould2"},
          {"pi: {like: polyimide_hd4100, conductivity: 0.2 W/mK}", "pi: {young: 3.4 GPa, poisson: 0.33, cte: 35 ppm/K}",
           "case.yaml:8: package.layers[1]: the material pi of rdl has no conductivity, which the solved temperature of the state "
           "operating needs; add conductivity to materials.pi"},
          {"{young: 10 MPa, poisson: 0.45, ", "{",
           "the material tim of adhesive has no elasticity, which the displacement of every state needs"},
          {"{young: 10 MPa, poisson: 0.45, ", "{young: 10 MPa, ",
           "materials.tim: the key poisson is missing: Poisson's ratio (a plain number such as 0.4 or 40 % or a map with the keys value, "
           "source, kind, note and table belongs there); it is needed with young"},
          {"poisson: 0.45", "poisson: 0.5", "materials.tim.poisson: \"0.5\" must be greater than -1 and less than 0.5"},
          {"poisson: 0.45", "poisson: 0.45, cte: 8 ppm/K",
           "materials.tim: cte and cte1 exclude each other; give either cte, cte1, cte2 and tg or expansion"},
          {"tg: 50 degC, ", "",
           "materials.tim: the key tg is missing: glass transition temperature (a temperature such as 25 degC or a map with the keys "
           "value, "
           "source, kind and note belongs there); it is needed with cte1 and cte2"},
          {"young: 10 MPa, poisson: 0.45", "elasticity: {model: isotropic, young: 10 MPa, poisson: 0.45, c11: 5 GPa}",
           "materials.tim.elasticity.c11: model: isotropic does not use the key c11; it belongs to cubic. Used here: model, young and "
           "poisson."},
          {"young: 10 MPa, poisson: 0.45", "elasticity: {model: cubic, c11: 5 GPa, c12: 6 GPa, c44: 3 GPa, in_plane_angle: 0 deg}",
           "materials.tim.elasticity: the stiffness is not positive definite at 25 degC"},
          {"young: 10 MPa, poisson: 0.45", "elasticity: {model: cubic, c11: 5 GPa, c12: 1 GPa, c44: 3 GPa, in_plane_angle: 30 deg}",
           "only 0 deg and 45 deg are supported"},
          {"young: 10 MPa", "young: {table: [[25 degC, 10 MPa], [25 degC, 5 MPa]]}",
           "materials.tim.young.table[1][0]: \"25 degC\" is not above the temperature of the previous point; the temperatures of a table "
           "must increase"},
          {"young: 10 MPa", "young: {table: [[25 degC, 10 mm]]}", "\"10 mm\" is a length; a pressure such as 20 GPa belongs here"},
          {"young: 10 MPa", "young: {table: [[25 degC, -10 MPa]]}", "\"-10 MPa\" is out of range for this property"},
          {"young: 10 MPa", "young: {value: 10 MPa, kind: guessed}", "materials.tim.young.kind: \"guessed\" is unknown"},
          {"  stress_free_temperature: 150 degC\n", "",
           "case.yaml:7: package.layers[1]: the stress-free temperature of rdl is missing: give stress_free_temperature here, in its "
           "material under materials"},
          {"  pressures:", "  acceleration: [0 m/s2, 0 m/s2, -9.81 m/s2]\n  pressures:", ""},
      });
    }

    TEST(Mistakes, WeightNeedsDensity)
    {
      const std::string text = replaced(sample_case(), "density: 2.5 g/cm3, ", "");
      EXPECT_EQ(sentence_of(text), "");
      EXPECT_NE(sentence_of(text, {"mechanics.acceleration=[0 m/s2, 0 m/s2, -9.81 m/s2]"})
                    .find("the material tim of adhesive has no density, which mechanics.acceleration needs"),
                std::string::npos);
    }

    TEST(Mistakes, OfConditionsNameTheFace)
    {
      expect_sentences({
          {"face: lid.top", "face: lid.tap", "thermal.films[0].face: \"lid.tap\" is not a face; did you mean top?"},
          {"face: lid.top", "face: lidd.top", "thermal.films[0].face: there is no part lidd; did you mean lid?"},
          {"face: lid.top", "face: slot.top", "thermal.films[0].face: the part slot is a gap and has no face of its own"},
          {"face: bottom, temperature", "face: top, temperature",
           "thermal.fixed_temperatures[0].face: the face top has a fixed temperature here, but thermal.films[0].face (case.yaml:29, face "
           "lid.top) already "
           "gives it a film; keep one of the two"},
          {"face: bottom, temperature", "face: balls_bottom_pads.bottom, temperature", ""},
          {"[{face: bottom, temperature: 30 degC}]",
           "[{face: bottom, temperature: 30 degC}, {point: [0 mm, 0 mm, 0 mm], temperature: 31 degC}]",
           "thermal.fixed_temperatures[1]: this prescribes another temperature than thermal.fixed_temperatures[0] at the same place"},
          {"[{face: bottom, temperature: 30 degC}]",
           "[{face: bottom, temperature: 30 degC}, {point: [0 mm, 0 mm, 0 mm], temperature: 30 degC}]", ""},
          {"[{face: bottom, temperature: 30 degC}]", "[{temperature: 30 degC}]", "thermal.fixed_temperatures[0]: "},
          {"displacement: {z: 0 um}}", "displacement: {}}", "mechanics.supports[0].displacement: no component is given"},
          {"displacement: {z: 0 um}}", "displacement: {z: 0 um}}, {face: x_min, displacement: {x: 0 um}}", ""},
          {"{point: [0 mm, 0 mm, 0 mm]", "{point: [0 mm, 0 mm, 9 mm]",
           "mechanics.supports[1].point: the point lies outside the package: z = \"9 mm\""},
          {"{point: [0 mm, 0 mm, 0 mm], displacement: {x: 0 um, y: 1 um}}", "{face: balls.x_min, displacement: {z: 1 um}}",
           "mechanics.supports[1]: this support prescribes another z displacement than mechanics.supports[0] at the same place"},
          {"pressures: [", "pressures: [{face: lid.top, pressure: 2 bar}, ",
           "mechanics.pressures[1].face: the face top has a pressure here, but mechanics.pressures[0].face (case.yaml:33, face lid.top) "
           "already gives it one"},
      });
    }

    TEST(Mistakes, InputThatNoStateUsesIsRefused)
    {
      const std::string uniform = replaced(sample_case(), "  - {name: operating, temperature: solved}\n", "");
      EXPECT_NE(sentence_of(uniform).find("case.yaml:29: thermal: thermal conditions are given, but no state uses them"), std::string::npos)
          << sentence_of(uniform);
      EXPECT_NE(sentence_of(uniform, {"thermal=null"}).find("package.dies[0].power: the die logic has power, but no state uses it"),
                std::string::npos);
      EXPECT_NE(
          sentence_of(sample_case(), {"thermal=null"}).find("states[1]: the state operating has temperature: solved, but no thermal.films"),
          std::string::npos);
    }

    TEST(Mistakes, ACircularChainOfLikeIsRefused)
    {
      EXPECT_NE(sentence_of(sample_case(), {"materials.a={like: b}", "materials.b={like: a}"})
                    .find("refers back to the material itself: a and b"),
                std::string::npos);
    }

    TEST(Mistakes, ACaseThatIsNoMapIsRefused)
    {
      EXPECT_NE(sentence_of("- 1\n").find("case.yaml:1: a case file is a map of keys"), std::string::npos);
      EXPECT_NE(sentence_of("just words\n").find("case.yaml:1: a case file is a map of keys"), std::string::npos);
    }

    /// Files that are wrong before they are read as YAML.
    class Files : public testing::Test
    {
    protected:
      void SetUp() override
      {
        std::string pattern = (std::filesystem::temp_directory_path() / "sagitta_input_XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        directory_ = pattern;
      }

      void TearDown() override { std::filesystem::remove_all(directory_); }

      std::string write(const std::string &name, const std::string &text) const
      {
        std::ofstream(directory_ / name, std::ios::binary) << text;
        return (directory_ / name).string();
      }

      static std::string sentence(const std::string &path)
      {
        try
          {
            const input::TextFile file = input::read_text_file(path);
            input::parse_document(file.text, file.source);
          }
        catch (const InputError &error)
          {
            return error.what();
          }
        return "";
      }

      std::filesystem::path directory_;
    };

    TEST_F(Files, ThatCannotBeReadGiveOneSentence)
    {
      write("case.yaml", sample_case());
      EXPECT_EQ(sentence((directory_ / "case.yaml").string()), "");
      EXPECT_NE(sentence((directory_ / "caes.yaml").string()).find("caes.yaml: there is no such file; did you mean case.yaml?"),
                std::string::npos);
      EXPECT_NE(sentence(directory_.string()).find("this is a directory; did you mean its case.yaml?"), std::string::npos);
      EXPECT_NE(sentence(write("empty.yaml", "")).find("empty.yaml: the file is empty"), std::string::npos);
      EXPECT_NE(sentence(write("garbage.yaml", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11))).find("garbage.yaml:1: this is not a text file"),
                std::string::npos);
      EXPECT_NE(sentence("/dev/null").find("/dev/null: this is not a regular file"), std::string::npos);
    }

    TEST_F(Files, ACardBesideTheCaseIsFoundByItsName)
    {
      const std::string card = "description: y\nelasticity:\n  model: isotropic\n  young: {value: 7 GPa, source: s, kind: measured}\n"
                               "  poisson: {value: 0.3, source: s, kind: measured}\n";
      write("underfill_x.yaml", "name: underfill_x\n" + card);
      write("silicon.yaml", "name: 'silicon' # ours\n" + card);
      write("room.yaml", "sagitta: 1\n"); // a case with the name of a state
      write("other.yaml", "name: other\n" + card);
      const std::string text = replaced(sample_case(), "  mould:", "  u: {like: underfill_x}\n  mould:");
      const std::vector<input::TextFile> found =
          input::find_cards_beside(write("case.yaml", text), input::parse_document(text, "case.yaml"));
      ASSERT_EQ(found.size(), 1u) << "silicon's name stands with a remark behind it";
      EXPECT_EQ(found[0].text.substr(0, 18), "name: underfill_x\n");
      EXPECT_NE(sentence_of(text).find("there is no material underfill_x"), std::string::npos);
      input::Library library = shipped_library();
      library.put(found[0]);
      EXPECT_NO_THROW(input::parse_case({"case.yaml", text}, {}, library));
    }

    TEST_F(Files, OfAHundredMegabytesAreRefusedBeforeTheyAreRead)
    {
      const std::string path = write("big.yaml", "a: 1\n");
      std::filesystem::resize_file(path, 100u << 20); // sparse: takes no room
      EXPECT_NE(sentence(path).find("big.yaml: the file has 100 MB; files above 10 MB are refused"), std::string::npos) << sentence(path);
    }
  } // namespace
} // namespace sagitta::tests
