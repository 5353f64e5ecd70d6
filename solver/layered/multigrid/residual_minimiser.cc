#include <solver/layered/multigrid/residual_minimiser.h>

#include <utility>

namespace sagitta::layered
{
  bool ResidualMinimiser::step(Vector<double> direction, Vector<double> product)
  {
    constexpr double dependent = 1e-24; // square of what rounding leaves of a product
    const double before = product * product;
    for (std::size_t i = 0; i < products_.size(); ++i)
      {
        const double share = (product * products_[i]) / squares_[i];
        product.add(-share, products_[i]);
        direction.add(-share, directions_[i]);
      }
    const double square = product * product;
    if (!(square > dependent * before))
      return false;
    const double length = (residual_ * product) / square;
    x_.add(length, direction);
    residual_.add(-length, product);
    directions_.push_back(std::move(direction));
    products_.push_back(std::move(product));
    squares_.push_back(square);
    return true;
  }
} // namespace sagitta::layered
