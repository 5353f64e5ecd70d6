#include <tests/input/sample_case.h>

#include <gtest/gtest.h>

namespace sagitta::tests
{
  namespace
  {
    TEST(Set, ReachesEntriesByIndexAndByName)
    {
      EXPECT_NEAR(parse(sample_case(), {"package.layers[1].thickness=20um"}).package.layers[3].thickness, 20e-6, 1e-18);
      EXPECT_NEAR(parse(sample_case(), {"package.layers.rdl.thickness=20 um"}).package.layers[3].thickness, 20e-6, 1e-18);
      EXPECT_NEAR(parse(sample_case(), {"package.dies.memory.power=0.7 W"}).package.bodies.back().power[0].power, 0.7, 1e-15);
      EXPECT_NEAR(parse(sample_case(), {"probes.corner.at[2]=100 um"}).requests.probes[0].at[2], 100e-6, 1e-18);
    }

    TEST(Set, PrefersLaterValues)
    {
      EXPECT_EQ(parse(sample_case(), {"mesh.degree=1", "mesh.degree=3"}).numerics.mesh.degree, 3u);
    }

    TEST(Set, AcceptsListsAndMaps)
    {
      const Case problem = parse(sample_case(), {"mesh.plan={lattice: [40, 32]}"});
      EXPECT_EQ(std::get<meshing::PlanLattice>(problem.numerics.mesh.plan).cells, (std::array<unsigned, 2>{{40, 32}}));
      EXPECT_EQ(parse(sample_case(), {"states=[{name: only, temperature: solved}]"}).programme.states.size(), 1u);
    }

    TEST(Set, AddsAllowedKeysAndSections)
    {
      EXPECT_EQ(parse(sample_case(), {"solver.max_iterations=7"}).numerics.solver.max_iterations, 7u);
      EXPECT_EQ(parse(replaced(sample_case(), "solver: {method: direct, tolerance: 1e-10}\n", ""), {"solver.max_iterations=7"})
                    .numerics.solver.max_iterations,
                7u);
    }

    TEST(Set, RemovesKeys)
    {
      EXPECT_FALSE(parse(sample_case(), {"warpage.ball_pitch=null"}).requests.warpage.ball_pitch);
      EXPECT_TRUE(parse(sample_case(), {"probes=~"}).requests.probes.empty());
    }

    TEST(Set, RemovesEntriesOfListsByNameAndByIndex)
    {
      const Case without = parse(sample_case(), {"package.parts.slot=null"});
      EXPECT_TRUE(without.package.find_body("lid"));
      EXPECT_FALSE(without.package.find_body("slot"));
      EXPECT_FALSE(parse(sample_case(), {"package.parts[1]=~"}).package.find_body("slot"));
      EXPECT_EQ(parse(sample_case(), {"states.room=null"}).programme.states.size(), 1u);
      EXPECT_NE(sentence_of(sample_case(), {"package.parts.slit=null"}).find("no entry of this list is named slit; did you mean slot?"),
                std::string::npos);
      EXPECT_NE(sentence_of(sample_case(), {"states[0]=null", "states[0]=null"}).find("states: the list has 0 entries"), std::string::npos)
          << "one is required";
    }

    TEST(Set, RefusesAYamlIndicatorAsValue)
    {
      for (const std::string sign : {"%", "---", "...", "%YAML 1.2"})
        EXPECT_EQ(sentence_of(sample_case(), {"title=" + sign}),
                  "--set title=" + sign + ": " + sign + " has a special meaning in YAML and is not a value; put it in quotes");
      EXPECT_EQ(parse(sample_case(), {"title=\"%\""}).title, "%");
    }

    TEST(Set, QuotesOnlyTheBeginningOfALongValue)
    {
      const std::string sentence = sentence_of(sample_case(), {"title=" + std::string(9000, '.')});
      EXPECT_NE(sentence.find("has a special meaning in YAML and is not a value"), std::string::npos) << sentence;
      EXPECT_LT(sentence.size(), 500u);
    }

    TEST(Set, IsNamedAsThePlaceOfAnError)
    {
      const std::vector<std::pair<std::string, std::string>> table = {
          {"package.layers.rld.thickness=20um",
           "--set package.layers.rld.thickness=20um: package.layers: no entry of this list is named rld; did you mean rdl?"},
          {"package.layers.foo.thickness=20um",
           "package.layers: no entry of this list is named foo. Names here: ball_layer, rdl, die_zone, overmould, adhesive and "
           "lid_layer."},
          {"package.layers[9].thickness=20um",
           "--set package.layers[9].thickness=20um: package.layers: there is no entry [9]; the list has 6"},
          {"package.layers[1].thickness=20 MPa", "--set package.layers[1].thickness=20 MPa: package.layers[1].thickness: \"20 MPa\" is a "
                                                 "pressure; a length such as 250 um belongs here"},
          {"package.layers.rdl.thicknes=20um",
           "--set package.layers.rdl.thicknes=20um: package.layers[1].thicknes: unknown key thicknes; did you mean thickness?"},
          {"packge.layers=[]", "--set packge.layers=[]: packge: unknown key packge; did you mean package?"},
          {"title.x=1", "--set title.x=1: title: the value here is \"One die, balls, a lid\", which has no keys or entries"},
          {"mesh[0]=1", "--set mesh[0]=1: mesh: this is a map of keys, not a list"},
          {"mesh", "--set mesh: write key.path=value"},
          {"=1", "--set =1: write key.path=value"},
          {"a..b=1", "--set a..b=1: the key path is not well formed"},
          {"a.=1", "--set a.=1: the key path ends in a dot"},
          {"a[x]=1", "--set a[x]=1: the key path is not well formed"},
          {"mesh=",
           "--set mesh=: there is no value after the =; null removes the key or the entry of a list, for instance --set mesh=null"},
          {"title=# x", "--set title=# x: there is no value after the ="},
          {"warpage.ball_pich=Null", "there is no key ball_pich to remove"},
          {"mesh=[1", "whether a bracket is left open"},
          {"warpage.ball_pich=null",
           "--set warpage.ball_pich=null: warpage: there is no key ball_pich to remove; did you mean ball_pitch?"},
      };
      for (const auto &[assignment, sentence] : table)
        EXPECT_NE(sentence_of(sample_case(), {assignment}).find(sentence), std::string::npos)
            << assignment << "\n  gave: " << sentence_of(sample_case(), {assignment});
    }
  } // namespace
} // namespace sagitta::tests
