#include <materials/cure/cure.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace sagitta::materials
{
  NetworkShrinkage::NetworkShrinkage(double gel_point, double total) : NetworkShrinkage(std::vector<double>{gel_point, 1}, {0, total}) {}

  NetworkShrinkage::NetworkShrinkage(std::vector<double> cure, std::vector<double> shrinkage)
      : cure_(std::move(cure)), shrinkage_(std::move(shrinkage))
  {
    std::ostringstream message;
    if (cure_.size() < 2 || cure_.size() != shrinkage_.size())
      message << "a table of cure shrinkage needs at least two points (degree of cure, shrinkage), but has " << cure_.size()
              << " degrees of cure and " << shrinkage_.size() << " shrinkages";
    else if (!(cure_.front() >= 0 && cure_.back() <= 1))
      message << "the degrees of cure of a shrinkage table must lie between 0 and 1, not from " << cure_.front() << " to " << cure_.back();
    else if (shrinkage_.front() != 0)
      message << "cure shrinkage counts from the gel point: the first point of its table must have the shrinkage 0, not "
              << shrinkage_.front();
    else if (!(shrinkage_.back() < 1))
      message << "the linear cure shrinkage must be below 1, not " << shrinkage_.back();
    for (std::size_t i = 1; message.str().empty() && i < cure_.size(); ++i)
      if (!(cure_[i] > cure_[i - 1]))
        message << "the degrees of cure of a shrinkage table must increase from point to point (the gel point is below 1), but " << cure_[i]
                << " follows " << cure_[i - 1];
      else if (!(shrinkage_[i] >= shrinkage_[i - 1]))
        message << "cure shrinkage must not decrease with the degree of cure, but " << shrinkage_[i] << " follows " << shrinkage_[i - 1];
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
  }

  double NetworkShrinkage::strain(double cure) const
  {
    if (cure <= cure_.front())
      return 0;
    if (cure >= cure_.back())
      return -shrinkage_.back();
    const auto i = static_cast<std::size_t>(std::upper_bound(cure_.begin(), cure_.end(), cure) - cure_.begin());
    const double share = (cure - cure_[i - 1]) / (cure_[i] - cure_[i - 1]);
    return -(shrinkage_[i - 1] + share * (shrinkage_[i] - shrinkage_[i - 1]));
  }

  double NetworkShrinkage::slope(double cure) const
  {
    if (cure < cure_.front() || cure >= cure_.back())
      return 0;
    const auto i = static_cast<std::size_t>(std::upper_bound(cure_.begin(), cure_.end(), cure) - cure_.begin());
    return -(shrinkage_[i] - shrinkage_[i - 1]) / (cure_[i] - cure_[i - 1]);
  }

  double linear_shrinkage(double volumetric)
  {
    if (!(volumetric >= 0 && volumetric < 1))
      throw std::invalid_argument("a volumetric cure shrinkage must lie between 0 and 1, not " + std::to_string(volumetric));
    return -std::expm1(std::log1p(-volumetric) / 3);
  }

  void Cure::check() const
  {
    kinetics.check();
    std::ostringstream message;
    const auto *single = std::get_if<SingleStep>(&kinetics.reaction);
    if (!(heat >= 0 && std::isfinite(heat)))
      message << "the reaction heat must be a number of J/kg that is not negative, not " << heat;
    else if (!(initial >= 0 && initial <= 1))
      message << "the initial degree of cure must lie between 0 and 1, not " << initial;
    else if (!(gel_point > 0 && gel_point < 1))
      message << "the gel point must lie between 0 and 1 (both excluded), not " << gel_point;
    else if (single && single->m >= 1 && initial == 0)
      message << "a reaction of the form k x^m (1 - x)^n with m = " << single->m
              << " never starts from x = 0: the initial degree of cure must be above zero";
    else if (shrinkage && shrinkage->gel_point() != gel_point)
      message << "cure shrinkage begins at x = " << shrinkage->gel_point() << ", but the gel point is " << gel_point
              << "; before the gel point the material flows";
    if (!message.str().empty())
      throw std::invalid_argument(message.str());
    if (glass_transition)
      glass_transition->check();
  }

  CureHeat heat_release(const Cure &cure, double cure_at_start, const CureAdvance &advance)
  {
    return {cure.heat * (advance.cure - cure_at_start), cure.heat * advance.by_end_temperature};
  }
} // namespace sagitta::materials
