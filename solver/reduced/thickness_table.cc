#include <solver/reduced/reduced_model.h>

#include <algorithm>
#include <stdexcept>

namespace sagitta::reduced
{
  double ThicknessTable::find(const std::vector<double> &thicknesses) const
  {
    constexpr double rounding = 1e-9;
    std::vector<std::size_t> first, count; // of the cell; 1 at a node, where the cells of both sides are not needed, else 2
    for (std::size_t t = 0; t < nodes.size(); ++t)
      {
        const std::vector<double> &line = nodes[t];
        const double h = thicknesses[t];
        if (!(h >= line.front() * (1 - rounding) && h <= line.back() * (1 + rounding)))
          throw std::invalid_argument("a thickness is outside of the table of the model");
        const auto node = std::find_if(line.begin(), line.end(), [&](double value) { return h <= value * (1 + rounding); });
        const bool is_node = h >= *node * (1 - rounding);
        first.push_back(static_cast<std::size_t>(node - line.begin()) - (is_node ? 0 : 1));
        count.push_back(is_node ? 1 : 2);
      }
    double smallest = constants.front();
    bool is_first = true;
    for (std::size_t corner = 0; corner < std::size_t(1) << nodes.size(); ++corner)
      {
        std::size_t place = 0;
        for (std::size_t t = 0; t < nodes.size(); ++t)
          place = place * nodes[t].size() + first[t] + ((corner >> t) & 1 & (count[t] - 1));
        smallest = is_first ? constants[place] : std::min(smallest, constants[place]);
        is_first = false;
      }
    return smallest;
  }
} // namespace sagitta::reduced
