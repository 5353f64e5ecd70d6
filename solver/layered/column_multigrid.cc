#include <solver/layered/column_multigrid.h>

#include <solver/layered/assembly.h>

#include <fmt/format.h>

#include <cmath>

namespace sagitta::layered
{
  struct ColumnMultigrid::Level
  {
    std::shared_ptr<const LayeredSpace> space;
    std::shared_ptr<const HeldUnknowns> held;
    std::unique_ptr<LayeredOperator<float>> matrix;
    std::unique_ptr<ColumnBlocks<float>> blocks;
    std::unique_ptr<PlanTransfer> to_coarser; ///< none on the bottom level
    std::unique_ptr<PlateLevel> bending;      ///< where cells are wider than the body is thick, above the bottom
    double largest_eigenvalue = 0;
    mutable Vector<float> solution, right_side, update, product;
  };

  namespace
  {
    /// Index of the bottom level: the finest whose cells are wide enough for the plate and whose plate problem is small enough.
    unsigned find_bottom(const std::vector<LevelDescription> &levels, const MultigridOptions &options)
    {
      const double width = options.plate_cell_ratio * levels.back().space->grid().thickness();
      const unsigned functions = levels.back().space->n_components() == 1 ? 3 : 10;
      for (unsigned l = static_cast<unsigned>(levels.size()); l-- > 0;)
        if (levels[l].space->plan().mean_cell_width() >= width && levels[l].space->plan().n_global() * functions <= options.plate_unknowns)
          return l;
      return 0;
    }

    /// A start vector that excites all columns and does not depend on how they are numbered.
    float scatter_sign(double x, double y, double z, unsigned component)
    {
      const double value = std::sin(1e5 * x + 1.3e5 * y + 1.7e6 * z + component) * 43758.5453;
      return static_cast<float>(value - std::floor(value) - .5);
    }
  } // namespace

  ColumnMultigrid::ColumnMultigrid(const std::vector<LevelDescription> &levels, const Coefficients &coefficients, const RigidModes &modes,
                                   const MultigridOptions &options)
      : options_(options)
  {
    {
    }
    const unsigned bottom = find_bottom(levels, options_);
    Coefficients current = coefficients;
    for (unsigned l = static_cast<unsigned>(levels.size()); l-- > bottom;)
      {
        auto level = std::make_unique<Level>();
        level->space = levels[l].space;
        level->held = levels[l].held;
        level->matrix = std::make_unique<LayeredOperator<float>>(level->space, current, level->held);
        level->blocks = std::make_unique<ColumnBlocks<float>>(*level->space, current, *level->held);
        for (Vector<float> *vector : {&level->solution, &level->right_side, &level->update, &level->product})
          level->space->initialise(*vector);
        estimate_eigenvalue(*level, l + 1 == levels.size() && l > bottom ? options_.eigenvalue_steps / 2 : options_.eigenvalue_steps);
        const PlanSpace &plan = level->space->plan();
        if (l > bottom && level->space->n_components() == 3 && 3 * plan.n_global() <= options_.bending_unknowns &&
            plan.mean_cell_width() > options_.bending_cell_ratio * level->space->grid().thickness())
          level->bending = std::make_unique<PlateLevel>(level->space, current, *level->held, modes, PlateKind::bending);
        if (l > bottom)
          {
            level->to_coarser = std::make_unique<PlanTransfer>(levels[l - 1].space, level->space);
            current = level->to_coarser->average(current);
          }
        levels_.insert(levels_.begin(), std::move(level));
      }

    // The finest level's short estimate is no less than the next one's: their columns look alike.
    if (levels_.size() > 1)
      levels_.back()->largest_eigenvalue = std::max(levels_.back()->largest_eigenvalue, levels_[levels_.size() - 2]->largest_eigenvalue);

    // Where cells stay much narrower than the body is thick the plate functions are too few: solve the coarsest plan in full.
    const Level &lowest = *levels_.front();
    const bool is_plate = lowest.space->plan().mean_cell_width() >= .5 * options.plate_cell_ratio * lowest.space->grid().thickness() ||
                          lowest.space->n_dofs() > 100000;
    if (is_plate || modes.size() > 0)
      plate_ = std::make_unique<PlateLevel>(lowest.space, current, *lowest.held, modes);
    else
      coarse_solver_ = std::make_unique<linear::KrylovSolver>(assemble(*lowest.space, current, *lowest.held),
                                                              linear::KrylovSolver::Kind::cholesky, "coarse", 1e-10, 200);
  }

  ColumnMultigrid::~ColumnMultigrid() = default;

  void ColumnMultigrid::estimate_eigenvalue(Level &level, unsigned steps) const
  {
    // Conjugate gradients on a rough right-hand side: the largest eigenvalue of the Lanczos tridiagonal matrix, by Sturm bisection.
    const LayeredSpace &space = *level.space;
    Vector<float> &x = level.right_side, &z = level.update, &p = level.solution, &q = level.product;
    for (unsigned dof = 0; dof < space.plan().n_owned(); ++dof)
      for (unsigned k = 0; k < space.n_z(); ++k)
        for (unsigned c = 0; c < space.n_components(); ++c)
          {
            const std::size_t i = (std::size_t(dof) * space.n_z() + k) * space.n_components() + c;
            const auto &at = space.plan().position(dof);
            x.begin()[i] = level.held->is_held[i] ? 0.f : scatter_sign(at[0], at[1], space.z_nodes()[k], c);
          }
    std::vector<double> alphas, betas;
    level.blocks->solve(z, x, 1.f, 0.f);
    p = z;
    double rz = x * z;
    for (unsigned step = 0; step < steps && rz > 0; ++step)
      {
        level.matrix->vmult(q, p);
        const double alpha = rz / (p * q);
        if (!(alpha > 0) || !std::isfinite(alpha))
          break;
        x.add(float(-alpha), q);
        level.blocks->solve(z, x, 1.f, 0.f);
        const double rz_new = x * z, beta = rz_new / rz;
        alphas.push_back(alpha);
        betas.push_back(beta);
        p.sadd(float(beta), 1.f, z);
        rz = rz_new;
      }
    const std::size_t n = alphas.size();
    std::vector<double> diagonal(n), square(n, 0.);
    double high = 0;
    for (std::size_t i = 0; i < n; ++i)
      {
        diagonal[i] = 1 / alphas[i] + (i > 0 ? betas[i - 1] / alphas[i - 1] : 0);
        if (i > 0)
          square[i] = betas[i - 1] / (alphas[i - 1] * alphas[i - 1]);
        high = std::max(high, diagonal[i]);
      }
    high *= 3;
    double low = 0;
    const auto all_below = [&](double bound) {
      double pivot = diagonal[0] - bound;
      for (std::size_t i = 1; i < n && pivot < 0; ++i)
        pivot = diagonal[i] - bound - square[i] / pivot;
      return pivot < 0;
    };
    for (unsigned step = 0; step < 50 && n > 0; ++step)
      (all_below((low + high) / 2) ? high : low) = (low + high) / 2;
    // Lanczos approaches from below.
    level.largest_eigenvalue = n > 0 ? 1.1 * high : 1.;
    for (Vector<float> *vector : {&level.right_side, &level.update, &level.solution, &level.product})
      *vector = 0.f;
  }

  void ColumnMultigrid::smooth(const Level &level, bool from_zero) const
  {
    // Chebyshev iteration for the preconditioned operator on [a, b]; Saad, Iterative Methods for Sparse Linear Systems, Alg. 12.1.
    const double b = level.largest_eigenvalue, a = b / options_.smoothing_range;
    const double theta = (b + a) / 2, delta = (b - a) / 2, sigma = theta / delta;
    double rho = 1 / sigma, scale = 1 / theta, momentum = 0;
    for (unsigned step = 0; step < options_.smoother_degree; ++step)
      {
        if (step == 0 && from_zero)
          level.blocks->start(level.solution, level.update, level.right_side, float(scale));
        else
          {
            level.matrix->vmult(level.product, level.solution);
            level.blocks->step(level.solution, level.update, level.right_side, level.product, float(scale), float(momentum));
          }
        const double next = 1 / (2 * sigma - rho);
        scale = 2 * next / delta;
        momentum = next * rho;
        rho = next;
      }
  }

  void ColumnMultigrid::find_residual(const Level &level) const
  {
    level.matrix->vmult(level.product, level.solution);
    // The smoother's update is free outside it.
    const float *right_side = level.right_side.begin(), *product = level.product.begin();
    float *residual = level.update.begin();
    for (unsigned i = 0; i < level.space->n_owned(); ++i)
      residual[i] = right_side[i] - product[i];
  }

  void ColumnMultigrid::cycle(unsigned l, bool from_zero) const
  {
    const Level &level = *levels_[l];
    if (l == 0 && coarse_solver_)
      {
        std::vector<double> b(level.right_side.begin(), level.right_side.begin() + level.space->n_owned()), x(b.size());
        coarse_solver_->solve(b.data(), x.data());
        std::copy(x.begin(), x.end(), level.solution.begin());
        return;
      }
    smooth(level, from_zero);
    // Before and after the coarser plan, so that the cycle stays symmetric.
    if (level.bending)
      {
        find_residual(level);
        level.bending->solve_and_add(level.solution, level.update);
      }
    find_residual(level);
    if (l == 0)
      plate_->solve_and_add(level.solution, level.update);
    else
      {
        const Level &coarser = *levels_[l - 1];
        level.to_coarser->restrict_to(coarser.right_side, level.update);
        coarser.matrix->clear_held(coarser.right_side);
        cycle(l - 1, true);
        level.to_coarser->prolongate_and_add(level.solution, coarser.solution);
        level.matrix->clear_held(level.solution);
        if (level.bending)
          {
            find_residual(level);
            level.bending->solve_and_add(level.solution, level.update);
          }
      }
    smooth(level, false);
  }

  double ColumnMultigrid::load(const Vector<double> &src) const
  {
    const Level &finest = *levels_.back();
    // Residuals shrink by many orders: scale them, so that single precision neither overflows nor loses its exponents.
    const double scale = src.linfty_norm();
    if (scale > 0)
      for (unsigned i = 0; i < finest.space->n_owned(); ++i)
        finest.right_side.begin()[i] = static_cast<float>(src.begin()[i] / scale);
    return scale;
  }

  void ColumnMultigrid::vmult(Vector<double> &dst, const Vector<double> &src) const
  {
    const double scale = load(src);
    if (scale > 0)
      cycle(n_levels() - 1, true);
    store(dst, scale);
  }

  void ColumnMultigrid::start(Vector<double> &dst, const Vector<double> &src) const
  {
    const double scale = load(src);
    if (scale > 0)
      {
        for (unsigned l = n_levels() - 1; l > 0; --l)
          {
            levels_[l]->to_coarser->restrict_to(levels_[l - 1]->right_side, levels_[l]->right_side);
            levels_[l - 1]->matrix->clear_held(levels_[l - 1]->right_side);
          }
        cycle(0, true);
        for (unsigned l = 1; l < n_levels(); ++l)
          {
            const Level &level = *levels_[l];
            level.solution = 0.f;
            level.to_coarser->prolongate_and_add(level.solution, levels_[l - 1]->solution);
            level.matrix->clear_held(level.solution);
            cycle(l, false);
          }
      }
    store(dst, scale);
  }

  void ColumnMultigrid::store(Vector<double> &dst, double scale) const
  {
    const Level &finest = *levels_.back();
    for (unsigned i = 0; i < finest.space->n_owned(); ++i)
      dst.begin()[i] = scale > 0 ? scale * double(finest.solution.begin()[i]) : 0.;
  }

  std::string ColumnMultigrid::describe() const
  {
    std::string text = fmt::format("{} plan level{}, {} column factors, bottom: ", n_levels(), n_levels() == 1 ? "" : "s",
                                   levels_.back()->blocks->n_factors());
    return text + (plate_ ? fmt::format("plate problem of {} unknowns", plate_->n_unknowns())
                          : fmt::format("coarsest plan of {} unknowns", levels_.front()->space->n_dofs()));
  }
} // namespace sagitta::layered
