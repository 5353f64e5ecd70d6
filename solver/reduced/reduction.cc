#include <solver/reduced/reduction.h>

#include <solver/base/errors.h>
#include <solver/layered/operator/layered_operator.h>
#include <solver/model/prescribed_values.h>
#include <solver/reduced/dense.h>
#include <solver/reduced/energy_sketch.h>
#include <solver/reduced/sketch_products.h>
#include <solver/reduced/term_images.h>
#include <solver/reduced/thickness_constants.h>
#include <solver/reduced/vector_products.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sagitta::reduced
{
  using layered::Vector;

  namespace
  {
    // Relative error of a snapshot in the energy norm above which there is no model.
    constexpr double largest_error = 1e-3;

    // A snapshot whose part outside the space is smaller than this share adds rounding only.
    constexpr double smallest_share = 1e-6;

    // The choice of points ends at this ratio of bound to tolerance: below 1, since its sketch has few rows and may be too small by half.
    constexpr double enough = .5;

    // The vectors that the points are chosen by certify nothing. A cycle of the multigrid is near the inverse of X in every direction, so
    // that vectors of this accuracy give norms within some tens of per cent.
    constexpr double choice_tolerance = .2;

    constexpr unsigned columns_at_once = 24;

    // A set-up of the multigrid costs as much as one or two solves, and one for moduli that differ by a factor of three at most will do.
    constexpr unsigned most_set_ups = 3;

    /// Makes a reduced model step by step.
    class Builder
    {
    public:
      Builder(AffineProblem &problem, const ReductionRequest &request, StageLog &log)
          : problem_(problem), request_(request), log_(log), model_(problem.describe()),
            constrained_(std::make_shared<layered::ConstrainedUnknowns>(layered::find_constrained_unknowns(
                problem.space(), problem.model().filled(static_cast<unsigned>(problem.model().plan_levels().size()) - 1),
                problem.system().physics().find_prescribed(problem.model(), problem.space()).all()))),
            vectors_(request.vectors ? request.vectors : std::make_shared<RandomVectors>()), energy_(choose_energy()),
            matrix_(problem.system().space_pointer(), energy_, constrained_), images_of_terms_(problem, constrained_)
      {
        if (!model_.thicknesses.empty())
          norm_ = std::make_unique<ThicknessNorm>(problem_, model_, constrained_);
        problem_.system().keep_set_ups(most_set_ups);
        for (unsigned i = 0; i < n_right_sides(); ++i)
          sides_.push_back(right_side(i));
        model_.certificate.rows = request.sketch_rows; // the choice of points uses the factor of the certificate
        model_.stiffness.resize(model_.n_terms());
        find_solved_sides();
        model_.load_vectors.resize(model_.loads.size());
        model_.functional_vectors.resize(model_.functionals.size());
      }

      Reduction build()
      {
        if (vectors_->is_empty())
          make_vectors();
        if (norm_)
          model_.table = ThicknessConstants(problem_, model_, matrix_, *norm_).make_table(log_, report_.table_solves);
        log_.begin("reduced model, sketches");
        greedy_products_.emplace(vectors_->choice, norm_.get(), problem_.model().communicator());
        certificate_products_.emplace(vectors_->certificate, norm_.get(), problem_.model().communicator());
        project(greedy_, *greedy_products_);
        project(certificate_, *certificate_products_);
        const std::vector<Query> candidates = request_.queries.empty() ? spread_queries(model_, request_.candidates) : request_.queries;
        Worst next{0, 0, std::vector<char>(n_functionals(), 1)};
        add_point(model_.middle(), next.open);
        while (true)
          {
            next = find_worst(candidates);
            if (next.ratio <= enough && !std::exchange(do_sets_count_, true))
              next = find_worst(candidates);
            report_.candidate_bounds.push_back(next.ratio);
            if (next.ratio <= enough || model_.size + solved_.size() > request_.largest_size)
              break;
            const unsigned before = model_.size;
            add_point(candidates[next.number], next.open);
            if (model_.size == before)
              break; // nothing new: the accuracy of the solves is reached
          }
        model_.certificate = certificate_;
        test();
        return {model_, report_};
      }

    private:
      /// The candidate with the largest bound over its tolerance, that ratio, and which functionals exceed it there.
      struct Worst
      {
        std::size_t number;
        double ratio;
        std::vector<char> open;
      };

      /// Solutions and right sides of some solves.
      struct Sides
      {
        layered::Columns x, b;
      };

      /// Vectors of zeros.
      Sides prepare(std::vector<Vector<double>> &x, std::vector<Vector<double>> &b) const
      {
        Sides sides;
        for (std::size_t i = 0; i < x.size(); ++i)
          {
            problem_.space().initialise(x[i]);
            problem_.space().initialise(b[i]);
            sides.x.push_back(&x[i]);
            sides.b.push_back(&b[i]);
          }
        return sides;
      }

      /// X: that of the existing vectors if it suits the model, else that of the middle of the ranges.
      layered::Coefficients choose_energy()
      {
        if (adopt(*vectors_, problem_, model_))
          return vectors_->energy;
        if (!vectors_->is_empty())
          vectors_ = std::make_shared<RandomVectors>(); // vectors of another energy stay with their models
        return problem_.combine(model_.reference);
      }

      void make_vectors()
      {
        log_.begin("reduced model, random vectors");
        std::vector<double> fixed(model_.n_coefficients(), 0.);
        fixed.front() = 1;
        RandomVectors made{model_.materials, model_.reference, energy_, problem_.combine(fixed), {}, {}};
        problem_.system().set_coefficients(energy_, log_);
        solve_random_loads(0, request_.choice_rows, choice_tolerance, made.choice);
        solve_random_loads(request_.choice_rows, request_.sketch_rows,
                           sketch_loss / std::sqrt(static_cast<double>(problem_.space().n_dofs())), made.certificate);
        *vectors_ = std::move(made);
      }

      /// Appends the solutions for `count` random loads from number `first` on.
      void solve_random_loads(unsigned first, unsigned count, double tolerance, std::vector<Vector<double>> &solutions)
      {
        for (unsigned begin = 0; begin < count; begin += columns_at_once)
          {
            std::vector<Vector<double>> loads(std::min(columns_at_once, count - begin)), solved(loads.size());
            const Sides sides = prepare(solved, loads);
            for (unsigned i = 0; i < loads.size(); ++i)
              add_random_load(problem_.space(), energy_, (request_.seed << 16) + first + begin + i, loads[i]);
            solve(problem_.system(), sides, tolerance, tolerance);
            for (Vector<double> &vector : solved)
              solutions.push_back(std::move(vector));
          }
      }

      /// A random vector has the energy of all unknowns, sqrt(n): its relative error of sketch_loss / sqrt(n) changes no product with a
      /// residual by more than sketch_loss of the residual's norm.
      void solve(const model::LayeredSystem &system, const Sides &sides, double tolerance, double largest)
      {
        const double error = system.solve_dual(sides.x, sides.b, tolerance, log_);
        if (!(error <= largest))
          throw ConvergenceError(
              fmt::format("reduced model: a full solve has an error of {:.1e} in the energy norm, and {:.0e} is needed", error, largest));
        report_.solves += static_cast<unsigned>(sides.x.size());
        for (Vector<double> *vector : sides.x)
          {
            vector->zero_out_ghost_values();
            matrix_.clear_constrained(*vector);
          }
      }

      /// Scalar products of one vector with many. *Collective.*
      std::vector<double> products(const std::vector<Vector<double>> &vectors, const Vector<double> &vector) const
      {
        return find_products(vectors, vector, problem_.model().communicator());
      }

      /// A load or functional on the free unknowns.
      Vector<double> right_side(unsigned number) const
      {
        Vector<double> vector;
        problem_.space().initialise(vector);
        if (number < n_loads())
          problem_.add_load(number, vector);
        else
          problem_.add_functional(number - n_loads(), vector);
        problem_.space().condense(vector);
        matrix_.clear_constrained(vector);
        return vector;
      }

      unsigned n_loads() const { return static_cast<unsigned>(model_.loads.size()); }
      unsigned n_functionals() const { return static_cast<unsigned>(model_.functionals.size()); }
      unsigned n_right_sides() const { return n_loads() + n_functionals(); }

      void project(Sketch &sketch, const SketchProducts &products_of) const
      {
        sketch.rows = static_cast<unsigned>(products_of.vectors().size());
        sketch.stiffness.resize(std::size_t(products_of.n_parts()) * model_.n_terms());
        layered::ConstColumns right;
        for (const Vector<double> &side : sides_)
          right.push_back(&side);
        for (const auto &part : products_of.find(right))
          for (unsigned i = 0; i < n_right_sides(); ++i)
            (i < n_loads() ? sketch.loads : sketch.functionals).push_back(part[i]);
        for (unsigned set = 0; set < model_.sets.size(); ++set)
          {
            std::vector<std::vector<double>> rows;
            for (const Vector<double> &vector : products_of.vectors())
              rows.push_back(sample(set, vector));
            sketch.points.push_back(std::move(rows));
          }
        sketch.find_norms();
      }

      /// What is solved for at a point: sums of loads that differ in the factor of a thickness alone, and every functional.
      void find_solved_sides()
      {
        for (unsigned i = 0; i < n_right_sides(); ++i)
          {
            const auto same = std::find_if(solved_.begin(), solved_.end(), [&](const std::vector<unsigned> &other) {
              return i < n_loads() && model_.loads[other.front()].modulus == model_.loads[i].modulus &&
                     model_.loads[other.front()].strain == model_.loads[i].strain;
            });
            if (same == solved_.end())
              solved_.push_back({i});
            else
              same->push_back(i);
          }
      }

      /// Factors of all right sides in one that is solved for at a point.
      std::vector<double> factors_of(const std::vector<unsigned> &members, const Query &query) const
      {
        Query unit = query;
        unit.strains.assign(unit.strains.size(), 1.);
        const std::vector<double> loads = model_.load_coefficients(unit);
        std::vector<double> factors(n_right_sides(), 0.);
        for (const unsigned i : members)
          factors[i] = members.size() > 1 ? loads[i] : 1.;
        return factors;
      }

      std::vector<double> sample(unsigned set, const Vector<double> &vector) const
      {
        Vector<double> whole;
        problem_.space().initialise(whole);
        std::copy_n(vector.begin(), problem_.space().n_owned(), whole.begin());
        problem_.space().complete(whole);
        return problem_.sample(set, whole);
      }

      /// Solves for all loads at a point, and for the duals of the functionals that need it, and takes the solutions into the space.
      void add_point(const Query &query, const std::vector<char> &needs_dual)
      {
        log_.begin(fmt::format("reduced model, point {}", model_.points + 1));
        model::LayeredSystem &system = problem_.system_at(query.thicknesses);
        system.set_coefficients(problem_.combine(model_.coefficients(query)), log_);
        std::vector<std::vector<double>> factors;
        for (const std::vector<unsigned> &members : solved_)
          if (members.front() < n_loads() || needs_dual[members.front() - n_loads()])
            factors.push_back(factors_of(members, query));
        std::vector<Vector<double>> snapshots(factors.size()), sides(factors.size());
        const Sides pairs = prepare(snapshots, sides);
        add_combinations(factors, sides_, pairs.b);
        if (model_.size > 0)
          add_reduced_solutions(query, factors, pairs.x);
        solve(system, pairs, request_.snapshot_tolerance, largest_error);
        ++model_.points;
        const std::size_t first = basis_.size();
        for (Vector<double> &snapshot : snapshots)
          add_direction(std::move(snapshot));
        for (std::size_t i = first; i < basis_.size(); ++i)
          {
            const std::vector<double> of_sides = products(sides_, basis_[i]);
            for (unsigned s = 0; s < n_right_sides(); ++s)
              (s < n_loads() ? model_.load_vectors[s] : model_.functional_vectors[s - n_loads()]).push_back(of_sides[s]);
          }
        for (unsigned set = 0; set < model_.sets.size(); ++set)
          for (std::size_t i = first; i < basis_.size(); ++i)
            model_.sets[set].values.push_back(sample(set, basis_[i]));
        add_terms(static_cast<unsigned>(first));
      }

      /// Adds the solutions in the space, from which the iteration then starts.
      void add_reduced_solutions(const Query &query, const std::vector<std::vector<double>> &factors, const layered::Columns &x) const
      {
        const Dense factor = factorise(combine(model_.stiffness, model_.term_coefficients(query)), model_.size);
        std::vector<std::vector<double>> sides = model_.load_vectors, coordinates;
        sides.insert(sides.end(), model_.functional_vectors.begin(), model_.functional_vectors.end());
        for (const std::vector<double> &of_sides : factors)
          coordinates.push_back(reduced::solve(factor, combine(sides, of_sides)));
        add_combinations(coordinates, basis_, x);
      }

      /// Orthonormalises in the energy of the reference, twice against rounding.
      void add_direction(Vector<double> vector)
      {
        Vector<double> image;
        problem_.space().initialise(image);
        const double before = norm(vector, image);
        if (!(before > 0))
          return; // a load that is zero
        for (unsigned pass = 0; pass < 2; ++pass)
          {
            std::vector<double> parts = products(images_, vector);
            for (double &part : parts)
              part = -part;
            add_combinations({parts}, basis_, {&vector});
          }
        const double after = norm(vector, image);
        if (!(after > smallest_share * before))
          return;
        vector *= 1 / after;
        image *= 1 / after;
        basis_.push_back(std::move(vector));
        images_.push_back(std::move(image));
      }

      double norm(const Vector<double> &vector, Vector<double> &image) const
      {
        matrix_.vmult(image, vector);
        return std::sqrt(std::max(0., products({vector}, image).front()));
      }

      /// The products of the directions from number `first` on with all terms.
      void add_terms(unsigned first)
      {
        const unsigned size = static_cast<unsigned>(basis_.size());
        layered::ConstColumns from;
        for (unsigned i = first; i < size; ++i)
          from.push_back(&basis_[i]);
        images_of_terms_.for_each_term(model_, from, [&](unsigned q, const layered::ConstColumns &images) {
          std::vector<double> stiffness(std::size_t(size) * size);
          for (unsigned i = 0; i < first; ++i)
            std::copy_n(&model_.stiffness[q][std::size_t(i) * first], first, &stiffness[std::size_t(i) * size]);
          const auto columns = find_products(basis_, images, problem_.model().communicator());
          for (unsigned i = first; i < size; ++i)
            for (unsigned j = 0; j < size; ++j)
              stiffness[std::size_t(i) * size + j] = stiffness[std::size_t(j) * size + i] = columns[i - first][j];
          model_.stiffness[q] = std::move(stiffness);
          add_columns(greedy_, *greedy_products_, q, images);
          add_columns(certificate_, *certificate_products_, q, images);
        });
        model_.size = size;
      }

      /// The products of the vectors of a sketch with the images of the last directions by a term.
      void add_columns(Sketch &sketch, const SketchProducts &products_of, unsigned term, const layered::ConstColumns &images) const
      {
        const unsigned size = static_cast<unsigned>(basis_.size()), first = size - static_cast<unsigned>(images.size());
        const auto parts = products_of.find(images);
        for (std::size_t part = 0; part < parts.size(); ++part)
          {
            const std::size_t place = part * model_.n_terms() + term;
            widen(sketch.stiffness[place], sketch.rows, first, size);
            for (unsigned i = first; i < size; ++i)
              for (unsigned k = 0; k < sketch.rows; ++k)
                sketch.stiffness[place][std::size_t(k) * size + i] = parts[part][i - first][k];
          }
      }

      Worst find_worst(const std::vector<Query> &candidates) const
      {
        Worst worst{0, -1, std::vector<char>(n_functionals(), 1)};
        for (std::size_t i = 0; i < candidates.size(); ++i)
          {
            const Answer answer = evaluate(model_, candidates[i], greedy_);
            double ratio = 0;
            for (std::size_t j = 0; j < answer.values.size(); ++j)
              if (does_count(j))
                ratio = std::max(ratio, answer.bounds[j] / answer.tolerances[j]);
            if (!(ratio > worst.ratio))
              continue;
            worst.number = i;
            worst.ratio = ratio;
            for (unsigned j = 0; j < n_functionals(); ++j)
              worst.open[j] = does_count(j) && !answer.is_certified(j);
          }
        return worst;
      }

      bool does_count(std::size_t figure) const
      {
        if (figure >= n_functionals())
          return do_sets_count_;
        return !request_.functionals ||
               std::count(request_.functionals->begin(), request_.functionals->end(), model_.functionals[figure]) > 0;
      }

      void test()
      {
        report_.tests = request_.tests;
        report_.shares.assign(model_.n_figures(), 0.);
        for (const Query &query : random_queries(model_, request_.tests, request_.seed + 1))
          {
            const Answer answer = evaluate(model_, query);
            report_.share += answer.is_certified() ? 1. / request_.tests : 0.;
            for (std::size_t j = 0; j < report_.shares.size(); ++j)
              report_.shares[j] += answer.is_certified(j) ? 1. / request_.tests : 0.;
          }
        report_.failure = std::min(1., failure_of(model_, request_.tests));
      }

      AffineProblem &problem_;
      const ReductionRequest &request_;
      StageLog &log_;
      ReducedModel model_;
      ReductionReport report_;
      std::shared_ptr<const layered::ConstrainedUnknowns> constrained_;
      std::shared_ptr<RandomVectors> vectors_;
      layered::Coefficients energy_;            ///< of X
      layered::LayeredOperator<double> matrix_; ///< of X
      TermImages images_of_terms_;
      std::unique_ptr<ThicknessNorm> norm_;       ///< null without free thicknesses
      std::vector<Vector<double>> sides_;         ///< loads, then functionals, on the free unknowns
      std::vector<std::vector<unsigned>> solved_; ///< which of them are solved for together
      bool do_sets_count_ = !request_.has_sets_last;
      Sketch greedy_, certificate_;
      std::optional<SketchProducts> greedy_products_, certificate_products_;
      std::vector<Vector<double>> basis_, images_; ///< orthonormal in X; X times them
    };
  } // namespace

  Reduction reduce(AffineProblem &problem, const ReductionRequest &request, StageLog &log)
  {
    return Builder(problem, request, log).build();
  }
} // namespace sagitta::reduced
