#include <solver/case/sensitivity_request.h>

#include <algorithm>

namespace sagitta
{
  const NameTable<SensitiveQuantity> &sensitive_quantity_names()
  {
    static const NameTable<SensitiveQuantity> table = {
        {SensitiveQuantity::warpage, "warpage", "the signed warpage of the bottom face, its highest and lowest points taken as fixed"},
        {SensitiveQuantity::bow, "bow", "the bow of the bottom face's best quadratic, the mean of the two diagonals"},
        {SensitiveQuantity::bow_1, "bow_1", "the bow along the diagonal on which x and y increase together"},
        {SensitiveQuantity::bow_2, "bow_2", "the bow along the other diagonal"},
        {SensitiveQuantity::kx, "kx", "the curvature of the best quadratic along x"},
        {SensitiveQuantity::ky, "ky", "the curvature along y"},
        {SensitiveQuantity::kxy, "kxy", "the twist"},
        {SensitiveQuantity::hotspot, "hotspot", "the highest temperature of a die or of a part with power, its place taken as fixed"}};
    return table;
  }

  bool SensitivityRequest::asks_for_displacement() const
  {
    return std::any_of(of.begin(), of.end(), [](SensitiveQuantity quantity) { return quantity != SensitiveQuantity::hotspot; });
  }

  bool SensitivityRequest::asks_for(SensitiveQuantity quantity) const
  {
    return std::count(of.begin(), of.end(), quantity) > 0;
  }
} // namespace sagitta
