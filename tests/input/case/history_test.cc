// Which law a material follows, and the path in time that laws with a memory need.
#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

#include <string>

namespace sagitta::tests
{
  namespace
  {
    using materials::MechanicalLaw;

    const char *relaxing_case()
    {
      return R"(sagitta: 1
package:
  outline: {size: [10 mm, 8 mm]}
  stress_free_temperature: 125 degC
  layers:
    - {name: base, thickness: 0.3 mm, material: plain}
    - {name: mould, thickness: 0.2 mm, material: compound}
    - {name: coat, thickness: 20 um, material: varnish}
materials:
  plain: {young: 130 GPa, poisson: 0.28, cte: 2.6 ppm/K}
  compound:
    law: viscoelastic
    young: 20 GPa
    poisson: 0.3
    expansion: {model: tangent, coefficient: 10 ppm/K}
    cure: {kinetics: {model: one_step, rate_factor: 1e-3/s, activation_energy: 0 kJ/mol, m: 0, n: 1}, heat: 90 kJ/kg, initial: 0, gel_point: 0.5}
    viscoelasticity: {model: young, young: {instantaneous: 20 GPa, arms: [[1 s, 50 %]]}, poisson: 0.3, shift: {model: arrhenius, reference: 100 degC, activation_energy: 300 kJ/mol}}
  varnish: {like: compound, law: elastic}
history: {start: {temperature: 125 degC, cure: {compound: 10 %}}, tolerance: 1e-4}
states:
  - {name: cured, temperature: 125 degC, duration: 10 min}
  - {name: room, temperature: 25 degC, duration: 1 h}
mesh: {plan: {resolution: 1 mm}}
)";
    }

    const materials::MechanicalLaw &law_of(const Case &problem, const std::string &body)
    {
      return problem.materials.laws.at(problem.package.bodies.at(*problem.package.find_body(body)).material);
    }

    TEST(Law, IsChosenPerMaterialAndElasticByDefault)
    {
      const Case problem = parse(relaxing_case());
      EXPECT_EQ(law_of(problem, "base"), MechanicalLaw::elastic);
      EXPECT_EQ(law_of(problem, "mould"), MechanicalLaw::viscoelastic);
      EXPECT_EQ(law_of(problem, "coat"), MechanicalLaw::elastic) << "its own word counts before the one it is like";
      ASSERT_TRUE(problem.programme.path);
      EXPECT_NEAR(problem.programme.path->start_temperature, 398.15, 1e-10);
      EXPECT_EQ(problem.programme.path->tolerance, 1e-4);
      const unsigned compound = problem.package.bodies.at(*problem.package.find_body("mould")).material;
      EXPECT_NEAR(problem.programme.path->initial_cure.at(compound), 0.1, 1e-15);
      ASSERT_EQ(problem.programme.states.size(), 2u);
      EXPECT_EQ(problem.programme.states[1].duration, 3600);
      EXPECT_FALSE(parse(sample_case()).programme.path) << "all parts are elastic";
    }

    TEST(Law, IsInheritedInTheCaseFile)
    {
      const Case problem = parse(replaced(replaced(relaxing_case(), "varnish: {like: compound, law: elastic}", "varnish: {like: compound}"),
                                          "compound: 10 %", "compound: 10 %, varnish: 20 %"));
      EXPECT_EQ(law_of(problem, "coat"), MechanicalLaw::viscoelastic);
    }

    TEST(Law, MayBeOverriddenOnTheCommandLine)
    {
      // The simplest level of the same case: no memory, so that no path is required.
      std::string text =
          replaced(relaxing_case(), "history: {start: {temperature: 125 degC, cure: {compound: 10 %}}, tolerance: 1e-4}\n", "");
      text = replaced(replaced(text, ", duration: 10 min", ""), ", duration: 1 h", "");
      EXPECT_NE(sentence_of(text), "");
      EXPECT_EQ(sentence_of(text, {"materials.compound.law=elastic"}), "");
    }

    TEST(History, MistakesAreOneSentenceWithTheirPlace)
    {
      struct Mistake
      {
        std::string from, to, sentence;
      };
      for (const Mistake &row : std::vector<Mistake>{
               {"law: viscoelastic", "law: viscoelastc",
                "materials.compound.law: \"viscoelastc\" is unknown; did you mean viscoelastic? Allowed here: elastic, chile, "
                "viscoelastic, plastic, anand or garofalo."},
               {"law: viscoelastic", "law: chile",
                "the material compound of mould has no cure.glass_transition, which its law chile needs; give the material this section, "
                "or "
                "another law"},
               {"material: plain}", "material: simple}", "simple"},
               {"plain: {young", "plain: {law: viscoelastic, young",
                "the material plain of base has no viscoelasticity, which its law viscoelastic needs"},
               {", duration: 1 h", "",
                "states[1]: the state room has no duration, but the material compound of mould is viscoelastic and has a memory; give the "
                "time in which its temperature is reached"},
               {"duration: 1 h", "duration: 0 s", "states[1].duration: \"0 s\" must be greater than zero"},
               {"duration: 1 h", "duration: 1 mm", "states[1].duration: \"1 mm\" is a length; a time such as"},
               {"history: {start: {temperature: 125 degC, cure: {compound: 10 %}}, tolerance: 1e-4}\n", "",
                "the material compound of mould is viscoelastic and has a memory, so that states are a path in time; give its start"},
               {"start: {temperature: 125 degC", "start: {temperature: 130 degC",
                "mould is free of stress at 125 degC, but the material compound of mould is viscoelastic and has a memory, and the path "
                "starts "
                "at 130 degC"},
               {"start: {temperature: 125 degC, cure", "start: {cure", "the key temperature is missing"},
               {"compound: 10 %", "compound: 110 %", "history.start.cure.compound: \"110 %\" must be at least 0 and at most 1"},
               {"compound: 10 %", "plain: 10 %",
                "no part with a memory is made of plain. Cure belongs to chile and viscoelastic materials, "
                "here compound."},
               {"compound: 10 %", "compund: 10 %", "did you mean compound?"},
               {", cure: {compound: 10 %}", "",
                "history.start: the material compound of mould is viscoelastic and has a memory, and cures, but its degree of cure at the "
                "start is missing; add cure: {compound: 100 %}, or its actual degree of cure (0 % when it is applied, by its section "
                "cure)"},
               {"tolerance: 1e-4", "tolerance: 0", "history.tolerance: \"0\" must be greater than zero and less than 1"},
               {"resolution: 1 mm}", "resolution: 1 mm}, estimate_error: true",
                "mesh.estimate_error: the error of a path in time is not estimated"},
               {"resolution: 1 mm}", "resolution: 1 mm}, adaptive: {warpage_tolerance: 1 um}",
                "mesh.adaptive: the error of a path in time is not estimated"},
               {"law: viscoelastic", "law: elastic",
                "history: every part is elastic and has no memory, so that there is no path in time; give a material a law "
                "with a memory, such as law: viscoelastic or law: plastic, or leave this out"},
           })
        {
          const std::string sentence = sentence_of(replaced(relaxing_case(), row.from, row.to));
          EXPECT_NE(sentence.find(row.sentence), std::string::npos)
              << "wrote: " << row.to << "\nread:  " << sentence << "\nwant:  " << row.sentence;
          EXPECT_EQ(sentence.find("case.yaml:"), 0u) << sentence;
          EXPECT_EQ(sentence.find('\n'), std::string::npos) << "one sentence, one line";
        }
    }

    TEST(History, OfAnElasticCaseHasNoDurations)
    {
      const std::string sentence =
          sentence_of(replaced(sample_case(), "{name: room, temperature: 25 degC}", "{name: room, temperature: 25 degC, duration: 1 h}"));
      EXPECT_NE(sentence.find("states[0].duration: the state room has a duration, but every part is elastic and has no memory"),
                std::string::npos)
          << sentence;
    }

    /// The relaxing case with materials that conduct and store heat, films at a temperature and both states as given.
    std::string heated_case(const std::string &ambient, const std::string &cured, const std::string &room)
    {
      std::string text = relaxing_case();
      for (const auto &[from, to] : {std::pair{"cte: 2.6 ppm/K}", "cte: 2.6 ppm/K, conductivity: 100 W/mK, density: 2330 kg/m3, "
                                                                  "specific_heat: 700 J/kgK}"},
                                     {"    poisson: 0.3\n", "    poisson: 0.3\n    conductivity: 1 W/mK\n    density: 1900 kg/m3\n    "
                                                            "specific_heat: 900 J/kgK\n"},
                                     {"temperature: 125 degC, duration", cured.c_str()},
                                     {"temperature: 25 degC, duration", room.c_str()}})
        text = replaced(text, from, to);
      return text + "thermal: {films: [{face: top, film: {coefficient: 10 W/m2K, ambient: " + ambient + "}}]}\n";
    }

    TEST(History, FollowsSurroundingsWhereTheTemperatureIsSolved)
    {
      const Case problem = parse(heated_case("surroundings", "temperature: solved, surroundings: 150 degC, duration",
                                             "temperature: solved, surroundings: 25 degC, duration"));
      EXPECT_TRUE(problem.programme.is_heated_path());
      EXPECT_TRUE(problem.conditions.thermal.films.at(0).is_surroundings);
      EXPECT_NEAR(*problem.programme.states.at(0).surroundings, 423.15, 1e-10);
      EXPECT_FALSE(problem.programme.states.at(0).temperature);
    }

    TEST(History, RefusesSurroundingsThatNoConditionUses)
    {
      struct Row
      {
        const char *ambient, *cured, *room, *sentence;
      };
      const char *solved = "temperature: solved, surroundings: 150 degC, duration", *without = "temperature: solved, duration";
      for (const Row &row :
           {Row{"surroundings", solved, "temperature: 25 degC, duration",
                "states[1].temperature: the state room has a prescribed temperature, but another state has a solved one; on a path in time "
                "all "
                "states "
                "are solved, or none"},
            {"surroundings", solved, without, "states[1]: the state room has no temperature of the surroundings"},
            {"25 degC", solved, without,
             "states[0].surroundings: the surroundings of the state cured have a temperature, but no film or fixed temperature uses it"}})
        {
          const std::string sentence = sentence_of(heated_case(row.ambient, row.cured, row.room));
          EXPECT_NE(sentence.find(row.sentence), std::string::npos) << "read: " << sentence << "\nwant: " << row.sentence;
        }
      const std::string steady = sentence_of(replaced(sample_case(), "ambient: 25 degC", "ambient: surroundings"));
      EXPECT_NE(steady.find("ambient: the temperature of the surroundings belongs to a path in time"), std::string::npos) << steady;
    }

    TEST(History, AllowsAnInitialCureOnlyForMaterialsThatCure)
    {
      std::string text = relaxing_case();
      const std::size_t cure = text.find("    cure:");
      text.erase(cure, text.find('\n', cure) + 1 - cure);
      const std::string sentence = sentence_of(text);
      EXPECT_NE(sentence.find("history.start.cure.compound: the material compound has no section cure, which a degree of cure needs"),
                std::string::npos)
          << sentence;
    }

    TEST(Law, OfAHomogenisedLayersConstituentIsRefusedUnlessElastic)
    {
      const std::string text = replaced(relaxing_case(), "material: varnish}",
                                        "material: {rdl: {copper: 40 %, metal: copper, dielectric: compound, arrangement: mesh}}}");
      const std::string sentence = sentence_of(text);
      EXPECT_NE(sentence.find("coat mixes compound, which is viscoelastic, into a homogenised material, which is elastic"),
                std::string::npos)
          << sentence;
    }
  } // namespace
} // namespace sagitta::tests
