// Reduced models with free thicknesses: the norm that follows them, its constants against eigenvalues, bounds against full solves.

#include <tests/output/scratch_directory.h>
#include <tests/reduced/sample_reduction.h>
#include <tests/refusal.h>
#include <tests/verification_record.h>

#include <solver/layered/operator/layered_operator.h>
#include <solver/reduced/model_file.h>
#include <solver/reduced/term_images.h>
#include <solver/reduced/thickness_constants.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

extern "C" void dsygv_(const int *type, const char *job, const char *triangle, const int *n, double *a, const int *lda, double *b,
                       const int *ldb, double *values, double *work, const int *size, int *info);

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using layered::Vector;
  using reduced::Query;
  using reduced::ReducedModel;
  using reduced::ThermoelasticTerms;

  const std::string clamped = "mechanics: {supports: [{face: x_min, displacement: {x: 0 um, y: 0 um, z: 0 um}}]}\n";

  /// The norm and the stiffness at some thicknesses for one problem.
  struct ThicknessProblem
  {
    ThicknessProblem(const std::string &lattice, const std::string &more, MPI_Comm communicator)
        : problem(parse(small_package(lattice, more))), affine(problem, "room", thickness_ranges(), communicator), model(affine.describe()),
          constrained(constrained_unknowns(affine)), energy(affine.system().space_pointer(), affine.combine(model.reference), constrained),
          norm(affine, model, constrained)
    {
    }

    layered::LayeredOperator<double> stiffness(const Query &query)
    {
      return {affine.system_at(query.thicknesses).space_pointer(), affine.combine(model.coefficients(query)), constrained};
    }

    /// Numbers between -1 and 1 at the free unknowns.
    Vector<double> random_field(unsigned seed) const
    {
      int rank = 0;
      MPI_Comm_rank(affine.model().communicator(), &rank);
      std::mt19937 generator(seed + 1000 * static_cast<unsigned>(rank));
      std::uniform_real_distribution<double> uniform(-1, 1);
      Vector<double> field;
      affine.space().initialise(field);
      for (unsigned i = 0; i < affine.space().n_owned(); ++i)
        field.begin()[i] = uniform(generator);
      energy.clear_constrained(field);
      return field;
    }

    const Case problem;
    ThermoelasticTerms affine;
    ReducedModel model;
    std::shared_ptr<const layered::ConstrainedUnknowns> constrained;
    layered::LayeredOperator<double> energy;
    reduced::ThicknessNorm norm;
  };

  /// A linear map of the free unknowns column by column, for one rank.
  template <typename Map>
  std::vector<double> dense(const ThicknessProblem &of, const Map &map)
  {
    std::vector<unsigned> free;
    for (unsigned i = 0; i < of.affine.space().n_owned(); ++i)
      if (!of.constrained->is_constrained[i])
        free.push_back(i);
    std::vector<double> matrix;
    for (const unsigned j : free)
      {
        Vector<double> unit;
        of.affine.space().initialise(unit);
        unit.begin()[j] = 1;
        const Vector<double> image = map(unit);
        for (const unsigned i : free)
          matrix.push_back(image.begin()[i]);
      }
    return matrix;
  }

  double smallest_eigenvalue_of(std::vector<double> a, std::vector<double> x)
  {
    const int n = static_cast<int>(std::lround(std::sqrt(static_cast<double>(a.size())))), type = 1, size = 8 * n;
    std::vector<double> values(n), work(size);
    int info = 0;
    dsygv_(&type, "N", "L", &n, a.data(), &n, x.data(), &n, values.data(), work.data(), &size, &info);
    EXPECT_EQ(info, 0);
    return values.front();
  }

  /// The smallest eigenvalue of T' A T w = lambda X w; `follows`: with T, else with the plain norm X.
  double exact_constant(ThicknessProblem &of, const Query &query, const std::vector<double> &energy, bool follows = true)
  {
    const layered::LayeredOperator<double> stiffness = of.stiffness(query);
    const auto shape = of.norm.shape(of.affine.system_at(query.thicknesses).space());
    return smallest_eigenvalue_of(dense(of,
                                        [&](Vector<double> v) {
                                          Vector<double> image;
                                          of.affine.space().initialise(image);
                                          if (follows)
                                            of.norm.apply(shape, v);
                                          stiffness.vmult(image, v);
                                          if (follows)
                                            of.norm.apply_transposed(shape, image);
                                          return image;
                                        }),
                                  energy);
  }

  TEST(ThicknessNorm, InverseAndTransposeBelongToTheTransform)
  {
    ThicknessProblem of("[4, 4]", "", MPI_COMM_WORLD);
    const auto shape = of.norm.shape(of.affine.system_at({90e-6, 280e-6}).space());
    const Vector<double> u = of.random_field(1), r = of.random_field(2);
    Vector<double> tu = u, tr = r, back = u;
    of.norm.apply(shape, tu);
    of.norm.apply_transposed(shape, tr);
    EXPECT_NEAR((tu * r) / (u * tr), 1, 1e-10); // iterations of the filter to 1e-13
    of.norm.apply(shape, back);
    of.norm.apply_inverse(shape, back);
    back.add(-1., u);
    EXPECT_LT(back.linfty_norm(), 1e-11);
    Vector<double> both = r;
    of.norm.apply_transposed(shape, both);
    of.norm.apply_inverse_transposed(shape, both);
    both.add(-1., r);
    EXPECT_LT(both.linfty_norm(), 1e-11);
  }

  TEST(ThicknessNorm, RigidMotionsStayRigid)
  {
    // The whole package with all six motions: a force that is zero at the reference is zero at any thickness.
    const Case problem = parse(small_package("[4, 4]", ""), {"mesh.symmetry=none"});
    ThermoelasticTerms affine(problem, "room", thickness_ranges(), MPI_COMM_WORLD);
    const ReducedModel model = affine.describe();
    const auto constrained = constrained_unknowns(affine);
    const reduced::ThicknessNorm norm(affine, model, constrained);
    Query query = model.base();
    query.thicknesses = {90e-6, 280e-6};
    model::LayeredSystem &system = affine.system_at(query.thicknesses);
    const layered::LayeredOperator<double> stiffness(system.space_pointer(), affine.combine(model.reference), constrained);
    const layered::RigidModes modes(affine.space(), *constrained, false);
    ASSERT_EQ(modes.size(), 6u);
    for (unsigned m = 0; m < modes.size(); ++m)
      {
        Vector<double> motion, force, other;
        for (Vector<double> *vector : {&motion, &force, &other})
          affine.space().initialise(*vector);
        const std::vector<double> values = modes.mode(m);
        std::copy(values.begin(), values.end(), motion.begin());
        norm.apply(norm.shape(system.space()), motion);
        stiffness.vmult(force, motion);
        // Against the force of a motion of every seventh unknown.
        const double size = motion.linfty_norm();
        for (unsigned i = 0; i < affine.space().n_owned(); i += 7)
          other.begin()[i] = size;
        stiffness.vmult(motion, other);
        EXPECT_LT(force.l2_norm(), 1e-9 * motion.l2_norm()) << m;
      }
  }

  TEST(ReducedThickness, TermsGiveTheStiffnessAtAnyThickness)
  {
    ThicknessProblem of("[4, 4]", "", MPI_COMM_WORLD);
    reduced::TermImages images(of.affine, of.constrained);
    const Vector<double> u = of.random_field(1);
    for (const Query &query : reduced::random_queries(of.model, 3, 5))
      {
        const std::vector<double> factors = of.model.term_coefficients(query);
        Vector<double> sum, image;
        of.affine.space().initialise(sum);
        of.affine.space().initialise(image);
        images.for_each_term(of.model, {&u}, [&](unsigned q, const layered::ConstColumns &of_term) { sum.add(factors[q], *of_term[0]); });
        of.stiffness(query).vmult(image, u);
        sum.add(-1., image);
        EXPECT_LT(sum.l2_norm(), 1e-12 * image.l2_norm()); // rounding of three products each
      }
  }

  TEST(ReducedThickness, ConstantsAreBelowTheSmallestEigenvalues)
  {
    // Clamped on one side, so that all matrices are definite. Every rank does the whole small problem.
    ThicknessProblem of("[2, 2]", clamped, MPI_COMM_SELF);
    StageLog log(MPI_COMM_SELF, std::cout, StageLog::Style::silent);
    log.begin("test");
    unsigned solves = 0;
    const reduced::ThicknessConstants constants(of.affine, of.model, of.energy, of.norm);
    of.model.table = constants.make_table(log, solves);
    const std::vector<double> energy = dense(of, [&](const Vector<double> &v) {
      Vector<double> image;
      of.affine.space().initialise(image);
      of.energy.vmult(image, v);
      return image;
    });
    Query query = of.model.middle();
    double tightest = 1e300, loosest = 0, plain = 1e300;
    for (const double die : {80e-6, 300e-6})
      for (const double mould : {50e-6, 300e-6})
        {
          query.thicknesses = {die, mould};
          const double exact = exact_constant(of, query, energy), ratio = exact / of.model.table.find(query.thicknesses);
          tightest = std::min(tightest, ratio);
          loosest = std::max(loosest, ratio);
          plain = std::min(plain, exact_constant(of, query, energy, false));
        }
    EXPECT_GT(tightest, 1) << "at nodes of the table";
    EXPECT_LT(loosest, 1.15) << "nine tenths of a Ritz value of a few per cent";
    double between = 1e300;
    for (const Query &random : reduced::random_queries(of.model, 6, 3))
      between = std::min(between, exact_constant(of, random, energy) / of.model.alpha(random));
    EXPECT_GT(between, 1) << "between the nodes and with other moduli";
    const double smallest = *std::min_element(of.model.table.constants.begin(), of.model.table.constants.end());
    EXPECT_GT(smallest, 3 * plain) << "the norm that follows the thickness is what makes the constants large";
    record({"smallest eigenvalue over constant, nodes", tightest, 1, "1", "at least 1", "LAPACK dsygv at 4 nodes", ""});
    record({"smallest eigenvalue over constant, between", between, 1, "1", "at least 1", "LAPACK dsygv at 6 random points", ""});
    record({"smallest constant of the table", smallest, 1, "1", "none", "", ""});
    record({"smallest eigenvalue in the plain norm", plain, 1, "1", "none", "LAPACK dsygv at 4 nodes", ""});
    record({"solves per constant", solves / 25., 1, "1", "none", "", ""});
  }

  TEST(ReducedThickness, BoundsHoldAndAreNarrowEnough)
  {
    const Case problem = parse(small_package("[4, 4]", "solver: {tolerance: 1e-10}\n"));
    ThermoelasticTerms affine(problem, "room", thickness_ranges(), MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    reduced::ReductionRequest request;
    request.candidates = 300;
    request.tests = 200;
    request.functionals = std::vector<std::string>{"bow"};
    request.largest_size = 120;
    const reduced::Reduction reduction = reduced::reduce(affine, request, log);
    const ReducedModel &model = reduction.model;
    EXPECT_GE(reduction.report.shares[0], .95) << "of the bow";
    const Comparisons comparisons = compare(affine, model, 6);
    EXPECT_EQ(comparisons.violations, 0u);
    record({"share of the bows within max(1 %, 0.5 um)", reduction.report.shares[0], 1, "1", "at least 0.95", "", ""});
    record({"largest error over the tolerance", comparisons.largest_error, 0, "1", "below 1", "full solves of 6 random points", ""});
    record({"smallest bound over error", comparisons.smallest_effectivity, 1, "1", "at least 1", "full solves of 6 random points", ""});
    record({"median bound over error", comparisons.median, 1, "1", "none", "full solves of 6 random points", ""});
    record({"functions", static_cast<double>(model.size), 0, "1", "none", "", ""});
    record({"points", static_cast<double>(model.points), 0, "1", "none", "", ""});

    // The case itself: what a run gives.
    const SolvedCase run(small_package("[4, 4]", "solver: {tolerance: 1e-10}\n"));
    const double bow = run.warpage(evaluation::Face::bottom).quadratic->mean_bow.value;
    EXPECT_NEAR(full_figures(affine, model, model.base())[0], bow, 1e-7 * std::abs(bow)); // two solves to 1e-10
    EXPECT_NEAR(reduced::evaluate(model, model.base()).values[0], bow, model.tolerance_of(0, bow));

    const tests::ScratchDirectory directory(MPI_COMM_WORLD);
    reduced::write_model(directory.path() / "model.h5", model, MPI_COMM_WORLD);
    const ReducedModel again = reduced::read_model(directory.path() / "model.h5");
    for (const Query &query : reduced::random_queries(model, 5, 11))
      {
        const reduced::Answer a = reduced::evaluate(model, query), b = reduced::evaluate(again, query);
        EXPECT_EQ(a.values, b.values);
        EXPECT_EQ(a.bounds, b.bounds);
      }
  }

  TEST(ReducedThickness, TableTakesTheSmallestCornerOfTheCell)
  {
    const reduced::ThicknessTable table{{{1, 2, 4}, {10, 20}}, {.5, .4, .3, .6, .2, .7}};
    EXPECT_EQ(table.find({1, 10}), .5);
    EXPECT_EQ(table.find({1.5, 10}), .3);
    EXPECT_EQ(table.find({3, 15}), .2);
    EXPECT_EQ(table.find({1, 15}), .4);
    EXPECT_THROW(table.find({5, 15}), std::invalid_argument);
  }

  TEST(ReducedThickness, NamesUnsupportedRanges)
  {
    const Case problem = parse(small_package("[2, 2]"));
    const auto said = [&](const std::vector<reduced::ThicknessRange> &thicknesses) {
      reduced::Ranges ranges = small_ranges();
      ranges.thicknesses = thicknesses;
      return sentence_of<InputError>([&] { ThermoelasticTerms(problem, "room", ranges, MPI_COMM_WORLD); });
    };
    const std::string name = said({{"die_zon", {{1e-4, 2e-4}}, {}}});
    EXPECT_NE(name.find("did you mean die_zone?"), std::string::npos) << name;
    const std::string twice = said({{"die_zone", {{1e-4, 2e-4}}, {}}, {"die_zone", {{1e-4, 2e-4}}, {}}});
    EXPECT_NE(twice.find("two ranges"), std::string::npos) << twice;
  }
} // namespace
