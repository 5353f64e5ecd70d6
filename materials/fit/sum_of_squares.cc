#include <materials/fit/sum_of_squares.h>

#include <exception>

namespace sagitta::materials
{
  double sum_of_squares(const FitProblem &problem, const std::vector<double> &values)
  {
    std::vector<double> residuals(problem.number_of_residuals);
    try
      {
        problem.residuals(values, residuals);
      }
    catch (const std::exception &)
      {
        return 1e300;
      }
    double sum = 0;
    for (const double residual : residuals)
      sum += residual * residual;
    return sum;
  }
} // namespace sagitta::materials
