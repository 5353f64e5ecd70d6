// What holds for every law of every card of the library, whatever its constants.
#include <tests/input/sample_case.h>
#include <tests/materials/point_checks.h>

#include <materials/laws/law_table.h>
#include <solver/input/card/compound_reader.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

namespace sagitta::tests
{
  namespace
  {
    using materials::Material;
    using materials::MaterialLaw;
    using tests::Point;
    using tests::RandomSteps;
    using tests::Voigt;

    struct CardLaw
    {
      std::string name; ///< "sac305 motalab_2012"
      bool is_isotropic;
      MaterialLaw law;
    };

    /// All laws of all cards; each kind of law at least once.
    const std::vector<CardLaw> &every_law()
    {
      static const std::vector<CardLaw> laws = [] {
        const input::Library library = shipped_library();
        std::vector<CardLaw> result;
        for (const std::string &name : library.names())
          {
            const Material material = input::read_material(library, name);
            for (const std::string &law : materials::law_names(material))
              {
                const bool is_isotropic =
                    law != "elastic" || std::holds_alternative<materials::IsotropicElasticity>(material.elasticity.value());
                result.push_back({name + " " + law, is_isotropic, materials::make_law(material, law)});
              }
          }
        return result;
      }();
      return laws;
    }

    std::size_t count(const std::string &law)
    {
      return static_cast<std::size_t>(std::count_if(every_law().begin(), every_law().end(), [&](const CardLaw &one) {
        return one.name.size() > law.size() && one.name.compare(one.name.size() - law.size(), law.size(), law) == 0;
      }));
    }

    TEST(EveryLaw, OfTheLibraryIsCounted)
    {
      EXPECT_GE(count(" elastic"), 40u);
      EXPECT_GE(count(" chile"), 10u);
      EXPECT_GE(count(" viscoelastic"), 15u);
      EXPECT_EQ(count(" motalab_2012") + count(" mysore_2009") + count(" schubert_2003"), 3u);
    }

    TEST(EveryLaw, HasTheTangentOfItsStressOnRandomPaths)
    {
      for (const CardLaw &one : every_law())
        for (unsigned seed = 0; seed < 3; ++seed)
          {
            RandomSteps random(seed);
            Point<MaterialLaw> point(one.law);
            for (unsigned i = 0; i < 8; ++i)
              {
                const Voigt strain = random.strain_from(point.strain, 1e-5, 1e-2);
                const double duration = random.duration(), temperature = random.temperature();
                ASSERT_LT(tests::tangent_error(one.law, point.step_to(strain, duration, temperature), point.state), 1e-6)
                    << one.name << ", path " << seed << ", step " << i;
                point.go(strain, duration, temperature);
              }
          }
    }

    TEST(EveryLaw, NeverHasANegativeDissipationAndStaysFinite)
    {
      for (const CardLaw &one : every_law())
        {
          SCOPED_TRACE(one.name);
          tests::expect_robust_on_random_paths(one.law, 4, 20);
        }
    }

    TEST(EveryLaw, RotatesItsStressWithTheStrain)
    {
      for (const CardLaw &one : every_law())
        if (one.is_isotropic)
          {
            EXPECT_LT(tests::objectivity_error(one.law, 7), 1e-9) << one.name;
          }
    }

    /// Work of the stress, heat, and the sum of |stress : strain rate| along a cycle of strain at one temperature, per volume [J/m3].
    struct CycleWork
    {
      double work, heat, scale;
    };

    CycleWork closed_cycle(const MaterialLaw &law, unsigned seed)
    {
      RandomSteps random(seed);
      Point<MaterialLaw> point(law, random.temperature());
      const double duration = random.logarithmic(1e-3, 1e5);
      std::vector<Voigt> corners(4, Voigt{});
      for (std::size_t i = 0; i + 1 < corners.size(); ++i)
        corners[i] = random.strain_from(Voigt{}, 5e-3, 1e-2);
      CycleWork result{0, 0, 0};
      constexpr unsigned steps = 200;
      Voigt stress{};
      for (const Voigt &corner : corners)
        {
          const Voigt from = point.strain;
          for (unsigned s = 1; s <= steps; ++s)
            {
              Voigt strain, before = point.strain;
              for (unsigned c = 0; c < 6; ++c)
                strain[c] = from[c] + (corner[c] - from[c]) * s / steps;
              const Voigt old_stress = stress;
              const materials::PointResponse response = point.go(strain, duration / steps);
              stress = response.stress;
              for (unsigned c = 0; c < 6; ++c)
                {
                  const double part = 0.5 * (old_stress[c] + stress[c]) * (strain[c] - before[c]);
                  result.work += part;
                  result.scale += std::abs(part);
                }
              result.heat += response.dissipation;
            }
        }
      return result;
    }

    TEST(EveryLaw, DissipatesAtMostTheWorkOfClosedIsothermalCycles)
    {
      // Second law, from rest: a closed cycle gives no net work, and its heat is at most the work put in. The trapezoidal rule of the
      // work and backward Euler's surplus of heat are of the order of the strain of a step over the elastic strain: 2 % of the scale with
      // 200 steps a leg.
      for (const CardLaw &one : every_law())
        for (unsigned seed = 0; seed < 4; ++seed)
          {
            const CycleWork cycle = closed_cycle(one.law, seed);
            EXPECT_GE(cycle.work, -1e-3 * cycle.scale) << one.name << ", cycle " << seed;
            EXPECT_GE(cycle.heat, 0) << one.name;
            EXPECT_LE(cycle.heat, cycle.work + 0.02 * cycle.scale) << one.name << ", cycle " << seed;
          }
    }
  } // namespace
} // namespace sagitta::tests
