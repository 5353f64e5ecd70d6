// Reduced models against the full model on the same mesh, and their constant against eigenvalues.

#include <tests/output/scratch_directory.h>
#include <tests/reduced/sample_reduction.h>
#include <tests/refusal.h>
#include <tests/verification_record.h>

#include <solver/layered/operator/layered_operator.h>
#include <solver/reduced/model_file.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

extern "C" void dsygv_(const int *type, const char *job, const char *triangle, const int *n, double *a, const int *lda, double *b,
                       const int *ldb, double *values, double *work, const int *size, int *info);

namespace
{
  using namespace sagitta;
  using namespace sagitta::tests;
  using reduced::AffineProblem;
  using reduced::Query;
  using reduced::ReducedModel;
  using reduced::ThermoelasticTerms;

  /// The stiffness of coefficients on the free unknowns, column by column, for one rank.
  std::vector<double> dense_stiffness(AffineProblem &problem, const std::vector<double> &coefficients)
  {
    const auto constrained = std::make_shared<layered::ConstrainedUnknowns>(layered::find_constrained_unknowns(
        problem.space(), problem.model().filled(static_cast<unsigned>(problem.model().plan_levels().size()) - 1),
        model::find_prescribed_displacements(problem.model(), problem.space()).all()));
    const layered::LayeredOperator<double> matrix(problem.system().space_pointer(), problem.combine(coefficients), constrained);
    std::vector<unsigned> free;
    for (unsigned i = 0; i < problem.space().n_owned(); ++i)
      if (!constrained->is_constrained[i])
        free.push_back(i);
    std::vector<double> dense(free.size() * free.size());
    layered::Vector<double> unit, image;
    problem.space().initialise(unit);
    problem.space().initialise(image);
    for (std::size_t j = 0; j < free.size(); ++j)
      {
        unit.begin()[free[j]] = 1;
        matrix.vmult(image, unit);
        unit.begin()[free[j]] = 0;
        for (std::size_t i = 0; i < free.size(); ++i)
          dense[j * free.size() + i] = image.begin()[free[i]];
      }
    return dense;
  }

  /// Smallest eigenvalue of A v = lambda X v.
  double smallest_eigenvalue(std::vector<double> a, std::vector<double> x)
  {
    const int n = static_cast<int>(std::lround(std::sqrt(static_cast<double>(a.size())))), type = 1, size = 8 * n;
    std::vector<double> values(n), work(size);
    int info = 0;
    dsygv_(&type, "N", "L", &n, a.data(), &n, x.data(), &n, values.data(), work.data(), &size, &info);
    EXPECT_EQ(info, 0);
    return values.front();
  }

  TEST(ReducedModel, ItsConstantIsBelowTheSmallestEigenvalue)
  {
    // Clamped on one side, so that both matrices are definite. Every rank does the whole small problem.
    const Case problem =
        parse(small_package("[2, 2]", "mechanics: {supports: [{face: x_min, displacement: {x: 0 um, y: 0 um, z: 0 um}}]}\n"));
    ThermoelasticTerms affine(problem, "room", small_ranges(), MPI_COMM_SELF);
    const ReducedModel model = affine.describe();
    const std::vector<double> reference = dense_stiffness(affine, model.reference);
    double tightest = 1e300, loosest = 0;
    for (const Query &query : reduced::random_queries(model, 6, 3))
      {
        const std::vector<double> coefficients = model.coefficients(query);
        const double alpha = model.alpha(query), eigenvalue = smallest_eigenvalue(dense_stiffness(affine, coefficients), reference);
        EXPECT_GT(eigenvalue, alpha * (1 - 1e-8)); // rounding of LAPACK, condition number 1e6
        tightest = std::min(tightest, eigenvalue / alpha);
        loosest = std::max(loosest, eigenvalue / alpha);
      }
    // The bound is sharp: it is the ratio of pointwise energies, which a short wave in one material nearly reaches.
    EXPECT_LT(loosest, 2);
    record({"smallest eigenvalue over constant", tightest, 1, "1", "at least 1", "LAPACK dsygv on 6 random points", ""});
  }

  TEST(ReducedModel, SketchFailsAsRarelyAsChiSquarePredicts)
  {
    // With 2 m degrees of freedom it is below 2 x unless a Poisson variable of mean x is below m: P = 1 - e^-x sum_{i<m} x^i / i!
    for (const unsigned rows : {16u, 64u, 96u})
      {
        constexpr double wanted = 1.5;
        // A sketch that loses a share of the norm is below 1/wanted of it only if the exact one is below this.
        const double least = 1 / wanted + reduced::sketch_loss, x = rows / 2. * least * least;
        double term = 1, sum = 0;
        for (unsigned i = 0; i < rows / 2; ++i)
          {
            sum += term;
            term *= x / (i + 1);
          }
        EXPECT_NEAR(reduced::failure_probability(rows, wanted), 1 - std::exp(-x) * sum, 1e-13) << rows;
        EXPECT_NEAR(reduced::failure_probability(rows, reduced::sketch_factor(rows)) / reduced::most_failure, 1, 1e-6) << rows;
      }
  }

  TEST(ReducedModel, BoundsHoldAndAreNarrowEnough)
  {
    const Case problem = parse(small_package("[6, 6]", "solver: {tolerance: 1e-10}\n"));
    ThermoelasticTerms affine(problem, "room", small_ranges(), MPI_COMM_WORLD);
    StageLog log(MPI_COMM_WORLD, std::cout, StageLog::Style::silent);
    reduced::ReductionRequest request;
    request.candidates = 300;
    request.tests = 200;
    const reduced::Reduction reduction = reduced::reduce(affine, request, log);
    const ReducedModel &model = reduction.model;
    EXPECT_LE(reduction.report.candidate_bounds.back(), 1) << "the greedy algorithm ended by its bound";
    EXPECT_LE(model.size, request.largest_size);
    EXPECT_GE(reduction.report.share, .97); // 300 candidates are few; target A wants 99 % of 2,000
    const Comparisons comparisons = compare(affine, model, 5);
    EXPECT_EQ(comparisons.violations, 0u);
    EXPECT_LT(comparisons.largest_error, 1);
    record({"largest error over max(1 %, 0.5 um)", comparisons.largest_error, 0, "1", "below 1", "full solves of 5 random points", ""});

    // The case itself: what a run gives.
    const SolvedCase run(small_package("[6, 6]", "solver: {tolerance: 1e-10}\n"));
    const double bow = run.warpage(evaluation::Face::bottom).quadratic->mean_bow.value;
    const std::vector<double> full = full_figures(affine, model, model.base());
    EXPECT_NEAR(full[0], bow, 1e-7 * std::abs(bow)); // two solves to 1e-10
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

  TEST(ReducedModel, NamesUnsupportedCases)
  {
    const auto said = [](const std::string &more, const std::string &state, const reduced::Ranges &ranges) {
      const Case problem = parse(small_package("[2, 2]", more));
      return sentence_of<InputError>([&] { ThermoelasticTerms(problem, state, ranges, MPI_COMM_WORLD); });
    };
    const auto has = [](const std::string &sentence, const std::string &part) {
      EXPECT_NE(sentence.find(part), std::string::npos) << sentence;
    };
    has(said("", "rom", small_ranges()), "no state rom; did you mean room?");
    reduced::Ranges ranges = small_ranges();
    ranges.materials[0].material = "mold";
    has(said("", "room", ranges), "no part is made of mold; did you mean mould?");
    ranges.materials[0].material = "silicon";
    has(said("", "room", ranges), "silicon is not isotropic");
    has(said("mechanics: {pressures: [{face: top, pressure: 1 bar}]}\n", "room", small_ranges()), "thermal loads only");
    has(sentence_of<FileError>([] { reduced::read_model("/nowhere/model.h5"); }), "there is no such file");
  }
} // namespace
