#include <solver/layered/multigrid/column_multigrid.h>

#include <solver/layered/multigrid/plan_transfer.h>
#include <solver/layered/multigrid/plate_level.h>
#include <solver/layered/operator/assembly.h>

#include <fmt/format.h>

#include <type_traits>
#include <variant>

namespace sagitta::layered
{
  struct ColumnMultigrid::Level
  {
    LevelDescription description;
    std::variant<std::unique_ptr<SmoothedLevel<float>>, std::unique_ptr<SmoothedLevel<double>>> smoothed;
    std::unique_ptr<PlanTransfer> to_coarser; ///< none on the bottom level
    bool has_bending = false;                 ///< where cells are wider than the body is thick, above the bottom
    std::unique_ptr<PlateLevel> bending;
  };

  ColumnMultigrid::ColumnMultigrid(const std::vector<LevelDescription> &levels, const Coefficients &coefficients, const RigidModes &modes,
                                   const MultigridOptions &options)
      : options_(options)
  {
    const double thickness = levels.back().space->grid().thickness();
    const double solid_thickness = find_solid_thickness(*levels.back().space, coefficients);
    Coefficients current = coefficients;
    bool is_bottom = false;
    // The bottom is the finest level whose cells are wide enough for the plate and whose plate problem is small enough.
    for (std::size_t l = levels.size(); !is_bottom;)
      {
        const auto &[space, constrained, bumps] = levels[--l];
        auto level = std::make_unique<Level>();
        level->description = levels[l];
        const double width = space->plan().mean_cell_width();
        const PlateStack stack = find_plate_stack(*space, current);
        is_bottom = l == 0 || (width >= options_.plate_cell_ratio * thickness &&
                               space->plan().n_global() * make_column_functions(*space, stack).size() <= options_.plate_unknowns);
        SmootherOptions smoother = options_.smoother;
        if (l + 1 == levels.size() && !is_bottom)
          smoother.eigenvalue_steps /= 2;
        const bool is_wide = !is_bottom && space->n_components() == 3 && width > options_.bending_cell_ratio * solid_thickness;
        level->has_bending = is_wide && 3 * stack.plates.size() * space->plan().n_global() <= options_.bending_unknowns;
        if (is_wide && !level->has_bending)
          {
            smoother.degree = options_.degree_without_bending;
            smoother.range = options_.range_without_bending;
          }
        if (width > options_.double_cell_ratio * thickness)
          level->smoothed = std::make_unique<SmoothedLevel<double>>(space, current, constrained, smoother, bumps);
        else
          level->smoothed = std::make_unique<SmoothedLevel<float>>(space, current, constrained, smoother, bumps);
        if (level->has_bending)
          set_bending(*level, current, modes);
        if (!is_bottom)
          {
            level->to_coarser = std::make_unique<PlanTransfer>(levels[l - 1].space, space);
            current = level->to_coarser->average(current);
          }
        levels_.insert(levels_.begin(), std::move(level));
      }
    balance_eigenvalues();
    set_bottom(current, modes);
  }

  void ColumnMultigrid::set_coefficients(const Coefficients &coefficients, const RigidModes &modes)
  {
    Coefficients current = coefficients;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
      {
        std::visit([&](const auto &smoothed) { smoothed->set_coefficients(current); }, (*level)->smoothed);
        if ((*level)->has_bending)
          set_bending(**level, current, modes);
        if ((*level)->to_coarser)
          current = (*level)->to_coarser->average(current);
      }
    balance_eigenvalues();
    set_bottom(current, modes);
  }

  void ColumnMultigrid::set_bending(Level &level, const Coefficients &coefficients, const RigidModes &modes) const
  {
    const LayeredSpace &space = *level.description.space;
    level.bending.reset();
    level.bending = std::make_unique<PlateLevel>(level.description, coefficients, modes,
                                                 make_bending_functions(space, find_plate_stack(space, coefficients)), PlateKind::bending);
  }

  void ColumnMultigrid::set_bottom(const Coefficients &coefficients, const RigidModes &modes)
  {
    plate_.reset();
    coarse_solver_.reset();
    const LevelDescription &bottom = levels_.front()->description;
    const LayeredSpace &space = *bottom.space;
    // Where cells stay much narrower than the body is thick the plate functions are too few: solve the coarsest plan in full.
    const bool is_plate =
        space.plan().mean_cell_width() >= .5 * options_.plate_cell_ratio * space.grid().thickness() || space.n_dofs() > 100000;
    if (is_plate || modes.size() > 0)
      plate_ =
          std::make_unique<PlateLevel>(bottom, coefficients, modes, make_column_functions(space, find_plate_stack(space, coefficients)));
    else
      coarse_solver_ = std::make_unique<linear::KrylovSolver>(assemble(space, coefficients, *bottom.constrained),
                                                              linear::KrylovSettings{"coarse", 1e-10, 200});
  }

  void ColumnMultigrid::balance_eigenvalues()
  {
    if (levels_.size() < 2)
      return;
    const double next = std::visit([](const auto &level) { return level->largest_eigenvalue(); }, levels_[levels_.size() - 2]->smoothed);
    std::visit([&](const auto &level) { level->increase_largest_eigenvalue(next); }, levels_.back()->smoothed);
  }

  ColumnMultigrid::~ColumnMultigrid() = default;

  namespace
  {
    /// Does something with column c of a level.
    template <typename Number, typename Act>
    void on_column(SmoothedLevel<Number> &level, unsigned c, const Act &act)
    {
      level.exchange(c);
      act();
      level.exchange(c);
    }
  } // namespace

  void ColumnMultigrid::restrict_residual(unsigned l, unsigned c) const
  {
    std::visit(
        [&](const auto &finer, const auto &coarser) {
          on_column(*finer, c, [&] {
            on_column(*coarser, c, [&] {
              levels_[l]->to_coarser->restrict_to(coarser->b, finer->residual);
              coarser->clear_constrained(coarser->b);
            });
          });
        },
        levels_[l]->smoothed, levels_[l - 1]->smoothed);
  }

  void ColumnMultigrid::restrict_right_side(unsigned l, unsigned c) const
  {
    std::visit(
        [&](const auto &finer, const auto &coarser) {
          on_column(*finer, c, [&] {
            on_column(*coarser, c, [&] {
              levels_[l]->to_coarser->restrict_to(coarser->b, finer->b);
              coarser->clear_constrained(coarser->b);
            });
          });
        },
        levels_[l]->smoothed, levels_[l - 1]->smoothed);
  }

  void ColumnMultigrid::add_coarser(unsigned l, unsigned c, bool from_zero) const
  {
    std::visit(
        [&](const auto &finer, const auto &coarser) {
          on_column(*finer, c, [&] {
            on_column(*coarser, c, [&] {
              if (from_zero)
                finer->x = 0;
              levels_[l]->to_coarser->prolongate_and_add(finer->x, coarser->x);
              finer->clear_constrained(finer->x);
            });
          });
        },
        levels_[l]->smoothed, levels_[l - 1]->smoothed);
  }

  void ColumnMultigrid::cycle(unsigned l, unsigned n, bool from_zero) const
  {
    std::visit([&](const auto &level) { cycle(l, n, *level, from_zero); }, levels_[l]->smoothed);
  }

  template <typename Number>
  void ColumnMultigrid::solve_coarsest(SmoothedLevel<Number> &level) const
  {
    std::vector<double> b(level.b.begin(), level.b.begin() + levels_[0]->description.space->n_owned()), x(b.size());
    coarse_solver_->solve(b.data(), x.data());
    std::copy(x.begin(), x.end(), level.x.begin());
  }

  template <typename Number>
  void ColumnMultigrid::cycle(unsigned l, unsigned n, SmoothedLevel<Number> &level, bool from_zero) const
  {
    const auto for_each_column = [&](const auto &act) {
      for (unsigned c = 0; c < n; ++c)
        on_column(level, c, act);
    };
    if (l == 0 && coarse_solver_)
      {
        for_each_column([&] { solve_coarsest(level); });
        return;
      }
    // Bending is solved before and after the coarser plan, so that the cycle is symmetric.
    const PlateLevel *bending = levels_[l]->bending.get();
    for_each_column([&] {
      level.smooth(from_zero);
      level.find_residual();
    });
    if (bending)
      {
        bending->solve_and_add(level.solutions(n), level.residuals(n));
        for_each_column([&] { level.find_residual(); });
      }
    if (l == 0)
      plate_->solve_and_add(level.solutions(n), level.residuals(n));
    else
      {
        for (unsigned c = 0; c < n; ++c)
          restrict_residual(l, c);
        cycle(l - 1, n, true);
        for (unsigned c = 0; c < n; ++c)
          add_coarser(l, c, false);
      }
    if (bending)
      {
        for_each_column([&] { level.find_residual(); });
        bending->solve_and_add(level.solutions(n), level.residuals(n));
      }
    for_each_column([&] { level.smooth(false); });
  }

  template <typename Solve>
  void ColumnMultigrid::apply(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src,
                              const Solve &solve) const
  {
    const unsigned n_columns = static_cast<unsigned>(dst.size()), n = levels_.back()->description.space->n_owned();
    // Residuals shrink by many orders of magnitude: scaled, they stay within the range of single precision.
    std::vector<double> scales;
    for (const Vector<double> *column : src)
      scales.push_back(column->linfty_norm());
    for (const auto &level : levels_)
      std::visit([&](const auto &smoothed) { smoothed->hold_columns(n_columns); }, level->smoothed);
    std::visit(
        [&](const auto &finest) {
          using Number = typename std::decay_t<decltype(finest->x)>::value_type;
          for (unsigned c = 0; c < n_columns; ++c)
            on_column(*finest, c, [&] {
              for (unsigned i = 0; i < n; ++i)
                finest->b.begin()[i] = scales[c] > 0 ? static_cast<Number>(src[c]->begin()[i] / scales[c]) : Number(0);
            });
          solve();
          for (unsigned c = 0; c < n_columns; ++c)
            on_column(*finest, c, [&] {
              for (unsigned i = 0; i < n; ++i)
                dst[c]->begin()[i] = scales[c] > 0 ? scales[c] * double(finest->x.begin()[i]) : 0.;
            });
        },
        levels_.back()->smoothed);
  }

  void ColumnMultigrid::vmult(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src) const
  {
    apply(dst, src, [&] { cycle(n_levels() - 1, static_cast<unsigned>(dst.size()), true); });
  }

  void ColumnMultigrid::vmult(Vector<double> &dst, const Vector<double> &src) const
  {
    vmult(std::vector<Vector<double> *>{&dst}, std::vector<const Vector<double> *>{&src});
  }

  void ColumnMultigrid::start(const std::vector<Vector<double> *> &dst, const std::vector<const Vector<double> *> &src) const
  {
    const unsigned n = static_cast<unsigned>(dst.size());
    apply(dst, src, [&] {
      for (unsigned l = n_levels() - 1; l > 0; --l)
        for (unsigned c = 0; c < n; ++c)
          restrict_right_side(l, c);
      cycle(0, n, true);
      for (unsigned l = 1; l < n_levels(); ++l)
        {
          for (unsigned c = 0; c < n; ++c)
            add_coarser(l, c, true);
          cycle(l, n, false);
        }
    });
  }

  void ColumnMultigrid::start(Vector<double> &dst, const Vector<double> &src) const
  {
    start(std::vector<Vector<double> *>{&dst}, std::vector<const Vector<double> *>{&src});
  }

  std::string ColumnMultigrid::describe() const
  {
    std::string text = fmt::format("{} plan level{}, {} column factors, bottom: ", n_levels(), n_levels() == 1 ? "" : "s",
                                   std::visit([](const auto &level) { return level->n_factors(); }, levels_.back()->smoothed));
    return text + (plate_ ? fmt::format("plate problem of {} unknowns", plate_->n_unknowns())
                          : fmt::format("coarsest plan of {} unknowns", levels_.front()->description.space->n_dofs()));
  }
} // namespace sagitta::layered
