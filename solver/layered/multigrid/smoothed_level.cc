#include <solver/layered/multigrid/smoothed_level.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace sagitta::layered
{
  namespace
  {
    /// A start vector that excites all columns and does not depend on how they are numbered.
    double scatter_sign(double x, double y, double z, unsigned component)
    {
      const double value = std::sin(1e5 * x + 1.3e5 * y + 1.7e6 * z + component) * 43758.5453;
      return value - std::floor(value) - .5;
    }

    /// The largest eigenvalue of the Lanczos matrix of conjugate gradients with these step lengths, by Sturm bisection.
    double largest_ritz_value(const std::vector<double> &alphas, const std::vector<double> &betas)
    {
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
      for (unsigned step = 0; step < 50; ++step)
        (all_below((low + high) / 2) ? high : low) = (low + high) / 2;
      return high;
    }
  } // namespace

  template <typename Number>
  SmoothedLevel<Number>::SmoothedLevel(std::shared_ptr<const LayeredSpace> space, const Coefficients &coefficients,
                                       std::shared_ptr<const ConstrainedUnknowns> constrained, const SmootherOptions &options,
                                       std::vector<meshing::Disc> bumps)
      : space_(space), constrained_(constrained), options_(options), bumps_(std::move(bumps)), matrix_(space, coefficients, constrained),
        blocks_(*space, coefficients, *constrained, bumps_)
  {
    for (Vector<Number> *vector : {&x, &b, &residual, &product_})
      space_->initialise(*vector);
    largest_eigenvalue_ = estimate_eigenvalue();
  }

  template <typename Number>
  void SmoothedLevel<Number>::set_coefficients(const Coefficients &coefficients)
  {
    matrix_.set_coefficients(coefficients);
    blocks_ = ColumnBlocks<Number>(*space_, coefficients, *constrained_, bumps_);
    // The largest eigenvalue grows with Poisson's ratio: an old estimate may be too small.
    largest_eigenvalue_ = estimate_eigenvalue();
  }

  template <typename Number>
  void SmoothedLevel<Number>::increase_largest_eigenvalue(double value)
  {
    largest_eigenvalue_ = std::max(largest_eigenvalue_, value);
  }

  template <typename Number>
  double SmoothedLevel<Number>::estimate_eigenvalue()
  {
    // Conjugate gradients on a rough right-hand side r.
    Vector<Number> &r = b, &z = residual, &p = x, &q = product_;
    const unsigned n_z = space_->n_z(), n_components = space_->n_components();
    for (unsigned dof = 0; dof < space_->plan().n_owned(); ++dof)
      for (unsigned k = 0; k < n_z; ++k)
        for (unsigned c = 0; c < n_components; ++c)
          {
            const auto &at = space_->plan().position(dof);
            r.begin()[(std::size_t(dof) * n_z + k) * n_components + c] =
                static_cast<Number>(scatter_sign(at[0], at[1], space_->z_nodes()[k], c));
          }
    matrix_.clear_constrained(r);
    std::vector<double> alphas, betas;
    blocks_.solve(z, r, Number(1), Number(0));
    p = z;
    double rz = r * z;
    for (unsigned step = 0; step < options_.eigenvalue_steps && rz > 0; ++step)
      {
        matrix_.vmult(q, p);
        const double alpha = rz / (p * q);
        if (!(alpha > 0) || !std::isfinite(alpha))
          break;
        r.add(Number(-alpha), q);
        blocks_.solve(z, r, Number(1), Number(0));
        const double rz_new = r * z, beta = rz_new / rz;
        alphas.push_back(alpha);
        betas.push_back(beta);
        p.sadd(Number(beta), Number(1), z);
        rz = rz_new;
      }
    for (Vector<Number> *vector : {&x, &b, &residual, &product_})
      *vector = Number(0);
    // Lanczos approaches from below.
    return alphas.empty() ? 1. : 1.1 * largest_ritz_value(alphas, betas);
  }

  template <typename Number>
  void SmoothedLevel<Number>::smooth(bool from_zero)
  {
    // Chebyshev iteration for the preconditioned operator on [low, high]; Saad, Iterative Methods for Sparse Linear Systems, Alg. 12.1.
    const double high = largest_eigenvalue_, low = high / options_.range;
    const double theta = (high + low) / 2, delta = (high - low) / 2, sigma = theta / delta;
    double rho = 1 / sigma, scale = 1 / theta, momentum = 0;
    // The residual is not needed while the smoother works, so its memory holds the update.
    Vector<Number> &update = residual;
    for (unsigned step = 0; step < options_.degree; ++step)
      {
        if (step == 0 && from_zero)
          blocks_.start(x, update, b, Number(scale));
        else
          {
            matrix_.vmult(product_, x);
            blocks_.step(x, update, b, product_, {Number(scale), Number(momentum)});
          }
        const double next = 1 / (2 * sigma - rho);
        scale = 2 * next / delta;
        momentum = next * rho;
        rho = next;
      }
  }

  template <typename Number>
  void SmoothedLevel<Number>::find_residual()
  {
    matrix_.vmult(product_, x);
    const Number *right_side = b.begin(), *product = product_.begin();
    Number *difference = residual.begin();
    for (unsigned i = 0; i < space_->n_owned(); ++i)
      difference[i] = right_side[i] - product[i];
  }

  template <typename Number>
  void SmoothedLevel<Number>::hold_columns(unsigned n)
  {
    while (columns_.size() + 1 < n)
      {
        columns_.emplace_back();
        for (Vector<Number> *vector : {&columns_.back().x, &columns_.back().b, &columns_.back().residual})
          space_->initialise(*vector);
      }
  }

  template <typename Number>
  void SmoothedLevel<Number>::exchange(unsigned c)
  {
    if (c == 0)
      return;
    Column &column = columns_[c - 1];
    x.swap(column.x);
    b.swap(column.b);
    residual.swap(column.residual);
  }

  template <typename Number>
  std::vector<Vector<Number> *> SmoothedLevel<Number>::solutions(unsigned n)
  {
    std::vector<Vector<Number> *> result = {&x};
    for (unsigned c = 1; c < n; ++c)
      result.push_back(&columns_[c - 1].x);
    return result;
  }

  template <typename Number>
  std::vector<const Vector<Number> *> SmoothedLevel<Number>::residuals(unsigned n) const
  {
    std::vector<const Vector<Number> *> result = {&residual};
    for (unsigned c = 1; c < n; ++c)
      result.push_back(&columns_[c - 1].residual);
    return result;
  }

  template class SmoothedLevel<float>;
  template class SmoothedLevel<double>;
} // namespace sagitta::layered
