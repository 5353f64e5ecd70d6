#include <solver/reduced/thickness_norm.h>

#include <algorithm>
#include <utility>

namespace sagitta::reduced
{
  namespace
  {
    // Length of the filter over the thickness of the reference: without a filter the constants of plans of narrow cells are ten times
    // smaller.
    constexpr double filter_share = .25;

    double whole_height(const std::vector<double> &z)
    {
      return z.back() - z.front();
    }

    /// Where all free nodes of a column have a prescribed component: its gradient is zero there.
    std::array<std::vector<char>, 2> prescribed_columns(const layered::LayeredSpace &space, const layered::ConstrainedUnknowns &constrained)
    {
      std::array<std::vector<char>, 2> result;
      for (unsigned axis = 0; axis < 2; ++axis)
        for (unsigned d = 0; d < space.plan().n_local(); ++d)
          {
            bool all = true;
            for (unsigned k = 0; k < space.n_z(); ++k)
              {
                const std::size_t node = std::size_t(d) * space.n_z() + k;
                all &= constrained.is_inactive[node] || constrained.is_constrained[node * 3 + axis];
              }
            result[axis].push_back(all && !space.plan().is_hanging(d));
          }
      return result;
    }
  } // namespace

  ThicknessNorm::ThicknessNorm(const AffineProblem &problem, const ReducedModel &model,
                               std::shared_ptr<const layered::ConstrainedUnknowns> constrained)
      : constrained_(std::move(constrained)), n_owned_(problem.space().plan().n_owned()), n_z_(problem.space().n_z()),
        z_(problem.space().z_nodes())
  {
    const layered::LayeredSpace &space = problem.space();
    gradient_ =
        std::make_unique<PlanGradient>(space.plan_pointer(), filter_share * whole_height(z_), prescribed_columns(space, *constrained_));
    weights_.assign(std::size_t(n_owned_) * n_z_, 0.);
    for (unsigned d = 0; d < n_owned_; ++d)
      {
        double sum = 0, *weights = &weights_[std::size_t(d) * n_z_];
        for (unsigned k = 0; k < n_z_; ++k)
          if (!constrained_->is_inactive[std::size_t(d) * n_z_ + k])
            sum += weights[k] = (z_[std::min(k + 1, n_z_ - 1)] - z_[k > 0 ? k - 1 : 0]) / 2;
        for (unsigned k = 0; k < n_z_ && sum > 0; ++k)
          weights[k] /= sum;
      }
    // z(h) - zbar(h) = fixed part + sum over free layers of h (share of the layer below the node - 1/2).
    const std::size_t n_parts = model.n_sketch_parts();
    parts_.assign(n_parts, std::vector<double>(n_z_, 0.));
    for (unsigned k = 0; k < n_z_; ++k)
      {
        parts_[0][k] = z_[k] - z_.front() - whole_height(z_) / 2;
        std::vector<double> below(n_parts, 0.), all(n_parts, 0.); // heights by part
        for (unsigned e = 0; e < space.n_elements(); ++e)
          {
            const auto number = problem.thickness_of(e);
            const double height = space.grid().height(e);
            const std::size_t part = number ? 2 + *number : 1;
            all[part] += height;
            below[part] += std::clamp(z_[k] - space.grid().z[e], 0., height);
          }
        for (std::size_t part = 1; part < n_parts; ++part)
          parts_[part][k] = -(below[part] - all[part] / 2) / (part > 1 ? all[part] : 1.);
      }
  }

  ThicknessNorm::Shape ThicknessNorm::shape(const layered::LayeredSpace &stretched) const
  {
    const std::vector<double> &z = stretched.z_nodes();
    Shape shape{std::min(1., whole_height(z) / whole_height(z_)), {}};
    for (unsigned k = 0; k < n_z_; ++k)
      shape.arms.push_back((z[k] - z.front() - whole_height(z) / 2) / shape.scale - parts_[0][k]);
    return shape;
  }

  PlanGradient::Field ThicknessNorm::mean(const Vector &vector) const
  {
    PlanGradient::Field result = gradient_->make_field();
    for (unsigned d = 0; d < n_owned_; ++d)
      for (unsigned k = 0; k < n_z_; ++k)
        {
          const std::size_t node = std::size_t(d) * n_z_ + k;
          result.begin()[d] += weights_[node] * vector.begin()[node * 3 + 2];
        }
    return result;
  }

  void ThicknessNorm::clear(Vector &vector) const
  {
    for (const unsigned unknown : constrained_->owned)
      vector.begin()[unknown] = 0;
  }

  void ThicknessNorm::scale_heights(double factor, Vector &vector) const
  {
    for (std::size_t node = 0; node < std::size_t(n_owned_) * n_z_; ++node)
      vector.begin()[node * 3 + 2] *= factor;
  }

  void ThicknessNorm::add_gradient(const std::vector<double> &arms, double factor, const Vector &of, Vector &to) const
  {
    const auto g = gradient_->apply(mean(of));
    for (unsigned d = 0; d < n_owned_; ++d)
      for (unsigned k = 0; k < n_z_; ++k)
        for (unsigned axis = 0; axis < 2; ++axis)
          to.begin()[(std::size_t(d) * n_z_ + k) * 3 + axis] += factor * arms[k] * g[axis].begin()[d];
    clear(to);
  }

  void ThicknessNorm::add_gradient_transposed(const std::vector<double> &arms, double factor, Vector &vector) const
  {
    const std::vector<double> sums = moments(arms, vector);
    std::array<PlanGradient::Field, 2> fields{gradient_->make_field(), gradient_->make_field()};
    for (unsigned axis = 0; axis < 2; ++axis)
      std::copy_n(&sums[std::size_t(axis) * n_owned_], n_owned_, fields[axis].begin());
    const PlanGradient::Field means = gradient_->apply_transposed(fields);
    for (unsigned d = 0; d < n_owned_; ++d)
      for (unsigned k = 0; k < n_z_; ++k)
        {
          const std::size_t node = std::size_t(d) * n_z_ + k;
          vector.begin()[node * 3 + 2] += factor * weights_[node] * means.begin()[d];
        }
    clear(vector);
  }

  void ThicknessNorm::apply(const Shape &shape, Vector &vector) const
  {
    add_gradient(shape.arms, -1, vector, vector);
    scale_heights(1 / shape.scale, vector);
  }

  void ThicknessNorm::apply_inverse(const Shape &shape, Vector &vector) const
  {
    scale_heights(shape.scale, vector);
    add_gradient(shape.arms, 1, vector, vector);
  }

  void ThicknessNorm::apply_transposed(const Shape &shape, Vector &vector) const
  {
    scale_heights(1 / shape.scale, vector);
    add_gradient_transposed(shape.arms, -1, vector);
  }

  void ThicknessNorm::apply_inverse_transposed(const Shape &shape, Vector &vector) const
  {
    add_gradient_transposed(shape.arms, 1, vector);
    scale_heights(shape.scale, vector);
  }

  std::vector<double> ThicknessNorm::gradient(const Vector &vector) const
  {
    const auto g = gradient_->apply(mean(vector));
    std::vector<double> result(std::size_t(2) * n_owned_);
    for (unsigned axis = 0; axis < 2; ++axis)
      std::copy_n(g[axis].begin(), n_owned_, &result[std::size_t(axis) * n_owned_]);
    return result;
  }

  std::vector<double> ThicknessNorm::moments(const std::vector<double> &arms, const Vector &vector) const
  {
    std::vector<double> result(std::size_t(2) * n_owned_, 0.);
    for (unsigned d = 0; d < n_owned_; ++d)
      for (unsigned k = 0; k < n_z_; ++k)
        for (unsigned axis = 0; axis < 2; ++axis)
          result[std::size_t(axis) * n_owned_ + d] += arms[k] * vector.begin()[(std::size_t(d) * n_z_ + k) * 3 + axis];
    return result;
  }
} // namespace sagitta::reduced
