#include <tests/refusal.h>

#include <materials/laws/law_table.h>
#include <materials/laws/liquid.h>
#include <materials/laws/minimum_stiffness.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using namespace materials;

    /// A card that has constants for every law.
    Material everything()
    {
      Material material;
      material.name = "everything";
      material.elasticity = IsotropicElasticity{TemperatureFunction({300, 500}, {10e9, 1e9}), TemperatureFunction(0.3)};
      material.cure = Cure{{SingleStep{{1e6, 70e3}, 0, 1}, NoDiffusionControl{}}, 1e5, 0.05, 0.5, DiBenedetto{250, 423.15, 0.5}, {}};
      material.viscoelasticity = ViscoelasticLaw{
          {4e9, {{0.4, 1}, {0.5, 100}}, ModulusGrowth{0.5, 2}}, {8e9, {{0.2, 10}}, {}}, Shift{ArrheniusShift{350, 1e5}, {}}};
      material.inelasticity.emplace("creeps", GarofaloConstants{277984, 0.02447e-6, 6.41, 6500});
      material.inelasticity.emplace("flows", AnandConstants{21.0e6, 9320, 3501, 4.0, 0.25, 180000e6, 30.2e6, 0.01, 1.78});
      material.inelasticity.emplace("yields", PlasticConstants{LinearHardening{TemperatureFunction(50e6), TemperatureFunction(1e9)},
                                                               {{TemperatureFunction(1e9), TemperatureFunction(10)}}});
      return material;
    }

    TEST(LawTable, HasOneRowPerLawAndMakesEachFromACard)
    {
      const Material material = everything();
      std::set<std::string> names;
      for (const LawRow &row : law_table())
        {
          EXPECT_TRUE(names.insert(row.name).second) << row.name;
          EXPECT_EQ(&row_of(row.law), &row);
          EXPECT_EQ(row.find_missing(material), "") << row.name;
          EXPECT_NE(row.find_missing(Material{}), "") << row.name;
          const MaterialLaw law = make_law_for_mesh(material, row.law);
          EXPECT_EQ(law.state_size() > 0, row.has_memory) << row.name;
          EXPECT_TRUE(row.is_solved) << row.name;
        }
      EXPECT_EQ(names.size(), 6u);
    }

    TEST(LawTable, SaysFromWhichSectionModuliComeAndWhichTablesBoundThem)
    {
      Material material = everything();
      const auto section = [&](MechanicalLaw law) { return moduli_section(material, law).name; };
      EXPECT_EQ(section(MechanicalLaw::elastic), "elasticity");
      EXPECT_EQ(section(MechanicalLaw::chile), "elasticity") << "the card has no section of its own";
      EXPECT_EQ(section(MechanicalLaw::viscoelastic), "viscoelasticity");
      EXPECT_EQ(section(MechanicalLaw::anand), "elasticity");
      EXPECT_EQ(find_moduli_tables(material, MechanicalLaw::elastic).size(), 1u) << "Young's modulus; Poisson's ratio is one number";
      EXPECT_TRUE(find_moduli_tables(material, MechanicalLaw::chile).empty()) << "they move with the glass transition";
      material.chile = CureModuli{TemperatureFunction(1e6), TemperatureFunction(10e9), TemperatureFunction(0.3), 0.5, 1, 0};
      EXPECT_EQ(section(MechanicalLaw::chile), "chile");
      EXPECT_EQ(find_moduli_tables(material, MechanicalLaw::chile).size(), 3u);
      EXPECT_TRUE(can_use(MechanicalLaw::chile, "elasticity"));
      EXPECT_FALSE(can_use(MechanicalLaw::plastic, "viscoelasticity"));
      EXPECT_EQ(section(MechanicalLaw::elastic), "elasticity");
      material.elasticity.reset();
      EXPECT_EQ(section(MechanicalLaw::elastic), "elasticity") << "what the card lacks";
      EXPECT_TRUE(find_moduli_tables(material, MechanicalLaw::elastic).empty());
    }

    TEST(LawTable, DescribesTheSetsOfACardByTheirLaw)
    {
      const Material material = everything();
      EXPECT_EQ(law_names(material), (std::vector<std::string>{"elastic", "chile", "viscoelastic", "creeps", "flows", "yields"}));
      EXPECT_EQ(law_description(material, "creeps"), "Garofalo creep, set creeps");
      EXPECT_EQ(law_description(material, "flows"), "Anand viscoplasticity, set flows");
      EXPECT_EQ(law_description(material, "yields"), "J2 plasticity with kinematic hardening, set yields");
      EXPECT_EQ(law_description(material, "chile"), "chile");
    }

    TEST(LawTable, NamesWhatACardLacks)
    {
      Material material = everything();
      material.elasticity.reset();
      EXPECT_EQ(refusal([&] { make_law(material, "elastic"); }), "the card of everything gives no elasticity; the law elastic needs it");
      EXPECT_EQ(refusal([&] { make_law(material, "flows"); }), "the card of everything gives no elasticity; the law flows needs it");
      material.elasticity = StiffnessElasticity{isotropic_stiffness(10e9, 0.3)};
      EXPECT_EQ(refusal([&] { make_law(material, "flows"); }),
                "the elasticity of everything is not isotropic; the law flows needs isotropic elasticity");
      material = everything();
      material.inelasticity.emplace("flows_too", material.inelasticity.at("flows"));
      EXPECT_NE(refusal([&] { make_law_for_mesh(material, MechanicalLaw::anand); }).find("several sets"), std::string::npos);
    }

    TEST(MaterialLaw, GivesTheSameForABatchAsForSinglePoints)
    {
      const Material material = everything();
      constexpr unsigned n = 5;
      for (const std::string &name : law_names(material))
        {
          SCOPED_TRACE(name);
          const MaterialLaw law = make_law(material, name);
          const unsigned size = law.state_size(), n_tangent = n_scalars(law.tangent_form());
          std::vector<double> temperature[2], cure[2], strain[2], old_state(size * n), new_state(size * n);
          for (unsigned end = 0; end < 2; ++end)
            for (unsigned p = 0; p < n; ++p)
              {
                temperature[end].push_back(330 + 10. * p + 20 * end);
                cure[end].push_back(0.55 + 0.05 * p + 0.1 * end);
                strain[end].resize(6 * n);
                for (unsigned c = 0; c < 6; ++c)
                  strain[end][c * n + p] = end * 1e-3 * (c < 2 ? 1. + p : -1. * c);
              }
          std::vector<double> state(size);
          law.initialise(330, 0.55, state.data());
          for (unsigned v = 0; v < size; ++v)
            std::fill_n(&old_state[v * n], n, state[v]);
          std::vector<double> stress(6 * n), tangent(n_tangent * n), dissipation(n);
          const BatchStep batch{n,
                                10,
                                {temperature[0].data(), temperature[1].data()},
                                {cure[0].data(), cure[1].data()},
                                {strain[0].data(), strain[1].data()}};
          law.advance(batch, old_state.data(), new_state.data(), {stress.data(), tangent.data(), dissipation.data()});
          for (unsigned p = 0; p < n; ++p)
            {
              std::vector<double> next(size);
              const PointResponse response = law.advance(point_of(batch, p), state.data(), next.data());
              for (unsigned c = 0; c < 6; ++c)
                EXPECT_EQ(stress[c * n + p], response.stress[c]);
              for (unsigned v = 0; v < size; ++v)
                EXPECT_EQ(new_state[v * n + p], next[v]);
              EXPECT_EQ(dissipation[p], response.dissipation);
              EXPECT_EQ(matrix(read_tangent(law.tangent_form(), n, &tangent[p])), matrix(response.tangent));
            }
          // Only the state is asked for.
          std::vector<double> alone(size * n);
          law.advance(batch, old_state.data(), alone.data(), {nullptr, nullptr, nullptr});
          EXPECT_EQ(alone, new_state);
        }
    }

    TEST(LawTable, HasOneStateOfRelaxingLawsWhicheverWayItIsAdvanced)
    {
      // In turn by the law itself and by its step for all points, which the mesh takes where temperature and cure are uniform.
      const Material material = everything();
      for (const MechanicalLaw name : {MechanicalLaw::chile, MechanicalLaw::viscoelastic})
        {
          const MaterialLaw law = make_law_for_mesh(material, name);
          ASSERT_TRUE(law.is_relaxing());
          EXPECT_EQ(law.state_size(), law.relaxing_parts().state_size());
          std::vector<double> state(law.state_size()), by_law(law.state_size()), by_step(law.state_size());
          law.initialise(400, 0.1, state.data());
          double largest = 0;
          for (unsigned i = 0; i < 6; ++i)
            {
              PointStep step{20, {{400. - 5 * i, 395. - 5 * i}}, {{0.1 + 0.1 * i, 0.2 + 0.1 * i}}, {}};
              step.strain[0] = {{1e-3 * i, 0, -5e-4 * i, 2e-4, 0, 1e-3}};
              step.strain[1] = {{1e-3 * (i + 1), 2e-4, -5e-4 * i, -2e-4, 3e-4, 0}};
              Voigt change;
              for (unsigned c = 0; c < 6; ++c)
                change[c] = step.strain[1][c] - step.strain[0][c];
              const Voigt stress = law.advance(step, state.data(), by_law.data()).stress,
                          other = law.relaxing_step(step).advance(change, state.data(), by_step.data());
              for (unsigned c = 0; c < 6; ++c)
                EXPECT_EQ(stress[c], other[c]);
              EXPECT_EQ(by_law, by_step);
              // The stress is the sum of what is stored: mean stresses are the last numbers.
              double mean = 0;
              for (std::size_t k = n_deviator_values * law.relaxing_parts().shear; k < by_law.size(); ++k)
                mean += by_law[k];
              largest = std::max(largest, std::abs(mean));
              EXPECT_NEAR((stress[0] + stress[1] + stress[2]) / 3, mean, 1e-12 * largest);
              state = by_step;
            }
          EXPECT_GT(largest, 1e5);
        }
    }

    TEST(Liquid, KeepsAMillionthOfItsShearModulusInAMesh)
    {
      // Long before the gel point, and so long a step that every arm has relaxed.
      const Material material = everything();
      const PointStep step{1e7, {{400, 400}}, {{0.1, 0.1}}, {}};
      const RelaxingStep at_point = make_law(material, "viscoelastic").relaxing_step(step),
                         in_mesh = make_law_for_mesh(material, MechanicalLaw::viscoelastic).relaxing_step(step);
      EXPECT_LT(at_point.shear_modulus(), 400); // a tenth of the minimum below
      EXPECT_NEAR(in_mesh.shear_modulus(), 4e3, 1e-9 * 4e3);
      EXPECT_GE(in_mesh.bulk_modulus(), 2. / 3 * 4e3 * (1 - 1e-12));
      // The missing stiffness is given to the part that decays most, so that it relaxes first.
      for (std::size_t j = 1; j < in_mesh.shear.size(); ++j)
        EXPECT_EQ(in_mesh.shear[j].decay, at_point.shear[j].decay);
      EXPECT_GT(in_mesh.shear[1].gain, 3e3);
    }

    TEST(Liquid, HasTheSameModuliInAMeshAndAtAPoint)
    {
      const Material material = everything();
      const MaterialLaw law = make_law_for_mesh(material, MechanicalLaw::viscoelastic);
      PointStep step{1e7, {{400, 400}}, {{0.1, 0.1}}, {}};
      step.strain[1] = {{1e-3, 0, 0, 0, 0, 2e-3}};
      std::vector<double> old_state(law.state_size()), new_state(law.state_size());
      law.initialise(400, 0.1, old_state.data());
      const PointResponse response = law.advance(step, old_state.data(), new_state.data());
      const RelaxingStep relaxing = law.relaxing_step(step);
      EXPECT_NEAR(response.stress[5], 2e-3 * relaxing.shear_modulus(), 1e-12 * relaxing.shear_modulus());
      EXPECT_NEAR((response.stress[0] + response.stress[1] + response.stress[2]) / 3, 1e-3 * relaxing.bulk_modulus(),
                  1e-12 * relaxing.bulk_modulus());
    }
  } // namespace
} // namespace sagitta::tests
